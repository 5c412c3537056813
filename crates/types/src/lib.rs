//! The words every crate shares: ids, order numbers, phones, instants and spans, money, personal data.
//!
//! Nothing here reads a clock, a file or a network, and nothing here knows a rule that needs state.

mod actor;
mod causes;
mod claim_number;
mod hash;
mod id;
mod instant;
mod language;
mod mask;
mod media_type;
mod money;
mod order_number;
mod part_tag;
mod personal;
mod phone;
mod quantity;

pub use actor::{Actor, ServiceName};
pub use causes::with_causes;
pub use claim_number::{ClaimNumber, InvalidClaimNumber};
pub use hash::Hash;
pub use id::{
    ConsignmentId, CustomerId, ImportId, InvalidId, MachineSerial, MessageId, PersonId, RequestId, StationId,
    VisitId,
};
pub use instant::{Instant, InvalidInstant, Span};
pub use language::{Lang, Sentence};
pub use mask::{masked_number, masked_phones};
pub use media_type::MediaType;
pub use money::Fen;
pub use order_number::{InvalidOrderNumber, OrderNumber};
pub use part_tag::{InvalidPartTag, PartTag};
pub use personal::Personal;
pub use phone::{InvalidPhone, Phone};
pub use quantity::Quantity;
