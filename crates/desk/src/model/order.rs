//! One service order, as all logs together tell it.

mod dispatch;
mod field;
mod hotline;

use decider::shelf::Shelf;
use proto::clock::ClockEvent;
use proto::desk::PlanState;
use proto::dispatch::SolvedByPhone;
use proto::field::ReportFlagged;
use proto::hotline::{CallAttached, FollowUpSet, NoteAdded, OrderCancelled, OrderOpened, TakenOver};
use proto::order::{OrderFacts, Step};
use proto::returns::ReturnsEvent;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{Actor, Instant, MessageId, PartTag, PersonId};

use super::{
    Chronicle, ClaimStory, ClockStory, ClosingKept, Few, Kept, PartKept, PlanKept, ReportKept, VisitKept,
};

/// Everything that is known of an order.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OrderStory {
    pub(crate) facts: OrderFacts,
    pub(crate) operator: Option<PersonId>,
    pub(crate) second_order_reason: Option<String>,
    pub(crate) taken_over: Option<TakenOver>,
    pub(crate) stopgap: Option<String>,
    pub(crate) step: Step,
    pub(crate) step_since: Instant,
    /// When hotline first and last recorded something of it.
    told: Option<(Instant, Instant)>,
    /// When the last change was recorded of anything it counts by, in whichever log.
    changed_at: Option<Instant>,
    /// When it was solved by phone or repaired; none while it is open, or open again.
    pub(crate) resolved_at: Option<Instant>,
    /// Why the engineers left it unrepaired last.
    pub(crate) left_because: Option<String>,
    /// The calls after the first.
    pub(crate) calls: Vec<CallAttached>,
    pub(crate) notes: Vec<(NoteAdded, Instant, Actor)>,
    pub(crate) follow_ups: Few<u32, FollowUpKept>,
    pub(crate) cancelled: Option<(OrderCancelled, Instant)>,
    pub(crate) solution: Option<SolvedByPhone>,
    pub(crate) plans: Few<u32, PlanKept>,
    pub(crate) visits: Few<u32, VisitKept>,
    /// Of all logs: no two of them keep clocks of the same kind.
    pub(crate) clocks: Few<(ClockKind, u32), ClockStory>,
    pub(crate) flags: Vec<(ReportFlagged, Instant)>,
    pub(crate) report: ReportKept,
    pub(crate) closing: ClosingKept,
    pub(crate) claim: ClaimStory,
    /// Old parts by their lines in the report.
    pub(crate) parts: Few<u16, PartKept>,
    pub(crate) messages_in: Vec<MessageId>,
    pub(crate) messages_out: Vec<MessageId>,
    /// The records of its streams; those of its messages are with the messages.
    pub(crate) records: Chronicle,
}

/// A follow-up (ORD-39).
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FollowUpKept {
    pub(crate) set: FollowUpSet,
    /// When it was done, and what was written then.
    pub(crate) done: Option<(Instant, String)>,
}

impl OrderStory {
    pub(crate) fn opened(opened: &OrderOpened) -> Self {
        Self {
            facts: opened.facts.clone(),
            operator: opened.operator.clone(),
            second_order_reason: opened.second_order_reason.clone(),
            taken_over: opened.taken_over.clone(),
            stopgap: None,
            step: Step::Opened,
            step_since: opened.facts.opened_at,
            told: None,
            changed_at: None,
            resolved_at: None,
            left_because: None,
            calls: Vec::new(),
            notes: Vec::new(),
            follow_ups: Few::default(),
            cancelled: None,
            solution: None,
            plans: Few::default(),
            visits: Few::default(),
            clocks: Few::default(),
            flags: Vec::new(),
            report: ReportKept::default(),
            closing: ClosingKept::default(),
            claim: ClaimStory::default(),
            parts: Few::default(),
            messages_in: Vec::new(),
            messages_out: Vec::new(),
            records: Chronicle::default(),
        }
    }

    /// Keeps a record in which it is told of.
    pub(crate) fn keep(&mut self, kept: &Kept, shelf: Option<&dyn Shelf>) {
        self.records.add(kept, self.step.is_ended(), shelf);
    }

    /// Notes that hotline recorded something of it. Stamps never go back.
    pub(super) fn told_at(&mut self, recorded_at: Instant) {
        let (first, _) = self.told.unwrap_or((recorded_at, recorded_at));
        self.told = Some((first, recorded_at));
    }

    /// Notes that something it counts by was recorded. The logs are read side by side, so it may be earlier than another.
    pub(super) fn changes(&mut self, recorded_at: Instant) {
        self.changed_at = self.changed_at.max(Some(recorded_at));
    }

