//! What a log says of a clock, as it goes into read models and their digests.

use serde::Serialize;
use sla::clock::{End, EndKind};
use types::Instant;

use super::Clock;

/// A clock without anything that depends on when it was noticed or asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClockSaid {
    pub start: Instant,
    /// How many warnings were recorded.
    pub warned: u32,
    /// When it was due, if it was breached.
    pub breached_at: Option<Instant>,
    pub lifted: bool,
    pub ended: Option<Ended>,
}

/// When what ended a clock occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    MetAt(Instant),
    CancelledAt(Instant),
}

impl Clock {
    /// What the log says of it.
    #[must_use]
    pub fn said(&self) -> ClockSaid {
        ClockSaid {
            start: self.start,
            warned: self.warned,
            breached_at: self.breach.map(|breach| breach.due_at),
            lifted: self.breach.is_some_and(|breach| breach.lifted),
            ended: self.end.map(|End { at, kind }| match kind {
                EndKind::Met => Ended::MetAt(at),
                EndKind::Cancelled => Ended::CancelledAt(at),
            }),
        }
    }
}
