//! The station's desk.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{Place, Refused, StationView, station_of};
use proto::desk::{Board, BoardQuery, NamedPerson, PartRow, Parts, PartsQuery, Query};
use proto::directory::Station;
use proto::returns::PartState;
use proto::{Class, Rejection};
use serde::Deserialize;
use sla::policy::{Policy, Role};
use types::{Instant, StationId};

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, policy, staff_of, stations};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::{Refusal, no_such_path};

/// Whose desk is wanted; the visitor's own when missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    station: Option<StationId>,
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

impl OnDesk {
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

    fn view<'a>(&'a self, refused: Option<Refused<'a>>) -> StationView<'a> {
        StationView {
            station: &self.station,
            stations: &self.stations,
            board: &self.board,
            engineers: &self.engineers,
            expected: &self.expected,
            held: &self.held,
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
    let written = match wanted {
        Ok(Params(wanted)) => written(&gate, &visit, &wanted).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, wanted: &Wanted) -> Written {
    let desk = OnDesk::of(gate, visit, wanted).await?;
    let frame = visit.frame(Place::Station, desk.as_of, &desk.policy);
    Ok(desk.view(None).page(&frame)?)
}

/// Sends a command of the desk.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(String, String)>, Refusal>,
    wanted: Result<Params<Wanted>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, wanted, sent) {
        (Ok(params::Place((service, command))), Ok(Params(wanted)), Ok(sent)) => or_kept(
            &visit,
            &sent,
            acted(&gate, &visit, &wanted, &format!("{service}.{command}"), &sent).await,
        ),
        (Err(refusal), _, _) | (_, Err(refusal), _) | (_, _, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn acted(
    gate: &Gate,
    visit: &Visit,
    wanted: &Wanted,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let desk = OnDesk::of(gate, visit, wanted).await?;
    let frame = visit.frame(Place::Station, desk.as_of, &desk.policy);
    let form = desk.view(None).form(command, &frame);
    let form = form.ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, desk.policy.zone()).await {
        Ok(_) => Ok(to(&format!("/station?station={}", desk.station.id))),
        Err((status, sentence)) => {
            let desk = OnDesk::of(gate, visit, wanted).await?;
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let frame = visit.frame(Place::Station, desk.as_of, &desk.policy);
            Ok(page(status, desk.view(Some(refused)).page(&frame)?))
        }
    }
}
