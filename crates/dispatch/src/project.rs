//! Answers about orders and clocks, and the read model whose digest tells two runs apart.

use std::borrow::Cow;
use std::collections::BTreeMap;

use decider::clocks::{Breach, Clock, ClockSaid, Ended};
use decider::{Context, Policies};
use proto::Rejection;
use proto::dispatch::{ClockId, CustomerCalled, PlanInputs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sla::clock::{Judgement, Pause};
use sla::policy::ClockKind;
use types::{Hash, Instant, OrderNumber, PersonId, Sentence, StationId};

use crate::order::{Order, Plan, Visit};
use crate::rejection::DispatchRejection;
use crate::state::State;

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    Order(OrderNumber),
    Clock(ClockQuestion),
}

/// One clock of an order; the last of its kind when no run is named.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockQuestion {
    order: OrderNumber,
    kind: ClockKind,
    run: Option<u32>,
}

#[derive(Debug, Serialize)]
struct OrderView<'s> {
    order: &'s OrderNumber,
    station: Option<&'s StationId>,
    /// Solved by phone, repaired, or cancelled.
    over_at: Option<Instant>,
    solved_at: Option<Instant>,
    dropped_at: Option<Instant>,
    /// How often it was opened again after it was closed.
    reopened: usize,
    call: Option<&'s CustomerCalled>,
    standing_plan: Option<u32>,
    plans: Vec<PlanView<'s>>,
    visits: BTreeMap<u32, VisitView<'s>>,
    clocks: Vec<ClockView<'s>>,
}

#[derive(Debug, Serialize)]
struct PlanView<'s> {
    plan: u32,
    visit: u32,
    depart_at: Instant,
    lead: Option<&'s PersonId>,
    companions: &'s [PersonId],
    inputs: Option<&'s PlanInputs>,
    at: Instant,
    called_off_at: Option<Instant>,
}

#[derive(Debug, Serialize)]
struct VisitView<'s> {
    departed_at: Option<Instant>,
    eta: Option<Instant>,
    arrived_at: Option<Instant>,
    repaired_at: Option<Instant>,
    left_at: Option<Instant>,
    left_reason: Option<&'s str>,
}

/// A clock with its judgement: due, remaining, wall figure and explanation (SLA-23, SLA-25).
#[derive(Debug, Serialize)]
struct ClockView<'s> {
    clock: &'s ClockId,
    name: Sentence,
    start: Instant,
    promised: Option<Instant>,
    policy: Hash,
    pauses: &'s [Pause],
    warned: u32,
    breach: Option<Breach>,
    judgement: Judgement,
}

/// Answers `{"order": NUMBER}` and `{"clock": {"order", "kind", "run"}}`, judged at the context's instant.
///
/// # Errors
/// `question.unreadable`, `order.unknown`, `clock.unknown`.
pub(crate) fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Value, Rejection> {
    let unreadable = |failure: serde_json::Error| DispatchRejection::QuestionUnreadable {
        problem: failure.to_string(),
    };
    let answer = match Question::deserialize(question).map_err(unreadable)? {
        Question::Order(number) => json!(order_view(&*known(state, &number)?, context)),
        Question::Clock(asked) => {
            let order = &*known(state, &asked.order)?;
            json!(clock_view(asked_clock(order, &asked)?, context))
        }
    };
    Ok(answer)
}

fn known<'s>(state: &'s State, number: &OrderNumber) -> Result<Cow<'s, Order>, DispatchRejection> {
    state
        .order(number)
        .ok_or_else(|| DispatchRejection::OrderUnknown {
            order: number.clone(),
        })
}

fn asked_clock<'s>(order: &'s Order, asked: &ClockQuestion) -> Result<&'s Clock, DispatchRejection> {
    let (number, kind) = (asked.order.clone(), asked.kind);
    let clock = match asked.run {
        Some(run) => order.clock(&ClockId {
            order: number.clone(),
            kind,
            run,
        }),
        None => order.last_clock(kind),
    };
    clock.ok_or(DispatchRejection::ClockUnknown { order: number, kind })
}

fn order_view<'s>(order: &'s Order, context: &Context<'_>) -> OrderView<'s> {
    OrderView {
        order: &order.number,
        station: order.station.as_ref(),
        over_at: order.over_at(),
        solved_at: order.solved_at,
        dropped_at: order.dropped_at,
        reopened: order.reopened.len(),
        call: order.call.as_deref(),
        standing_plan: order.standing_plan().map(|plan| plan.plan),
        plans: order.plans.iter().map(plan_view).collect(),
        visits: order
            .visits
            .iter()
            .map(|(number, visit)| (*number, visit_view(visit)))
            .collect(),
        clocks: order
            .clocks
            .iter()
            .map(|timed| clock_view(&timed.clock, context))
            .collect(),
    }
}

fn plan_view(plan: &Plan) -> PlanView<'_> {
    PlanView {
        plan: plan.plan,
        visit: plan.visit,
        depart_at: plan.depart_at,
        lead: plan.lead.as_ref(),
        companions: &plan.companions,
        inputs: plan.inputs.as_deref(),
        at: plan.at,
        called_off_at: plan.called_off_at,
    }
}

