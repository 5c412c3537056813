//! Decides directory's commands, one function for each.

mod apply;
mod deputies;
#[cfg(test)]
pub(crate) mod given;
mod phones;
mod policy;
mod stage;

use decider::{Context, Draft};
use proto::directory::{DirectoryCommand, DirectoryEvent, Person};
use sla::policy::Role;
use types::PersonId;

use crate::{DirectoryRejection, State};

type Decided = Result<Vec<Draft<DirectoryEvent>>, DirectoryRejection>;

pub(crate) fn decide(state: &State, command: &DirectoryCommand, context: &Context<'_>) -> Decided {
    match command {
        DirectoryCommand::StageImport(command) => stage::stage_import(state, command, context),
        DirectoryCommand::ApplyImport(command) => apply::apply_import(state, command, context),
        DirectoryCommand::AppointDeputy(command) => deputies::appoint_deputy(command, context),
        DirectoryCommand::EndDeputy(command) => deputies::end_deputy(command, context),
        DirectoryCommand::GivePhone(command) => phones::give_phone(command, context),
        DirectoryCommand::RecordLeaving(command) => phones::record_leaving(command, context),
        DirectoryCommand::LoadPolicy(command) => policy::load_policy(command, context),
    }
}

fn known<'a>(person: &PersonId, context: &Context<'a>) -> Result<&'a Person, DirectoryRejection> {
    context
        .masters()
        .person(person)
        .ok_or_else(|| DirectoryRejection::UnknownPerson(person.clone()))
}

/// The person a command names, when its sender may act for them: one who is a station manager and nothing wider
/// only for people of stations they manage.
fn person_for<'a>(person: &PersonId, context: &Context<'a>) -> Result<&'a Person, DirectoryRejection> {
    let found = known(person, context)?;
    let Some(actor) = context.person() else {
        return Ok(found);
    };
    let roles = context.masters().roles_at(actor, context.now);
    let only_a_station = roles.contains(&Role::StationManager)
        && roles
            .iter()
            .all(|role| matches!(role, Role::StationManager | Role::FieldEngineer));
    let station = found.station.as_ref();
    let theirs = station.is_some_and(|station| context.masters().manages(actor, station, context.now));
    if only_a_station && !theirs {
        return Err(DirectoryRejection::OtherStation(person.clone()));
    }
    Ok(found)
}
