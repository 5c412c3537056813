//! One open order of a list.

use chrono_tz::Tz;
use decider::{Context, Masters, cells};
use proto::directory::Machine;
use proto::hotline::{Caller, OpenOrder, StagedOrder};
use proto::order::OrderType;
use types::{CustomerId, Instant, Personal, Phone, Sentence, StationId};

use super::columns::Field;
use super::{RowReader, cell};
use crate::decide::known_machine;

/// Reads a row; what is wrong with it stands in the reader.
pub(super) fn read(row: &mut RowReader<'_>, context: &Context<'_>) -> Option<StagedOrder> {
    let masters = context.masters();
    let number = row.required(Field::Number, cell::number);
    let times = times(row, context);
    let fault = row.required(Field::Fault, cell::text);
    let serial = row.optional(Field::Serial, cell::serial);
    let machine = serial.as_ref().and_then(|serial| known_machine(masters, serial));
    let (customer, mut notes) = customer(row, masters);
    let caller = caller(row, machine, customer.as_ref(), masters);
    let station = station(row, machine, masters);
    let model = row.optional(Field::Model, cell::text);
    let hours = row.optional(Field::Hours, cell::hours);
    let site = row.optional(Field::Site, cell::text);
    let machine_down = row.optional(Field::MachineDown, cell::flag);
    let order_type = row.optional(Field::OrderType, cell::order_type);
    notes.extend(row.every_under_its_head(Field::Noted));
    // Every cell was read by now, so that all that is wrong is known.
    let opening = OpenOrder {
        caller: caller?,
        machine: serial,
        model,
        hours,
        customer,
        site: site.unwrap_or_default(),
        fault: fault?,
        machine_down: machine_down.unwrap_or_default(),
        order_type: order_type.unwrap_or(OrderType::FailureRepair),
        subtype: None,
        station,
        called_at: Some(times.reported_at?),
        second_order_reason: None,
    };
    Some(StagedOrder {
        line: row.line(),
        number: number?,
        opening,
        dispatched_at: times.dispatched_at,
        arrived_at: times.arrived_at,
        note: note(&notes),
    })
}

struct Times {
    reported_at: Option<Instant>,
    dispatched_at: Option<Instant>,
    arrived_at: Option<Instant>,
}

/// The times of a row, none of them ahead of now or before the call; one that is finished is not open any more.
fn times(row: &mut RowReader<'_>, context: &Context<'_>) -> Times {
    let zone: Tz = context.policy().zone();
    let latest = context.now + context.policy().sms().future_tolerance;
    let not_ahead = |text: &str| match cell::moment(text, zone)? {
        moment if moment > latest => Err(Sentence::new(
            "时间晚于当前时间，请核对",
            "this time is later than now; check it",
        )),
        moment => Ok(moment.min(context.now)),
    };
    let reported_at = row.required(Field::ReportedAt, not_ahead);
    let after = |text: &str| match not_ahead(text)? {
        moment if reported_at.is_some_and(|reported_at| moment < reported_at) => Err(Sentence::new(
            "时间早于报修时间，请核对",
            "this time is before the call; check it",
        )),
        moment => Ok(moment),
    };
    let dispatched_at = row.optional(Field::DispatchedAt, after);
    let arrived_at = row.optional(Field::ArrivedAt, after);
    if row.says(Field::FinishedAt) {
        row.refuse(
            Field::FinishedAt,
            Sentence::new(
                "已有完工时间，不是未结工单，请从名单中删去这一行",
                "this order is finished and not open any more; leave the row out",
            ),
        );
    }
    Times {
        reported_at,
        dispatched_at,
        arrived_at,
    }
}

/// The customer by the column for numbers, else by the one for names. One the directory does not have is kept as a
/// note.
fn customer(row: &mut RowReader<'_>, masters: &Masters) -> (Option<CustomerId>, Vec<(String, String)>) {
    let mut said = row.every_under_its_head(Field::Customer);
    said.extend(row.every_under_its_head(Field::CustomerName));
    let found = said.iter().find_map(|(_, text)| cell::customer(text, masters));
    let unknown = if found.is_some() { Vec::new() } else { said };
    (found, unknown)
}

/// Who called, and their phone: of its own column, beside the name, or the customer's.
fn caller(
    row: &mut RowReader<'_>,
    machine: Option<&Machine>,
    customer: Option<&CustomerId>,
    masters: &Masters,
) -> Option<Caller> {
    let said = row.optional(Field::Caller, cell::text).unwrap_or_default();
    let (name, beside) = cell::caller(&said);
    let phone = if row.says(Field::Phone) {
        Personal::from(row.optional(Field::Phone, cell::phone)?)
    } else if let Some(phone) = beside {
        Personal::from(phone)
    } else {
        let owner = customer.or_else(|| machine?.customer.as_ref());
        let Some(phone) = owner.and_then(|owner| first_phone(owner, masters)) else {
            row.refuse(
                Field::Phone,
                Sentence::new(
                    "没有可联系的电话，请填写联系电话",
                    "there is no phone to call; write one",
                ),
            );
            return None;
        };
        phone
    };
    Some(Caller {
        phone,
        name: name.map(Personal::from),
    })
}

fn first_phone(customer: &CustomerId, masters: &Masters) -> Option<Personal<Phone>> {
    masters.customer(customer)?.phones.first().cloned()
}

/// The station of the list; a known machine brings its own (ORD-3).
fn station(row: &mut RowReader<'_>, machine: Option<&Machine>, masters: &Masters) -> Option<StationId> {
    let station = row.optional(Field::Station, |text| cells::station(text, masters))?;
    let own = machine.and_then(|machine| machine.station.as_ref());
    // rule: ORD-3
    if let Some(own) = own.filter(|own| **own != station) {
        row.refuse(
            Field::Station,
            Sentence::new(
                format!("整机归{own}站，请改填该站或留空，接收后再改派"),
                format!(
                    "the machine is with station {own}; write that or nothing, and give another one later"
                ),
            ),
        );
        return None;
    }
    Some(station)
}

/// `维修人：王工；备注：等配件`
fn note(notes: &[(String, String)]) -> String {
    let parts: Vec<String> = notes
        .iter()
        .map(|(head, text)| format!("{head}：{text}"))
        .collect();
    parts.join("；")
}
