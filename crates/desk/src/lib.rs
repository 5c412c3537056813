//! The desk: the read side across all five logs. It decides nothing and writes nothing.
//!
//! Every record of the logs is folded into one [`Model`]; boards, pages, inbox, search and figures are read from it.
//! What is asked about the past is answered by the same code over a model of fewer records, so every query has one
//! implementation. Clocks are judged here with the function dispatch judges them with; what dispatch's log says of a
//! breach stands, whatever the arithmetic says.
//!
//! * [`model`]: what is kept of the logs, by order and by message.
//! * [`answer`]: one file for each query.
//! * [`words`]: what a record says in the trade's words.
//!
//! Carries the showing side of ORD-7, ORD-39, SLA-23, SLA-25, SLA-32, SMS-7, SMS-10, and DIR-5 whole.
//! It never asks another service, never repairs what a log says, and keeps nothing that cannot be folded again.

mod answer;
mod model;
mod reader;
mod words;

#[cfg(test)]
mod testing;

pub use model::Model;
pub use reader::Desk;
