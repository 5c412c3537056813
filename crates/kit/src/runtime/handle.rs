//! The way to the writer: who is let in, and who hears the answer.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use bus::admission::{Admission, Limits, Load, busy};
use decider::Service;
use proto::numbers::QueueNumbers;
use proto::{Class, Rejection};
use timesource::Time;
use tokio::sync::oneshot;
use types::Actor;

use super::promises::Promises;
use crate::core::{Answer, Input, Reply, Standing, Ticket};

/// How much may wait for a service; more are told that it is busy.
const QUEUE: Limits = Limits {
    all: Load {
        requests: 4_096,
        bytes: 64 * 1024 * 1024,
    },
    kept_free: Load {
        requests: 1_024,
        bytes: 16 * 1024 * 1024,
    },
    next_to_nothing: 8,
};

/// What goes to the writer.
pub(super) enum Message<S: Service> {
    Input(Input<S>),
    Ask(Box<dyn FnOnce(Ticket) -> Input<S> + Send>, Hearer<S>),
    Stop,
}

/// Whoever asked. Should the writer end without an answer, they hear that it is stopping.
pub(super) struct Hearer<S: Service>(Option<Box<dyn FnOnce(Reply<S>) + Send>>);

impl<S: Service> Hearer<S> {
    pub(super) fn hear(mut self, reply: Reply<S>) {
        if let Some(hear) = self.0.take() {
            hear(reply);
        }
    }
}

impl<S: Service> Drop for Hearer<S> {
    fn drop(&mut self) {
        if let Some(hear) = self.0.take() {
            hear(Err(stopping()));
        }
    }
}

/// Hands things to the writer.
pub(crate) struct Handle<S: Service> {
    sender: Sender<Message<S>>,
    pub(super) waiting: Admission<Option<Actor>>,
    pub(crate) promises: Arc<Promises>,
    pub(crate) time: Time,
}

impl<S: Service> Clone for Handle<S> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            waiting: self.waiting.clone(),
            promises: Arc::clone(&self.promises),
            time: self.time.clone(),
        }
    }
}

impl<S: Service> Handle<S> {
    pub(super) fn new(sender: Sender<Message<S>>, promises: Arc<Promises>, time: Time) -> Self {
        Self {
            sender,
            waiting: Admission::new(QUEUE),
            promises,
            time,
        }
    }

    /// Hands something over that nobody waits for.
    pub(crate) fn tell(&self, input: Input<S>) {
        // The writer is gone only when the service ends.
        let _ = self.sender.send(Message::Input(input));
    }

    /// What waits for the writer.
    pub(crate) fn queue(&self) -> QueueNumbers {
        let Load { requests, bytes } = self.waiting.load();
        QueueNumbers {
            requests: u64::try_from(requests).unwrap_or(u64::MAX),
            bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
        }
    }

    /// Asks something small on the system's own behalf, and waits for the answer.
    pub(crate) async fn ask(&self, input: impl FnOnce(Ticket) -> Input<S> + Send + 'static) -> Reply<S> {
        self.ask_for(None, 0, input).await
    }

    /// Asks something of so many bytes for a client, and waits for the answer.
    pub(crate) async fn ask_for(
        &self,
        client: Option<Actor>,
        bytes: usize,
        input: impl FnOnce(Ticket) -> Input<S> + Send + 'static,
    ) -> Reply<S> {
        let Some(_place) = self.waiting.enter(client, bytes) else {
            return Err(busy());
        };
        self.hand_over(input).await
    }

    /// Asks something of so many bytes for a client, and has the answer heard where the writer stands: `hear` may only
    /// pass it on.
    pub(crate) fn ask_then(
        &self,
        client: Option<Actor>,
        bytes: usize,
        input: impl FnOnce(Ticket) -> Input<S> + Send + 'static,
        hear: impl FnOnce(Reply<S>) + Send + 'static,
    ) {
        let Some(place) = self.waiting.enter(client, bytes) else {
            return hear(Err(busy()));
        };
        self.send(input, move |reply| {
            drop(place);
            hear(reply);
        });
    }

    /// How the service stands: asked however much waits, because that is what whoever asks wants to know.
    pub(crate) async fn standing(&self) -> Result<Standing, Rejection> {
        match self.hand_over(|ticket| Input::Standing { ticket }).await? {
            Answer::Standing(standing) => Ok(*standing),
            _ => Err(stopping()),
        }
    }

    async fn hand_over(&self, input: impl FnOnce(Ticket) -> Input<S> + Send + 'static) -> Reply<S> {
        let (sender, answer) = oneshot::channel();
        self.send(input, move |reply| {
            // Whoever asked may have gone away.
            let _ = sender.send(reply);
        });
        answer.await.unwrap_or_else(|_| Err(stopping()))
    }

    fn send(
        &self,
        input: impl FnOnce(Ticket) -> Input<S> + Send + 'static,
        hear: impl FnOnce(Reply<S>) + Send + 'static,
    ) {
        // A writer that is gone lets the question fall, and whoever asked hears of it.
        let _ = self
            .sender
            .send(Message::Ask(Box::new(input), Hearer(Some(Box::new(hear)))));
    }
}

fn stopping() -> Rejection {
    Rejection::new(
        Class::Unavailable,
        "service.stopping",
        "服务正在停止，请稍后重试",
        "the service is stopping; try again soon",
    )
}
