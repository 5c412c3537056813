//! A gateway with services that answer what a test says.

use std::net::SocketAddr;
use std::path::PathBuf;

use async_nats::{Client, HeaderMap, Message};
use bus::Bus;
use futures::StreamExt;
use gateway::{AccessSettings, Running, Settings, Webhooks, serve};
use proto::{Rejection, wire};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::Nats;
use timesource::Time;
use tokio::sync::{mpsc, watch};

/// What the owner of the machine shows.
pub(crate) const TOKEN: &str = "the token of these tests";

/// One request as a service hears it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    pub(crate) subject: String,
    pub(crate) actor: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) seen: Option<String>,
    pub(crate) body: Value,
}

pub(crate) type Answer = Result<Value, Box<Rejection>>;

/// A gateway on a port of its own.
pub(crate) struct Edge {
    pub(crate) bus: Client,
    pub(crate) outbox: PathBuf,
    pub(crate) documents: PathBuf,
    http: reqwest::Client,
    running: Running,
    stop: watch::Sender<bool>,
    _nats: Nats,
    _directory: TempDir,
}

impl Edge {
    pub(crate) async fn begin() -> Self {
        Self::begin_with(Webhooks::default()).await
    }

    /// A gateway whose callers agreed upon secrets with it.
    pub(crate) async fn begin_with(webhooks: Webhooks) -> Self {
        let nats = testkit::nats().await;
        let directory = tempfile::tempdir().unwrap();
        let outbox = directory.path().join("outbox.jsonl");
        let documents = directory.path().join("documents");
        let settings = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            outbox: outbox.clone(),
            documents: documents.clone(),
            disk: documents::DiskLimits::default(),
            sandbox: false,
            local_token: Some(TOKEN.to_owned()),
            metrics_token: None,
            access: AccessSettings {
                store: access::Store::of(directory.path()),
                limits: access::Limits::default(),
                https: false,
                webhooks,
            },
        };
        let (time, _controller) = Time::virtual_at("2026-03-01T09:00:00+08:00".parse().unwrap());
        let bus = Bus::connect(&nats.url(), None, "gateway").await.unwrap();
        let (stop, stopped) = watch::channel(false);
        let running = serve(settings, bus, time, stopped).await.unwrap();
        let bus = async_nats::connect(nats.url()).await.unwrap();
        let bearer = HeaderValue::from_str(&format!("Bearer {TOKEN}")).unwrap();
        let http = reqwest::Client::builder()
            .default_headers([(AUTHORIZATION, bearer)].into_iter().collect())
            .build()
            .unwrap();
        Self {
            bus,
            outbox,
            documents,
            http,
            running,
            stop,
            _nats: nats,
            _directory: directory,
        }
    }

    /// What was said on this connection came to the server: it answers in order.
    async fn heard_by_the_server(&self) {
        let inbox = self.bus.new_inbox();
        let mut echo = self.bus.subscribe(inbox.clone()).await.unwrap();
        self.bus.publish(inbox, "".into()).await.unwrap();
        echo.next().await.unwrap();
    }

    /// Answers whatever comes to `subjects`, and tells the test what came.
    pub(crate) async fn answer(
        &self,
        subjects: &str,
        answer: impl Fn(&Heard) -> Answer + Send + 'static,
    ) -> mpsc::UnboundedReceiver<Heard> {
        let mut requests = self.bus.subscribe(subjects.to_owned()).await.unwrap();
        self.heard_by_the_server().await;
        let (tell, heard) = mpsc::unbounded_channel();
        let bus = self.bus.clone();
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                let Some(reply) = request.reply.clone() else {
                    continue;
                };
                let one = Heard::of(&request);
                let answer = answer(&one);
                tell.send(one).ok();
                let (headers, body) = written(answer);
                bus.publish_with_headers(reply, headers, body.to_string().into())
                    .await
                    .unwrap();
            }
        });
        heard
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path))
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.http.post(self.url(path)).body(body)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.address()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// Stops the gateway and waits until it is gone.
    pub(crate) async fn end(self) {
        self.stop.send(true).unwrap();
        self.running.stopped().await.unwrap();
    }
}

impl Heard {
    fn of(request: &Message) -> Self {
        let header = |name: &str| {
            let value = request.headers.as_ref().and_then(|headers| headers.get(name));
            value.map(|value| value.as_str().to_owned())
        };
        Self {
            subject: request.subject.to_string(),
            actor: header(wire::ACTOR),
            id: header(wire::REQUEST_ID),
            seen: header(wire::SEEN),
            body: serde_json::from_slice(&request.payload).unwrap_or_default(),
        }
    }
}

fn written(answer: Answer) -> (HeaderMap, Value) {
    let mut headers = HeaderMap::new();
    match answer {
        Ok(body) => (headers, body),
        Err(rejection) => {
            headers.insert(wire::ERROR, rejection.code.as_str());
            headers.insert(wire::ERROR_CODE, rejection.class.code().to_string().as_str());
            (headers, json!(rejection))
        }
    }
}

/// The answer to a command that made these events.
pub(crate) fn accepted(log: &str, frame: u64, events: &[(&str, Value)]) -> Answer {
    let events: Vec<Value> = events
        .iter()
        .map(|(kind, event)| json!({ "stream": "s", "version": 1, "kind": kind, "event": event }))
        .collect();
    Ok(json!({ "log": log, "frame": frame, "events": events }))
}

/// Sends a request and reads a JSON answer.
pub(crate) async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let body = response.text().await.unwrap();
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}
