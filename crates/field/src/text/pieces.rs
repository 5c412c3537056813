//! Cuts a line into pieces: known words, times, numbers, names, and what is left.

use super::cursor::Cursor;
use super::faces;
use super::keywords::{Keyword, Role, word_at};
use super::times::{self, Said};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Role),
    Time(Said),
    /// A whole run of digits that is no time.
    Digits,
    /// A mobile phone, or a word in a list of names.
    Name,
    Unknown,
    Space,
    /// Punctuation, pictures, anything without letters.
    Mark,
}

/// One piece and the characters it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Piece {
    /// Whether it says nothing: fillers, spaces, punctuation.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self.kind, Kind::Space | Kind::Mark)
            || matches!(self.kind, Kind::Word(Role::Filler | Role::Stop | Role::Order))
    }
}

/// A normalised text and its pieces, which cover it without gaps.
pub(super) struct Line {
    pub(super) chars: Vec<char>,
    pub(super) pieces: Vec<Piece>,
}

impl Line {
    pub(super) fn cut(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut cutter = Cutter {
            names: false,
            measure: false,
        };
        let mut pieces = Vec::new();
        let mut start = 0;
        while start < chars.len() {
            let (kind, end) = cutter.next(&chars, start);
            let end = end.max(start + 1);
            pieces.push(Piece { kind, start, end });
            start = end;
        }
        Self { chars, pieces }
    }

    pub(super) fn text(&self, piece: &Piece) -> String {
        self.between(piece.start, piece.end)
    }

    /// The digits of a number, also of one that was typed in groups.
    pub(super) fn digits(&self, piece: &Piece) -> String {
        self.text(piece).chars().filter(char::is_ascii_digit).collect()
    }

    pub(super) fn between(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).unwrap_or_default().iter().collect()
    }

    /// The nearest piece before or after `index` that is neither space nor a filler, thing or place.
    pub(super) fn neighbour(&self, index: usize, step: Step) -> Option<(usize, &Piece)> {
        let quiet = |piece: &Piece| {
            matches!(
                piece.kind,
                Kind::Space | Kind::Word(Role::Filler | Role::Thing | Role::Place)
            )
        };
        let mut others = self.pieces.iter().enumerate();
        match step {
            Step::Back => others.take(index).rev().find(|(_, piece)| !quiet(piece)),
            Step::On => others.find(|&(at, piece)| at > index && !quiet(piece)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Back,
    On,
}

struct Cutter {
    /// Inside a list of names: unknown words are names, and single characters are parts of them.
    names: bool,
    /// Behind a word like `里程`: the next number is a measure.
    measure: bool,
}

impl Cutter {
    fn next(&mut self, chars: &[char], start: usize) -> (Kind, usize) {
        let at = Cursor::new(chars, start);
        match at.peek() {
            Some(' ') => (Kind::Space, start + 1),
            Some(c) if c.is_ascii_digit() => self.number(chars, start),
            Some(c) if c.is_ascii_alphabetic() => self.latin(chars, start),
            _ => self.han(chars, start),
        }
    }

    fn number(&mut self, chars: &[char], start: usize) -> (Kind, usize) {
        let measured = std::mem::take(&mut self.measure);
        if let Some((said, end)) = times::read(chars, start).filter(|_| !measured) {
            return (Kind::Time(said), end);
        }
        let end = run_end(chars, start, |c| c.is_ascii_digit());
        if is_mobile(chars, start, end) {
            (Kind::Name, end)
        } else if measured || (end - start < 7 && faces::is_measure(chars, end)) {
            (Kind::Unknown, end)
        } else {
            (Kind::Digits, end)
        }
    }

    fn latin(&mut self, chars: &[char], start: usize) -> (Kind, usize) {
        if let Some((role, end)) = word_at(Cursor::new(chars, start)) {
            return self.known(role, end);
        }
        if let Some((said, end)) = times::read(chars, start) {
            return (Kind::Time(said), end);
        }
        let letters = run_end(chars, start, |c| c.is_ascii_alphabetic());
        let end = run_end(chars, start, |c| c.is_ascii_alphanumeric());
        let digits = run_end(chars, letters, |c| c.is_ascii_digit());
        // A long number behind strange letters is an order number with a prefix: `PO2600017`.
        let prefixed = digits == end && (7..=12).contains(&(end - letters));
        let kind = if self.names { Kind::Name } else { Kind::Unknown };
        (kind, if prefixed { letters } else { end })
    }

    fn han(&mut self, chars: &[char], start: usize) -> (Kind, usize) {
        if self.names && matches!(chars.get(start), Some('给' | '由' | '让' | '派')) {
            return (Kind::Word(Role::Filler), start + 1);
        }
        if self.names && joins_names(chars, start) {
            return (Kind::Word(Role::And), start + 1);
        }
        if self.names
            && let Some(end) = name_end(chars, start)
        {
            return (Kind::Name, end);
        }
        if let Some((said, end)) = times::read(chars, start) {
            return (Kind::Time(said), end);
        }
        if let Some((role, end)) = word_at(Cursor::new(chars, start)) {
            return self.known(role, end);
        }
        let is_letter = chars.get(start).is_some_and(|c| c.is_alphanumeric());
        (if is_letter { Kind::Unknown } else { Kind::Mark }, start + 1)
    }

    fn known(&mut self, role: Role, end: usize) -> (Kind, usize) {
        self.names = match role {
            Role::Names | Role::Key(Keyword::Plan) => true,
            Role::Stop => false,
            _ => self.names,
        };
        self.measure = role == Role::Measure || (self.measure && role == Role::Filler);
        (Kind::Word(role), end)
    }
}

fn run_end(chars: &[char], start: usize, fits: impl Fn(char) -> bool) -> usize {
    let mut next = Cursor::new(chars, start);
    next.skip_while(fits);
    next.at
}

/// Whether a run of digits is a Chinese mobile phone, with or without the country code. Eleven digits
/// starting so are never taken for an order number: it would be the ten-millionth order of its year.
pub(super) fn is_mobile(chars: &[char], start: usize, end: usize) -> bool {
    let digits: String = chars.get(start..end).unwrap_or_default().iter().collect();
    let own = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .unwrap_or(&digits);
    own.len() == 11 && own.starts_with('1') && matches!(own.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// Where a name that begins here ends: at a separator, a digit, a time, a word of two characters or more,
/// or a `和` with a name on both sides. A last `去` or `到` is no part of it. Single characters are no names.
fn name_end(chars: &[char], start: usize) -> Option<usize> {
    let mut next = Cursor::new(chars, start);
    while next
        .peek()
        .is_some_and(|c| c == '·' || (c.is_alphanumeric() && !c.is_ascii()))
    {
        let length = next.at - start;
        let is_time = times::read(chars, next.at).is_some_and(|(_, end)| end > next.at + 1);
        let is_word = word_at(next).is_some_and(|(_, end)| end > next.at + 1);
        let joins = length >= 2 && joins_names(chars, next.at);
        if is_time || is_word || joins {
            break;
        }
        next.at += 1;
    }
    let leaves = |at: usize| matches!(chars.get(at), Some('去' | '到'));
    let end = if leaves(next.at.saturating_sub(1)) {
        next.at - 1
    } else {
        next.at
    };
    (end >= start + 2).then_some(end)
}

/// Whether a `和` stands here with a whole name behind it, so that it is no part of one (`张和平`).
fn joins_names(chars: &[char], at: usize) -> bool {
    let joins = matches!(chars.get(at), Some('和' | '跟' | '与'));
    joins && run_end(chars, at + 1, |c| c.is_alphanumeric() && !c.is_ascii()) >= at + 3
}
