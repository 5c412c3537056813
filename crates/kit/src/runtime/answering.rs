//! Answers requests: each on its own, counted, and within a span that names its request.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use async_nats::client::{PublishError, PublishErrorKind};
use async_nats::service::{Request, error};
use async_nats::{Client, HeaderMap};
use futures::StreamExt;
use proto::wire;
use proto::{Class, Encoding, Rejection};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::endpoints::Incoming;
use super::numbers::Counted;

pub(crate) type Endpoint = async_nats::service::endpoint::Endpoint;

/// Who is asked, and who hears of it.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) service: &'static str,
    pub(crate) endpoint: &'static str,
    pub(crate) client: Client,
    pub(crate) counted: Counted,
    /// Held by every request until it is answered.
    pub(crate) under_way: Sender<Infallible>,
}

impl Asked {
    /// The same at another endpoint.
    pub(crate) fn of(&self, endpoint: &'static str) -> Arc<Self> {
        Arc::new(Self {
            endpoint,
            ..self.clone()
        })
    }

    fn count(&self, began: Instant, answer: &Result<Vec<u8>, Rejection>) {
        let refused = answer.as_ref().err().map(|rejection| rejection.code.as_str());
        self.counted.answered(self.endpoint, began.elapsed(), refused);
        Span::current().record("refused", refused);
        tracing::debug!("answered");
    }
}

/// A request until it is answered.
pub(crate) struct Pending {
    request: Request,
    asked: Arc<Asked>,
    began: Instant,
    span: Span,
    under_way: Sender<Infallible>,
}

impl Pending {
    /// Takes up a request, in a span that names it.
    pub(crate) fn begin(mut request: Request, asked: &Arc<Asked>) -> (Incoming, Self) {
        let began = Instant::now();
        let incoming = Incoming::taken_from(&mut request);
        let span = tracing::info_span!(
            "request",
            service = asked.service,
            endpoint = asked.endpoint,
            request = incoming.header(wire::REQUEST_ID),
            refused = Empty,
        );
        bus::trace::join(&span, |name| incoming.header(name));
        let pending = Self {
            request,
            asked: Arc::clone(asked),
            began,
            span,
            under_way: asked.under_way.clone(),
        };
        (incoming, pending)
    }

    /// Does something for the request within its span.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        self.span.in_scope(work)
    }

    /// Counts and publishes the answer.
    pub(crate) async fn answer(self, answer: Result<Vec<u8>, Rejection>) {
        let Self {
            request,
            asked,
            began,
            span,
            under_way,
        } = self;
        let answered = async {
            asked.count(began, &answer);
            respond(&asked.client, request, answer).await;
        };
        answered.instrument(span).await;
        drop(under_way);
    }
}

/// Answers each request of an endpoint on its own.
pub(crate) fn each<F, A>(mut endpoint: Endpoint, asked: Arc<Asked>, answer: F) -> JoinHandle<()>
where
    F: Fn(Arc<Incoming>) -> A + Send + 'static,
    A: Future<Output = Result<Vec<u8>, Rejection>> + Send + 'static,
{
    tokio::spawn(async move {
        while let Some(request) = endpoint.next().await {
            let (incoming, pending) = Pending::begin(request, &asked);
            let answer = answer(Arc::new(incoming)).instrument(pending.span.clone());
            tokio::spawn(async move { pending.answer(answer.await).await });
        }
    })
}

/// Takes each request of an endpoint where it comes in, one after another; `take` sees to its answer and waits for nothing.
pub(crate) fn each_in_place<F>(mut endpoint: Endpoint, asked: Arc<Asked>, take: F) -> JoinHandle<()>
where
    F: Fn(Incoming, Pending) + Send + 'static,
{
    tokio::spawn(async move {
        while let Some(request) = endpoint.next().await {
            let (incoming, pending) = Pending::begin(request, &asked);
            let span = pending.span.clone();
            span.in_scope(|| take(incoming, pending));
        }
    })
}

/// Answers a request. A refusal's body is JSON for everybody; code and class stand in the convention's headers.
/// An answer that the bus does not carry becomes a refusal that says so.
pub async fn respond(client: &Client, request: Request, answer: Result<Vec<u8>, Rejection>) {
    let sent = match answer {
        Ok(body) => match request.respond(Ok(body.into())).await {
            Err(failure) if failure.kind() == PublishErrorKind::MaxPayloadExceeded => {
                refuse(client, request, &answer_too_large()).await
            }
            sent => sent,
        },
        Err(rejection) => refuse(client, request, &rejection).await,
    };
    if let Err(failure) = sent {
        tracing::warn!(%failure, "failed to answer");
    }
}

async fn refuse(client: &Client, mut request: Request, rejection: &Rejection) -> Result<(), PublishError> {
    let mut headers = HeaderMap::new();
    headers.insert(wire::ERROR, rejection.code.as_str());
    headers.insert(wire::ERROR_CODE, rejection.class.code().to_string().as_str());
    headers.insert("Content-Type", Encoding::JSON);
    let body = serde_json::to_vec(rejection).unwrap_or_default();
    if let Some(reply) = request.message.reply.take() {
        client.publish_with_headers(reply, headers, body.into()).await?;
    }
    // The convention's own refusals have no body, and only they count as errors in its statistics: one goes nowhere.
    request.message.reply = Some(client.new_inbox().into());
    let counted = error::Error {
        status: rejection.code.clone(),
        code: usize::from(rejection.class.code()),
    };
    request.respond(Err(counted)).await
}

fn answer_too_large() -> Rejection {
    Rejection::new(
        Class::TooLarge,
        "answer.too_large",
        "结果太大，请缩小查询范围或加大 NATS 的 max_payload",
        "the answer is larger than the bus carries; ask for less, or raise max_payload at nats-server",
    )
}
