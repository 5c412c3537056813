//! Virtual time, for whoever tries things out; the one who holds it answers on the bus.

use axum::extract::State;
use axum::response::Response;
use proto::wire::{Advance, Reach, TimeShown, subject};
use proto::{Class, Encoding, Rejection};
use schemars::SchemaGenerator;

use crate::ask::Manner;
use crate::body::{Json, json};
use crate::gate::Gate;
use crate::params::{Nothing, Params};
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};
use crate::who::Caller;

const GROUP: &str = "time";
/// Who holds time on the bus: `fl.time.advance`.
const HOLDER: &str = "time";

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let shown = |schemas: &mut SchemaGenerator| Content::of::<TimeShown>(schemas);
    vec![
        Route::get(GROUP, "/api/v1/time", "What time it is", show, shown(schemas)),
        Route::post(
            GROUP,
            "/api/v1/time/advance",
            "Move virtual time on",
            advance,
            shown(schemas),
        )
        .taking(Content::of::<Advance>(schemas)),
        Route::post(
            GROUP,
            "/api/v1/time/settle",
            "Wait until nothing is left to do",
            settle,
            shown(schemas),
        ),
    ]
}

/// Outside a sandbox the gateway knows the answer itself: nobody holds the machine's time.
async fn show(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Result<Response, Refusal> {
    if gate.is_sandbox() {
        return held(&gate, &caller, "show", Manner::Insisting, b"{}".to_vec()).await;
    }
    let (now, is_virtual) = (gate.time().now(), gate.time().is_virtual());
    let shown = TimeShown {
        now,
        is_virtual,
        heads: Reach::new(),
    };
    Encoding::Json.write(&shown).map(json).map_err(malformed)
}

async fn advance(
    State(gate): State<Gate>,
    caller: Caller,
    _: Params<Nothing>,
    Json(body): Json,
) -> Result<Response, Refusal> {
    in_sandbox(&gate)?;
    let advance: Advance = Encoding::Json.read(&body).map_err(malformed)?;
    match (advance.by, advance.to) {
        (Some(by), None) if by.is_negative() => return Err(malformed("time never goes back")),
        (Some(_), None) | (None, Some(_)) => {}
        (Some(_), Some(_)) | (None, None) => return Err(malformed("say either `by` or `to`")),
    }
    held(&gate, &caller, "advance", Manner::Patient, body).await
}

async fn settle(State(gate): State<Gate>, caller: Caller, _: Params<Nothing>) -> Result<Response, Refusal> {
    in_sandbox(&gate)?;
    held(&gate, &caller, "settle", Manner::Patient, b"{}".to_vec()).await
}

/// Asks the one who holds time. Whoever asks next sees everything up to the heads that were settled.
async fn held(
    gate: &Gate,
    caller: &Caller,
    what: &str,
    manner: Manner,
    body: Vec<u8>,
) -> Result<Response, Refusal> {
    let answer = gate.ask(caller, &subject(HOLDER, what), manner, body).await?;
    if let Ok(shown) = Encoding::Json.read::<TimeShown>(&answer) {
        gate.learn_heads(&shown.heads);
    }
    Ok(json(answer))
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
