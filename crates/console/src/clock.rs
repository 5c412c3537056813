//! A clock in short, by colour and by word.

mod explained;

use proto::desk::{ClockState, ClockSummary};

use crate::Frame;
use crate::texts::BoardTexts;
pub(crate) use explained::ClockShown;

/// A clock as a reader sees it at a glance.
pub(crate) struct Chip<'a> {
    /// Names its colour.
    pub(crate) class: &'static str,
    pub(crate) state: String,
    pub(crate) title: &'a str,
    /// Empty for a clock that has ended.
    pub(crate) left: String,
}

impl<'a> Chip<'a> {
    pub(crate) fn of(clock: &'a ClockSummary, frame: &Frame<'_>) -> Self {
        let b = BoardTexts::of(frame.language());
        let (class, state) = match clock.state {
            ClockState::Breached => ("breached", b.breached.to_owned()),
            ClockState::Paused => ("paused", b.paused.to_owned()),
            ClockState::Running if clock.warnings > 0 => ("warned", b.warned.to_owned()),
            ClockState::Running => ("running", b.running.to_owned()),
            other @ (ClockState::Met | ClockState::Lifted | ClockState::Cancelled) => {
                ("ended", frame.say(&other.title()).to_owned())
            }
        };
        let counts = clock.open || clock.state == ClockState::Breached;
        Self {
            class,
            state,
            title: frame.say(&clock.title),
            left: if counts {
                frame.left(clock.remaining_s)
            } else {
                String::new()
            },
        }
    }
}
