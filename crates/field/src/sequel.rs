//! What follows from a decision for the engineers' reports: whether they are complete, and their clocks (ORD-25,
//! SLA-10).

use std::borrow::Cow;
use std::collections::BTreeSet;

use decider::clocks::{self, Clock};
use decider::{Context, Draft};
use proto::clock::ClockStarted;
use proto::field::{FieldEvent, ReportKind, ServiceReportJudged};
use proto::order::OrderType;
use sla::clock::{End, EndKind};
use types::{Actor, Instant, OrderNumber, ServiceName};

use crate::State;
use crate::order::FieldOrder;
use crate::service_report::ServiceReport;
use crate::state::clock_id;

const CANCELLED: &str = "工单已取消";

/// The events of a decision, and behind them what they mean for the reports of the orders they are about.
pub(crate) fn with_sequel(
    state: &State,
    drafts: Vec<Draft<FieldEvent>>,
    context: &Context<'_>,
) -> Vec<Draft<FieldEvent>> {
    let orders: BTreeSet<&OrderNumber> = drafts
        .iter()
        .filter_map(|draft| concerned(&draft.event))
        .collect();
    let follows: Vec<Draft<FieldEvent>> = orders
        .into_iter()
        .filter_map(|number| state.order(number))
        .flat_map(|order| Sequel::of(state, &order, &drafts, context).drafts())
        .collect();
    drafts.into_iter().chain(follows).collect()
}

/// What came due at or before `until`, in order of the due times.
pub(crate) fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<FieldEvent>> {
    let is_down = |order: &OrderNumber| state.order(order).is_some_and(|order| order.facts.machine_down);
    let fired = state.clocks().fire(until, context, |clock| is_down(&clock.order));
    clocks::drafts(fired)
}

/// The order whose report or clocks an event may touch.
fn concerned(event: &FieldEvent) -> Option<&OrderNumber> {
    match event {
        FieldEvent::Repaired(said) => Some(&said.order),
        FieldEvent::ReportCorrected(said) if said.of == ReportKind::Repaired => Some(&said.order),
        FieldEvent::ServiceReportFiled(said) => Some(&said.order),
        FieldEvent::PartReplaced(said) => Some(&said.order),
        FieldEvent::PartCorrected(said) => Some(&said.order),
        FieldEvent::DocumentAttached(said) => Some(&said.order),
        FieldEvent::DocumentWithdrawn(said) => Some(&said.order),
        FieldEvent::FieldOrderNoted(said) => Some(&said.facts.order),
        FieldEvent::FieldOrderEnded(said) if said.cancelled => Some(&said.order),
        _ => None,
    }
}

/// One order after a decision's events, as far as its report goes.
struct Sequel<'a> {
    order: &'a FieldOrder,
    context: &'a Context<'a>,
    order_type: OrderType,
    report: ServiceReport,
    /// Visits that finish the service now, and when.
    finishes: Vec<(u32, Instant)>,
    /// When the order was cancelled just now.
    cancelled_at: Option<Instant>,
    clocks: Vec<Clock>,
    drafts: Vec<Draft<FieldEvent>>,
}

impl<'a> Sequel<'a> {
    fn of(
        state: &State,
        order: &'a FieldOrder,
        drafts: &[Draft<FieldEvent>],
        context: &'a Context<'a>,
    ) -> Self {
        let mut sequel = Self {
            order,
            context,
            order_type: order.facts.order_type,
            report: order.report.clone(),
            finishes: Vec::new(),
            cancelled_at: None,
            clocks: state.clocks_of(order).map(Cow::into_owned).collect(),
            drafts: Vec::new(),
        };
        let number = &order.facts.order;
        for draft in drafts
            .iter()
            .filter(|draft| concerned(&draft.event) == Some(number))
        {
            sequel.take(&draft.event, draft.occurred_at.unwrap_or(context.now));
        }
        sequel
    }

    fn take(&mut self, event: &FieldEvent, at: Instant) {
        match event {
            FieldEvent::Repaired(said) => self.finishes.push((said.visit, said.at)),
            FieldEvent::ReportCorrected(said) => self.move_start(said.visit, said.at),
            FieldEvent::FieldOrderNoted(said) => self.order_type = said.facts.order_type,
            FieldEvent::FieldOrderEnded(said) => self.cancelled_at = Some(said.at),
            _ => self.report.evolve(event, at),
        }
    }

    fn drafts(mut self) -> Vec<Draft<FieldEvent>> {
        if let Some(at) = self.cancelled_at {
            self.settle(End {
                at,
                kind: EndKind::Cancelled,
            });
        } else if !self.order.is_cancelled() {
            self.judge();
        }
        self.drafts
    }

    // rule: ORD-25
    // rule: SLA-10
    fn judge(&mut self) {
        let finished = self.finishes.iter().copied().chain(self.order.repairs());
        let Some(finished_at) = finished.map(|(_, at)| at).max() else {
            return;
        };
        let needs = self.context.policy().report().needs_of(self.order_type.as_str());
        let gaps = self.report.gaps_by(needs);
        let complete_at = self
            .report
            .changed_at
            .map_or(finished_at, |changed| changed.max(finished_at));
        if !self.finishes.is_empty() || self.report.gaps.as_ref() != Some(&gaps) {
            let order = self.order.facts.order.clone();
            let is_complete = gaps.is_empty();
            self.add(ServiceReportJudged { order, gaps }.into(), complete_at);
            self.start_clocks();
            if is_complete {
                self.settle(End {
                    at: complete_at,
                    kind: EndKind::Met,
                });
            }
        }
    }

    fn start_clocks(&mut self) {
        let station = self.order.facts.station.as_ref();
        for (visit, at) in std::mem::take(&mut self.finishes) {
            let id = clock_id(&self.order.facts.order, visit);
            if let Some(started) = clocks::start(id, at, None, station, self.context) {
                self.clocks.push(Clock::started(&started));
                self.add(started.into(), at);
            }
        }
    }

    /// A repair that is said to have been at another time starts its clock from there, unless that has already
    /// warned, run out or ended: what was said of it stays.
    // rule: SLA-10
    // rule: SMS-8
    fn move_start(&mut self, visit: u32, start: Instant) {
        let id = clock_id(&self.order.facts.order, visit);
        let silent = |clock: &&mut Clock| clock.id == id && clock.is_open() && clock.notices_given() == 0;
        let Some(clock) = self.clocks.iter_mut().find(silent) else {
            return;
        };
        let moved = ClockStarted {
            clock: id,
            start,
            promised: None,
            policy: clock.policy,
            zone: clock.zone.clone(),
            due_at: None,
        };
        let due_at = Clock::started(&moved).due(&self.context.common.policies);
        let moved = ClockStarted { due_at, ..moved };
        *clock = Clock::started(&moved);
        self.add(moved.into(), start);
    }

    /// Ends every clock that still runs.
    fn settle(&mut self, end: End) {
        let machine_down = self.order.facts.machine_down;
        let open: Vec<Clock> = self
            .clocks
            .iter()
            .filter(|clock| clock.is_open())
            .cloned()
            .collect();
        for clock in open {
            let end = End {
                at: end.at.max(clock.start),
                ..end
            };
            for (event, at) in clocks::settle(&clock, end, machine_down, CANCELLED, self.context) {
                self.add(event.into(), at);
            }
        }
    }

    /// What field itself makes of what others said.
    fn add(&mut self, event: FieldEvent, at: Instant) {
        let draft = Draft::of(event).occurred(at);
        self.drafts.push(draft.by(Actor::Service(ServiceName::Field)));
    }
}

#[cfg(test)]
mod tests;
