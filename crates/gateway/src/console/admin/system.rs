//! How the services and their logs stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use console::{Form, Place, Refused, SystemView, release_form};
use futures::future::join_all;
use proto::Encoding;
use proto::wire::{Feeds, LogVerified, StatusQuery, subject};
use sla::policy::Policy;
use types::{Sentence, ServiceName};

use crate::ask::Manner;
use crate::console::answer::{Written, or_kept, page, shown, to};
use crate::console::asked;
use crate::console::sent::Sent;
use crate::console::visit::Visit;
use crate::gate::Gate;
use crate::operations::{feeds_of, verified};
use crate::params::{self, Nothing, Params};
use crate::refusal::{Refusal, malformed};
use crate::status::Standing;

/// Everything on the page.
struct Everything {
    standing: Standing,
    feeds: BTreeMap<ServiceName, Feeds>,
    policy: Arc<Policy>,
    reads_logs: bool,
}

impl Everything {
    async fn of(gate: &Gate, visit: &Visit) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let query = StatusQuery::default();
        let (standing, policy) =
            futures::join!(Standing::of(gate, caller, &query), asked::policy(gate, caller));
        let there = ServiceName::ALL
            .into_iter()
            .filter(|name| !standing.away.contains_key(name));
        let feeds = join_all(there.map(|name| async move {
            let feeds = feeds_of(gate, caller, name).await.ok()?;
            Some((name, Encoding::Json.read(&feeds).ok()?))
        }));
        Ok(Self {
            feeds: feeds.await.into_iter().flatten().collect(),
            reads_logs: gate.may_read_logs(&caller.proof).await.is_ok(),
            policy: policy?,
            standing,
        })
    }

    fn page(
        &self,
        gate: &Gate,
        visit: &Visit,
        refused: Option<Refused<'_>>,
        verified: Option<&LogVerified>,
    ) -> Written {
        let disk = self.standing.disk.as_ref();
        let view = SystemView {
            services: &self.standing.services,
            away: &self.standing.away,
            feeds: &self.feeds,
            disk: disk.map(|disk| (disk.free_mib, disk.warning.as_ref())),
            policy: &self.policy,
            verified,
            refused,
            reads_logs: self.reads_logs,
        };
        let frame = visit.frame(Place::Admin, gate.time().now(), &self.policy);
        Ok(view.page(&frame)?)
    }
}

pub(in crate::console) async fn system(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Nothing>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(_) => written(&gate, &visit, None).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, verified: Option<&LogVerified>) -> Written {
    Everything::of(gate, visit)
        .await?
        .page(gate, visit, None, verified)
}

/// Checks a log from end to end and shows what was found.
pub(in crate::console) async fn verify(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<ServiceName>, Refusal>,
) -> Response {
    let written = match place {
        Ok(params::Place(service)) => checked(&gate, &visit, service).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn checked(gate: &Gate, visit: &Visit, service: ServiceName) -> Written {
    gate.may_read_logs(&visit.caller.proof).await?;
    let found = verified(gate, &visit.caller, service).await?;
    let found: LogVerified = Encoding::Json.read(&found).map_err(malformed)?;
    written(gate, visit, Some(&found)).await
}

/// Lets a stopped feed go on.
pub(in crate::console) async fn release(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(ServiceName, ServiceName)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let released = match (place, sent) {
        (Ok(params::Place((service, log))), Ok(sent)) => {
            or_kept(&visit, &sent, released(&gate, &visit, service, log, &sent).await)
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    released.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn released(
    gate: &Gate,
    visit: &Visit,
    service: ServiceName,
    log: ServiceName,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let policy = asked::policy(gate, &visit.caller).await?;
    let frame = visit.frame(Place::Admin, gate.time().now(), &policy);
    let form = release_form(service, log, &frame);
    match let_go(gate, visit, &form, sent, &policy).await {
        Ok(()) => Ok(to("/admin")),
        Err((status, sentence)) => {
            let refused = Refused {
                command: &form.command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let all = Everything::of(gate, visit).await?;
            Ok(page(status, all.page(gate, visit, Some(refused), None)?))
        }
    }
}

async fn let_go(
    gate: &Gate,
    visit: &Visit,
    form: &Form,
    sent: &Sent,
    policy: &Policy,
) -> Result<(), (StatusCode, Sentence)> {
    let said = |refusal: Refusal| (refusal.status(), refusal.rejection().sentence.clone());
    let body = form
        .body(&sent.typed, policy.zone())
        .map_err(|unreadable| (StatusCode::UNPROCESSABLE_ENTITY, unreadable.sentence))?;
    let body = Encoding::Json.write(&body).map_err(malformed).map_err(said)?;
    let (service, name) = form.addressee();
    let caller = sent.caller(visit).map_err(said)?;
    let answer = gate
        .ask(&caller, &subject(service, name), Manner::Insisting, body)
        .await;
    answer.map(|answer| gate.learn(&answer)).map_err(said)
}
