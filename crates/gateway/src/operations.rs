//! Feeds and logs, for those who look after the system.

use axum::body::{Body as Stream, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::stream;
use proto::wire::{Accepted, FeedRelease, Feeds, LogFrames, LogTail, LogVerified, endpoint, subject};
use proto::{Encoding, Recorded};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use types::ServiceName;

use crate::ask::Manner;
use crate::body::{Json, json};
use crate::commands;
use crate::gate::Gate;
use crate::params::{Nothing, Params, Place};
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "operations";
const LINES: &str = "application/jsonl";
const FRAMES: &str = "application/octet-stream";
/// Records in one page of an export: few enough for one message on the bus.
const PAGE: u32 = 100;

/// A record as it is shown, or what stands where one cannot be read.
#[derive(Debug, JsonSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "it describes the answer, which is passed on as the service gave it"
)]
enum Shown {
    /// Its event is the one of its kind in the bus's document: `hotline.OrderOpened`.
    Record(Recorded<Value>),
    Unreadable {
        log: ServiceName,
        frame: u64,
        position: u64,
        unreadable: String,
    },
}

type Answer = Result<Response, Refusal>;

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let service = schemas.subschema_for::<ServiceName>();
    let routes = vec![
        Route::get(
            GROUP,
            "/api/v1/feeds/{service}",
            "What a service reads",
            feeds,
            Content::of::<Feeds>(schemas),
        ),
        Route::post(
            GROUP,
            "/api/v1/feeds/{service}/release",
            "Let a stopped feed go on",
            release,
            Content::of::<Accepted>(schemas),
        )
        .taking(Content::of::<FeedRelease>(schemas)),
        Route::get(
            GROUP,
            "/api/v1/logs/{service}/tail",
            "Records of a log",
            tail,
            Content::of::<Vec<Shown>>(schemas),
        )
        .asking::<LogTail>(schemas),
        Route::post(
            GROUP,
            "/api/v1/logs/{service}/verify",
            "Check a log from end to end",
            verify,
            Content::of::<LogVerified>(schemas),
        ),
        Route::get(
            GROUP,
            "/api/v1/logs/{service}/export",
            "A whole log, one record a line",
            export,
            Content::text(LINES),
        ),
        Route::get(
            GROUP,
            "/api/v1/logs/{service}/frames",
            "A log's frames as they are stored, for a backup",
            frames,
            Content::bytes(FRAMES, "Each frame behind its length in four bytes, big-endian"),
        )
        .asking::<LogFrames>(schemas),
    ];
    routes
        .into_iter()
        .map(|route| route.at("service", service.clone()))
        .collect()
}

async fn feeds(
    State(gate): State<Gate>,
    caller: Caller,
    Place(service): Place<ServiceName>,
    _: Params<Nothing>,
) -> Answer {
    feeds_of(&gate, &caller, service).await.map(json)
}

/// What a service reads, as it says it.
pub(crate) async fn feeds_of(gate: &Gate, caller: &Caller, service: ServiceName) -> Result<Bytes, Refusal> {
    let subject = subject(service.as_str(), endpoint::FEED_SHOW);
    gate.ask(caller, &subject, Manner::Insisting, b"{}".to_vec())
        .await
}

async fn release(
    State(gate): State<Gate>,
    caller: Caller,
    Place(service): Place<ServiceName>,
    Json(body): Json,
) -> Answer {
    commands::send(
        &gate,
        &caller,
        &subject(service.as_str(), endpoint::FEED_RELEASE),
        body,
    )
    .await
}

async fn tail(
    State(gate): State<Gate>,
    caller: Caller,
    Place(service): Place<ServiceName>,
    Params(tail): Params<LogTail>,
) -> Answer {
    records(&gate, &caller, service, &tail).await.map(json)
}

async fn records(
    gate: &Gate,
    caller: &Caller,
    service: ServiceName,
    tail: &LogTail,
) -> Result<Bytes, Refusal> {
    let body = Encoding::Json.write(tail).map_err(malformed)?;
    gate.ask(
        caller,
        &subject(service.as_str(), endpoint::LOG_TAIL),
        Manner::Insisting,
        body,
    )
    .await
}

