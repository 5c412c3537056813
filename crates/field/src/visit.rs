//! One visit of engineers to a machine, as its reports tell it (ORD-9 to ORD-11, ORD-37).

use proto::field::{Companion, ReportKind};
use serde::{Deserialize, Serialize};
use types::{Instant, MessageId, PersonId};

/// A report of a visit: when it happened, and by whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub at: Instant,
    /// What was said first, when it was corrected since (SMS-8, ORD-15).
    pub was: Option<Instant>,
    pub by: PersonId,
    /// Who sent or entered it, when that is known.
    pub entered_by: Option<PersonId>,
    /// When it was sent: the hour for corrections counts from here.
    pub sent_at: Instant,
    pub message: Option<MessageId>,
}

impl Reported {
    /// Whether somebody made or sent this report.
    #[must_use]
    pub fn is_of(&self, person: &PersonId) -> bool {
        self.by == *person || self.entered_by.as_ref() == Some(person)
    }

    pub(crate) fn correct(&mut self, at: Instant) {
        self.was = self.was.or(Some(self.at));
        self.at = at;
    }
}

/// A departure; its report's `by` is the lead engineer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    pub report: Reported,
    pub companions: Vec<Companion>,
    pub eta: Option<Instant>,
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    pub report: Reported,
    /// The policy's reason and the engineer's words; none when the machine was repaired.
    pub unrepaired: Option<(String, String)>,
}

/// What was reported of one visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub departed: Option<Departure>,
    pub arrived: Option<Reported>,
    pub left: Option<Leaving>,
}

impl Visit {
    /// The report of that kind, when there is one.
    #[must_use]
    pub fn report(&self, kind: ReportKind) -> Option<&Reported> {
        let left = |unrepaired: bool| {
            self.left
                .as_ref()
                .filter(|left| left.unrepaired.is_some() == unrepaired)
        };
        match kind {
            ReportKind::Departed => self.departed.as_ref().map(|departure| &departure.report),
            ReportKind::Arrived => self.arrived.as_ref(),
            ReportKind::Repaired => left(false).map(|left| &left.report),
            ReportKind::LeftUnrepaired => left(true).map(|left| &left.report),
        }
    }

    pub(crate) fn report_mut(&mut self, kind: ReportKind) -> Option<&mut Reported> {
        self.report(kind)?;
        match kind {
            ReportKind::Departed => self.departed.as_mut().map(|departure| &mut departure.report),
            ReportKind::Arrived => self.arrived.as_mut(),
            ReportKind::Repaired | ReportKind::LeftUnrepaired => {
                self.left.as_mut().map(|left| &mut left.report)
            }
        }
    }

    /// When the engineers left the machine again.
    #[must_use]
    pub fn left_at(&self) -> Option<Instant> {
        self.left.as_ref().map(|left| left.report.at)
    }

    /// Whether they are on their way without having said when they will be there.
    #[must_use]
    pub fn lacks_eta(&self) -> bool {
        self.is_on_the_way()
            && self
                .departed
                .as_ref()
                .is_some_and(|departure| departure.eta.is_none())
    }

    #[must_use]
    pub fn is_on_the_way(&self) -> bool {
        self.departed.is_some() && self.arrived.is_none() && self.left.is_none()
    }

    /// Everybody known who took part or reported.
    pub fn crew(&self) -> impl Iterator<Item = &PersonId> {
        let departed = self.departed.iter();
        let companions = departed
            .flat_map(|departure| &departure.companions)
            .filter_map(|companion| match companion {
                Companion::Known { person } => Some(person),
                Companion::Unknown { .. } => None,
            });
        let reports = [
            self.departed.as_ref().map(|departure| &departure.report),
            self.arrived.as_ref(),
            self.left.as_ref().map(|left| &left.report),
        ];
        reports
            .into_iter()
            .flatten()
            .map(|report| &report.by)
            .chain(companions)
    }
}
