//! One service order, as all logs together tell it.

use std::collections::BTreeMap;

use decider::Foreign;
use decider::clocks::clock_of;
use proto::desk::PlanState;
use proto::dispatch::{DispatchEvent, PlanChanged, SolvedByPhone};
use proto::field::{FieldEvent, ReportFlagged};
use proto::hotline::{CallAttached, FollowUpSet, HotlineEvent, NoteAdded, OrderCancelled, OrderOpened};
use proto::order::{OrderFacts, Step};
use sla::policy::ClockKind;
use types::{Actor, Instant, MessageId, PersonId};

use super::{ClockStory, Kept, PlanKept, VisitKept};

/// Everything that is known of an order.
#[derive(Debug)]
pub(crate) struct OrderStory {
    pub(crate) facts: OrderFacts,
    pub(crate) operator: Option<PersonId>,
    pub(crate) second_order_reason: Option<String>,
    pub(crate) stopgap: Option<String>,
    pub(crate) step: Step,
    pub(crate) step_since: Instant,
    /// The calls after the first.
    pub(crate) calls: Vec<CallAttached>,
    pub(crate) notes: Vec<(NoteAdded, Instant, Actor)>,
    pub(crate) follow_ups: BTreeMap<u32, FollowUpKept>,
    pub(crate) cancelled: Option<(OrderCancelled, Instant)>,
    pub(crate) solution: Option<SolvedByPhone>,
    pub(crate) plans: BTreeMap<u32, PlanKept>,
    pub(crate) visits: BTreeMap<u32, VisitKept>,
    pub(crate) clocks: BTreeMap<(ClockKind, u32), ClockStory>,
    pub(crate) flags: Vec<(ReportFlagged, Instant)>,
    pub(crate) messages_in: Vec<MessageId>,
    pub(crate) messages_out: Vec<MessageId>,
    /// The records of its streams; those of its messages are with the messages.
    pub(crate) records: Vec<Kept>,
}

