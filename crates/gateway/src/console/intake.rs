//! Intake.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use console::{Field, Form, IntakeView, Kind, Place, Refused, known_caller, open_order};
use proto::desk::{Call, CallQuery, Query};
use serde::Deserialize;
use serde_json::json;
use types::{OrderNumber, Sentence};

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, policy, stations};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::Refusal;

/// What the form of a call is called with while it is typed: its fields, of which two are looked up.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typing {
    #[serde(default, rename = "caller.phone")]
    phone: String,
    #[serde(default)]
    machine: String,
}

/// The empty form, or the one of the call that the address brings.
pub(super) async fn intake(
    State(gate): State<Gate>,
    visit: Visit,
    brought: Result<Params<CallQuery>, Refusal>,
) -> Response {
    let written = match brought {
        Ok(Params(asked)) => written(&gate, &visit, &asked, None).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, asked: &CallQuery, refused: Option<Refused<'_>>) -> Written {
    let caller = &visit.caller;
    let known = ask_desk::<Call>(gate, caller, None, Query::Call(asked.clone()));
    let (known, stations, policy) = futures::try_join!(known, stations(gate, caller), policy(gate, caller))?;
    let frame = visit.frame(Place::Intake, known.as_of, &policy);
    let view = IntakeView {
        asked,
        known: &known.answer,
        stations: &stations,
        refused,
    };
    Ok(view.page(&frame)?)
}

/// What is known of the caller, with what is typed by now.
pub(super) async fn known(
    State(gate): State<Gate>,
    visit: Visit,
    typing: Result<Params<Typing>, Refusal>,
) -> Response {
    let written = match typing {
        Ok(Params(typing)) => looked_up(&gate, &visit, typing).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn looked_up(gate: &Gate, visit: &Visit, typing: Typing) -> Written {
    let asked = CallQuery {
        phone: typing.phone,
        machine: typing.machine,
    };
    let caller = &visit.caller;
    let known = ask_desk::<Call>(gate, caller, None, Query::Call(asked.clone()));
    let (known, policy) = futures::try_join!(known, policy(gate, caller))?;
    let frame = visit.frame(Place::Intake, known.as_of, &policy);
    Ok(known_caller(&known.answer, &asked, &frame)?)
}

/// Opens the order.
pub(super) async fn save(State(gate): State<Gate>, visit: Visit, sent: Result<Sent, Refusal>) -> Response {
    let saved = match sent {
        Ok(sent) => or_kept(&visit, &sent, saved(&gate, &visit, &sent).await),
        Err(refusal) => Err(refusal),
    };
    saved.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn saved(gate: &Gate, visit: &Visit, sent: &Sent) -> Result<Response, Refusal> {
    let caller = &visit.caller;
    let (stations, policy) = futures::try_join!(stations(gate, caller), policy(gate, caller))?;
    let frame = visit.frame(Place::Intake, gate.time().now(), &policy);
    let form = open_order(&CallQuery::default(), &stations, &frame);
    match send(gate, visit, &form, sent, policy.zone()).await {
        Ok(accepted) => {
            let opened = accepted.event("OrderOpened");
            let number = opened.and_then(|event| event.pointer("/facts/order")?.as_str());
            Ok(to(&number.map_or_else(
                || "/".to_owned(),
                |number| format!("/orders/{number}"),
            )))
        }
        Err((status, sentence)) => again(gate, visit, sent, "hotline.open-order", status, &sentence).await,
    }
}

/// Attaches the call to the open order that was offered.
pub(super) async fn attach(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<OrderNumber>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let attached = match (place, sent) {
        (Ok(params::Place(number)), Ok(sent)) => {
            or_kept(&visit, &sent, attached(&gate, &visit, &number, &sent).await)
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    attached.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn attached(
    gate: &Gate,
    visit: &Visit,
    number: &OrderNumber,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let policy = policy(gate, &visit.caller).await?;
    let said = sent.value("fault").unwrap_or_default();
    let form = Form {
        command: "hotline.attach-call".to_owned(),
        title: "",
        fields: vec![
            Field::new("caller.phone", "", Kind::Phone),
            Field::new("caller.name", "", Kind::Line),
        ],
        fixed: vec![("order", json!(number)), ("said", json!(said))],
    };
    match send(gate, visit, &form, sent, policy.zone()).await {
        Ok(_) => Ok(to(&format!("/orders/{number}"))),
        Err((status, sentence)) => again(gate, visit, sent, "hotline.open-order", status, &sentence).await,
    }
}

/// The form as it was sent, with what kept it from being taken.
async fn again(
    gate: &Gate,
    visit: &Visit,
    sent: &Sent,
    command: &str,
    status: StatusCode,
    sentence: &Sentence,
) -> Result<Response, Refusal> {
    let asked = CallQuery {
        phone: sent.value("caller.phone").unwrap_or_default().to_owned(),
        machine: sent.value("machine").unwrap_or_default().to_owned(),
    };
    let refused = Refused {
        command,
        typed: &sent.typed,
        problem: sentence.in_language(visit.visitor.language),
    };
    let html = written(gate, visit, &asked, Some(refused)).await?;
    Ok(page(status, html))
}
