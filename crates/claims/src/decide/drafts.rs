//! Drafts by hand, their lines, and orders that will not be claimed (CLM-2, CLM-5, CLM-13, CLM-22).

use std::collections::BTreeSet;

use decider::Context;
use proto::claims::{
    ChangeLines, ClaimDrafted, ClaimDropped, ClaimKind, ClaimLine, ClaimLinesChanged, ClaimState, Cover,
    CoverEnd, DropClaim, OpenDraft,
};
use proto::field::PartExchange;
use types::{ClaimNumber, Fen};

use super::{Decision, known, known_order, refuse_empty, refuse_filed};
use crate::case::Case;
use crate::claim::Claim;
use crate::lines::Lines;
use crate::rejection::{ClaimRejection, LineProblem};
use crate::sequel::Sequel;
use crate::state::State;
use crate::{cover, lines};

/// Opens a draft for a finished order that has none.
pub(super) fn open(state: &State, command: &OpenDraft, context: &Context<'_>) -> Decision {
    let case = known_order(state, &command.order)?;
    let same = |claim: &&Claim| claim.by_hand && claim.kind == command.kind && claim.reason == command.reason;
    if case.unfiled().filter(same).is_some() {
        return Ok(Vec::new());
    }
    refuse_unfinished(case)?;
    refuse_empty(&command.reason, "CLM-2")?;
    refuse_second(case)?;
    let parts: Vec<&PartExchange> = case.report.parts.values().collect();
    refuse_claimed_parts(state, case, &parts)?;
    let cover = cover::judge(case, context);
    refuse_uncovered(&cover, command.kind)?;
    let order = command.order.clone();
    let claim = case.next_number().ok_or(ClaimRejection::TooManyTries { order })?;
    Ok(opened(state, case, command, claim, cover, context).finish())
}

fn opened<'a>(
    state: &'a State,
    case: &Case,
    command: &OpenDraft,
    claim: ClaimNumber,
    cover: Cover,
    context: &'a Context<'a>,
) -> Sequel<'a> {
    let Lines { lines, remarks } = lines::of_report(state, case, context.policy());
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimDrafted {
        claim,
        kind: command.kind,
        cover,
        lines,
        remarks,
        reason: command.reason.clone(),
        by: context.person().cloned(),
    });
    // The 14 days are those of standard claims; goodwill is asked for outside them.
    if command.kind != ClaimKind::Goodwill {
        sequel.start_clock();
    }
    sequel
}

fn refuse_unfinished(case: &Case) -> Result<(), ClaimRejection> {
    let order = case.facts.order.clone();
    if case.repair.is_none() || case.cancelled_at.is_some() {
        return Err(ClaimRejection::NotRepaired { order });
    }
    // rule: ORD-3
    if case.facts.machine.is_none() {
        return Err(ClaimRejection::MachineRequired { order });
    }
    Ok(())
}

// rule: CLM-13
fn refuse_second(case: &Case) -> Result<(), ClaimRejection> {
    match case.first_claim() {
        None => Ok(()),
        Some(first) => Err(ClaimRejection::AlreadyClaimed {
            order: case.facts.order.clone(),
            first: first.number.clone(),
            state: first.state,
        }),
    }
}

// rule: CLM-13
fn refuse_claimed_parts(state: &State, case: &Case, parts: &[&PartExchange]) -> Result<(), ClaimRejection> {
    for part in parts {
        if let Some(first) = state.claimed_elsewhere(&case.facts.order, part) {
            return Err(ClaimRejection::PartAlreadyClaimed {
                part_number: part.part_number.clone(),
                serial: part.old_serial.clone().unwrap_or_default(),
                first: first.clone(),
            });
        }
    }
    Ok(())
}

/// Outside the warranty only goodwill is asked for; what cannot be known somebody may decide (CLM-1, CLM-3).
fn refuse_uncovered(cover: &Cover, kind: ClaimKind) -> Result<(), ClaimRejection> {
    let uncovered = !matches!(cover.ended_by, None | Some(CoverEnd::Unknown));
    if uncovered && kind != ClaimKind::Goodwill {
        let why = cover.explanation.clone();
        return Err(ClaimRejection::NotCovered { why });
    }
    Ok(())
}

