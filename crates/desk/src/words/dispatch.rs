//! What dispatch's records say.

use proto::dispatch::{CustomerCalled, DispatchEvent, PlanChanged, PlanMade, Progress};
use types::Sentence;

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn dispatch(&self, event: &DispatchEvent) -> Sentence {
        match event {
            DispatchEvent::OrderNoted(_) => {
                Sentence::new("派工收到工单内容", "dispatch took note of the order")
            }
            DispatchEvent::OrderDropped(_) => {
                Sentence::new("派工收到工单取消", "dispatch took note of the cancellation")
            }
            DispatchEvent::CustomerCalled(called) => called_words(called),
            DispatchEvent::SolvedByPhone(solved) => {
                with(Sentence::new("电话解决", "solved by phone"), &solved.solution)
            }
            DispatchEvent::PlanMade(made) => self.plan_made(made),
            DispatchEvent::PlanInputsRecorded(recorded) => {
                let plan = recorded.plan;
                Sentence::new(
                    format!("补齐第{plan}次派工的四项依据"),
                    format!("the four inputs of plan {plan} were recorded"),
                )
            }
            DispatchEvent::PlanChanged(changed) => self.plan_changed(changed),
            DispatchEvent::PlanWithdrawn(withdrawn) => {
                let plan = withdrawn.plan;
                let said = Sentence::new(format!("第{plan}次派工撤回"), format!("plan {plan} withdrawn"));
                with_both(said, &self.named.cancel_reason(&withdrawn.reason).title)
            }
            DispatchEvent::VisitProgressed(report) => {
                let (visit, what) = (report.visit, progress(&report.progress));
                Sentence::new(
                    format!("派工收到第{visit}次上门的{}", what.zh),
                    format!("dispatch took note of visit {visit}: {}", what.en),
                )
            }
            DispatchEvent::ClockStarted(_)
            | DispatchEvent::ClockPaused(_)
            | DispatchEvent::ClockResumed(_)
            | DispatchEvent::ClockWarned(_)
            | DispatchEvent::ClockBreached(_)
            | DispatchEvent::BreachLifted(_)
            | DispatchEvent::ClockMet(_)
            | DispatchEvent::ClockStopped(_)
            | DispatchEvent::ClockCancelled(_) => self.clock_said(event.clock_event().as_ref()),
        }
    }

    fn plan_made(&self, made: &PlanMade) -> Sentence {
        let (plan, at) = (made.plan, self.time(made.depart_at));
        let crew = self.crew(made.lead.as_ref(), &self.names(&made.companions));
        Sentence::new(
            format!("第{plan}次派工：{}，{at} 出发", crew.zh),
            format!("plan {plan}: {}, to depart at {at}", crew.en),
        )
    }

    fn plan_changed(&self, changed: &PlanChanged) -> Sentence {
        let (plan, at) = (changed.plan, self.time(changed.depart_at));
        let crew = self.crew(changed.lead.as_ref(), &self.names(&changed.companions));
        let said = Sentence::new(
            format!("改为第{plan}次派工（{}，{at} 出发）", crew.zh),
            format!("changed to plan {plan} ({}, to depart at {at})", crew.en),
        );
        with(said, &changed.reason)
    }
}

fn progress(progress: &Progress) -> Sentence {
    match progress {
        Progress::Departed { .. } => Sentence::new("出发报告", "departed"),
        Progress::Arrived => Sentence::new("到达报告", "arrived"),
        Progress::Repaired => Sentence::new("修复报告", "repaired"),
        Progress::LeftUnrepaired { .. } => Sentence::new("未修复报告", "left unrepaired"),
    }
}

fn called_words(called: &CustomerCalled) -> Sentence {
    let (zh, en) = if called.solvable_by_phone {
        ("可电话解决", "can be solved by phone")
    } else {
        ("需上门", "needs a visit")
    };
    let (fault, site, parts) = (&called.fault, &called.site, &called.customer_parts);
    Sentence::new(
        format!("站长联系客户：故障{fault}，{zh}，现场{site}，客户自备配件{parts}"),
        format!("the station manager called the customer: {fault}; {en}; site {site}; own parts {parts}"),
    )
}
