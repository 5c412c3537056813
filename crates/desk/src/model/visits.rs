//! Visits as the field reported them (ORD-9 to ORD-11).

use proto::field::{Companion, Departed, LeftUnrepaired, ReportCorrected, ReportKind};
use serde::{Deserialize, Serialize};
use types::{Instant, PersonId};

/// A visit. Times are those of the reports, as corrected.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct VisitKept {
    pub(crate) lead: Option<PersonId>,
    pub(crate) companions: Vec<Companion>,
    pub(crate) acknowledged: Option<Instant>,
    pub(crate) departed: Option<Instant>,
    pub(crate) eta: Option<Instant>,
    pub(crate) arrived: Option<Instant>,
    pub(crate) repaired: Option<Instant>,
    pub(crate) unrepaired: Option<Unrepaired>,
    /// Each with when it was recorded.
    pub(crate) corrections: Vec<(ReportCorrected, Instant)>,
}

/// Why the machine was left unrepaired.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Unrepaired {
    pub(crate) at: Instant,
    pub(crate) reason: String,
    pub(crate) words: String,
}

impl VisitKept {
    pub(crate) fn depart(&mut self, departed: &Departed) {
        self.lead = Some(departed.lead.clone());
        self.companions.clone_from(&departed.companions);
        self.departed = Some(departed.at);
        self.eta = departed.eta;
    }

    pub(crate) fn arrive(&mut self, by: &PersonId, at: Instant) {
        self.led_by(by);
        self.arrived = Some(at);
    }

    pub(crate) fn repair(&mut self, by: &PersonId, at: Instant) {
        self.led_by(by);
        self.repaired = Some(at);
    }

    pub(crate) fn leave(&mut self, left: &LeftUnrepaired) {
        self.led_by(&left.by);
        let (reason, words) = (left.reason.clone(), left.words.clone());
        self.unrepaired = Some(Unrepaired {
            at: left.at,
            reason,
            words,
        });
    }

    pub(crate) fn correct(&mut self, corrected: &ReportCorrected, recorded_at: Instant) {
        let at = Some(corrected.at);
        match corrected.of {
            ReportKind::Departed => self.departed = at,
            ReportKind::Arrived => self.arrived = at,
            ReportKind::Repaired => self.repaired = at,
            ReportKind::LeftUnrepaired => {
                if let Some(unrepaired) = &mut self.unrepaired {
                    unrepaired.at = corrected.at;
                }
            }
        }
        self.corrections.push((corrected.clone(), recorded_at));
    }

    /// Whether engineers were heard to be under way, or anything after that.
    pub(crate) const fn has_begun(&self) -> bool {
        self.departed.is_some()
            || self.arrived.is_some()
            || self.repaired.is_some()
            || self.unrepaired.is_some()
    }

    /// When it was repaired, or left unrepaired.
    pub(crate) fn ended(&self) -> Option<Instant> {
        self.repaired
            .or_else(|| self.unrepaired.as_ref().map(|left| left.at))
    }

    /// Without a report of departure, whoever reports first leads.
    fn led_by(&mut self, by: &PersonId) {
        self.lead.get_or_insert_with(|| by.clone());
    }
}
