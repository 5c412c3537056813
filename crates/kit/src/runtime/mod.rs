//! A service at work: its log, one writer thread, NATS around it.

mod answering;
mod commands;
mod endpoints;
mod feed_server;
mod handle;
mod heads;
mod jobs;
mod local;
mod log_server;
mod named_documents;
mod neighbours;
mod news;
mod numbers;
mod opening;
mod prober;
mod promises;
mod questions;
mod reader;
mod saved;
mod saving;
mod scratch;
#[cfg(test)]
#[path = "../../tests/core/toy.rs"]
mod toy;
mod writer;

use std::convert::Infallible;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, RequestFailure};
use decider::Service;
use documents::DiskLimits;
use timesource::Time;
use tokio::sync::mpsc::UnboundedSender;
use types::ServiceName;

pub use self::answering::respond;
pub use self::commands::fingerprint;
pub use self::feed_server::page;
pub use self::heads::check_signed_heads;
pub use self::local::{Local, Order, ReadOther};
pub use self::named_documents::{check_documents, documents_directory};
pub use self::neighbours::Neighbours;
use self::neighbours::{Logs, Served};
pub use self::opening::{OpenFailure, fold_on, open_log, open_store};
pub use self::prober::Prober;
pub use self::promises::Promises;
pub use self::reader::{RunningReader, run_reader};
pub use self::writer::first_answer;

/// How long a stop waits for the last answers to leave.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// How a service is set up.
#[derive(Clone)]
pub struct Settings {
    /// The data directory; each log lies in a directory of its service's name.
    pub data: PathBuf,
    pub bus: Bus,
    /// The services of this process, which read each other's logs without the bus.
    pub neighbours: Neighbours,
    pub time: Time,
    /// When little room on the disk is left.
    pub disk: DiskLimits,
    /// SemVer, as the services convention asks.
    pub version: &'static str,
    /// Told when the process must end: a commit failed and nobody knows what is on disk.
    pub fatal: UnboundedSender<String>,
}

impl Settings {
    fn logs(&self) -> Logs {
        Logs {
            bus: self.bus.clone(),
            neighbours: self.neighbours.clone(),
        }
    }
}

/// Does a service's effects at the edge. It must be ready to be asked twice for the same one.
pub trait Performer<S: Service>: Send + Sync + 'static {
    /// Performs an effect and gives the command that reports its outcome. A leftover may have been done already,
    /// by a process that ended before it could say so.
    fn perform(&self, effect: S::Effect, leftover: bool) -> Pin<Box<dyn Future<Output = S::Command> + Send>>;
}

/// Performs nothing, for services without effects.
pub struct NoPerformer;

impl<S: Service<Effect = decider::NoEffect>> Performer<S> for NoPerformer {
    fn perform(&self, effect: S::Effect, _: bool) -> Pin<Box<dyn Future<Output = S::Command> + Send>> {
        match effect {}
    }
}

/// Says why a service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    #[error(transparent)]
    Open(#[from] OpenFailure),
    #[error("another {service} with log {other} is already running on this bus; stop it, or use another bus")]
    AnotherWriter { service: String, other: String },
    #[error("failed to listen on the bus: {0}")]
    Listen(String),
    #[error("failed to ask who else runs: {0}")]
    Ask(RequestFailure),
}

/// A running service.
pub struct Running {
    name: ServiceName,
    stop: writer::Stop,
    service: async_nats::service::Service,
    tasks: Vec<tokio::task::JoinHandle<()>>,
    ended: tokio::sync::oneshot::Receiver<()>,
    /// Closed when every request is answered.
    under_way: tokio::sync::mpsc::Receiver<Infallible>,
    prober: Prober,
    neighbours: Neighbours,
    bus: Bus,
}

impl Running {
    /// What asks this service how it stands without the bus.
    #[must_use]
    pub const fn prober(&self) -> &Prober {
        &self.prober
    }

    /// Stops taking requests, finishes and answers what was taken, saves a snapshot and closes the log.
    pub async fn stop(mut self) {
        if let Err(failure) = self.service.stop().await {
            tracing::warn!(service = self.name.as_str(), %failure, "failed to leave the bus");
        }
        self.neighbours.remove(self.name);
        self.stop.now();
        // The writer's end of the channel is dropped when it is done, whichever way.
        let _ = self.ended.await;
        for task in &self.tasks {
            task.abort();
        }
        for task in self.tasks {
            // What a task holds of the log is let go when it has ended, and it has been told to.
            let _ = task.await;
        }
        if tokio::time::timeout(LAST_ANSWERS, self.under_way.recv())
            .await
            .is_err()
        {
            tracing::warn!(service = self.name.as_str(), "some requests stay unanswered");
        }
        // Without a connection a flush would wait until there is one again.
        let connected = self.bus.client().connection_state() == async_nats::connection::State::Connected;
        if connected
            && !matches!(
                tokio::time::timeout(LAST_ANSWERS, self.bus.client().flush()).await,
                Ok(Ok(()))
            )
        {
            tracing::warn!(service = self.name.as_str(), "the last answers may be lost");
        }
    }
}

/// Opens a service's log, folds it and serves it on the bus.
///
/// # Errors
/// [`StartFailure`]: the log does not open or another writer of this name runs.
pub async fn run<S: Service>(
    settings: Settings,
    performer: Arc<dyn Performer<S>>,
) -> Result<Running, StartFailure> {
    let opening = settings.clone();
    let opened = tokio::task::spawn_blocking(move || opening::open::<S>(&opening.data, &opening.time))
        .await
        .map_err(|failure| StartFailure::Listen(failure.to_string()))??;
    endpoints::refuse_another_writer::<S>(&settings, &opened.log).await?;
    let (jobs, job_queue) = tokio::sync::mpsc::unbounded_channel();
    let log = opened.log.clone();
    let counted = numbers::Counted::default();
    let (handle, stop, ended) = writer::start(opened, &settings.time, &settings.fatal, jobs, &counted)?;
    let tasks = vec![
        tokio::spawn(jobs::run(job_queue, settings.logs(), handle.clone(), performer)),
        tokio::spawn(jobs::listen_for_news(settings.logs(), handle.clone())),
    ];
    let (answering, under_way) = tokio::sync::mpsc::channel(1);
    let (service, more) = endpoints::serve::<S>(&settings, &handle, &log, &counted, &answering).await?;
    let served = Served {
        log: log.clone(),
        promises: Arc::clone(&handle.promises),
        time: handle.time.clone(),
    };
    settings.neighbours.add(S::NAME, served);
    let prober = Prober::of(handle);
    let tasks = tasks.into_iter().chain(more).collect();
    tracing::info!(
        service = S::NAME.as_str(),
        frame = log.head().frame,
        "service runs"
    );
    Ok(Running {
        name: S::NAME,
        stop,
        service,
        tasks,
        ended,
        under_way,
        prober,
        neighbours: settings.neighbours,
        bus: settings.bus,
    })
}
