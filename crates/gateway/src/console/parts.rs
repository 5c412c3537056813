//! The old parts desk: parts by where they are, and consignments under way.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{Form, Frame, PART_ROWS, PartsView, Place, Refused, Unscanned, Whereabouts};
use proto::desk::{
    Answered, ConsignmentRow, Consignments, ConsignmentsQuery, Ledger, LedgerQuery, PartRow, Parts,
    PartsQuery, Query,
};
use proto::directory::Station;
use proto::returns::PartState;
use serde::Deserialize;
use sla::policy::{Policy, Role};
use types::{Instant, PartTag, StationId};

use super::answer::{Written, shown, to};
use super::asked::{ask_desk, policy, stations};
use super::forms::{self, FormPage};
use super::part;
use super::sent::Sent;
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::Refusal;

/// Which parts are wanted; by the visitor's work when nothing is said.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    show: Option<Whereabouts>,
    #[serde(default)]
    station: Option<StationId>,
    #[serde(default)]
    skip: Option<u32>,
    /// Tags that are packed so far, between commas.
    #[serde(default)]
    pack: String,
}

/// A tag as a scanner types it, and what was on the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scanned {
    #[serde(default)]
    tag: String,
    #[serde(default)]
    show: Option<Whereabouts>,
    #[serde(default)]
    station: Option<StationId>,
    #[serde(default)]
    pack: String,
}

/// Everything on the desk.
struct OnDesk {
    as_of: Instant,
    policy: Arc<Policy>,
    stations: Vec<Station>,
    show: Whereabouts,
    wanted: Wanted,
    parts: Parts,
    consignments: Vec<ConsignmentRow>,
    ledger: Ledger,
    packed: String,
}

impl OnDesk {
    async fn of_wanted(gate: &Gate, visit: &Visit, wanted: Wanted) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let (show, wanted) = meant(visit, wanted);
        let parts = Query::Parts(PartsQuery {
            station: wanted.station.clone(),
            state: Some(show.state()),
            skip: wanted.skip,
            limit: Some(PART_ROWS),
            ..PartsQuery::default()
        });
        let ledger = Query::Ledger(LedgerQuery {
            station: wanted.station.clone(),
            ..LedgerQuery::default()
        });
        let (policy, stations, parts, consignments, ledger) = futures::try_join!(
            policy(gate, caller),
            stations(gate, caller),
            ask_desk::<Parts>(gate, caller, None, parts),
            consignments(gate, visit, show, wanted.station.as_ref()),
            ask_desk::<Ledger>(gate, caller, None, ledger),
        )?;
        // Where several are chosen, each stands on a line of its own.
        let packed = wanted.pack.replace(',', "\n");
        Ok(Self {
            as_of: parts.as_of,
            policy,
            stations,
            show,
            parts: parts.answer,
            consignments,
            ledger: ledger.answer,
            packed,
            wanted,
        })
    }

    fn frame<'v>(&self, visit: &'v Visit) -> Frame<'v> {
        visit.frame(Place::Parts, self.as_of, &self.policy)
    }

    fn view<'a>(&'a self, unscanned: Option<Unscanned<'a>>, refused: Option<Refused<'a>>) -> PartsView<'a> {
        PartsView {
            show: self.show,
            station: self.wanted.station.as_ref(),
            skip: self.wanted.skip.unwrap_or_default(),
            stations: &self.stations,
            parts: &self.parts,
            consignments: &self.consignments,
            ledger: &self.ledger,
            packed: &self.packed,
            unscanned,
            policy: &self.policy,
            refused,
        }
    }
}

/// What is shown to whom where they do not say: what comes to the warehouse's keepers, and a station's people their own.
fn meant(visit: &Visit, mut wanted: Wanted) -> (Whereabouts, Wanted) {
    let visitor = &visit.visitor;
    if let Some(show) = wanted.show {
        return (show, wanted);
    }
    if wanted.station.is_none() {
        wanted.station.clone_from(&visitor.station);
    }
    let show = if visitor.has(Role::WarehouseKeeper) {
        Whereabouts::Way
    } else {
        Whereabouts::Expected
    };
    (show, wanted)
}

