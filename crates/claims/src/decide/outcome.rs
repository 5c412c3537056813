//! The manufacturer's decision, line by line, and another try of what he refused (CLM-8, CLM-16).

use std::collections::BTreeMap;

use decider::Context;
use proto::claims::{
    ClaimDecided, ClaimDrafted, ClaimLine, ClaimState, DecidedLine, Decision as Word, RecordDecision,
    ResubmitClaim,
};
use types::{Fen, Instant, Quantity};

use super::filing::numbered;
use super::{Decision, case_of, claim_in, refuse_empty, refuse_future};
use crate::case::Case;
use crate::claim::Claim;
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Records what the manufacturer decided. A decision that was entered wrongly is recorded again, as long as nothing
/// followed from it (ORD-15).
pub(super) fn record_decision(state: &State, command: &RecordDecision, context: &Context<'_>) -> Decision {
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
    let lines = by_line(&command.lines);
    let known_at = claim.decided.as_ref().map(|decided| decided.at);
    let at = command.at.or(known_at).unwrap_or(context.now);
    let same = claim
        .decided
        .as_ref()
        .is_some_and(|decided| decided.lines == lines && decided.at == at);
    let mut sequel = Sequel::of(case, state, context);
    if !same {
        refuse_undecidable(case, claim)?;
        refuse_unsound(claim, &command.lines)?;
        refuse_future(at, "CLM-16", context)?;
        refuse_before_submission(claim, at)?;
        sequel.add_of(decided(claim, lines, at, context), at);
    }
    if let Some(number) = &command.number {
        numbered(&mut sequel, claim, number.trim())?;
    }
    Ok(sequel.finish())
}

/// In the order of the lines, whatever order they were entered in.
fn by_line(lines: &[DecidedLine]) -> Vec<DecidedLine> {
    let mut sorted = lines.to_vec();
    sorted.sort_by_key(|line| line.line);
    sorted
}

fn decided(claim: &Claim, lines: Vec<DecidedLine>, at: Instant, context: &Context<'_>) -> ClaimDecided {
    let approved = lines.iter().fold(Fen(0), |sum, line| sum + line.approved);
    let decision = if approved == claim.total() {
        Word::Accepted
    } else if approved == Fen(0) {
        Word::Rejected
    } else {
        Word::PartlyAccepted
    };
    ClaimDecided {
        claim: claim.number.clone(),
        decision,
        lines,
        approved,
        at,
        by: context.person().cloned(),
    }
}

fn refuse_undecidable(case: &Case, claim: &Claim) -> Result<(), ClaimRejection> {
    let (number, state) = (claim.number.clone(), claim.state);
    match state {
        ClaimState::Submitted => Ok(()),
        ClaimState::Accepted | ClaimState::PartlyAccepted | ClaimState::Rejected
            if case.claims.last() == Some(claim) =>
        {
            Ok(())
        }
        _ if claim.decided.is_some() => Err(ClaimRejection::DecisionStands { claim: number }),
        _ => Err(ClaimRejection::NotSubmitted { claim: number, state }),
    }
}

/// Every claimed line once, none approved above its amount, and a reason for each cut.
fn refuse_unsound(claim: &Claim, lines: &[DecidedLine]) -> Result<(), ClaimRejection> {
    let claimed: BTreeMap<u16, &ClaimLine> = claim.lines.iter().map(|line| (line.line, line)).collect();
    let said: BTreeMap<u16, &DecidedLine> = lines.iter().map(|line| (line.line, line)).collect();
    if !said.keys().eq(claimed.keys()) || said.len() != lines.len() {
        let claimed = claimed.into_keys().collect();
        return Err(ClaimRejection::LinesIncomplete { claimed });
    }
    for (number, line) in claimed {
        let Some(said) = said.get(&number) else { continue };
        let amount = line.amount();
        if said.approved < Fen(0) || said.approved > amount {
            return Err(ClaimRejection::ApprovedOutOfRange { line: number, amount });
        }
        if said.approved < amount && said.reason.trim().is_empty() {
            return Err(ClaimRejection::CutWithoutReason { line: number });
        }
    }
    Ok(())
}

