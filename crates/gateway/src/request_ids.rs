//! Request ids for clients that gave none.

use std::sync::atomic::{AtomicU64, Ordering};

use timesource::Time;
use types::{Hash, InvalidId, RequestId};

/// Makes ids that no other process and no earlier run of this one makes.
///
/// They are derived, not random: from the machine's time at the start, the process id and a counter. It is the
/// machine's own time even in a sandbox, where virtual time may stand still from one start to the next and the same
/// id would then name two commands.
#[derive(Debug)]
pub(crate) struct RequestIds {
    seed: Hash,
    made: AtomicU64,
}

impl RequestIds {
    pub(crate) fn of_this_process() -> Self {
        let started = Time::system().now().micros().to_be_bytes();
        let process = std::process::id().to_be_bytes();
        Self {
            seed: Hash::of(&[b"gateway", &started, &process]),
            made: AtomicU64::new(0),
        }
    }

    pub(crate) fn next(&self) -> Result<RequestId, InvalidId> {
        let number = self.made.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        derived(&[self.seed.as_bytes(), &number])
    }
}

/// The id of a request that follows from something else: the same parts, the same request.
pub(crate) fn derived(parts: &[&[u8]]) -> Result<RequestId, InvalidId> {
    RequestId::new(Hash::of(parts).id())
}
