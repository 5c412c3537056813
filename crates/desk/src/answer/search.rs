//! Search by part of a phone, name, serial, order number, or free text (DIR-5).

mod claimed;
mod needle;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proto::desk::{CustomerFound, Found, MachineFound, Matched, OrderFound, PersonFound, SearchQuery};
use proto::directory::{Customer, Machine, Person};
use proto::{Class, Rejection};
use types::{CustomerId, Instant, OrderNumber, Personal, Phone};

use super::directory::OpenOrders;
use super::few;
use super::names::{Named, open_phone};
use crate::Model;
use crate::model::{Haystack, LotTexts, OrderStory, Texts};
use needle::{Needle, Rank};

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
        claims: claimed::claims(model, &needle),
        parts: claimed::parts(model, &needle),
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
) -> impl Iterator<Item = (&'a T, Matched)> {
    let hits = all.filter_map(|(item, hay, then)| {
        let (rank, matched) = needle.find_in(&hay)?;
        Some((rank, then, (item, matched)))
    });
    best(hits.collect())
}

/// The best of the orders, or of what belongs to them.
fn in_lots<'a, K: Ord + 'a>(
    model: &'a Model,
    needle: &Needle,
    of: impl Fn(&LotTexts) -> &Texts<K>,
) -> impl Iterator<Item = (&'a K, Matched)> {
    let mut hits = Vec::new();
    for lot in model.lots.iter() {
        let texts = of(lot.texts(|orders| texts_of(model, orders)));
        if !needle.may_be_in(texts.joined()) {
            continue;
        }
        hits.extend(texts.things().filter_map(|(thing, texts)| {
            let (rank, matched) = needle.find(texts)?;
            Some((rank, thing, (thing, matched)))
        }));
    }
    best(hits)
}

fn texts_of(model: &Model, orders: &[OrderNumber]) -> LotTexts {
    let mut texts = LotTexts::default();
    for story in orders.iter().filter_map(|number| model.orders.get(number)) {
        let facts = &story.facts;
        // Among equals the newest order first.
        let newest = Reverse((facts.opened_at, facts.order.clone()));
        texts.orders.add(newest, |hay| hay.add_order(model, story));
        claimed::add(&mut texts, story);
    }
    texts
}

/// The best of what was found, by its rank and then by what comes with it.
fn best<T, K: Ord>(mut hits: Vec<(Rank, K, T)>) -> impl Iterator<Item = T> {
    let better = |a: &(Rank, K, T), b: &(Rank, K, T)| (a.0, &a.1).cmp(&(b.0, &b.1));
    // Very many are not put in order to show twenty.
    if hits.len() > SHOWN {
        hits.select_nth_unstable_by(SHOWN, better);
        hits.truncate(SHOWN);
    }
    hits.sort_unstable_by(better);
    hits.into_iter().map(|(_, _, found)| found)
}

fn orders(model: &Model, needle: &Needle) -> Vec<OrderFound> {
    let named = Named::of(model);
    in_lots(model, needle, |texts| &texts.orders)
        .filter_map(|(Reverse((_, number)), matched)| {
            Some(order_found(model.orders.get(number)?, matched, &named))
        })
        .collect()
}

pub(super) fn order_found(story: &OrderStory, matched: Matched, named: &Named<'_>) -> OrderFound {
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
}

fn found_machines(model: &Model, needle: &Needle, open: &OpenOrders<'_>) -> Vec<MachineFound> {
    let named = Named::of(model);
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
    let found = ranked(needle, all);
    found
        .map(|(machine, matched)| machine_found(machine, matched, &named, open))
        .collect()
}

