//! What hotline, dispatch, field and directory say, and what claims asks of itself because of it.

use decider::{Follow, Foreign};
use proto::AnyEvent;
use proto::claims::{
    ClaimsCommand, JudgeCoverAgain, NoteClaimOrder, NoteClaimReport, NoteService, ReportPiece, ServiceEnd,
};
use proto::directory::{DirectoryEvent, ImportApplied, ListKind};
use proto::dispatch::DispatchEvent;
use proto::field::{FieldEvent, ReportCorrected, ReportKind};
use proto::hotline::HotlineEvent;
use proto::order::OrderFacts;
use types::{OrderNumber, ServiceName};

use crate::state::State;

/// Directory's records come to every service.
pub(crate) const FOLLOWS: &[Follow] = &[
    Follow {
        log: ServiceName::Hotline,
        kinds: &[
            "OrderOpened",
            "MachineIdentified",
            "StationGiven",
            "OrderCorrected",
            "OrderCancelled",
            "OrderReopened",
        ],
    },
    Follow {
        log: ServiceName::Dispatch,
        kinds: &["SolvedByPhone"],
    },
    Follow {
        log: ServiceName::Field,
        kinds: &[
            "Repaired",
            "ReportCorrected",
            "ServiceReportFiled",
            "PartReplaced",
            "PartCorrected",
            "DocumentAttached",
            "DocumentWithdrawn",
            "ServiceReportJudged",
        ],
    },
];

pub(crate) fn react(state: &State, foreign: &Foreign) -> Vec<ClaimsCommand> {
    if let AnyEvent::Directory(DirectoryEvent::ImportApplied(applied)) = &foreign.event {
        return machines_said(state, applied);
    }
    let command = match &foreign.event {
        AnyEvent::Hotline(event) => hotline_said(state, foreign, event),
        AnyEvent::Dispatch(DispatchEvent::SolvedByPhone(solved)) => {
            service(state, &solved.order, ServiceEnd::SolvedByPhone { at: solved.at })
        }
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

/// A list of machines was taken in: what rests on a file is judged again at once (CLM-3).
fn machines_said(state: &State, applied: &ImportApplied) -> Vec<ClaimsCommand> {
    if applied.list != ListKind::Machines {
        return Vec::new();
    }
    let resting = state.under_way().filter(|(_, case)| case.rests_on_a_file());
    let commands = resting.map(|(order, _)| {
        let order = order.clone();
        JudgeCoverAgain { order }.into()
    });
    commands.collect()
}

fn hotline_said(state: &State, foreign: &Foreign, event: &HotlineEvent) -> Option<ClaimsCommand> {
    match event {
        HotlineEvent::OrderCancelled(cancelled) => {
            let at = foreign.occurred_at;
            service(state, &cancelled.order, ServiceEnd::Cancelled { at })
        }
        HotlineEvent::OrderReopened(reopened) => service(state, &reopened.order, ServiceEnd::Reopened),
        _ => {
            let order = proto::order_of_stream(&foreign.stream)?;
            let known = state.case(&order);
            let facts = OrderFacts::after(known.as_ref().map(|case| &case.facts), event)?;
            Some(NoteClaimOrder { facts }.into())
        }
    }
}

fn field_said(state: &State, event: &FieldEvent) -> Option<ClaimsCommand> {
    match event.clone() {
        FieldEvent::Repaired(said) => {
            let (visit, at, by) = (said.visit, said.at, said.by);
            service(state, &said.order, ServiceEnd::Repaired { visit, at, by })
        }
        FieldEvent::ReportCorrected(said) => corrected(state, &said),
        FieldEvent::ServiceReportFiled(said) => {
            let (content, by) = (said.content, said.by);
            piece(state, said.order, ReportPiece::Filed { content, by })
        }
        FieldEvent::PartReplaced(said) => {
            let (line, exchange) = (said.line, said.exchange);
            piece(state, said.order, ReportPiece::Part { line, exchange })
        }
        FieldEvent::PartCorrected(said) => {
            let (line, exchange) = (said.line, said.exchange);
            piece(state, said.order, ReportPiece::Part { line, exchange })
        }
        FieldEvent::DocumentAttached(said) => {
            let (target, document) = (said.target, said.document);
            piece(state, said.order, ReportPiece::Attached { target, document })
        }
        FieldEvent::DocumentWithdrawn(said) => {
            let document = said.hash;
            piece(state, said.order, ReportPiece::Withdrawn { document })
        }
        FieldEvent::ServiceReportJudged(said) => {
            piece(state, said.order, ReportPiece::Judged { gaps: said.gaps })
        }
        _ => None,
    }
}

/// Only the repair's own time matters, and only that of the visit the claim's days run from.
fn corrected(state: &State, said: &ReportCorrected) -> Option<ClaimsCommand> {
    let case = state.case(&said.order)?;
    let repair = case.repair.as_ref()?;
    let moves_it = said.of == ReportKind::Repaired && said.visit == repair.visit;
    let at = said.at;
    moves_it.then_some(())?;
    service(state, &said.order, ServiceEnd::RepairCorrected { at })
}

fn service(state: &State, order: &OrderNumber, ended: ServiceEnd) -> Option<ClaimsCommand> {
    let order = state.case(order)?.facts.order.clone();
    Some(NoteService { order, ended }.into())
}

fn piece(state: &State, order: OrderNumber, piece: ReportPiece) -> Option<ClaimsCommand> {
    state.case(&order)?;
    Some(NoteClaimReport { order, piece }.into())
}
