//! One of the staff.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{CodeShown, Entrance, PersonView, Place, Refused};
use proto::desk::{DirectoryQuery, Entries, ListPage, NamedPerson, PersonListed, Query};
use proto::directory::{BadCell, ListKind, Station};
use proto::{Class, Rejection};
use serde::Deserialize;
use sla::policy::Policy;
use types::{Actor, PersonId};

use super::entry::{self, NotTaken, is_there};
use super::people::entrance;
use crate::console::answer::{Written, or_kept, page, shown, to};
use crate::console::asked::{ask_desk, people_of, policy, stations};
use crate::console::sent::{Sent, send};
use crate::console::visit::Visit;
use crate::door::CodeGiven;
use crate::gate::Gate;
use crate::imports::Listed;
use crate::params::{self, Params};
use crate::refusal::{Refusal, no_such_path};

const ENTRY: &str = "directory.apply-import";

/// Who is wanted; a form for somebody new when missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::console) struct Wanted {
    #[serde(default)]
    id: Option<PersonId>,
}

/// Everything about somebody.
struct About {
    policy: Arc<Policy>,
    listed: Option<PersonListed>,
    stations: Vec<Station>,
    colleagues: Vec<NamedPerson>,
    entrance: Option<Entrance>,
}

impl About {
    async fn of(gate: &Gate, visit: &Visit, wanted: &Wanted) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let (policy, stations) = futures::try_join!(policy(gate, caller), stations(gate, caller))?;
        let listed = match &wanted.id {
            Some(id) => Some(listed(gate, visit, id).await?.ok_or_else(|| nobody(id))?),
            None => None,
        };
        let station = listed.as_ref().and_then(|listed| listed.person.station.as_ref());
        let colleagues = match station {
            Some(station) => people_of(gate, caller, station).await?,
            None => Vec::new(),
        };
        let entrance = match &wanted.id {
            Some(id) => gate.account_of(caller, id).await.ok().map(entrance),
            None => None,
        };
        Ok(Self {
            policy,
            listed,
            stations,
            colleagues,
            entrance,
        })
    }

    fn view<'a>(&'a self, refused: Option<Refused<'a>>, bad: &'a [BadCell]) -> PersonView<'a> {
        PersonView {
            listed: self.listed.as_ref(),
            stations: &self.stations,
            colleagues: &self.colleagues,
            entrance: self.entrance.as_ref(),
            code: None,
            policy: &self.policy,
            refused,
            bad,
        }
    }
}

async fn listed(gate: &Gate, visit: &Visit, id: &PersonId) -> Result<Option<PersonListed>, Refusal> {
    let query = Query::Directory(DirectoryQuery {
        id: Some(id.to_string()),
        ..DirectoryQuery::of(ListKind::People)
    });
    let found = match ask_desk::<ListPage>(gate, &visit.caller, None, query).await {
        Ok(found) => found.answer.entries,
        Err(refusal) if refusal.rejection().class == Class::Unknown => return Ok(None),
        Err(refusal) => return Err(refusal),
    };
    Ok(match found {
        Entries::People(people) => people.into_iter().next(),
        Entries::Stations(_) | Entries::Customers(_) | Entries::Machines(_) => None,
    })
}

fn nobody(id: &PersonId) -> Refusal {
    Rejection::new(
        Class::Unknown,
        "person.unknown",
        format!("人员名录里没有{id}，请核对工号"),
        format!("the directory has no person {id}; check the id"),
    )
    .with("person", id.as_str())
    .into()
}

pub(in crate::console) async fn person(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) => written(&gate, &visit, &wanted, None).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, wanted: &Wanted, code: Option<&CodeGiven>) -> Written {
    let about = About::of(gate, visit, wanted).await?;
    let view = PersonView {
        code: code.map(|given| CodeShown {
            code: &given.code,
            until: given.until,
        }),
        ..about.view(None, &[])
    };
    let frame = visit.frame(Place::Admin, gate.time().now(), &about.policy);
    Ok(view.page(&frame)?)
}

/// Gives them a code and shows it this once.
pub(in crate::console) async fn give_code(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(Params(wanted)) => given(&gate, &visit, &wanted).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn given(gate: &Gate, visit: &Visit, wanted: &Wanted) -> Written {
    let id = wanted
        .id
        .clone()
        .ok_or_else(|| no_such_path("/admin/person/code"))?;
    let code = gate.give_code(&visit.caller, Actor::Person(id)).await?;
    written(gate, visit, wanted, Some(&code)).await
}

/// Takes their access away.
pub(in crate::console) async fn revoke(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Wanted>, Refusal>,
) -> Response {
    let revoked = match wanted {
        Ok(Params(Wanted { id: Some(id) })) => gate
            .revoke(&visit.caller, id.clone())
            .await
            .map(|_| to(&address(id.as_str()))),
        Ok(Params(Wanted { id: None })) => Err(no_such_path("/admin/person/revoke")),
        Err(refusal) => Err(refusal),
    };
    revoked.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

/// Sends a command about them, or what was typed as their entry.
pub(in crate::console) async fn act(
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
    let about = About::of(gate, visit, wanted).await?;
    match done(gate, visit, &about, command, sent).await {
        Ok(id) => Ok(to(&address(&id))),
        Err(no) => {
            let about = About::of(gate, visit, wanted).await?;
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: no.sentence.in_language(visit.visitor.language),
            };
            let frame = visit.frame(Place::Admin, gate.time().now(), &about.policy);
            Ok(page(no.status, about.view(Some(refused), &no.bad).page(&frame)?))
        }
    }
}

/// Does what the form says, and says about whom.
async fn done(
    gate: &Gate,
    visit: &Visit,
    about: &About,
    command: &str,
    sent: &Sent,
) -> Result<String, NotTaken> {
    let frame = visit.frame(Place::Admin, gate.time().now(), &about.policy);
    let form = about.view(None, &[]).form(command, &frame);
    let form = form.ok_or_else(|| no_such_path(command))?;
    let zone = about.policy.zone();
    let Some(known) = &about.listed else {
        is_new(gate, visit, sent).await?;
        return entry::save(gate, visit, Listed::People, &form, sent, zone).await;
    };
    if command == ENTRY {
        return entry::save(gate, visit, Listed::People, &form, sent, zone).await;
    }
    match send(gate, visit, &form, sent, zone).await {
        Ok(_) => Ok(known.person.id.to_string()),
        Err((status, sentence)) => Err(NotTaken {
            status,
            sentence,
            bad: Vec::new(),
        }),
    }
}

/// Checks that nobody is known by the number that was typed. One that cannot be read is refused with its cell.
async fn is_new(gate: &Gate, visit: &Visit, sent: &Sent) -> Result<(), Refusal> {
    let typed = sent
        .value("id")
        .and_then(|typed| PersonId::new(typed.trim()).ok());
    match typed {
        Some(id) if listed(gate, visit, &id).await?.is_some() => Err(is_there(id.as_str())),
        Some(_) | None => Ok(()),
    }
}

fn address(id: &str) -> String {
    let question = serde_urlencoded::to_string([("id", id)]);
    question.map_or_else(
        |_| "/admin/people".to_owned(),
        |question| format!("/admin/person?{question}"),
    )
}
