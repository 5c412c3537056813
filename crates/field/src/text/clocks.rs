//! The times of one text, and what each of them means for its report.

use types::Instant;

use super::mistake::Mistake;
use super::moment::{Doubt, Sense, Sent};
use super::pieces::{Kind, Line};
use super::times::{Day, Said, Way};

/// A time in a text: the piece that holds it, what it says, and how it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) index: usize,
    said: Said,
    typed: String,
}

impl Time {
    /// Whether it is a length of time that may just as well tell how long something took.
    pub(super) fn is_bare_span(&self) -> bool {
        matches!(self.said, Said::Span { way: Way::Bare, .. })
    }

    pub(super) fn is_before(&self) -> bool {
        matches!(self.said, Said::Span { way: Way::Before, .. })
    }
}

/// All times of a text.
pub(super) struct Clocks {
    sent: Sent,
    times: Vec<Time>,
    /// The first thing in the shape of a time that is none.
    unreadable: Option<String>,
    /// The first number of three or four digits that is no time.
    odd_number: Option<String>,
}

impl Clocks {
    pub(super) fn of(line: &Line, sent: Sent) -> Self {
        let unreadable = line
            .pieces
            .iter()
            .find(|piece| piece.kind == Kind::Time(Said::Unreadable));
        let is_odd = |length: usize| (3..=4).contains(&length);
        let odd = line
            .pieces
            .iter()
            .find(|piece| piece.kind == Kind::Digits && is_odd(piece.end - piece.start));
        Self {
            sent,
            times: times(line),
            unreadable: unreadable.map(|piece| line.text(piece)),
            odd_number: odd.map(|piece| line.text(piece)),
        }
    }

    /// The first time that fits.
    pub(super) fn first(&self, fits: impl Fn(&Time) -> bool) -> Option<Time> {
        self.times.iter().find(|time| fits(time)).cloned()
    }

    /// The last time that fits.
    pub(super) fn last(&self, fits: impl Fn(&Time) -> bool) -> Option<Time> {
        self.times.iter().rfind(|time| fits(time)).cloned()
    }

    /// # Errors
    /// The mistake that questions the time.
    pub(super) fn place(&self, time: &Time, sense: Sense) -> Result<Instant, Mistake> {
        let said = || time.typed.clone();
        if let Some(moment) = self.this_afternoon(time).filter(|_| sense == Sense::Behind) {
            return Ok(moment);
        }
        self.sent.place(time.said, sense).map_err(|doubt| match doubt {
            Doubt::Unreadable => Mistake::TimeUnreadable { said: said() },
            Doubt::InPast => Mistake::TimeInPast { said: said() },
            Doubt::InFuture => Mistake::TimeInFuture { said: said() },
        })
    }

    /// `2点` in a report of the afternoon means 14:00, once that is past.
    // rule: SMS-3
    fn this_afternoon(&self, time: &Time) -> Option<Instant> {
        let Said::Clock {
            day: None,
            hour: hour @ 1..=11,
            minute,
        } = time.said
        else {
            return None;
        };
        let is_bare = time
            .typed
            .starts_with(|c| matches!(c, '1'..='9') || "一二两三四五六七八九十".contains(c));
        if !(is_bare && time.typed.contains('点')) {
            return None;
        }
        let later = Said::Clock {
            day: Some(Day::Offset(0)),
            hour: hour + 12,
            minute,
        };
        self.sent.place(later, Sense::Behind).ok()
    }

    /// What was meant as a time and is none.
    pub(super) fn unreadable(&self) -> Option<Mistake> {
        self.unreadable
            .clone()
            .map(|said| Mistake::TimeUnreadable { said })
    }

    /// The same where a time is asked for: there a number that is no clock time is a slip, too.
    pub(super) fn slip(&self) -> Option<Mistake> {
        let odd = self
            .odd_number
            .clone()
            .map(|said| Mistake::TimeUnreadable { said });
        self.unreadable().or(odd)
    }
}

/// The times in their order. One without a day takes the day said before it, or else the only one said
/// (`9点 明天`); one that would run backwards from an afternoon is of that afternoon (`下午2点到3点`).
fn times(line: &Line) -> Vec<Time> {
    let said = || {
        line.pieces
            .iter()
            .enumerate()
            .filter_map(|(index, piece)| match piece.kind {
                Kind::Time(said) => Some((index, piece, said)),
                _ => None,
            })
    };
    let mut day = said().find_map(|(_, _, said)| day_of(said));
    let mut afternoon = None;
    let mut times = Vec::new();
    for (index, piece, said) in said() {
        day = day_of(said).or(day);
        let said = match said {
            Said::Clock {
                day: None,
                hour,
                minute,
            } => {
                let later = afternoon.filter(|&from| hour < 12 && hour + 12 >= from);
                let hour = if later.is_some() { hour + 12 } else { hour };
                Said::Clock { day, hour, minute }
            }
            Said::Clock { .. } | Said::Span { .. } => said,
            Said::Day(_) | Said::Part | Said::Unreadable => continue,
        };
        if let Said::Clock { hour, .. } = said {
            afternoon = (12..24).contains(&hour).then_some(hour);
        }
        times.push(Time {
            index,
            said,
            typed: line.text(piece),
        });
    }
    times
}

fn day_of(said: Said) -> Option<Day> {
    match said {
        Said::Clock { day, .. } => day,
        Said::Day(day) => Some(day),
        Said::Part | Said::Span { .. } | Said::Unreadable => None,
    }
}
