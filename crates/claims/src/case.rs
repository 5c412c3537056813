//! One service order as claims knows it: its facts, how it ended, the engineer's report, and every try of its claim.

use std::collections::BTreeMap;

use decider::shelf::Rests;
use proto::claims::{ClaimState, PackagedDocument};
use proto::claims::{ClaimsEvent, NotCovered, ReportPiece, ServiceEnd, ServiceNoted};
use proto::field::{PartExchange, ReportContent, ReportGap};
use proto::order::OrderFacts;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, Instant, PersonId};

use crate::claim::Claim;

/// One order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Case {
    pub facts: OrderFacts,
    pub repair: Option<Repair>,
    pub solved_at: Option<Instant>,
    pub cancelled_at: Option<Instant>,
    pub report: Report,
    /// The last word on why no claim was opened by itself.
    pub not_covered: Option<NotCovered>,
    /// The tries of its claim, the first one first.
    pub claims: Vec<Claim>,
    /// Why somebody decided that it will not be claimed (CLM-22).
    pub dropped: Option<String>,
    /// How often SLA-5 was started.
    pub clock_runs: u32,
}

/// The repair a claim's days run from (CLM-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repair {
    pub visit: u32,
    pub at: Instant,
    pub by: PersonId,
}

/// What the engineers reported, piece by piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub content: ReportContent,
    /// The replaced parts by their lines; what was corrected away is not here any more.
    pub parts: BTreeMap<u16, PartExchange>,
    pub documents: Vec<PackagedDocument>,
    /// What field says it still lacks.
    pub gaps: Vec<ReportGap>,
}

impl Rests for Case {
    type Mark = ();

    fn rests(&self) -> bool {
        let has_ended = self.cancelled_at.is_some() || self.solved_at.is_some() || self.repair.is_some();
        let waits = self.not_covered.as_ref().is_some_and(NotCovered::is_open) && self.dropped.is_none();
        has_ended && !waits && self.claims.iter().all(|claim| is_over(claim.state))
    }

    fn mark(&self) {}
}

const fn is_over(state: ClaimState) -> bool {
    match state {
        ClaimState::Draft
        | ClaimState::InReview
        | ClaimState::Returned
        | ClaimState::Ready
        | ClaimState::Submitted
        | ClaimState::Accepted
        | ClaimState::PartlyAccepted
        | ClaimState::Rejected
        | ClaimState::Credited => false,
        ClaimState::Resubmitted | ClaimState::Closed | ClaimState::WrittenOff | ClaimState::Dropped => true,
    }
}

impl Case {
    pub(crate) fn noted(facts: &OrderFacts) -> Self {
        Self {
            facts: facts.clone(),
            repair: None,
            solved_at: None,
            cancelled_at: None,
            report: Report::default(),
            not_covered: None,
            claims: Vec::new(),
            dropped: None,
            clock_runs: 0,
        }
    }

