//! The station's desk.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{Form, Frame, Place, Refused, StationView, station_of};
use proto::desk::{Board, BoardQuery, NamedPerson, PartRow, Parts, PartsQuery, Query};
use proto::directory::Station;
use proto::returns::PartState;
use proto::{Class, Rejection};
use serde::Deserialize;
use sla::policy::{Policy, Role};
use types::{Instant, OrderNumber, StationId};

use super::answer::Written;
use super::asked::{ask_desk, policy, staff_of, stations};
use super::forms::{self, FormPage, look};
use super::sent::Sent;
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::Refusal;

/// Whose desk is wanted; the visitor's own when missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    station: Option<StationId>,
    /// The order to be planned.
    #[serde(default)]
    plan: Option<OrderNumber>,
}

/// Everything on a station's desk.
struct OnDesk {
    as_of: Instant,
    policy: Arc<Policy>,
    stations: Vec<Station>,
    station: Station,
    board: Board,
    engineers: Vec<NamedPerson>,
    expected: Vec<PartRow>,
    held: Vec<PartRow>,
}

impl FormPage for OnDesk {
    type About = Wanted;

    async fn of(gate: &Gate, visit: &Visit, wanted: &Wanted) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let (policy, stations) = futures::try_join!(policy(gate, caller), stations(gate, caller))?;
        let own = visit.visitor.station.as_ref();
        let station = station_of(wanted.station.as_ref(), own, &stations).cloned();
        let station = station.ok_or_else(no_such_station)?;
        let board = Query::Board(BoardQuery {
            station: Some(station.id.clone()),
            ..BoardQuery::default()
        });
        let (board, staff, expected, held) = futures::try_join!(
            ask_desk::<Board>(gate, caller, None, board),
            staff_of(gate, caller, &station.id),
            parts(gate, visit, &station.id, PartState::Expected),
            parts(gate, visit, &station.id, PartState::AtStation),
        )?;
        let engineers = staff
            .into_iter()
            .filter(|listed| listed.person.roles.contains(&Role::FieldEngineer));
        Ok(Self {
            as_of: board.as_of,
            policy,
            stations,
            station,
            board: board.answer,
            engineers: engineers
                .map(|listed| NamedPerson {
                    id: listed.person.id,
                    name: listed.person.name.to_string(),
                })
                .collect(),
            expected,
            held,
        })
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn form(&self, visit: &Visit, wanted: &Wanted, command: &str) -> Option<Form> {
        self.view(wanted, None).form(command, &self.frame(visit))
    }

    fn page(&self, visit: &Visit, wanted: &Wanted, refused: Option<Refused<'_>>) -> Written {
        Ok(self.view(wanted, refused).page(&self.frame(visit))?)
    }

    fn after(&self, _: &Wanted, _: &str) -> String {
        format!("/station?station={}", self.station.id)
    }
}

impl OnDesk {
    fn frame<'v>(&self, visit: &'v Visit) -> Frame<'v> {
        visit.frame(Place::Station, self.as_of, &self.policy)
    }

    fn view<'a>(&'a self, wanted: &'a Wanted, refused: Option<Refused<'a>>) -> StationView<'a> {
        StationView {
            station: &self.station,
            stations: &self.stations,
            board: &self.board,
            engineers: &self.engineers,
            expected: &self.expected,
            held: &self.held,
            planned: wanted.plan.as_ref(),
            policy: &self.policy,
            refused,
        }
    }
}

async fn parts(
    gate: &Gate,
    visit: &Visit,
    station: &StationId,
    state: PartState,
) -> Result<Vec<PartRow>, Refusal> {
    let query = Query::Parts(PartsQuery {
        station: Some(station.clone()),
        state: Some(state),
        ..PartsQuery::default()
    });
    let parts: Parts = ask_desk(gate, &visit.caller, None, query).await?.answer;
    Ok(parts.parts)
}

pub(super) fn no_such_station() -> Refusal {
    let sentence = ("名录中没有这个服务站", "the directory has no such station");
    Rejection::new(Class::Unknown, "station.unknown", sentence.0, sentence.1).into()
}

pub(super) async fn station(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    look::<OnDesk>(&gate, &visit, wanted.map(|Params(wanted)| wanted)).await
}

/// Sends a command of the desk.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(String, String)>, Refusal>,
    wanted: Result<Params<Wanted>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let wanted = place.and_then(|params::Place((service, command))| {
        let Params(wanted) = wanted?;
        Ok((wanted, service, command))
    });
    forms::act::<OnDesk>(&gate, &visit, wanted, sent).await
}
