//! One try of an order's claim, from its draft to the money.

use std::collections::BTreeMap;

use proto::claims::{
    AnsweredItem, CheckedItem, ClaimDecided, ClaimDrafted, ClaimKind, ClaimLine, ClaimReviewed, ClaimState,
    ClaimsEvent, Cover, DecidedLine, Decision, OutOfRange, PackageContent, ReturnAnswered,
};
use proto::document::Document;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{ClaimNumber, Fen, Hash, Instant, PersonId};

use crate::lacks::AMOUNT;

/// One try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Claim {
    pub number: ClaimNumber,
    pub kind: ClaimKind,
    pub state: ClaimState,
    pub cover: Cover,
    pub lines: Vec<ClaimLine>,
    pub remarks: String,
    pub reason: String,
    /// Opened by somebody, and so never changed in kind or dropped by itself.
    pub by_hand: bool,
    /// Whether somebody saved its lines: from then on the report adds to them and takes off, no more.
    pub edited: bool,
    /// The lines of the report whose parts were offered or left out before.
    pub parts_seen: Vec<u16>,
    pub checked: BTreeMap<String, Checked>,
    pub judgements: BTreeMap<Role, Judgement>,
    pub package: Package,
    /// How often its package was asked for.
    pub packages: u32,
    pub submitted: Option<Submitted>,
    /// The manufacturer's number.
    pub manufacturer_number: Option<String>,
    pub decided: Option<Decided>,
    pub credits: Vec<Credit>,
    pub looked_at: Option<Instant>,
    /// Why it was dropped or written off.
    pub given_up: Option<String>,
}

/// What was found at one item of the checklist (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checked {
    pub passed: bool,
    pub note: String,
    pub by: Option<PersonId>,
    /// What came for a failed item since, the first word first.
    pub answers: Vec<String>,
    /// Nothing is waited for any more: it is to be checked again.
    pub answered: bool,
}

/// One judgement, in one of the roles that must judge (CLM-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judgement {
    pub out_of_range: Option<OutOfRange>,
    pub reason: String,
    pub by: PersonId,
}

/// Where the claim's package is (CLM-6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Package {
    #[default]
    None,
    Asked(Box<PackageContent>),
    Built {
        content: Hash,
        document: Document,
    },
    Failed {
        content: Hash,
        problem: String,
    },
}

impl Package {
    /// What it is, was or could not be built from.
    pub(crate) fn content(&self) -> Option<Hash> {
        match self {
            Self::None => None,
            Self::Asked(content) => Some(content.hash()),
            Self::Built { content, .. } | Self::Failed { content, .. } => Some(*content),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub package: Hash,
    pub total: Fen,
    pub at: Instant,
}

/// The manufacturer's word (CLM-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub decision: Decision,
    pub lines: Vec<DecidedLine>,
    pub approved: Fen,
    pub at: Instant,
}

/// Money that came (CLM-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Credit {
    pub note: String,
    pub amount: Fen,
    pub explanation: String,
}

impl Claim {
    pub(crate) fn drafted(event: &ClaimDrafted, by_hand: bool) -> Self {
        Self {
            number: event.claim.clone(),
            kind: event.kind,
            state: ClaimState::Draft,
            cover: event.cover.clone(),
            lines: event.lines.clone(),
            remarks: event.remarks.clone(),
            reason: event.reason.clone(),
            by_hand,
            edited: false,
            parts_seen: Vec::new(),
            checked: BTreeMap::new(),
            judgements: BTreeMap::new(),
            package: Package::None,
            packages: 0,
            submitted: None,
            manufacturer_number: None,
            decided: None,
            credits: Vec::new(),
            looked_at: None,
            given_up: None,
        }
    }

    pub(crate) fn total(&self) -> Fen {
        proto::claims::total(&self.lines)
    }

    pub(crate) fn line(&self, line: u16) -> Option<&ClaimLine> {
        self.lines.iter().find(|known| known.line == line)
    }

    pub(crate) fn approved(&self) -> Fen {
        self.decided.as_ref().map_or(Fen(0), |decided| decided.approved)
    }

    pub(crate) fn credited(&self) -> Fen {
        self.credits
            .iter()
            .fold(Fen(0), |sum, credit| sum + credit.amount)
    }

    /// What the manufacturer did not approve of a line; all of it before he decided.
    pub(crate) fn open_amount(&self, line: &ClaimLine) -> Fen {
        let decided = self.decided.iter().flat_map(|decided| &decided.lines);
        let approved = decided
            .filter(|decided| decided.line == line.line)
            .fold(Fen(0), |sum, decided| sum + decided.approved);
        line.amount() - approved
    }

    /// The items that failed when they were last checked and that nothing has come for since.
    pub(crate) fn asked_for(&self) -> impl Iterator<Item = (&String, &Checked)> {
        let waits = |checked: &Checked| !checked.passed && !checked.answered;
        self.checked.iter().filter(move |(_, checked)| waits(checked))
    }

    pub(crate) fn passed(&self, item: &str) -> bool {
        self.checked.get(item).is_some_and(|checked| checked.passed)
    }

    /// Whether the judgement of a role says that it falls under what it is claimed as (CLM-20).
    pub(crate) fn agreed_by(&self, role: Role) -> bool {
        let judged = self.judgements.get(&role).map(|judgement| judgement.out_of_range);
        match judged {
            Some(None) => true,
            Some(Some(OutOfRange::Goodwill)) => self.kind == ClaimKind::Goodwill,
            Some(Some(OutOfRange::CustomerPays)) | None => false,
        }
    }

