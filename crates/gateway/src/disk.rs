//! How much room the disk has left, as it is shown.

use documents::Room;
use schemars::JsonSchema;
use serde::Serialize;
use types::Sentence;

use crate::gate::Gate;

/// The disk that holds the logs and documents.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DiskShown {
    pub(crate) free_mib: u64,
    /// What to know and do, when little is left.
    pub(crate) warning: Option<Sentence>,
}

impl DiskShown {
    /// The gateway's disk; none when it does not say.
    pub(crate) fn under(gate: &Gate) -> Option<Self> {
        gate.disk().room().ok().map(Self::of)
    }

    fn of(room: Room) -> Self {
        Self {
            free_mib: room.free_mib,
            warning: room.warning(),
        }
    }
}
