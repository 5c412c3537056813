//! Asking a service, again when it is away for a moment.

use std::time::Duration;

use async_nats::{HeaderMap, Request, RequestErrorKind};
use bus::{Envelope, RequestFailure, trace};
use proto::wire;
use proto::{Class, Encoding, Rejection};
use tokio::time::Instant;

use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::who::Caller;

/// How long a request is repeated while its service is away, in real time: a restart takes less.
const INSIST: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// How long a piece of work may take that goes through a whole log, or through hours of virtual time.
const WORK: Duration = Duration::from_secs(600);

/// Says whether a request may be sent again, and how long its answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A command with its request id, or a question: asking twice does no harm, so it is repeated for a while.
    Insisting,
    /// The answer tells who is there, and who is not.
    Once,
    /// Long work. It is repeated only where nobody heard of it.
    Patient,
}

impl Gate {
    /// Sends a JSON body to a subject on a caller's behalf and gives back the JSON that was answered.
    ///
    /// # Errors
    /// What the service refused, or that it stayed away.
    pub(crate) async fn ask(
        &self,
        caller: &Caller,
        subject: &str,
        manner: Manner,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, Refusal> {
        let envelope = Envelope {
            actor: Some(caller.actor.clone()),
            request_id: Some(caller.id.clone()),
            seen: self.seen(&caller.seen),
        };
        let until = Instant::now() + INSIST;
        let mut pause = FIRST_PAUSE;
        loop {
            let failure = match self.ask_once(subject, &envelope, manner, body.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if Instant::now() >= until || !may_repeat(manner, &failure) {
                return Err(refused(failure, caller));
            }
            tracing::debug!(%failure, subject, "asking again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn ask_once(
        &self,
        subject: &str,
        envelope: &Envelope,
        manner: Manner,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, RequestFailure> {
        match manner {
            Manner::Insisting | Manner::Once => {
                self.bus()
                    .request_raw(subject, envelope, Encoding::Json, body)
                    .await
            }
            Manner::Patient => self.ask_patiently(subject, envelope, body).await,
        }
    }

    /// As the bus asks, with the patience that long work needs.
    async fn ask_patiently(
        &self,
        subject: &str,
        envelope: &Envelope,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, RequestFailure> {
        let request = Request::new()
            .headers(headers(envelope))
            .payload(body.into())
            .timeout(Some(WORK));
        let sent = self
            .bus()
            .client()
            .send_request(subject.to_owned(), request)
            .await;
        let message = sent.map_err(|failure| match failure.kind() {
            RequestErrorKind::NoResponders => RequestFailure::Nobody {
                subject: subject.to_owned(),
            },
            _ => RequestFailure::Lost {
                subject: subject.to_owned(),
                reason: failure.to_string(),
            },
        })?;
        let code = message
            .headers
            .as_ref()
            .and_then(|headers| headers.get(wire::ERROR));
        let Some(code) = code else {
            return Ok(message.payload.to_vec());
        };
        Err(match serde_json::from_slice(&message.payload) {
            Ok(rejection) => RequestFailure::Refused(Box::new(rejection)),
            Err(_) => RequestFailure::Garbled {
                subject: subject.to_owned(),
                reason: format!("refused with {}", code.as_str()),
            },
        })
    }
}

fn headers(envelope: &Envelope) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Content-Type", Encoding::JSON);
    if let Some(actor) = &envelope.actor {
        headers.insert(wire::ACTOR, actor.to_string().as_str());
    }
    if let Some(id) = &envelope.request_id {
        headers.insert(wire::REQUEST_ID, id.as_str());
    }
    trace::pass_on(&mut headers);
    headers
}

fn may_repeat(manner: Manner, failure: &RequestFailure) -> bool {
    match failure {
        RequestFailure::Nobody { .. } => manner != Manner::Once,
        RequestFailure::Lost { .. } => manner == Manner::Insisting,
        RequestFailure::Refused(rejection) => {
            manner == Manner::Insisting && rejection.class == Class::Unavailable
        }
        RequestFailure::Garbled { .. } => false,
    }
}

/// The refusal names the request id: with it the same command can be sent again without being done twice.
fn refused(failure: RequestFailure, caller: &Caller) -> Refusal {
    let rejection: Rejection = failure.into_rejection();
    match rejection.class {
        Class::Unavailable => rejection.with("request_id", caller.id.as_str()).into(),
        Class::Malformed
        | Class::Forbidden
        | Class::Unknown
        | Class::Conflict
        | Class::TooLarge
        | Class::Refused
        | Class::Busy => rejection.into(),
    }
}
