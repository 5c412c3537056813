//! Runs a service.

pub mod nats_server;
