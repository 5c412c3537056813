//! Takes up what station managers send by SMS: plans and phone solutions (ORD-7, ORD-8, ORD-38).
//!
//! The manager has sent it and nobody waits for an answer, so what can be taken is taken as it was said. What has been
//! overtaken leads to nothing.

use decider::Context;
use proto::dispatch::{PlanMade, SolvedByPhone, TakePlanMessage, TakeSolutionMessage};
use types::{Instant, PersonId};

use super::engineers::companions_of;
use super::plans::{Wanted, change, plan};
use super::solutions::solve;
use super::{Decision, known};
use crate::order::{Order, Plan};
use crate::rejection::DispatchRejection;
use crate::sequel::Sequel;
use crate::state::State;

const CHANGED_BY_SMS: &str = "短信改期";

/// Takes a plan: the first as made, another as a change of the one that stands.
///
/// It counts from when it was sent, so its departure may have passed already. A plan sent before engineers of its
/// visit departed is that visit's plan, however late it is heard: it was the station's reply (SLA-1).
pub(super) fn take_plan(state: &State, command: &TakePlanMessage, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    if order.solved_at.is_some() || order.dropped_at.is_some() {
        return Ok(Vec::new());
    }
    refuse_other_stations(order, &command.by, command.at, context)?;
    match fit(order, command) {
        Fit::Overtaken => Ok(Vec::new()),
        Fit::First { visit } => Ok(make(order, command, visit, context).finish()),
        Fit::Change(standing) => Ok(change_by(order, standing, command, context).finish()),
    }
}

/// What a plan that was heard is to what is known.
enum Fit<'o> {
    /// The plan of a visit that has none.
    First {
        visit: u32,
    },
    Change(&'o Plan),
    /// Said already, or something later took its place.
    Overtaken,
}

fn fit<'o>(order: &'o Order, command: &TakePlanMessage) -> Fit<'o> {
    if let Some((visit, begun_at)) = last_begun(order) {
        let planned = order
            .plans
            .iter()
            .any(|plan| plan.visit == visit && plan.called_off_at.is_none());
        if command.at < begun_at {
            let taken = planned || order.standing_plan().is_some();
            return if taken {
                Fit::Overtaken
            } else {
                Fit::First { visit }
            };
        }
        if order.is_over() || order.visit_under_way().is_some() {
            return Fit::Overtaken;
        }
    }
    match order.standing_plan() {
        Some(standing) if command.at < standing.at || says_the_same(command, standing) => Fit::Overtaken,
        Some(standing) => Fit::Change(standing),
        None => Fit::First {
            visit: order.next_visit(),
        },
    }
}

/// The last visit that is or was under way, and when it began.
fn last_begun(order: &Order) -> Option<(u32, Instant)> {
    order
        .visits
        .iter()
        .rev()
        .find_map(|(visit, known)| Some((*visit, known.begun_at()?)))
}

fn says_the_same(command: &TakePlanMessage, standing: &Plan) -> bool {
    let wanted = wanted(command, Some(standing));
    standing.sends(wanted.depart_at, wanted.lead.as_ref(), &wanted.companions)
}

/// Who is to depart; a change that names nobody leaves them as they are.
fn wanted(command: &TakePlanMessage, standing: Option<&Plan>) -> Wanted {
    let depart_at = command.depart_at;
    let nobody = command.lead.is_none() && command.companions.is_empty();
    match standing.filter(|_| nobody) {
        Some(plan) => Wanted {
            depart_at,
            lead: plan.lead.clone(),
            companions: plan.companions.clone(),
        },
        None => {
            let lead = command.lead.clone();
            let companions = companions_of(lead.as_ref(), &command.companions);
            Wanted {
                depart_at,
                lead,
                companions,
            }
        }
    }
}

fn make<'a>(order: &Order, command: &TakePlanMessage, visit: u32, context: &'a Context<'a>) -> Sequel<'a> {
    let Wanted {
        depart_at,
        lead,
        companions,
    } = wanted(command, None);
    let made = PlanMade {
        order: order.number.clone(),
        plan: order.next_plan(),
        visit,
        station: order.station.clone(),
        depart_at,
        lead,
        companions,
        inputs: None,
        at: command.at,
        by: Some(command.by.clone()),
        message: Some(command.message.clone()),
    };
    let mut sequel = Sequel::of(order, context).said_by(&command.by);
    plan(&mut sequel, made);
    sequel
}

fn change_by<'a>(
    order: &Order,
    standing: &Plan,
    command: &TakePlanMessage,
    context: &'a Context<'a>,
) -> Sequel<'a> {
    let mut sequel = Sequel::of(order, context)
        .said_by(&command.by)
        .because(CHANGED_BY_SMS);
    let (wanted, by) = (wanted(command, Some(standing)), Some(command.by.clone()));
    change(&mut sequel, standing, wanted, CHANGED_BY_SMS, by, command.at);
    sequel
}

/// Takes a phone solution.
pub(super) fn take_solution(state: &State, command: &TakeSolutionMessage, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    if order.is_over() {
        return Ok(Vec::new());
    }
    refuse_other_stations(order, &command.by, command.at, context)?;
    if command.solution.trim().is_empty() {
        return Err(DispatchRejection::SolutionRequired);
    }
    let solved = SolvedByPhone {
        order: order.number.clone(),
        solution: command.solution.trim().to_owned(),
        at: command.at,
        by: Some(command.by.clone()),
        message: Some(command.message.clone()),
    };
    Ok(solve(Sequel::of(order, context).said_by(&command.by), solved))
}

