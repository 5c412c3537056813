//! Machines and customers: what the directory lists, what a search finds, and the file of one machine.

mod file;

use askama::Template;
use proto::desk::{CustomerFound, Found, MachineFound, MachineListed, NamedCustomer};
use proto::directory::Station;
use types::OrderNumber;

use crate::board::ROWS;
use crate::frame::query;
use crate::texts::{LayoutTexts, MachinesTexts};
use crate::{Frame, Unwritten, place};
pub use file::MachineView;

/// What is shown of machines and customers.
#[derive(Debug)]
pub enum MachinesShown<'a> {
    /// What holds the text that was looked for.
    Found { text: &'a str, found: &'a Found },
    /// A piece of the directory's list, of one customer where somebody is named.
    Listed {
        machines: &'a [MachineListed],
        customer: Option<&'a NamedCustomer>,
        total: u64,
        skip: u32,
    },
}

/// Machines and customers, found or listed.
#[derive(Debug)]
pub struct MachinesView<'a> {
    pub shown: MachinesShown<'a>,
    /// For their names.
    pub stations: &'a [Station],
}

#[derive(Template)]
#[template(path = "machines.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    n: &'static MachinesTexts,
    text: &'a str,
    /// Whether something was looked for.
    is_search: bool,
    /// Whose machines these are.
    owner: Option<&'a str>,
    machines: Vec<MachineLine<'a>>,
    customers: Vec<CustomerLine<'a>>,
    total: u64,
    newer: Option<String>,
    older: Option<String>,
}

/// A machine in a row.
struct MachineLine<'a> {
    href: String,
    serial: &'a str,
    model: &'a str,
    customer: Option<Named<'a>>,
    station: &'a str,
    site: String,
    open: Vec<&'a str>,
}

/// A customer with the way to their machines.
struct Named<'a> {
    href: String,
    name: &'a str,
}

/// A customer in a row.
struct CustomerLine<'a> {
    named: Named<'a>,
    phones: String,
    machines: u32,
    open: Vec<&'a str>,
}

impl<'a> MachinesView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let mut page = Page {
            frame,
            layout: frame.layout(),
            n: MachinesTexts::of(frame.language()),
            text: "",
            is_search: false,
            owner: None,
            machines: Vec::new(),
            customers: Vec::new(),
            total: 0,
            newer: None,
            older: None,
        };
        match self.shown {
            MachinesShown::Found { text, found } => {
                page.text = text;
                page.is_search = true;
                page.machines = found
                    .machines
                    .iter()
                    .map(|one| machine_found(one, frame))
                    .collect();
                page.customers = found.customers.iter().map(|one| customer(one, frame)).collect();
            }
            MachinesShown::Listed {
                machines,
                customer,
                total,
                skip,
            } => {
                page.owner = customer.map(|customer| customer.name.as_str());
                page.machines = machines.iter().map(|one| self.listed(one, frame)).collect();
                page.total = total;
                let more = u64::from(skip) + u64::from(ROWS) < total;
                page.newer = (skip > 0).then(|| address(customer, skip.saturating_sub(ROWS)));
                page.older = more.then(|| address(customer, skip.saturating_add(ROWS)));
            }
        }
        Ok(page.render()?)
    }

    fn listed(&self, listed: &'a MachineListed, frame: &Frame<'_>) -> MachineLine<'a> {
        let machine = &listed.machine;
        MachineLine {
            href: file_of(machine.serial.as_str()),
            serial: machine.serial.as_str(),
            model: &machine.model,
            customer: listed.customer.as_ref().map(named),
            station: place::station_name(machine.station.as_ref(), self.stations),
            site: frame.text(&machine.site),
            open: numbers(&listed.open_orders),
        }
    }
}

fn machine_found<'a>(found: &'a MachineFound, frame: &Frame<'_>) -> MachineLine<'a> {
    MachineLine {
        href: file_of(found.serial.as_str()),
        serial: found.serial.as_str(),
        model: &found.model,
        customer: found.customer.as_ref().map(named),
        station: found
            .station
            .as_ref()
            .map_or("—", |station| station.name.as_str()),
        site: frame.text(&found.site),
        open: numbers(&found.open_orders),
    }
}

fn customer<'a>(found: &'a CustomerFound, frame: &Frame<'_>) -> CustomerLine<'a> {
    let phones: Vec<String> = found.phones.iter().map(|phone| frame.phone(phone)).collect();
    CustomerLine {
        named: Named {
            href: format!("/machines?{}", query(&[("customer", found.customer.as_str())])),
            name: &found.name,
        },
        phones: phones.join(frame.comma()),
        machines: found.machines,
        open: numbers(&found.open_orders),
    }
}

fn named(customer: &NamedCustomer) -> Named<'_> {
    Named {
        href: address(Some(customer), 0),
        name: &customer.name,
    }
}

fn numbers(orders: &[OrderNumber]) -> Vec<&str> {
    orders.iter().map(OrderNumber::as_str).collect()
}

/// Where a machine's file is; its serial goes into the question, for it may hold what a path may not.
fn file_of(serial: &str) -> String {
    format!("/machines/file?{}", query(&[("serial", serial)]))
}

/// A piece of the list.
fn address(customer: Option<&NamedCustomer>, skip: u32) -> String {
    let skip = (skip > 0).then(|| skip.to_string());
    let customer = customer.map(|customer| ("customer", customer.id.as_str()));
    let skip = skip.as_deref().map(|skip| ("skip", skip));
    let pairs: Vec<(&str, &str)> = customer.into_iter().chain(skip).collect();
    if pairs.is_empty() {
        "/machines".to_owned()
    } else {
        format!("/machines?{}", query(&pairs))
    }
}

#[cfg(test)]
mod tests;
