//! The board: orders with their clocks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{Instant, MachineSerial, OrderNumber, Phone, Sentence};

use super::{Crew, NamedCustomer, NamedPerson, NamedStation};
use crate::claims::ClaimState;
use crate::order::{OrderSubtype, OrderType, Step};

/// Orders, the most urgent first: breached ones, then by the time that is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Board {
    pub rows: Vec<OrderSummary>,
    /// How many orders fit the question, shown or not.
    pub total: u64,
    /// How many there are at each step, whichever step and urgency was asked for; no step without orders.
    #[serde(default)]
    pub steps: BTreeMap<Step, u64>,
    /// How many there are of each urgency, whichever urgency was asked for.
    #[serde(default)]
    pub urgencies: BTreeMap<Urgency, u64>,
}

/// How soon somebody must act on an order, by its open clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// A clock is breached and its act still to come.
    Breached,
    /// A clock has given a warning.
    Warned,
    /// A clock runs or is paused.
    Running,
    /// No clock is open.
    Idle,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Breached, Self::Warned, Self::Running, Self::Idle];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Breached => ("已超时", "breached"),
            Self::Warned => ("已预警", "warned"),
            Self::Running => ("计时中", "running"),
            Self::Idle => ("无时限", "no open clock"),
        };
        Sentence::new(zh, en)
    }

    /// The most urgent of an order's clocks.
    #[must_use]
    pub fn of(clocks: &[ClockSummary]) -> Self {
        let open = clocks.iter().filter(|clock| clock.open);
        let each = open.map(|clock| match clock.state {
            ClockState::Breached => Self::Breached,
            _ if clock.warnings > 0 => Self::Warned,
            _ => Self::Running,
        });
        each.min().unwrap_or(Self::Idle)
    }
}

/// One order in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderSummary {
    pub order: OrderNumber,
    pub order_type: OrderType,
    pub order_type_title: Sentence,
    pub subtype: Option<OrderSubtype>,
    pub machine_down: bool,
    pub machine: Option<MachineSerial>,
    /// The serial as the caller said it, when no machine of the directory had it (ORD-3).
    pub machine_said: Option<MachineSerial>,
    pub model: Option<String>,
    pub customer: Option<NamedCustomer>,
    pub caller: Option<String>,
    pub caller_phone: Option<Phone>,
    pub site: String,
    pub fault: String,
    /// None for an order that has no station yet.
    pub station: Option<NamedStation>,
    pub step: Step,
    pub step_title: Sentence,
    /// When the step was reached.
    pub step_since: Instant,
    pub opened_at: Instant,
    /// How often somebody called about it, the first call included.
    pub calls: u32,
    pub operator: Option<NamedPerson>,
    /// Who leads the visit that stands or is planned.
    pub lead: Option<NamedPerson>,
    /// That visit, planned or under way; none before the first plan.
    #[serde(default)]
    pub trip: Option<Trip>,
    /// Every clock of the order by kind and run, but those of its old parts.
    pub clocks: Vec<ClockSummary>,
    pub follow_ups_due: u32,
    pub flags: u32,
    /// Messages about it that wait for somebody, in and out.
    pub unsettled_messages: u32,
    /// Whether the customer is still to be called back after the resolution (ORD-7, ORD-13).
    pub call_back_due: bool,
    /// Where its claim stands; none when there is none.
    pub claim: Option<ClaimState>,
}

/// The visit of an order that stands, planned or under way: the last that was planned or heard of (ORD-8 to ORD-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trip {
    pub visit: u32,
    /// As planned.
    pub depart_at: Option<Instant>,
    pub departed: Option<Instant>,
    /// As told at departure.
    pub eta: Option<Instant>,
    pub arrived: Option<Instant>,
    /// When it was repaired, or left unrepaired.
    pub ended: Option<Instant>,
    /// Who goes along.
    pub companions: Vec<Crew>,
}

/// Where a clock stands, as people ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    Running,
    Paused,
    Met,
    Breached,
    /// Met in time after all; the breach stays in the record (SLA-32).
    Lifted,
    Cancelled,
}

impl ClockState {
    pub const ALL: [Self; 6] = [
        Self::Running,
        Self::Paused,
        Self::Met,
        Self::Breached,
        Self::Lifted,
        Self::Cancelled,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Running => ("计时中", "running"),
            Self::Paused => ("已暂停", "paused"),
            Self::Met => ("按时", "met"),
            Self::Breached => ("超时", "breached"),
            Self::Lifted => ("超时已解除", "breach lifted"),
            Self::Cancelled => ("已取消", "cancelled"),
        };
        Sentence::new(zh, en)
    }
}

/// One clock in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockSummary {
    pub kind: ClockKind,
    /// The plan's number for SLA-3, the visit's for SLA-4; otherwise 1.
    pub run: u32,
    /// The policy's name for it.
    pub title: Sentence,
    pub state: ClockState,
    /// Whether the act it waits for is still to come, in time or late.
    pub open: bool,
    /// When its limit is used up; none while it is paused.
    pub due_at: Option<Instant>,
    /// Seconds left of its allowance in its own kind of time; negative is overrun. At the end, once it has ended.
    pub remaining_s: i64,
    /// How many warnings it has given.
    #[serde(default)]
    pub warnings: u32,
    /// None when it has no warning to give any more.
    pub next_warning_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}
