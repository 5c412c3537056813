//! What hotline, field and claims say, and what returns asks of itself because of it (OLD-1, OLD-7).

use decider::{Follow, Foreign};
use proto::AnyEvent;
use proto::claims::{ClaimState, ClaimsEvent, Decision};
use proto::field::FieldEvent;
use proto::hotline::HotlineEvent;
use proto::returns::{NoteClaimStand, NotePart, NoteStation, ReturnsCommand};
use types::{ClaimNumber, Instant, OrderNumber, PartTag, ServiceName};

pub(crate) const FOLLOWS: &[Follow] = &[
    Follow {
        log: ServiceName::Hotline,
        kinds: &["OrderOpened", "MachineIdentified", "StationGiven"],
    },
    Follow {
        log: ServiceName::Field,
        kinds: &["PartReplaced", "PartCorrected", "Repaired"],
    },
    Follow {
        log: ServiceName::Claims,
        kinds: &[
            "ClaimDrafted",
            "ClaimDropped",
            "ClaimSubmitted",
            "ClaimDecided",
            "ClaimWrittenOff",
        ],
    },
];

pub(crate) fn react(foreign: &Foreign) -> Vec<ReturnsCommand> {
    let command = match &foreign.event {
        AnyEvent::Hotline(event) => hotline_said(event),
        AnyEvent::Field(event) => field_said(event),
        AnyEvent::Claims(event) => claims_said(event),
        AnyEvent::Directory(_)
        | AnyEvent::Dispatch(_)
        | AnyEvent::Notify(_)
        | AnyEvent::Returns(_)
        | AnyEvent::Common(_) => None,
    };
    command.into_iter().collect()
}

/// Nothing new about an order.
fn nothing_of(order: &OrderNumber) -> NoteStation {
    NoteStation {
        order: order.clone(),
        opened_at: None,
        machine: None,
        model: None,
        station: None,
        engineer: None,
    }
}

fn hotline_said(event: &HotlineEvent) -> Option<ReturnsCommand> {
    let noted = match event {
        HotlineEvent::OrderOpened(opened) => NoteStation {
            opened_at: Some(opened.facts.opened_at),
            machine: opened.facts.machine.clone(),
            model: opened.facts.model.clone(),
            station: opened.facts.station.clone(),
            ..nothing_of(&opened.facts.order)
        },
        HotlineEvent::MachineIdentified(found) => NoteStation {
            machine: Some(found.machine.clone()),
            model: found.model.clone(),
            ..nothing_of(&found.order)
        },
        HotlineEvent::StationGiven(given) => NoteStation {
            station: Some(given.station.clone()),
            ..nothing_of(&given.order)
        },
        _ => return None,
    };
    Some(noted.into())
}

fn field_said(event: &FieldEvent) -> Option<ReturnsCommand> {
    let command = match event {
        FieldEvent::PartReplaced(replaced) => NotePart {
            tag: tag(&replaced.order, replaced.line),
            exchange: replaced.exchange.clone(),
            engineer: replaced.by.clone(),
        }
        .into(),
        FieldEvent::PartCorrected(corrected) => NotePart {
            tag: tag(&corrected.order, corrected.line),
            exchange: corrected.exchange.clone(),
            engineer: None,
        }
        .into(),
        FieldEvent::Repaired(repaired) => NoteStation {
            engineer: Some(repaired.by.clone()),
            ..nothing_of(&repaired.order)
        }
        .into(),
        _ => return None,
    };
    Some(command)
}

fn tag(order: &OrderNumber, line: u16) -> PartTag {
    PartTag {
        order: order.clone(),
        line,
    }
}

fn claims_said(event: &ClaimsEvent) -> Option<ReturnsCommand> {
    let command = match event {
        ClaimsEvent::ClaimDrafted(drafted) => stand(&drafted.claim, ClaimState::Draft, None),
        ClaimsEvent::ClaimDropped(dropped) => stand(&dropped.claim, ClaimState::Dropped, None),
        ClaimsEvent::ClaimSubmitted(submitted) => stand(&submitted.claim, ClaimState::Submitted, None),
        ClaimsEvent::ClaimDecided(decided) => {
            let state = match decided.decision {
                Decision::Accepted => ClaimState::Accepted,
                Decision::PartlyAccepted => ClaimState::PartlyAccepted,
                Decision::Rejected => ClaimState::Rejected,
            };
            stand(&decided.claim, state, Some(decided.at))
        }
        ClaimsEvent::ClaimWrittenOff(given_up) => stand(&given_up.claim, ClaimState::WrittenOff, None),
        _ => return None,
    };
    Some(command)
}

fn stand(claim: &ClaimNumber, state: ClaimState, decided_at: Option<Instant>) -> ReturnsCommand {
    NoteClaimStand {
        claim: claim.clone(),
        state,
        decided_at,
    }
    .into()
}
