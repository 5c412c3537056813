//! What follows from a command, event by event, with the order as it stands after each.

use decider::clocks::{self, Clock};
use decider::{Context, Draft};
use proto::dispatch::{ClockId, DispatchEvent, PlanWithdrawn};
use sla::clock::End;
use sla::policy::ClockKind;
use types::{Actor, Instant, PersonId};

use crate::ends::end_of;
use crate::order::Order;

/// The events of a decision so far, and the order after them.
pub(crate) struct Sequel<'a> {
    pub(crate) order: Order,
    context: &'a Context<'a>,
    /// Whoever's message or report is taken up, when it is not the sender of the command.
    actor: Option<Actor>,
    /// Why clocks that end uncalled for do so.
    reason: String,
    drafts: Vec<Draft<DispatchEvent>>,
}

impl<'a> Sequel<'a> {
    pub(crate) fn of(order: &Order, context: &'a Context<'a>) -> Self {
        let order = order.clone();
        Self {
            order,
            context,
            actor: None,
            reason: String::new(),
            drafts: Vec::new(),
        }
    }

    pub(crate) fn said_by(mut self, person: &PersonId) -> Self {
        self.actor = Some(Actor::Person(person.clone()));
        self
    }

    pub(crate) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// Adds an event that occurred at a moment.
    pub(crate) fn add(&mut self, event: impl Into<DispatchEvent>, occurred_at: Instant) {
        let event = event.into();
        self.order.evolve(&event, occurred_at);
        let draft = Draft::of(event).occurred(occurred_at);
        let actor = self.actor.clone();
        self.drafts.push(Draft { actor, ..draft });
    }

    /// Starts a clock under the policy in force, unless that policy does not run it or it ran before (SLA-20).
    pub(crate) fn start_clock(
        &mut self,
        kind: ClockKind,
        run: u32,
        start: Instant,
        promised: Option<Instant>,
    ) {
        let clock = ClockId {
            order: self.order.number.clone(),
            kind,
            run,
        };
        if self.order.clock(&clock).is_some() {
            return;
        }
        let station = self.order.station.clone();
        if let Some(started) = clocks::start(clock, start, promised, station.as_ref(), self.context) {
            self.add(started, start);
        }
    }

    /// Withdraws the standing plan, if there is one: its engineers are free again (ORD-38).
    pub(crate) fn withdraw_plan(&mut self) {
        let Some(plan) = self.order.standing_plan() else {
            return;
        };
        let withdrawn = PlanWithdrawn {
            order: self.order.number.clone(),
            plan: plan.plan,
            released: plan.engineers().cloned().collect(),
            reason: self.reason.clone(),
        };
        self.add(withdrawn, self.context.now);
    }

    /// Ends every clock by what is known to have happened now, or judges it again when that has changed.
    pub(crate) fn settle_clocks(&mut self) {
        let clocks: Vec<Clock> = self
            .order
            .clocks
            .iter()
            .map(|timed| timed.clock.clone())
            .collect();
        for clock in &clocks {
            if let Some(end) = end_of(&self.order, &clock.id) {
                self.settle(clock, end);
            }
        }
    }

    fn settle(&mut self, clock: &Clock, end: End) {
        let machine_down = self.order.machine_down;
        for (event, at) in clocks::settle(clock, end, machine_down, &self.reason, self.context) {
            self.add(event, at);
        }
    }

    /// The events, after every clock was settled by them.
    pub(crate) fn finish(mut self) -> Vec<Draft<DispatchEvent>> {
        self.settle_clocks();
        self.drafts
    }
}