    /// Folds an event about this try. `by_hand`: a person caused it.
    pub(crate) fn evolve(&mut self, event: &ClaimsEvent, occurred_at: Instant, by_hand: bool) {
        use ClaimsEvent as E;
        match event {
            E::ClaimLinesChanged(event) => {
                self.lines.clone_from(&event.lines);
                self.remarks.clone_from(&event.remarks);
                self.edited |= by_hand;
                // rule: CLM-4. What was confirmed was another amount.
                self.checked.remove(AMOUNT);
                self.back_from_ready();
            }
            E::ClaimDropped(event) => {
                self.state = ClaimState::Dropped;
                self.given_up = Some(event.reason.clone());
            }
            E::ClaimReviewed(event) => self.reviewed(event),
            E::ClaimReturned(_) => self.state = ClaimState::Returned,
            E::ReturnAnswered(event) => self.answered(event),
            E::ClaimCameBack(_) => {
                self.checked
                    .values_mut()
                    .for_each(|checked| checked.answered = true);
                self.state = ClaimState::InReview;
            }
            E::ClaimJudged(event) => {
                let judgement = Judgement {
                    out_of_range: event.out_of_range,
                    reason: event.reason.clone(),
                    by: event.by.clone(),
                };
                self.judgements.insert(event.role, judgement);
            }
            E::ClaimKindChanged(event) => {
                self.kind = event.kind;
                self.judgements
                    .retain(|_, judgement| judgement.out_of_range.is_some());
                self.back_from_ready();
            }
            E::CoverJudgedAgain(event) => self.cover = event.cover.clone(),
            E::ClaimReady(_) => self.state = ClaimState::Ready,
            E::ClaimLookedAt(_) => self.looked_at = Some(occurred_at),
            E::PackageAsked(event) => {
                self.package = Package::Asked(event.content.clone());
                self.packages += 1;
            }
            E::PackageFailed(event) => {
                self.package = Package::Failed {
                    content: event.content,
                    problem: event.problem.clone(),
                };
            }
            E::PackageBuilt(event) => {
                self.package = Package::Built {
                    content: event.content,
                    document: event.package.clone(),
                };
            }
            E::ClaimSubmitted(event) => {
                self.state = ClaimState::Submitted;
                self.submitted = Some(Submitted {
                    package: event.package,
                    total: event.total,
                    at: event.at,
                });
            }
            E::ClaimNumbered(event) => self.manufacturer_number = Some(event.number.clone()),
            E::ClaimDecided(event) => self.decided(event),
            E::ClaimCredited(event) => {
                self.credits.push(Credit {
                    note: event.credit_note.clone(),
                    amount: event.amount,
                    explanation: event.explanation.clone(),
                });
                if matches!(self.state, ClaimState::Accepted | ClaimState::PartlyAccepted) {
                    self.state = ClaimState::Credited;
                }
            }
            E::ClaimClosed(_) => self.state = ClaimState::Closed,
            E::ClaimWrittenOff(event) => {
                self.state = ClaimState::WrittenOff;
                self.given_up = Some(event.reason.clone());
            }
            E::ClaimOrderNoted(_)
            | E::ServiceNoted(_)
            | E::ClaimReportNoted(_)
            | E::ClaimDrafted(_)
            | E::NotCovered(_)
            | E::ClockStarted(_)
            | E::ClockPaused(_)
            | E::ClockResumed(_)
            | E::ClockWarned(_)
            | E::ClockBreached(_)
            | E::BreachLifted(_)
            | E::ClockMet(_)
            | E::ClockStopped(_)
            | E::ClockCancelled(_) => {}
        }
    }

    fn back_from_ready(&mut self) {
        if self.state == ClaimState::Ready {
            self.state = ClaimState::InReview;
        }
    }

    fn reviewed(&mut self, event: &ClaimReviewed) {
        for CheckedItem { item, passed, note } in &event.items {
            let checked = Checked {
                passed: *passed,
                note: note.clone(),
                by: event.by.clone(),
                answers: Vec::new(),
                answered: false,
            };
            self.checked.insert(item.clone(), checked);
        }
        let nothing_failed = self.asked_for().next().is_none();
        if self.state == ClaimState::Draft || (self.state == ClaimState::Returned && nothing_failed) {
            self.state = ClaimState::InReview;
        }
    }

    fn answered(&mut self, event: &ReturnAnswered) {
        for AnsweredItem { item, answer } in &event.items {
            if let Some(checked) = self.checked.get_mut(item) {
                checked.answers.push(answer.clone());
                checked.answered = true;
            }
        }
    }

    fn decided(&mut self, event: &ClaimDecided) {
        self.state = match event.decision {
            Decision::Accepted => ClaimState::Accepted,
            Decision::PartlyAccepted => ClaimState::PartlyAccepted,
            Decision::Rejected => ClaimState::Rejected,
        };
        self.decided = Some(Decided {
            decision: event.decision,
            lines: event.lines.clone(),
            approved: event.approved,
            at: event.at,
        });
    }

    /// Another try of it was submitted (CLM-8). One that was paid or closed in the meantime stays so.
    pub(crate) fn resubmitted(&mut self) {
        if matches!(self.state, ClaimState::Rejected | ClaimState::PartlyAccepted) {
            self.state = ClaimState::Resubmitted;
        }
    }
}
