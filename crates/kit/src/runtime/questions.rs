//! Questions on the bus: answered where they come in, as long as nothing is under way to disk.
//!
//! A question sees everything that was answered before it was asked, and nothing that is not on disk. While the writer is
//! at work the question has to wait for it, as a command does.

use std::sync::Arc;

use bus::admission::{Place, busy};
use decider::Service;
use futures::StreamExt;
use proto::Rejection;
use serde_json::Value;
use tokio::task::JoinHandle;
use types::Actor;

use super::answering::{Asked, Endpoint, Pending};
use super::commands::Answers;
use super::endpoints::{Incoming, malformed};
use super::handle::Handle;
use crate::core::{Answer, Input};

/// So many are taken up together; more would keep whoever came first waiting.
const TOGETHER: usize = 256;

/// A question that was let in, who asks, and their place among those who wait.
struct LetIn {
    question: Value,
    actor: Actor,
    place: Place<Option<Actor>>,
}

/// Answers the questions of an endpoint. All that are there at once are let in or not before the first is answered, so
/// that who floods is told that it is busy.
pub(super) fn answer_all<S: Service>(
    endpoint: Endpoint,
    asked: Arc<Asked>,
    handle: Handle<S>,
    answers: Answers<S>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut questions = endpoint.ready_chunks(TOGETHER);
        while let Some(requests) = questions.next().await {
            let begun = requests.into_iter().map(|request| {
                let (incoming, pending) = Pending::begin(request, &asked);
                (pending, let_in(&handle, &incoming))
            });
            for (pending, let_in) in begun.collect::<Vec<_>>() {
                answer(&handle, &answers, pending, let_in);
            }
        }
    })
}

fn let_in<S: Service>(handle: &Handle<S>, incoming: &Incoming) -> Result<LetIn, Rejection> {
    let question =
        serde_json::from_slice(&incoming.body).map_err(|failure| malformed(failure.to_string()))?;
    let actor = incoming.actor().unwrap_or(Actor::Local);
    let place = handle.waiting.enter(Some(actor.clone()), incoming.body.len());
    Ok(LetIn {
        question,
        actor,
        place: place.ok_or_else(busy)?,
    })
}

/// Answers where it stands, or has the writer do it.
fn answer<S: Service>(
    handle: &Handle<S>,
    answers: &Answers<S>,
    pending: Pending,
    let_in: Result<LetIn, Rejection>,
) {
    let answers = answers.clone();
    let publish = move |pending, reply| {
        // Nobody publishes any more only when the service ends.
        let _ = answers.send((pending, reply));
    };
    let LetIn {
        question,
        actor,
        place,
    } = match let_in {
        Ok(question) => question,
        Err(rejection) => return publish(pending, Err(rejection)),
    };
    if let Some(answer) = pending.within(|| handle.answer_now(&question, &actor)) {
        return publish(pending, answer.map(Answer::Said));
    }
    let input = move |ticket| Input::Question {
        ticket,
        question,
        actor,
    };
    handle.hand_over_then(place, input, move |reply| publish(pending, reply));
}
