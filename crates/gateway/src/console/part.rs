//! One old part, and what is done about it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{Form, Frame, PartView, Place, Refused};
use proto::desk::{Answered, NamedPerson, PartRow, Parts, PartsQuery, Query};
use proto::{Class, Rejection};
use sla::policy::Policy;
use types::{Instant, PartTag};

use super::answer::Written;
use super::asked::{ask_desk, house, people_of, policy};
use super::forms::{self, FormPage, look};
use super::sent::Sent;
use super::visit::Visit;
use crate::gate::Gate;
use crate::params;
use crate::refusal::Refusal;

/// A part with the people its forms offer.
struct Known {
    as_of: Instant,
    policy: Arc<Policy>,
    part: PartRow,
    staff: Vec<NamedPerson>,
    house: Vec<NamedPerson>,
}

impl FormPage for Known {
    type About = PartTag;

    async fn of(gate: &Gate, visit: &Visit, tag: &PartTag) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let (found, policy, house) =
            futures::try_join!(asked(gate, visit, tag), policy(gate, caller), house(gate, caller))?;
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

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn form(&self, visit: &Visit, _: &PartTag, command: &str) -> Option<Form> {
        self.view(None).form(command, &self.frame(visit))
    }

    fn page(&self, visit: &Visit, _: &PartTag, refused: Option<Refused<'_>>) -> Written {
        Ok(self.view(refused).page(&self.frame(visit))?)
    }

    /// Parts are checked in one after the other, so the next one is scanned; after anything else the part is looked at.
    fn after(&self, tag: &PartTag, command: &str) -> String {
        match &self.part.station {
            Some(station) if command == "returns.check-in-part" => {
                format!("/parts?show=expected&station={}", station.id)
            }
            _ => format!("/parts/{tag}"),
        }
    }
}

impl Known {
    fn frame<'v>(&self, visit: &'v Visit) -> Frame<'v> {
        visit.frame(Place::Parts, self.as_of, &self.policy)
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

/// The part of a tag; none where there is no such part.
pub(super) async fn asked(gate: &Gate, visit: &Visit, tag: &PartTag) -> Result<Answered<Parts>, Refusal> {
    let query = Query::Parts(PartsQuery {
        tag: Some(tag.clone()),
        ..PartsQuery::default()
    });
    ask_desk(gate, &visit.caller, None, query).await
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
    look::<Known>(&gate, &visit, tag.map(|params::Place(tag)| tag)).await
}

/// Sends a command about one part.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(PartTag, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    forms::act::<Known>(&gate, &visit, place.map(|params::Place(wanted)| wanted), sent).await
}
