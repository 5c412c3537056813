//! The directory's lists, and one entry of them.

use proto::desk::{Answered, Entries, ListPage, MachineListed, PersonListed};
use proto::directory::{Customer, HeldPhone, Machine, Station};
use types::Personal;

use crate::client::queries::as_of;
use crate::client::queries::found::open_orders;
use crate::client::shown::{customer, person};
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::Word;

pub(super) fn list(answered: &Answered<ListPage>, view: &View) -> String {
    let page = &answered.answer;
    let total = view.say(
        Word::ListTotal,
        &[&count(&page.entries).to_string(), &page.total.to_string()],
    );
    format!(
        "{}\n\n{}\n{}",
        entries(&page.entries, view),
        view.paint(Tone::Dim, &total),
        as_of(answered, view)
    )
}

pub(super) fn entry(answered: &Answered<ListPage>, view: &View) -> String {
    format!(
        "{}\n\n{}",
        entries(&answered.answer.entries, view),
        as_of(answered, view)
    )
}

fn count(entries: &Entries) -> usize {
    match entries {
        Entries::Stations(all) => all.len(),
        Entries::People(all) => all.len(),
        Entries::Customers(all) => all.len(),
        Entries::Machines(all) => all.len(),
    }
}

fn entries(entries: &Entries, view: &View) -> String {
    match entries {
        Entries::Stations(all) => table(
            [Word::Id, Word::Name, Word::Region, Word::Zone],
            all,
            view,
            station_row,
        ),
        Entries::People(all) => people(all, view),
        Entries::Customers(all) => table([Word::Id, Word::Name, Word::Phone], all, view, customer_row),
        Entries::Machines(all) => machines(all, view),
    }
}

fn table<T, const N: usize>(
    heads: [Word; N],
    rows: &[T],
    view: &View,
    row: impl Fn(&T, &View) -> [String; N],
) -> String {
    let mut table = Table::new(heads.map(|head| view.word(head)));
    rows.iter().for_each(|entry| table.row(row(entry, view)));
    table.render(view)
}

fn station_row(station: &Station, _: &View) -> [String; 4] {
    let zone = station.zone.clone().unwrap_or_default();
    [
        station.id.to_string(),
        station.name.clone(),
        station.region.clone(),
        zone,
    ]
}

fn customer_row(customer: &Customer, _: &View) -> [String; 3] {
    let phones: Vec<String> = customer.phones.iter().map(Personal::to_string).collect();
    [
        customer.id.to_string(),
        customer.name.to_string(),
        phones.join(" "),
    ]
}

fn people(people: &[PersonListed], view: &View) -> String {
    let heads = [
        Word::Id,
        Word::Name,
        Word::Roles,
        Word::Station,
        Word::Region,
        Word::Grade,
        Word::Phone,
        Word::Deputy,
        Word::State,
    ];
    table(heads, people, view, |listed, view| {
        let entry = &listed.person;
        let roles: Vec<&str> = entry.roles.iter().map(|role| role.name(view.lang)).collect();
        let phones: Vec<String> = entry.phones.iter().map(|held| phone(held, view)).collect();
        [
            entry.id.to_string(),
            entry.name.to_string(),
            roles.join(", "),
            entry
                .station
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            entry.region.clone().unwrap_or_default(),
            entry.grade.map(|grade| format!("TCL{grade}")).unwrap_or_default(),
            phones.join(", "),
            listed.deputy.as_ref().map(person).unwrap_or_default(),
            if listed.left {
                view.word(Word::HasLeft).to_owned()
            } else {
                String::new()
            },
        ]
    })
}

/// A phone, with its last day where it has one (DIR-2).
fn phone(held: &HeldPhone, view: &View) -> String {
    match held.until {
        None => held.phone.to_string(),
        Some(until) => view.say(Word::PhoneUntil, &[&held.phone.to_string(), &view.minute(until)]),
    }
}

fn machines(machines: &[MachineListed], view: &View) -> String {
    let heads = [
        Word::Serial,
        Word::Model,
        Word::Customer,
        Word::Station,
        Word::Site,
        Word::Hours,
        Word::InService,
        Word::Warranty,
        Word::Open,
    ];
    table(heads, machines, view, |listed, view| {
        let machine = &listed.machine;
        let owner = machine.customer.as_ref().map(ToString::to_string);
        [
            machine.serial.to_string(),
            machine.model.clone(),
            listed
                .customer
                .as_ref()
                .map(customer)
                .or(owner)
                .unwrap_or_default(),
            machine
                .station
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            machine.site.clone(),
            machine.hours.map(|hours| hours.to_string()).unwrap_or_default(),
            machine.in_service.map(|day| day.to_string()).unwrap_or_default(),
            warranty(machine, view),
            open_orders(&listed.open_orders, view),
        ]
    })
}

/// The terms at its delivery, or the extension that was bought (CLM-3).
fn warranty(machine: &Machine, view: &View) -> String {
    let terms = machine
        .warranty
        .as_ref()
        .map(|terms| (Word::Terms, terms.version.as_str(), terms.months, terms.hours));
    let extension = machine.extension.as_ref().map(|bought| {
        (
            Word::Extension,
            bought.contract.as_str(),
            bought.months,
            bought.hours,
        )
    });
    let shown = extension.or(terms).map(|(word, name, months, hours)| {
        let hours = hours.map_or_else(|| "–".to_owned(), |hours| hours.to_string());
        view.say(word, &[name, &months.to_string(), &hours])
    });
    shown.unwrap_or_default()
}
