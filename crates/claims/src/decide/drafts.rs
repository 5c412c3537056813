//! Drafts by hand, their lines, and orders that will not be claimed (CLM-2, CLM-5, CLM-13, CLM-22).

use std::collections::BTreeSet;

use decider::Context;
use proto::claims::{
    ChangeLines, ClaimDrafted, ClaimDropped, ClaimKind, ClaimLine, ClaimLinesChanged, ClaimState, Cover,
    CoverEnd, DropClaim, OpenDraft,
};
use proto::field::PartExchange;
use types::{ClaimNumber, Fen};

use super::{Decision, case_of, claim_in, known_order, refuse_empty, refuse_filed};
use crate::case::Case;
use crate::claim::Claim;
use crate::lines::Lines;
use crate::rejection::{ClaimRejection, LineProblem};
use crate::sequel::Sequel;
use crate::state::State;
use crate::{cover, lines};

/// Opens a draft for a finished order that has none.
pub(super) fn open(state: &State, command: &OpenDraft, context: &Context<'_>) -> Decision {
    let case = &*known_order(state, &command.order)?;
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
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
    let remarks = command.remarks.clone().unwrap_or_else(|| claim.remarks.clone());
    if claim.lines == command.lines && claim.remarks == remarks {
        return Ok(Vec::new());
    }
    refuse_filed(claim)?;
    refuse_bad_lines(&command.lines)?;
    refuse_high_prices(&command.lines, context.policy().claims().max_price())?;
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

/// A price above the policy's is a slip of the keyboard.
// rule: CLM-5
fn refuse_high_prices(lines: &[ClaimLine], most: Fen) -> Result<(), ClaimRejection> {
    let high = lines.iter().find(|line| line.price > most);
    high.map_or(Ok(()), |high| {
        let (line, price) = (high.line, high.price);
        Err(ClaimRejection::PriceTooHigh { line, price, most })
    })
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
    let case = &*known_order(state, &command.order)?;
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

#[cfg(test)]
mod tests {
    use proto::claims::LineKind;
    use proto::directory::{Machine, WarrantyTerms};
    use serde_json::json;
    use types::Quantity;

    use super::*;
    use crate::testing::{
        Dealer, claim, dealer_with, drafted, exchange, facts, hear, machine, number, opens, order, priced,
        ready, repaired, replaced, second_try, submits, written,
    };

    fn by_hand(counter: u64, kind: ClaimKind) -> OpenDraft {
        OpenDraft {
            order: number(counter),
            kind,
            reason: "老客户，泵体早期失效".into(),
        }
    }

    /// An order repaired for a machine of this file.
    fn repaired_with(machine: Machine) -> Dealer {
        let mut dealer = dealer_with(machine);
        opens(&mut dealer, facts(1));
        hear(&mut dealer, repaired(1, 1, "05 08:00"));
        dealer
    }

    fn old_terms() -> Machine {
        let warranty = WarrantyTerms {
            version: "2020-C".into(),
            months: 6,
            hours: None,
        };
        Machine {
            warranty: Some(warranty),
            ..machine()
        }
    }

    fn drops(order: types::OrderNumber) -> DropClaim {
        let reason = "客户自付".to_owned();
        DropClaim { order, reason }
    }

    // rule: CLM-13
    #[test]
    fn a_second_draft_of_an_order_is_refused_with_the_number_of_the_first() {
        let mut dealer = drafted();
        let refused = dealer
            .when(by_hand(1, ClaimKind::Failure))
            .rejected("CLM-13.already_claimed");
        assert_eq!(refused.facts["first"], json!(claim()));
        dealer.when(drops(order())).taken();
        let kinds = dealer.when(by_hand(1, ClaimKind::Failure)).kinds();
        assert_eq!(kinds, ["ClaimDrafted", "ClockStarted"]);
        dealer.when(by_hand(1, ClaimKind::Failure)).then_nothing();
    }

    // rule: CLM-13
    #[test]
    fn a_part_that_is_claimed_already_is_refused_with_the_number_of_that_claim() {
        let mut dealer = drafted();
        hear(
            &mut dealer,
            replaced(1, 1, exchange("4611-1234", 1, Some("SN-1"))),
        );
        opens(&mut dealer, facts(2));
        hear(&mut dealer, repaired(2, 1, "06 15:00"));
        hear(
            &mut dealer,
            replaced(2, 1, exchange("4611-1234", 1, Some("SN-1"))),
        );
        let mut saved = priced(&dealer, &ClaimNumber::first(number(2)), &[]);
        saved.lines = vec![ClaimLine {
            line: 1,
            kind: LineKind::Material,
            code: "4611-1234".into(),
            description: "主泵".into(),
            quantity: Quantity::whole(1),
            price: Fen(100),
            part: Some(1),
        }];
        let refused = dealer.when(saved.clone()).rejected("CLM-13.part_already_claimed");
        assert_eq!(refused.facts["first"], json!(claim()));
        dealer.when(drops(number(2))).taken();
        let again = dealer
            .when(by_hand(2, ClaimKind::Failure))
            .rejected("CLM-13.part_already_claimed");
        assert_eq!(again.facts["first"], json!(claim()));
    }

    // rule: CLM-1, CLM-2
    #[test]
    fn outside_the_warranty_only_goodwill_is_asked_for_and_it_has_no_fourteen_days() {
        let mut dealer = repaired_with(old_terms());
        dealer
            .when(by_hand(1, ClaimKind::Failure))
            .rejected("CLM-3.not_covered");
        let silent = OpenDraft {
            reason: " ".into(),
            ..by_hand(1, ClaimKind::Goodwill)
        };
        dealer.when(silent).rejected("CLM-2.reason_required");
        assert_eq!(
            dealer.when(by_hand(1, ClaimKind::Goodwill)).kinds(),
            ["ClaimDrafted"]
        );
        opens(&mut dealer, facts(2));
        dealer
            .when(by_hand(2, ClaimKind::Goodwill))
            .rejected("CLM-2.not_repaired");
    }

    // rule: ORD-3
    #[test]
    fn no_order_is_claimed_without_a_machine() {
        let mut dealer = dealer_with(machine());
        let mut unknown = facts(1);
        unknown.machine = None;
        opens(&mut dealer, unknown);
        hear(&mut dealer, repaired(1, 1, "05 08:00"));
        dealer
            .when(by_hand(1, ClaimKind::Goodwill))
            .rejected("ORD-3.machine_required");
    }

    // rule: CLM-5
    #[test]
    fn lines_are_exact_and_name_what_is_there() {
        let mut dealer = drafted();
        hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 2, None)));
        let with = |change: fn(&mut Vec<ClaimLine>)| {
            let mut saved = priced(&dealer, &claim(), &[4501, 18_305]);
            change(&mut saved.lines);
            saved
        };
        let wrong: [(ChangeLines, &str); 7] = [
            (with(|lines| lines[1].line = 1), "CLM-5.bad_line"),
            (with(|lines| lines[0].quantity = Quantity(0)), "CLM-5.bad_line"),
            (with(|lines| lines[0].price = Fen(-1)), "CLM-5.bad_line"),
            (with(|lines| lines[0].price = Fen(i64::MAX)), "CLM-5.bad_line"),
            (
                with(|lines| lines[0].price = Fen(100_000_001)),
                "CLM-5.price_too_high",
            ),
            (with(|lines| lines[1].part = Some(9)), "CLM-5.part_unknown"),
            (with(|lines| lines[0].part = Some(1)), "CLM-5.part_unknown"),
        ];
        let right = with(|lines| lines[0].quantity = Quantity(150));
        for (wrong, code) in wrong {
            dealer.when(wrong).rejected(code);
        }
        dealer.when(right).taken();
        let total = crate::testing::known(&dealer, &claim()).total();
        assert_eq!(total, Fen(6752 + 36_610));
    }

    // rule: CLM-7
    #[test]
    fn what_is_filed_is_not_changed_any_more() {
        let mut dealer = ready();
        let submit = submits(&dealer, &claim(), None);
        dealer.when(submit).taken();
        let late = priced(&dealer, &claim(), &[1]);
        dealer.when(late).rejected("CLM-7.already_filed");
        dealer.when(drops(order())).rejected("CLM-7.already_filed");
    }

    // rule: CLM-22
    #[test]
    fn an_order_of_unknown_cover_is_shown_until_somebody_drops_or_claims_it() {
        let unknown = || {
            repaired_with(Machine {
                warranty: None,
                ..machine()
            })
        };
        let shown = |dealer: &Dealer| {
            dealer
                .asks(&json!({ "unfiled": {} }))
                .unwrap()
                .as_array()
                .unwrap()
                .len()
        };
        let mut dealer = unknown();
        assert_eq!(shown(&dealer), 1);
        dealer
            .when(DropClaim {
                reason: String::new(),
                ..drops(order())
            })
            .rejected("CLM-22.reason_required");
        assert_eq!(dealer.when(drops(order())).kinds(), ["ClaimDropped"]);
        dealer.when(drops(order())).then_nothing();
        assert_eq!(shown(&dealer), 0);
        let mut dealer = unknown();
        dealer.when(by_hand(1, ClaimKind::Failure)).taken();
        assert_eq!(shown(&dealer), 1);
        let mut dealer = repaired_with(old_terms());
        assert_eq!(shown(&dealer), 0);
        dealer.when(drops(order())).rejected("CLM-22.nothing_to_drop");
    }

    // rule: CLM-22, SLA-5
    #[test]
    fn a_dropped_claim_stops_its_days_without_breach_and_opens_again_under_the_next_number() {
        let mut dealer = drafted();
        assert_eq!(
            dealer.when(drops(order())).kinds(),
            ["ClaimDropped", "ClockCancelled"]
        );
        assert!(dealer.passes_until(&written("03-01 08:00")).is_empty());
        let events = dealer.when(by_hand(1, ClaimKind::Failure)).events();
        assert!(
            matches!(&events[0], proto::claims::ClaimsEvent::ClaimDrafted(draft) if draft.claim == second_try())
        );
    }
}
