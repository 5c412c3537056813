//! The providers' callbacks over HTTP POST.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::json_schema;

use super::providers::{self, Callback, Item, Provider};
use super::{GROUP, report, take};
use crate::body::{Body, JSON_BYTES};
use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::routes::{Content, Route};

pub(super) fn routes() -> Vec<Route> {
    let takes = Content::json(json_schema!({
        "description": "Messages or delivery reports in a provider's own shape, one or a list of them",
        "type": ["array", "object"],
    }));
    let says = |what: &str| Content::json(json_schema!({ "description": what, "type": "object" }));
    let gives = says("In the provider's own words: code or result 0 when everything is on disk");
    let refuses = says("In the provider's own words: code or result is the status");
    let summary = "Messages from phones and delivery reports, as providers bring them";
    let route = Route::post(GROUP, "/sms/json", summary, callback, gives);
    vec![route.taking(takes).refusing(refuses)]
}

async fn callback(State(gate): State<Gate>, body: Result<Body<JSON_BYTES>, Refusal>) -> Response {
    let read = match &body {
        Ok(Body(bytes)) => providers::read(bytes, gate.time().now()),
        Err(refusal) => Err(refusal.rejection().sentence.en.clone()),
    };
    match read {
        Ok(callback) => all_taken(&gate, callback).await,
        Err(reason) => reply(Provider::Unknown, StatusCode::BAD_REQUEST, &reason),
    }
}

/// Everything readable is taken, even beside something that is not: what is brought again is known again.
async fn all_taken(gate: &Gate, callback: Callback) -> Response {
    let mut unreadable = None;
    for item in callback.items {
        match item {
            Ok(item) => {
                if let Err(refusal) = taken(gate, item).await {
                    let words = &refusal.rejection().sentence.en;
                    return reply(callback.provider, StatusCode::SERVICE_UNAVAILABLE, words);
                }
            }
            Err(reason) => unreadable = unreadable.or(Some(reason)),
        }
    }
    match unreadable {
        Some(reason) => reply(callback.provider, StatusCode::BAD_REQUEST, &reason),
        None => axum::Json(callback.provider.reply(0, "OK")).into_response(),
    }
}

async fn taken(gate: &Gate, item: Item) -> Result<(), Refusal> {
    match item {
        Item::Message(message) => take(gate, &message).await,
        Item::Report(about) => report(gate, &about).await,
        Item::NotOurs => {
            tracing::info!("a delivery report names no message of ours");
            Ok(())
        }
    }
}

fn reply(provider: Provider, status: StatusCode, words: &str) -> Response {
    tracing::warn!(
        ?provider,
        status = status.as_u16(),
        words,
        "a callback was not taken"
    );
    (status, axum::Json(provider.reply(status.as_u16(), words))).into_response()
}