async fn verify(
    State(gate): State<Gate>,
    caller: Caller,
    Place(service): Place<ServiceName>,
    _: Params<Nothing>,
) -> Answer {
    verified(&gate, &caller, service).await.map(json)
}

/// Checks a log from end to end; what was found, as the service says it.
pub(crate) async fn verified(gate: &Gate, caller: &Caller, service: ServiceName) -> Result<Bytes, Refusal> {
    let subject = subject(service.as_str(), endpoint::LOG_VERIFY);
    gate.ask(caller, &subject, Manner::Patient, b"{}".to_vec()).await
}

/// The part of a record that says where the next page begins.
#[derive(Debug, Deserialize)]
struct InFrame {
    frame: u64,
}

/// Streams a log page by page. A page that cannot be had breaks the answer off, so that nobody takes it for whole.
async fn export(
    State(gate): State<Gate>,
    caller: Caller,
    Place(service): Place<ServiceName>,
    _: Params<Nothing>,
) -> Answer {
    let first = page(&gate, &caller, service, 0).await?;
    let rest = stream::try_unfold(first, move |page| {
        let (gate, caller) = (gate.clone(), caller.clone());
        async move {
            let Some((lines, last)) = page else {
                return Ok::<_, ExportBroken>(None);
            };
            let next = self::page(&gate, &caller, service, last).await;
            Ok(Some((lines, next?)))
        }
    });
    Ok(([(CONTENT_TYPE, LINES)], Stream::from_stream(rest)).into_response())
}

/// Says why an export, or frames for a backup, ended early.
#[derive(Debug, thiserror::Error)]
#[error("the export broke off: {0}")]
struct ExportBroken(String);

impl From<Refusal> for ExportBroken {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.rejection().sentence.en.clone())
    }
}

/// Streams frames page by page, as far as they were wanted or the log reached; breaks off as an export does.
async fn frames(
    State(gate): State<Gate>,
    caller: Caller,
    Place(service): Place<ServiceName>,
    Params(wanted): Params<LogFrames>,
) -> Answer {
    let first = frames_page(&gate, &caller, service, &wanted).await?;
    let rest = stream::try_unfold((first, wanted), move |(page, mut wanted)| {
        let (gate, caller) = (gate.clone(), caller.clone());
        async move {
            let count =
                frames_in(&page).ok_or_else(|| ExportBroken("a page of frames is cut off".to_owned()))?;
            if count == 0 {
                return Ok::<_, ExportBroken>(None);
            }
            wanted.after = wanted.after.saturating_add(count);
            let next = frames_page(&gate, &caller, service, &wanted).await?;
            Ok(Some((page, (next, wanted))))
        }
    });
    Ok(([(CONTENT_TYPE, FRAMES)], Stream::from_stream(rest)).into_response())
}

async fn frames_page(
    gate: &Gate,
    caller: &Caller,
    service: ServiceName,
    wanted: &LogFrames,
) -> Result<Bytes, Refusal> {
    let body = Encoding::Json.write(wanted).map_err(malformed)?;
    let subject = subject(service.as_str(), endpoint::LOG_FRAMES);
    gate.ask(caller, &subject, Manner::Insisting, body).await
}

/// How many frames a page holds; none when its last one is cut off.
fn frames_in(mut page: &[u8]) -> Option<u64> {
    let mut count = 0;
    while !page.is_empty() {
        let (length, rest) = page.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        page = rest.get(length..)?;
        count += 1;
    }
    Some(count)
}

/// The records after a frame, one a line, with the last of their frames; none at the end of the log.
async fn page(
    gate: &Gate,
    caller: &Caller,
    service: ServiceName,
    after: u64,
) -> Result<Option<(String, u64)>, Refusal> {
    let tail = LogTail {
        after: Some(after),
        limit: Some(PAGE),
    };
    let answer = records(gate, caller, service, &tail).await?;
    let page: Vec<&RawValue> =
        serde_json::from_slice(&answer).map_err(|failure| malformed(failure.to_string()))?;
    let Some(last) = page.last() else { return Ok(None) };
    let last: InFrame = serde_json::from_str(last.get()).map_err(|failure| malformed(failure.to_string()))?;
    let lines = page.iter().flat_map(|record| [record.get(), "\n"]).collect();
    Ok(Some((lines, last.frame)))
}
