//! Which order a report without a number means: the sender's only one at that step (SMS-5).

use std::borrow::Cow;

use decider::Context;
use proto::field::ReportKind;
use types::{Instant, OrderNumber, PersonId};

use crate::State;
use crate::order::{Assignment, FieldOrder, Place};
use crate::people::{belongs, hats, is_planned_for, manages};
use crate::text::Meaning;
use crate::visit::Visit;

/// Who is looking for an order, and at what moment.
pub(super) struct Search<'a> {
    state: &'a State,
    context: &'a Context<'a>,
    person: &'a PersonId,
    /// The person and everybody they stand in for.
    hats: Vec<PersonId>,
    at: Instant,
}

impl<'a> Search<'a> {
    pub(super) fn of(state: &'a State, context: &'a Context<'a>, person: &'a PersonId, at: Instant) -> Self {
        let hats = hats(context.masters(), person, at);
        Self {
            state,
            context,
            person,
            hats,
            at,
        }
    }

    /// The orders that a text without a number may mean, by number; the narrowest choice that is not empty.
    // rule: SMS-5
    pub(super) fn candidates(&self, meaning: &Meaning) -> Vec<OrderNumber> {
        match meaning {
            Meaning::Depart { .. } => {
                self.first_of(&[&|order| self.is_to_depart(order)], ReportKind::Departed)
            }
            Meaning::Arrive { .. } => self.first_of(
                &[
                    &|order| self.is_out_for(order, ReportKind::Arrived, is_departed),
                    &|order| self.is_to_depart(order),
                ],
                ReportKind::Arrived,
            ),
            Meaning::Repaired { .. } => self.leaving(ReportKind::Repaired),
            Meaning::Unrepaired { .. } => self.leaving(ReportKind::LeftUnrepaired),
            Meaning::Eta { .. } => self.on_the_way(),
            Meaning::Plan { .. } | Meaning::PhoneSolved { .. } => {
                self.numbers(|order| self.is_to_reply(order))
            }
            Meaning::Acknowledge => self.newest().into_iter().collect(),
            Meaning::Parts { .. } | Meaning::NoParts => self.reported(),
            Meaning::Correction { of, .. } => self.corrected(*of),
            Meaning::OrderOnly | Meaning::StopMessages => Vec::new(),
        }
    }

