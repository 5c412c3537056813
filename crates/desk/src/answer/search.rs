//! Search by part of a phone, name, serial, order number, or free text (DIR-5).

mod needle;

use std::collections::BTreeMap;

use proto::desk::{CustomerFound, Found, MachineFound, Matched, OrderFound, PersonFound, SearchQuery};
use proto::directory::{Customer, Machine, Person};
use proto::{Class, Rejection};
use types::{CustomerId, Instant, Personal, Phone};

use super::directory::OpenOrders;
use super::few;
use super::names::{Named, open_phone};
use crate::Model;
use crate::model::OrderStory;
use needle::{Haystack, Needle};

/// The most of each kind that are shown.
const SHOWN: usize = 20;

type Machines<'a> = BTreeMap<&'a CustomerId, Vec<&'a Machine>>;

/// Finds orders, machines, customers and people that hold every word of the text.
///
/// # Errors
/// `DIR-5.text_required` when there is no text to find.
pub(super) fn search(model: &Model, query: &SearchQuery, now: Instant) -> Result<Found, Rejection> {
    // rule: DIR-5
    let needle = Needle::of(&query.text).ok_or_else(empty)?;
    let open = OpenOrders::of(model);
    let machines = machines_of(model);
    Ok(Found {
        orders: orders(model, &needle),
        machines: found_machines(model, &needle, &open),
        customers: customers(model, &needle, &open, &machines),
        people: people(model, &needle, now),
    })
}

fn empty() -> Rejection {
    Rejection::new(
        Class::Malformed,
        "DIR-5.text_required",
        "请输入要查找的电话、姓名、整机编号、工单号或文字",
        "say what to find: a phone, name, serial, order number or text",
    )
}

/// The best first, and no more than are shown.
fn ranked<'a, T: 'a, K: Ord>(
    needle: &Needle,
    all: impl Iterator<Item = (&'a T, Haystack, K)>,
) -> Vec<(&'a T, Matched)> {
    let hits = all.filter_map(|(item, hay, then)| {
        let (rank, matched) = hay.find(needle)?;
        Some((rank, then, item, matched))
    });
    let mut hits: Vec<_> = hits.collect();
    hits.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let best = hits.into_iter().take(SHOWN);
    best.map(|(_, _, item, matched)| (item, matched)).collect()
}

fn orders(model: &Model, needle: &Needle) -> Vec<OrderFound> {
    let named = Named(model);
    // Among equals the newest order first.
    let newest = |story: &OrderStory| std::cmp::Reverse((story.facts.opened_at, story.facts.order.clone()));
    let all = model
        .orders
        .values()
        .map(|story| (story, of_order(model, story), newest(story)));
    let found = ranked(needle, all).into_iter().map(|(story, matched)| {
        let facts = &story.facts;
        OrderFound {
            order: facts.order.clone(),
            matched,
            step: story.step,
            step_title: story.step.title(),
            opened_at: facts.opened_at,
            machine: facts.machine.clone(),
            customer: facts.customer.as_ref().map(|id| named.customer(id)),
            caller_phone: open_phone(&facts.caller_phone),
            site: facts.site.clone(),
            fault: facts.fault.clone(),
        }
    });
    found.collect()
}

fn of_order(model: &Model, story: &OrderStory) -> Haystack {
    let facts = &story.facts;
    let mut hay = Haystack::default();
    hay.add(Matched::Number, facts.order.as_str());
    for serial in facts.machine.iter().chain(&facts.machine_said) {
        hay.add(Matched::Serial, serial.as_str());
    }
    hay.add_phone(&facts.caller_phone);
    hay.add_name(facts.caller.as_ref());
    for call in &story.calls {
        hay.add_phone(&call.caller.phone);
        hay.add_name(call.caller.name.as_ref());
        hay.add(Matched::Note, &call.said);
    }
    if let Some(customer) = facts
        .customer
        .as_ref()
        .and_then(|id| model.common.masters.customer(id))
    {
        hay.add_customer(customer);
    }
    hay.add(Matched::Model, facts.model.as_deref().unwrap_or_default());
    hay.add(Matched::Site, &facts.site);
    hay.add(Matched::Fault, &facts.fault);
    for (note, ..) in &story.notes {
        hay.add(Matched::Note, &note.text.to_string());
    }
    for kept in story.follow_ups.values() {
        hay.add(Matched::Note, &kept.set.text.to_string());
    }
    hay
}

fn found_machines(model: &Model, needle: &Needle, open: &OpenOrders<'_>) -> Vec<MachineFound> {
    let named = Named(model);
    let masters = &model.common.masters;
    let all = masters.machines().map(|machine| {
        let mut hay = Haystack::default();
        hay.add(Matched::Serial, machine.serial.as_str());
        hay.add(Matched::Model, &machine.model);
        hay.add(Matched::Site, &machine.site);
        if let Some(customer) = machine.customer.as_ref().and_then(|id| masters.customer(id)) {
            hay.add_customer(customer);
        }
        (machine, hay, &machine.serial)
    });
    let found = ranked(needle, all)
        .into_iter()
        .map(|(machine, matched)| MachineFound {
            serial: machine.serial.clone(),
            matched,
            model: machine.model.clone(),
            site: machine.site.clone(),
            customer: machine.customer.as_ref().map(|id| named.customer(id)),
            station: machine.station.as_ref().map(|id| named.station(id)),
            open_orders: open.of_machine(&machine.serial),
        });
    found.collect()
}

fn machines_of(model: &Model) -> Machines<'_> {
    let mut machines = Machines::new();
    for machine in model.common.masters.machines() {
        if let Some(customer) = &machine.customer {
            machines.entry(customer).or_default().push(machine);
        }
    }
    machines
}

