//! Answers about orders and claims, and the read model whose digest tells two runs apart.

use std::borrow::Cow;
use std::collections::BTreeMap;

use decider::Context;
use decider::clocks::{Clock, ClockSaid};
use proto::Rejection;
use proto::claims::{ClaimKind, ClaimState, Cover, NotCovered};
use proto::clock::ClockId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sla::clock::Judgement;
use sla::policy::ClockKind;
use types::{ClaimNumber, Fen, Instant, OrderNumber, Sentence};

use crate::case::Case;
use crate::claim::{Claim, Package};
use crate::lacks::Lacks;
use crate::rejection::ClaimRejection;
use crate::state::State;

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    Order(OrderNumber),
    Claim(ClaimNumber),
    /// Finished orders that are or may be claimable and not filed (CLM-22).
    Unfiled {},
}

/// An order that is shown until it is filed or dropped (CLM-22).
#[derive(Debug, Serialize)]
struct UnfiledView<'s> {
    order: &'s OrderNumber,
    repaired_at: Option<Instant>,
    /// None: nobody can tell yet whether it is covered.
    claim: Option<&'s ClaimNumber>,
    state: Option<ClaimState>,
    kind: Option<ClaimKind>,
    total: Option<Fen>,
    due_at: Option<Instant>,
    explanation: &'s Sentence,
}

/// Answers `{"order": NUMBER}`, `{"claim": NUMBER}` and `{"unfiled": {}}`, judged at the context's instant.
///
/// # Errors
/// `question.unreadable`, `order.unknown`, `claim.unknown`.
pub(crate) fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Value, Rejection> {
    let unreadable = |failure: serde_json::Error| ClaimRejection::QuestionUnreadable {
        problem: failure.to_string(),
    };
    let answer = match Question::deserialize(question).map_err(unreadable)? {
        Question::Order(order) => {
            let case = state.case(&order);
            let case = case.ok_or(ClaimRejection::OrderUnknown { order })?;
            order_view(state, &case, context)
        }
        Question::Claim(number) => {
            let case = state.case(&number.order);
            let case = case.as_deref();
            let found = case.and_then(|case| Some((case, case.claim(&number)?)));
            let (case, claim) = found.ok_or(ClaimRejection::ClaimUnknown { claim: number })?;
            claim_view(state, case, claim, context)
        }
        Question::Unfiled {} => json!(unfiled(state, context)),
    };
    Ok(answer)
}

fn unfiled<'s>(state: &'s State, context: &Context<'_>) -> Vec<UnfiledView<'s>> {
    let cases = state.under_way();
    cases
        .filter_map(|(order, case)| unfiled_view(state, order, case, context))
        .collect()
}

fn unfiled_view<'s>(
    state: &'s State,
    order: &'s OrderNumber,
    case: &'s Case,
    context: &Context<'_>,
) -> Option<UnfiledView<'s>> {
    let claim = case.unfiled();
    let cover = match claim {
        Some(claim) => &claim.cover,
        None => &undecided(case)?.cover,
    };
    let clock = clock(state, case).filter(|clock| clock.is_open());
    Some(UnfiledView {
        order,
        repaired_at: case.repair.as_ref().map(|repair| repair.at),
        claim: claim.map(|claim| &claim.number),
        state: claim.map(|claim| claim.state),
        kind: claim.map(|claim| claim.kind),
        total: claim.map(Claim::total),
        due_at: clock.and_then(|clock| clock.due(&context.common.policies)),
        explanation: &cover.explanation,
    })
}

/// Of unknown cover, not dropped, and not claimed.
fn undecided(case: &Case) -> Option<&NotCovered> {
    let shown = case.not_covered.as_ref().filter(|shown| shown.is_open());
    shown.filter(|_| case.dropped.is_none() && case.cancelled_at.is_none())
}

fn clock<'s>(state: &'s State, case: &Case) -> Option<Cow<'s, Clock>> {
    state.clocks().get(&ClockId {
        order: case.facts.order.clone(),
        kind: ClockKind::ClaimFiling,
        run: case.clock_runs,
    })
}

fn order_view(state: &State, case: &Case, context: &Context<'_>) -> Value {
    let claims: Vec<Value> = case
        .claims
        .iter()
        .map(|claim| claim_view(state, case, claim, context))
        .collect();
    json!({
        "order": case.facts.order,
        "repair": case.repair,
        "solved_at": case.solved_at,
        "cancelled_at": case.cancelled_at,
        "report": case.report,
        "not_covered": case.not_covered,
        "dropped": case.dropped,
        "claims": claims,
    })
}

fn claim_view(state: &State, case: &Case, claim: &Claim, context: &Context<'_>) -> Value {
    let lacks = claim
        .state
        .is_unfiled()
        .then(|| Lacks::of(case, claim, context.policy()));
    let clock = clock(state, case);
    let judgement: Option<Judgement> = clock.map(|clock| clock.judge(&context.common.policies, context.now));
    let mut view = claim_model(claim);
    if let Value::Object(fields) = &mut view {
        fields.insert("claim".to_owned(), json!(claim.number));
        fields.insert("package".to_owned(), package_view(&claim.package));
        fields.insert("lacks".to_owned(), json!(lacks));
        fields.insert("filing".to_owned(), json!(judgement));
    }
    view
}

