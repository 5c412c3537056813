//! Runs a service: everything around its five functions, written once.
//!
//! [`core`] is a state machine without I/O; [`runtime`] puts a log, NATS, time and the performers of effects around
//! it. [`nats_server`] finds and starts the bus itself.

pub mod core;
#[cfg(feature = "faults")]
pub mod faults;
pub mod nats_server;
pub mod runtime;
