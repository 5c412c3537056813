//! What returns decides, one file for each group of commands.

mod check_in;
mod destroy;
mod loss;
mod notes;
mod receive;
mod settle;
mod ship;

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::Rejection;
use proto::returns::{ReturnsCommand, ReturnsEvent};
use types::{ConsignmentId, Instant, PartTag, Sentence, StationId};

use crate::consignment::Consignment;
use crate::order::Part;
use crate::rejection::ReturnsRejection;
use crate::state::State;

pub(crate) use destroy::keep_until;

/// Events to be recorded, or the reason why not.
type Decision = Result<Vec<Draft<ReturnsEvent>>, ReturnsRejection>;

pub(crate) fn decide(
    state: &State,
    command: &ReturnsCommand,
    context: &Context<'_>,
) -> Result<Vec<Draft<ReturnsEvent>>, Rejection> {
    let decision = match command {
        ReturnsCommand::CheckInPart(command) => check_in::check_in(state, command, context),
        ReturnsCommand::ShipConsignment(command) => ship::ship(state, command, context),
        ReturnsCommand::ReceiveConsignment(command) => receive::receive(state, command, context),
        ReturnsCommand::SettleDiscrepancy(command) => settle::settle(state, command, context),
        ReturnsCommand::DestroyPart(command) => destroy::destroy(state, command, context),
        ReturnsCommand::ForwardPart(command) => destroy::forward(state, command, context),
        ReturnsCommand::RecordLoss(command) => loss::record(state, command, context),
        ReturnsCommand::NotePart(command) => Ok(notes::part(state, command)),
        ReturnsCommand::NoteClaimStand(command) => Ok(notes::claim(state, command)),
        ReturnsCommand::NoteStation(command) => Ok(notes::station(state, command)),
    };
    decision.map_err(Rejection::from)
}

fn known_part<'s>(state: &'s State, tag: &PartTag) -> Result<Cow<'s, Part>, ReturnsRejection> {
    state
        .part(tag)
        .ok_or_else(|| ReturnsRejection::PartUnknown { tag: tag.clone() })
}

fn known_consignment<'s>(state: &'s State, id: &ConsignmentId) -> Result<&'s Consignment, ReturnsRejection> {
    state
        .consignments
        .get(id)
        .ok_or_else(|| ReturnsRejection::ConsignmentUnknown {
            consignment: id.clone(),
        })
}

/// A station's parts are in the hands of its manager, or his deputy.
fn refuse_strangers(station: &StationId, context: &Context<'_>) -> Result<(), ReturnsRejection> {
    // Without a person it is the owner of the machine.
    let Some(person) = context.person() else {
        return Ok(());
    };
    let manages = context.masters().manages(person, station, context.now);
    if manages || context.holds(sla::policy::Role::Administrator) {
        return Ok(());
    }
    Err(ReturnsRejection::NotThisStation {
        station: station.clone(),
        person: person.clone(),
    })
}

/// When something happened: as entered, not in the future; otherwise now.
fn happened_at(
    rule: &'static str,
    entered: Option<Instant>,
    context: &Context<'_>,
) -> Result<Instant, ReturnsRejection> {
    let (at, now) = (entered.unwrap_or(context.now), context.now);
    if at > now {
        return Err(ReturnsRejection::InFuture { rule, at, now });
    }
    Ok(at)
}

fn refuse_earlier(
    rule: &'static str,
    at: Instant,
    after: Instant,
    of: Sentence,
) -> Result<(), ReturnsRejection> {
    if at < after {
        return Err(ReturnsRejection::TooEarly { rule, at, after, of });
    }
    Ok(())
}

/// What somebody has to write, without the blanks around it.
fn written(text: &str, otherwise: ReturnsRejection) -> Result<String, ReturnsRejection> {
    match text.trim() {
        "" => Err(otherwise),
        text => Ok(text.to_owned()),
    }
}
