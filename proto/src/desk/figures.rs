//! Counts over everything the logs hold, and the rates.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::Fen;

use super::{ClockState, Figure, InOutcome, OutState};
use crate::claims::ClaimState;
use crate::field::FlagKind;
use crate::notify::Purpose;
use crate::order::{OrderType, Step};
use crate::returns::PartState;

/// The figures as they stand at a moment: of everything, or of the orders the question narrows them to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// Calls: each opened an order or was attached to one.
    pub calls: u64,
    pub orders: u64,
    pub attached_calls: u64,
    /// Orders opened without a known machine (ORD-3).
    pub orders_99: u64,
    pub orders_open: u64,
    pub orders_by_step: BTreeMap<Step, u64>,
    pub orders_by_type: BTreeMap<OrderType, u64>,
    pub solved_by_phone: u64,
    pub plans: u64,
    pub visits: u64,
    /// Visits that ended with the machine unrepaired.
    pub left_unrepaired: u64,
    pub clocks: BTreeMap<ClockKind, ClockFigures>,
    /// KPI-1: SLA-1.
    pub first_response: Rate,
    /// KPI-2: SLA-2.
    pub response_36: Rate,
    pub messages_in: MessageInFigures,
    pub messages_out: MessageOutFigures,
    pub flags: BTreeMap<FlagKind, u64>,
    pub follow_ups_open: u64,
    pub set_aside: u64,
    /// Tries of claims by where they stand (CLM-7); each is in exactly one of them.
    pub claims: BTreeMap<ClaimState, ClaimFigures>,
    /// Finished orders whose cover is unknown and about which nobody has decided (CLM-22).
    pub claims_to_decide: u64,
    /// Old parts by where they are, in tags; each is in exactly one of them.
    pub parts: BTreeMap<PartState, u64>,
    /// The rates, in the order of [`super::FigureKind::ALL`].
    pub rates: Vec<Figure>,
}

/// The tries of claims that stand somewhere, and the money of their lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimFigures {
    pub claims: u64,
    pub claimed: Fen,
    /// Of those that are decided.
    pub approved: Fen,
    pub credited: Fen,
}

/// How many clocks of a kind stand where. Every clock is in exactly one of the six states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockFigures {
    pub started: u64,
    pub running: u64,
    pub paused: u64,
    pub met: u64,
    pub breached: u64,
    pub lifted: u64,
    pub cancelled: u64,
    /// Clocks that have ended: met, lifted, cancelled, or breached and stopped since.
    pub ended: u64,
    /// Clocks whose end was recorded once more although nothing had changed: there should be none.
    pub ended_twice: u64,
    pub warnings: u64,
}

fn add<K: Ord + Copy>(sums: &mut BTreeMap<K, u64>, others: &BTreeMap<K, u64>) {
    for (key, count) in others {
        *sums.entry(*key).or_default() += count;
    }
}

impl ClockFigures {
    fn add(&mut self, other: &Self) {
        self.started += other.started;
        self.running += other.running;
        self.paused += other.paused;
        self.met += other.met;
        self.breached += other.breached;
        self.lifted += other.lifted;
        self.cancelled += other.cancelled;
        self.ended += other.ended;
        self.ended_twice += other.ended_twice;
        self.warnings += other.warnings;
    }

    /// Counts a clock that stands so.
    pub fn count(&mut self, state: ClockState) {
        let counter = match state {
            ClockState::Running => &mut self.running,
            ClockState::Paused => &mut self.paused,
            ClockState::Met => &mut self.met,
            ClockState::Breached => &mut self.breached,
            ClockState::Lifted => &mut self.lifted,
            ClockState::Cancelled => &mut self.cancelled,
        };
        *counter += 1;
        self.started += 1;
    }

