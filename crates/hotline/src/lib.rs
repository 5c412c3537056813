//! Hotline 400: the call, the service order, and where the order stands (ORD-1 to ORD-5, ORD-7, ORD-11, ORD-15,
//! ORD-17, ORD-18, ORD-37, ORD-39).
//!
//! Streams: `order/NUMBER`. It gives order numbers, keeps calls, notes and follow-ups, and moves an order on when
//! station or field report. It never plans a dispatch, never judges a clock and never sends a message.

mod decide;
mod order;
mod project;
mod react;
mod rejection;
mod service;
mod state;

pub use order::{Call, Cancellation, FollowUp, MachineReport, Note, Order, Standing};
pub use rejection::OrderRejection;
pub use service::Hotline;
pub use state::State;
