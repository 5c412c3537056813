//! The desk: the read side across all seven logs. It decides nothing and writes nothing.
//!
//! Every record of the logs is folded into one [`Model`]; boards, pages, inbox, search and figures are read from it.
//! What is asked about the past is answered by the same code over a model of fewer records, so every query has one
//! implementation. Clocks are judged here with the function their services judge them with; what the log that keeps one
//! says of a breach stands, whatever the arithmetic says.
//!
//! * [`model`]: what is kept of the logs, by order and by message.
//! * [`answer`]: one file for each query.
//! * [`words`]: what a record says in the trade's words.
//!
//! Carries KPI-1 to KPI-6, KPI-8 and DIR-5 whole, and the showing side of ORD-5, ORD-7, ORD-12 to ORD-14, ORD-24, ORD-25,
//! ORD-39, CLM-4, CLM-7, CLM-8, CLM-16, CLM-19, CLM-20, CLM-22, OLD-4, OLD-7, OLD-8, SLA-5, SLA-6, SLA-23, SLA-25, SLA-32,
//! SMS-7 and SMS-10.
//! It never asks another service, never repairs what a log says, and keeps nothing that cannot be folded again.

mod answer;
mod model;
mod reader;
mod words;

#[cfg(test)]
mod testing;

pub use model::{Model, Past};
pub use reader::Desk;