    /// Met among met and breached; a lifted breach counts as met.
    #[must_use]
    pub const fn rate(&self) -> Rate {
        let met = self.met + self.lifted;
        Rate {
            met,
            of: met + self.breached,
        }
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    pub met: u64,
    pub of: u64,
}

impl Rate {
    /// One case.
    #[must_use]
    pub fn of(met: bool) -> Self {
        Self {
            met: u64::from(met),
            of: 1,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            met: self.met + other.met,
            of: self.of + other.of,
        }
    }

    /// Hundredths of a percent, rounded down; none of nothing.
    #[must_use]
    pub const fn basis_points(self) -> Option<u64> {
        (self.met * 10_000).checked_div(self.of)
    }
}

/// Messages from phones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageInFigures {
    pub total: u64,
    /// Every message is in exactly one of these.
    pub by_outcome: BTreeMap<InOutcome, u64>,
    /// Wait for somebody.
    pub waiting: u64,
    pub settled: u64,
    pub answers: u64,
    pub answers_withheld: u64,
}

/// Messages to phones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageOutFigures {
    pub total: u64,
    /// Every message is in exactly one of these.
    pub by_state: BTreeMap<OutState, u64>,
    pub by_purpose: BTreeMap<Purpose, u64>,
}

impl MessageInFigures {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.waiting += other.waiting;
        self.settled += other.settled;
        self.answers += other.answers;
        self.answers_withheld += other.answers_withheld;
        add(&mut self.by_outcome, &other.by_outcome);
    }
}

impl MessageOutFigures {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        add(&mut self.by_state, &other.by_state);
        add(&mut self.by_purpose, &other.by_purpose);
    }
}

impl Figures {
    /// Adds what other orders count for, with the messages about them. Calls, rates and what was set aside are not counted
    /// order by order.
    pub fn add_orders(&mut self, other: &Self) {
        self.orders += other.orders;
        self.attached_calls += other.attached_calls;
        self.orders_99 += other.orders_99;
        self.orders_open += other.orders_open;
        self.solved_by_phone += other.solved_by_phone;
        self.plans += other.plans;
        self.visits += other.visits;
        self.left_unrepaired += other.left_unrepaired;
        self.follow_ups_open += other.follow_ups_open;
        self.claims_to_decide += other.claims_to_decide;
        add(&mut self.orders_by_step, &other.orders_by_step);
        add(&mut self.orders_by_type, &other.orders_by_type);
        add(&mut self.flags, &other.flags);
        add(&mut self.parts, &other.parts);
        for (kind, clocks) in &other.clocks {
            self.clocks.entry(*kind).or_default().add(clocks);
        }
        for (state, claims) in &other.claims {
            let sums = self.claims.entry(*state).or_default();
            sums.claims += claims.claims;
            sums.claimed = sums.claimed + claims.claimed;
            sums.approved = sums.approved + claims.approved;
            sums.credited = sums.credited + claims.credited;
        }
        self.messages_in.add(&other.messages_in);
        self.messages_out.add(&other.messages_out);
    }

    /// Whether each call belongs to exactly one order (ORD-1, ORD-18).
    #[must_use]
    pub const fn every_call_has_its_order(&self) -> bool {
        self.calls == self.orders + self.attached_calls
    }

    /// Whether each clock is running or ended once.
    #[must_use]
    pub fn every_clock_ends_once(&self) -> bool {
        self.clocks.values().all(|clocks| {
            let states = [
                clocks.running,
                clocks.paused,
                clocks.met,
                clocks.breached,
                clocks.lifted,
                clocks.cancelled,
            ];
            clocks.ended_twice == 0 && states.iter().sum::<u64>() == clocks.started
        })
    }

    /// Whether something was made of each message, both ways (SMS-7).
    #[must_use]
    pub fn every_message_is_accounted_for(&self) -> bool {
        let taken_only = self
            .messages_in
            .by_outcome
            .get(&InOutcome::Received)
            .copied()
            .unwrap_or_default();
        taken_only == 0
            && self.messages_in.by_outcome.values().sum::<u64>() == self.messages_in.total
            && self.messages_out.by_state.values().sum::<u64>() == self.messages_out.total
    }
}
