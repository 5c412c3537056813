//! What follows from a command, event by event, with the order as it stands after each.

use decider::clocks::Clock;
use decider::{Context, Draft};
use proto::dispatch::{
    BreachLifted, ClockBreached, ClockCancelled, ClockId, ClockMet, ClockStarted, ClockStopped,
    DispatchEvent, PlanWithdrawn,
};
use sla::clock::{End, EndKind};
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
        let policy = self.context.policy();
        let zone = self
            .context
            .masters()
            .zone(self.order.station.as_ref(), policy.zone());
        if self.order.clock(&clock).is_some() || policy.terms(kind, zone, promised).is_none() {
            return;
        }
        let station = self
            .order
            .station
            .as_ref()
            .and_then(|station| self.context.masters().station(station));
        let own_zone = station.and_then(|station| station.zone.clone());
        let policy = policy.hash();
        let started = ClockStarted {
            clock,
            start,
            promised,
            policy,
            zone: own_zone,
            due_at: None,
        };
        let due_at = Clock::started(&started).due(&self.context.common.policies);
        self.add(ClockStarted { due_at, ..started }, start);
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
        let done_already = clock.end.is_some_and(|known| {
            // What was done stays done, whatever is called off later.
            known == end || (known.kind == EndKind::Met && end.kind == EndKind::Cancelled)
        });
        if done_already {
            return;
        }
        let breach = clock.judge_with(&self.context.common.policies, end).breach;
        if let Some(due_at) = breach.filter(|_| clock.breach.is_none()) {
            let breached = breached(clock, due_at, self.order.machine_down, self.context);
            self.add(breached, due_at);
        }
        let (id, at) = (clock.id.clone(), end.at);
        let lifts = clock.breach.is_some_and(|known| !known.lifted);
        let event: DispatchEvent = match end.kind {
            EndKind::Cancelled => ClockCancelled {
                clock: id,
                at,
                reason: self.reason.clone(),
            }
            .into(),
            EndKind::Met if breach.is_some() => ClockStopped { clock: id, at }.into(),
            EndKind::Met if lifts => BreachLifted {
                clock: id,
                met_at: at,
            }
            .into(),
            EndKind::Met => ClockMet { clock: id, at }.into(),
        };
        self.add(event, at);
    }

    /// The events, after every clock was settled by them.
    pub(crate) fn finish(mut self) -> Vec<Draft<DispatchEvent>> {
        self.settle_clocks();
        self.drafts
    }
}

/// The record of a breach noticed now.
pub(crate) fn breached(
    clock: &Clock,
    due_at: Instant,
    machine_down: bool,
    context: &Context<'_>,
) -> ClockBreached {
    ClockBreached {
        clock: clock.id.clone(),
        due_at,
        noticed_at: context.now,
        rung: rung(clock, machine_down, context),
        policy: clock.policy,
        unheard: context.unheard.to_vec(),
    }
}

/// One rung up for each notice of this clock that came before; higher from the start while the machine is down
/// (SLA-22). Which rung is the top, the ladder knows.
pub(crate) fn rung(clock: &Clock, machine_down: bool, context: &Context<'_>) -> u32 {
    let policy = clock.policy(&context.common.policies);
    let higher = if machine_down {
        policy.rungs_up_for_machine_down()
    } else {
        0
    };
    clock
        .notices_given()
        .saturating_add(u32::try_from(higher).unwrap_or(u32::MAX))
}
