//! What hotline and field say, and what dispatch asks of itself because of it.

use decider::{Follow, Foreign};
use proto::AnyEvent;
use proto::dispatch::{
    DispatchCommand, DropOrder, NoteOrder, OrderNews, Progress, TakePlanMessage, TakeReport,
    TakeSolutionMessage,
};
use proto::field::{FieldEvent, ReportCorrected, ReportKind};
use proto::hotline::HotlineEvent;
use proto::order::OrderFacts;
use types::{Instant, ServiceName};

use crate::order::Visit;
use crate::state::State;

pub(crate) const FOLLOWS: &[Follow] = &[
    Follow {
        log: ServiceName::Hotline,
        kinds: &[
            "OrderOpened",
            "MachineIdentified",
            "StationGiven",
            "OrderCorrected",
            "MachineStateReported",
            "OrderCancelled",
            "OrderReopened",
        ],
    },
    Follow {
        log: ServiceName::Field,
        kinds: &[
            "Departed",
            "Arrived",
            "Repaired",
            "LeftUnrepaired",
            "PlanReported",
            "PhoneSolutionReported",
            "ReportCorrected",
        ],
    },
];

pub(crate) fn react(state: &State, foreign: &Foreign) -> Vec<DispatchCommand> {
    let command = match &foreign.event {
        AnyEvent::Hotline(event) => hotline_said(state, foreign, event),
        AnyEvent::Field(event) => field_said(state, event),
        AnyEvent::Directory(_)
        | AnyEvent::Dispatch(_)
        | AnyEvent::Notify(_)
        | AnyEvent::Claims(_)
        | AnyEvent::Returns(_)
        | AnyEvent::Common(_) => None,
    };
    command.into_iter().collect()
}

fn hotline_said(state: &State, foreign: &Foreign, event: &HotlineEvent) -> Option<DispatchCommand> {
    if let HotlineEvent::OrderCancelled(cancelled) = event {
        let (order, at, reason) = (
            cancelled.order.clone(),
            foreign.occurred_at,
            cancelled.reason.clone(),
        );
        return Some(DropOrder { order, at, reason }.into());
    }
    let order = proto::order_of_stream(&foreign.stream)?;
    let known = state.order(&order);
    let known = known.as_ref().map(|order| &*order.facts);
    let news = news_of(event);
    let facts = match news {
        Some(OrderNews::Reopened { .. }) => known?.clone(),
        Some(OrderNews::TakenOver { .. }) | None => OrderFacts::after(known, event)?,
    };
    let reason = match event {
        HotlineEvent::StationGiven(given) => given.reason.clone(),
        _ => None,
    };
    Some(NoteOrder { facts, reason, news }.into())
}

/// What an event of hotline's says besides an order's facts.
fn news_of(event: &HotlineEvent) -> Option<OrderNews> {
    match event {
        HotlineEvent::OrderOpened(opened) => opened.taken_over.as_ref().map(|before| OrderNews::TakenOver {
            replied_at: before.dispatched_at,
            arrived_at: before.arrived_at,
        }),
        HotlineEvent::OrderReopened(reopened) => Some(OrderNews::Reopened {
            reason: reopened.reason.clone(),
        }),
        _ => None,
    }
}

fn field_said(state: &State, event: &FieldEvent) -> Option<DispatchCommand> {
    let command = match event.clone() {
        FieldEvent::Departed(said) => report(
            said.order,
            said.visit,
            Progress::Departed { eta: said.eta },
            said.at,
            said.lead,
        ),
        FieldEvent::Arrived(said) => report(said.order, said.visit, Progress::Arrived, said.at, said.by),
        FieldEvent::Repaired(said) => report(said.order, said.visit, Progress::Repaired, said.at, said.by),
        FieldEvent::LeftUnrepaired(said) => {
            let progress = Progress::LeftUnrepaired { reason: said.reason };
            report(said.order, said.visit, progress, said.at, said.by)
        }
        FieldEvent::PlanReported(said) => TakePlanMessage {
            order: said.order,
            depart_at: said.depart_at,
            lead: said.lead,
            companions: said.companions,
            by: said.by,
            at: said.at,
            message: said.message,
        }
        .into(),
        FieldEvent::PhoneSolutionReported(said) => TakeSolutionMessage {
            order: said.order,
            solution: said.solution,
            by: said.by,
            at: said.at,
            message: said.message,
        }
        .into(),
        FieldEvent::ReportCorrected(said) => corrected(state, said)?,
        _ => return None,
    };
    Some(command)
}

fn report(
    order: types::OrderNumber,
    visit: u32,
    progress: Progress,
    at: Instant,
    by: types::PersonId,
) -> DispatchCommand {
    TakeReport {
        order,
        visit,
        progress,
        at,
        by,
    }
    .into()
}

/// A correction is the same report at another time; what else it said stands.
fn corrected(state: &State, said: ReportCorrected) -> Option<DispatchCommand> {
    let order = state.order(&said.order)?;
    let visit = order.visits.get(&said.visit)?;
    let progress = progress_of(visit, said.of)?;
    Some(report(said.order, said.visit, progress, said.at, said.by))
}

fn progress_of(visit: &Visit, kind: ReportKind) -> Option<Progress> {
    match kind {
        ReportKind::Departed => visit
            .departed
            .as_ref()
            .map(|departure| Progress::Departed { eta: departure.eta }),
        ReportKind::Arrived => visit.arrived_at.map(|_| Progress::Arrived),
        ReportKind::Repaired => visit.repaired_at.map(|_| Progress::Repaired),
        ReportKind::LeftUnrepaired => visit.left.as_ref().map(|leaving| Progress::LeftUnrepaired {
            reason: leaving.reason.clone(),
        }),
    }
}
