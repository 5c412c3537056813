//! What tests share: real servers on free ports, each test with its own; and the power cut.

mod nats;
pub mod powercut;

pub use nats::{Nats, nats};