    /// Whether it counts at a moment in another way than now, as far as records change that.
    pub(crate) fn changed_since(&self, at: Instant) -> bool {
        self.changed_at > Some(at)
    }

    /// Whether it was known at a moment.
    pub(super) fn was_known(&self, at: Instant) -> bool {
        self.told.is_some_and(|(first, _)| first <= at)
    }

    /// Whether it was open at a moment as far as can be said without its history: it was known by then, and either is
    /// open now or something happened to it since.
    pub(crate) fn may_have_been_open(&self, at: Instant) -> bool {
        self.told
            .is_some_and(|(first, last)| first <= at && (at < last || !self.step.is_ended()))
    }

    /// Whether the machine is marked as down: until the order ends (ORD-5).
    pub(crate) const fn is_marked_down(&self) -> bool {
        self.facts.machine_down && !self.step.is_ended()
    }

    /// Whether the customer is still to be called back: after every resolution, until somebody reached them (ORD-7,
    /// ORD-13).
    pub(crate) fn call_back_due(&self) -> bool {
        // rule: ORD-7, ORD-13
        matches!(self.step, Step::SolvedByPhone | Step::Repaired) && self.closing.reached().is_none()
    }

    /// Whether it was solved by phone or repaired, and is not open again.
    pub(crate) const fn is_resolved(&self) -> bool {
        self.resolved_at.is_some()
    }

    /// Who leads the visit that is planned or was begun last.
    pub(crate) fn lead(&self) -> Option<&PersonId> {
        let begun = self.visits.iter().next_back();
        let plan = self
            .plans
            .values()
            .rev()
            .find(|plan| plan.state == PlanState::Standing);
        match (begun, plan) {
            (Some((number, visit)), Some(plan)) if plan.visit > *number || visit.lead.is_none() => {
                plan.lead.as_ref()
            }
            (Some((_, visit)), _) => visit.lead.as_ref(),
            (None, plan) => plan?.lead.as_ref(),
        }
    }

    /// What became of a plan: one whose visit began was carried out.
    pub(crate) fn state_of(&self, plan: &PlanKept) -> PlanState {
        let begun = self.visits.get(&plan.visit).is_some_and(VisitKept::has_begun);
        if plan.state == PlanState::Standing && begun {
            PlanState::CarriedOut
        } else {
            plan.state
        }
    }

    /// Why it is unrepaired: as confirmed, else as the engineers left it (ORD-12).
    pub(crate) fn unrepaired_because(&self) -> Option<&String> {
        let confirmed = self.closing.confirmed.as_ref();
        let confirmed = confirmed.map(|(confirmed, _)| &confirmed.reason);
        confirmed.or(self.left_because.as_ref())
    }

    /// The clock of a kind that was started last.
    pub(crate) fn last_clock(&self, kind: ClockKind) -> Option<&ClockStory> {
        let runs = self.clocks.range((kind, 0)..=(kind, u32::MAX));
        runs.map(|(_, clock)| clock).next_back()
    }

    /// The engineer who repaired it, or else who leads the visit that stands.
    pub(crate) fn answers_for_it(&self) -> Option<&PersonId> {
        let repaired = self.repair().and_then(|(_, by)| by);
        repaired.or_else(|| self.lead())
    }

    /// When and by whom it was repaired on site last.
    pub(crate) fn repair(&self) -> Option<(Instant, Option<&PersonId>)> {
        let last = self
            .visits
            .values()
            .rev()
            .find(|visit| visit.repaired.is_some())?;
        Some((last.repaired?, last.lead.as_ref()))
    }

    /// Folds what an event of whichever log says of one of its clocks, when it says something.
    pub(crate) fn evolve_clock(&mut self, event: Option<&ClockEvent>) {
        let Some(event) = event else {
            return;
        };
        let id = event.clock();
        let key = (id.kind, id.run);
        match (event, self.clocks.get_mut(&key)) {
            (ClockEvent::Started(started), None) => {
                self.clocks.insert(key, ClockStory::started(started));
            }
            (_, Some(clock)) => clock.evolve(event),
            (_, None) => {}
        }
    }

    /// Folds an event about one of its old parts.
    pub(crate) fn evolve_part(&mut self, tag: &PartTag, event: &ReturnsEvent, at: Instant) {
        if let ReturnsEvent::PartExpected(expected) = event {
            let fresh = || PartKept::expected(&expected.part, at);
            self.parts.change_or_make(tag.line, fresh, |_| {});
        }
        if let Some(part) = self.parts.get_mut(&tag.line) {
            part.evolve(event, at);
        }
    }
}
