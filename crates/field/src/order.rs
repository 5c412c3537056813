//! One service order as the field sees it: its plan, its visits, and where a report belongs (SMS-6, ORD-37).

use std::collections::{BTreeMap, BTreeSet};

use decider::shelf::Rests;
use proto::field::{AssignmentNoted, FlagKind, ReportKind};
use proto::order::OrderFacts;
use serde::{Deserialize, Serialize};
use types::{Instant, PersonId, Personal};

use crate::service_report::ServiceReport;
use crate::visit::Visit;

/// The plan that stands, as dispatch last said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub plan: u32,
    pub visit: u32,
    pub depart_at: Option<Instant>,
    /// None when a plan by SMS named nobody: whoever of the station departs first leads.
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
}

impl Assignment {
    /// Takes up what was noted; a withdrawn plan leaves none.
    pub(crate) fn of(noted: &AssignmentNoted) -> Option<Self> {
        (noted.visit > 0).then(|| Self {
            plan: noted.plan,
            visit: noted.visit,
            depart_at: noted.depart_at,
            lead: noted.lead.clone(),
            companions: noted.companions.clone(),
        })
    }

    pub fn crew(&self) -> impl Iterator<Item = &PersonId> {
        self.lead.iter().chain(&self.companions)
    }
}

/// How an order ended elsewhere: solved by phone or cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    pub at: Instant,
    pub cancelled: bool,
}

/// Something about an order that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    pub visit: u32,
    pub flag: FlagKind,
    pub about: Personal<String>,
}

/// Where a report belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On this visit, which has no such report yet.
    On(u32),
    /// This visit has it already.
    AlreadyThere(u32),
    /// The visit was left in the other way: it can't have ended twice.
    LeftOtherwise(u32),
    /// The order had ended by then.
    AfterTheEnd,
}

/// A service order, what is planned for it and what was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOrder {
    pub facts: OrderFacts,
    pub assignment: Option<Assignment>,
    /// By number, counted from 1 on each order.
    pub visits: BTreeMap<u32, Visit>,
    pub ended: Option<End>,
    /// Closed by the customer centre: what its report gets from then on is flagged (ORD-14).
    pub closed: bool,
    /// When it was last opened again: what ended it before is over and done with (ORD-14).
    pub reopened_at: Option<Instant>,
    pub report: ServiceReport,
    pub acknowledged: BTreeSet<PersonId>,
    pub flags: Vec<Flag>,
}

impl Rests for FieldOrder {
    type Mark = ();

    fn rests(&self) -> bool {
        self.closed || self.is_cancelled()
    }

    fn mark(&self) {}
}

impl FieldOrder {
    pub(crate) fn noted(facts: OrderFacts) -> Self {
        Self {
            facts,
            assignment: None,
            visits: BTreeMap::new(),
            ended: None,
            closed: false,
            reopened_at: None,
            report: ServiceReport::default(),
            acknowledged: BTreeSet::new(),
            flags: Vec::new(),
        }
    }

    /// The number of the last visit that something was reported of; 0 before the first.
    #[must_use]
    pub fn last_visit(&self) -> u32 {
        self.visits.last_key_value().map_or(0, |(number, _)| *number)
    }

    /// The plan for a visit that has not been left again.
    #[must_use]
    pub fn standing_plan(&self) -> Option<&Assignment> {
        self.assignment.as_ref().filter(|plan| {
            let over = |visit: &Visit| visit.left.is_some();
            plan.visit >= self.last_visit() && !self.visits.get(&plan.visit).is_some_and(over)
        })
    }

    /// Whether the station has still to reply: no plan stands and nobody is out there (ORD-8, ORD-37).
    #[must_use]
    pub fn waits_for_reply(&self) -> bool {
        let out = self
            .visits
            .values()
            .next_back()
            .is_some_and(|visit| visit.left.is_none());
        self.standing_plan().is_none() && !out && self.ended_at().is_none()
    }

    /// The visits on which the machine was repaired, and when.
    pub fn repairs(&self) -> impl Iterator<Item = (u32, Instant)> {
        let visits = self.visits.iter();
        visits.filter_map(|(number, visit)| Some((*number, visit.report(ReportKind::Repaired)?.at)))
    }

    /// When the machine was repaired, and the order not opened again since.
    #[must_use]
    pub fn repaired_at(&self) -> Option<Instant> {
        let repaired = self.repairs().map(|(_, at)| at);
        repaired.filter(|at| Some(*at) > self.reopened_at).min()
    }