/// Saves the lines of an unfiled claim; they take the place of those before.
pub(super) fn change_lines(state: &State, command: &ChangeLines, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let remarks = command.remarks.clone().unwrap_or_else(|| claim.remarks.clone());
    if claim.lines == command.lines && claim.remarks == remarks {
        return Ok(Vec::new());
    }
    refuse_filed(claim)?;
    refuse_bad_lines(&command.lines)?;
    let parts = refuse_unknown_parts(case, &command.lines)?;
    refuse_claimed_parts(state, case, &parts)?;
    if let Some(before) = case.last_decided() {
        refuse_more_than_open(before, &command.lines)?;
    }
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimLinesChanged {
        claim: command.claim.clone(),
        lines: command.lines.clone(),
        remarks,
        by: context.person().cloned(),
    });
    sequel.make_ready();
    Ok(sequel.finish())
}

fn refuse_bad_lines(lines: &[ClaimLine]) -> Result<(), ClaimRejection> {
    let mut seen = BTreeSet::new();
    let mut sum = Fen(0);
    for line in lines {
        let problem = if line.line == 0 || !seen.insert(line.line) {
            Some(LineProblem::Number)
        } else if line.description.trim().is_empty() && line.code.trim().is_empty() {
            Some(LineProblem::Words)
        } else if line.quantity.0 == 0 {
            Some(LineProblem::Quantity)
        } else if line.price < Fen(0) {
            Some(LineProblem::Price)
        } else {
            None
        };
        let added = sum.checked_add(line.amount()).filter(|sum| *sum < Fen(i64::MAX));
        let problem = problem.or_else(|| added.is_none().then_some(LineProblem::Price));
        if let Some(problem) = problem {
            let line = line.line;
            return Err(ClaimRejection::BadLine { line, problem });
        }
        sum = added.unwrap_or(sum);
    }
    Ok(())
}

/// The parts the lines ask money for, each of the report and asked for once.
fn refuse_unknown_parts<'c>(
    case: &'c Case,
    lines: &[ClaimLine],
) -> Result<Vec<&'c PartExchange>, ClaimRejection> {
    let mut asked = BTreeSet::new();
    let mut parts = Vec::new();
    for (line, part) in lines.iter().filter_map(|line| Some((line.line, line.part?))) {
        let exchange = case.report.parts.get(&part).filter(|_| asked.insert(part));
        parts.push(exchange.ok_or(ClaimRejection::PartUnknown { line, part })?);
    }
    Ok(parts)
}

/// Another try asks for what was refused before, line by line, and never for more (CLM-8).
fn refuse_more_than_open(before: &Claim, lines: &[ClaimLine]) -> Result<(), ClaimRejection> {
    for line in lines {
        let open = before
            .line(line.line)
            .map_or(Fen(0), |known| before.open_amount(known));
        if line.amount() > open {
            let line = line.line;
            return Err(ClaimRejection::MoreThanOpen { line, open });
        }
    }
    Ok(())
}

/// Decides that an order will not be claimed (CLM-22).
pub(super) fn drop_claim(state: &State, command: &DropClaim, context: &Context<'_>) -> Decision {
    let case = known_order(state, &command.order)?;
    if case.dropped.is_some() {
        return Ok(Vec::new());
    }
    refuse_empty(&command.reason, "CLM-22")?;
    let mut sequel = Sequel::of(case, state, context);
    if case.unfiled().is_some() {
        sequel.drop_unfiled(&command.reason);
        return Ok(sequel.finish());
    }
    refuse_filed_order(case)?;
    if !sequel.cover_is_open() {
        let order = command.order.clone();
        return Err(ClaimRejection::NothingToDrop { order });
    }
    let order = command.order.clone();
    let claim = case.next_number().ok_or(ClaimRejection::TooManyTries { order })?;
    sequel.add(ClaimDropped {
        claim,
        reason: command.reason.clone(),
        by: context.person().cloned(),
    });
    Ok(sequel.finish())
}

fn refuse_filed_order(case: &Case) -> Result<(), ClaimRejection> {
    let filed = case.claims.iter().find(|claim| claim.submitted.is_some());
    match filed.filter(|claim| claim.state != ClaimState::Dropped) {
        None => Ok(()),
        Some(claim) => Err(ClaimRejection::TooLate {
            claim: claim.number.clone(),
            state: claim.state,
        }),
    }
}