/// A follow-up (ORD-39).
#[derive(Debug)]
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
            stopgap: None,
            step: Step::Opened,
            step_since: opened.facts.opened_at,
            calls: Vec::new(),
            notes: Vec::new(),
            follow_ups: BTreeMap::new(),
            cancelled: None,
            solution: None,
            plans: BTreeMap::new(),
            visits: BTreeMap::new(),
            clocks: BTreeMap::new(),
            flags: Vec::new(),
            messages_in: Vec::new(),
            messages_out: Vec::new(),
            records: Vec::new(),
        }
    }

    /// Whether the machine is marked as down: until the order ends (ORD-5).
    pub(crate) const fn is_marked_down(&self) -> bool {
        self.facts.machine_down && !self.step.is_ended()
    }

    /// Whether the customer is still to be called back: after every resolution (ORD-7).
    pub(crate) const fn call_back_due(&self) -> bool {
        // rule: ORD-7
        matches!(self.step, Step::SolvedByPhone | Step::Repaired)
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

    pub(crate) fn evolve_hotline(&mut self, event: &HotlineEvent, record: &Foreign) {
        if let Some(facts) = OrderFacts::after(Some(&self.facts), event) {
            self.facts = facts;
        }
        match event {
            HotlineEvent::CallAttached(call) => self.calls.push(call.clone()),
            HotlineEvent::MachineStateReported(state) => self.stopgap.clone_from(&state.stopgap),
            HotlineEvent::StepReached(reached) => self.reach(reached.step, reached.at),
            HotlineEvent::OrderCancelled(cancelled) => {
                self.reach(Step::Cancelled, record.occurred_at);
                self.cancelled = Some((cancelled.clone(), record.occurred_at));
            }
            HotlineEvent::NoteAdded(note) => {
                self.notes
                    .push((note.clone(), record.occurred_at, record.actor.clone()));
            }
            HotlineEvent::FollowUpSet(set) => {
                let kept = FollowUpKept {
                    set: set.clone(),
                    done: None,
                };
                self.follow_ups.insert(set.follow_up, kept);
            }
            HotlineEvent::FollowUpDone(done) => {
                if let Some(kept) = self.follow_ups.get_mut(&done.follow_up) {
                    kept.done = Some((record.occurred_at, done.note.clone()));
                }
            }
            // A follow-up is due by its time; the facts were taken up above.
            HotlineEvent::FollowUpCameDue(_)
            | HotlineEvent::OrderOpened(_)
            | HotlineEvent::MachineIdentified(_)
            | HotlineEvent::StationGiven(_)
            | HotlineEvent::OrderCorrected(_) => {}
        }
    }

    fn reach(&mut self, step: Step, at: Instant) {
        (self.step, self.step_since) = (step, at);
    }

    pub(crate) fn evolve_dispatch(&mut self, event: &DispatchEvent, record: &Foreign) {
        if let Some(id) = clock_of(event) {
            let key = (id.kind, id.run);
            match (event, self.clocks.get_mut(&key)) {
                (DispatchEvent::ClockStarted(started), None) => {
                    self.clocks.insert(key, ClockStory::started(started));
                }
                (_, Some(clock)) => clock.evolve(event),
                (_, None) => {}
            }
            return;
        }
        self.evolve_plans(event, record);
    }

    fn evolve_plans(&mut self, event: &DispatchEvent, record: &Foreign) {
        match event {
            DispatchEvent::SolvedByPhone(solved) => self.solution = Some(solved.clone()),
            DispatchEvent::PlanMade(made) => {
                self.plans.insert(made.plan, PlanKept::made(made));
            }
            DispatchEvent::PlanInputsRecorded(recorded) => {
                if let Some(plan) = self.plans.get_mut(&recorded.plan) {
                    plan.inputs = Some(recorded.inputs.clone());
                }
            }
            DispatchEvent::PlanChanged(changed) => self.change_plan(changed, record.occurred_at),
            DispatchEvent::PlanWithdrawn(withdrawn) => {
                if let Some(plan) = self.plans.get_mut(&withdrawn.plan) {
                    plan.state = PlanState::Withdrawn;
                    plan.reason = Some(withdrawn.reason.clone());
                }
            }
            // Copies of what hotline and field say, and clocks, which were folded before.
            DispatchEvent::OrderNoted(_)
            | DispatchEvent::OrderDropped(_)
            | DispatchEvent::VisitProgressed(_)
            | DispatchEvent::ClockStarted(_)
            | DispatchEvent::ClockPaused(_)
            | DispatchEvent::ClockResumed(_)
            | DispatchEvent::ClockWarned(_)
            | DispatchEvent::ClockBreached(_)
            | DispatchEvent::BreachLifted(_)
            | DispatchEvent::ClockMet(_)
            | DispatchEvent::ClockStopped(_)
            | DispatchEvent::ClockCancelled(_) => {}
        }
    }

    fn change_plan(&mut self, changed: &PlanChanged, at: Instant) {
        let former = self.plans.values_mut().next_back();
        let station = self.facts.station.as_ref();
        let plan = PlanKept::changed(changed, former.as_deref(), station, at);
        if let Some(former) = former.filter(|former| former.state == PlanState::Standing) {
            former.state = PlanState::Replaced;
        }
        self.plans.insert(changed.plan, plan);
    }

    pub(crate) fn evolve_field(&mut self, event: &FieldEvent, record: &Foreign) {
        match event {
            FieldEvent::Departed(report) => self.visit(report.visit).depart(report),
            FieldEvent::Arrived(report) => self.visit(report.visit).arrive(&report.by, report.at),
            FieldEvent::Repaired(report) => self.visit(report.visit).repair(&report.by, report.at),
            FieldEvent::LeftUnrepaired(report) => self.visit(report.visit).leave(report),
            FieldEvent::Acknowledged(report) => {
                let planned = self.plans.values().next_back().map_or(1, |plan| plan.visit);
                self.visit(planned).acknowledged = Some(report.at);
            }
            FieldEvent::ReportCorrected(corrected) => {
                self.visit(corrected.visit).correct(corrected, record.recorded_at);
            }
            FieldEvent::ReportFlagged(flagged) => self.flags.push((flagged.clone(), record.occurred_at)),
            // Taken up by dispatch, copied from others, or about a message.
            FieldEvent::PlanReported(_)
            | FieldEvent::PhoneSolutionReported(_)
            | FieldEvent::FieldOrderNoted(_)
            | FieldEvent::AssignmentNoted(_)
            | FieldEvent::FieldOrderEnded(_)
            | FieldEvent::MessageReceived(_)
            | FieldEvent::MessageNotUnderstood(_)
            | FieldEvent::MessageQuarantined(_)
            | FieldEvent::CustomerWrote(_)
            | FieldEvent::MessagesStopped(_)
            | FieldEvent::AutomaticReplyKept(_)
            | FieldEvent::WhichOrderAsked(_)
            | FieldEvent::MessageUnderstood(_)
            | FieldEvent::AnswerGiven(_)
            | FieldEvent::AnswerWithheld(_)
            | FieldEvent::MessageSettled(_) => {}
        }
    }

    fn visit(&mut self, number: u32) -> &mut VisitKept {
        self.visits.entry(number).or_default()
    }
}