pub(super) fn machine_found(
    machine: &Machine,
    matched: Matched,
    named: &Named<'_>,
    open: &OpenOrders<'_>,
) -> MachineFound {
    MachineFound {
        serial: machine.serial.clone(),
        matched,
        model: machine.model.clone(),
        site: machine.site.clone(),
        customer: machine.customer.as_ref().map(|id| named.customer(id)),
        station: machine.station.as_ref().map(|id| named.station(id)),
        open_orders: open.of_machine(&machine.serial),
    }
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
    let found = ranked(needle, all).map(|(customer, matched)| CustomerFound {
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
    let named = Named::of(model);
    let masters = &model.common.masters;
    let all = masters
        .people()
        .map(|person| (person, of_person(person), &person.id));
    let found = ranked(needle, all).map(|(person, matched)| PersonFound {
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
    fn add_order(&mut self, model: &Model, story: &OrderStory) {
        let facts = &story.facts;
        self.add(Matched::Number, facts.order.as_str());
        for serial in facts.machine.iter().chain(&facts.machine_said) {
            self.add(Matched::Serial, serial.as_str());
        }
        self.add_phone(&facts.caller_phone);
        self.add_name(facts.caller.as_ref());
        for call in &story.calls {
            self.add_phone(&call.caller.phone);
            self.add_name(call.caller.name.as_ref());
            self.add(Matched::Note, &call.said);
        }
        if let Some(customer) = facts
            .customer
            .as_ref()
            .and_then(|id| model.common.masters.customer(id))
        {
            self.add_customer(customer);
        }
        self.add(Matched::Model, facts.model.as_deref().unwrap_or_default());
        self.add(Matched::Site, &facts.site);
        self.add(Matched::Fault, &facts.fault);
        for (note, ..) in &story.notes {
            self.add(Matched::Note, &note.text.to_string());
        }
        for kept in story.follow_ups.values() {
            self.add(Matched::Note, &kept.set.text.to_string());
        }
    }

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

#[cfg(test)]
mod tests {
    use proto::claims::{ClaimKind, ClaimNumbered};
    use proto::desk::Query;
    use proto::hotline::NoteAdded;
    use proto::order::OrderFacts;

    use super::*;
    use crate::testing::{Logs, claim, facts, number, phone, t, tag};

    fn find(logs: &Logs, text: &str) -> Found {
        logs.ask(&Query::Search(SearchQuery { text: text.into() }))
    }

    fn numbers(found: &Found) -> Vec<String> {
        found.orders.iter().map(|order| order.order.to_string()).collect()
    }

    fn logs() -> Logs {
        let mut logs = Logs::new();
        let (machine, customer) = (
            types::MachineSerial::new("EX215-0099").ok(),
            types::CustomerId::new("C2").ok(),
        );
        logs.opens(facts(1));
        logs.opens(OrderFacts {
            opened_at: t("05 09:00"),
            machine,
            customer,
            caller_phone: phone("13600007777").into(),
            site: "青石岭采石场".into(),
            fault: "发动机冒黑烟".into(),
            ..facts(2)
        });
        logs.hotline(NoteAdded {
            order: number(1),
            text: "现场只有夜里能停机".to_owned().into(),
        });
        logs
    }

    // rule: DIR-5
    #[test]
    fn chinese_words_are_found_in_fault_site_note_and_name() {
        let logs = logs();
        let oil = find(&logs, "漏油");
        assert_eq!(
            (numbers(&oil), oil.orders[0].matched),
            (vec![number(1).to_string()], Matched::Fault)
        );
        assert_eq!(find(&logs, "夜里").orders[0].matched, Matched::Note);
        let quarry = find(&logs, "青石");
        assert_eq!(numbers(&quarry), [number(2).to_string()]);
        assert_eq!(
            (quarry.machines.len(), quarry.customers[0].name.as_str()),
            (1, "青石矿业")
        );
        assert_eq!(quarry.customers[0].open_orders, [number(2)]);
        assert_eq!(find(&logs, "谭松").people[0].person.as_str(), "tan");
        // Every word must be found, wherever it stands.
        assert_eq!(numbers(&find(&logs, "青石　黑烟")), [number(2).to_string()]);
        assert_eq!(numbers(&find(&logs, "青石 漏油")), Vec::<String>::new());
    }

    // rule: DIR-5
    #[test]
    fn part_of_a_phone_serial_or_number_finds_customer_machine_and_orders() {
        let logs = logs();
        let by_phone = find(&logs, "137-0000-1111");
        assert_eq!(
            (by_phone.customers[0].customer.as_str(), numbers(&by_phone)),
            ("C1", vec![number(1).to_string()])
        );
        assert_eq!(by_phone.machines[0].serial.as_str(), "EX215-0088");
        assert_eq!(numbers(&find(&logs, "+8613600007777")), [number(2).to_string()]);
        let by_serial = find(&logs, "ｅｘ215-0099");
        assert_eq!(
            (by_serial.machines[0].matched, by_serial.orders.len()),
            (Matched::Serial, 1)
        );
        let whole = find(&logs, number(2).as_str());
        assert_eq!(
            (whole.orders[0].order.clone(), whole.orders[0].matched),
            (number(2), Matched::Number)
        );
        // Both have the beginning; the newest is first.
        assert_eq!(
            numbers(&find(&logs, "26")),
            [number(2).to_string(), number(1).to_string()]
        );
    }

    // rule: CLM-6, OLD-1
    #[test]
    fn a_claim_is_found_by_either_number_and_a_part_by_its_tag() {
        let mut logs = logs();
        logs.repairs(1).drafts(1, ClaimKind::Failure);
        logs.claims(ClaimNumbered {
            claim: claim(1, 1),
            number: "W-2026-0815".into(),
        });
        logs.expects(1, 1);
        for text in [claim(1, 1).to_string(), "w-2026-08".to_owned()] {
            let found = find(&logs, &text);
            assert_eq!((found.claims.len(), found.orders.len()), (1, 0), "{text}");
        }
        let tag = tag(1, 1).to_string();
        for text in [tag.to_lowercase(), tag.replace('-', ""), "S-778".to_owned()] {
            let found = find(&logs, &text);
            assert_eq!((found.parts.len(), found.claims.len()), (1, 0), "{text}");
        }
        // An order's number finds everything of it.
        let whole = find(&logs, number(1).as_str());
        let lengths = (whole.orders.len(), whole.claims.len(), whole.parts.len());
        assert_eq!(lengths, (1, 1, 1));
    }

    #[test]
    fn a_search_for_nothing_is_refused() {
        let refused = logs().try_ask(&Query::Search(SearchQuery { text: "　 ".into() }));
        assert_eq!(refused.unwrap_err().code, "DIR-5.text_required");
    }
}
