//! The logs that are served in this process: whoever reads them here needs no bus.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use bus::{Bus, Envelope, RequestFailure};
use eventlog::Log;
use proto::wire::{FeedPage, FeedRead, endpoint, subject};
use proto::{Class, Encoding, Rejection};
use timesource::Time;
use tokio::sync::broadcast;
use types::ServiceName;

use super::feed_server;
use super::news::WAITING;
use super::promises::Promises;

/// So few frames are read where one stands; more are read off the threads that serve the bus.
const FEW: u64 = 32;

/// The services of a process. Clones are the same; each process has its own.
#[derive(Clone, Default)]
pub struct Neighbours {
    served: Arc<RwLock<BTreeMap<ServiceName, Served>>>,
    /// Wakes, where every service runs in this process.
    wakes: Option<broadcast::Sender<ServiceName>>,
}

/// A log, and what its writer promises.
#[derive(Clone)]
pub(super) struct Served {
    pub(super) log: Log,
    pub(super) promises: Arc<Promises>,
    pub(super) time: Time,
}

impl Neighbours {
    /// Those of a process in which every service runs: none of them listens to the bus for news of logs.
    #[must_use]
    pub fn of_everybody() -> Self {
        Self {
            wakes: Some(broadcast::channel(WAITING).0),
            ..Self::default()
        }
    }

    /// Tells readers in this process that a log goes on.
    pub(super) fn wake(&self, log: ServiceName) {
        if let Some(wakes) = &self.wakes {
            // Nobody listens before the first reader has started.
            let _ = wakes.send(log);
        }
    }

    pub(super) fn wakes(&self) -> Option<broadcast::Receiver<ServiceName>> {
        self.wakes.as_ref().map(broadcast::Sender::subscribe)
    }

    pub(super) fn add(&self, name: ServiceName, served: Served) {
        let mut all = self.served.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(name, served);
    }

    pub(super) fn remove(&self, name: ServiceName) {
        let mut all = self.served.write().unwrap_or_else(PoisonError::into_inner);
        all.remove(&name);
    }

    fn of(&self, name: ServiceName) -> Option<Served> {
        let all = self.served.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&name).cloned()
    }
}

/// Reads logs: those of this process where they stand, the others over the bus.
#[derive(Clone)]
pub(super) struct Logs {
    pub(super) bus: Bus,
    pub(super) neighbours: Neighbours,
}

/// Why a page did not come.
pub(super) enum Unread {
    /// Nobody there, or too slow: ask again.
    Away,
    /// The log is not what it was, or cannot be read at all.
    Broken(String),
}

impl Logs {
    pub(super) async fn read(&self, log: ServiceName, read: &FeedRead) -> Result<FeedPage, Unread> {
        let answer = match self.neighbours.of(log) {
            Some(served) => served
                .page(log, read)
                .await
                .map_err(|no| RequestFailure::Refused(Box::new(no))),
            None => self.ask(log, read).await,
        };
        answer.map_err(|failure| match failure {
            RequestFailure::Refused(rejection) if is_for_good(&rejection) => {
                Unread::Broken(in_words(&rejection))
            }
            RequestFailure::Garbled { reason, .. } => Unread::Broken(reason),
            RequestFailure::Refused(_) | RequestFailure::Nobody { .. } | RequestFailure::Lost { .. } => {
                Unread::Away
            }
        })
    }

    async fn ask(&self, log: ServiceName, read: &FeedRead) -> Result<FeedPage, RequestFailure> {
        let subject = subject(log.as_str(), endpoint::FEED_READ);
        let nobody = Envelope::default();
        self.bus
            .request(&subject, &nobody, Encoding::Postcard, read)
            .await
    }
}

impl Served {
    async fn page(self, name: ServiceName, read: &FeedRead) -> Result<FeedPage, Rejection> {
        if self.log.head().frame.saturating_sub(read.after) <= FEW {
            return feed_server::page(&self.log, name, &self.promises, &self.time, read);
        }
        let read = read.clone();
        let work = move || feed_server::page(&self.log, name, &self.promises, &self.time, &read);
        let worked = tokio::task::spawn_blocking(work).await;
        worked.unwrap_or_else(|failure| Err(feed_server::unreadable_record(&failure.to_string())))
    }
}

/// Whether asking again would be answered alike until a person has done something about it.
fn is_for_good(rejection: &Rejection) -> bool {
    matches!(rejection.class, Class::Conflict | Class::TooLarge) || rejection.code == feed_server::UNREADABLE
}

fn in_words(rejection: &Rejection) -> String {
    let reason = rejection.facts.get("reason").and_then(serde_json::Value::as_str);
    reason.map_or_else(
        || rejection.sentence.en.clone(),
        |reason| format!("{}: {reason}", rejection.sentence.en),
    )
}
