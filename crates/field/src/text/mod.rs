//! Reads the texts that engineers and station managers type with cold thumbs (SMS-2 to SMS-5, SMS-8, CLM-17).
//!
//! Pure: the text, the time it was sent, its zone and the policy's reasons go in, what was understood comes
//! out, with every mistake at once (SMS-13). Who the sender is, which orders are open and whether a name is
//! known is not decided here; nothing typed can make it panic.

mod clocks;
mod cursor;
mod faces;
mod hits;
mod keywords;
mod meaning;
mod mistake;
mod moment;
mod normalise;
mod orders;
mod parts;
mod pieces;
mod reports;
#[cfg(test)]
mod tests;
mod times;
mod words;

use chrono_tz::Tz;
use types::Instant;

pub use meaning::{Meaning, Understood};
pub use mistake::Mistake;
pub use normalise::{content_key, is_automatic_reply, normalise};

/// A reason for leaving a machine unrepaired, and the words people use for it (ORD-11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonWords {
    /// The policy's code.
    pub code: String,
    /// Words or parts of words, in any letter case. The longest one found in a text decides.
    pub words: Vec<String>,
}

/// What a text is read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// When the phone sent the text: times are counted from here, however late it came.
    pub sent_at: Instant,
    /// The zone of the sender's wall clock.
    pub zone: Tz,
    /// The policy's reasons for leaving unrepaired.
    pub reasons: &'a [ReasonWords],
    /// The most characters a text may have.
    pub longest: usize,
}

/// Reads one text.
#[must_use]
pub fn read(text: &str, reading: &Reading<'_>) -> Understood {
    let text = normalise(text);
    let chars = text.chars().count();
    if chars > reading.longest {
        return Understood::wrong(Mistake::TooLong {
            chars,
            longest: reading.longest,
        });
    }
    if is_stop(&text) {
        return Understood::right(None, Meaning::StopMessages);
    }
    reports::understand(&text, reading)
}

/// Whether a whole text asks for no more messages, `TD` or 退订 (SMS-14).
#[must_use]
pub fn is_stop(text: &str) -> bool {
    keywords::is_stop(&normalise(text))
}
