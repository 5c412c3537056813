//! The way to the sandbox: one HTTP connection that is held open, and asked again while somebody restarts.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use proto::wire::TimeShown;
use proto::{Accepted, Class, Encoding, Rejection, wire};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::Instant as Clock;
use types::{Hash, Instant, MessageId, PersonId, Phone};

use super::deeds::{Command, Outcome, TextIn};
use super::failure::SimulateFailure;
use super::paper::Paper;
use super::world::Received;

/// How long somebody who is away is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// How long an answer may take: advancing time and verifying logs is work.
const ANSWER: Duration = Duration::from_secs(600);
/// How many messages are read at a time.
const PAGE: usize = 1_000;
/// The number texts are sent to.
const OUR_NUMBER: &str = "4008009000";
const OCTETS: &str = "application/octet-stream";
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The sandbox, and how much time went where.
pub(super) struct Link {
    http: Client,
    base: Url,
    token: Option<String>,
    spent: BTreeMap<&'static str, Spent>,
}

/// Requests of a kind, and how long they took in real time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spent {
    pub requests: u64,
    pub time: Duration,
}

/// What `up` writes into the data directory for clients to find it by.
#[derive(Deserialize)]
struct RunFile {
    http: String,
    /// Shows that whoever acts as the owner of the machine can read the data directory.
    token: String,
}

#[derive(Deserialize)]
struct Put {
    hash: Hash,
}

#[derive(Deserialize)]
struct Outbox {
    messages: Vec<Sent>,
    last: u64,
}

#[derive(Deserialize)]
struct Sent {
    id: MessageId,
    to: Phone,
    text: String,
    at: Instant,
}

