//! What is known of a caller, found while number and serial are typed: by comparing beginnings, not by searching texts.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use proto::desk::{Call, CallQuery, CustomerFound, Matched, OrderFound};
use proto::directory::{Customer, Machine};
use proto::order::OrderType;
use types::{CustomerId, Personal, Phone};

use super::directory::OpenOrders;
use super::few;
use super::names::{Named, open_phone};
use super::search::{machine_found, order_found};
use crate::Model;
use crate::model::OrderStory;

/// With fewer letters nearly everything would fit.
const LEAST_LETTERS: usize = 3;
const CUSTOMERS: usize = 5;
const MACHINES: usize = 20;
const OPEN_ORDERS: usize = 10;
const CALLS: usize = 5;

pub(super) fn call(model: &Model, query: &CallQuery) -> Call {
    let caller = Caller::of(model, query);
    let (named, open) = (Named::of(model), OpenOrders::of(model));
    let customers = caller
        .customers
        .iter()
        .map(|customer| found(customer, model, &open));
    let machines = caller
        .machines
        .iter()
        .map(|(machine, matched)| machine_found(machine, *matched, &named, &open));
    let open_ones = model.open.iter().filter_map(|number| model.orders.get(number));
    Call {
        customers: customers.collect(),
        machines: machines.collect(),
        open_orders: newest(
            open_ones.filter(|story| caller.concerns(story)),
            OPEN_ORDERS,
            &named,
        ),
        last_calls: newest(
            model.orders.values().filter(|story| caller.called(story)),
            CALLS,
            &named,
        ),
        duplicate: duplicate(model, &query.machine, &named),
    }
}

/// Whoever may be on the line, and what they may call about.
struct Caller<'a> {
    /// None while too little of it is typed.
    phone: Option<Phone>,
    customers: Vec<&'a Customer>,
    ids: BTreeSet<&'a CustomerId>,
    machines: Vec<(&'a Machine, Matched)>,
}

impl<'a> Caller<'a> {
    fn of(model: &'a Model, query: &CallQuery) -> Self {
        let phone = query.phone.parse::<Phone>().ok();
        let masters = &model.common.masters;
        let theirs = masters.customers().filter(|customer| {
            let mut phones = customer.phones.iter();
            phones.any(|known| begins(known, phone.as_ref()))
        });
        let customers: Vec<&Customer> = theirs.take(CUSTOMERS).collect();
        let ids: BTreeSet<&CustomerId> = customers.iter().map(|customer| &customer.id).collect();
        let serial = query.machine.trim().to_uppercase();
        let fitting = masters.machines().filter_map(|machine| {
            let own = machine.customer.as_ref().is_some_and(|id| ids.contains(id));
            let named = serial.chars().count() >= LEAST_LETTERS && machine.serial.as_str().contains(&serial);
            let matched = if named { Matched::Serial } else { Matched::Phone };
            (own || named).then_some((machine, matched))
        });
        let mut machines: Vec<_> = fitting.collect();
        machines.sort_by_key(|(machine, matched)| (*matched != Matched::Serial, &machine.serial));
        machines.truncate(MACHINES);
        Self {
            phone,
            customers,
            ids,
            machines,
        }
    }

    fn called(&self, story: &OrderStory) -> bool {
        let facts = &story.facts;
        let customer = facts.customer.as_ref();
        begins(&facts.caller_phone, self.phone.as_ref()) || customer.is_some_and(|id| self.ids.contains(id))
    }

    fn concerns(&self, story: &OrderStory) -> bool {
        let by_serial = |machine: &(&Machine, Matched)| {
            machine.1 == Matched::Serial && story.facts.machine.as_ref() == Some(&machine.0.serial)
        };
        self.called(story) || self.machines.iter().any(by_serial)
    }
}

fn begins(known: &Personal<Phone>, typed: Option<&Phone>) -> bool {
    let (Some(known), Some(typed)) = (known.open(), typed) else {
        return false;
    };
    known.as_str().starts_with(typed.as_str())
}

fn found(customer: &Customer, model: &Model, open: &OpenOrders<'_>) -> CustomerFound {
    let machines = model.common.masters.machines();
    let own = machines.filter(|machine| machine.customer.as_ref() == Some(&customer.id));
    CustomerFound {
        customer: customer.id.clone(),
        matched: Matched::Phone,
        name: customer.name.to_string(),
        phones: customer.phones.iter().filter_map(open_phone).collect(),
        machines: few(own.count()),
        open_orders: open.of_customer(&customer.id),
    }
}

fn newest<'a>(
    stories: impl Iterator<Item = &'a OrderStory>,
    most: usize,
    named: &Named<'_>,
) -> Vec<OrderFound> {
    let mut stories: Vec<&OrderStory> = stories.collect();
    stories.sort_by_key(|story| (Reverse(story.facts.opened_at), &story.facts.order));
    stories.truncate(most);
    let shown = stories.into_iter();
    shown
        .map(|story| order_found(story, Matched::Phone, named))
        .collect()
}

/// The open failure order of exactly this machine.
fn duplicate(model: &Model, machine: &str, named: &Named<'_>) -> Option<OrderFound> {
    // rule: ORD-18
    let serial = machine.trim();
    let mut open = model.open.iter().filter_map(|number| model.orders.get(number));
    let same = open.find(|story| {
        let own = story.facts.machine.as_ref();
        story.facts.order_type == OrderType::FailureRepair
            && own.is_some_and(|own| own.as_str().eq_ignore_ascii_case(serial))
    })?;
    Some(order_found(same, Matched::Serial, named))
}

#[cfg(test)]
mod tests {
    use proto::desk::Query;
    use proto::order::OrderFacts;

    use super::*;
    use crate::testing::{Logs, facts, number, t};

    fn known(logs: &Logs, phone: &str, machine: &str) -> Call {
        logs.ask(&Query::Call(CallQuery {
            phone: phone.to_owned(),
            machine: machine.to_owned(),
        }))
    }

    // rule: ORD-1
    // rule: ORD-18
    #[test]
    fn a_caller_is_known_by_the_beginning_of_the_number_and_a_second_failure_by_its_machine() {
        let mut logs = Logs::new();
        logs.opens(facts(1));
        logs.opens(OrderFacts {
            opened_at: t("05 09:00"),
            machine: None,
            ..facts(2)
        });
        let first = facts(1);
        let phone = first.caller_phone.open().unwrap().to_string();
        let serial = first.machine.unwrap().to_string();
        assert_eq!(known(&logs, &phone[..2], ""), Call::default());
        let typing = known(&logs, &phone[..7], "");
        let newest_first: Vec<_> = typing.last_calls.iter().map(|call| call.order.clone()).collect();
        assert_eq!(newest_first, [number(2), number(1)]);
        assert_eq!(typing.open_orders, typing.last_calls);
        assert_eq!(typing.duplicate, None);
        let read_out = known(&logs, "", &serial.to_lowercase());
        assert_eq!(read_out.duplicate.unwrap().order, number(1));
        assert_eq!(read_out.machines[0].serial.as_str(), serial);
        assert_eq!(read_out.open_orders.len(), 1);
        assert!(read_out.last_calls.is_empty());
    }
}
