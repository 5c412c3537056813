//! Dispatch plans made and changed by command (ORD-8, ORD-38).

use decider::Context;
use proto::dispatch::{ChangePlan, MakePlan, PlanChanged, PlanInputs, PlanInputsRecorded, PlanMade};
use sla::policy::ClockKind;
use types::{Instant, PersonId};

use super::engineers::{companions_of, refuse_unfit};
use super::{Decision, known, refuse_over, refuse_strangers};
use crate::order::{Order, Plan};
use crate::rejection::{DispatchRejection, Input};
use crate::sequel::Sequel;
use crate::state::State;

/// Plans a dispatch; it answers SLA-1 and promises a departure, SLA-3.
///
/// The standing plan said once more puts its inputs on record, when a plan by SMS came without them.
pub(super) fn make_plan(state: &State, command: &MakePlan, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    refuse_over(order)?;
    refuse_strangers(order, context)?;
    let companions = companions_of(Some(&command.lead), &command.companions);
    let standing = order.standing_plan();
    if let Some(plan) =
        standing.filter(|plan| plan.sends(command.depart_at, Some(&command.lead), &companions))
    {
        return record_inputs(order, plan, &command.inputs, context);
    }
    refuse_unplannable(order)?;
    refuse_past(command.depart_at, context)?;
    refuse_unfit(std::iter::once(&command.lead).chain(&companions), context)?;
    refuse_missing(&command.inputs)?;
    let made = PlanMade {
        order: order.number.clone(),
        plan: order.next_plan(),
        visit: order.next_visit(),
        station: order.station.clone(),
        depart_at: command.depart_at,
        lead: Some(command.lead.clone()),
        companions,
        inputs: Some(command.inputs.clone()),
        at: context.now,
        by: context.person().cloned(),
        message: None,
    };
    let mut sequel = Sequel::of(order, context);
    plan(&mut sequel, made);
    Ok(sequel.finish())
}

/// Records a plan: the reply SLA-1 waits for, and the promise of SLA-3.
pub(super) fn plan(sequel: &mut Sequel<'_>, made: PlanMade) {
    let (run, at, depart_at) = (made.plan, made.at, made.depart_at);
    sequel.add(made, at);
    sequel.settle_clocks();
    sequel.start_clock(ClockKind::PromisedDeparture, run, at, Some(depart_at));
}

fn record_inputs(order: &Order, plan: &Plan, inputs: &PlanInputs, context: &Context<'_>) -> Decision {
    if plan.inputs.as_deref() == Some(inputs) {
        return Ok(Vec::new());
    }
    refuse_missing(inputs)?;
    let (number, by) = (order.number.clone(), context.person().cloned());
    let recorded = PlanInputsRecorded {
        order: number,
        plan: plan.plan,
        inputs: inputs.clone(),
        by,
    };
    let mut sequel = Sequel::of(order, context);
    sequel.add(recorded, context.now);
    Ok(sequel.finish())
}

fn refuse_unplannable(order: &Order) -> Result<(), DispatchRejection> {
    let number = order.number.clone();
    if order.station.is_none() {
        return Err(DispatchRejection::StationFirst { order: number });
    }
    if let Some(visit) = order.visit_under_way() {
        return Err(DispatchRejection::VisitUnderWay { order: number, visit });
    }
    match order.standing_plan() {
        Some(plan) => Err(DispatchRejection::PlanStands {
            order: number,
            plan: plan.plan,
            depart_at: plan.depart_at,
        }),
        None => Ok(()),
    }
}

/// Clocks of phones and desks differ a little: as much as the policy lets a message be ahead, a plan may be behind.
fn refuse_past(depart_at: Instant, context: &Context<'_>) -> Result<(), DispatchRejection> {
    let now = context.now;
    if depart_at + context.policy().sms().future_tolerance < now {
        return Err(DispatchRejection::DepartInPast { depart_at, now });
    }
    Ok(())
}

fn refuse_missing(inputs: &PlanInputs) -> Result<(), DispatchRejection> {
    let all = [
        (Input::Parts, &inputs.parts),
        (Input::Engineers, &inputs.engineers),
        (Input::AgreedWithCustomer, &inputs.agreed_with_customer),
        (Input::Arrears, &inputs.arrears),
    ];
    let missing: Vec<Input> = all
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(input, _)| input)
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(DispatchRejection::InputsRequired { missing })
    }
}