/// What was asked: the kind it is counted under, the path, and the request without its address.
pub(super) struct Question<'a> {
    kind: &'static str,
    path: &'a str,
    method: Method,
    query: Vec<(&'static str, String)>,
    actor: Option<&'a PersonId>,
    key: Option<&'a str>,
    body: Option<(&'static str, Vec<u8>)>,
}

impl<'a> Question<'a> {
    pub(super) fn get(kind: &'static str, path: &'a str) -> Self {
        Self {
            kind,
            path,
            method: Method::GET,
            query: Vec::new(),
            actor: None,
            key: None,
            body: None,
        }
    }

    pub(super) fn post(kind: &'static str, path: &'a str, body: Vec<u8>) -> Self {
        Self {
            method: Method::POST,
            body: Some((Encoding::JSON, body)),
            ..Self::get(kind, path)
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }
}

impl Link {
    /// Finds the sandbox by address, and shows it `token`, otherwise by `run.json` in the data directory.
    ///
    /// # Errors
    /// Nothing runs there, or the address is none.
    pub(super) fn find(
        server: Option<&str>,
        token: Option<&str>,
        data: &Path,
    ) -> Result<Self, SimulateFailure> {
        let (address, token) = match server {
            Some(server) => (server.to_owned(), token.map(ToOwned::to_owned)),
            None => {
                let run = running_on(data)?;
                (run.http, Some(run.token))
            }
        };
        let base = Url::parse(&address).map_err(|_| SimulateFailure::Address { address })?;
        let http = Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(PATIENCE)
            .timeout(ANSWER)
            .build();
        Ok(Self {
            http: http.map_err(SimulateFailure::Unreachable)?,
            base,
            token,
            spent: BTreeMap::new(),
        })
    }

    pub(super) const fn spent(&self) -> &BTreeMap<&'static str, Spent> {
        &self.spent
    }

    /// Sends a command; a rule's no is an outcome like another.
    pub(super) async fn tell(
        &mut self,
        actor: &PersonId,
        key: &str,
        command: &Command,
    ) -> Result<Outcome, SimulateFailure> {
        let (service, endpoint) = command.address();
        let path = format!("api/v1/{service}/{endpoint}");
        let question = Question {
            actor: Some(actor),
            key: Some(key),
            ..Question::post("command", &path, command.body()?)
        };
        match self.ask::<Accepted>(question).await {
            Ok(accepted) => Ok(Outcome::Accepted(accepted)),
            Err(SimulateFailure::Refused { rejection, .. }) => Ok(Outcome::Refused(rejection.code)),
            Err(failure) => Err(failure),
        }
    }

    /// Brings a text, as Kannel does.
    pub(super) async fn bring(&mut self, text: &TextIn) -> Result<(), SimulateFailure> {
        let seconds = text.sent_at.micros().div_euclid(1_000_000);
        let question = Question::get("text in", "sms/kannel")
            .with("from", &text.from)
            .with("to", OUR_NUMBER)
            .with("text", &text.text)
            .with("charset", "UTF-8")
            .with("coding", 2)
            .with("time", seconds)
            .with("id", &text.gateway_id)
            .with("smsc", "simulate");
        self.text(question).await.map(drop)
    }

    /// Brings a carrier's word about a message of ours.
    pub(super) async fn report(&mut self, message: &MessageId, status: u32) -> Result<(), SimulateFailure> {
        let question = Question::get("delivery report", "sms/kannel/dlr")
            .with("message", message)
            .with("status", status);
        self.text(question).await.map(drop)
    }

    /// The messages that went out after a number, and the number of the last.
    pub(super) async fn outbox(&mut self, mut after: u64) -> Result<(Vec<Received>, u64), SimulateFailure> {
        let mut messages = Vec::new();
        loop {
            let question = Question::get("outbox", "api/v1/sms/outbox")
                .with("after", after)
                .with("limit", PAGE);
            let page: Outbox = self.ask(question).await?;
            let is_last = page.messages.len() < PAGE;
            after = page.last;
            let received = |Sent { id, to, text, at }| Received { at, to, text, id };
            messages.extend(page.messages.into_iter().map(received));
            if is_last {
                return Ok((messages, after));
            }
        }
    }

    pub(super) async fn time(&mut self) -> Result<TimeShown, SimulateFailure> {
        self.ask(Question::get("time", "api/v1/time")).await
    }

    pub(super) async fn advance(&mut self, to: Instant) -> Result<TimeShown, SimulateFailure> {
        let body = json!({ "to": to }).to_string().into_bytes();
        self.ask(Question::post("advance", "api/v1/time/advance", body))
            .await
    }

    pub(super) async fn settle(&mut self) -> Result<TimeShown, SimulateFailure> {
        self.ask(Question::post("settle", "api/v1/time/settle", b"{}".to_vec()))
            .await
    }

    pub(super) async fn import(&mut self, list: &str, csv: String) -> Result<(), SimulateFailure> {
        let path = format!("api/v1/imports/{list}");
        let question = Question::post("import", &path, Vec::new()).with("file", format!("{list}.csv"));
        self.text(Question {
            body: Some(("text/csv", csv.into_bytes())),
            ..question
        })
        .await
        .map(drop)
    }

    /// Puts a photo or paper; what is answered is what a command will name it by.
    pub(super) async fn put(&mut self, paper: &Paper) -> Result<(), SimulateFailure> {
        let path = "api/v1/documents";
        let question = Question {
            body: Some((OCTETS, paper.bytes.clone())),
            ..Question::post("document", path, Vec::new()).with("name", paper.name())
        };
        let put: Put = self.ask(question).await?;
        if put.hash == paper.hash() {
            return Ok(());
        }
        Err(SimulateFailure::StrangeAnswer {
            path: path.to_owned(),
            what: format!("{} instead of {}", put.hash, paper.hash()),
        })
    }

    pub(super) async fn ask<T: DeserializeOwned>(
        &mut self,
        question: Question<'_>,
    ) -> Result<T, SimulateFailure> {
        let path = question.path.to_owned();
        let text = self.text(question).await?;
        serde_json::from_str(&text).map_err(|wrong| SimulateFailure::StrangeAnswer {
            path,
            what: wrong.to_string(),
        })
    }

    /// Asks until there is an answer, or nobody came back in time. Whatever is asked twice is done once.
    async fn text(&mut self, question: Question<'_>) -> Result<String, SimulateFailure> {
        let began = Clock::now();
        let mut pause = FIRST_PAUSE;
        let answer = loop {
            match once(self.request(&question)).await {
                Heard::Answer(text) => break Ok(text),
                Heard::Refused(rejection) => {
                    let rejection = Box::new(rejection);
                    break Err(SimulateFailure::Refused {
                        path: question.path.to_owned(),
                        rejection,
                    });
                }
                Heard::Nothing(last) if began.elapsed() > PATIENCE => {
                    break Err(SimulateFailure::NoAnswer {
                        path: question.path.to_owned(),
                        last,
                    });
                }
                Heard::Nothing(_) => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        };
        let spent = self.spent.entry(question.kind).or_default();
        spent.requests += 1;
        spent.time += began.elapsed();
        answer
    }

    fn request(&self, question: &Question<'_>) -> RequestBuilder {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(question.path.split('/'));
        }
        let mut request = self.http.request(question.method.clone(), url);
        if !question.query.is_empty() {
            request = request.query(&question.query);
        }
        if let Some(actor) = question.actor {
            request = request.header(wire::ACTOR, actor.as_str());
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = question.key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        match &question.body {
            Some((media, body)) => request.header("Content-Type", *media).body(body.clone()),
            None => request,
        }
    }
}

/// What one try led to.
enum Heard {
    Answer(String),
    Refused(Rejection),
    /// Nobody there, or nobody ready: to be asked again.
    Nothing(String),
}

async fn once(request: RequestBuilder) -> Heard {
    let response = match request.send().await {
        Ok(response) => response,
        Err(failure) => return Heard::Nothing(failure.to_string()),
    };
    let status = response.status();
    let text = match response.text().await {
        Ok(text) => text,
        Err(failure) => return Heard::Nothing(failure.to_string()),
    };
    if status.is_success() {
        return Heard::Answer(text);
    }
    match serde_json::from_str::<Rejection>(&text) {
        Ok(rejection) if !matches!(rejection.class, Class::Busy | Class::Unavailable) => {
            Heard::Refused(rejection)
        }
        Ok(rejection) => Heard::Nothing(format!("{} {}", rejection.code, rejection.sentence.en)),
        Err(_) if status == StatusCode::SERVICE_UNAVAILABLE => Heard::Nothing(text),
        Err(_) => Heard::Refused(Rejection::new(
            Class::Malformed,
            format!("http.{}", status.as_u16()),
            text.clone(),
            text,
        )),
    }
}

/// The address of the system that runs on a data directory.
fn running_on(data: &Path) -> Result<RunFile, SimulateFailure> {
    let path = data.join("run.json");
    let text = std::fs::read(&path).map_err(|_| SimulateFailure::NotRunning {
        data: data.to_owned(),
    })?;
    let strange = |wrong: serde_json::Error| SimulateFailure::StrangeAnswer {
        path: path.display().to_string(),
        what: wrong.to_string(),
    };
    serde_json::from_slice(&text).map_err(strange)
}