fn package_view(package: &Package) -> Value {
    match package {
        Package::None => Value::Null,
        Package::Asked(content) => json!({ "building": content.stem }),
        Package::Built { document, .. } => json!({ "built": document }),
        Package::Failed { problem, .. } => json!({ "failed": problem }),
    }
}

/// Reports, claims and clocks by order; nothing that depends on when something was noticed or built.
pub(crate) fn read_model(state: &State) -> Value {
    let orders: BTreeMap<String, Value> = state
        .cases()
        .map(|(order, case)| (order.to_string(), case_model(&case)))
        .collect();
    let clocks: BTreeMap<String, ClockSaid> = state
        .clocks()
        .iter()
        .map(|clock| (format!("{}/{}", clock.id.order, clock.id.run), clock.said()))
        .collect();
    json!({ "orders": orders, "clocks": clocks })
}

fn case_model(case: &Case) -> Value {
    let claims: BTreeMap<String, Value> = case
        .claims
        .iter()
        .map(|claim| (claim.number.to_string(), claim_model(claim)))
        .collect();
    json!({
        "repair": case.repair,
        "solved_at": case.solved_at,
        "cancelled_at": case.cancelled_at,
        "report": case.report,
        "not_covered": case.not_covered.as_ref().map(|shown| cover_model(&shown.cover)),
        "dropped": case.dropped,
        "claims": claims,
    })
}

fn cover_model(cover: &Cover) -> Value {
    json!({ "ended_by": cover.ended_by, "explanation": cover.explanation.en })
}

fn claim_model(claim: &Claim) -> Value {
    json!({
        "kind": claim.kind,
        "state": claim.state,
        "cover": claim.cover,
        "lines": claim.lines,
        "total": claim.total(),
        "remarks": claim.remarks,
        "reason": claim.reason,
        "by_hand": claim.by_hand,
        "checked": claim.checked,
        "judgements": claim.judgements,
        "submitted_at": claim.submitted.as_ref().map(|submitted| submitted.at),
        "manufacturer_number": claim.manufacturer_number,
        "decided": claim.decided,
        "credits": claim.credits,
        "credited": claim.credited(),
        "looked_at": claim.looked_at,
        "given_up": claim.given_up,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{claim, drafted, number, order, ready, submits, written};

    // rule: CLM-22
    #[test]
    fn a_draft_is_shown_with_its_days_from_the_repair_until_it_is_filed() {
        let mut dealer = drafted();
        let asked = json!({ "unfiled": {} });
        let shown = dealer.asks(&asked).unwrap();
        assert_eq!(shown[0]["claim"], claim().to_string());
        assert_eq!(shown[0]["due_at"], "2026-01-20T15:59:59.999999Z");
        assert!(
            shown[0]["explanation"]["zh"]
                .as_str()
                .unwrap()
                .contains("在保修期内")
        );
        dealer = ready();
        let submit = submits(&dealer, &claim(), None);
        dealer.when(submit).taken();
        assert_eq!(dealer.asks(&asked).unwrap(), json!([]));
    }

    // rule: CLM-4, CLM-5
    #[test]
    fn a_claim_is_answered_with_what_it_lacks_and_where_its_days_stand() {
        let dealer = drafted();
        let answer = dealer.asks(&json!({ "claim": claim() })).unwrap();
        assert_eq!(answer["state"], "draft");
        assert_eq!(answer["total"], 64_000);
        assert_eq!(answer["lacks"]["items"].as_array().unwrap().len(), 18);
        assert_eq!(
            answer["lacks"]["judges"],
            json!(["claims_supervisor", "service_manager"])
        );
        assert_eq!(answer["filing"]["outcome"], "running");
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        let dealer = drafted();
        let asked = |question: Value| dealer.asks(&question).unwrap_err().code;
        assert_eq!(asked(json!({ "machine": "x" })), "question.unreadable");
        assert_eq!(asked(json!({ "order": number(9) })), "order.unknown");
        let second = ClaimNumber {
            order: order(),
            attempt: 2,
        };
        assert_eq!(asked(json!({ "claim": second })), "claim.unknown");
    }

    #[test]
    fn the_read_model_is_the_same_whenever_things_were_noticed() {
        let filed = |noticed: &[&str]| {
            let mut dealer = ready();
            for moment in noticed {
                dealer.asleep_until(&written(moment));
                dealer.fires();
            }
            let submit = submits(&dealer, &claim(), Some("20 23:59"));
            dealer.when(submit).taken();
            read_model(&dealer.state)
        };
        assert_eq!(filed(&["13 09:00", "21 00:10"]), filed(&["21 10:00"]));
    }
}
