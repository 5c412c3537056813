//! What follows from a command, event by event, with the order as it stands after each.

use std::borrow::Cow;

use decider::clocks::{self, Clock};
use decider::{Context, Draft};
use proto::claims::ClaimsEvent;
use proto::clock::ClockId;
use sla::clock::{End, EndKind};
use sla::policy::{ClockKind, Policy};
use types::{Actor, Instant};

use crate::case::Case;
use crate::state::State;

/// The events of a decision so far, and the order after them.
pub(crate) struct Sequel<'a> {
    pub(crate) case: Case,
    pub(crate) state: &'a State,
    pub(crate) context: &'a Context<'a>,
    drafts: Vec<Draft<ClaimsEvent>>,
}

impl<'a> Sequel<'a> {
    pub(crate) fn of(case: &Case, state: &'a State, context: &'a Context<'a>) -> Self {
        Self {
            case: case.clone(),
            state,
            context,
            drafts: Vec::new(),
        }
    }

    pub(crate) fn policy(&self) -> &'a Policy {
        self.context.policy()
    }

    /// Adds an event that occurs now.
    pub(crate) fn add(&mut self, event: impl Into<ClaimsEvent>) {
        self.add_of(event, self.context.now);
    }

    /// Adds an event that occurred at a moment.
    pub(crate) fn add_of(&mut self, event: impl Into<ClaimsEvent>, occurred_at: Instant) {
        let event = event.into();
        let by_hand = !matches!(self.context.actor, Actor::Service(_));
        self.case.evolve(&event, occurred_at, by_hand);
        self.drafts.push(Draft::of(event).occurred(occurred_at));
    }

    /// Starts SLA-5 at the repair.
    pub(crate) fn start_clock(&mut self) {
        let Some(repaired_at) = self.case.repair.as_ref().map(|repair| repair.at) else {
            return;
        };
        let clock = self.clock_id(self.case.clock_runs + 1);
        let station = self.case.facts.station.clone();
        if let Some(started) = clocks::start(clock, repaired_at, None, station.as_ref(), self.context) {
            self.add_of(started, repaired_at);
        }
    }

    /// Ends SLA-5 as met by an act, in time or not.
    pub(crate) fn meet_clock(&mut self, at: Instant) {
        self.settle(EndKind::Met, at, "");
    }

    /// Calls SLA-5 off.
    pub(crate) fn call_off_clock(&mut self, reason: &str) {
        if self.clock().is_some_and(|clock| clock.is_open()) {
            self.settle(EndKind::Cancelled, self.context.now, reason);
        }
    }

    /// The order's last SLA-5, as the log had it before this decision.
    pub(crate) fn clock(&self) -> Option<Cow<'a, Clock>> {
        self.state.clocks().get(&self.clock_id(self.case.clock_runs))
    }

    fn clock_id(&self, run: u32) -> ClockId {
        ClockId {
            order: self.case.facts.order.clone(),
            kind: ClockKind::ClaimFiling,
            run,
        }
    }

    fn settle(&mut self, kind: EndKind, at: Instant, reason: &str) {
        let Some(clock) = self.clock() else { return };
        for (event, at) in clocks::settle(&clock, End { at, kind }, false, reason, self.context) {
            self.add_of(event, at);
        }
    }

    pub(crate) fn finish(self) -> Vec<Draft<ClaimsEvent>> {
        self.drafts
    }
}
