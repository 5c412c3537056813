//! Rows of the machine list.

use decider::{Masters, cells};
use proto::directory::{Location, Machine, Position, WarrantyExtension, WarrantyTerms};
use types::{CustomerId, MachineSerial, Sentence};

use super::columns::Field;
use super::together::{both, location};
use super::{RowReader, Surroundings, cell};

pub(super) fn read(row: &mut RowReader<'_>, around: Surroundings<'_>) -> Option<Machine> {
    let masters = around.masters;
    let serial: Option<MachineSerial> = row.required(Field::Id, cell::serial);
    let known = serial.as_ref().and_then(|serial| masters.machine(serial));
    let model = row.required(Field::Model, cell::text);
    let owner = owner(row, masters, known);
    let station = |text: &str| cells::station(text, masters);
    let station = row.optional_or(
        Field::Station,
        station,
        known.and_then(|known| known.station.clone()),
    );
    let site = row.optional_or(Field::Site, cell::text, known.map(|known| known.site.clone()));
    let hours = row.optional_or(Field::Hours, cell::hours, known.and_then(|known| known.hours));
    let in_service = row.optional_or(
        Field::InService,
        cell::date,
        known.and_then(|known| known.in_service),
    );
    let warranty = warranty(row, known.and_then(|known| known.warranty.as_ref()));
    let extension = extension(row, known.and_then(|known| known.extension.as_ref()));
    let position = position(row, around, known.and_then(|known| known.position));
    Some(Machine {
        serial: serial?,
        model: model?,
        customer: owner,
        station,
        site: site.unwrap_or_default(),
        hours,
        in_service,
        warranty,
        extension,
        position,
    })
}

/// The manufacturer's terms: a version and its months, or nothing at all (CLM-3).
fn warranty(row: &mut RowReader<'_>, known: Option<&WarrantyTerms>) -> Option<WarrantyTerms> {
    let before = row.problems();
    let version = row.optional_or(
        Field::WarrantyVersion,
        cell::text,
        known.map(|known| known.version.clone()),
    );
    let months = row.optional_or(
        Field::WarrantyMonths,
        cell::months,
        known.map(|known| known.months),
    );
    let hours = row.optional_or(
        Field::WarrantyHours,
        cell::hours,
        known.and_then(|known| known.hours),
    );
    let any = hours.is_some();
    let both = both(
        row,
        before,
        (Field::WarrantyVersion, version),
        (Field::WarrantyMonths, months),
        any,
    );
    both.map(|(version, months)| WarrantyTerms {
        version,
        months,
        hours,
    })
}

/// A bought extension: a contract and its months, or nothing at all (CLM-3).
fn extension(row: &mut RowReader<'_>, known: Option<&WarrantyExtension>) -> Option<WarrantyExtension> {
    let before = row.problems();
    let contract = row.optional_or(
        Field::ExtensionContract,
        cell::text,
        known.map(|known| known.contract.clone()),
    );
    let months = row.optional_or(
        Field::ExtensionMonths,
        cell::months,
        known.map(|known| known.months),
    );
    let hours = row.optional_or(
        Field::ExtensionHours,
        cell::hours,
        known.and_then(|known| known.hours),
    );
    let any = hours.is_some();
    let both = both(
        row,
        before,
        (Field::ExtensionContract, contract),
        (Field::ExtensionMonths, months),
        any,
    );
    both.map(|(contract, months)| WarrantyExtension {
        contract,
        months,
        hours,
    })
}

/// Where telematics saw it: both degrees, or nothing at all (ORD-1).
fn position(row: &mut RowReader<'_>, around: Surroundings<'_>, known: Option<Position>) -> Option<Position> {
    let seen_at = row.optional_or(
        Field::SeenAt,
        |text| cell::moment(text, around.zone),
        known.and_then(|known| known.seen_at),
    );
    let before = known.map(|known| Location {
        latitude: known.latitude,
        longitude: known.longitude,
    });
    let any = row.says(Field::SeenAt);
    location(row, before, any).map(|at| Position {
        latitude: at.latitude,
        longitude: at.longitude,
        seen_at,
    })
}

/// The customer by the column for numbers, else by the one for names.
fn owner(row: &mut RowReader<'_>, masters: &Masters, known: Option<&Machine>) -> Option<CustomerId> {
    let read = |text: &str| customer(text, masters);
    if row.keeps(&[Field::Customer, Field::CustomerName]) {
        return known?.customer.clone();
    }
    row.optional(Field::Customer, read)
        .or_else(|| row.optional(Field::CustomerName, read))
}

/// A customer by number, or by a name that only one customer has.
fn customer(text: &str, masters: &Masters) -> Result<CustomerId, Sentence> {
    let by_id = cell::id::<CustomerId>(text)
        .ok()
        .filter(|id| masters.customer(id).is_some());
    if let Some(id) = by_id {
        return Ok(id);
    }
    let named: Vec<&CustomerId> = masters
        .customers()
        .filter(|customer| customer.name.open().is_some_and(|name| name == text))
        .map(|customer| &customer.id)
        .collect();
    match named.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(Sentence::new(
            "客户档案里没有这个客户，请先导入客户",
            "the directory has no such customer; import the customers first",
        )),
        [one, other, ..] => Err(Sentence::new(
            format!("有多个同名客户（{one}、{other}…），请改填客户编号"),
            format!("several customers have this name ({one}, {other}…); write the customer's number"),
        )),
    }
}
