//! An order's claim with all its tries (CLM-2 to CLM-9, CLM-16, CLM-20, CLM-22).

use decider::Foreign;
use proto::claims::{
    AnsweredItem, CheckedItem, ClaimCredited, ClaimDecided, ClaimDrafted, ClaimDropped, ClaimJudged,
    ClaimKind, ClaimLine, ClaimState, ClaimSubmitted, ClaimsEvent, Cover, Decision, NotCovered, ServiceEnd,
    total,
};
use proto::document::Document;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{Actor, ClaimNumber, Fen, Instant, PersonId, Sentence};

use super::Few;

/// The checklist's item that says that the amount is right: it is open again when the lines change.
const AMOUNT: &str = "amount";

/// What is known of an order's claim.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ClaimStory {
    /// By their number, the first one first.
    pub(crate) tries: Few<u8, TryKept>,
    pub(crate) not_covered: Option<(NotCovered, Instant)>,
    /// Somebody decided that it will not be claimed; a draft that went by itself is none of these.
    pub(crate) dropped: Option<(ClaimDropped, Instant)>,
    /// Its order was cancelled.
    pub(crate) cancelled: bool,
}

/// One try.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TryKept {
    pub(crate) drafted: ClaimDrafted,
    pub(crate) drafted_at: Instant,
    pub(crate) kind: ClaimKind,
    pub(crate) cover: Cover,
    pub(crate) state: ClaimState,
    pub(crate) since: Instant,
    pub(crate) lines: Vec<ClaimLine>,
    pub(crate) remarks: String,
    /// The last word on each item of the checklist.
    pub(crate) checks: Few<String, CheckKept>,
    pub(crate) judgements: Vec<(ClaimJudged, Instant)>,
    /// The judgement of each role that counts.
    pub(crate) standing: Few<Role, ClaimJudged>,
    /// How often it went back to engineer and station.
    pub(crate) returned: u32,
    /// When it first came through the checklist or was returned, and whether it came through.
    pub(crate) first_review: Option<(Instant, bool)>,
    /// The package that was built of what the claim says now.
    pub(crate) package: Option<Document>,
    pub(crate) package_problem: Option<String>,
    pub(crate) submitted: Option<ClaimSubmitted>,
    pub(crate) number: Option<String>,
    pub(crate) decided: Option<ClaimDecided>,
    pub(crate) credits: Vec<(ClaimCredited, Instant)>,
    pub(crate) looked_at: Option<Instant>,
    /// Why it was dropped or written off.
    pub(crate) given_up: Option<String>,
}

/// The last word on an item of the checklist.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CheckKept {
    pub(crate) item: CheckedItem,
    pub(crate) by: Option<PersonId>,
    pub(crate) at: Instant,
    /// What came for a failed item since.
    pub(crate) answers: Vec<String>,
    /// Nothing is waited for any more: it is to be checked again.
    pub(crate) answered: bool,
}

impl CheckKept {
    /// Whether it failed and what was asked for is still to come.
    pub(crate) const fn waits(&self) -> bool {
        !self.item.passed && !self.answered
    }
}

impl ClaimStory {
    /// The try that counts: the last one, or the one before where another try of what was refused was dropped; none
    /// when it went by itself and the order is to be decided about again.
    pub(crate) fn last(&self) -> Option<&TryKept> {
        // rule: CLM-8
        let mut tries = self.tries.values().rev();
        let stands = tries.find(|kept| kept.state != ClaimState::Dropped);
        let last = stands.or_else(|| self.tries.values().next_back());
        last.filter(|_| !self.is_to_decide())
    }

    /// Whether the manufacturer has been asked, in whichever try.
    pub(crate) fn is_filed(&self) -> bool {
        self.tries.values().any(|kept| kept.submitted.is_some())
    }

    /// Whether somebody has to decide whether it is claimed: the service is finished, the cover is unknown, and nobody
    /// has dropped it, nor its order was cancelled (CLM-22). A draft that opens takes its place.
    pub(crate) fn is_to_decide(&self) -> bool {
        // rule: CLM-22
        let not_covered = self.not_covered.as_ref();
        self.dropped.is_none() && !self.cancelled && not_covered.is_some_and(|(said, _)| said.is_open())
    }

