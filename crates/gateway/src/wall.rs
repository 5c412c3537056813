//! Virtual time, for whoever tries things out; the one who holds it answers on the bus.

use axum::extract::State;
use axum::response::Response;
use proto::wire::subject;
use proto::{Class, Encoding, Rejection};
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use types::{Instant, ServiceName, Span};

use crate::ask::Manner;
use crate::body::{Body, JSON_BYTES, json};
use crate::gate::Gate;
use crate::params::{Nothing, Params};
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "time";
/// Who holds time on the bus: `fl.time.advance`.
const HOLDER: &str = "time";

/// What time it is, and whether somebody may move it on.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Now {
    now: Instant,
    #[serde(rename = "virtual")]
    is_virtual: bool,
}

/// Moves virtual time on: by a span or to an instant, one of the two.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[serde(default)]
    by: Option<Span>,
    #[serde(default)]
    to: Option<Instant>,
    /// Services that are known to be away, and are not waited for.
    #[serde(default)]
    without: Vec<ServiceName>,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let answer = || Content::json(json_schema!({ "type": "object" }));
    vec![
        Route::get(
            GROUP,
            "/api/v1/time",
            "What time it is",
            show,
            Content::of::<Now>(schemas),
        ),
        Route::post(
            GROUP,
            "/api/v1/time/advance",
            "Move virtual time on",
            advance,
            answer(),
        )
        .taking(Content::of::<Advance>(schemas)),
        Route::post(
            GROUP,
            "/api/v1/time/settle",
            "Wait until nothing is left to do",
            settle,
            answer(),
        ),
    ]
}

/// Outside a sandbox the gateway knows the answer itself: nobody holds the machine's time.
async fn show(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Result<Response, Refusal> {
    if gate.is_sandbox() {
        return gate
            .ask(
                &caller,
                &subject(HOLDER, "show"),
                Manner::Insisting,
                b"{}".to_vec(),
            )
            .await
            .map(json);
    }
    let now = Now {
        now: gate.time().now(),
        is_virtual: gate.time().is_virtual(),
    };
    Encoding::Json.write(&now).map(json).map_err(malformed)
}

async fn advance(
    State(gate): State<Gate>,
    caller: Caller,
    _: Params<Nothing>,
    Body(body): Body<JSON_BYTES>,
) -> Result<Response, Refusal> {
    in_sandbox(&gate)?;
    let advance: Advance = Encoding::Json.read(&body).map_err(malformed)?;
    match (advance.by, advance.to) {
        (Some(by), None) if by.is_negative() => return Err(malformed("time never goes back")),
        (Some(_), None) | (None, Some(_)) => {}
        (Some(_), Some(_)) | (None, None) => return Err(malformed("say either `by` or `to`")),
    }
    gate.ask(&caller, &subject(HOLDER, "advance"), Manner::Patient, body)
        .await
        .map(json)
}

async fn settle(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Result<Response, Refusal> {
    in_sandbox(&gate)?;
    gate.ask(
        &caller,
        &subject(HOLDER, "settle"),
        Manner::Patient,
        b"{}".to_vec(),
    )
    .await
    .map(json)
}

fn in_sandbox(gate: &Gate) -> Result<(), Refusal> {
    if gate.is_sandbox() {
        return Ok(());
    }
    Err(Rejection::new(
        Class::Conflict,
        "time.real",
        "这里用的是真实时间，不能调整；沙盒模式用 fieldledger up --sandbox 启动",
        "time is the machine's own here and nobody moves it; start a sandbox with fieldledger up --sandbox",
    )
    .into())
}
