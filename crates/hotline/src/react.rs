//! What station and field report makes hotline ask of itself: move the order on, take up what a report lacks.

use decider::{Follow, Foreign};
use proto::AnyEvent;
use proto::dispatch::DispatchEvent;
use proto::field::FieldEvent;
use proto::hotline::{HotlineCommand, NoteReport, ReachStep};
use proto::order::Step;
use types::ServiceName;

use crate::State;

/// The kinds that move an order on, or say whether its report is complete.
pub(crate) const FOLLOWS: &[Follow] = &[
    Follow {
        log: ServiceName::Dispatch,
        kinds: &["SolvedByPhone", "PlanMade", "PlanWithdrawn"],
    },
    Follow {
        log: ServiceName::Field,
        kinds: &[
            "Departed",
            "Arrived",
            "Repaired",
            "LeftUnrepaired",
            "ServiceReportJudged",
        ],
    },
];

/// Asks for what a foreign record speaks of; whether the order still goes there is decided then.
pub(crate) fn react(state: &State, foreign: &Foreign) -> Vec<HotlineCommand> {
    let command = match &foreign.event {
        AnyEvent::Dispatch(event) => of_dispatch(state, event, foreign).map(HotlineCommand::from),
        AnyEvent::Field(FieldEvent::ServiceReportJudged(judged)) => Some(HotlineCommand::from(NoteReport {
            order: judged.order.clone(),
            gaps: judged.gaps.clone(),
        })),
        AnyEvent::Field(event) => of_field(event).map(HotlineCommand::from),
        AnyEvent::Directory(_)
        | AnyEvent::Hotline(_)
        | AnyEvent::Notify(_)
        | AnyEvent::Claims(_)
        | AnyEvent::Returns(_)
        | AnyEvent::Common(_) => None,
    };
    command.into_iter().collect()
}

fn of_dispatch(state: &State, event: &DispatchEvent, foreign: &Foreign) -> Option<ReachStep> {
    match event {
        DispatchEvent::SolvedByPhone(solved) => Some(ReachStep {
            order: solved.order.clone(),
            step: Step::SolvedByPhone,
            visit: state.order(&solved.order).map_or(0, |order| order.standing.visit),
            at: solved.at,
            reason: None,
        }),
        DispatchEvent::PlanMade(plan) => Some(ReachStep {
            order: plan.order.clone(),
            step: Step::Planned,
            visit: plan.visit,
            at: plan.at,
            reason: None,
        }),
        DispatchEvent::PlanWithdrawn(plan) => Some(ReachStep {
            order: plan.order.clone(),
            step: Step::Opened,
            visit: 0,
            at: foreign.occurred_at,
            reason: None,
        }),
        // Not followed.
        _ => None,
    }
}

fn of_field(event: &FieldEvent) -> Option<ReachStep> {
    let (order, step, visit, at, reason) = match event {
        FieldEvent::Departed(report) => (&report.order, Step::Departed, report.visit, report.at, None),
        FieldEvent::Arrived(report) => (&report.order, Step::Arrived, report.visit, report.at, None),
        FieldEvent::Repaired(report) => (&report.order, Step::Repaired, report.visit, report.at, None),
        FieldEvent::LeftUnrepaired(report) => (
            &report.order,
            Step::Unrepaired,
            report.visit,
            report.at,
            Some(report.reason.clone()),
        ),
        // Not followed.
        _ => return None,
    };
    Some(ReachStep {
        order: order.clone(),
        step,
        visit,
        at,
        reason,
    })
}
