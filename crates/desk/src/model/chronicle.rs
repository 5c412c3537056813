//! The records of an order, as bytes: most of what is known of it, and needed only when somebody asks for its history.

use decider::shelf::{Place, Shelf};
use serde::{Deserialize, Serialize};

use super::Kept;

/// So many bytes of an order that goes on are gathered before they are put away.
const GATHERED: usize = 4_096;
/// The same for an order that has ended: of those there are many.
const GATHERED_AT_THE_END: usize = 512;

/// Records in the order in which they were read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Chronicle {
    away: Vec<Place>,
    gathered: Vec<u8>,
}

impl Chronicle {
    /// Adds a record, and puts what has gathered onto a shelf that has room for it.
    pub(crate) fn add(&mut self, kept: &Kept, has_ended: bool, shelf: Option<&dyn Shelf>) {
        // What was just read can be written.
        self.gathered
            .extend(postcard::to_stdvec(kept).unwrap_or_default());
        let enough = if has_ended { GATHERED_AT_THE_END } else { GATHERED };
        if self.gathered.len() >= enough
            && let Some(place) = shelf.and_then(|shelf| shelf.put(&self.gathered))
        {
            self.away.push(place);
            self.gathered = Vec::new();
        }
    }

    /// Every record.
    pub(crate) fn records(&self, shelf: Option<&dyn Shelf>) -> Vec<Kept> {
        let mut records = Vec::new();
        for place in &self.away {
            let bytes = shelf.and_then(|shelf| shelf.get(*place));
            read(&bytes.unwrap_or_default(), &mut records);
        }
        read(&self.gathered, &mut records);
        records
    }
}

fn read(mut bytes: &[u8], into: &mut Vec<Kept>) {
    while let Ok((kept, rest)) = postcard::take_from_bytes(bytes) {
        into.push(kept);
        bytes = rest;
    }
}
