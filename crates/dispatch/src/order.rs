//! One service order as dispatch knows it: its plans, its visits, its clocks.

use std::collections::BTreeMap;

use decider::clocks::Clock;
use proto::dispatch::{
    ClockId, CustomerCalled, DispatchEvent, OrderNews, OrderNoted, PlanChanged, PlanInputs, PlanMade,
    Progress, VisitProgressed,
};
use proto::order::OrderFacts;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{Instant, OrderNumber, PersonId, StationId};

/// A service order. Once it has ended it keeps hotline's facts and what late reports are judged by; what the station
/// wrote is left to the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) number: OrderNumber,
    pub(crate) opened_at: Instant,
    pub(crate) station: Option<StationId>,
    pub(crate) machine_down: bool,
    /// As hotline last said them.
    pub(crate) facts: Box<OrderFacts>,
    /// What had been done before it was taken over from a list.
    pub(crate) before: Before,
    /// The station's last call to the customer (ORD-6).
    pub(crate) call: Option<Box<CustomerCalled>>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) visits: BTreeMap<u32, Visit>,
    pub(crate) clocks: Vec<Timed>,
    pub(crate) solved_at: Option<Instant>,
    pub(crate) dropped_at: Option<Instant>,
    /// In order of time.
    pub(crate) reopened: Vec<Reopened>,
}

/// How far station and field were with an order that was taken over from a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Before {
    pub(crate) replied_at: Option<Instant>,
    pub(crate) arrived_at: Option<Instant>,
}

/// What was over before a closed order was opened again: clocks are still judged by it (ORD-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    pub(crate) over_at: Instant,
    solved_at: Option<Instant>,
    /// The last visit that had finished; 0 when there was none.
    last_visit: u32,
}

/// A clock and where it stands in the queue of what is due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Timed {
    pub(crate) clock: Clock,
    pub(crate) queued_at: Option<Instant>,
}

/// A dispatch plan (ORD-8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) plan: u32,
    pub(crate) visit: u32,
    pub(crate) depart_at: Instant,
    pub(crate) lead: Option<PersonId>,
    pub(crate) companions: Vec<PersonId>,
    pub(crate) inputs: Option<Box<PlanInputs>>,
    /// When the station manager said so.
    pub(crate) at: Instant,
    /// When it was changed or withdrawn (ORD-38).
    pub(crate) called_off_at: Option<Instant>,
}

