//! What a service is: five plain functions over its own log, and the context they are given.
//!
//! A service decides, evolves, reacts, and says what is due and what is pending. It does no I/O, reads no clock
//! and makes no random ids; the kit does everything around it. Tests run it through [`harness::Scenario`].

pub mod cells;
pub mod clocks;
mod common;
mod context;
mod deeds;
pub mod harness;
mod masters;
mod policies;
mod reader;
mod service;
pub mod sheet;
pub mod shelf;

pub use common::Common;
pub use context::Context;
pub use masters::{Acting, Masters};
pub use policies::Policies;
pub use reader::Reader;
pub use service::{Draft, Effect, Follow, Foreign, NoEffect, Service, said, unwritable};
