//! What opening an order records, for a call or for a row of a list: its number, its facts, a suspected repeat.

use std::collections::BTreeMap;

use chrono::Datelike;
use decider::{Context, Draft};
use proto::directory::Machine;
use proto::hotline::{HotlineEvent, OpenOrder, OrderOpened, TakenOver};
use proto::order::OrderFacts;
use types::{CustomerId, Instant, OrderNumber, StationId};

use super::repeat::suspicion;
use super::{filled, known_machine};
use crate::State;

/// Gives out numbers within one decision, gapless after those the log has (ORD-3, ORD-4).
pub(super) struct Numbers<'a> {
    state: &'a State,
    more: BTreeMap<u8, u64>,
}

impl<'a> Numbers<'a> {
    pub(super) const fn after(state: &'a State) -> Self {
        Self {
            state,
            more: BTreeMap::new(),
        }
    }

    fn next(&mut self, prefix: u8) -> OrderNumber {
        let more = self.more.entry(prefix).or_default();
        *more += 1;
        OrderNumber::compose(prefix, self.state.numbers_given(prefix) + *more)
    }
}

/// An order about to be opened; everything in it was checked.
pub(super) struct Opening<'a> {
    pub(super) command: &'a OpenOrder,
    pub(super) called_at: Instant,
    pub(super) second_order_reason: Option<String>,
    pub(super) taken_over: Option<TakenOver>,
}

impl Opening<'_> {
    /// The opening, and the suspicion that it is a repeat repair.
    pub(super) fn drafts(
        self,
        state: &State,
        numbers: &mut Numbers<'_>,
        context: &Context<'_>,
    ) -> (OrderNumber, Vec<Draft<HotlineEvent>>) {
        let facts = self.facts(numbers, context);
        let number = facts.order.clone();
        let suspected = suspicion(state, &facts, context);
        let opened = OrderOpened {
            facts,
            operator: context.person().cloned(),
            second_order_reason: self.second_order_reason,
            taken_over: self.taken_over,
        };
        let opened = Draft::of(opened).occurred(self.called_at);
        let drafts = std::iter::once(opened).chain(suspected.map(Draft::of)).collect();
        (number, drafts)
    }

    fn facts(&self, numbers: &mut Numbers<'_>, context: &Context<'_>) -> OrderFacts {
        let command = self.command;
        let machine = command
            .machine
            .as_ref()
            .and_then(|said| known_machine(context.masters(), said));
        let station = machine
            .and_then(|machine| machine.station.clone())
            .or_else(|| command.station.clone());
        let prefix = prefix(machine.and(station.as_ref()), self.called_at, context);
        OrderFacts {
            order: numbers.next(prefix),
            order_type: command.order_type,
            subtype: command.subtype,
            opened_at: self.called_at,
            machine_down: command.machine_down,
            machine: machine.map(|machine| machine.serial.clone()),
            machine_said: command.machine.clone().filter(|_| machine.is_none()),
            model: machine
                .map(|machine| machine.model.clone())
                .or_else(|| filled(command.model.as_ref())),
            customer: customer(command, machine, context),
            caller: command.caller.name.clone(),
            caller_phone: command.caller.phone.clone(),
            site: site(command, machine),
            fault: command.fault.trim().to_owned(),
            hours: command.hours.or_else(|| machine?.hours),
            station,
            position: machine.and_then(|machine| machine.position),
        }
    }
}

/// The local year of the call in the station's zone, or 99 without a known machine or a station (ORD-3).
fn prefix(station: Option<&StationId>, called_at: Instant, context: &Context<'_>) -> u8 {
    let Some(station) = station else {
        return OrderNumber::UNKNOWN_MACHINE;
    };
    let zone = context.masters().zone(Some(station), context.policy().zone());
    let year = called_at.local(zone).year().rem_euclid(100);
    u8::try_from(year).unwrap_or(OrderNumber::UNKNOWN_MACHINE)
}

/// The customer said, else the machine's owner, else whose phone it is (ORD-1).
fn customer(command: &OpenOrder, machine: Option<&Machine>, context: &Context<'_>) -> Option<CustomerId> {
    let owner = || machine.and_then(|machine| machine.customer.clone());
    let by_phone = || {
        let phone = command.caller.phone.open()?;
        context
            .masters()
            .customer_by_phone(phone)
            .map(|customer| customer.id.clone())
    };
    command.customer.clone().or_else(owner).or_else(by_phone)
}

fn site(command: &OpenOrder, machine: Option<&Machine>) -> String {
    match (command.site.trim(), machine) {
        ("", Some(machine)) => machine.site.clone(),
        (said, _) => said.to_owned(),
    }
}