    /// Whether the machine was under warranty, and why.
    pub(crate) fn cover(&self) -> Option<&Cover> {
        let not_covered = self.not_covered.as_ref().map(|(said, _)| &said.cover);
        not_covered.or_else(|| self.last().map(|last| &last.cover))
    }

    /// Why there is no claim, when there is none: dropped by somebody, never claimed, or not covered.
    pub(crate) fn not_claimed(&self) -> Option<Sentence> {
        let own = |text: &str| Sentence::new(text, text);
        if let Some((dropped, _)) = &self.dropped {
            return Some(own(&dropped.reason));
        }
        let (said, _) = self.not_covered.as_ref()?;
        Some(
            said.reason
                .clone()
                .unwrap_or_else(|| said.cover.explanation.clone()),
        )
    }

    /// Folds an event of the log of claims about this order.
    pub(crate) fn evolve(&mut self, event: &ClaimsEvent, record: &Foreign) {
        let at = record.occurred_at;
        match event {
            ClaimsEvent::ClaimDrafted(drafted) => self.draft(drafted, at),
            ClaimsEvent::NotCovered(said) => self.not_covered = Some((said.clone(), at)),
            ClaimsEvent::ClaimDropped(dropped) => self.drop_claim(dropped, record),
            ClaimsEvent::CoverJudgedAgain(judged) => {
                self.change(&judged.claim, |kept| kept.cover = judged.cover.clone());
            }
            ClaimsEvent::ClaimLinesChanged(changed) => self.change(&changed.claim, |kept| {
                kept.lines.clone_from(&changed.lines);
                kept.remarks.clone_from(&changed.remarks);
                // What was confirmed was another amount.
                kept.checks.retain(|item, _| item != AMOUNT);
                kept.back_from_ready(at);
            }),
            ClaimsEvent::ClaimKindChanged(changed) => self.change(&changed.claim, |kept| {
                kept.kind = changed.kind;
                kept.standing.retain(|_, judged| judged.out_of_range.is_some());
                kept.back_from_ready(at);
            }),
            ClaimsEvent::ServiceNoted(noted) => {
                self.cancelled |= matches!(noted.ended, ServiceEnd::Cancelled { .. });
            }
            ClaimsEvent::ClaimReviewed(_)
            | ClaimsEvent::ClaimReturned(_)
            | ClaimsEvent::ReturnAnswered(_)
            | ClaimsEvent::ClaimCameBack(_)
            | ClaimsEvent::ClaimJudged(_)
            | ClaimsEvent::ClaimReady(_)
            | ClaimsEvent::ClaimLookedAt(_) => self.review(event, at),
            ClaimsEvent::PackageAsked(_)
            | ClaimsEvent::PackageBuilt(_)
            | ClaimsEvent::PackageFailed(_)
            | ClaimsEvent::ClaimSubmitted(_)
            | ClaimsEvent::ClaimNumbered(_)
            | ClaimsEvent::ClaimDecided(_)
            | ClaimsEvent::ClaimCredited(_)
            | ClaimsEvent::ClaimClosed(_)
            | ClaimsEvent::ClaimWrittenOff(_) => self.outcome(event, at),
            // Copies of what the others say, and clocks, which are folded with the order's.
            ClaimsEvent::ClaimOrderNoted(_)
            | ClaimsEvent::ClaimReportNoted(_)
            | ClaimsEvent::ClockStarted(_)
            | ClaimsEvent::ClockPaused(_)
            | ClaimsEvent::ClockResumed(_)
            | ClaimsEvent::ClockWarned(_)
            | ClaimsEvent::ClockBreached(_)
            | ClaimsEvent::BreachLifted(_)
            | ClaimsEvent::ClockMet(_)
            | ClaimsEvent::ClockStopped(_)
            | ClaimsEvent::ClockCancelled(_) => {}
        }
    }

