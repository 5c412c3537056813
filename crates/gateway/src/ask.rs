//! Asking a service, again when it is away for a moment.

use std::time::Duration;

use axum::body::Bytes;
use bus::{Envelope, PATIENCE, RequestFailure};
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
    ) -> Result<Bytes, Refusal> {
        let envelope = Envelope {
            actor: Some(caller.actor.clone()),
            request_id: Some(caller.id.clone()),
            seen: self.seen(&caller.seen),
        };
        let body = Bytes::from(body);
        let patience = match manner {
            Manner::Insisting | Manner::Once => PATIENCE,
            Manner::Patient => WORK,
        };
        let until = Instant::now() + INSIST;
        let mut pause = FIRST_PAUSE;
        loop {
            let asked = self
                .bus()
                .request_raw(subject, &envelope, Encoding::Json, body.clone(), patience);
            let failure = match asked.await {
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
