//! Reading on: frame after frame, as far as the log reaches or as it grows.

use crate::failure::LogFailure;
use crate::frame::Frame;
use crate::log::Log;

/// Reads frames one after another, see [`Log::frames`].
pub struct Frames {
    log: Log,
    after: u64,
    failed: bool,
}

impl Frames {
    pub(crate) fn new(log: Log, after: u64) -> Self {
        Self {
            log,
            after,
            failed: false,
        }
    }
}

impl Iterator for Frames {
    type Item = Result<Frame, LogFailure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.after >= self.log.head().frame {
            return None;
        }
        let read = self.log.read(self.after.saturating_add(1));
        match &read {
            Ok(frame) => self.after = frame.header.frame,
            Err(_) => self.failed = true,
        }
        Some(read)
    }
}

/// Reads frames as they come, see [`Log::follow`].
///
/// As an iterator it blocks until there is a next frame, and ends once the writer is gone and everything it
/// wrote was read.
pub struct Follower {
    frames: Frames,
}

impl Follower {
    pub(crate) fn new(frames: Frames) -> Self {
        Self { frames }
    }
}

impl Iterator for Follower {
    type Item = Result<Frame, LogFailure>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.frames.failed {
            self.frames.log.shared.wait_beyond(self.frames.after);
        }
        self.frames.next()
    }
}
