//! What the writer's thread has others do: read other logs, perform effects, wake readers.

use std::sync::Arc;
use std::time::Duration;

use decider::{Effect, Service};
use proto::wire::{FeedRead, endpoint, subject};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedReceiver;
use types::ServiceName;

use super::Performer;
use super::handle::Handle;
use super::neighbours::{Logs, Unread};
use super::news::{News, Woken};
use crate::core::{Input, Ticket};

/// How long a request waits for what it has seen elsewhere.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);
/// When a log that could not be read is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// When followed logs are asked although no wake came: one may have been lost on the way.
const BACKSTOP: Duration = Duration::from_secs(5);

/// How many effects are under way at once; the others wait their turn.
const EFFECTS: usize = 32;

/// Something to be done outside the writer's thread.
pub(crate) enum Job<S: Service> {
    Read {
        log: ServiceName,
        read: FeedRead,
    },
    Perform {
        effect: S::Effect,
        leftover: bool,
    },
    Patience(Ticket),
    /// Tell readers that frames up to this one are there.
    Wake(u64),
}

/// Does jobs as they come; each is on its own.
pub(crate) async fn run<S: Service>(
    mut queue: UnboundedReceiver<Job<S>>,
    logs: Logs,
    handle: Handle<S>,
    performer: Arc<dyn Performer<S>>,
) {
    let wake = subject(S::NAME.as_str(), endpoint::WAKE);
    let turns = Arc::new(Semaphore::new(EFFECTS));
    while let Some(job) = queue.recv().await {
        match job {
            Job::Read { log, read } => {
                tokio::spawn(read_log(logs.clone(), handle.clone(), log, read));
            }
            Job::Perform { effect, leftover } => {
                let (id, handle, turns) = (effect.id(), handle.clone(), Arc::clone(&turns));
                let performed = performer.perform(effect, leftover);
                tokio::spawn(async move {
                    // Nobody closes it, so each gets a turn.
                    let _turn = turns.acquire_owned().await;
                    handle.tell(Input::Done {
                        effect: id,
                        command: performed.await,
                    });
                });
            }
            Job::Patience(ticket) => {
                let handle = handle.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(PATIENCE).await;
                    handle.tell(Input::Expired(ticket));
                });
            }
            Job::Wake(frame) => {
                logs.neighbours.wake(S::NAME);
                let told = logs.bus.client().publish(wake.clone(), frame.to_string().into());
                if let Err(failure) = told.await {
                    tracing::warn!(service = S::NAME.as_str(), %failure, "failed to wake readers");
                }
            }
        }
    }
}

async fn read_log<S: Service>(logs: Logs, handle: Handle<S>, log: ServiceName, read: FeedRead) {
    match logs.read(log, &read).await {
        Ok(page) => handle.tell(Input::Page(page)),
        Err(Unread::Broken(reason)) => handle.tell(Input::Broken { log, reason }),
        Err(Unread::Away) => {
            handle.tell(Input::Unreachable(log));
            tokio::time::sleep(ASK_AGAIN).await;
            handle.tell(Input::Rested(log));
        }
    }
}

/// Passes on wakes of every log, and asks all of them now and then.
pub(crate) async fn listen_for_news<S: Service>(logs: Logs, handle: Handle<S>) {
    let mut backstop = tokio::time::interval(BACKSTOP);
    loop {
        let Some(mut news) = News::listen(&logs).await else {
            backstop.tick().await;
            continue;
        };
        loop {
            tokio::select! {
                woken = news.next() => match woken {
                    Some(Woken::Log(log)) if log == S::NAME => {}
                    Some(Woken::Log(log)) => handle.tell(Input::Woken(log)),
                    Some(Woken::Any) => wake_all(&handle),
                    None => break,
                },
                _ = backstop.tick() => wake_all(&handle),
            }
        }
    }
}

fn wake_all<S: Service>(handle: &Handle<S>) {
    for log in ServiceName::ALL {
        handle.tell(Input::Woken(log));
    }
}
