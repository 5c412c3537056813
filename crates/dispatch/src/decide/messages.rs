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
    let order = known(state, &command.order)?;
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
    let order = known(state, &command.order)?;
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