fn visit_view(visit: &Visit) -> VisitView<'_> {
    VisitView {
        departed_at: visit.departed.as_ref().map(|departure| departure.at),
        eta: visit.departed.as_ref().and_then(|departure| departure.eta),
        arrived_at: visit.arrived_at,
        repaired_at: visit.repaired_at,
        left_at: visit.left.as_ref().map(|leaving| leaving.at),
        left_reason: visit.left.as_ref().map(|leaving| leaving.reason.as_str()),
    }
}

fn clock_view<'s>(clock: &'s Clock, context: &Context<'_>) -> ClockView<'s> {
    let policies: &Policies = &context.common.policies;
    let named = clock
        .policy(policies)
        .clock(clock.id.kind)
        .map(|policy| policy.name.clone());
    ClockView {
        clock: &clock.id,
        name: named.unwrap_or_else(|| Sentence::new(clock.id.kind.id(), clock.id.kind.id())),
        start: clock.start,
        promised: clock.promised,
        policy: clock.policy,
        pauses: &clock.pauses,
        warned: clock.warned,
        breach: clock.breach,
        judgement: clock.judge(policies, context.now),
    }
}

/// Plans, visits and ends by order; nothing that depends on when something was noticed.
pub(crate) fn read_model(state: &State) -> Value {
    let orders: BTreeMap<String, Value> = state
        .orders()
        .map(|(number, order)| (number.to_string(), order_model(&order)))
        .collect();
    json!({ "orders": orders })
}

fn order_model(order: &Order) -> Value {
    let plans: Vec<PlanView<'_>> = order.plans.iter().map(plan_view).collect();
    let visits: BTreeMap<u32, VisitView<'_>> = order
        .visits
        .iter()
        .map(|(number, visit)| (*number, visit_view(visit)))
        .collect();
    let clocks: BTreeMap<String, ClockModel<'_>> = order
        .clocks
        .iter()
        .map(|timed| {
            (
                format!("{}/{}", timed.clock.id.kind, timed.clock.id.run),
                clock_model(&timed.clock),
            )
        })
        .collect();
    json!({
        "station": order.station,
        "solved_at": order.solved_at,
        "dropped_at": order.dropped_at,
        "reopened": order.reopened.len(),
        "before": order.before,
        "call": order.call,
        "plans": plans,
        "visits": visits,
        "clocks": clocks,
    })
}

/// What the log says of a clock, which may be promised and may pause.
#[derive(Serialize)]
struct ClockModel<'a> {
    start: Instant,
    promised: Option<Instant>,
    pauses: &'a [Pause],
    warned: u32,
    breached_at: Option<Instant>,
    lifted: bool,
    ended: Option<Ended>,
}

fn clock_model(clock: &Clock) -> ClockModel<'_> {
    let ClockSaid {
        start,
        warned,
        breached_at,
        lifted,
        ended,
    } = clock.said();
    ClockModel {
        start,
        promised: clock.promised,
        pauses: &clock.pauses,
        warned,
        breached_at,
        lifted,
        ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{arrived, departed, hear, order, plan, t, with_order};

    #[test]
    fn an_order_is_answered_with_its_plans_visits_and_judged_clocks() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        hear(&mut dealer, departed(1, "05 08:00", Some("05 10:00")));
        let answer = dealer.asks(&json!({ "order": order() })).unwrap();
        assert_eq!(answer["standing_plan"], 1);
        assert_eq!(answer["plans"][0]["inputs"]["parts"], "主泵密封在库");
        assert_eq!(answer["visits"]["1"]["eta"], json!(t("05 10:00")));
        let outcomes: Vec<(&str, &str)> = answer["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|clock| {
                (
                    clock["clock"]["kind"].as_str().unwrap(),
                    clock["judgement"]["outcome"].as_str().unwrap(),
                )
            })
            .collect();
        let expected = [
            ("SLA-1", "met"),
            ("SLA-2", "running"),
            ("SLA-3", "met"),
            ("SLA-4", "running"),
        ];
        assert_eq!(outcomes, expected);
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        let dealer = with_order();
        let asked = |question: Value| dealer.asks(&question).unwrap_err().code;
        assert_eq!(asked(json!({ "machine": "x" })), "question.unreadable");
        assert_eq!(
            asked(json!({ "order": OrderNumber::compose(26, 9) })),
            "order.unknown"
        );
        assert_eq!(
            asked(json!({ "clock": { "order": order(), "kind": "SLA-3" } })),
            "clock.unknown"
        );
    }

    #[test]
    fn the_read_model_is_the_same_whenever_things_were_noticed() {
        let ended = |noticed: &[&str]| {
            let mut dealer = with_order();
            for moment in noticed {
                dealer.asleep_until(moment);
                dealer.fires();
            }
            hear(&mut dealer, arrived(1, "06 19:59"));
            read_model(&dealer.state)
        };
        let in_time = ended(&["2026-01-05T09:00:00+08:00", "2026-01-06T20:10:00+08:00"]);
        let after_a_sleep = ended(&["2026-01-06T23:00:00+08:00"]);
        assert_eq!(in_time, after_a_sleep);
    }
}
