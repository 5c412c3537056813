//! SLA clocks as their log tells them, judged by the policy version each started under.
//!
//! The log's own service folds them to know what is due, desk to show them; both judge with the same function.

mod book;
mod counts;
mod keep;
mod said;

use proto::clock::{ClockEvent, ClockId, ClockStarted};
use serde::{Deserialize, Serialize};
use sla::clock::{End, EndKind, Facts, Judgement, Limit, Outcome, Pause, Terms, judge};
use sla::policy::Policy;
use types::{Hash, Instant};

use crate::Policies;
use crate::shelf::Rests;

pub use book::ClockBook;
pub use counts::{ClockCounts, Counted};
pub use keep::{AT_ONCE, drafts, fire, settle, start};
pub use said::{ClockSaid, Ended};

/// One SLA clock: what its log says of it, without any arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub id: ClockId,
    pub start: Instant,
    pub promised: Option<Instant>,
    /// The policy version it started under (SLA-20).
    pub policy: Hash,
    /// The station's own zone at the start; otherwise the policy's (SLA-21).
    pub zone: Option<String>,
    pub pauses: Vec<Pause>,
    /// When what ended it occurred; not when it was heard of.
    pub end: Option<End>,
    /// How many warnings were recorded.
    pub warned: u32,
    /// The breach that was recorded. It stays when it is lifted (SLA-32).
    pub breach: Option<Breach>,
}

impl Rests for Clock {
    type Mark = ();

    fn rests(&self) -> bool {
        !self.is_open()
    }

    fn mark(&self) {}
}

/// A breach as it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    pub due_at: Instant,
    pub noticed_at: Instant,
    /// Whether the act turned out to have been in time.
    pub lifted: bool,
}

/// Something a clock has to say that its log does not hold yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// `number` is its place in the policy's list, counted from 1.
    Warning {
        number: u32,
        due_at: Instant,
    },
    Breach {
        due_at: Instant,
    },
}

impl Notice {
    #[must_use]
    pub const fn due_at(self) -> Instant {
        match self {
            Self::Warning { due_at, .. } | Self::Breach { due_at } => due_at,
        }
    }
}

impl Clock {
    #[must_use]
    pub fn started(event: &ClockStarted) -> Self {
        Self {
            id: event.clock.clone(),
            start: event.start,
            promised: event.promised,
            policy: event.policy,
            zone: event.zone.clone(),
            pauses: Vec::new(),
            end: None,
            warned: 0,
            breach: None,
        }
    }

    /// Folds an event that is about this clock; any other leaves it as it is.
    pub fn evolve(&mut self, event: &ClockEvent) {
        if *event.clock() != self.id {
            return;
        }
        match event {
            ClockEvent::Started(event) => *self = Self::started(event),
            ClockEvent::Paused(event) => self.pauses.push(Pause {
                from: event.at,
                until: None,
            }),
            ClockEvent::Resumed(event) => self.resume(event.at),
            ClockEvent::Warned(_) => self.warned += 1,
            ClockEvent::Breached(event) => {
                let (due_at, noticed_at) = (event.due_at, event.noticed_at);
                self.breach = Some(Breach {
                    due_at,
                    noticed_at,
                    lifted: false,
                });
            }
            ClockEvent::Lifted(event) => {
                self.lift(true);
                self.end_at(event.met_at, EndKind::Met);
            }
            ClockEvent::Met(event) => self.end_at(event.at, EndKind::Met),
            ClockEvent::Stopped(event) => {
                self.lift(false);
                self.end_at(event.at, EndKind::Met);
            }
            ClockEvent::Cancelled(event) => self.end_at(event.at, EndKind::Cancelled),
        }
    }

    fn resume(&mut self, at: Instant) {
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            pause.until = Some(at);
        }
    }

    fn end_at(&mut self, at: Instant, kind: EndKind) {
        self.end = Some(End { at, kind });
    }

    fn lift(&mut self, lifted: bool) {
        if let Some(breach) = &mut self.breach {
            breach.lifted = lifted;
        }
    }

    /// Whether the act it waits for is still to come, in time or late.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.end.is_none()
    }

    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// How many warnings and breaches were recorded: the next notice's place on the ladder (SLA-22).
    #[must_use]
    pub const fn notices_given(&self) -> u32 {
        self.warned + self.breach.is_some() as u32
    }

    /// The policy version it started under (SLA-20).
    #[must_use]
    pub fn policy<'p>(&self, policies: &'p Policies) -> &'p Policy {
        policies.version(self.policy)
    }

    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            start: self.start,
            pauses: self.pauses.clone(),
            end: self.end,
        }
    }

    /// The limit and warnings of its own policy version; a version that does not run this clock never ends it.
    #[must_use]
    pub fn terms(&self, policies: &Policies) -> Terms {
        let policy = self.policy(policies);
        let own_zone = self.zone.as_deref().and_then(|zone| zone.parse().ok());
        let zone = own_zone.unwrap_or_else(|| policy.zone());
        let endless = || Terms {
            limit: Limit::At(Instant::MAX),
            warnings: Vec::new(),
            pausable: false,
        };
        policy
            .terms(self.id.kind, zone, self.promised)
            .unwrap_or_else(endless)
    }

    /// Judges it by what had occurred by an instant and is known here (SLA-25).
    #[must_use]
    pub fn judge(&self, policies: &Policies, until: Instant) -> Judgement {
        judge(&self.facts(), &self.terms(policies), until)
    }

    /// Judges it as if an act had ended it.
    #[must_use]
    pub fn judge_with(&self, policies: &Policies, end: End) -> Judgement {
        let facts = Facts {
            end: Some(end),
            ..self.facts()
        };
        judge(&facts, &self.terms(policies), end.at)
    }

    /// Where it stands at an instant.
    #[must_use]
    pub fn outcome(&self, policies: &Policies, until: Instant) -> Outcome {
        self.judge(policies, until).outcome
    }

    /// When its limit is used up, by the pauses known now; none while it is paused.
    #[must_use]
    pub fn due(&self, policies: &Policies) -> Option<Instant> {
        self.judge(policies, self.last_edge()).due
    }

    /// What it still has to say if nothing else happens, in order of time; nothing once it has ended.
    #[must_use]
    pub fn notices(&self, policies: &Policies) -> Vec<Notice> {
        if !self.is_open() || self.breach.is_some() {
            return Vec::new();
        }
        let (facts, terms) = (self.facts(), self.terms(policies));
        let known = self.last_edge();
        let due = judge(&facts, &terms, known).due;
        let warnings = judge(&facts, &terms, due.unwrap_or(known)).warnings;
        let given = usize::try_from(self.warned).unwrap_or(usize::MAX);
        let still = warnings.into_iter().skip(given).map(|warning| Notice::Warning {
            number: u32::try_from(warning.index).map_or(u32::MAX, |index| index.saturating_add(1)),
            due_at: warning.due_at,
        });
        still.chain(due.map(|due_at| Notice::Breach { due_at })).collect()
    }

    /// When the next of [`Self::notices`] comes due.
    #[must_use]
    pub fn next_notice_at(&self, policies: &Policies) -> Option<Instant> {
        self.notices(policies).first().map(|notice| notice.due_at())
    }

    /// The last instant at which a pause began or ended; the start, when there was none.
    fn last_edge(&self) -> Instant {
        let edges = self
            .pauses
            .iter()
            .flat_map(|pause| [Some(pause.from), pause.until])
            .flatten();
        edges.max().unwrap_or(self.start).max(self.start)
    }
}
