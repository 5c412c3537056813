//! Solved by phone (ORD-7).

use decider::{Context, Draft};
use proto::dispatch::{DispatchEvent, SolveByPhone, SolvedByPhone};

use super::{Decision, known, refuse_over, refuse_strangers};
use crate::rejection::DispatchRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Takes the station's phone solution; it answers SLA-1 and SLA-2 at once.
pub(super) fn solve_by_phone(state: &State, command: &SolveByPhone, context: &Context<'_>) -> Decision {
    let order = known(state, &command.order)?;
    if order.solved_at.is_some() {
        return Ok(Vec::new());
    }
    refuse_over(order)?;
    refuse_strangers(order, context)?;
    let (at, now) = (command.at.unwrap_or(context.now), context.now);
    if command.solution.trim().is_empty() {
        return Err(DispatchRejection::SolutionRequired);
    }
    if at > now {
        return Err(DispatchRejection::SolvedInFuture { at, now });
    }
    if at < order.opened_at {
        return Err(DispatchRejection::SolvedBeforeCall {
            at,
            opened_at: order.opened_at,
        });
    }
    let solved = SolvedByPhone {
        order: order.number.clone(),
        solution: command.solution.trim().to_owned(),
        at,
        by: context.person().cloned(),
        message: None,
    };
    Ok(solve(Sequel::of(order, context), solved))
}

/// What follows when an order is solved by phone: no engineers are needed any more.
pub(super) fn solve(sequel: Sequel<'_>, solved: SolvedByPhone) -> Vec<Draft<DispatchEvent>> {
    let mut sequel = sequel.because("已电话解决");
    let at = solved.at;
    sequel.withdraw_plan();
    sequel.add(solved, at);
    sequel.finish()
}
