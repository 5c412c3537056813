//! A service on the bus, by the NATS services convention: anyone can discover it, ask for its info, and send JSON.

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::client::{PublishError, PublishErrorKind};
use async_nats::service::{Request, ServiceExt};
use bus::Bus;
use decider::Service;
use documents::{Disk, Room};
use eventlog::Log;
use futures::StreamExt;
use proto::wire::{
    self, Await, FeedRead, FeedRelease, LogFrames, LogTail, Probe, Reach, StatusQuery, endpoint,
};
use proto::{Class, Command, Encoding, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use types::{Actor, Hash, RequestId};

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

type Endpoint = async_nats::service::endpoint::Endpoint;

/// Offers the service's commands and the kit's own endpoints. `under_way` is held by every request until it is answered.
pub(crate) async fn serve<S: Service>(
    settings: &Settings,
    handle: &Handle<S>,
    log: &Log,
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
        tasks.push(each(endpoint, under_way, move |request| {
            command::<S>(handle.clone(), bus.clone(), disk.clone(), name, request)
        }));
    }
    for what in [
        endpoint::FEED_READ,
        endpoint::QUERY,
        endpoint::STATUS,
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
        let (handle, log, data) = (handle.clone(), log.clone(), settings.data.clone());
        tasks.push(each(endpoint, under_way, move |request| {
            own::<S>(handle.clone(), log.clone(), data.clone(), what, request)
        }));
    }
    Ok((service, tasks))
}

/// Answers each request of an endpoint on its own.
pub(crate) fn each<F, A>(mut endpoint: Endpoint, under_way: &Sender<Infallible>, answer: F) -> JoinHandle<()>
where
    F: Fn(std::sync::Arc<Incoming>) -> A + Send + 'static,
    A: Future<Output = Result<Vec<u8>, Rejection>> + Send + 'static,
{
    let under_way = under_way.clone();
    tokio::spawn(async move {
        while let Some(request) = endpoint.next().await {
            let incoming = std::sync::Arc::new(Incoming::of(&request));
            let (answer, under_way) = (answer(incoming), under_way.clone());
            tokio::spawn(async move {
                respond(&request, answer.await).await;
                drop(under_way);
            });
        }
    })
}

/// Answers a request. A refusal's body is JSON for everybody; code and class stand in the convention's headers.
/// An answer that the bus does not carry becomes a refusal that says so.
pub async fn respond(request: &Request, answer: Result<Vec<u8>, Rejection>) {
    let sent = match answer {
        Ok(body) => request.respond(Ok(body.into())).await,
        Err(rejection) => refuse(request, &rejection).await,
    };
    let sent = match sent {
        Err(failure) if failure.kind() == PublishErrorKind::MaxPayloadExceeded => {
            refuse(request, &answer_too_large()).await
        }
        sent => sent,
    };
    if let Err(failure) = sent {
        tracing::warn!(%failure, "failed to answer");
    }
}

async fn refuse(request: &Request, rejection: &Rejection) -> Result<(), PublishError> {
    let mut headers = HeaderMap::new();
    headers.insert(wire::ERROR, rejection.code.as_str());
    headers.insert(wire::ERROR_CODE, rejection.class.code().to_string().as_str());
    headers.insert("Content-Type", Encoding::JSON);
    let body = serde_json::to_vec(rejection).unwrap_or_default();
    request.respond_with_headers(Ok(body.into()), headers).await
}

fn answer_too_large() -> Rejection {
    Rejection::new(
        Class::TooLarge,
        "answer.too_large",
        "结果太大，请缩小查询范围或加大 NATS 的 max_payload",
        "the answer is larger than the bus carries; ask for less, or raise max_payload at nats-server",
    )
}

/// A request's headers and body.
pub(crate) struct Incoming {
    headers: Option<HeaderMap>,
    pub(crate) body: bytes::Bytes,
}

impl Incoming {
    fn of(request: &Request) -> Self {
        Self {
            headers: request.message.headers.clone(),
            body: request.message.payload.clone(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
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
                "缺少消息头 Fl-Actor:请说明是谁在操作",
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
        Answer::Accepted(accepted) => Encoding::Json.write(&accepted).map_err(malformed),
        other => Err(malformed(format!("not an answer to a command: {other:?}"))),
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

async fn own<S: Service>(
    handle: Handle<S>,
    log: Log,
    data: PathBuf,
    what: &'static str,
    incoming: std::sync::Arc<Incoming>,
) -> Result<Vec<u8>, Rejection> {
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
        endpoint::QUERY => {
            let question =
                serde_json::from_slice(&incoming.body).map_err(|failure| malformed(failure.to_string()))?;
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
        endpoint::FEED_SHOW => write_answer(&incoming, handle.ask(|ticket| Input::Feeds { ticket }).await),
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

fn write_answer(incoming: &Incoming, reply: Reply) -> Result<Vec<u8>, Rejection> {
    match reply? {
        Answer::Accepted(accepted) => incoming.write(&accepted),
        Answer::Value(value) => Encoding::Json.write(&value).map_err(malformed),
        Answer::Probed(probed) => incoming.write(&probed),
        Answer::Status(status) => incoming.write(&status),
        Answer::Feeds(feeds) => incoming.write(&feeds),
        Answer::Again { .. } => Err(malformed("an answer was left unread")),
    }
}

/// Work that reads much of a log, off the threads that serve the bus.
async fn blocking(
    work: impl FnOnce() -> Result<Vec<u8>, Rejection> + Send + 'static,
) -> Result<Vec<u8>, Rejection> {
    let worked = tokio::task::spawn_blocking(work).await;
    worked.unwrap_or_else(|failure| Err(malformed(failure.to_string())))
}
