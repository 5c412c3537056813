//! Machines and customers, and the file of one machine.

use axum::extract::State;
use axum::response::Response;
use console::{MachineView, MachinesShown, MachinesView, Place, ROWS};
use proto::desk::{
    Board, BoardQuery, DirectoryQuery, Entries, Found, ListPage, MachineListed, NamedCustomer, Query,
    SearchQuery,
};
use proto::directory::ListKind;
use serde::Deserialize;
use types::{CustomerId, MachineSerial};

use super::answer::{Written, shown};
use super::asked::{ask_desk, policy, stations};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::{Refusal, no_such_path};

/// What is looked for, or which piece of the list is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    customer: Option<CustomerId>,
    #[serde(default)]
    skip: Option<u32>,
}

pub(super) async fn machines(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) if wanted.q.trim().is_empty() => listed(&gate, &visit, wanted).await,
        Ok(Params(wanted)) => found(&gate, &visit, &wanted.q).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn found(gate: &Gate, visit: &Visit, text: &str) -> Written {
    let caller = &visit.caller;
    let search = Query::Search(SearchQuery {
        text: text.to_owned(),
    });
    let asked = ask_desk::<Found>(gate, caller, None, search);
    let (found, policy) = futures::try_join!(asked, policy(gate, caller))?;
    let frame = visit.frame(Place::Machines, found.as_of, &policy);
    let view = MachinesView {
        shown: MachinesShown::Found {
            text,
            found: &found.answer,
        },
        stations: &[],
    };
    Ok(view.page(&frame)?)
}

async fn listed(gate: &Gate, visit: &Visit, wanted: Wanted) -> Written {
    let caller = &visit.caller;
    let list = Query::Directory(DirectoryQuery {
        customer: wanted.customer.clone(),
        skip: wanted.skip,
        limit: Some(ROWS),
        ..DirectoryQuery::of(ListKind::Machines)
    });
    let (list, customer, stations, policy) = futures::try_join!(
        ask_desk::<ListPage>(gate, caller, None, list),
        owner(gate, visit, wanted.customer),
        stations(gate, caller),
        policy(gate, caller),
    )?;
    let frame = visit.frame(Place::Machines, list.as_of, &policy);
    let view = MachinesView {
        shown: MachinesShown::Listed {
            total: list.answer.total,
            machines: &machines_of(list.answer),
            customer: customer.as_ref(),
            skip: wanted.skip.unwrap_or_default(),
        },
        stations: &stations,
    };
    Ok(view.page(&frame)?)
}

/// The customer whose machines are wanted, as the directory names them.
async fn owner(
    gate: &Gate,
    visit: &Visit,
    customer: Option<CustomerId>,
) -> Result<Option<NamedCustomer>, Refusal> {
    let Some(id) = customer else {
        return Ok(None);
    };
    let entry = Query::Directory(DirectoryQuery {
        id: Some(id.to_string()),
        ..DirectoryQuery::of(ListKind::Customers)
    });
    let page: ListPage = ask_desk(gate, &visit.caller, None, entry).await?.answer;
    let Entries::Customers(customers) = page.entries else {
        return Ok(None);
    };
    let named = customers.into_iter().next().map(|customer| NamedCustomer {
        id,
        name: customer.name.to_string(),
    });
    Ok(named)
}

fn machines_of(page: ListPage) -> Vec<MachineListed> {
    match page.entries {
        Entries::Machines(machines) => machines,
        Entries::Stations(_) | Entries::People(_) | Entries::Customers(_) => Vec::new(),
    }
}

/// Which machine's file is wanted, and which piece of its history.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedFile {
    serial: MachineSerial,
    #[serde(default)]
    skip: Option<u32>,
}

pub(super) async fn machine(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<WantedFile>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) => file(&gate, &visit, wanted).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn file(gate: &Gate, visit: &Visit, wanted: WantedFile) -> Written {
    let caller = &visit.caller;
    let entry = Query::Directory(DirectoryQuery {
        id: Some(wanted.serial.to_string()),
        ..DirectoryQuery::of(ListKind::Machines)
    });
    let history = Query::Board(BoardQuery {
        machine: Some(wanted.serial),
        include_ended: true,
        skip: wanted.skip,
        limit: Some(ROWS),
        ..BoardQuery::default()
    });
    let (entry, orders, stations, policy) = futures::try_join!(
        ask_desk::<ListPage>(gate, caller, None, entry),
        ask_desk::<Board>(gate, caller, None, history),
        stations(gate, caller),
        policy(gate, caller),
    )?;
    let machine = machines_of(entry.answer).into_iter().next();
    let frame = visit.frame(Place::Machines, orders.as_of, &policy);
    let view = MachineView {
        machine: &machine.ok_or_else(|| no_such_path("/machines/file"))?,
        orders: &orders.answer,
        skip: wanted.skip.unwrap_or_default(),
        stations: &stations,
    };
    Ok(view.page(&frame)?)
}
