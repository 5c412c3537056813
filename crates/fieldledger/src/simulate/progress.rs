//! Says how far a simulation is, on the error stream.

use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;

use tokio::time::Instant as Clock;
use types::Instant;

use super::calls::ZONE;
use super::tally::Tally;

/// Without a terminal a line comes only after so many calls.
const QUIET_CALLS: u64 = 500;
const REDRAWN: Duration = Duration::from_millis(200);

/// The line that shows how far it is.
pub(super) struct Progress {
    calls: usize,
    began: Clock,
    shown: Clock,
    shown_calls: u64,
    live: bool,
}

impl Progress {
    pub(super) fn new(calls: usize) -> Self {
        let now = Clock::now();
        Self {
            calls,
            began: now,
            shown: now,
            shown_calls: 0,
            live: stderr().is_terminal(),
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Shows where it is, now and then.
    pub(super) fn show(&mut self, tally: &Tally, at: Instant) -> std::io::Result<()> {
        let due = if self.live {
            self.shown.elapsed() > REDRAWN
        } else {
            tally.calls >= self.shown_calls + QUIET_CALLS
        };
        if !due {
            return Ok(());
        }
        self.shown = Clock::now();
        self.shown_calls = tally.calls;
        let seconds = self.began.elapsed().as_secs().max(1);
        let rate = tally.steps / seconds;
        let (done, all, day) = (tally.calls, self.calls, at.local(ZONE).format("%Y-%m-%d"));
        let line = format!("{done}/{all}  {day}  {seconds}s  {rate}/s");
        if self.live {
            write!(stderr(), "\r{line}\u{1b}[K")
        } else {
            writeln!(stderr(), "{line}")
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) -> std::io::Result<()> {
        if self.live {
            write!(stderr(), "\r\u{1b}[K")
        } else {
            Ok(())
        }
    }
}