    fn change(&mut self, claim: &ClaimNumber, change: impl FnOnce(&mut TryKept)) {
        if let Some(kept) = self.tries.get_mut(&claim.attempt) {
            change(kept);
        }
    }

    fn draft(&mut self, drafted: &ClaimDrafted, at: Instant) {
        (self.not_covered, self.dropped) = (None, None);
        self.tries
            .insert(drafted.claim.attempt, TryKept::drafted(drafted, at));
    }

    fn drop_claim(&mut self, dropped: &ClaimDropped, record: &Foreign) {
        let at = record.occurred_at;
        self.change(&dropped.claim, |kept| {
            kept.reach(ClaimState::Dropped, at);
            kept.given_up = Some(dropped.reason.clone());
        });
        if !self.is_filed() && !matches!(record.actor, Actor::Service(_)) {
            self.dropped = Some((dropped.clone(), at));
        }
    }

    fn review(&mut self, event: &ClaimsEvent, at: Instant) {
        if let ClaimsEvent::ClaimReviewed(reviewed) = event {
            self.change(&reviewed.claim, |kept| {
                kept.check(&reviewed.items, reviewed.by.as_ref(), at);
            });
        } else if let ClaimsEvent::ClaimReturned(returned) = event {
            self.change(&returned.claim, |kept| {
                kept.reach(ClaimState::Returned, at);
                kept.returned += 1;
                kept.first_review.get_or_insert((at, false));
            });
        } else if let ClaimsEvent::ReturnAnswered(said) = event {
            self.change(&said.claim, |kept| kept.answer(&said.items));
        } else if let ClaimsEvent::ClaimCameBack(back) = event {
            self.change(&back.claim, |kept| {
                kept.checks.values_mut().for_each(|check| check.answered = true);
                kept.reach(ClaimState::InReview, at);
            });
        } else if let ClaimsEvent::ClaimJudged(judged) = event {
            self.change(&judged.claim, |kept| {
                kept.judgements.push((judged.clone(), at));
                kept.standing.insert(judged.role, judged.clone());
            });
        } else if let ClaimsEvent::ClaimReady(ready) = event {
            self.change(&ready.claim, |kept| {
                kept.reach(ClaimState::Ready, at);
                kept.first_review.get_or_insert((at, true));
            });
        } else if let ClaimsEvent::ClaimLookedAt(looked) = event {
            self.change(&looked.claim, |kept| kept.looked_at = Some(at));
        }
    }

    fn outcome(&mut self, event: &ClaimsEvent, at: Instant) {
        if let ClaimsEvent::PackageAsked(asked) = event {
            // What was built before says something else by now.
            self.change(&asked.content.claim, |kept| {
                (kept.package, kept.package_problem) = (None, None);
            });
        } else if let ClaimsEvent::PackageBuilt(built) = event {
            self.change(&built.claim, |kept| {
                kept.package = Some(built.package.clone());
                kept.package_problem = None;
            });
        } else if let ClaimsEvent::PackageFailed(failed) = event {
            self.change(&failed.claim, |kept| {
                kept.package_problem = Some(failed.problem.clone());
            });
        } else if let ClaimsEvent::ClaimSubmitted(submitted) = event {
            for former in self.tries.values_mut() {
                former.resubmitted(submitted.at);
            }
            self.change(&submitted.claim, |kept| {
                kept.reach(ClaimState::Submitted, submitted.at);
                kept.submitted = Some(submitted.clone());
            });
        } else if let ClaimsEvent::ClaimNumbered(numbered) = event {
            self.change(&numbered.claim, |kept| {
                kept.number = Some(numbered.number.clone());
            });
        } else if let ClaimsEvent::ClaimDecided(decided) = event {
            self.change(&decided.claim, |kept| {
                kept.reach(state_of(decided.decision), decided.at);
                kept.decided = Some(decided.clone());
            });
        } else if let ClaimsEvent::ClaimCredited(credited) = event {
            self.change(&credited.claim, |kept| {
                if matches!(kept.state, ClaimState::Accepted | ClaimState::PartlyAccepted) {
                    kept.reach(ClaimState::Credited, at);
                }
                kept.credits.push((credited.clone(), at));
            });
        } else if let ClaimsEvent::ClaimClosed(closed) = event {
            self.change(&closed.claim, |kept| kept.reach(ClaimState::Closed, at));
        } else if let ClaimsEvent::ClaimWrittenOff(written_off) = event {
            self.change(&written_off.claim, |kept| {
                kept.reach(ClaimState::WrittenOff, at);
                kept.given_up = Some(written_off.reason.clone());
            });
        }
    }
}

