//! Who can be sent (ORD-8).

use decider::Context;
use sla::policy::Role;
use types::PersonId;

use crate::rejection::DispatchRejection;

/// Refuses whoever is unknown, has left, or is no field engineer, in the order they are named.
pub(super) fn refuse_unfit<'p>(
    people: impl IntoIterator<Item = &'p PersonId>,
    context: &Context<'_>,
) -> Result<(), DispatchRejection> {
    people
        .into_iter()
        .try_for_each(|person| refuse_unfit_one(person, context))
}

fn refuse_unfit_one(person: &PersonId, context: &Context<'_>) -> Result<(), DispatchRejection> {
    let Some(known) = context.masters().person(person) else {
        return Err(DispatchRejection::EngineerUnknown {
            person: person.clone(),
        });
    };
    let (person, name) = (person.clone(), known.name.to_string());
    if !known.roles.contains(&Role::FieldEngineer) {
        return Err(DispatchRejection::NotAnEngineer { person, name });
    }
    if context.masters().has_left(&person, context.now) {
        return Err(DispatchRejection::EngineerLeft { person, name });
    }
    Ok(())
}

/// The companions once each, in the order given, without the lead.
pub(super) fn companions_of(lead: Option<&PersonId>, companions: &[PersonId]) -> Vec<PersonId> {
    let mut kept: Vec<PersonId> = Vec::new();
    for companion in companions {
        if lead != Some(companion) && !kept.contains(companion) {
            kept.push(companion.clone());
        }
    }
    kept
}
