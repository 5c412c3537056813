//! The way to the writer: who is let in, and who hears the answer.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, Weak};

use bus::admission::{Admission, Limits, Load, Place, busy};
use decider::Service;
use proto::numbers::QueueNumbers;
use proto::{Class, Rejection};
use serde_json::Value;
use timesource::Time;
use tokio::sync::oneshot;
use types::{Actor, Instant};

use super::promises::Promises;
use super::scratch::Scratch;
use crate::core::{Answer, Core, Input, Reply, Standing, Ticket};

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

/// Looks into the core, for as long as the writer is there.
pub(super) struct Look<S: Service> {
    core: Weak<Mutex<Core<S>>>,
    scratch: Option<Arc<Scratch>>,
}

impl<S: Service> Clone for Look<S> {
    fn clone(&self) -> Self {
        Self {
            core: Weak::clone(&self.core),
            scratch: self.scratch.clone(),
        }
    }
}

impl<S: Service> Look<S> {
    pub(super) fn into(core: &Arc<Mutex<Core<S>>>, scratch: Option<&Arc<Scratch>>) -> Self {
        Self {
            core: Arc::downgrade(core),
            scratch: scratch.cloned(),
        }
    }

    fn answer(&self, question: &Value, actor: &Actor, now: Instant) -> Option<Result<Vec<u8>, Rejection>> {
        let core = self.core.upgrade()?;
        let answer = core.try_lock().ok()?.answer(question, actor, now);
        // What cannot be read back makes an answer that nobody may believe; the writer ends over it.
        let is_read = self
            .scratch
            .as_ref()
            .is_none_or(|scratch| scratch.failure().is_none());
        answer.filter(|_| is_read)
    }
}

/// Hands things to the writer.
pub(crate) struct Handle<S: Service> {
    sender: Sender<Message<S>>,
    look: Look<S>,
    pub(super) waiting: Admission<Option<Actor>>,
    pub(crate) promises: Arc<Promises>,
    pub(crate) time: Time,
}

impl<S: Service> Clone for Handle<S> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            look: self.look.clone(),
            waiting: self.waiting.clone(),
            promises: Arc::clone(&self.promises),
            time: self.time.clone(),
        }
    }
}

impl<S: Service> Handle<S> {
    pub(super) fn new(
        sender: Sender<Message<S>>,
        look: Look<S>,
        promises: Arc<Promises>,
        time: Time,
    ) -> Self {
        Self {
            sender,
            look,
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

    /// Answers a question where it stands. None when the writer is at work, or something is not on disk yet: then it has
    /// to be asked.
    pub(super) fn answer_now(&self, question: &Value, actor: &Actor) -> Option<Result<Vec<u8>, Rejection>> {
        self.look.answer(question, actor, self.time.now())
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
        match self.waiting.enter(client, bytes) {
            Some(place) => self.hand_over_then(place, input, hear),
            None => hear(Err(busy())),
        }
    }

    /// The same for whoever has a place already.
    pub(super) fn hand_over_then(
        &self,
        place: Place<Option<Actor>>,
        input: impl FnOnce(Ticket) -> Input<S> + Send + 'static,
        hear: impl FnOnce(Reply<S>) + Send + 'static,
    ) {
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

    /// Asks for whoever has a place already, and waits for the answer.
    pub(super) async fn hand_over(
        &self,
        input: impl FnOnce(Ticket) -> Input<S> + Send + 'static,
    ) -> Reply<S> {
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
