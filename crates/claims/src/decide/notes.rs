//! Takes up what hotline, dispatch and field say, and lets follow what follows from it (CLM-2).

use decider::Context;
use proto::claims::{
    ClaimOrderNoted, ClaimReportNoted, NoteClaimOrder, NoteClaimReport, NoteService, ReportPiece, ServiceEnd,
    ServiceNoted,
};
use proto::order::OrderFacts;

use super::{Decision, known_order};
use crate::case::Case;
use crate::sequel::Sequel;
use crate::state::State;

/// Notes an order, or what was put right about it; a machine found later may open a draft.
pub(super) fn note_order(state: &State, command: &NoteClaimOrder, context: &Context<'_>) -> Decision {
    let facts = &command.facts;
    let known = state.case(&facts.order);
    if known.is_some_and(|case| case.facts == *facts) {
        return Ok(Vec::new());
    }
    let noted = ClaimOrderNoted { facts: facts.clone() };
    let Some(case) = known else {
        let mut sequel = Sequel::of(&Case::noted(facts), state, context);
        sequel.add_of(noted, facts.opened_at);
        return Ok(sequel.finish());
    };
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(noted);
    if sequel.cover_is_open() || bears_on_cover(&case.facts, facts) {
        sequel.judge_cover();
    }
    sequel.make_ready();
    Ok(sequel.finish())
}

fn bears_on_cover(before: &OrderFacts, after: &OrderFacts) -> bool {
    before.machine != after.machine
        || before.order_type != after.order_type
        || before.subtype != after.subtype
        || before.opened_at != after.opened_at
        || before.hours != after.hours
        || before.station != after.station
}

/// Notes how the work ended: a repair opens the draft and starts the days.
pub(super) fn note_service(state: &State, command: &NoteService, context: &Context<'_>) -> Decision {
    let case = known_order(state, &command.order)?;
    if is_known(case, &command.ended) {
        return Ok(Vec::new());
    }
    let mut sequel = Sequel::of(case, state, context);
    let noted = ServiceNoted {
        order: command.order.clone(),
        ended: command.ended.clone(),
    };
    match command.ended {
        ServiceEnd::Repaired { at, .. } => {
            sequel.add_of(noted, at);
            sequel.move_clock();
            sequel.judge_cover();
        }
        ServiceEnd::RepairCorrected { .. } => {
            sequel.add(noted);
            sequel.move_clock();
        }
        ServiceEnd::Cancelled { at } => {
            sequel.add_of(noted, at);
            sequel.drop_unfiled("工单已取消");
        }
        ServiceEnd::SolvedByPhone { at } => sequel.add_of(noted, at),
        ServiceEnd::Reopened => sequel.add(noted),
    }
    sequel.make_ready();
    Ok(sequel.finish())
}

/// Whether it is so already, or changes nothing for a claim.
fn is_known(case: &Case, ended: &ServiceEnd) -> bool {
    match ended {
        ServiceEnd::Repaired { visit, at, by } => case.repair.as_ref().is_some_and(|known| {
            // An earlier visit's repair that is heard of late was followed by another.
            *visit < known.visit || (*visit, *at, by) == (known.visit, known.at, &known.by)
        }),
        ServiceEnd::RepairCorrected { at } => case.repair.as_ref().is_none_or(|known| known.at == *at),
        ServiceEnd::SolvedByPhone { .. } => case.solved_at.is_some(),
        ServiceEnd::Cancelled { .. } => case.cancelled_at.is_some(),
        ServiceEnd::Reopened => case.solved_at.is_none(),
    }
}

/// Notes a piece of the engineer's report: cover and lines follow it, and a returned claim comes back (CLM-4).
pub(super) fn note_report(state: &State, command: &NoteClaimReport, context: &Context<'_>) -> Decision {
    let case = known_order(state, &command.order)?;
    let mut report = case.report.clone();
    report.take(&command.piece);
    if report == case.report {
        return Ok(Vec::new());
    }
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimReportNoted {
        order: command.order.clone(),
        piece: command.piece.clone(),
    });
    if !matches!(command.piece, ReportPiece::Judged { .. }) {
        if sequel.cover_is_open() || sequel.case.hours() != case.hours() {
            sequel.judge_cover();
        }
        sequel.refresh_lines(&command.piece);
        sequel.come_back();
        sequel.make_ready();
    }
    Ok(sequel.finish())
}