    /// Whether engineers have been at the machine.
    #[must_use]
    pub fn was_visited(&self) -> bool {
        let was_there = |visit: &Visit| visit.arrived.is_some() || visit.left.is_some();
        self.visits.values().any(was_there)
    }

    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.ended.is_some_and(|end| end.cancelled)
    }

    /// Whether its report is being written: somebody was there, and it was neither cancelled nor closed. A text without
    /// a number means only these.
    // rule: ORD-25
    #[must_use]
    pub fn is_reported_on(&self) -> bool {
        self.was_visited() && !self.is_cancelled() && !self.closed
    }

    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// Work begins anew: neither a repair nor a phone solution from before ends it any more.
    // rule: ORD-14
    pub(crate) fn reopen(&mut self, at: Instant) {
        self.closed = false;
        self.reopened_at = Some(at);
        self.ended = self.ended.filter(|end| end.cancelled);
    }

    /// When nothing more was expected from the field.
    #[must_use]
    pub fn ended_at(&self) -> Option<Instant> {
        let elsewhere = self.ended.map(|end| end.at);
        elsewhere.into_iter().chain(self.repaired_at()).min()
    }

    /// Whether a moment lies after the end. What happened in the instant of the repair still belongs to the visit.
    #[must_use]
    pub fn is_over_at(&self, at: Instant) -> bool {
        let again = self.reopened_at.filter(|reopened| *reopened <= at);
        let is_over = |repaired: Instant| at > repaired && again.is_none_or(|reopened| reopened < repaired);
        self.ended.is_some_and(|end| at >= end.at) || self.repairs().any(|(_, repaired)| is_over(repaired))
    }

    /// Places a report by the time it happened, however late it was heard of.
    // rule: SMS-6
    #[must_use]
    pub fn place(&self, kind: ReportKind, at: Instant) -> Place {
        let number = self.visit_at(kind, at);
        let visit = self.visits.get(&number);
        if visit.is_some_and(|visit| visit.report(kind).is_some()) {
            Place::AlreadyThere(number)
        } else if self.is_over_at(at) {
            Place::AfterTheEnd
        } else if is_leaving(kind) && visit.is_some_and(|visit| visit.left.is_some()) {
            Place::LeftOtherwise(number)
        } else {
            Place::On(number)
        }
    }

    /// The visit a report of that time is about: one that ended later, the last one while it goes on, or a new one.
    fn visit_at(&self, kind: ReportKind, at: Instant) -> u32 {
        let lasted = |(number, visit): (&u32, &Visit)| {
            let left_at = visit.left_at()?;
            let fills_a_gap =
                left_at == at && visit.report(kind).is_none() && !self.is_planned_after(*number);
            (at < left_at || fills_a_gap).then_some(*number)
        };
        if let Some(number) = self.visits.iter().find_map(lasted) {
            return number;
        }
        match self.visits.last_key_value() {
            Some((number, visit)) if visit.left.is_none() => *number,
            Some((number, _)) if self.repaired_at().is_some() => *number,
            Some((number, visit)) if self.said_again(*number, visit, kind) => *number,
            Some(_) | None => self.next_visit(),
        }
    }

    /// Leaving is said twice rather than twice done while nothing new was planned, nor the order opened again.
    fn said_again(&self, number: u32, visit: &Visit, kind: ReportKind) -> bool {
        let new_work = self.is_planned_after(number) || visit.left_at() < self.reopened_at;
        is_leaving(kind) && visit.report(kind).is_some() && !new_work
    }

    fn is_planned_after(&self, visit: u32) -> bool {
        self.assignment.as_ref().is_some_and(|plan| plan.visit > visit)
    }

    fn next_visit(&self) -> u32 {
        let next = self.last_visit() + 1;
        self.assignment.as_ref().map_or(next, |plan| plan.visit.max(next))
    }

    /// Whether a report of that kind comes after a later one of the same order.
    #[must_use]
    pub fn is_out_of_order(&self, kind: ReportKind, visit: u32) -> bool {
        let later_step = self.visits.get(&visit).is_some_and(|visit| match kind {
            ReportKind::Departed => visit.arrived.is_some() || visit.left.is_some(),
            ReportKind::Arrived => visit.left.is_some(),
            ReportKind::Repaired | ReportKind::LeftUnrepaired => false,
        });
        later_step || self.last_visit() > visit || self.ended.is_some()
    }

    /// Everybody on a visit or planned for it.
    pub fn crew_of(&self, number: u32) -> impl Iterator<Item = &PersonId> {
        let planned = self.assignment.as_ref().filter(move |plan| plan.visit == number);
        let planned = planned.into_iter().flat_map(Assignment::crew);
        self.visits
            .get(&number)
            .into_iter()
            .flat_map(Visit::crew)
            .chain(planned)
    }

    /// Whether a plan or a visit ever named this person.
    #[must_use]
    pub fn names(&self, person: &PersonId) -> bool {
        let planned = self.assignment.iter().flat_map(Assignment::crew);
        let came = self.visits.values().flat_map(Visit::crew);
        planned.chain(came).any(|named| named == person)
    }

    pub(crate) fn is_flagged(&self, flag: &Flag) -> bool {
        self.flags.contains(flag)
    }
}

pub(crate) const fn is_leaving(kind: ReportKind) -> bool {
    matches!(kind, ReportKind::Repaired | ReportKind::LeftUnrepaired)
}
