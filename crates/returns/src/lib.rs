//! Returns decides what becomes of replaced parts: expected, held at the station, shipped, received, and their end.
//!
//! It keeps the clocks SLA-6 and SLA-7 of every part: it starts them, notices their warnings and breaches, and ends
//! them by what station and warehouse did and when they did it. Its streams are `order/NUMBER` for the parts of an
//! order and what their tags say, `consignment/ID` for what travelled together, and `station/ID` for reminders.
//!
//! It carries OLD-1 to OLD-8, SLA-6 and SLA-7. Which parts are expected follows from the report and from whether there
//! is a claim, not from the claim's lines: those are money. It never opens or decides a claim (claims does), never
//! changes a report (field does), and tells nobody (notify does).

mod clocks;
mod consignment;
mod decide;
mod fire;
mod order;
mod project;
mod react;
mod rejection;
mod service;
mod state;
#[cfg(test)]
mod testing;

pub use service::Returns;
pub use state::State;
