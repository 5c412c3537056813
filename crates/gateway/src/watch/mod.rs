//! The system seen from outside: whether it lives, whether it is ready, and its numbers for Prometheus.

mod families;
mod gathered;
mod http;
mod messages;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bus::{Envelope, RequestFailure};
use futures::future::join_all;
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use proto::numbers::{Health, Numbers};
use proto::wire::{endpoint, subject};
use proto::{Encoding, Rejection, desk};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::ServiceName;

use self::gathered::Gathered;
pub(crate) use self::http::HttpCounts;
use crate::body::json;
use crate::disk::DiskShown;
use crate::gate::Gate;
use crate::refusal::{Refusal, failed, malformed};
use crate::routes::{Content, Route};

const GROUP: &str = "operations";
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Whoever does not answer within this is counted as away, so that a scrape ends in time.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the system lives: the gateway answers, and these services do.
#[derive(Debug, Serialize, JsonSchema)]
struct Alive {
    /// Services that answered.
    answering: Vec<String>,
    /// Services that did not, and why.
    away: BTreeMap<String, Rejection>,
    /// How much room is left; none when the disk does not say.
    disk: Option<DiskShown>,
}

/// Whether the system does its work.
#[derive(Debug, Serialize, JsonSchema)]
struct Ready {
    /// Everybody answered and is ready.
    ready: bool,
    services: Vec<Health>,
    /// Services that did not answer, and why.
    away: BTreeMap<String, Rejection>,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    vec![
        Route::get(
            GROUP,
            "/health",
            "Who answers; 200 for as long as the gateway itself does",
            health,
            Content::of::<Alive>(schemas),
        ),
        Route::get(
            GROUP,
            "/ready",
            "Who is ready; 503 while somebody is not",
            ready,
            Content::of::<Ready>(schemas),
        ),
        Route::get(
            GROUP,
            "/metrics",
            "Everybody's numbers, for Prometheus",
            metrics,
            Content::text(OPEN_METRICS),
        ),
    ]
}

async fn health(State(gate): State<Gate>) -> Result<Response, Refusal> {
    let (healths, away) = ask_all::<Health>(&gate, endpoint::HEALTH).await;
    let answering = healths.into_iter().map(|health| health.service).collect();
    let body = Encoding::Json
        .write(&Alive {
            answering,
            away,
            disk: DiskShown::under(&gate),
        })
        .map_err(malformed)?;
    Ok(json(body))
}

async fn ready(State(gate): State<Gate>) -> Result<Response, Refusal> {
    let (services, away) = ask_all::<Health>(&gate, endpoint::HEALTH).await;
    let ready = away.is_empty() && services.iter().all(|health| health.ready);
    let body = Encoding::Json
        .write(&Ready {
            ready,
            services,
            away,
        })
        .map_err(malformed)?;
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    Ok((status, json(body)).into_response())
}

async fn metrics(State(gate): State<Gate>) -> Result<Response, Refusal> {
    let (services, away) = ask_all::<Numbers>(&gate, endpoint::NUMBERS).await;
    let gathered = Gathered {
        services,
        away: away.into_keys().collect(),
        http: gate.http().snapshot(),
    };
    let mut registry = Registry::default();
    registry.register_collector(Box::new(gathered));
    let mut written = String::new();
    text::encode(&mut written, &registry).map_err(|failure| failed("metrics.unwritten", &failure))?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], written).into_response())
}

/// Asks every service and the desk the same, all at once: who answered what, and who did not.
async fn ask_all<A: DeserializeOwned>(gate: &Gate, what: &str) -> (Vec<A>, BTreeMap<String, Rejection>) {
    let services = ServiceName::ALL.iter().map(|name| name.as_str());
    let names: Vec<&str> = services.chain([desk::NAME]).collect();
    let answers = join_all(names.iter().map(|name| ask_one(gate, name, what))).await;
    let (mut given, mut away) = (Vec::new(), BTreeMap::new());
    for (name, answer) in names.into_iter().zip(answers) {
        match answer {
            Ok(answer) => given.push(answer),
            Err(failure) => {
                away.insert(name.to_owned(), failure.into_rejection());
            }
        }
    }
    (given, away)
}

async fn ask_one<A: DeserializeOwned>(gate: &Gate, name: &str, what: &str) -> Result<A, RequestFailure> {
    let subject = subject(name, what);
    let nobody = Envelope::default();
    let asked = gate.bus().request(&subject, &nobody, Encoding::Json, &());
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(RequestFailure::Lost {
            subject: subject.clone(),
            reason: format!("nothing within {} s", PATIENCE.as_secs()),
        }),
    }
}
