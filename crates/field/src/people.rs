//! Who belongs to an order, and who may act for whom (SMS-1, DIR-1).

use decider::{Context, Masters};
use proto::directory::Person;
use sla::policy::Role;
use types::{Actor, Instant, PersonId};

use crate::order::{Assignment, FieldOrder};

/// A person and everybody they stand in for at a moment.
pub(crate) fn hats(masters: &Masters, person: &PersonId, at: Instant) -> Vec<PersonId> {
    let mut hats = masters.stands_in_for(person, at);
    hats.insert(0, person.clone());
    hats
}

/// Whether somebody may report about an order: assigned to it, on one of its visits, an engineer or manager of its
/// station, or the deputy of one of those.
// rule: SMS-1
// rule: DIR-1
pub(crate) fn belongs(masters: &Masters, order: &FieldOrder, person: &PersonId, at: Instant) -> bool {
    let serves = |hat: &PersonId| order.names(hat) || is_engineer_of_station(masters, order, hat);
    hats(masters, person, at).iter().any(serves) || manages(masters, order, person, at)
}

/// Whether somebody manages the order's station, by themselves or as a deputy.
pub(crate) fn manages(masters: &Masters, order: &FieldOrder, person: &PersonId, at: Instant) -> bool {
    order
        .facts
        .station
        .as_ref()
        .is_some_and(|station| masters.manages(person, station, at))
}

fn is_engineer_of_station(masters: &Masters, order: &FieldOrder, person: &PersonId) -> bool {
    let is_theirs = |known: &Person| {
        known.roles.contains(&Role::FieldEngineer)
            && known.station == order.facts.station
            && known.station.is_some()
    };
    masters.person(person).is_some_and(is_theirs)
}

/// Whether the standing plan means somebody: by name, or as any engineer of the station when it names nobody.
pub(crate) fn is_planned_for(
    masters: &Masters,
    order: &FieldOrder,
    plan: &Assignment,
    hats: &[PersonId],
) -> bool {
    let names_nobody = plan.crew().next().is_none();
    hats.iter().any(|hat| {
        plan.crew().any(|named| named == hat) || (names_nobody && is_engineer_of_station(masters, order, hat))
    })
}

/// Whether the actor may enter what somebody else reports: the hotline for everybody, a station manager at his
/// station, a deputy for the one who is away, and whoever owns the machine.
pub(crate) fn may_enter_for(context: &Context<'_>, order: &FieldOrder, engineer: &PersonId) -> bool {
    let person = match context.actor {
        Actor::Local => return true,
        Actor::Person(person) => person,
        Actor::Service(_) | Actor::Gateway => return false,
    };
    let hotline = [Role::Operator, Role::HotlineSupervisor, Role::Administrator];
    hats(context.masters(), person, context.now).contains(engineer)
        || hotline.into_iter().any(|role| context.holds(role))
        || manages(context.masters(), order, person, context.now)
}

/// Whether the actor may write an order's report and attach documents: whoever belongs to the order, the hotline, the
/// records staff, and whoever owns the machine.
// rule: ORD-25
pub(crate) fn may_write(context: &Context<'_>, order: &FieldOrder) -> bool {
    let office = [
        Role::Operator,
        Role::HotlineSupervisor,
        Role::Administrator,
        Role::RecordsStaff,
    ];
    match context.actor {
        Actor::Local => true,
        Actor::Person(person) => {
            office.into_iter().any(|role| context.holds(role))
                || belongs(context.masters(), order, person, context.now)
        }
        Actor::Service(_) | Actor::Gateway => false,
    }
}

/// Whether the actor may write what somebody else did.
pub(crate) fn may_write_for(context: &Context<'_>, order: &FieldOrder, engineer: &PersonId) -> bool {
    context.holds(Role::RecordsStaff) || may_enter_for(context, order, engineer)
}
