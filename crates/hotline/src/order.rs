//! One service order as hotline knows it.

mod aftercare;
mod evolve;

use decider::shelf::Rests;
use proto::hotline::{Caller, OrderCorrected, OrderOpened, TakenOver};
use proto::order::{OrderFacts, OrderType, Step};
use serde::{Deserialize, Serialize};
use types::{Instant, PersonId, Personal};

pub use aftercare::{
    Aftercare, CallBack, ClosingGap, Confirmation, Judgement, Papers, Reopening, Repeat, Resolution, Urging,
};

/// A service order 工单 with everything that was said about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub facts: OrderFacts,
    pub operator: Option<PersonId>,
    pub second_order_reason: Option<String>,
    /// What the list said that it was taken over from.
    pub taken_over: Option<TakenOver>,
    pub standing: Standing,
    /// Where it stood when it last waited for a plan: opened, or left unrepaired.
    pub before_plan: Standing,
    /// Repeat calls, without the one that opened it (ORD-18).
    pub calls: Vec<Call>,
    pub machine_report: Option<MachineReport>,
    pub corrections: Vec<OrderCorrected>,
    pub cancellation: Option<Cancellation>,
    pub notes: Vec<Note>,
    /// The n-th follow-up has the running number n, counted from 1.
    pub follow_ups: Vec<FollowUp>,
    pub urgings: Vec<Urging>,
    /// None again once another visit left it unrepaired.
    pub confirmation: Option<Confirmation>,
    pub aftercare: Aftercare,
    pub repeat: Repeat,
}

/// Where an order stands, since when, and why if it was left unrepaired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub step: Step,
    /// The visit it belongs to, counted from 1; 0 before the first.
    pub visit: u32,
    pub at: Instant,
    pub reason: Option<String>,
}

/// A repeat call about an open order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub caller: Caller,
    pub said: String,
    pub called_at: Instant,
}

/// What was last heard of the machine: down or running, with or without a stopgap (ORD-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MachineReport {
    pub machine_down: bool,
    pub stopgap: Option<String>,
}

/// Why an order was cancelled (ORD-17).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cancellation {
    pub reason: String,
    pub note: String,
}

/// A note and who wrote it (ORD-39).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub text: Personal<String>,
    pub by: Option<PersonId>,
}

/// Something to be done at a time (ORD-39).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    pub text: Personal<String>,
    pub at: Instant,
    pub set_by: Option<PersonId>,
    pub came_due: bool,
    /// What was noted when it was done; none while it is open.
    pub done: Option<String>,
}

impl Rests for Order {
    type Mark = ();

    fn rests(&self) -> bool {
        matches!(self.standing.step, Step::Closed | Step::Cancelled)
    }

    fn mark(&self) {}
}

impl Order {
    /// An order as its opening leaves it.
    #[must_use]
    pub fn opened(opened: &OrderOpened) -> Self {
        let standing = Standing {
            step: Step::Opened,
            visit: 0,
            at: opened.facts.opened_at,
            reason: None,
        };
        Self {
            facts: opened.facts.clone(),
            operator: opened.operator.clone(),
            second_order_reason: opened.second_order_reason.clone(),
            taken_over: opened.taken_over.clone(),
            before_plan: standing.clone(),
            standing,
            calls: Vec::new(),
            machine_report: None,
            corrections: Vec::new(),
            cancellation: None,
            notes: Vec::new(),
            follow_ups: Vec::new(),
            urgings: Vec::new(),
            confirmation: None,
            aftercare: Aftercare::default(),
            repeat: Repeat::default(),
        }
    }

    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.standing.step.is_ended()
    }

    /// Whether it stays marked as machine-down: until it is repaired or otherwise ended (ORD-5).
    #[must_use]
    pub const fn is_marked_down(&self) -> bool {
        self.facts.machine_down && !self.has_ended()
    }

    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.facts.order_type == OrderType::FailureRepair
    }

    /// A follow-up by its running number.
    #[must_use]
    pub fn follow_up(&self, number: u32) -> Option<&FollowUp> {
        self.follow_ups.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    /// Why it is unrepaired: as confirmed, else as the engineers left it (ORD-12).
    #[must_use]
    pub fn unrepaired_reason(&self) -> Option<&String> {
        let confirmed = self
            .confirmation
            .as_ref()
            .map(|confirmation| &confirmation.reason);
        confirmed
            .or(self.standing.reason.as_ref())
            .or(self.before_plan.reason.as_ref())
    }

    pub(crate) fn follow_up_mut(&mut self, number: u32) -> Option<&mut FollowUp> {
        self.follow_ups
            .get_mut(usize::try_from(number.checked_sub(1)?).ok()?)
    }
}
