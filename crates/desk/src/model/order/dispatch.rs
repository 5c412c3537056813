//! What dispatch's log says of an order.

use decider::Foreign;
use proto::desk::PlanState;
use proto::dispatch::{DispatchEvent, PlanChanged};
use types::Instant;

use super::OrderStory;
use crate::model::PlanKept;

impl OrderStory {
    pub(crate) fn evolve_dispatch(&mut self, event: &DispatchEvent, record: &Foreign) {
        match event {
            DispatchEvent::CustomerCalled(called) => self.closing.station_calls.push(called.clone()),
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
            // Copies of what hotline and field say, and clocks, which are folded with those of the other logs.
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
}
