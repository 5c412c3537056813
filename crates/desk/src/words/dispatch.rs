//! What dispatch's records say.

use proto::dispatch::{ClockId, ClockWarned, DispatchEvent, PlanChanged, PlanMade, Progress};
use types::{Hash, Instant, Sentence};

use super::{Teller, with, with_both};
use crate::answer::told;

impl Teller<'_> {
    pub(super) fn dispatch(&self, event: &DispatchEvent) -> Sentence {
        match event {
            DispatchEvent::OrderNoted(_) => {
                Sentence::new("派工收到工单内容", "dispatch took note of the order")
            }
            DispatchEvent::OrderDropped(_) => {
                Sentence::new("派工收到工单取消", "dispatch took note of the cancellation")
            }
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
            | DispatchEvent::ClockCancelled(_) => self.clock_event(event),
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

    fn clock_event(&self, event: &DispatchEvent) -> Sentence {
        match event {
            DispatchEvent::ClockStarted(started) => self.started(&started.clock, started.due_at),
            DispatchEvent::ClockPaused(paused) => {
                let said = self.clock_words(&paused.clock, "暂停", "paused");
                with_both(said, &self.named.pause_reason(&paused.reason).title)
            }
            DispatchEvent::ClockResumed(resumed) => {
                let said = self.clock_words(&resumed.clock, "继续计时", "runs on");
                self.due(said, resumed.due_at)
            }
            DispatchEvent::ClockWarned(warned) => self.warned(warned),
            DispatchEvent::ClockBreached(breached) => {
                let said = self.clock_words(&breached.clock, "超时", "breached");
                let due = self.time(breached.due_at);
                let said = Sentence::new(
                    format!("{}，应于 {due} 前完成", said.zh),
                    format!("{}, it was due at {due}", said.en),
                );
                self.telling(said, &breached.clock, breached.rung, breached.policy)
            }
            DispatchEvent::BreachLifted(lifted) => {
                let at = self.time(lifted.met_at);
                let said = self.clock_words(&lifted.clock, "超时解除", "breach lifted");
                Sentence::new(
                    format!("{}，实际于 {at} 完成", said.zh),
                    format!("{}, met at {at}", said.en),
                )
            }
            DispatchEvent::ClockMet(met) => self.clock_words(&met.clock, "按时完成", "met"),
            DispatchEvent::ClockStopped(stopped) => {
                self.clock_words(&stopped.clock, "超时后完成", "stopped, too late")
            }
            DispatchEvent::ClockCancelled(cancelled) => {
                let said = self.clock_words(&cancelled.clock, "不再计时", "cancelled");
                with_both(said, &self.named.cancel_reason(&cancelled.reason).title)
            }
            DispatchEvent::OrderNoted(_)
            | DispatchEvent::OrderDropped(_)
            | DispatchEvent::SolvedByPhone(_)
            | DispatchEvent::PlanMade(_)
            | DispatchEvent::PlanInputsRecorded(_)
            | DispatchEvent::PlanChanged(_)
            | DispatchEvent::PlanWithdrawn(_)
            | DispatchEvent::VisitProgressed(_) => Sentence::default(),
        }
    }

    fn clock_words(&self, clock: &ClockId, zh: &str, en: &str) -> Sentence {
        let name = self.clock(clock.kind);
        Sentence::new(format!("{} {zh}", name.zh), format!("{} {en}", name.en))
    }

    fn started(&self, clock: &ClockId, due_at: Option<Instant>) -> Sentence {
        self.due(self.clock_words(clock, "开始计时", "started"), due_at)
    }

    fn due(&self, said: Sentence, due_at: Option<Instant>) -> Sentence {
        let Some(due) = due_at.map(|at| self.time(at)) else {
            return said;
        };
        Sentence::new(
            format!("{}，{due} 到时", said.zh),
            format!("{}, due at {due}", said.en),
        )
    }

    fn warned(&self, warned: &ClockWarned) -> Sentence {
        let number = warned.warning;
        let said = self.clock_words(
            &warned.clock,
            &format!("第{number}次提醒"),
            &format!("warning {number}"),
        );
        let said = self.due(said, Some(warned.due_at));
        self.telling(said, &warned.clock, warned.rung, warned.policy)
    }

    /// Adds whom a notice tells, by the ladder of its policy (SLA-22).
    fn telling(&self, said: Sentence, clock: &ClockId, rung: u32, policy: Hash) -> Sentence {
        let roles = told(self.named.0.common.policies.version(policy), clock.kind, rung);
        if roles.is_empty() {
            return said;
        }
        let zh: Vec<&str> = roles.iter().map(|role| role.zh.as_str()).collect();
        let en: Vec<&str> = roles.iter().map(|role| role.en.as_str()).collect();
        Sentence::new(
            format!("{}；通知{}", said.zh, zh.join("、")),
            format!("{}; told: {}", said.en, en.join(", ")),
        )
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
