//! What field's log says of an order.

use decider::Foreign;
use proto::field::FieldEvent;

use super::OrderStory;
use crate::model::VisitKept;

impl OrderStory {
    pub(crate) fn evolve_field(&mut self, event: &FieldEvent, record: &Foreign) {
        match event {
            FieldEvent::Departed(report) => self.visit(report.visit, |visit| visit.depart(report)),
            FieldEvent::Arrived(report) => {
                self.visit(report.visit, |visit| visit.arrive(&report.by, report.at))
            }
            FieldEvent::Repaired(report) => {
                self.visit(report.visit, |visit| visit.repair(&report.by, report.at))
            }
            FieldEvent::LeftUnrepaired(report) => self.visit(report.visit, |visit| visit.leave(report)),
            FieldEvent::Acknowledged(report) => {
                let planned = self.plans.values().next_back().map_or(1, |plan| plan.visit);
                self.visit(planned, |visit| visit.acknowledged = Some(report.at));
            }
            FieldEvent::ReportCorrected(corrected) => {
                self.visit(corrected.visit, |visit| {
                    visit.correct(corrected, record.recorded_at)
                });
            }
            FieldEvent::ReportFlagged(flagged) => self.flags.push((flagged.clone(), record.occurred_at)),
            FieldEvent::ServiceReportFiled(_)
            | FieldEvent::PartReplaced(_)
            | FieldEvent::PartCorrected(_)
            | FieldEvent::DocumentAttached(_)
            | FieldEvent::DocumentWithdrawn(_)
            | FieldEvent::ServiceReportJudged(_) => self.report.evolve(event, record.occurred_at),
            // Taken up by dispatch, copied from others, about a message, or clocks, which are folded with those of the
            // other logs.
            FieldEvent::PlanReported(_)
            | FieldEvent::PhoneSolutionReported(_)
            | FieldEvent::FieldOrderNoted(_)
            | FieldEvent::AssignmentNoted(_)
            | FieldEvent::FieldOrderEnded(_)
            | FieldEvent::FieldOrderClosed(_)
            | FieldEvent::FieldOrderReopened(_)
            | FieldEvent::ClockStarted(_)
            | FieldEvent::ClockPaused(_)
            | FieldEvent::ClockResumed(_)
            | FieldEvent::ClockWarned(_)
            | FieldEvent::ClockBreached(_)
            | FieldEvent::BreachLifted(_)
            | FieldEvent::ClockMet(_)
            | FieldEvent::ClockStopped(_)
            | FieldEvent::ClockCancelled(_)
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

    fn visit(&mut self, number: u32, change: impl FnOnce(&mut VisitKept)) {
        self.visits.change_or_make(number, VisitKept::default, change);
    }
}
