//! What hotline's log says of an order.

use decider::Foreign;
use proto::hotline::{HotlineEvent, StepReached};
use proto::order::{OrderFacts, Step};
use types::Instant;

use super::{FollowUpKept, OrderStory};

impl OrderStory {
    pub(crate) fn evolve_hotline(&mut self, event: &HotlineEvent, record: &Foreign) {
        if let Some(facts) = OrderFacts::after(Some(&self.facts), event) {
            self.facts = facts;
        }
        match event {
            HotlineEvent::CallAttached(call) => self.calls.push(call.clone()),
            HotlineEvent::MachineStateReported(state) => self.stopgap.clone_from(&state.stopgap),
            HotlineEvent::StepReached(reached) => self.step_reached(reached),
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
            HotlineEvent::OrderClosed(_) => self.reach(Step::Closed, record.occurred_at),
            HotlineEvent::OrderReopened(_) => {
                self.reach(Step::Unrepaired, record.occurred_at);
                (self.resolved_at, self.left_because) = (None, None);
            }
            // A follow-up is due by its time; what field judged is read there; the facts were taken up above, and
            // what follows a repair or its absence below.
            HotlineEvent::FollowUpCameDue(_)
            | HotlineEvent::OrderOpened(_)
            | HotlineEvent::MachineIdentified(_)
            | HotlineEvent::StationGiven(_)
            | HotlineEvent::OrderCorrected(_)
            | HotlineEvent::Urged(_)
            | HotlineEvent::CalledBack(_)
            | HotlineEvent::UnrepairedConfirmed(_)
            | HotlineEvent::UnrepairedListIssued(_)
            | HotlineEvent::ReportNoted(_)
            | HotlineEvent::PapersReviewed(_)
            | HotlineEvent::RepeatSuspected(_)
            | HotlineEvent::RepeatJudged(_)
            | HotlineEvent::OrdersStaged(_)
            | HotlineEvent::OrdersImported(_)
            | HotlineEvent::OrdersRefused(_) => {}
        }
        self.closing.evolve(event, record.occurred_at);
    }

    fn step_reached(&mut self, reached: &StepReached) {
        self.reach(reached.step, reached.at);
        match reached.step {
            Step::SolvedByPhone | Step::Repaired => self.resolved_at = Some(reached.at),
            Step::Opened | Step::Unrepaired => self.left_because.clone_from(&reached.reason),
            Step::Planned | Step::Departed | Step::Arrived | Step::Cancelled | Step::Closed => {}
        }
    }

    fn reach(&mut self, step: Step, at: Instant) {
        (self.step, self.step_since) = (step, at);
    }
}
