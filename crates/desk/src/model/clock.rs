//! An SLA clock with what its log says around the arithmetic: notices, reasons, repeated ends.

use decider::Policies;
use decider::clocks::Clock;
use proto::clock::{ClockEvent, ClockStarted};
use proto::desk::ClockState;
use serde::{Deserialize, Serialize};
use sla::clock::{Judgement, Outcome};
use types::{Instant, ServiceName};

/// A clock and its notices.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClockStory {
    pub(crate) clock: Clock,
    pub(crate) warnings: Vec<NoticeKept>,
    pub(crate) breach: Option<NoticeKept>,
    /// Services that could not be heard when it was breached.
    pub(crate) unheard: Vec<ServiceName>,
    /// The n-th is the reason of the clock's n-th pause.
    pub(crate) pause_reasons: Vec<String>,
    pub(crate) cancelled_because: Option<String>,
    /// Whether an end was recorded that had been recorded before.
    pub(crate) ended_twice: bool,
}

/// A warning or breach that was noticed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct NoticeKept {
    /// Which of the clock's warnings; 0 for the breach.
    pub(crate) warning: u32,
    pub(crate) due_at: Instant,
    pub(crate) noticed_at: Instant,
    pub(crate) rung: u32,
}

impl ClockStory {
    pub(crate) fn started(event: &ClockStarted) -> Self {
        Self {
            clock: Clock::started(event),
            warnings: Vec::new(),
            breach: None,
            unheard: Vec::new(),
            pause_reasons: Vec::new(),
            cancelled_because: None,
            ended_twice: false,
        }
    }

    /// Folds an event about this clock; one that starts it anew begins another story.
    pub(crate) fn evolve(&mut self, event: &ClockEvent) {
        let end_before = self.clock.end;
        self.clock.evolve(event);
        match event {
            ClockEvent::Started(started) => *self = Self::started(started),
            ClockEvent::Paused(paused) => self.pause_reasons.push(paused.reason.clone()),
            ClockEvent::Resumed(_) => {}
            ClockEvent::Warned(warned) => self.warnings.push(NoticeKept {
                warning: warned.warning,
                due_at: warned.warned_due_at,
                noticed_at: warned.noticed_at,
                rung: warned.rung,
            }),
            ClockEvent::Breached(breached) => {
                self.unheard.clone_from(&breached.unheard);
                self.breach = Some(NoticeKept {
                    warning: 0,
                    due_at: breached.due_at,
                    noticed_at: breached.noticed_at,
                    rung: breached.rung,
                });
            }
            ClockEvent::Cancelled(cancelled) => {
                self.cancelled_because = Some(cancelled.reason.clone());
                self.note_end(end_before.is_some() && end_before == self.clock.end);
            }
            ClockEvent::Lifted(_) | ClockEvent::Met(_) | ClockEvent::Stopped(_) => {
                self.cancelled_because = None;
                self.note_end(end_before.is_some() && end_before == self.clock.end);
            }
        }
    }

    fn note_end(&mut self, again: bool) {
        self.ended_twice |= again;
    }

    /// The clock at an instant; one that has ended, at its end.
    pub(crate) fn judgement(&self, policies: &Policies, now: Instant) -> Judgement {
        let until = self.clock.end.map_or(now, |end| end.at.max(now));
        self.clock.judge(policies, until)
    }

    /// What the log says of a breach stands, unless the act was called off before it was due; where the log says
    /// nothing yet, the judgement does (ORD-17, SLA-32).
    pub(crate) fn state(&self, judgement: &Judgement) -> ClockState {
        match (self.clock.breach, judgement.outcome) {
            (Some(breach), _) if breach.lifted => ClockState::Lifted,
            (_, Outcome::Cancelled) => ClockState::Cancelled,
            (Some(_), _) | (None, Outcome::Breached) => ClockState::Breached,
            (None, Outcome::Running) => ClockState::Running,
            (None, Outcome::Paused) => ClockState::Paused,
            (None, Outcome::Met) => ClockState::Met,
        }
    }
}
