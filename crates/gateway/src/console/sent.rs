//! Forms that were sent: they become commands, and go the way that the API's commands go.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use chrono_tz::Tz;
use console::Form;
use proto::Encoding;
use proto::wire::{Accepted, subject};
use types::{RequestId, Sentence};

use super::visit::Visit;
use crate::ask::Manner;
use crate::body::{Body, JSON_BYTES};
use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};
use crate::who::Caller;

/// The largest form: a policy, or a list that was pasted, with every letter of it written as three.
const FORM_BYTES: usize = JSON_BYTES;
/// The field that names the command, so that a form sent twice is one command.
const REQUEST: &str = "request";

/// What was typed into a form.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) typed: Vec<(String, String)>,
}

impl FromRequest<Gate> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, gate: &Gate) -> Result<Self, Refusal> {
        let Body(bytes) = Body::<FORM_BYTES>::from_request(request, gate).await?;
        let typed = serde_urlencoded::from_bytes(&bytes);
        typed
            .map(|typed| Self { typed })
            .map_err(|failure| malformed(failure.to_string()))
    }
}

impl Sent {
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let found = self.typed.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Who sends it, under the form's own id.
    pub(super) fn caller(&self, visit: &Visit) -> Result<Caller, Refusal> {
        Ok(match self.value(REQUEST).filter(|id| !id.is_empty()) {
            Some(id) => visit.caller.with_id(RequestId::new(id)?),
            None => visit.caller.clone(),
        })
    }
}

/// Sends a form's command in the visitor's name; when it is refused, with which status and why.
pub(super) async fn send(
    gate: &Gate,
    visit: &Visit,
    form: &Form,
    sent: &Sent,
    zone: Tz,
) -> Result<Accepted, (StatusCode, Sentence)> {
    let body = form
        .body(&sent.typed, zone)
        .map_err(|unreadable| (StatusCode::UNPROCESSABLE_ENTITY, unreadable.sentence))?;
    let accepted = command(gate, visit, form, sent, &body).await;
    accepted.map_err(|refusal| (refusal.status(), refusal.rejection().sentence.clone()))
}

async fn command(
    gate: &Gate,
    visit: &Visit,
    form: &Form,
    sent: &Sent,
    body: &serde_json::Value,
) -> Result<Accepted, Refusal> {
    let caller = sent.caller(visit)?;
    let (service, name) = form.addressee();
    let body = Encoding::Json.write(body).map_err(malformed)?;
    let answer = gate
        .ask(&caller, &subject(service, name), Manner::Insisting, body)
        .await?;
    gate.learn(&answer);
    Encoding::Json.read(&answer).map_err(malformed)
}
