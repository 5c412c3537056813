//! One consignment of old parts: its list, the count, and what is settled about it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{ConsignmentView, Place, Refused};
use proto::desk::{Answered, ConsignmentPage, ConsignmentQuery, Query};
use sla::policy::Policy;
use types::ConsignmentId;

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, policy};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params;
use crate::refusal::{Refusal, no_such_path};

/// A consignment as it stands.
struct Known {
    consignment: Answered<ConsignmentPage>,
    policy: Arc<Policy>,
}

impl Known {
    async fn of(gate: &Gate, visit: &Visit, id: &ConsignmentId) -> Result<Self, Refusal> {
        let caller = &visit.caller;
        let query = Query::Consignment(ConsignmentQuery {
            consignment: id.clone(),
        });
        let found = ask_desk::<ConsignmentPage>(gate, caller, None, query);
        let (consignment, policy) = futures::try_join!(found, policy(gate, caller))?;
        Ok(Self { consignment, policy })
    }

    fn view<'a>(&'a self, refused: Option<(Option<u32>, Refused<'a>)>) -> ConsignmentView<'a> {
        ConsignmentView {
            page: &self.consignment.answer,
            policy: &self.policy,
            refused,
        }
    }
}

pub(super) async fn consignment(
    State(gate): State<Gate>,
    visit: Visit,
    id: Result<params::Place<ConsignmentId>, Refusal>,
) -> Response {
    let written = match id {
        Ok(params::Place(id)) => written(&gate, &visit, &id).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, id: &ConsignmentId) -> Written {
    let known = Known::of(gate, visit, id).await?;
    let frame = visit.frame(Place::Parts, known.consignment.as_of, &known.policy);
    Ok(known.view(None).page(&frame)?)
}

/// Sends a command about a consignment.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(ConsignmentId, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(params::Place((id, service, command))), Ok(sent)) => {
            let about = About {
                id: &id,
                number: None,
            };
            or_kept(
                &visit,
                &sent,
                acted(&gate, &visit, about, &format!("{service}.{command}"), &sent).await,
            )
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

/// Sends a command about one of a consignment's discrepancies.
pub(super) async fn settle(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(ConsignmentId, u32, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(params::Place((id, number, service, command))), Ok(sent)) => {
            let about = About {
                id: &id,
                number: Some(number),
            };
            or_kept(
                &visit,
                &sent,
                acted(&gate, &visit, about, &format!("{service}.{command}"), &sent).await,
            )
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

/// What a command is about.
#[derive(Clone, Copy)]
struct About<'a> {
    id: &'a ConsignmentId,
    /// One of its discrepancies.
    number: Option<u32>,
}

async fn acted(
    gate: &Gate,
    visit: &Visit,
    about: About<'_>,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let known = Known::of(gate, visit, about.id).await?;
    let frame = visit.frame(Place::Parts, known.consignment.as_of, &known.policy);
    let form = known.view(None).form(command, about.number, &frame);
    let form = form.ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, known.policy.zone()).await {
        Ok(_) => Ok(to(&format!("/consignments/{}", about.id))),
        Err((status, sentence)) => {
            let known = Known::of(gate, visit, about.id).await?;
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let frame = visit.frame(Place::Parts, known.consignment.as_of, &known.policy);
            let view = known.view(Some((about.number, refused)));
            Ok(page(status, view.page(&frame)?))
        }
    }
}
