//! A simulated world for tests: every service over the kit's core, in virtual time, on one thread, from one seed.
//!
//! The services, the core, the log and its opening, the pages of feeds and the repeated answers are the product's own
//! code. Simulated are what stands around them: a disk that loses, tears and fails, a bus that loses, doubles, delays
//! and reorders, machines whose clocks differ, processes that end anywhere, a carrier, and clients that repeat until they
//! are answered. When the story is over the world is healed, comes to rest, and everything that must hold is checked.
//!
//! The same seed plays the same world, byte by byte. Never part of the product's binary.

#![expect(
    clippy::indexing_slicing,
    reason = "a simulation that counts wrong ends with the test it is part of"
)]

mod agenda;
mod bus;
mod carrier;
mod check;
mod clients;
mod dice;
mod disk;
mod edge;
mod faults;
mod mutant;
mod node;
mod outline;
mod story;
mod world;

use std::collections::BTreeMap;

use types::{Hash, ServiceName};

pub use faults::Tally;
pub use mutant::Mutant;
pub use world::Plan;

use crate::world::World;

/// How a world ended.
#[derive(Debug)]
pub struct Outcome {
    /// What does not hold; empty when everything does.
    pub findings: Vec<String>,
    /// What stands on each service's disk.
    pub disks: BTreeMap<ServiceName, Vec<u8>>,
    /// What became of everything, without times and without what faults may change; see [`play`].
    pub outline: Vec<String>,
    pub tally: Tally,
    pub happenings: u64,
    /// Frames in all logs.
    pub frames: u64,
    /// Commands that were answered with events.
    pub answered: u64,
}

impl Outcome {
    /// One hash over all disks.
    #[must_use]
    pub fn digest(&self) -> Hash {
        let disks: Vec<&[u8]> = self.disks.values().map(Vec::as_slice).collect();
        Hash::of(&disks)
    }
}

/// Plays a world to its end and checks what must hold.
#[must_use]
pub fn play(plan: Plan) -> Outcome {
    let mut world = World::new(plan);
    world.play();
    let mut findings = std::mem::take(&mut world.findings);
    let logs = check::read_all(&mut world, &mut findings);
    check::everything(&mut world, &logs, &mut findings);
    let answered = world
        .clients
        .calls
        .iter()
        .filter(|call| call.made_events())
        .count() as u64;
    Outcome {
        findings,
        disks: world
            .places
            .iter()
            .map(|(name, place)| (*name, place.disk.bytes()))
            .collect(),
        outline: outline::of(&logs),
        tally: world.tally,
        happenings: world.happenings,
        frames: logs.values().map(|log| log.frames.len() as u64).sum(),
        answered,
    }
}
