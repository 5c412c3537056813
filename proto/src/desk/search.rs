//! What search finds, and the directory's lists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{
    ClaimNumber, CustomerId, Fen, Instant, MachineSerial, OrderNumber, PartTag, PersonId, Phone, Sentence,
};

use super::{NamedCustomer, NamedPerson, NamedStation};
use crate::claims::{ClaimKind, ClaimState};
use crate::directory::{Customer, Machine, Person, Station};
use crate::order::Step;
use crate::returns::PartState;

/// What holds a piece of text, the best matches first, at most 20 of each kind (DIR-5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    pub orders: Vec<OrderFound>,
    pub machines: Vec<MachineFound>,
    pub customers: Vec<CustomerFound>,
    pub people: Vec<PersonFound>,
    /// By their own or the manufacturer's number.
    pub claims: Vec<ClaimFound>,
    /// By their tags, numbers and serials.
    pub parts: Vec<PartFound>,
}

/// Where the text was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    Number,
    Serial,
    Phone,
    Name,
    Model,
    Site,
    Fault,
    Note,
}

impl Matched {
    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Number => ("编号", "number"),
            Self::Serial => ("整机编号", "serial"),
            Self::Phone => ("电话", "phone"),
            Self::Name => ("姓名", "name"),
            Self::Model => ("机型", "model"),
            Self::Site => ("工地", "site"),
            Self::Fault => ("故障", "fault"),
            Self::Note => ("记录", "note"),
        };
        Sentence::new(zh, en)
    }
}

/// An order that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderFound {
    pub order: OrderNumber,
    pub matched: Matched,
    pub step: Step,
    pub step_title: Sentence,
    pub opened_at: Instant,
    pub machine: Option<MachineSerial>,
    pub customer: Option<NamedCustomer>,
    pub caller_phone: Option<Phone>,
    pub site: String,
    pub fault: String,
}

/// A try of a claim that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimFound {
    pub claim: ClaimNumber,
    pub matched: Matched,
    pub kind: ClaimKind,
    pub state: ClaimState,
    pub state_title: Sentence,
    pub manufacturer_number: Option<String>,
    pub machine: Option<MachineSerial>,
    pub claimed: Fen,
}

/// An old part that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartFound {
    pub tag: PartTag,
    pub matched: Matched,
    pub state: PartState,
    pub state_title: Sentence,
    pub part_number: String,
    pub name: String,
    pub serial: Option<String>,
    pub station: Option<NamedStation>,
}

/// A machine that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MachineFound {
    pub serial: MachineSerial,
    pub matched: Matched,
    pub model: String,
    pub site: String,
    pub customer: Option<NamedCustomer>,
    pub station: Option<NamedStation>,
    pub open_orders: Vec<OrderNumber>,
}

/// A customer who was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerFound {
    pub customer: CustomerId,
    pub matched: Matched,
    pub name: String,
    pub phones: Vec<Phone>,
    /// How many machines they own.
    pub machines: u32,
    pub open_orders: Vec<OrderNumber>,
}

/// One of the staff who was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonFound {
    pub person: PersonId,
    pub matched: Matched,
    pub name: String,
    pub roles: Vec<Role>,
    pub station: Option<NamedStation>,
    /// The phone to reach them by.
    pub phone: Option<Phone>,
    /// Whether they have left (DIR-4).
    pub left: bool,
}

/// What an operator needs with somebody on the line (ORD-1, ORD-18).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Call {
    /// Customers whose phone begins like that, at most five.
    pub customers: Vec<CustomerFound>,
    /// Their machines, and those whose serial holds what was read from the plate; at most twenty.
    pub machines: Vec<MachineFound>,
    /// Open orders of caller, customers and machine, the newest first, at most ten.
    pub open_orders: Vec<OrderFound>,
    /// The last calls from that phone or those customers, ended orders included, the newest first, at most five.
    pub last_calls: Vec<OrderFound>,
    /// The open failure order of exactly this machine: another call about it is attached there (ORD-18).
    pub duplicate: Option<OrderFound>,
}

/// A piece of one of the directory's lists, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListPage {
    pub entries: Entries,
    /// How many entries the list has, shown or not.
    pub total: u64,
}

/// Entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entries {
    Stations(Vec<Station>),
    People(Vec<PersonListed>),
    Customers(Vec<Customer>),
    Machines(Vec<MachineListed>),
}

/// One of the staff, with what the directory says of them now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonListed {
    pub person: Person,
    /// Whether they have left (DIR-4).
    pub left: bool,
    /// Who stands in for them now (DIR-1).
    pub deputy: Option<NamedPerson>,
}

/// A machine, with its open orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MachineListed {
    pub machine: Machine,
    pub customer: Option<NamedCustomer>,
    pub open_orders: Vec<OrderNumber>,
}