/// The order may have gone to another station while the message was on its way: a person has to look at it (ORD-38).
fn refuse_other_stations(
    order: &Order,
    by: &PersonId,
    at: Instant,
    context: &Context<'_>,
) -> Result<(), DispatchRejection> {
    let station = order.station.as_ref();
    if station.is_some_and(|station| context.masters().manages(by, station, at)) {
        return Ok(());
    }
    let (number, station) = (order.number.clone(), station.cloned());
    Err(DispatchRejection::NotThisStation {
        order: number,
        station,
        person: by.clone(),
    })
}

#[cfg(test)]
mod tests {
    use proto::dispatch::{DispatchEvent, MakePlan};
    use proto::field::{FieldEvent, PlanReported};
    use types::ServiceName;

    use crate::testing::{
        Dealer, arrived, departed, hear, inputs, left, lines, order, person, plan, plan_message, with_order,
    };

    fn hear_line(dealer: &mut Dealer, sent: &str, depart_at: &str, lead: Option<&str>) -> Vec<String> {
        lines(&hear(dealer, plan_message(sent, depart_at, lead)))
    }

    // rule: ORD-8, SLA-1
    #[test]
    fn a_plan_by_sms_counts_from_when_it_was_sent_even_if_its_departure_has_passed() {
        let mut dealer = with_order();
        dealer.passes_until("2026-01-05T11:00:00+08:00");
        let expected = [
            "plan 1 for visit 1",
            "SLA-1/1 lifted, met 05 09:30",
            "SLA-3/1 started 05 09:30, due 05 10:30",
        ];
        assert_eq!(
            hear_line(&mut dealer, "05 09:30", "05 10:30", Some("wu")),
            expected
        );
        assert!(hear_line(&mut dealer, "05 09:30", "05 10:30", Some("wu")).is_empty());
    }

    // rule: ORD-8
    #[test]
    fn the_inputs_of_a_plan_by_sms_are_recorded_by_planning_the_same() {
        let mut dealer = with_order();
        hear(&mut dealer, plan_message("05 08:00", "05 14:00", Some("wu")));
        let same = MakePlan {
            companions: Vec::new(),
            ..plan("05 14:00")
        };
        let events = dealer.when(same.clone()).events();
        let [DispatchEvent::PlanInputsRecorded(recorded)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!((recorded.plan, &recorded.inputs), (1, &inputs()));
        dealer.when(same).then_nothing();
    }

    // rule: ORD-38
    #[test]
    fn another_plan_by_sms_changes_the_first_and_an_older_one_changes_nothing() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T09:00:00+08:00");
        hear(&mut dealer, plan_message("05 08:30", "05 14:00", Some("wu")));
        let events = hear(&mut dealer, plan_message("05 08:40", "05 16:00", None));
        let expected = [
            "plan 2 for visit 1, changed",
            "SLA-3/1 cancelled 05 08:40",
            "SLA-3/2 started 05 08:40, due 05 16:00",
        ];
        assert_eq!(lines(&events), expected);
        let Some(DispatchEvent::PlanChanged(changed)) = events.first() else {
            panic!("{events:?}")
        };
        assert_eq!(
            (changed.lead.as_ref(), changed.reason.as_str()),
            (Some(&person("wu")), "短信改期")
        );
        assert!(hear_line(&mut dealer, "05 08:30", "05 14:00", Some("wu")).is_empty());
    }

    // rule: SLA-32
    #[test]
    fn a_plan_sent_before_the_departure_is_the_reply_however_late_it_is_heard() {
        let mut dealer = with_order();
        dealer.passes_until("2026-01-05T13:00:00+08:00");
        let deed = ["VisitProgressed", "SLA-1/1 stopped 05 12:00"];
        assert_eq!(lines(&hear(&mut dealer, departed(1, "05 12:00", None))), deed);
        let reply = [
            "plan 1 for visit 1",
            "SLA-1/1 lifted, met 05 09:40",
            "SLA-3/1 started 05 09:40, due 05 12:30",
            "SLA-3/1 met 05 12:00",
        ];
        assert_eq!(hear_line(&mut dealer, "05 09:40", "05 12:30", Some("wu")), reply);
        assert!(hear_line(&mut dealer, "05 12:10", "05 12:30", Some("wu")).is_empty());
    }

    // rule: ORD-37
    #[test]
    fn a_plan_sent_after_a_visit_was_left_is_for_the_next_one() {
        let mut dealer = with_order();
        for report in [
            departed(1, "05 08:00", None),
            arrived(1, "05 08:00"),
            left(1, "05 08:00"),
        ] {
            hear(&mut dealer, report);
        }
        let expected = ["plan 1 for visit 2", "SLA-3/1 started 05 08:00, due 06 09:00"];
        assert_eq!(
            hear_line(&mut dealer, "05 08:00", "06 09:00", Some("wu")),
            expected
        );
    }

    // rule: ORD-38
    #[test]
    fn a_message_of_somebody_who_does_not_manage_the_station_is_for_a_person_to_look_at() {
        let mut dealer = with_order();
        let FieldEvent::PlanReported(said) = plan_message("05 08:00", "05 14:00", None) else {
            panic!("no plan")
        };
        let said = PlanReported {
            by: person("sun"),
            ..said
        };
        dealer
            .hears(ServiceName::Field, FieldEvent::from(said))
            .rejected("ORD-6.not_this_station");
        assert_eq!(
            dealer.state.order(&order()).map(|order| order.plans.len()),
            Some(0)
        );
    }
}
