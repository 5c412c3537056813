//! The bus as a client sees it: requests over NATS with our headers, answered or refused.

pub mod admission;
pub mod trace;

use std::time::Duration;

use async_nats::{Client, ConnectOptions, HeaderMap, HeaderName, Request, RequestErrorKind, ServerAddr};
use bytes::Bytes;
use proto::wire::{self, Reach};
use proto::{Class, Encoding, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::{Actor, RequestId};

/// How long a request may take before the service counts as away. Transport time, always real.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// Says why the bus cannot be reached.
#[derive(Debug, thiserror::Error)]
#[error("failed to connect to NATS at {url}; is nats-server running there?")]
pub struct ConnectFailure {
    url: String,
    source: async_nats::ConnectError,
}

impl ConnectFailure {
    /// The address that was tried.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Says why a request has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RequestFailure {
    /// The service said no.
    #[error("{}", .0.sentence.en)]
    Refused(Box<Rejection>),
    /// Nobody listens there.
    #[error("no service listens on {subject}")]
    Nobody { subject: String },
    /// The answer did not come: whether it was done is not known.
    #[error("no answer from {subject}: {reason}")]
    Lost { subject: String, reason: String },
    /// The answer cannot be read.
    #[error("the answer from {subject} cannot be read: {reason}")]
    Garbled { subject: String, reason: String },
}

impl RequestFailure {
    /// The refusal a client is given for this failure.
    #[must_use]
    pub fn into_rejection(self) -> Rejection {
        match self {
            Self::Refused(rejection) => *rejection,
            Self::Nobody { subject } => away(&subject, "service.away"),
            Self::Lost { subject, reason } => away(&subject, "service.no_answer").with("reason", reason),
            Self::Garbled { subject, reason } => away(&subject, "service.garbled").with("reason", reason),
        }
    }
}

fn away(subject: &str, code: &str) -> Rejection {
    let service = subject.split('.').nth(1).unwrap_or(subject).to_owned();
    Rejection::new(
        Class::Unavailable,
        code,
        format!("{service}服务暂时没有应答，请稍后用同一请求号重试"),
        format!("the {service} service does not answer now; try again soon with the same request id"),
    )
    .with("subject", subject)
}

fn too_large() -> Rejection {
    Rejection::new(
        Class::TooLarge,
        "request.too_large",
        "请求太大，请拆成几条",
        "the request is too large for the bus; split it",
    )
}

/// Who asks, under which id, having seen what.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    pub actor: Option<Actor>,
    pub request_id: Option<RequestId>,
    pub seen: Reach,
}

/// Who connects, and the password the server knows them by.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Login")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Login {
    /// Where a user's answers come in. Each has a place of its own, so that nobody can listen to another's.
    #[must_use]
    pub fn inbox(user: &str) -> String {
        format!("_INBOX_{user}")
    }
}

/// The user and password of an address, `nats://USER:PASSWORD@HOST:PORT`, which NATS's own client leaves alone.
fn named_in(url: &str) -> Option<(String, String)> {
    let address: ServerAddr = url.parse().ok()?;
    Some((address.username()?.to_owned(), address.password()?.to_owned()))
}

/// A connection to the bus.
#[derive(Debug, Clone)]
pub struct Bus {
    client: Client,
}

impl Bus {
    /// Connects, as somebody or as the address says, and goes on reconnecting for as long as the process lives.
    ///
    /// # Errors
    /// [`ConnectFailure`] when the first connection cannot be made.
    pub async fn connect(url: &str, login: Option<&Login>, name: &str) -> Result<Self, ConnectFailure> {
        let mut options = ConnectOptions::new().name(name).request_timeout(Some(PATIENCE));
        if let (None, Some((user, password))) = (login, named_in(url)) {
            options = options.user_and_password(user, password);
        }
        if let Some(Login { user, password }) = login {
            options = options
                .user_and_password(user.clone(), password.clone())
                .custom_inbox_prefix(Login::inbox(user));
        }
        let connected = options.connect(url).await;
        let client = connected.map_err(|source| ConnectFailure {
            url: url.to_owned(),
            source,
        })?;
        Ok(Self { client })
    }

    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a body and reads the answer, both in the same encoding.
    ///
    /// # Errors
    /// [`RequestFailure`]; after `Lost` the same request id tells whether it was done.
    pub async fn request<Q: Serialize, A: DeserializeOwned>(
        &self,
        subject: &str,
        envelope: &Envelope,
        encoding: Encoding,
        body: &Q,
    ) -> Result<A, RequestFailure> {
        let garbled = |reason| RequestFailure::Garbled {
            subject: subject.to_owned(),
            reason,
        };
        let bytes = encoding.write(body).map_err(garbled)?;
        let answer = self
            .request_raw(subject, envelope, encoding, bytes.into(), PATIENCE)
            .await?;
        encoding.read(&answer).map_err(garbled)
    }

    /// Sends bytes and gives back the answer's bytes, when they come in time; while there is no connection a request may
    /// wait even to be sent.
    ///
    /// # Errors
    /// [`RequestFailure`].
    pub async fn request_raw(
        &self,
        subject: &str,
        envelope: &Envelope,
        encoding: Encoding,
        body: Bytes,
        patience: Duration,
    ) -> Result<Bytes, RequestFailure> {
        let mut request = Request::new().payload(body).timeout(None);
        request.headers = headers(envelope, encoding);
        let lost = |reason: String| RequestFailure::Lost {
            subject: subject.to_owned(),
            reason,
        };
        let sent = self.client.send_request(subject.to_owned(), request);
        let sent = tokio::time::timeout(patience, sent).await;
        let sent = sent.map_err(|_| lost(format!("nothing came within {} s", patience.as_secs())))?;
        let message = sent.map_err(|failure| match failure.kind() {
            RequestErrorKind::NoResponders => RequestFailure::Nobody {
                subject: subject.to_owned(),
            },
            RequestErrorKind::MaxPayloadExceeded => RequestFailure::Refused(Box::new(too_large())),
            _ => lost(failure.to_string()),
        })?;
        match message
            .headers
            .as_ref()
            .and_then(|headers| headers.get(wire::ERROR))
        {
            None => Ok(message.payload),
            Some(code) => Err(refusal(subject, code.as_str(), &message.payload)),
        }
    }
}

/// The body of a refusal is JSON, whatever the request was written in.
fn refusal(subject: &str, code: &str, body: &[u8]) -> RequestFailure {
    match serde_json::from_slice(body) {
        Ok(rejection) => RequestFailure::Refused(Box::new(rejection)),
        Err(_) => RequestFailure::Garbled {
            subject: subject.to_owned(),
            reason: format!("refused with {code}"),
        },
    }
}

fn headers(envelope: &Envelope, encoding: Encoding) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    // Without one it is JSON.
    if encoding != Encoding::Json {
        headers.insert("Content-Type", encoding.content_type());
    }
    if let Some(actor) = &envelope.actor {
        headers.insert(HeaderName::from_static(wire::ACTOR), actor.to_string());
    }
    if let Some(id) = &envelope.request_id {
        headers.insert(HeaderName::from_static(wire::REQUEST_ID), id.as_str());
    }
    if !envelope.seen.is_empty() {
        headers.insert(
            HeaderName::from_static(wire::SEEN),
            wire::write_seen(&envelope.seen),
        );
    }
    trace::pass_on(&mut headers);
    (!headers.is_empty()).then_some(headers)
}
