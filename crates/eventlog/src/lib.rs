//! The log: frames of records appended one after another, each on disk before anybody hears of it.
//!
//! A frame is what one commit writes: any number of records, the writer's own extra bytes, and a header that
//! chains it to the frame before by hash. Records are bytes here; this crate knows nothing of what they mean,
//! reads no clock and draws no randomness: names, ids, stamps and seeds come in as arguments.
//!
//! A log stands in a [`Store`]: [`SledStore`] on disk, [`MemoryStore`] as its twin under the same tests.
//! [`Log::verify`] and [`verify_dir`] prove that a log is as it was written or name the first frame that is
//! not. [`Snapshots`] keeps folds of a log as files beside it, to be thrown away at will.

mod copy;
mod database;
mod day_heads;
mod failure;
#[cfg(feature = "faults")]
pub mod faults;
mod frame;
mod frames;
mod journal;
mod log;
mod memory;
pub mod merkle;
mod mover;
mod packed;
mod part;
mod remains;
mod salvage;
mod shared;
mod sled_store;
mod snapshots;
mod store;
mod verify;
mod witness;
mod writer;
mod zh;

pub use copy::LogCopy;
pub use day_heads::{DayHeads, DayHeadsFailure, SignedHead, check_day_heads};
pub use failure::{Finding, Flaw, LogFailure};
pub use frame::{BadFrame, FORMAT, Frame, Header, LogId, NewFrame, Timekeeping, Vector};
pub use frames::{Follower, Frames};
pub use log::{Head, Log};
pub use memory::MemoryStore;
pub use salvage::{Salvaged, salvage};
pub use sled_store::SledStore;
pub use snapshots::{SnapshotMark, Snapshots};
pub use store::{MAX_FRAME_BYTES, MAX_PART_BYTES, Mark, Store, StoreFailure};
pub use verify::{Verification, verify_dir};
pub use writer::{Appended, Writer};