const fn state_of(decision: Decision) -> ClaimState {
    match decision {
        Decision::Accepted => ClaimState::Accepted,
        Decision::PartlyAccepted => ClaimState::PartlyAccepted,
        Decision::Rejected => ClaimState::Rejected,
    }
}

impl TryKept {
    fn drafted(drafted: &ClaimDrafted, at: Instant) -> Self {
        Self {
            drafted: drafted.clone(),
            drafted_at: at,
            kind: drafted.kind,
            cover: drafted.cover.clone(),
            state: ClaimState::Draft,
            since: at,
            lines: drafted.lines.clone(),
            remarks: drafted.remarks.clone(),
            checks: Few::default(),
            judgements: Vec::new(),
            standing: Few::default(),
            returned: 0,
            first_review: None,
            package: None,
            package_problem: None,
            submitted: None,
            number: None,
            decided: None,
            credits: Vec::new(),
            looked_at: None,
            given_up: None,
        }
    }

    fn reach(&mut self, state: ClaimState, at: Instant) {
        (self.state, self.since) = (state, at);
    }

    fn check(&mut self, items: &[CheckedItem], by: Option<&PersonId>, at: Instant) {
        for item in items {
            let (item, by) = (item.clone(), by.cloned());
            let check = CheckKept {
                item,
                by,
                at,
                answers: Vec::new(),
                answered: false,
            };
            self.checks.insert(check.item.item.clone(), check);
        }
        let nothing_failed = !self.checks.values().any(CheckKept::waits);
        if self.state == ClaimState::Draft || (self.state == ClaimState::Returned && nothing_failed) {
            self.reach(ClaimState::InReview, at);
        }
    }

    fn answer(&mut self, items: &[AnsweredItem]) {
        for AnsweredItem { item, answer } in items {
            if let Some(check) = self.checks.get_mut(item) {
                check.answers.push(answer.clone());
                check.answered = true;
            }
        }
    }

    fn back_from_ready(&mut self, at: Instant) {
        if self.state == ClaimState::Ready {
            self.reach(ClaimState::InReview, at);
        }
    }

    /// Another try of it was submitted (CLM-8). One that was paid or closed in the meantime stays so.
    fn resubmitted(&mut self, at: Instant) {
        if matches!(self.state, ClaimState::Rejected | ClaimState::PartlyAccepted) {
            self.reach(ClaimState::Resubmitted, at);
        }
    }

    pub(crate) const fn claim(&self) -> &ClaimNumber {
        &self.drafted.claim
    }

    /// The sum of its lines.
    pub(crate) fn claimed(&self) -> Fen {
        total(&self.lines)
    }

    pub(crate) fn approved(&self) -> Option<Fen> {
        self.decided.as_ref().map(|decided| decided.approved)
    }

    pub(crate) fn credited(&self) -> Fen {
        self.credits
            .iter()
            .fold(Fen(0), |sum, (credited, _)| sum + credited.amount)
    }

    /// Whether it was refused and given up (CLM-8).
    pub(crate) fn is_refused_for_good(&self) -> bool {
        self.state == ClaimState::WrittenOff
    }

    /// When somebody looked at it last: reviewing and judging are looking, too (CLM-7).
    pub(crate) fn last_looked_at(&self) -> Option<Instant> {
        let checked = self.checks.values().map(|check| check.at);
        let judged = self.judgements.iter().map(|(_, at)| *at);
        checked.chain(judged).chain(self.looked_at).max()
    }
}
