//! Calls: the telephone system says who calls whom, and the operator's screen offers the filled form.

use std::convert::Infallible;
use std::time::Duration;

use access::{Book, Extension};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use console::{CallNotice, Visitor};
use futures::stream::{self, Stream};
use proto::Encoding;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use types::{Actor, Lang, PersonId, Phone};

use super::webhooks::CALL;
use crate::body::{Json, json};
use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};
use crate::routes::{Content, Route};

/// How many calls a screen may lag behind; nobody takes more at once.
const KEPT: usize = 64;
/// How often a silent connection is shown to be alive.
const ALIVE: Duration = Duration::from_secs(15);

/// Somebody calls.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Calling {
    caller: Phone,
    /// Where it rings: one to ten digits.
    extension: String,
}

/// On whose screen the call is.
#[derive(Debug, Serialize, JsonSchema)]
struct Shown {
    /// None when nobody sits at the extension.
    person: Option<PersonId>,
    /// In how many browsers it was offered.
    screens: u64,
}

#[derive(Debug, Clone)]
struct Call {
    person: PersonId,
    caller: Phone,
}

/// The way from the telephone system to the screens.
#[derive(Debug)]
pub(crate) struct Calls {
    sender: broadcast::Sender<Call>,
    stop: watch::Receiver<bool>,
}

impl Calls {
    /// Screens are let go when `stop` says true or is dropped.
    pub(super) fn until(stop: watch::Receiver<bool>) -> Self {
        let (sender, _nobody_yet) = broadcast::channel(KEPT);
        Self { sender, stop }
    }
}

pub(super) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let shown = Content::of::<Shown>(schemas);
    vec![
        Route::post(
            "calls",
            CALL,
            "Somebody calls: offer the filled form on the screen of whoever sits there",
            call,
            shown,
        )
        .taking(Content::of::<Calling>(schemas)),
    ]
}

async fn call(State(gate): State<Gate>, Json(body): Json) -> Result<Response, Refusal> {
    let calling: Calling = Encoding::Json.read(&body).map_err(malformed)?;
    let extension = calling.extension.parse::<Extension>();
    let extension = extension.map_err(|failure| malformed(failure.to_string()))?;
    let person = gate.access().book().at_extension(&extension).cloned();
    let screens = match &person {
        Some(person) => {
            let call = Call {
                person: person.clone(),
                caller: calling.caller,
            };
            let calls = &gate.access().calls().sender;
            let screens = calls.receiver_count();
            // Nobody looks at any screen: the call rings all the same.
            let _shown_nowhere = calls.send(call).is_err();
            screens
        }
        None => 0,
    };
    tracing::debug!(%extension, person = ?person, "somebody calls");
    let shown = Shown {
        person,
        screens: u64::try_from(screens).unwrap_or(u64::MAX),
    };
    Encoding::Json.write(&shown).map(json).map_err(malformed)
}

/// What a screen waits for.
struct Screen {
    person: PersonId,
    language: Lang,
    calls: broadcast::Receiver<Call>,
    stop: watch::Receiver<bool>,
}

/// The calls of one operator, and nothing else. Whoever sits at no telephone is told not to ask again.
pub(super) async fn live(State(gate): State<Gate>, visitor: Visitor) -> Response {
    match calls_of(&gate, &visitor) {
        Some(calls) => Sse::new(calls)
            .keep_alive(KeepAlive::new().interval(ALIVE))
            .into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// The calls of one operator, as they come; none for whoever sits at no telephone.
pub(crate) fn calls_of(
    gate: &Gate,
    visitor: &Visitor,
) -> Option<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let book = gate.access().book();
    let person = match &visitor.actor {
        Actor::Person(person) if sits(&book, person) => person.clone(),
        Actor::Person(_) | Actor::Local | Actor::Gateway | Actor::Service(_) => return None,
    };
    let calls = gate.access().calls();
    let screen = Screen {
        person,
        language: visitor.language,
        calls: calls.sender.subscribe(),
        stop: calls.stop.clone(),
    };
    Some(stream::unfold(screen, async |mut screen| {
        let event = screen.next().await?;
        Some((Ok(event), screen))
    }))
}

fn sits(book: &Book, person: &PersonId) -> bool {
    book.account(person)
        .is_some_and(|account| account.extension.is_some())
}

impl Screen {
    /// The next call of this operator; none when the gateway stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let call = tokio::select! {
                call = self.calls.recv() => call,
                _told = self.stop.wait_for(|stop| *stop) => return None,
            };
            match call {
                Ok(call) if call.person == self.person => {
                    if let Some(event) = self.event(&call.caller) {
                        return Some(event);
                    }
                }
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    fn event(&self, caller: &Phone) -> Option<Event> {
        let notice = CallNotice {
            language: self.language,
            caller: caller.as_str(),
        };
        match notice.fragment() {
            Ok(fragment) => Some(Event::default().event("call").data(fragment)),
            Err(failure) => {
                tracing::error!(%failure, "a call is not shown");
                None
            }
        }
    }
}
