//! The service stations.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{Place, Refused, StationEntryView, StationsView, station_row};
use proto::directory::{BadCell, Station};
use serde::Deserialize;
use sla::policy::Policy;
use types::StationId;

use super::entry::{self, NotTaken, is_there};
use crate::console::answer::{Written, or_kept, page, shown, to};
use crate::console::asked;
use crate::console::sent::Sent;
use crate::console::station::no_such_station;
use crate::console::visit::Visit;
use crate::gate::Gate;
use crate::imports::Listed;
use crate::params::{Nothing, Params};
use crate::refusal::Refusal;

const LIST: &str = "/admin/stations";

pub(in crate::console) async fn stations(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Nothing>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(_) => listed(&gate, &visit).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn listed(gate: &Gate, visit: &Visit) -> Written {
    let caller = &visit.caller;
    let (stations, policy) = futures::try_join!(asked::stations(gate, caller), asked::policy(gate, caller))?;
    let view = StationsView {
        stations: &stations,
        may_change: visit.visitor.may(&policy, "directory.apply-import"),
    };
    let frame = visit.frame(Place::Admin, gate.time().now(), &policy);
    Ok(view.page(&frame)?)
}

/// Which station is wanted; a form for a new one when missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::console) struct Wanted {
    #[serde(default)]
    id: Option<StationId>,
}

/// A station's entry.
struct Entry {
    policy: Arc<Policy>,
    stations: Vec<Station>,
    id: Option<StationId>,
}

impl Entry {
    async fn of(gate: &Gate, visit: &Visit, wanted: Wanted) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let (policy, stations) =
            futures::try_join!(asked::policy(gate, caller), asked::stations(gate, caller))?;
        let entry = Self {
            policy,
            stations,
            id: wanted.id,
        };
        match &entry.id {
            Some(_) if entry.station().is_none() => Err(no_such_station()),
            Some(_) | None => Ok(entry),
        }
    }

    fn station(&self) -> Option<&Station> {
        self.stations.iter().find(|one| Some(&one.id) == self.id.as_ref())
    }

    fn page(&self, gate: &Gate, visit: &Visit, refused: Option<Refused<'_>>, bad: &[BadCell]) -> Written {
        let view = StationEntryView {
            station: self.station(),
            policy: &self.policy,
            refused,
            bad,
        };
        let frame = visit.frame(Place::Admin, gate.time().now(), &self.policy);
        Ok(view.page(&frame)?)
    }

    async fn save(&self, gate: &Gate, visit: &Visit, sent: &Sent) -> Result<(), NotTaken> {
        let typed = sent.value("id").unwrap_or_default().trim();
        if self.id.is_none() && self.stations.iter().any(|one| one.id.as_str() == typed) {
            return Err(is_there(typed).into());
        }
        let frame = visit.frame(Place::Admin, gate.time().now(), &self.policy);
        let form = station_row(self.station(), &frame);
        let zone = self.policy.zone();
        entry::save(gate, visit, Listed::Stations, &form, sent, zone).await?;
        Ok(())
    }
}

pub(in crate::console) async fn station(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) => one(&gate, &visit, wanted).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn one(gate: &Gate, visit: &Visit, wanted: Wanted) -> Written {
    Entry::of(gate, visit, wanted).await?.page(gate, visit, None, &[])
}

/// Takes what was typed as the station's entry.
pub(in crate::console) async fn save(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let saved = match (wanted, sent) {
        (Ok(Params(wanted)), Ok(sent)) => or_kept(&visit, &sent, saved(&gate, &visit, wanted, &sent).await),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    saved.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn saved(gate: &Gate, visit: &Visit, wanted: Wanted, sent: &Sent) -> Result<Response, Refusal> {
    let entry = Entry::of(gate, visit, wanted).await?;
    match entry.save(gate, visit, sent).await {
        Ok(()) => Ok(to(LIST)),
        Err(no) => {
            let refused = Refused {
                command: "directory.apply-import",
                typed: &sent.typed,
                problem: no.sentence.in_language(visit.visitor.language),
            };
            Ok(page(no.status, entry.page(gate, visit, Some(refused), &no.bad)?))
        }
    }
}
