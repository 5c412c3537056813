//! What is known of a caller.

use proto::desk::{Call, CallQuery, CustomerFound, MachineFound, OrderFound};

use crate::Frame;
use crate::frame::query;
use crate::write::Moment;

/// What stands beside the form.
pub(super) struct Known<'a> {
    pub(super) duplicate: Option<OrderLine<'a>>,
    pub(super) customers: Vec<CustomerLine<'a>>,
    pub(super) machines: Vec<MachineLine<'a>>,
    pub(super) open_orders: Vec<OrderLine<'a>>,
    pub(super) last_calls: Vec<OrderLine<'a>>,
}

pub(super) struct CustomerLine<'a> {
    pub(super) name: &'a str,
    pub(super) phones: String,
    pub(super) machines: u32,
}

pub(super) struct MachineLine<'a> {
    /// The page with this machine filled in, for browsers without scripts.
    pub(super) href: String,
    pub(super) serial: &'a str,
    pub(super) model: &'a str,
    pub(super) customer: &'a str,
    pub(super) site: &'a str,
    pub(super) station: &'a str,
}

/// An order in a line.
pub(crate) struct OrderLine<'a> {
    pub(crate) href: String,
    pub(crate) number: &'a str,
    pub(crate) step: &'a str,
    pub(crate) opened_at: Moment,
    pub(crate) machine: &'a str,
    pub(crate) fault: &'a str,
}

impl<'a> Known<'a> {
    pub(super) fn of(call: &'a Call, asked: &CallQuery, frame: &Frame<'_>) -> Self {
        let orders = |all: &'a [OrderFound]| all.iter().map(|order| order_line(order, frame)).collect();
        Self {
            duplicate: call.duplicate.as_ref().map(|order| order_line(order, frame)),
            customers: call.customers.iter().map(|one| customer(one, frame)).collect(),
            machines: call.machines.iter().map(|one| machine(one, asked)).collect(),
            open_orders: orders(&call.open_orders),
            last_calls: orders(&call.last_calls),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let nobody = self.customers.is_empty() && self.machines.is_empty();
        nobody && self.open_orders.is_empty() && self.last_calls.is_empty()
    }
}

fn customer<'a>(found: &'a CustomerFound, frame: &Frame<'_>) -> CustomerLine<'a> {
    let phones: Vec<String> = found.phones.iter().map(|phone| frame.phone(phone)).collect();
    CustomerLine {
        name: &found.name,
        phones: phones.join(frame.comma()),
        machines: found.machines,
    }
}

fn machine<'a>(found: &'a MachineFound, asked: &CallQuery) -> MachineLine<'a> {
    let serial = found.serial.as_str();
    let brought = query(&[("phone", asked.phone.as_str()), ("machine", serial)]);
    MachineLine {
        href: format!("/intake?{brought}"),
        serial,
        model: &found.model,
        customer: found
            .customer
            .as_ref()
            .map_or("—", |customer| customer.name.as_str()),
        site: &found.site,
        station: found
            .station
            .as_ref()
            .map_or("—", |station| station.name.as_str()),
    }
}

fn order_line<'a>(found: &'a OrderFound, frame: &Frame<'_>) -> OrderLine<'a> {
    OrderLine {
        href: format!("/orders/{}", found.order),
        number: found.order.as_str(),
        step: found.step_title.in_language(frame.language()),
        opened_at: frame.moment(&found.opened_at),
        machine: found.machine.as_ref().map_or("", |machine| machine.as_str()),
        fault: &found.fault,
    }
}