/// Changes the standing plan; the promise of the old one is called off and a new one begins (ORD-38).
pub(super) fn change_plan(state: &State, command: &ChangePlan, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    refuse_over(order)?;
    refuse_strangers(order, context)?;
    if command.reason.trim().is_empty() {
        return Err(DispatchRejection::ReasonRequired);
    }
    if command.depart_at.is_none() && command.lead.is_none() && command.companions.is_none() {
        return Err(DispatchRejection::NothingToChange);
    }
    let plan = order.standing_plan().ok_or_else(|| DispatchRejection::NoPlan {
        order: order.number.clone(),
    })?;
    let wanted = Wanted::of(command, plan);
    if plan.sends(wanted.depart_at, wanted.lead.as_ref(), &wanted.companions) {
        return Ok(Vec::new());
    }
    if let Some(visit) = order.visit_under_way() {
        return Err(DispatchRejection::VisitUnderWay {
            order: order.number.clone(),
            visit,
        });
    }
    if let Some(depart_at) = command.depart_at {
        refuse_past(depart_at, context)?;
    }
    refuse_unfit(
        wanted
            .lead
            .iter()
            .chain(&wanted.companions)
            .filter(|new| !plan.engineers().any(|old| old == *new)),
        context,
    )?;
    let mut sequel = Sequel::of(order, context).because(command.reason.trim());
    let by = context.person().cloned();
    change(&mut sequel, plan, wanted, command.reason.trim(), by, context.now);
    Ok(sequel.finish())
}

/// When who is to depart.
pub(super) struct Wanted {
    pub(super) depart_at: Instant,
    pub(super) lead: Option<PersonId>,
    pub(super) companions: Vec<PersonId>,
}

impl Wanted {
    fn of(command: &ChangePlan, plan: &Plan) -> Self {
        let lead = command.lead.clone().or_else(|| plan.lead.clone());
        let companions = command.companions.as_ref().unwrap_or(&plan.companions);
        let companions = companions_of(lead.as_ref(), companions);
        Self {
            depart_at: command.depart_at.unwrap_or(plan.depart_at),
            lead,
            companions,
        }
    }
}

/// Records that a plan took the place of another.
pub(super) fn change(
    sequel: &mut Sequel<'_>,
    old: &Plan,
    wanted: Wanted,
    reason: &str,
    by: Option<PersonId>,
    at: Instant,
) {
    let Wanted {
        depart_at,
        lead,
        companions,
    } = wanted;
    let stays = |person: &PersonId| lead.as_ref() == Some(person) || companions.contains(person);
    let released = old.engineers().filter(|person| !stays(person)).cloned().collect();
    let run = sequel.order.next_plan();
    let changed = PlanChanged {
        order: sequel.order.number.clone(),
        plan: run,
        visit: old.visit,
        depart_at,
        lead,
        companions,
        released,
        reason: reason.to_owned(),
        by,
    };
    sequel.add(changed, at);
    sequel.settle_clocks();
    sequel.start_clock(ClockKind::PromisedDeparture, run, at, Some(depart_at));
}

#[cfg(test)]
mod tests {
    use proto::directory::PersonLeft;
    use proto::dispatch::DispatchEvent;
    use proto::order::OrderFacts;

    use super::*;
    use crate::testing::{
        dealer, departed, facts, hear, inputs, lines, opens, order, person, plan, t, with_order,
    };

    fn later(depart_at: &str) -> ChangePlan {
        ChangePlan {
            order: order(),
            depart_at: Some(t(depart_at)),
            lead: None,
            companions: None,
            reason: "客户下午才有空".into(),
        }
    }

