//! Field: messages from phones, visits, and what engineers report (SMS-1 to SMS-8, SMS-11 to SMS-14, ORD-8 to
//! ORD-11, ORD-37, DIR-1, DIR-2).
//!
//! Streams: `message/ID` and `order/NUMBER`. It takes every message in, finds out whose it is and which order it
//! means, places reports by the time they were sent, and says what is to be answered. It never plans a dispatch,
//! never judges a clock and never sends a message.

mod decide;
mod message;
mod mistake;
mod order;
mod people;
mod project;
mod question;
mod react;
mod rejection;
mod sequel;
mod service;
mod service_report;
mod state;
pub mod text;
mod visit;

pub use message::{Answer, Message, Outcome};
pub use order::{Assignment, End, FieldOrder, Flag, Place};
pub use question::{Question, Waiting};
pub use rejection::{FieldRejection, ReportRejection};
pub use service::Field;
pub use service_report::{Attached, ServiceReport};
pub use state::State;
pub use visit::{Departure, Leaving, Reported, Visit};
