//! What search found, kind by kind (DIR-5).

use proto::desk::{
    Answered, ClaimFound, CustomerFound, Found, MachineFound, OrderFound, PartFound, PersonFound,
};
use types::{OrderNumber, Phone};

use super::as_of;
use crate::client::shown::{customer, station};
use crate::client::table::Table;
use crate::client::view::{Tone, View, cut};
use crate::client::words::{ClaimWord, PartWord, Phrase, Word};

pub(super) fn found(answered: &Answered<Found>, view: &View) -> String {
    let found = &answered.answer;
    let sections = [
        section(Word::OrdersFound, orders(&found.orders, view), view),
        section(Word::MachinesFound, machines(&found.machines, view), view),
        section(Word::CustomersFound, customers(&found.customers, view), view),
        section(Word::PeopleFound, people(&found.people, view), view),
        section(ClaimWord::ClaimsFound, claims(&found.claims, view), view),
        section(PartWord::OldParts, parts(&found.parts, view), view),
    ];
    let mut parts: Vec<String> = sections.into_iter().flatten().collect();
    if parts.is_empty() {
        parts.push(view.word(Word::NothingFound).to_owned());
    }
    parts.push(as_of(answered, view));
    parts.join("\n\n")
}

fn section(title: impl Phrase, table: Option<String>, view: &View) -> Option<String> {
    table.map(|table| format!("{}\n{table}", view.paint(Tone::Head, view.word(title))))
}

fn table<T, const N: usize>(
    rows: &[T],
    view: &View,
    row: impl Fn(&T, &View) -> [String; N],
) -> Option<String> {
    let mut table = Table::without_heads();
    rows.iter().for_each(|found| table.row(row(found, view)));
    (!rows.is_empty()).then(|| table.render(view))
}

fn orders(orders: &[OrderFound], view: &View) -> Option<String> {
    table(orders, view, |order, view| {
        let phone = order.caller_phone.as_ref().map(ToString::to_string);
        [
            order.order.to_string(),
            view.sentence(&order.step_title).to_owned(),
            view.minute(order.opened_at),
            order
                .machine
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            order
                .customer
                .as_ref()
                .map(customer)
                .or(phone)
                .unwrap_or_default(),
            cut(&order.fault, 40),
        ]
    })
}

pub(crate) fn machines(machines: &[MachineFound], view: &View) -> Option<String> {
    table(machines, view, |machine, view| {
        [
            machine.serial.to_string(),
            machine.model.clone(),
            machine.customer.as_ref().map(customer).unwrap_or_default(),
            machine.station.as_ref().map(station).unwrap_or_default(),
            cut(&machine.site, 30),
            open_orders(&machine.open_orders, view),
        ]
    })
}

fn customers(customers: &[CustomerFound], view: &View) -> Option<String> {
    table(customers, view, |customer, view| {
        [
            customer.customer.to_string(),
            customer.name.clone(),
            customer
                .phones
                .iter()
                .map(Phone::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            view.say(Word::MachinesOwned, &[&customer.machines.to_string()]),
            open_orders(&customer.open_orders, view),
        ]
    })
}

fn people(people: &[PersonFound], view: &View) -> Option<String> {
    table(people, view, |person, view| {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.name(view.lang)).collect();
        [
            person.person.to_string(),
            person.name.clone(),
            roles.join(", "),
            person.station.as_ref().map(station).unwrap_or_default(),
            person.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
            if person.left {
                view.word(Word::HasLeft).to_owned()
            } else {
                String::new()
            },
        ]
    })
}

fn claims(claims: &[ClaimFound], view: &View) -> Option<String> {
    table(claims, view, |claim, view| {
        [
            claim.claim.to_string(),
            view.sentence(&claim.kind.title()).to_owned(),
            view.sentence(&claim.state_title).to_owned(),
            claim.manufacturer_number.clone().unwrap_or_default(),
            claim
                .machine
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            claim.claimed.to_string(),
        ]
    })
}

fn parts(parts: &[PartFound], view: &View) -> Option<String> {
    table(parts, view, |part, view| {
        [
            part.tag.to_string(),
            view.sentence(&part.state_title).to_owned(),
            part.part_number.clone(),
            part.name.clone(),
            part.serial.clone().unwrap_or_default(),
            part.station.as_ref().map(station).unwrap_or_default(),
        ]
    })
}

/// The open orders of a machine or customer.
pub(crate) fn open_orders(orders: &[OrderNumber], view: &View) -> String {
    if orders.is_empty() {
        return String::new();
    }
    let numbers: Vec<&str> = orders.iter().map(OrderNumber::as_str).collect();
    view.say(Word::OpenOrders, &[&numbers.join(" ")])
}