fn refuse_before_submission(claim: &Claim, at: Instant) -> Result<(), ClaimRejection> {
    match claim.submitted.as_ref().filter(|submitted| at < submitted.at) {
        None => Ok(()),
        Some(submitted) => Err(ClaimRejection::DecidedBeforeSubmission {
            at,
            submitted_at: submitted.at,
        }),
    }
}

/// Opens another try of what was refused: each cut line asks for the amount that was not approved.
pub(super) fn resubmit(state: &State, command: &ResubmitClaim, context: &Context<'_>) -> Decision {
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
    let is_last = case.last_decided() == Some(claim);
    if is_last && case.unfiled().is_some() {
        return Ok(Vec::new());
    }
    let lines: Vec<ClaimLine> = claim
        .lines
        .iter()
        .filter_map(|line| refused(claim, line))
        .collect();
    let may = matches!(
        claim.state,
        ClaimState::Rejected | ClaimState::PartlyAccepted | ClaimState::Credited
    );
    let later_filed = case
        .claims
        .last()
        .is_some_and(|last| last.state == ClaimState::Submitted);
    if !may || !is_last || later_filed || lines.is_empty() {
        let (claim, state) = (claim.number.clone(), claim.state);
        return Err(ClaimRejection::NothingRefused { claim, state });
    }
    refuse_empty(&command.reason, "CLM-8")?;
    let order = command.claim.order.clone();
    let number = case.next_number().ok_or(ClaimRejection::TooManyTries { order })?;
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimDrafted {
        claim: number,
        kind: claim.kind,
        cover: claim.cover.clone(),
        lines,
        remarks: claim.remarks.clone(),
        reason: command.reason.clone(),
        by: context.person().cloned(),
    });
    Ok(sequel.finish())
}

fn refused(claim: &Claim, line: &ClaimLine) -> Option<ClaimLine> {
    let open = claim.open_amount(line);
    (open > Fen(0)).then(|| ClaimLine {
        quantity: Quantity::whole(1),
        price: open,
        ..line.clone()
    })
}

#[cfg(test)]
mod tests {
    use proto::claims::ChangeLines;
    use serde_json::json;

    use super::*;
    use crate::testing::{
        Dealer, attached, claim, drafted, exchange, gets_ready, hear, known, makes_ready, number, priced,
        replaced, second_try, submits, t,
    };

