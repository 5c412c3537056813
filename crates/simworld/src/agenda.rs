//! What will happen, in the order of virtual time.

use std::collections::BTreeMap;

use proto::Rejection;
use proto::wire::{Accepted, FeedPage, FeedRead};
use types::{Instant, ServiceName};

use crate::node::Incoming;

/// One life of a service's process: what it asked for is nobody's after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Life {
    pub service: ServiceName,
    pub number: u32,
}

/// A read of another log that somebody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReadId {
    pub reader: Life,
    pub number: u64,
}

/// Names a call of a client.
pub(crate) type CallId = usize;

/// Something that happens at a moment.
#[derive(Debug)]
pub(crate) enum Happening {
    /// A service's process starts.
    Start(ServiceName),
    /// It takes up what has come in.
    Turn(Life),
    /// What it wrote is on disk, or not.
    Written(Life),
    /// Something reaches one process, if it still lives.
    Reaches(Life, Incoming),
    /// Something reaches whoever is there by that name.
    Comes(ServiceName, Incoming),
    ReadComes {
        id: ReadId,
        log: ServiceName,
        read: FeedRead,
    },
    PageComes {
        id: ReadId,
        log: ServiceName,
        answer: Result<FeedPage, Rejection>,
    },
    ReadExpires {
        id: ReadId,
        log: ServiceName,
    },
    /// A client sends its command, perhaps once more.
    Call(CallId),
    CallComes(CallId),
    AnswerComes {
        call: CallId,
        answer: Box<Result<Accepted, Rejection>>,
    },
    CallExpires {
        call: CallId,
        sending: u32,
    },
    /// The next step of a script.
    Step(usize),
}

/// Happenings by time, and in the order they were planned where times are equal.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    planned: BTreeMap<(Instant, u64), Happening>,
    count: u64,
}

impl Agenda {
    pub(crate) fn plan(&mut self, at: Instant, happening: Happening) {
        self.count += 1;
        self.planned.insert((at, self.count), happening);
    }

    /// The next happening, when there is one up to a moment.
    pub(crate) fn next(&mut self, until: Instant) -> Option<(Instant, Happening)> {
        let entry = self
            .planned
            .first_entry()
            .filter(|entry| entry.key().0 <= until)?;
        let ((at, _), happening) = entry.remove_entry();
        Some((at, happening))
    }
}
