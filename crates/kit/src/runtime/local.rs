//! A service at work within this process, without a bus: the same log, writer and core.
//!
//! Other logs are read through a function; effects are not performed. For whoever measures or embeds a service.

use std::path::Path;
use std::sync::Arc;

use decider::Service;
use eventlog::Log;
use proto::wire::{Await, FeedPage, FeedRead, Status};
use proto::{Command, Encoding, Rejection};
use timesource::Time;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use types::{Actor, RequestId, ServiceName};

use super::commands::body_hash;
use super::endpoints::malformed;
use super::handle::Handle;
use super::jobs::{Job, PATIENCE};
use super::numbers::Counted;
use super::writer;
use super::{StartFailure, feed_server, opening};
use crate::core::{Answer, Decided, Input, Request};

/// Reads another log; none when it is away.
pub type ReadOther = Arc<dyn Fn(ServiceName, &FeedRead) -> Option<FeedPage> + Send + Sync>;

/// A command with its sender's name and id.
#[derive(Debug, Clone)]
pub struct Order<C> {
    pub command: C,
    pub actor: Actor,
    pub id: RequestId,
}

/// A service within this process.
pub struct Local<S: Service> {
    handle: Handle<S>,
    log: Log,
    stop: writer::Stop,
    ended: oneshot::Receiver<()>,
    jobs: JoinHandle<()>,
}

impl<S: Service> Local<S> {
    /// Opens a service's log, or begins it, folds it and starts its writer.
    ///
    /// # Errors
    /// [`StartFailure`] when the log does not open.
    pub async fn open(
        data: &Path,
        time: &Time,
        fatal: &UnboundedSender<String>,
        others: ReadOther,
    ) -> Result<Self, StartFailure> {
        let (data, at) = (data.to_owned(), time.clone());
        let opened = tokio::task::spawn_blocking(move || opening::open::<S>(&data, &at))
            .await
            .map_err(|failure| StartFailure::Listen(failure.to_string()))??;
        let log = opened.log.clone();
        let (jobs, queue) = unbounded_channel();
        let (handle, stop, ended) = writer::start(opened, time, fatal, jobs, &Counted::default())?;
        let jobs = tokio::spawn(work(queue, handle.clone(), others));
        Ok(Self {
            handle,
            log,
            stop,
            ended,
            jobs,
        })
    }

    /// Sends a command and waits until it is on disk.
    ///
    /// # Errors
    /// The [`Rejection`] it was answered with.
    pub async fn command(&self, order: Order<S::Command>) -> Result<Decided<S::Event>, Rejection> {
        let Order { command, actor, id } = order;
        let canonical = Encoding::Postcard.write(&command).map_err(malformed)?;
        let body = body_hash(command.name(), &actor, &canonical);
        let client = Some(actor.clone());
        let asked = self.handle.ask_for(client, canonical.len(), move |ticket| {
            Input::Request(Request {
                ticket,
                command,
                actor,
                id,
                body,
                seen: proto::wire::Reach::new(),
            })
        });
        match asked.await? {
            Answer::Decided(decided) => Ok(decided),
            other => Err(malformed(format!("not an answer to a command: {other:?}"))),
        }
    }

    /// How the service stands once it has read so much of other logs.
    ///
    /// # Errors
    /// `feed.behind` when it does not get there in time.
    pub async fn caught_up(&self, seen: Await) -> Result<Status, Rejection> {
        let asked = self.handle.ask(move |ticket| Input::Await {
            ticket,
            seen: seen.seen,
        });
        match asked.await? {
            Answer::Status(status) => Ok(status),
            other => Err(malformed(format!("not a status: {other:?}"))),
        }
    }

    /// Tells the service that another log has news.
    pub fn woken(&self, log: ServiceName) {
        self.handle.tell(Input::Woken(log));
    }

    /// Gives a reader a page of this service's log.
    pub fn pages(&self) -> impl Fn(&FeedRead) -> Result<FeedPage, Rejection> + Send + Sync + 'static {
        let (log, promises) = (self.log.clone(), Arc::clone(&self.handle.promises));
        let time = self.handle.time.clone();
        move |read| feed_server::page(&log, S::NAME, &promises, &time, read)
    }

    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Finishes what was taken, saves a snapshot and closes the log.
    pub async fn stop(self) {
        self.stop.now();
        // The writer's end of the channel is dropped when it is done, whichever way.
        let _ = self.ended.await;
        self.jobs.abort();
        let _ = self.jobs.await;
    }
}

async fn work<S: Service>(mut queue: UnboundedReceiver<Job<S>>, handle: Handle<S>, others: ReadOther) {
    while let Some(job) = queue.recv().await {
        match job {
            Job::Read { log, read } => handle.tell(match others(log, &read) {
                Some(page) => Input::Page(page),
                None => Input::Unreachable(log),
            }),
            Job::Patience(ticket) => {
                let handle = handle.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(PATIENCE).await;
                    handle.tell(Input::Expired(ticket));
                });
            }
            Job::Perform { .. } | Job::Wake(_) => {}
        }
    }
}
