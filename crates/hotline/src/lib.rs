//! Hotline 400: the call, the service order, and where the order stands until it is closed (ORD-1 to ORD-5, ORD-7,
//! ORD-11 to ORD-15, ORD-17, ORD-18, ORD-24, ORD-37, ORD-39).
//!
//! Streams: `order/NUMBER`, `import/ID` for lists of open orders, `unrepaired` for the daily lists. It gives order
//! numbers, keeps calls, notes and follow-ups, moves an order on when station or field report, and closes it. It
//! never plans a dispatch, never judges a clock or a report, and never sends a message.

mod decide;
mod import;
mod order;
mod project;
mod react;
mod rejection;
mod service;
mod sheet;
mod state;
mod unrepaired;

pub use import::{Import, ImportOutcome, Imports};
pub use order::{
    Aftercare, Call, CallBack, Cancellation, ClosingGap, Confirmation, FollowUp, Judgement, MachineReport,
    Note, Order, Papers, Reopening, Repeat, Resolution, Standing, Urging,
};
pub use rejection::OrderRejection;
pub use service::Hotline;
pub use state::State;
