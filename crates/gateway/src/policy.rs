//! The policy in force, as text, and a new one in its place (SLA-20).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use proto::Encoding;
use proto::directory::LoadPolicy;
use proto::wire::{self, Accepted, endpoint, subject};
use schemars::SchemaGenerator;
use serde::Deserialize;
use types::ServiceName;

use crate::ask::Manner;
use crate::body::Body;
use crate::commands;
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

async fn show(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Result<Response, Refusal> {
    let subject = subject(ServiceName::Directory.as_str(), endpoint::QUERY);
    let question = br#""policy""#.to_vec();
    let answer = gate.ask(&caller, &subject, Manner::Insisting, question).await?;
    let in_force: InForce = Encoding::Json.read(&answer).map_err(malformed)?;
    Ok(([(axum::http::header::CONTENT_TYPE, TEXT)], in_force.text).into_response())
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
