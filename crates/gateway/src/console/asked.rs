//! What pages ask: the desk's answers, and the policy in force.

use std::sync::Arc;

use proto::Encoding;
use proto::desk::{self, Answered, Ask, DirectoryQuery, Entries, ListPage, NamedPerson, PersonListed, Query};
use proto::directory::{ListKind, Station};
use proto::wire::{endpoint, subject};
use serde::de::DeserializeOwned;
use sla::policy::Policy;
use types::StationId;

use crate::ask::Manner;
use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};
use crate::who::Caller;

/// The policy in force.
pub(super) async fn policy(gate: &Gate, caller: &Caller) -> Result<Arc<Policy>, Refusal> {
    gate.policy_in_force(caller, Manner::Insisting).await
}

/// Asks the desk, about a moment or about now.
pub(super) async fn ask_desk<A: DeserializeOwned>(
    gate: &Gate,
    caller: &Caller,
    at: Option<String>,
    query: Query,
) -> Result<Answered<A>, Refusal> {
    let body = Encoding::Json.write(&Ask { at, query }).map_err(malformed)?;
    let subject = subject(desk::NAME, endpoint::QUERY);
    let answer = gate.ask(caller, &subject, Manner::Insisting, body).await?;
    Encoding::Json.read(&answer).map_err(malformed)
}

/// The stations of the directory.
pub(super) async fn stations(gate: &Gate, caller: &Caller) -> Result<Vec<Station>, Refusal> {
    let query = Query::Directory(DirectoryQuery::of(ListKind::Stations));
    let page: ListPage = ask_desk(gate, caller, None, query).await?.answer;
    Ok(match page.entries {
        Entries::Stations(stations) => stations,
        Entries::People(_) | Entries::Customers(_) | Entries::Machines(_) => Vec::new(),
    })
}

/// The people of a station who have not left.
pub(super) async fn staff_of(
    gate: &Gate,
    caller: &Caller,
    station: &StationId,
) -> Result<Vec<PersonListed>, Refusal> {
    let query = Query::Directory(DirectoryQuery {
        station: Some(station.clone()),
        ..DirectoryQuery::of(ListKind::People)
    });
    let page: ListPage = ask_desk(gate, caller, None, query).await?.answer;
    let Entries::People(people) = page.entries else {
        return Ok(Vec::new());
    };
    Ok(people.into_iter().filter(|listed| !listed.left).collect())
}

/// The people who work in the house and at no station, who have not left.
pub(super) async fn house(gate: &Gate, caller: &Caller) -> Result<Vec<NamedPerson>, Refusal> {
    let mut house = Vec::new();
    let mut skip = 0_u32;
    loop {
        let query = Query::Directory(DirectoryQuery {
            skip: Some(skip),
            ..DirectoryQuery::of(ListKind::People)
        });
        let page: ListPage = ask_desk(gate, caller, None, query).await?.answer;
        let Entries::People(people) = page.entries else {
            return Ok(house);
        };
        skip = skip.saturating_add(desk::ROWS);
        let of_house = people
            .into_iter()
            .filter(|listed| !listed.left && listed.person.station.is_none());
        house.extend(of_house.map(named));
        if u64::from(skip) >= page.total {
            return Ok(house);
        }
    }
}

fn named(listed: PersonListed) -> NamedPerson {
    NamedPerson {
        id: listed.person.id,
        name: listed.person.name.to_string(),
    }
}

/// Their names.
pub(super) async fn people_of(
    gate: &Gate,
    caller: &Caller,
    station: &StationId,
) -> Result<Vec<NamedPerson>, Refusal> {
    let staff = staff_of(gate, caller, station).await?;
    Ok(staff.into_iter().map(named).collect())
}
