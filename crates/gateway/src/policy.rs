//! The policy in force, as text, and a new one in its place (SLA-20).

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use proto::Encoding;
use proto::directory::LoadPolicy;
use proto::wire::{self, Accepted, endpoint, subject};
use schemars::SchemaGenerator;
use serde::Deserialize;
use sla::policy::Policy;
use types::{Instant, ServiceName};

use crate::ask::Manner;
use crate::body::Body;
use crate::commands;
use crate::door::GOOD_FOR;
use crate::gate::Gate;
use crate::params::{Nothing, Params};
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const PATH: &str = "/api/v1/policy";
const GROUP: &str = "policy";
const TEXT: &str = "text/plain; charset=utf-8";

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    vec![
        Route::get(GROUP, PATH, "The policy in force", show, Content::text(TEXT)),
        Route::post(
            GROUP,
            PATH,
            "Load a policy",
            load,
            Content::of::<Accepted>(schemas),
        )
        .taking(Content::text(TEXT)),
    ]
}

/// What directory answers when asked for its policy.
#[derive(Debug, Deserialize)]
struct InForce {
    text: String,
}

/// The policy that was last heard to be in force, and when.
#[derive(Debug, Default)]
pub(crate) struct PolicyHeard(Mutex<Option<Heard>>);

#[derive(Debug, Clone)]
struct Heard {
    at: Instant,
    /// The frame of directory's log that had been seen.
    frame: u64,
    policy: Arc<Policy>,
}

impl PolicyHeard {
    /// Whatever was heard last, however long ago.
    pub(crate) fn last(&self) -> Option<Arc<Policy>> {
        self.heard().map(|heard| heard.policy)
    }

    fn heard(&self) -> Option<Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, heard: Heard) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
    }
}

impl Gate {
    /// The policy in force, asked again when directory's log has gone on or a moment has passed.
    pub(crate) async fn policy_in_force(
        &self,
        caller: &Caller,
        manner: Manner,
    ) -> Result<Arc<Policy>, Refusal> {
        let (now, seen) = (self.time().now(), self.seen(&caller.seen));
        let frame = seen.get(&ServiceName::Directory).copied().unwrap_or_default();
        let last = self.policy_heard().heard();
        if let Some(heard) = &last
            && heard.frame == frame
            && now >= heard.at
            && now.since(heard.at) < GOOD_FOR
        {
            return Ok(Arc::clone(&heard.policy));
        }
        let text = text(self, caller, manner).await?;
        let policy = match last {
            Some(heard) if heard.policy.text() == text => heard.policy,
            Some(_) | None => Arc::new(Policy::parse(&text).map_err(|_problems| unreadable())?),
        };
        self.policy_heard().keep(Heard {
            at: now,
            frame,
            policy: Arc::clone(&policy),
        });
        Ok(policy)
    }
}

fn unreadable() -> Refusal {
    malformed("the policy in force cannot be read")
}

async fn text(gate: &Gate, caller: &Caller, manner: Manner) -> Result<String, Refusal> {
    let subject = subject(ServiceName::Directory.as_str(), endpoint::QUERY);
    let question = br#""policy""#.to_vec();
    let answer = gate.ask(caller, &subject, manner, question).await?;
    let in_force: InForce = Encoding::Json.read(&answer).map_err(malformed)?;
    Ok(in_force.text)
}

async fn show(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Result<Response, Refusal> {
    let text = text(&gate, &caller, Manner::Insisting).await?;
    Ok(([(axum::http::header::CONTENT_TYPE, TEXT)], text).into_response())
}

async fn load(
    State(gate): State<Gate>,
    caller: Caller,
    _: Params<Nothing>,
    Body(body): Body<{ wire::FRAME_LIMIT_BYTES }>,
) -> Result<Response, Refusal> {
    let text = String::from_utf8(body).map_err(|failure| {
        malformed(format!(
            "the policy is not UTF-8: byte {}",
            failure.utf8_error().valid_up_to()
        ))
    })?;
    let body = Encoding::Json.write(&LoadPolicy { text }).map_err(malformed)?;
    commands::send(
        &gate,
        &caller,
        &subject(ServiceName::Directory.as_str(), "load-policy"),
        body,
    )
    .await
}
