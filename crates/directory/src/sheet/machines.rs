//! Rows of the machine list.

use decider::Masters;
use proto::directory::Machine;
use types::{CustomerId, MachineSerial, Sentence, StationId};

use super::cell;
use super::columns::Field;
use super::row::RowReader;

pub(super) fn read(row: &mut RowReader<'_>, masters: &Masters) -> Option<Machine> {
    let serial: Option<MachineSerial> = row.required(Field::Id, cell::serial);
    let known = serial.as_ref().and_then(|serial| masters.machine(serial));
    let model = row.required(Field::Model, cell::text);
    let owner = owner(row, masters, known);
    let station = |text: &str| station(text, masters);
    let station = row.optional_or(
        Field::Station,
        station,
        known.and_then(|known| known.station.clone()),
    );
    let site = row.optional_or(Field::Site, cell::text, known.map(|known| known.site.clone()));
    let hours = row.optional_or(Field::Hours, cell::hours, known.and_then(|known| known.hours));
    Some(Machine {
        serial: serial?,
        model: model?,
        customer: owner,
        station,
        site: site.unwrap_or_default(),
        hours,
    })
}

/// The customer by the column for numbers, else by the one for names.
fn owner(row: &mut RowReader<'_>, masters: &Masters, known: Option<&Machine>) -> Option<CustomerId> {
    if !row.has(Field::Customer) && !row.has(Field::CustomerName) {
        return known?.customer.clone();
    }
    let read = |text: &str| customer(text, masters);
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

/// A station by code, or by a name that only one station has.
pub(super) fn station(text: &str, masters: &Masters) -> Result<StationId, Sentence> {
    let by_id = cell::id::<StationId>(text)
        .ok()
        .filter(|id| masters.station(id).is_some());
    let by_name = || {
        let mut named = masters.stations().filter(|station| station.name == text);
        let first = named.next()?;
        named.next().is_none().then(|| first.id.clone())
    };
    by_id.or_else(by_name).ok_or_else(|| {
        Sentence::new(
            format!("没有服务站“{text}”，请先导入服务站，或改填站号"),
            format!("there is no station {text:?}; import the stations first, or write its code"),
        )
    })
}
