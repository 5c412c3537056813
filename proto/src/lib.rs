//! The contract: commands, events, queries, subjects and refusals, as they stand on the bus and on disk.
//!
//! Every event is one frozen struct with a schema id and a version; golden bytes of each lie in `golden/`.

pub mod about;
pub mod any;
pub mod asyncapi;
pub mod claims;
pub mod clock;
pub mod command;
pub mod common;
pub mod desk;
pub mod directory;
pub mod dispatch;
pub mod document;
pub mod event;
pub mod field;
pub mod hotline;
pub mod notify;
pub mod numbers;
pub mod order;
pub mod returns;
pub mod wire;
pub mod yaml;

pub use any::AnyEvent;
pub use command::{Command, Encoding};
pub use event::{Cause, DecodeFailure, Event, Kind, Recorded, StoredRecord};
pub use wire::{Accepted, Class, Rejection};

/// The stream of a service order, in every log that has one.
#[must_use]
pub fn stream_of_order(order: &types::OrderNumber) -> String {
    format!("order/{order}")
}

/// The order a stream belongs to, when it is an order's.
#[must_use]
pub fn order_of_stream(stream: &str) -> Option<types::OrderNumber> {
    stream.strip_prefix("order/")?.parse().ok()
}