/// A visit, by when its reports say that things happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) departed: Option<Departure>,
    pub(crate) arrived_at: Option<Instant>,
    pub(crate) repaired_at: Option<Instant>,
    pub(crate) left: Option<Leaving>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Departure {
    pub(crate) at: Instant,
    pub(crate) eta: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Leaving {
    pub(crate) at: Instant,
    pub(crate) reason: String,
}

impl Plan {
    pub(crate) fn engineers(&self) -> impl Iterator<Item = &PersonId> {
        self.lead.iter().chain(&self.companions)
    }

    /// Whether it sends the same engineers at the same time.
    pub(crate) fn sends(&self, depart_at: Instant, lead: Option<&PersonId>, companions: &[PersonId]) -> bool {
        self.depart_at == depart_at && self.lead.as_ref() == lead && self.companions == companions
    }
}

impl Visit {
    /// When the engineers were first heard to be under way, or anything after that.
    pub(crate) fn begun_at(&self) -> Option<Instant> {
        let departed = self.departed.as_ref().map(|departure| departure.at);
        departed.into_iter().chain(self.on_site_at()).min()
    }

    /// When the engineers were first at the machine: whoever repairs it or leaves it was there.
    pub(crate) fn on_site_at(&self) -> Option<Instant> {
        self.arrived_at.into_iter().chain(self.finished_at()).min()
    }

    pub(crate) fn finished_at(&self) -> Option<Instant> {
        let left = self.left.as_ref().map(|leaving| leaving.at);
        self.repaired_at.into_iter().chain(left).min()
    }

    /// The report as it is known, in the words it came in.
    pub(crate) fn knows(&self, progress: &Progress, at: Instant) -> bool {
        match progress {
            Progress::Departed { eta } => self.departed == Some(Departure { at, eta: *eta }),
            Progress::Arrived => self.arrived_at == Some(at),
            Progress::Repaired => self.repaired_at == Some(at),
            Progress::LeftUnrepaired { reason } => {
                self.left
                    == Some(Leaving {
                        at,
                        reason: reason.clone(),
                    })
            }
        }
    }

    fn evolve(&mut self, report: &VisitProgressed) {
        let at = report.at;
        match &report.progress {
            Progress::Departed { eta } => self.departed = Some(Departure { at, eta: *eta }),
            Progress::Arrived => self.arrived_at = Some(at),
            Progress::Repaired => self.repaired_at = Some(at),
            Progress::LeftUnrepaired { reason } => {
                self.left = Some(Leaving {
                    at,
                    reason: reason.clone(),
                })
            }
        }
    }
}

impl Order {
    pub(crate) fn noted(facts: &OrderFacts) -> Self {
        Self {
            number: facts.order.clone(),
            opened_at: facts.opened_at,
            station: facts.station.clone(),
            machine_down: facts.machine_down,
            facts: Box::new(facts.clone()),
            before: Before::default(),
            call: None,
            plans: Vec::new(),
            visits: BTreeMap::new(),
            clocks: Vec::new(),
            solved_at: None,
            dropped_at: None,
            reopened: Vec::new(),
        }
    }

    /// When nothing more was asked of station and field: solved by phone, repaired, or cancelled; since it was opened
    /// again, if it was.
    pub(crate) fn over_at(&self) -> Option<Instant> {
        let former = self.reopened.last().map_or(0, |reopened| reopened.last_visit);
        let visits = self.visits.range(former + 1..);
        let repaired = visits.filter_map(|(_, visit)| visit.repaired_at);
        repaired.chain(self.solved_at).chain(self.dropped_at).min()
    }

    /// When the order was over as far as one visit is concerned: an order that was opened again stays over for the
    /// visits before.
    pub(crate) fn over_for(&self, visit: u32) -> Option<Instant> {
        let reopened = self.reopened.iter().find(|reopened| visit <= reopened.last_visit);
        reopened.map_or_else(|| self.over_at(), |reopened| Some(reopened.over_at))
    }

    /// Whenever it was solved by phone.
    pub(crate) fn solutions(&self) -> impl Iterator<Item = Instant> {
        let before = self.reopened.iter().filter_map(|reopened| reopened.solved_at);
        before.chain(self.solved_at)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over_at().is_some()
    }

    /// The plan by which engineers are to depart, or are under way.
    pub(crate) fn standing_plan(&self) -> Option<&Plan> {
        let last = self.plans.last().filter(|plan| plan.called_off_at.is_none())?;
        let finished = self
            .visits
            .get(&last.visit)
            .is_some_and(|visit| visit.finished_at().is_some());
        (!finished && !self.is_over()).then_some(last)
    }

    pub(crate) fn plan(&self, plan: u32) -> Option<&Plan> {
        self.plans.iter().find(|known| known.plan == plan)
    }

    pub(crate) fn next_plan(&self) -> u32 {
        self.plans.last().map_or(1, |plan| plan.plan + 1)
    }

    /// The visit planned or begun last, and when it began.
    pub(crate) fn last_visit(&self) -> Option<(u32, Option<&Visit>)> {
        let planned = self.plans.iter().map(|plan| plan.visit);
        let last = planned.chain(self.visits.keys().copied()).max()?;
        Some((last, self.visits.get(&last)))
    }

    /// The visit under way: begun and not finished.
    pub(crate) fn visit_under_way(&self) -> Option<u32> {
        let (number, visit) = self.last_visit()?;
        visit
            .is_some_and(|visit| visit.begun_at().is_some() && visit.finished_at().is_none())
            .then_some(number)
    }

    /// The visit a new plan is for: a new one once the last has finished (ORD-37).
    pub(crate) fn next_visit(&self) -> u32 {
        match self.last_visit() {
            Some((last, Some(visit))) if visit.finished_at().is_some() => last + 1,
            Some((last, _)) => last,
            None => 1,
        }
    }

    pub(crate) fn clock(&self, id: &ClockId) -> Option<&Clock> {
        self.clocks
            .iter()
            .map(|timed| &timed.clock)
            .find(|clock| clock.id == *id)
    }

    /// The last clock of a kind.
    pub(crate) fn last_clock(&self, kind: ClockKind) -> Option<&Clock> {
        let of_kind = self
            .clocks
            .iter()
            .map(|timed| &timed.clock)
            .filter(|clock| clock.id.kind == kind);
        of_kind.max_by_key(|clock| clock.id.run)
    }

    /// Folds one of the order's events.
    pub(crate) fn evolve(&mut self, event: &DispatchEvent, occurred_at: Instant) {
        match event {
            DispatchEvent::OrderNoted(noted) => self.note(noted),
            DispatchEvent::CustomerCalled(called) => self.call = Some(Box::new(called.clone())),
            DispatchEvent::OrderDropped(dropped) => self.dropped_at = Some(dropped.at),
            DispatchEvent::SolvedByPhone(solved) => self.solved_at = Some(solved.at),
            DispatchEvent::PlanMade(made) => self.plans.push(Plan::made(made)),
            DispatchEvent::PlanInputsRecorded(recorded) => {
                if let Some(plan) = self.plans.iter_mut().find(|plan| plan.plan == recorded.plan) {
                    plan.inputs = Some(Box::new(recorded.inputs.clone()));
                }
            }
            DispatchEvent::PlanChanged(changed) => self.change_plan(changed, occurred_at),
            DispatchEvent::PlanWithdrawn(withdrawn) => {
                if let Some(plan) = self.plans.iter_mut().find(|plan| plan.plan == withdrawn.plan) {
                    plan.called_off_at = Some(occurred_at);
                }
            }
            DispatchEvent::VisitProgressed(report) => {
                self.visits.entry(report.visit).or_default().evolve(report)
            }
            DispatchEvent::ClockStarted(started) => {
                self.clocks.push(Timed {
                    clock: Clock::started(started),
                    queued_at: None,
                });
            }
            DispatchEvent::ClockPaused(_)
            | DispatchEvent::ClockResumed(_)
            | DispatchEvent::ClockWarned(_)
            | DispatchEvent::ClockBreached(_)
            | DispatchEvent::BreachLifted(_)
            | DispatchEvent::ClockMet(_)
            | DispatchEvent::ClockStopped(_)
            | DispatchEvent::ClockCancelled(_) => self.evolve_clock(event),
        }
        if self.is_over() {
            self.forget_words();
        }
    }

    fn evolve_clock(&mut self, event: &DispatchEvent) {
        let Some(event) = event.clock_event() else { return };
        for timed in self
            .clocks
            .iter_mut()
            .filter(|timed| timed.clock.id == *event.clock())
        {
            timed.clock.evolve(&event);
        }
    }

    fn note(&mut self, noted: &OrderNoted) {
        self.station.clone_from(&noted.facts.station);
        self.machine_down = noted.facts.machine_down;
        *self.facts = noted.facts.clone();
        match noted.news {
            Some(OrderNews::TakenOver {
                replied_at,
                arrived_at,
            }) => {
                // Lists are untidy; nothing was done before the call.
                let after_the_call = |at: Instant| at.max(self.opened_at);
                self.before = Before {
                    replied_at: replied_at.map(after_the_call),
                    arrived_at: arrived_at.map(after_the_call),
                }
            }
            Some(OrderNews::Reopened { .. }) => self.reopen(),
            None => {}
        }
    }

    fn reopen(&mut self) {
        let Some(over_at) = self.over_at() else { return };
        let mut finished = self.visits.iter().rev();
        let last_visit = finished.find(|(_, visit)| visit.finished_at().is_some());
        self.reopened.push(Reopened {
            over_at,
            solved_at: self.solved_at.take(),
            last_visit: last_visit.map_or(0, |(number, _)| *number),
        });
    }

    fn change_plan(&mut self, changed: &PlanChanged, at: Instant) {
        let inputs = self.plans.last_mut().and_then(|former| {
            former.called_off_at = Some(at);
            former.inputs.clone()
        });
        self.plans.push(Plan {
            plan: changed.plan,
            visit: changed.visit,
            depart_at: changed.depart_at,
            lead: changed.lead.clone(),
            companions: changed.companions.clone(),
            inputs,
            at,
            called_off_at: None,
        });
    }

    fn forget_words(&mut self) {
        self.call = None;
        for plan in &mut self.plans {
            plan.inputs = None;
        }
    }
}

impl Plan {
    fn made(made: &PlanMade) -> Self {
        Self {
            plan: made.plan,
            visit: made.visit,
            depart_at: made.depart_at,
            lead: made.lead.clone(),
            companions: made.companions.clone(),
            inputs: made.inputs.clone().map(Box::new),
            at: made.at,
            called_off_at: None,
        }
    }
}