    pub(crate) fn claim(&self, number: &ClaimNumber) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.number == *number)
    }

    /// The try that is not filed yet; there is at most one.
    pub(crate) fn unfiled(&self) -> Option<&Claim> {
        self.claims.last().filter(|claim| claim.state.is_unfiled())
    }

    /// The first try that was not dropped: what a second draft collides with (CLM-13).
    pub(crate) fn first_claim(&self) -> Option<&Claim> {
        self.claims
            .iter()
            .find(|claim| claim.state != ClaimState::Dropped)
    }

    pub(crate) fn was_filed(&self) -> bool {
        self.claims.iter().any(|claim| claim.submitted.is_some())
    }

    /// Whether the unfiled try follows one the manufacturer has answered (CLM-8).
    pub(crate) fn last_decided(&self) -> Option<&Claim> {
        self.claims.iter().rev().find(|claim| claim.decided.is_some())
    }

    /// Whether its cover is open or its draft unfiled, and a machine is known whose file may say more (CLM-3).
    pub(crate) fn rests_on_a_file(&self) -> bool {
        let is_open = self.not_covered.as_ref().is_some_and(NotCovered::is_open);
        let is_over = self.cancelled_at.is_some() || self.dropped.is_some() || self.was_filed();
        self.facts.machine.is_some() && !is_over && (is_open || self.unfiled().is_some())
    }

    /// The hour meter at the failure: as reported by the engineer, otherwise as the caller said it.
    pub(crate) fn hours(&self) -> Option<u32> {
        self.report.content.hours.or(self.facts.hours)
    }

    /// The number the next try gets; none when there were more than anybody can count.
    pub(crate) fn next_number(&self) -> Option<ClaimNumber> {
        let attempt = u8::try_from(self.claims.len() + 1).ok()?;
        let order = self.facts.order.clone();
        Some(ClaimNumber { order, attempt })
    }

    /// Folds an event of this order. `by_hand`: a person caused it.
    pub(crate) fn evolve(&mut self, event: &ClaimsEvent, occurred_at: Instant, by_hand: bool) {
        use ClaimsEvent as E;
        match event {
            E::ClaimOrderNoted(event) => self.facts = event.facts.clone(),
            E::ServiceNoted(event) => self.service_noted(event),
            E::ClaimReportNoted(event) => self.report.take(&event.piece),
            E::ClaimDrafted(event) => {
                let mut claim = Claim::drafted(event, by_hand);
                claim.parts_seen = self.report.parts.keys().copied().collect();
                self.claims.push(claim);
                self.not_covered = None;
                self.dropped = None;
            }
            E::NotCovered(event) => self.not_covered = Some(event.clone()),
            E::ClaimDropped(dropped) => {
                self.dropped = by_hand.then(|| dropped.reason.clone());
                self.about(&dropped.claim, event, occurred_at, by_hand);
            }
            E::ClaimSubmitted(submitted) => {
                self.claims.iter_mut().for_each(Claim::resubmitted);
                self.about(&submitted.claim, event, occurred_at, by_hand);
            }
            E::ClaimLinesChanged(changed) => {
                self.about(&changed.claim, event, occurred_at, by_hand);
                let seen = self.report.parts.keys().copied().collect();
                if let Some(claim) = self.claims.iter_mut().find(|claim| claim.number == changed.claim) {
                    claim.parts_seen = seen;
                }
            }
            E::ClaimReviewed(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimReturned(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ReturnAnswered(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimCameBack(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimJudged(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimKindChanged(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::CoverJudgedAgain(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimReady(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimLookedAt(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::PackageAsked(e) => self.about(&e.content.claim, event, occurred_at, by_hand),
            E::PackageFailed(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::PackageBuilt(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimNumbered(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimDecided(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimCredited(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimClosed(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClaimWrittenOff(e) => self.about(&e.claim, event, occurred_at, by_hand),
            E::ClockStarted(_) => self.clock_runs += 1,
            E::ClockPaused(_)
            | E::ClockResumed(_)
            | E::ClockWarned(_)
            | E::ClockBreached(_)
            | E::BreachLifted(_)
            | E::ClockMet(_)
            | E::ClockStopped(_)
            | E::ClockCancelled(_) => {}
        }
    }

    fn about(&mut self, number: &ClaimNumber, event: &ClaimsEvent, occurred_at: Instant, by_hand: bool) {
        if let Some(claim) = self.claims.iter_mut().find(|claim| claim.number == *number) {
            claim.evolve(event, occurred_at, by_hand);
        }
    }

    fn service_noted(&mut self, event: &ServiceNoted) {
        match &event.ended {
            ServiceEnd::Repaired { visit, at, by } => {
                self.repair = Some(Repair {
                    visit: *visit,
                    at: *at,
                    by: by.clone(),
                });
            }
            ServiceEnd::RepairCorrected { at } => {
                if let Some(repair) = &mut self.repair {
                    repair.at = *at;
                }
            }
            ServiceEnd::SolvedByPhone { at } => self.solved_at = Some(*at),
            ServiceEnd::Cancelled { at } => self.cancelled_at = Some(*at),
            ServiceEnd::Reopened => self.solved_at = None,
        }
    }
}

impl Report {
    /// Takes up a piece; what it does not say stays as it was.
    pub(crate) fn take(&mut self, piece: &ReportPiece) {
        match piece {
            ReportPiece::Filed { content, .. } => self.content.take(content),
            ReportPiece::Part { line, exchange } if exchange.quantity == 0 => {
                self.parts.remove(line);
            }
            ReportPiece::Part { line, exchange } => {
                self.content.take_part(exchange);
                self.parts.insert(*line, exchange.clone());
            }
            ReportPiece::Attached { target, document } => {
                let (target, document) = (*target, document.clone());
                let attached = PackagedDocument { document, target };
                if !self.documents.contains(&attached) {
                    self.documents.push(attached);
                }
            }
            ReportPiece::Withdrawn { document } => {
                self.documents.retain(|known| known.document.hash != *document);
            }
            ReportPiece::Judged { gaps } => self.gaps.clone_from(gaps),
        }
    }
}