async fn consignments(
    gate: &Gate,
    visit: &Visit,
    show: Whereabouts,
    station: Option<&StationId>,
) -> Result<Vec<ConsignmentRow>, Refusal> {
    if !show.shows_consignments() {
        return Ok(Vec::new());
    }
    let query = Query::Consignments(ConsignmentsQuery {
        station: station.cloned(),
        open: true,
        ..ConsignmentsQuery::default()
    });
    let found: Answered<Consignments> = ask_desk(gate, &visit.caller, None, query).await?;
    Ok(found.answer.consignments)
}

pub(super) async fn parts(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) => list(&gate, &visit, wanted, None).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn list(gate: &Gate, visit: &Visit, wanted: Wanted, unscanned: Option<Unscanned<'_>>) -> Written {
    let desk = OnDesk::of_wanted(gate, visit, wanted).await?;
    Ok(desk.view(unscanned, None).page(&desk.frame(visit))?)
}

/// Opens the part of a scanned tag; while a box is packed, what the station holds is put into it instead.
pub(super) async fn scan(
    State(gate): State<Gate>,
    visit: Visit,
    scanned: Result<Params<Scanned>, Refusal>,
) -> Response {
    let found = match scanned {
        Ok(Params(scanned)) => found(&gate, &visit, scanned).await,
        Err(refusal) => Err(refusal),
    };
    found.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn found(gate: &Gate, visit: &Visit, scanned: Scanned) -> Result<Response, Refusal> {
    let typed = scanned.tag;
    let wanted = Wanted {
        show: scanned.show,
        station: scanned.station,
        pack: scanned.pack,
        skip: None,
    };
    let tag: Option<PartTag> = typed.parse().ok();
    let part = match &tag {
        Some(tag) => part::asked(gate, visit, tag)
            .await?
            .answer
            .parts
            .into_iter()
            .next(),
        None => None,
    };
    let Some(part) = part else {
        let unscanned = Unscanned {
            typed: &typed,
            is_tag: tag.is_some(),
        };
        return Ok(shown(visit, list(gate, visit, wanted, Some(unscanned)).await));
    };
    Ok(to(
        &packed_with(&part, &wanted).unwrap_or_else(|| format!("/parts/{}", part.tag))
    ))
}

/// The page of the box that is packed, with one part more; none where no box is packed, or the part is elsewhere.
fn packed_with(part: &PartRow, wanted: &Wanted) -> Option<String> {
    let station = wanted.station.as_ref()?;
    let held_here =
        part.state == PartState::AtStation && part.station.as_ref().is_some_and(|own| own.id == *station);
    if wanted.show != Some(Whereabouts::Held) || !held_here {
        return None;
    }
    let tag = part.tag.to_string();
    let mut packed: Vec<&str> = wanted.pack.split(',').filter(|one| !one.is_empty()).collect();
    if !packed.contains(&tag.as_str()) {
        packed.push(&tag);
    }
    let packed = packed.join(",");
    let pairs = [
        ("show", "held"),
        ("station", station.as_str()),
        ("pack", packed.as_str()),
    ];
    serde_urlencoded::to_string(pairs)
        .ok()
        .map(|query| format!("/parts?{query}"))
}

/// What a station holds, from where it is shipped.
impl FormPage for OnDesk {
    type About = StationId;

    async fn of(gate: &Gate, visit: &Visit, station: &StationId) -> Result<Self, Refusal> {
        let held = Wanted {
            show: Some(Whereabouts::Held),
            station: Some(station.clone()),
            ..Wanted::default()
        };
        Self::of_wanted(gate, visit, held).await
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn form(&self, visit: &Visit, station: &StationId, command: &str) -> Option<Form> {
        let form = self.view(None, None).ship_form(station, &self.frame(visit));
        (form.command == command).then_some(form)
    }

    fn page(&self, visit: &Visit, _: &StationId, refused: Option<Refused<'_>>) -> Written {
        Ok(self.view(None, refused).page(&self.frame(visit))?)
    }

    fn after(&self, station: &StationId, _: &str) -> String {
        format!("/parts?show=way&station={station}")
    }
}

/// Ships what a station holds.
pub(super) async fn ship(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(StationId, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    forms::act::<OnDesk>(&gate, &visit, place.map(|params::Place(wanted)| wanted), sent).await
}