    /// Submitted with two lines, 640 yuan of labour and 1,500 of material.
    fn submitted() -> Dealer {
        let mut dealer = drafted();
        hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 1, None)));
        for kind in crate::testing::PAPERS {
            hear(&mut dealer, attached(kind));
        }
        let saved = priced(&dealer, &claim(), &[32_000, 150_000]);
        dealer.when(saved).taken();
        makes_ready(&mut dealer, &claim());
        let submit = submits(&dealer, &claim(), None);
        dealer.when(submit).taken();
        dealer
    }

    fn decided_line(line: u16, approved: i64, reason: &str) -> DecidedLine {
        DecidedLine {
            line,
            approved: Fen(approved),
            reason: reason.into(),
        }
    }

    fn decides(claim: ClaimNumber, lines: &[DecidedLine]) -> RecordDecision {
        RecordDecision {
            claim,
            lines: lines.to_vec(),
            number: None,
            at: None,
        }
    }

    fn resubmits(claim: ClaimNumber) -> ResubmitClaim {
        let reason = "补旧件照片".to_owned();
        ResubmitClaim { claim, reason }
    }

    use types::ClaimNumber;

    // rule: CLM-16
    #[test]
    fn every_claimed_line_is_decided_once_within_its_amount_and_a_cut_has_its_reason() {
        let mut dealer = submitted();
        let whole = decided_line(1, 64_000, "");
        let wrong: [(Vec<DecidedLine>, &str); 6] = [
            (vec![whole.clone()], "CLM-16.lines_incomplete"),
            (vec![whole.clone(), whole.clone()], "CLM-16.lines_incomplete"),
            (
                vec![whole.clone(), decided_line(3, 0, "无")],
                "CLM-16.lines_incomplete",
            ),
            (
                vec![whole.clone(), decided_line(2, 150_001, "")],
                "CLM-16.approved_out_of_range",
            ),
            (
                vec![whole.clone(), decided_line(2, -1, "扣")],
                "CLM-16.approved_out_of_range",
            ),
            (
                vec![whole.clone(), decided_line(2, 149_999, " ")],
                "CLM-16.reason_required",
            ),
        ];
        for (lines, code) in wrong {
            dealer.when(decides(claim(), &lines)).rejected(code);
        }
        let early = RecordDecision {
            at: Some(t("06 14:00")),
            ..decides(claim(), &[whole.clone(), decided_line(2, 150_000, "")])
        };
        dealer.when(early).rejected("CLM-16.before_submission");
        let outcomes = [(150_000, ClaimState::Accepted), (1, ClaimState::PartlyAccepted)];
        for (approved, state) in outcomes {
            let lines = [decided_line(2, approved, "按价目表"), whole.clone()];
            let events = dealer.when(decides(claim(), &lines)).kinds();
            assert_eq!(events, ["ClaimDecided"]);
            dealer.when(decides(claim(), &lines)).then_nothing();
            assert_eq!(known(&dealer, &claim()).state, state);
        }
        let refused = [decided_line(1, 0, "超期"), decided_line(2, 0, "超期")];
        dealer.when(decides(claim(), &refused)).taken();
        assert_eq!(known(&dealer, &claim()).state, ClaimState::Rejected);
    }

    // rule: CLM-8, CLM-16
    #[test]
    fn another_try_asks_for_what_was_refused_and_the_first_is_kept_beside_it() {
        let mut dealer = submitted();
        dealer.when(resubmits(claim())).rejected("CLM-8.nothing_refused");
        let cut = [decided_line(1, 64_000, ""), decided_line(2, 100_000, "按价目表")];
        dealer.when(decides(claim(), &cut)).taken();
        let silent = ResubmitClaim {
            reason: String::new(),
            ..resubmits(claim())
        };
        dealer.when(silent).rejected("CLM-8.reason_required");
        assert_eq!(dealer.when(resubmits(claim())).kinds(), ["ClaimDrafted"]);
        dealer.when(resubmits(claim())).then_nothing();
        let lines = known(&dealer, &second_try()).lines;
        let asked: Vec<(u16, Fen, Option<u16>)> = lines
            .iter()
            .map(|line| (line.line, line.amount(), line.part))
            .collect();
        assert_eq!(asked, [(2, Fen(50_000), Some(1))]);
        let more = ChangeLines {
            lines: vec![ClaimLine {
                price: Fen(50_001),
                ..lines[0].clone()
            }],
            ..priced(&dealer, &second_try(), &[])
        };
        let refused = dealer.when(more).rejected("CLM-8.more_than_open");
        assert_eq!(refused.facts["open"], json!(50_000));
        makes_ready(&mut dealer, &second_try());
        let submit = submits(&dealer, &second_try(), None);
        assert_eq!(dealer.when(submit).kinds(), ["ClaimSubmitted"]);
        let states = [claim(), second_try()].map(|number| known(&dealer, &number).state);
        assert_eq!(states, [ClaimState::Resubmitted, ClaimState::Submitted]);
        dealer
            .when(decides(claim(), &[]))
            .rejected("CLM-16.decision_stands");
        let answer = dealer.asks(&json!({ "order": claim().order })).unwrap();
        assert_eq!(answer["claims"][0]["decided"]["approved"], 164_000);
        assert_eq!(answer["claims"][1]["total"], 50_000);
    }

    // rule: CLM-6, CLM-16
    #[test]
    fn a_decision_brings_the_manufacturer_s_number_along() {
        let mut dealer = submitted();
        let accepted = RecordDecision {
            number: Some("V-77001".into()),
            ..decides(
                claim(),
                &[decided_line(1, 64_000, ""), decided_line(2, 150_000, "")],
            )
        };
        assert_eq!(
            dealer.when(accepted.clone()).kinds(),
            ["ClaimDecided", "ClaimNumbered"]
        );
        dealer.when(accepted).then_nothing();
        gets_ready(&mut dealer, 2);
        dealer
            .when(decides(ClaimNumber::first(number(2)), &[]))
            .rejected("CLM-16.not_submitted");
    }
}
