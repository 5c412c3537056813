//! Questions on the bus: answered where they come in, as long as nothing is under way to disk.
//!
//! A question sees everything that was answered before it was asked, and nothing that is not on disk. While the writer is
//! at work the question has to wait for it, as a command does.

use std::sync::Arc;

use bus::admission::{Place, busy};
use decider::Service;
use futures::StreamExt;
use proto::{Encoding, Rejection};
use serde_json::Value;
use tokio::task::JoinHandle;
use types::Actor;

use super::answering::{Asked, Endpoint, Pending};
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
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut questions = endpoint.ready_chunks(TOGETHER);
        while let Some(requests) = questions.next().await {
            let begun = requests.into_iter().map(|request| {
                let (incoming, pending) = Pending::begin(request, &asked);
                (pending, let_in(&handle, &incoming))
            });
            // A stop ends this task, and leaves those alone that answer.
            tokio::spawn(answer_each(handle.clone(), begun.collect()));
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

async fn answer_each<S: Service>(handle: Handle<S>, questions: Vec<(Pending, Result<LetIn, Rejection>)>) {
    for (pending, let_in) in questions {
        let answer = match let_in {
            Ok(question) => match pending.within(|| handle.answer_now(&question.question, &question.actor)) {
                Some(answer) => answer,
                None => {
                    tokio::spawn(wait_and_answer(handle.clone(), pending, question));
                    continue;
                }
            },
            Err(rejection) => Err(rejection),
        };
        pending.answer(answer.and_then(|value| written(&value))).await;
    }
}

async fn wait_and_answer<S: Service>(handle: Handle<S>, pending: Pending, let_in: LetIn) {
    let LetIn {
        question,
        actor,
        place,
    } = let_in;
    let asked = handle.hand_over(move |ticket| Input::Question {
        ticket,
        question,
        actor,
    });
    let answer = asked.await.and_then(|answer| match answer {
        Answer::Value(value) => written(&value),
        other => Err(malformed(format!("not an answer to a question: {other:?}"))),
    });
    drop(place);
    pending.answer(answer).await;
}

fn written(value: &Value) -> Result<Vec<u8>, Rejection> {
    Encoding::Json.write(value).map_err(malformed)
}
