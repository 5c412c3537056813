//! A service on the bus, by the NATS services convention: anyone can discover it, ask for its info, and send JSON.

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::service::{Request, ServiceExt};
use bus::Bus;
use decider::Service;
use documents::{Disk, Room};
use eventlog::Log;
use proto::numbers::Health;
use proto::wire::{
    self, Accepted, AnsweredEvent, Await, FeedRead, FeedRelease, LogFrames, LogTail, Probe, Reach,
    StatusQuery, endpoint,
};
use proto::{Class, Command, Encoding, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use types::{Actor, Hash, RequestId};

use super::answering::{Asked, each};
use super::numbers::Counted;
use super::prober::probed;
use super::writer::{Handle, Reply};
use super::{Settings, StartFailure};
use super::{feed_server, log_server};
use crate::core::{Answer, Input, Request as CommandRequest};

/// The largest body of a command; its events may take 256 KiB.
const COMMAND_BYTES: usize = 1024 * 1024;
/// How long another writer of the same name has to make itself known.
const WHO_ELSE: Duration = Duration::from_millis(300);

/// Refuses to run beside another log of the same name.
pub(crate) async fn refuse_another_writer<S: Service>(
    settings: &Settings,
    log: &Log,
) -> Result<(), StartFailure> {
    let asked = settings
        .bus
        .client()
        .request(format!("$SRV.INFO.{}", S::NAME), "".into());
    let Ok(Ok(message)) = tokio::time::timeout(WHO_ELSE, asked).await else {
        return Ok(());
    };
    let info: serde_json::Value = serde_json::from_slice(&message.payload).unwrap_or_default();
    let other = info
        .pointer("/metadata/log")
        .and_then(serde_json::Value::as_str)
        .unwrap_or("unknown")
        .to_owned();
    tracing::warn!(
        service = S::NAME.as_str(),
        other,
        own = log.id().as_str(),
        "somebody answers by this name"
    );
    Err(StartFailure::AnotherWriter {
        service: S::NAME.to_string(),
        other,
    })
}

/// Offers the service's commands and the kit's own endpoints. `under_way` is held by every request until it is answered.
pub(crate) async fn serve<S: Service>(
    settings: &Settings,
    handle: &Handle<S>,
    log: &Log,
    counted: &Counted,
    under_way: &Sender<Infallible>,
) -> Result<(async_nats::service::Service, Vec<JoinHandle<()>>), StartFailure> {
    let listen = |failure: async_nats::Error| StartFailure::Listen(failure.to_string());
    let metadata = HashMap::from([("log".to_owned(), log.id().as_str().to_owned())]);
    let service = settings
        .bus
        .client()
        .service_builder()
        .description(format!("fieldledger {}", S::NAME))
        .metadata(metadata)
        .start(S::NAME.as_str(), settings.version)
        .await
        .map_err(listen)?;
    let group = service.group(format!("fl.{}", S::NAME));
    let asked = Asked {
        service: S::NAME.as_str(),
        endpoint: "",
        client: settings.bus.client().clone(),
        counted: counted.clone(),
        under_way: under_way.clone(),
    };
    let mut tasks = Vec::new();
    for name in S::Command::NAMES {
        let endpoint = group
            .endpoint_builder()
            .name(*name)
            .add(*name)
            .await
            .map_err(listen)?;
        let (handle, bus) = (handle.clone(), settings.bus.clone());
        let disk = S::BEGINS_WORK
            .contains(name)
            .then(|| Disk::new(&settings.data, settings.disk));
        tasks.push(each(endpoint, asked.of(name), move |request| {
            command::<S>(handle.clone(), bus.clone(), disk.clone(), name, request)
        }));
    }
    for what in [
        endpoint::FEED_READ,
        endpoint::QUERY,
        endpoint::STATUS,
        endpoint::HEALTH,
        endpoint::NUMBERS,
        endpoint::PROBE,
        endpoint::AWAIT,
        endpoint::FEED_SHOW,
        endpoint::FEED_RELEASE,
        endpoint::LOG_TAIL,
        endpoint::LOG_FRAMES,
        endpoint::LOG_VERIFY,
    ] {
        let endpoint = group
            .endpoint_builder()
            .name(what.replace('.', "-"))
            .add(what)
            .await
            .map_err(listen)?;
        let own = Own {
            handle: handle.clone(),
            log: log.clone(),
            data: settings.data.clone(),
            counted: counted.clone(),
        };
        tasks.push(each(endpoint, asked.of(what), move |request| {
            own.clone().answer(what, request)
        }));
    }
    Ok((service, tasks))
}

/// A request's headers and body.
pub(crate) struct Incoming {
    headers: Option<HeaderMap>,
    pub(crate) body: bytes::Bytes,
}

impl Incoming {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            headers: request.message.headers.clone(),
            body: request.message.payload.clone(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .as_ref()?
            .get(name)
            .map(async_nats::HeaderValue::as_str)
    }

    pub(crate) fn encoding(&self) -> Encoding {
        Encoding::of(self.header("Content-Type"))
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        self.encoding().read(&self.body).map_err(malformed)
    }

    /// An empty body asks for the usual.
    fn read_or_default<T: DeserializeOwned + Default>(&self) -> Result<T, Rejection> {
        if self.body.is_empty() {
            Ok(T::default())
        } else {
            self.read()
        }
    }

    pub(crate) fn write<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, Rejection> {
        self.encoding().write(value).map_err(malformed)
    }

    fn actor(&self) -> Result<Actor, Rejection> {
        let named = self.header(wire::ACTOR).ok_or_else(|| {
            Rejection::new(
                Class::Malformed,
                "request.actor_missing",
                "缺少消息头 Fl-Actor，请说明是谁在操作",
                "the header Fl-Actor is missing: say who acts",
            )
        })?;
        named
            .parse()
            .map_err(|failure: types::InvalidId| malformed(failure.to_string()))
    }

    pub(crate) fn seen(&self) -> Result<Reach, Rejection> {
        self.header(wire::SEEN)
            .map_or_else(|| Ok(Reach::new()), wire::read_seen)
            .map_err(malformed)
    }

    /// The client's id for its command; without one a repeat is not recognised.
    fn request_id(&self, fallback: impl FnOnce() -> String) -> Result<RequestId, Rejection> {
        let text = self
            .header(wire::REQUEST_ID)
            .map_or_else(fallback, ToOwned::to_owned);
        RequestId::new(text).map_err(|failure| malformed(failure.to_string()))
    }
}

pub(crate) fn malformed(reason: impl Into<String>) -> Rejection {
    Rejection::new(
        Class::Malformed,
        "request.malformed",
        "请求无法读取，请按接口文档检查字段",
        "the request cannot be read; check its fields against the API document",
    )
    .with("reason", reason.into())
}

async fn command<S: Service>(
    handle: Handle<S>,
    bus: Bus,
    disk: Option<Disk>,
    name: &'static str,
    incoming: std::sync::Arc<Incoming>,
) -> Result<Vec<u8>, Rejection> {
    if let Some(room) = disk.and_then(|disk| disk.is_nearly_full()) {
        return Err(disk_nearly_full(room));
    }
    let bytes = incoming.body.len();
    if bytes > COMMAND_BYTES {
        return Err(command_too_large(bytes));
    }
    let command = S::Command::read(name, incoming.encoding(), &incoming.body).map_err(malformed)?;
    let actor = incoming.actor()?;
    let seen = incoming.seen()?;
    let body = fingerprint(&command, &actor)?;
    // A client that gives no id gets one nobody used before, as NATS makes them for answers.
    let id = incoming.request_id(|| bus.client().new_inbox())?;
    let client = Some(actor.clone());
    let asked = handle.ask_for(client, bytes, move |ticket| {
        Input::Request(CommandRequest {
            ticket,
            command,
            actor,
            id,
            body,
            seen,
        })
    });
    match asked.await? {
        Answer::Accepted(accepted) => {
            show(&accepted);
            Encoding::Json.write(&accepted).map_err(malformed)
        }
        other => Err(malformed(format!("not an answer to a command: {other:?}"))),
    }
}

/// Shows the request's trace what it recorded; the log's lines name every record by themselves.
fn show(accepted: &Accepted) {
    let (log, frame) = (accepted.log.as_str(), accepted.frame);
    for AnsweredEvent {
        stream,
        version,
        kind,
        ..
    } in &accepted.events
    {
        tracing::trace!(target: bus::trace::RECORDS, log, frame, stream, version, kind, "recorded");
    }
}

/// New work is refused while there is still room for the work under way.
fn disk_nearly_full(room: Room) -> Rejection {
    Rejection::new(
        Class::Busy,
        "disk.nearly_full",
        "磁盘快满了，暂不受理新工单；请先记在纸上，并请管理员立即清理磁盘",
        "the disk is nearly full, so no new work is taken; note it on paper and have the administrator make room at once",
    )
    .with("free_mib", room.free_mib)
}

/// What tells whether a request id is used again for the same: an id belongs to whoever sent it, so from somebody
/// else it is not the same command.
pub(crate) fn body_hash(name: &str, actor: &Actor, canonical: &[u8]) -> Hash {
    Hash::of(&[
        name.as_bytes(),
        &[0],
        actor.to_string().as_bytes(),
        &[0],
        canonical,
    ])
}

/// By what a repeated command is known as the same: its name, its actor and what it says.
///
/// # Errors
/// `request.malformed`, when the command cannot be written.
pub fn fingerprint<C: Command>(command: &C, actor: &Actor) -> Result<Hash, Rejection> {
    let canonical = Encoding::Postcard.write(command).map_err(malformed)?;
    Ok(body_hash(command.name(), actor, &canonical))
}

fn command_too_large(bytes: usize) -> Rejection {
    Rejection::new(
        Class::TooLarge,
        "command.too_large",
        "一条指令产生的记录太大，请拆成几条",
        "one command's events are too large; split it",
    )
    .with("bytes", u64::try_from(bytes).unwrap_or_default())
    .with("limit", u64::try_from(COMMAND_BYTES).unwrap_or_default())
}

/// What the kit's own endpoints answer from.
struct Own<S: Service> {
    handle: Handle<S>,
    log: Log,
    data: PathBuf,
    counted: Counted,
}

impl<S: Service> Clone for Own<S> {
    fn clone(&self) -> Self {
        Self {
            handle: self.handle.clone(),
            log: self.log.clone(),
            data: self.data.clone(),
            counted: self.counted.clone(),
        }
    }
}

impl<S: Service> Own<S> {
    async fn answer(
        self,
        what: &'static str,
        incoming: std::sync::Arc<Incoming>,
    ) -> Result<Vec<u8>, Rejection> {
        let Self {
            handle,
            log,
            data,
            counted,
        } = self;
        match what {
            endpoint::FEED_READ => {
                let read: FeedRead = incoming.read()?;
                blocking(move || {
                    incoming.write(&feed_server::page(
                        &log,
                        S::NAME,
                        &handle.promises,
                        &handle.time,
                        &read,
                    )?)
                })
                .await
            }
            endpoint::PROBE => {
                let probe: Probe = incoming.read()?;
                incoming.write(&probed(&handle, probe).await?)
            }
            endpoint::AWAIT => {
                let wanted: Await = incoming.read()?;
                write_answer(
                    &incoming,
                    handle
                        .ask(move |ticket| Input::Await {
                            ticket,
                            seen: wanted.seen,
                        })
                        .await,
                )
            }
            endpoint::STATUS => {
                let query: StatusQuery = incoming.read_or_default()?;
                let digest = query.digest;
                write_answer(
                    &incoming,
                    handle.ask(move |ticket| Input::Status { ticket, digest }).await,
                )
            }
            endpoint::HEALTH => {
                let standing = handle.standing().await?;
                let health = Health::of(S::NAME.as_str(), &standing.feeds);
                Encoding::Json.write(&health).map_err(malformed)
            }
            endpoint::NUMBERS => {
                let standing = handle.standing().await?;
                let numbers = counted.of_service(S::NAME.as_str(), standing, handle.queue(), &data);
                Encoding::Json.write(&numbers).map_err(malformed)
            }
            endpoint::QUERY => {
                let question = serde_json::from_slice(&incoming.body)
                    .map_err(|failure| malformed(failure.to_string()))?;
                let actor = incoming.actor().unwrap_or(Actor::Local);
                let client = Some(actor.clone());
                write_answer(
                    &incoming,
                    handle
                        .ask_for(client, incoming.body.len(), move |ticket| Input::Question {
                            ticket,
                            question,
                            actor,
                        })
                        .await,
                )
            }
            endpoint::FEED_SHOW => {
                write_answer(&incoming, handle.ask(|ticket| Input::Feeds { ticket }).await)
            }
            endpoint::FEED_RELEASE => {
                let release: FeedRelease = incoming.read()?;
                let actor = incoming.actor()?;
                write_answer(
                    &incoming,
                    handle
                        .ask(move |ticket| Input::Release {
                            ticket,
                            release,
                            actor,
                        })
                        .await,
                )
            }
            endpoint::LOG_TAIL => {
                let tail: LogTail = incoming.read_or_default()?;
                blocking(move || {
                    Encoding::Json
                        .write(&log_server::records(&log, S::NAME, &tail)?)
                        .map_err(malformed)
                })
                .await
            }
            endpoint::LOG_FRAMES => {
                let frames: LogFrames = incoming.read_or_default()?;
                blocking(move || log_server::frames(&log, &frames)).await
            }
            endpoint::LOG_VERIFY => {
                blocking(move || {
                    Encoding::Json
                        .write(&log_server::verified(&data, &log, S::NAME))
                        .map_err(malformed)
                })
                .await
            }
            other => Err(malformed(format!("there is no endpoint {other}"))),
        }
    }
}

fn write_answer(incoming: &Incoming, reply: Reply) -> Result<Vec<u8>, Rejection> {
    match reply? {
        Answer::Accepted(accepted) => incoming.write(&accepted),
        Answer::Value(value) => Encoding::Json.write(&value).map_err(malformed),
        Answer::Probed(probed) => incoming.write(&probed),
        Answer::Status(status) => incoming.write(&status),
        Answer::Feeds(feeds) => incoming.write(&feeds),
        Answer::Standing(_) | Answer::Again { .. } => Err(malformed("an answer was left unread")),
    }
}

/// Work that reads much of a log, off the threads that serve the bus.
async fn blocking(
    work: impl FnOnce() -> Result<Vec<u8>, Rejection> + Send + 'static,
) -> Result<Vec<u8>, Rejection> {
    let worked = tokio::task::spawn_blocking(work).await;
    worked.unwrap_or_else(|failure| Err(malformed(failure.to_string())))
}
