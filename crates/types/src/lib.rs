//! The words every crate shares: ids, order numbers, phones, instants and spans, money, personal data.
//!
//! Nothing here reads a clock, a file or a network, and nothing here knows a rule that needs state.

mod actor;
mod hash;
mod id;
mod instant;
mod language;
mod money;
mod order_number;
mod personal;
mod phone;

pub use actor::{Actor, ServiceName};
pub use hash::Hash;
pub use id::{
    CustomerId, ImportId, InvalidId, MachineSerial, MessageId, PersonId, RequestId, StationId, VisitId,
};
pub use instant::{Instant, InvalidInstant, Span};
pub use language::{Lang, Sentence};
pub use money::Fen;
pub use order_number::{InvalidOrderNumber, OrderNumber};
pub use personal::Personal;
pub use phone::{InvalidPhone, Phone};
