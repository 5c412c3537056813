//! The staff.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use console::{Entrance, PeopleView, Place, ROWS};
use proto::desk::{DirectoryQuery, Entries, ListPage, Query};
use proto::directory::ListKind;
use serde::Deserialize;
use types::{PersonId, StationId};

use crate::console::answer::{Written, shown};
use crate::console::asked::{ask_desk, policy, stations};
use crate::console::visit::Visit;
use crate::door::AccountShown;
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::Refusal;

/// Whose people are wanted, and which piece of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::console) struct Wanted {
    #[serde(default)]
    station: Option<StationId>,
    #[serde(default)]
    skip: Option<u32>,
}

pub(in crate::console) async fn people(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) => written(&gate, &visit, wanted).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, wanted: Wanted) -> Written {
    let caller = &visit.caller;
    let list = Query::Directory(DirectoryQuery {
        station: wanted.station.clone(),
        skip: wanted.skip,
        limit: Some(ROWS),
        ..DirectoryQuery::of(ListKind::People)
    });
    let (list, stations, policy) = futures::try_join!(
        ask_desk::<ListPage>(gate, caller, None, list),
        stations(gate, caller),
        policy(gate, caller),
    )?;
    let people = match list.answer.entries {
        Entries::People(people) => people,
        Entries::Stations(_) | Entries::Customers(_) | Entries::Machines(_) => Vec::new(),
    };
    let entrances = gate.accounts(caller).await.ok().map(entrances);
    let view = PeopleView {
        people: &people,
        entrances: entrances.as_ref(),
        total: list.answer.total,
        skip: wanted.skip.unwrap_or_default(),
        station: wanted.station.as_ref(),
        stations: &stations,
        may_add: visit.visitor.may(&policy, "directory.apply-import"),
    };
    let frame = visit.frame(Place::Admin, list.as_of, &policy);
    Ok(view.page(&frame)?)
}

fn entrances(accounts: Vec<AccountShown>) -> BTreeMap<PersonId, Entrance> {
    let each = accounts.into_iter();
    each.map(|account| (account.person.clone(), entrance(account)))
        .collect()
}

pub(super) fn entrance(account: AccountShown) -> Entrance {
    Entrance {
        has_password: account.has_password,
        code_until: account.code_until,
        signed_in_at: account.signed_in_at,
        sessions: account.sessions,
        extension: account.extension,
    }
}