    // rule: ORD-8, SLA-1, SLA-3
    #[test]
    fn a_plan_is_the_stations_reply_and_promises_a_departure() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T08:30:00+08:00");
        let events = dealer.when(plan("05 14:00")).events();
        let expected = [
            "plan 1 for visit 1",
            "SLA-1/1 met 05 08:30",
            "SLA-3/1 started 05 08:30, due 05 14:00",
        ];
        assert_eq!(lines(&events), expected);
        let Some(DispatchEvent::PlanMade(made)) = events.first() else {
            panic!("{events:?}")
        };
        assert_eq!(
            (made.by.as_ref(), made.inputs.as_ref()),
            (Some(&person("li")), Some(&inputs()))
        );
        dealer.when(plan("05 14:00")).then_nothing();
    }

    // rule: ORD-8
    #[test]
    fn a_plan_needs_a_time_ahead_engineers_of_the_house_and_its_four_inputs() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T09:00:00+08:00");
        dealer.when(plan("05 08:54")).rejected("ORD-8.depart_in_past");
        let led_by = |lead: &str| MakePlan {
            lead: person(lead),
            ..plan("05 14:00")
        };
        dealer.when(led_by("nobody")).rejected("ORD-8.engineer_unknown");
        dealer.when(led_by("chen")).rejected("ORD-8.not_an_engineer");
        let with_li = MakePlan {
            companions: vec![person("li")],
            ..plan("05 14:00")
        };
        dealer.when(with_li).rejected("ORD-8.not_an_engineer");
        let bare = PlanInputs {
            parts: String::new(),
            arrears: " ".into(),
            ..inputs()
        };
        let refused = dealer
            .when(MakePlan {
                inputs: bare,
                ..plan("05 14:00")
            })
            .rejected("ORD-8.inputs_required");
        assert_eq!(refused.facts["missing"], serde_json::json!(["parts", "arrears"]));
        assert_eq!(refused.sentence.zh, "派工计划还缺：配件、欠款或预付");
        assert_eq!(
            lines(&dealer.when(plan("05 08:56")).events())[0],
            "plan 1 for visit 1"
        );
    }

    // rule: DIR-4, ORD-8
    #[test]
    fn whoever_has_left_is_not_sent() {
        let mut dealer = with_order();
        dealer.directory(PersonLeft {
            person: person("zhao"),
            at: t("05 07:00"),
        });
        dealer.when(plan("05 14:00")).rejected("DIR-4.engineer_left");
    }

    // rule: ORD-3, ORD-8
    #[test]
    fn an_order_without_a_station_gets_one_before_a_plan() {
        let mut dealer = dealer();
        opens(
            &mut dealer,
            OrderFacts {
                station: None,
                ..facts(1)
            },
        );
        dealer
            .by("chen")
            .when(plan("05 14:00"))
            .rejected("ORD-3.station_first");
    }

    // rule: ORD-38
    #[test]
    fn a_second_plan_is_a_change_and_a_change_needs_a_reason() {
        let mut dealer = with_order();
        dealer.when(later("05 15:00")).rejected("ORD-38.no_plan");
        dealer.when(plan("05 14:00")).taken();
        dealer.when(plan("05 15:00")).rejected("ORD-38.plan_stands");
        dealer
            .when(ChangePlan {
                reason: " ".into(),
                ..later("05 15:00")
            })
            .rejected("ORD-38.reason_required");
        dealer
            .when(ChangePlan {
                depart_at: None,
                ..later("05 15:00")
            })
            .rejected("ORD-38.nothing_to_change");
        dealer.when(later("05 07:00")).rejected("ORD-8.depart_in_past");
        dealer.when(later("05 14:00")).then_nothing();
    }

    // rule: ORD-38
    #[test]
    fn a_changed_plan_ends_the_old_promise_cancelled_and_names_who_is_free_again() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        let other = ChangePlan {
            lead: Some(person("han")),
            companions: Some(vec![person("wu")]),
            ..later("05 16:00")
        };
        let events = dealer.when(other.clone()).events();
        let expected = [
            "plan 2 for visit 1, changed",
            "SLA-3/1 cancelled 05 08:00",
            "SLA-3/2 started 05 08:00, due 05 16:00",
        ];
        assert_eq!(lines(&events), expected);
        let Some(DispatchEvent::PlanChanged(changed)) = events.first() else {
            panic!("{events:?}")
        };
        assert_eq!(changed.released, [person("zhao")]);
        dealer.when(other).then_nothing();
    }

    // rule: ORD-37
    #[test]
    fn engineers_under_way_are_reported_back_before_anything_is_planned_anew() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        hear(&mut dealer, departed(1, "05 08:00", None));
        dealer.when(later("05 15:00")).rejected("ORD-37.visit_under_way");
        dealer.when(plan("05 15:00")).rejected("ORD-37.visit_under_way");
    }
}
