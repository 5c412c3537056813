//! Names, reasons and solutions: the parts of a text that are kept as they were typed.

use super::hits::Hit;
use super::keywords::Role;
use super::pieces::{Kind, Line, Piece};
use super::{ReasonWords, content_key};

/// A plan has no word for "names follow": longer words in it are remarks, not names.
const LONGEST_NAME: usize = 4;

/// The accompanying engineers 同行: what stands in the list of names, and between `和` and `一起` (SMS-4).
pub(super) fn companions(line: &Line) -> Vec<String> {
    let mut names = listed(line);
    for (at, piece) in line.pieces.iter().enumerate() {
        if piece.kind == Kind::Word(Role::Together) {
            names.extend(joined(line, at));
        }
    }
    names
}

/// The words of a plan that may be engineers' names, and their phones (ORD-8).
pub(super) fn engineers(line: &Line) -> Vec<String> {
    let mut names = listed(line);
    let is_phone = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
    names.retain(|name| is_phone(name) || name.contains('·') || name.chars().count() <= LONGEST_NAME);
    names
}

fn listed(line: &Line) -> Vec<String> {
    let names = line.pieces.iter().filter(|piece| piece.kind == Kind::Name);
    names
        .map(|piece| {
            let text = line.text(piece);
            let is_phone = text.starts_with(|c: char| c.is_ascii_digit());
            if is_phone { line.digits(piece) } else { text }
        })
        .collect()
}

/// The names between the last `和` before the piece at `together` and that piece.
fn joined(line: &Line, together: usize) -> Vec<String> {
    let before: Vec<&Piece> = line.pieces.iter().take(together).collect();
    let Some(and) = before
        .iter()
        .rposition(|piece| piece.kind == Kind::Word(Role::And))
    else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (before.get(and), before.last()) else {
        return Vec::new();
    };
    line.between(start.end, end.end)
        .split([' ', '、', ',', '，'])
        .filter(|name| name.chars().any(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The sender's own words without keyword and order number; `None` when nothing is left to read.
pub(super) fn free(line: &Line, hit: Hit, order_at: Option<usize>) -> Option<String> {
    let prefix = order_at.map_or(0, |order| {
        let is_prefix =
            |piece: &&Piece| matches!(piece.kind, Kind::Space | Kind::Mark | Kind::Word(Role::Order));
        line.pieces.iter().take(order).rev().take_while(is_prefix).count()
    });
    let is_order = |at: usize| order_at.is_some_and(|order| (order - prefix..=order).contains(&at));
    let is_key = |at: usize| (hit.first..=hit.index).contains(&at);
    let opening = |piece: &Piece, at: usize| piece.is_silent() || is_key(at) || is_order(at);
    let words: String = line
        .pieces
        .iter()
        .enumerate()
        .skip_while(|&(at, piece)| opening(piece, at))
        .map(|(at, piece)| {
            if is_key(at) || is_order(at) {
                " ".to_owned()
            } else {
                line.text(piece)
            }
        })
        .collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_matches(|c| " ,，.。、:;；!！-~".contains(c));
    words.contains(char::is_alphanumeric).then(|| words.to_owned())
}

/// The policy's reason whose words are in the text; the longest words win, then the reason listed first.
pub(super) fn reason(words: &str, reasons: &[ReasonWords]) -> Option<String> {
    let text = content_key(words);
    let found = reasons.iter().flat_map(|reason| {
        let keys = reason.words.iter().map(|word| content_key(word));
        keys.filter(|key| !key.is_empty() && text.contains(key.as_str()))
            .map(move |key| (key.chars().count(), &reason.code))
    });
    found
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, code)| code.clone())
}
