//! What tests share: real servers on free ports, each test with its own.

mod nats;

pub use nats::{Nats, nats};
