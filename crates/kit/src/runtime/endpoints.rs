//! A service on the bus, by the NATS services convention: anyone can discover it, ask for its info, and send JSON.

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::service::{Request, ServiceExt};
use decider::Service;
use documents::Disk;
use eventlog::Log;
use proto::numbers::Health;
use proto::wire::{
    self, Await, FeedRead, FeedRelease, LogFrames, LogTail, Probe, Reach, StatusQuery, endpoint,
};
use proto::{Class, Command, Encoding, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use types::{Actor, RequestId};

use super::answering::{Asked, each, each_in_place};
use super::commands::{self, Taking};
use super::handle::Handle;
use super::numbers::Counted;
use super::prober::probed;
use super::{Settings, StartFailure};
use super::{feed_server, log_server, questions};
use crate::core::{Answer, Input, Reply};

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
    let questions = group
        .endpoint_builder()
        .name(endpoint::QUERY)
        .add(endpoint::QUERY);
    let answers = commands::answering::<S>();
    let mut tasks = vec![questions::answer_all(
        questions.await.map_err(listen)?,
        asked.of(endpoint::QUERY),
        handle.clone(),
        answers.clone(),
    )];
    for name in S::Command::NAMES {
        let endpoint = group
            .endpoint_builder()
            .name(*name)
            .add(*name)
            .await
            .map_err(listen)?;
        let taking = Taking {
            name,
            handle: handle.clone(),
            bus: settings.bus.clone(),
            disk: S::BEGINS_WORK
                .contains(name)
                .then(|| Disk::new(&settings.data, settings.disk)),
            answers: answers.clone(),
        };
        tasks.push(each_in_place(
            endpoint,
            asked.of(name),
            move |incoming, pending| {
                taking.take(incoming, pending);
            },
        ));
    }
    for what in [
        endpoint::FEED_READ,
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
    /// Takes both out of a request, which needs neither to be answered.
    pub(crate) fn taken_from(request: &mut Request) -> Self {
        Self {
            headers: request.message.headers.take(),
            body: std::mem::take(&mut request.message.payload),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        // There are two or three; to look one up in the map costs more than all of them.
        let mut headers = self.headers.as_ref()?.iter();
        let (_, values) = headers.find(|(known, _)| AsRef::<str>::as_ref(*known) == name)?;
        values.first().map(async_nats::HeaderValue::as_str)
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

    pub(super) fn actor(&self) -> Result<Actor, Rejection> {
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
    pub(super) fn request_id(&self, fallback: impl FnOnce() -> String) -> Result<RequestId, Rejection> {
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
                write_answer::<S>(
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
                write_answer::<S>(
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
            endpoint::FEED_SHOW => {
                write_answer::<S>(&incoming, handle.ask(|ticket| Input::Feeds { ticket }).await)
            }
            endpoint::FEED_RELEASE => {
                let release: FeedRelease = incoming.read()?;
                let actor = incoming.actor()?;
                write_answer::<S>(
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

fn write_answer<S: Service>(incoming: &Incoming, reply: Reply<S>) -> Result<Vec<u8>, Rejection> {
    match reply? {
        Answer::Probed(probed) => incoming.write(&probed),
        Answer::Status(status) => incoming.write(&status),
        Answer::Feeds(feeds) => incoming.write(&feeds),
        Answer::Standing(_) | Answer::Said(_) | Answer::Decided(_) | Answer::Again { .. } => {
            Err(malformed("an answer was left unread"))
        }
    }
}

/// Work that reads much of a log, off the threads that serve the bus.
async fn blocking(
    work: impl FnOnce() -> Result<Vec<u8>, Rejection> + Send + 'static,
) -> Result<Vec<u8>, Rejection> {
    let worked = tokio::task::spawn_blocking(work).await;
    worked.unwrap_or_else(|failure| Err(malformed(failure.to_string())))
}
