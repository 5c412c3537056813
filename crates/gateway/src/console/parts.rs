//! The old parts desk: parts, one part, and consignments.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{PART_ROWS, PartView, PartsView, Place, Refused, Unscanned, Whereabouts};
use proto::desk::{
    Answered, ConsignmentRow, Consignments, ConsignmentsQuery, Ledger, LedgerQuery, NamedPerson, PartRow,
    Parts, PartsQuery, Query,
};
use proto::directory::Station;
use proto::returns::PartState;
use proto::{Class, Rejection};
use serde::Deserialize;
use sla::policy::{Policy, Role};
use types::{Instant, PartTag, StationId};

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, house, people_of, policy, stations};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::{Refusal, no_such_path};

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
    async fn of(gate: &Gate, visit: &Visit, wanted: Wanted) -> Result<Self, Refusal> {
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
    let desk = OnDesk::of(gate, visit, wanted).await?;
    let frame = visit.frame(Place::Parts, desk.as_of, &desk.policy);
    Ok(desk.view(unscanned, None).page(&frame)?)
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
        Some(tag) => one(gate, visit, tag).await?,
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

async fn one(gate: &Gate, visit: &Visit, tag: &PartTag) -> Result<Option<PartRow>, Refusal> {
    let query = Query::Parts(PartsQuery {
        tag: Some(tag.clone()),
        ..PartsQuery::default()
    });
    let found: Parts = ask_desk(gate, &visit.caller, None, query).await?.answer;
    Ok(found.parts.into_iter().next())
}

/// A part with the people its forms offer.
struct Known {
    as_of: Instant,
    policy: Arc<Policy>,
    part: PartRow,
    staff: Vec<NamedPerson>,
    house: Vec<NamedPerson>,
}

impl Known {
    async fn of(gate: &Gate, visit: &Visit, tag: &PartTag) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let query = Query::Parts(PartsQuery {
            tag: Some(tag.clone()),
            ..PartsQuery::default()
        });
        let found = ask_desk::<Parts>(gate, caller, None, query);
        let (found, policy, house) = futures::try_join!(found, policy(gate, caller), house(gate, caller))?;
        let as_of = found.as_of;
        let part = found
            .answer
            .parts
            .into_iter()
            .next()
            .ok_or_else(|| unknown(tag))?;
        let staff = match &part.station {
            Some(station) => people_of(gate, caller, &station.id).await?,
            None => Vec::new(),
        };
        Ok(Self {
            as_of,
            policy,
            part,
            staff,
            house,
        })
    }

    fn view<'a>(&'a self, refused: Option<Refused<'a>>) -> PartView<'a> {
        PartView {
            part: &self.part,
            staff: &self.staff,
            house: &self.house,
            policy: &self.policy,
            refused,
        }
    }
}

fn unknown(tag: &PartTag) -> Refusal {
    Rejection::new(
        Class::Unknown,
        "part.unknown",
        format!("没有标签为{tag}的旧件，请核对"),
        format!("there is no old part {tag}; check the tag"),
    )
    .with("tag", tag.to_string())
    .into()
}

pub(super) async fn part(
    State(gate): State<Gate>,
    visit: Visit,
    tag: Result<params::Place<PartTag>, Refusal>,
) -> Response {
    let written = match tag {
        Ok(params::Place(tag)) => one_part(&gate, &visit, &tag).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn one_part(gate: &Gate, visit: &Visit, tag: &PartTag) -> Written {
    let known = Known::of(gate, visit, tag).await?;
    let frame = visit.frame(Place::Parts, known.as_of, &known.policy);
    Ok(known.view(None).page(&frame)?)
}

/// Sends a command about one part.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(PartTag, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(params::Place((tag, service, command))), Ok(sent)) => or_kept(
            &visit,
            &sent,
            acted(&gate, &visit, &tag, &format!("{service}.{command}"), &sent).await,
        ),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn acted(
    gate: &Gate,
    visit: &Visit,
    tag: &PartTag,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let known = Known::of(gate, visit, tag).await?;
    let frame = visit.frame(Place::Parts, known.as_of, &known.policy);
    let form = known.view(None).form(command, &frame);
    let form = form.ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, known.policy.zone()).await {
        Ok(_) => Ok(to(&after(command, &known.part))),
        Err((status, sentence)) => {
            let known = Known::of(gate, visit, tag).await?;
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let frame = visit.frame(Place::Parts, known.as_of, &known.policy);
            Ok(page(status, known.view(Some(refused)).page(&frame)?))
        }
    }
}

/// Parts are checked in one after the other, so the next one is scanned; after anything else the part is looked at.
fn after(command: &str, part: &PartRow) -> String {
    match &part.station {
        Some(station) if command == "returns.check-in-part" => {
            format!("/parts?show=expected&station={}", station.id)
        }
        _ => format!("/parts/{}", part.tag),
    }
}

/// Ships what a station holds.
pub(super) async fn ship(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(StationId, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(params::Place((station, service, command))), Ok(sent)) => or_kept(
            &visit,
            &sent,
            shipped(&gate, &visit, &station, &format!("{service}.{command}"), &sent).await,
        ),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn shipped(
    gate: &Gate,
    visit: &Visit,
    station: &StationId,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let held = || Wanted {
        show: Some(Whereabouts::Held),
        station: Some(station.clone()),
        ..Wanted::default()
    };
    let desk = OnDesk::of(gate, visit, held()).await?;
    let frame = visit.frame(Place::Parts, desk.as_of, &desk.policy);
    let form = desk.view(None, None).ship_form(station, &frame);
    if form.command != command {
        return Err(no_such_path(command));
    }
    match send(gate, visit, &form, sent, desk.policy.zone()).await {
        Ok(_) => Ok(to(&format!("/parts?show=way&station={station}"))),
        Err((status, sentence)) => {
            let desk = OnDesk::of(gate, visit, held()).await?;
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let frame = visit.frame(Place::Parts, desk.as_of, &desk.policy);
            Ok(page(status, desk.view(None, Some(refused)).page(&frame)?))
        }
    }
}
