//! Rows of the staff list.

use decider::cells;
use proto::directory::{HeldPhone, Person};
use sla::policy::Role;
use types::{Instant, PersonId, Sentence, StationId};

use super::columns::Field;
use super::{RowReader, Surroundings, cell};

pub(super) fn read(row: &mut RowReader<'_>, around: Surroundings<'_>) -> Option<Person> {
    let id: Option<PersonId> = row.required(Field::Id, cell::id);
    let known = id.as_ref().and_then(|id| around.masters.person(id));
    let name = row.required(Field::Name, cell::text);
    let roles = row.required(Field::Roles, cell::roles);
    let station = |text: &str| cells::station(text, around.masters);
    let station = row.optional_or(
        Field::Station,
        station,
        known.and_then(|known| known.station.clone()),
    );
    let region = row.optional_or(
        Field::Region,
        cell::text,
        known.and_then(|known| known.region.clone()),
    );
    let grade = row.optional_or(Field::Grade, cell::grade, known.and_then(|known| known.grade));
    let phones = phones(row, around);
    check_station(row, roles.as_deref(), station.as_ref());
    Some(Person {
        id: id?,
        name: name?.into(),
        roles: roles?,
        station,
        region,
        grade,
        phones: phones?,
    })
}

/// Station managers and engineers are found by their station; without it nobody could be told.
fn check_station(row: &mut RowReader<'_>, roles: Option<&[Role]>, station: Option<&StationId>) {
    let at_a_station = |role: &Role| matches!(role, Role::StationManager | Role::FieldEngineer);
    if station.is_none() && roles.is_some_and(|roles| roles.iter().any(at_a_station)) {
        row.refuse(
            Field::Station,
            Sentence::new(
                "站长和工程师须写明服务站",
                "station managers and engineers need a station",
            ),
        );
    }
}

/// Phones with their days (DIR-2): without a day they are the person's from now on. A day begins for everybody at
/// once, so that a phone can go from one station to another without a gap.
fn phones(row: &mut RowReader<'_>, around: Surroundings<'_>) -> Option<Vec<HeldPhone>> {
    let zone = around.zone;
    let phones = row.every(Field::Phones, cell::phones);
    let from = row.optional(Field::PhoneFrom, |text| cell::day(text, zone));
    let until = row.optional(Field::PhoneUntil, |text| cell::day(text, zone));
    check_days(row, from, until)?;
    let from = from.unwrap_or(around.now);
    let mut held: Vec<HeldPhone> = Vec::new();
    for phone in phones {
        let phone = HeldPhone {
            phone: phone.into(),
            from,
            until,
        };
        if !held.contains(&phone) {
            held.push(phone);
        }
    }
    Some(held)
}

fn check_days(row: &mut RowReader<'_>, from: Option<Instant>, until: Option<Instant>) -> Option<()> {
    let Some(until) = until else { return Some(()) };
    let reason = match from {
        Some(from) if from < until => return Some(()),
        Some(_) => Sentence::new("停用日期须晚于启用日期", "the last day must come after the first"),
        None => Sentence::new(
            "写了停用日期，也要写启用日期",
            "with the day it ends, say the day it began as well",
        ),
    };
    row.refuse(Field::PhoneUntil, reason);
    None
}
