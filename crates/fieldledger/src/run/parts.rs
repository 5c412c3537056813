//! The parts the system is made of, and how one is started.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use bus::Bus;
use clap::ValueEnum;
use kit::runtime::{
    Neighbours, NoPerformer, Performer, Prober, Running, RunningReader, Settings, documents_directory, run,
    run_reader,
};
use proto::notify::{NotifyCommand, RecordSend};
use timesource::Time;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::packages::PackagePerformer;
use super::{DiskArgs, DoorArgs, SmsArgs};

/// A part of the system that can run as a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Part {
    Directory,
    Hotline,
    Dispatch,
    Field,
    Claims,
    Returns,
    Notify,
    Desk,
    Gateway,
}

impl Part {
    /// In the order they start.
    pub(crate) const ALL: [Self; 9] = [
        Self::Directory,
        Self::Hotline,
        Self::Dispatch,
        Self::Field,
        Self::Claims,
        Self::Returns,
        Self::Notify,
        Self::Desk,
        Self::Gateway,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Hotline => "hotline",
            Self::Dispatch => "dispatch",
            Self::Field => "field",
            Self::Claims => "claims",
            Self::Returns => "returns",
            Self::Notify => "notify",
            Self::Desk => "desk",
            Self::Gateway => "gateway",
        }
    }
}

/// What every part needs to start.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub data: PathBuf,
    pub bus: Bus,
    /// The parts that run in this process.
    pub neighbours: Neighbours,
    pub time: Time,
    pub listen: SocketAddr,
    pub sms: SmsArgs,
    pub disk: DiskArgs,
    /// What whoever acts as `local` over HTTP must show.
    pub local_token: Option<String>,
    /// How people come in.
    pub door: DoorArgs,
    /// What whoever looks at health and numbers from another machine must show.
    pub metrics_token: Option<String>,
    pub fatal: UnboundedSender<String>,
}

/// A part at work.
pub(crate) enum RunningPart {
    Service(Box<Running>),
    Reader(Box<RunningReader>),
    Gateway {
        running: gateway::Running,
        stop: watch::Sender<bool>,
    },
}

impl RunningPart {
    pub(crate) async fn stop(self) {
        match self {
            Self::Service(service) => service.stop().await,
            Self::Reader(reader) => reader.stop().await,
            Self::Gateway { running, stop } => {
                // A gateway that has ended already hears nothing more.
                let _ = stop.send(true);
                if let Err(failure) = running.stopped().await {
                    tracing::warn!(%failure, "the gateway did not stop in good order");
                }
            }
        }
    }

    /// What asks it how it stands, when this is a service.
    pub(crate) fn prober(&self) -> Option<&Prober> {
        match self {
            Self::Service(running) => Some(running.prober()),
            Self::Reader(_) | Self::Gateway { .. } => None,
        }
    }

    /// Where HTTP listens, when this is the gateway.
    pub(crate) fn http(&self) -> Option<SocketAddr> {
        match self {
            Self::Gateway { running, .. } => Some(running.address()),
            Self::Service(_) | Self::Reader(_) => None,
        }
    }
}

fn service(running: Running) -> RunningPart {
    RunningPart::Service(Box::new(running))
}

/// Starts a part in this process.
pub(crate) async fn start(part: Part, around: &Surroundings) -> anyhow::Result<RunningPart> {
    let settings = Settings {
        data: around.data.clone(),
        bus: around.bus.clone(),
        neighbours: around.neighbours.clone(),
        time: around.time.clone(),
        disk: around.disk.limits(),
        version: env!("CARGO_PKG_VERSION"),
        fatal: around.fatal.clone(),
    };
    Ok(match part {
        Part::Directory => service(run::<directory::Directory>(settings, Arc::new(NoPerformer)).await?),
        Part::Hotline => service(run::<hotline::Hotline>(settings, Arc::new(NoPerformer)).await?),
        Part::Dispatch => service(run::<dispatch::Dispatch>(settings, Arc::new(NoPerformer)).await?),
        Part::Field => service(run::<field::Field>(settings, Arc::new(NoPerformer)).await?),
        Part::Claims => {
            let performer = Arc::new(PackagePerformer::open(&around.data)?);
            service(run::<claims::Claims>(settings, performer).await?)
        }
        Part::Returns => service(run::<returns::Returns>(settings, Arc::new(NoPerformer)).await?),
        Part::Notify => {
            let sender = Arc::new(sender(around)?);
            service(run::<notify::Notify>(settings, Arc::new(SmsPerformer { sender })).await?)
        }
        Part::Desk => RunningPart::Reader(Box::new(run_reader::<desk::Desk>(&settings).await?)),
        Part::Gateway => {
            let (stop, stopping) = watch::channel(false);
            let settings = gateway_settings(around);
            let running = gateway::serve(settings, around.bus.clone(), around.time.clone(), stopping).await?;
            RunningPart::Gateway { running, stop }
        }
    })
}

/// An address that this machine itself is reached by, where it listens on all it has.
pub(crate) fn seen_from_here(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn outbox(around: &Surroundings) -> PathBuf {
    around.data.join("outbox.jsonl")
}

fn gateway_settings(around: &Surroundings) -> gateway::Settings {
    gateway::Settings {
        listen: around.listen,
        outbox: outbox(around),
        documents: documents_directory(&around.data),
        disk: around.disk.limits(),
        sandbox: around.time.is_virtual(),
        local_token: around.local_token.clone(),
        metrics_token: around.metrics_token.clone(),
        access: gateway::AccessSettings {
            store: access::Store::of(&around.data),
            limits: around.door.limits(),
            https: around.door.https,
            webhooks: around.door.webhooks(),
        },
    }
}

/// Messages go to Kannel when its address is known, otherwise into a file that the API shows.
fn sender(around: &Surroundings) -> anyhow::Result<gateway::Sender> {
    Ok(match &around.sms.kannel_url {
        Some(url) => gateway::Sender::Kannel(Box::new(gateway::Kannel::new(gateway::KannelSettings {
            url: url.clone(),
            username: around.sms.kannel_user.clone(),
            password: around.sms.kannel_password.clone(),
            from: around.sms.kannel_from.clone(),
            dlr_base: format!("http://{}", seen_from_here(around.listen)),
            dlr_secret: around.door.kannel_secret(),
        })?)),
        None => gateway::Sender::Sink(gateway::OutboxFile::open(&outbox(around), around.time.clone())?),
    })
}

/// Hands notify's messages to the gateway.
struct SmsPerformer {
    sender: Arc<gateway::Sender>,
}

impl Performer<notify::Notify> for SmsPerformer {
    fn perform(
        &self,
        effect: notify::SendSms,
        leftover: bool,
    ) -> Pin<Box<dyn Future<Output = NotifyCommand> + Send>> {
        let sender = Arc::clone(&self.sender);
        Box::pin(async move {
            let outcome = match (effect.to.open(), effect.text.open()) {
                (Some(to), Some(text)) => {
                    sender
                        .send(&effect.message, effect.attempt, to, text, leftover)
                        .await
                }
                // A sealed number or text whose key is gone can never be sent.
                _ => proto::notify::SendOutcome::Failed {
                    reason: "sealed".to_owned(),
                },
            };
            RecordSend {
                message: effect.message,
                attempt: effect.attempt,
                outcome,
            }
            .into()
        })
    }
}