    /// Orders open at that moment, as far as they are needed to know a late message's order.
    fn near(&self) -> impl Iterator<Item = Cow<'a, FieldOrder>> {
        self.state
            .open_since(self.at - self.context.policy().sms().correction_window)
    }

    fn numbers(&self, fits: impl Fn(&FieldOrder) -> bool) -> Vec<OrderNumber> {
        self.near()
            .filter(|order| fits(order))
            .map(|order| order.facts.order.clone())
            .collect()
    }

    /// The first choice that some order fits; if none does, the order on which it was lately said already.
    fn first_of(&self, choices: &[&dyn Fn(&FieldOrder) -> bool], kind: ReportKind) -> Vec<OrderNumber> {
        let found = choices
            .iter()
            .map(|fits| self.numbers(fits))
            .find(|found| !found.is_empty());
        found.unwrap_or_else(|| self.said_lately(kind).into_iter().collect())
    }

    fn leaving(&self, kind: ReportKind) -> Vec<OrderNumber> {
        self.first_of(
            &[
                &|order| self.is_out_for(order, kind, |visit| visit.arrived.is_some()),
                &|order| self.is_out_for(order, kind, is_departed),
            ],
            kind,
        )
    }

    /// A plan for the sender stands, and nobody departed by it.
    fn is_to_depart(&self, order: &FieldOrder) -> bool {
        let is_meant = |plan: &Assignment| {
            let departed = order.visits.get(&plan.visit).is_some_and(is_departed);
            order.place(ReportKind::Departed, self.at) == Place::On(plan.visit)
                && !departed
                && is_planned_for(self.context.masters(), order, plan, &self.hats)
        };
        order.assignment.as_ref().is_some_and(is_meant)
    }

    /// The sender is out on a visit that got as far as `is_so` and lacks this report.
    fn is_out_for(&self, order: &FieldOrder, kind: ReportKind, is_so: impl Fn(&Visit) -> bool) -> bool {
        let Place::On(number) = order.place(kind, self.at) else {
            return false;
        };
        order.visits.get(&number).is_some_and(is_so) && self.is_on(order, number)
    }

    fn is_on(&self, order: &FieldOrder, visit: u32) -> bool {
        order.crew_of(visit).any(|person| self.hats.contains(person))
    }

    fn said_lately(&self, kind: ReportKind) -> Option<OrderNumber> {
        let said = self.near().filter_map(|order| {
            let Place::AlreadyThere(number) = order.place(kind, self.at) else {
                return None;
            };
            let report = order.visits.get(&number)?.report(kind)?;
            let window = self.context.policy().sms().correction_window;
            let lately = report.at <= self.at && self.at <= report.at + window;
            (lately && self.is_on(&order, number)).then(|| (report.at, order.facts.order.clone()))
        });
        said.max().map(|(_, number)| number)
    }

    /// An ETA is about a visit that lacks one, or else about one that is on its way.
    fn on_the_way(&self) -> Vec<OrderNumber> {
        let is_so = |order: &FieldOrder, fits: fn(&Visit) -> bool| {
            let number = order.last_visit();
            order.visits.get(&number).is_some_and(fits) && self.is_on(order, number)
        };
        let lacking = self.numbers(|order| is_so(order, Visit::lacks_eta));
        if lacking.is_empty() {
            self.numbers(|order| is_so(order, Visit::is_on_the_way))
        } else {
            lacking
        }
    }

    fn is_to_reply(&self, order: &FieldOrder) -> bool {
        order.waits_for_reply() && manages(self.context.masters(), order, self.person, self.at)
    }

    /// The newest order somebody is assigned to, or else the newest they belong to.
    fn newest(&self) -> Option<OrderNumber> {
        let masters = self.context.masters();
        let open = || self.near().filter(|order| !order.is_over_at(self.at));
        let assigned = |order: &Cow<'_, FieldOrder>| {
            order
                .standing_plan()
                .is_some_and(|plan| is_planned_for(masters, order, plan, &self.hats))
        };
        let theirs = |order: &Cow<'_, FieldOrder>| belongs(masters, order, self.person, self.at);
        let by_age = |order: &Cow<'_, FieldOrder>| (order.facts.opened_at, order.facts.order.clone());
        let newest = open().filter(assigned).max_by_key(by_age);
        newest
            .or_else(|| open().filter(theirs).max_by_key(by_age))
            .map(|order| order.facts.order.clone())
    }

    /// Where the sender is on site. Else where he was and the report still lacks something, or the order he left last,
    /// and beside it where he is on the way: he may be there without having said so.
    fn reported(&self) -> Vec<OrderNumber> {
        let served = |fits: &dyn Fn(&FieldOrder, &Visit) -> bool| -> Vec<OrderNumber> {
            let orders = self.state.reporting().filter(|order| {
                let mut visits = order.visits.iter();
                visits.any(|(number, visit)| fits(order, visit) && self.is_on(order, *number))
            });
            orders.map(|order| order.facts.order.clone()).collect()
        };
        let on_site = served(&|_, visit| visit.arrived.is_some() && visit.left.is_none());
        if !on_site.is_empty() {
            return on_site;
        }
        let mut left = served(&|order, visit| visit.left.is_some() && order.report.lacks_something());
        if left.is_empty() {
            left.extend(self.left_last());
        }
        let under_way = self.numbers(|order| {
            let number = order.last_visit();
            order.visits.get(&number).is_some_and(Visit::is_on_the_way) && self.is_on(order, number)
        });
        left.extend(under_way);
        left.sort();
        left.dedup();
        left
    }

    fn left_last(&self) -> Option<OrderNumber> {
        let left = self.state.reporting().filter_map(|order| {
            let visits = order.visits.iter();
            let theirs = visits.filter(|(number, _)| self.is_on(&order, **number));
            let last = theirs.filter_map(|(_, visit)| visit.left_at()).max()?;
            Some((last, order.facts.order.clone()))
        });
        left.max().map(|(_, number)| number)
    }

    /// The orders of which the sender made such a report within the window; without one, the last report at all.
    // rule: SMS-8
    fn corrected(&self, of: ReportKind) -> Vec<OrderNumber> {
        let window = self.context.policy().sms().correction_window;
        let since = |moment| self.state.reported_by(self.person, of, moment).cloned();
        let mut found: Vec<OrderNumber> = since(self.at - window).collect();
        found.sort();
        if found.is_empty() {
            found.extend(since(Instant::MIN).next());
        }
        found
    }
}

fn is_departed(visit: &Visit) -> bool {
    visit.departed.is_some()
}
