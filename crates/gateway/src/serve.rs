//! Listening, and stopping in good order.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use access::StoreFailure;
use axum::Router;
use axum::body::Bytes;
use axum::middleware::from_fn_with_state;
use axum::serve::ListenerExt;
use bus::Bus;
use documents::{DiskLimits, DocumentFailure, Documents};
use timesource::Time;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};

use crate::door::{self, Access, AccessSettings};
use crate::gate::Gate;
use crate::guard::guard;
use crate::refusal::{no_such_route, wrong_method};
use crate::{console, openapi, routes};

/// How long requests under way may take once the gateway is told to stop.
const DRAIN: Duration = Duration::from_secs(5);

/// Where the gateway listens and what it reads.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The file that a sink writes messages out to; it need not exist.
    pub outbox: PathBuf,
    /// The directory of photos and papers; made when it is not there.
    pub documents: PathBuf,
    /// When little room on the disk is left.
    pub disk: DiskLimits,
    /// Whether time is virtual and held by whoever started the system.
    pub sandbox: bool,
    /// What whoever owns the machine shows, on this machine only: they may do everything and speak for anybody. Without
    /// one nobody does.
    pub local_token: Option<String>,
    /// What whoever reads health and numbers from another machine must show; without one nobody does from there.
    pub metrics_token: Option<String>,
    /// Who may come in.
    pub access: AccessSettings,
}

/// Says why the gateway does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeFailure {
    #[error("failed to listen on {address}; is something else running there?")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("failed to open the documents")]
    Documents(#[from] DocumentFailure),
    #[error("failed to open who may come in")]
    Access(#[from] StoreFailure),
    #[error("failed to write the API document")]
    Document(#[source] serde_json::Error),
    #[error("failed to serve HTTP")]
    Serve(#[source] io::Error),
    #[error("the gateway ended early")]
    Ended(#[source] JoinError),
}

/// A gateway that listens.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    task: JoinHandle<io::Result<()>>,
}

impl Running {
    /// Where it listens, with the port it got.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it has stopped.
    ///
    /// # Errors
    /// [`ServeFailure`] when it ended otherwise than it was told to.
    pub async fn stopped(self) -> Result<(), ServeFailure> {
        self.task
            .await
            .map_err(ServeFailure::Ended)?
            .map_err(ServeFailure::Serve)
    }
}

/// Serves the API and the text message callbacks until `stop` says true or is dropped; then requests under way have
/// five seconds to end.
///
/// # Errors
/// [`ServeFailure::Listen`] when the address cannot be had, [`ServeFailure::Documents`], [`ServeFailure::Access`].
pub async fn serve(
    settings: Settings,
    bus: Bus,
    time: Time,
    stop: watch::Receiver<bool>,
) -> Result<Running, ServeFailure> {
    let listen = |source| ServeFailure::Listen {
        address: settings.listen,
        source,
    };
    let listener = TcpListener::bind(settings.listen).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let mut schemas = routes::schemas();
    let table = routes::table(&mut schemas);
    let document = serde_json::to_vec(&openapi::of_table(&table, schemas)).map_err(ServeFailure::Document)?;
    let documents = Documents::open(&settings.documents)?;
    let access = Access::open(&settings.access, stop.clone())?;
    let news = console::listen(bus.clone(), stop.clone());
    let document = Bytes::from(document);
    let gate = Gate::new(bus, time, &settings, documents, document, access, news);
    let router = routes::router(table)
        .merge(door::pages())
        .merge(console::router())
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(gate.clone(), guard))
        .with_state(gate);
    tracing::info!(%address, "gateway listens");
    Ok(Running {
        address,
        task: tokio::spawn(run(listener, router, stop)),
    })
}

async fn run(listener: TcpListener, router: Router, stop: watch::Receiver<bool>) -> io::Result<()> {
    let listener = listener.tap_io(|connection| {
        if let Err(failure) = connection.set_nodelay(true) {
            tracing::debug!(%failure, "answers on this connection may be slow");
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(told(stop.clone()));
    tokio::select! {
        ended = served.into_future() => ended,
        () = drained(stop) => {
            tracing::warn!("requests under way were broken off");
            Ok(())
        }
    }
}

async fn told(mut stop: watch::Receiver<bool>) {
    // Whoever could say it is gone: that is a stop, too.
    let _gone = stop.wait_for(|stop| *stop).await.is_err();
}

async fn drained(stop: watch::Receiver<bool>) {
    told(stop).await;
    tokio::time::sleep(DRAIN).await;
}