fn customers(
    model: &Model,
    needle: &Needle,
    open: &OpenOrders<'_>,
    machines: &Machines<'_>,
) -> Vec<CustomerFound> {
    let theirs = |customer: &Customer| machines.get(&customer.id).map_or(&[][..], Vec::as_slice);
    let all = model.common.masters.customers().map(|customer| {
        let mut hay = Haystack::default();
        hay.add(Matched::Number, customer.id.as_str());
        hay.add_customer(customer);
        for machine in theirs(customer) {
            hay.add(Matched::Serial, machine.serial.as_str());
        }
        (customer, hay, &customer.id)
    });
    let found = ranked(needle, all)
        .into_iter()
        .map(|(customer, matched)| CustomerFound {
            customer: customer.id.clone(),
            matched,
            name: customer.name.to_string(),
            phones: customer.phones.iter().filter_map(open_phone).collect(),
            machines: few(theirs(customer).len()),
            open_orders: open.of_customer(&customer.id),
        });
    found.collect()
}

fn people(model: &Model, needle: &Needle, now: Instant) -> Vec<PersonFound> {
    let named = Named(model);
    let masters = &model.common.masters;
    let all = masters
        .people()
        .map(|person| (person, of_person(person), &person.id));
    let found = ranked(needle, all)
        .into_iter()
        .map(|(person, matched)| PersonFound {
            person: person.id.clone(),
            matched,
            name: person.name.to_string(),
            roles: person.roles.clone(),
            station: person.station.as_ref().map(|id| named.station(id)),
            phone: masters.phone_of(&person.id, now),
            left: masters.has_left(&person.id, now),
        });
    found.collect()
}

fn of_person(person: &Person) -> Haystack {
    let mut hay = Haystack::default();
    hay.add(Matched::Number, person.id.as_str());
    hay.add_name(Some(&person.name));
    for held in &person.phones {
        hay.add_phone(&held.phone);
    }
    hay
}

impl Haystack {
    fn add_phone(&mut self, phone: &Personal<Phone>) {
        if let Some(phone) = phone.open() {
            self.add(Matched::Phone, phone.as_str());
        }
    }

    fn add_name(&mut self, name: Option<&Personal<String>>) {
        if let Some(name) = name.and_then(Personal::open) {
            self.add(Matched::Name, name);
        }
    }

    fn add_customer(&mut self, customer: &Customer) {
        self.add_name(Some(&customer.name));
        for phone in &customer.phones {
            self.add_phone(phone);
        }
    }
}
