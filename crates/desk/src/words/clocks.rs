//! What records say of clocks, whichever log keeps them.

use proto::clock::{ClockEvent, ClockId, ClockWarned};
use types::{Hash, Instant, Sentence};

use super::{Teller, with_both};
use crate::answer::told;

impl Teller<'_> {
    pub(super) fn clock_said(&self, event: Option<&ClockEvent>) -> Sentence {
        event.map_or_else(Sentence::default, |event| self.clock_event(event))
    }

    fn clock_event(&self, event: &ClockEvent) -> Sentence {
        match event {
            ClockEvent::Started(started) => self.started(&started.clock, started.due_at),
            ClockEvent::Paused(paused) => {
                let said = self.clock_words(&paused.clock, "暂停", "paused");
                with_both(said, &self.named.pause_reason(&paused.reason).title)
            }
            ClockEvent::Resumed(resumed) => {
                let said = self.clock_words(&resumed.clock, "继续计时", "runs on");
                self.due(said, resumed.due_at)
            }
            ClockEvent::Warned(warned) => self.warned(warned),
            ClockEvent::Breached(breached) => {
                let said = self.clock_words(&breached.clock, "超时", "breached");
                let due = self.time(breached.due_at);
                let said = Sentence::new(
                    format!("{}，应于 {due} 前完成", said.zh),
                    format!("{}, it was due at {due}", said.en),
                );
                self.telling(said, &breached.clock, breached.rung, breached.policy)
            }
            ClockEvent::Lifted(lifted) => {
                let at = self.time(lifted.met_at);
                let said = self.clock_words(&lifted.clock, "超时解除", "breach lifted");
                Sentence::new(
                    format!("{}，实际于 {at} 完成", said.zh),
                    format!("{}, met at {at}", said.en),
                )
            }
            ClockEvent::Met(met) => self.clock_words(&met.clock, "按时完成", "met"),
            ClockEvent::Stopped(stopped) => {
                self.clock_words(&stopped.clock, "超时后完成", "stopped, too late")
            }
            ClockEvent::Cancelled(cancelled) => {
                let said = self.clock_words(&cancelled.clock, "不再计时", "cancelled");
                with_both(said, &self.named.cancel_reason(&cancelled.reason).title)
            }
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
        let roles = told(self.named.common.policies.version(policy), clock.kind, rung);
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
