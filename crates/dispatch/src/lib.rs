//! Dispatch decides the station's reply to a service order: solved by phone, or engineers sent by plan.
//!
//! It keeps the clocks SLA-1 to SLA-4 of every order: it starts them, notices their warnings and breaches, and ends
//! them by what station and field did and when they did it, however late it was heard. Its streams are `order/NUMBER`.
//!
//! It carries ORD-6 to ORD-8, ORD-14, ORD-17, ORD-37 and ORD-38, SLA-1 to SLA-4, SLA-20, SLA-22, SLA-23, SLA-25 and
//! SLA-32.
//! It never closes an order (hotline does), never reads a message (field does), and tells nobody (notify does).

mod decide;
mod ends;
mod fire;
mod order;
mod project;
mod react;
mod rejection;
mod sequel;
mod service;
mod state;
#[cfg(test)]
mod testing;

pub use service::Dispatch;
pub use state::State;
