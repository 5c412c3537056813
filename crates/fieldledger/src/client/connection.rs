//! The way to the system: found by address or data directory, spoken to over HTTP.

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use proto::Rejection;
use reqwest::header::HeaderValue;
use reqwest::{Body, Client, Method, RequestBuilder, Response, Url};
use serde::Deserialize;
use types::{Actor, RequestId};

use crate::client::failure::ClientFailure;

/// How long a system may take to say that it is there at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Header of HTTP: the client's name for its command.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// What `up` writes into the data directory for clients to find it by.
#[derive(Deserialize)]
struct RunFile {
    http: String,
    token: String,
}

/// A system that can be asked.
pub(crate) struct Connection {
    http: Client,
    base: Url,
    actor: Actor,
    /// Read from `run.json`; whoever names an address instead has none.
    token: Option<String>,
}

/// What is asked of the system.
pub(crate) struct Request {
    method: Method,
    segments: Vec<String>,
    query: Vec<(Cow<'static, str>, String)>,
    body: Option<(&'static str, Body)>,
    request_id: Option<RequestId>,
}

impl Request {
    /// A question to `/api/v1/` and what follows; segments are escaped where needed.
    pub(crate) fn get(segments: &[&str]) -> Self {
        Self::new(Method::GET, &[&["api", "v1"], segments].concat())
    }

    /// As [`Self::get`], asking for something to be done.
    pub(crate) fn post(segments: &[&str]) -> Self {
        Self::new(Method::POST, &[&["api", "v1"], segments].concat())
    }

    /// A question to a path outside the API.
    pub(crate) fn get_outside(segments: &[&str]) -> Self {
        Self::new(Method::GET, segments)
    }

    fn new(method: Method, segments: &[&str]) -> Self {
        Self {
            method,
            segments: segments.iter().map(|&segment| segment.to_owned()).collect(),
            query: Vec::new(),
            body: None,
            request_id: None,
        }
    }

    pub(crate) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    pub(crate) fn with_some(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Bytes, or a file that is sent as it is read.
    pub(crate) fn body(mut self, content_type: &'static str, body: impl Into<Body>) -> Self {
        self.body = Some((content_type, body.into()));
        self
    }

    pub(crate) fn request_id(mut self, id: Option<RequestId>) -> Self {
        self.request_id = id;
        self
    }
}

impl Connection {
    /// Finds the system by `server` and shows it `token`, otherwise by `run.json` in the data directory.
    ///
    /// # Errors
    /// Nothing runs there, or the address is none.
    pub(crate) fn find(
        server: Option<&str>,
        token: Option<&str>,
        data: &Path,
        actor: Actor,
    ) -> Result<Self, ClientFailure> {
        let (address, token) = match server {
            Some(server) => (server.to_owned(), token.map(ToOwned::to_owned)),
            None => {
                let run = running_on(data)?;
                (run.http, Some(run.token))
            }
        };
        let base = Url::parse(&address)
            .ok()
            .filter(|url| url.scheme() == "http")
            .ok_or_else(|| {
                ClientFailure::usage(
                    format!("地址写成 http://127.0.0.1:8080，不是 {address:?}。"),
                    format!("An address is written like http://127.0.0.1:8080, not {address:?}."),
                )
            })?;
        let http = Client::builder()
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .build();
        let http = http.map_err(|cause| ClientFailure::Unreachable { url: address, cause })?;
        Ok(Self {
            http,
            base,
            actor,
            token,
        })
    }

    /// Asks, and gives the answer's text.
    ///
    /// # Errors
    /// The system's refusal, or what kept its answer from coming.
    pub(crate) async fn text(&self, request: Request) -> Result<String, ClientFailure> {
        let url = self.url(&request);
        let request_id = request.request_id.clone();
        let response = self.response(request).await?;
        let lost = |cause| ClientFailure::NoAnswer {
            url: url.to_string(),
            request_id,
            cause,
        };
        response.text().await.map_err(lost)
    }

    /// As [`Self::text`], as it comes: for answers longer than memory should hold.
    pub(crate) async fn response(&self, request: Request) -> Result<Response, ClientFailure> {
        let url = self.url(&request);
        let request_id = request.request_id.clone();
        let sent = self.builder(url.clone(), request).send().await;
        let response = sent.map_err(|cause| lost(&url, request_id.clone(), cause))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let raw = response
            .text()
            .await
            .map_err(|cause| lost(&url, request_id, cause))?;
        Err(refusal(status, raw))
    }

    fn url(&self, request: &Request) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&request.segments);
        }
        url
    }

    fn builder(&self, url: Url, request: Request) -> RequestBuilder {
        let mut builder = self.http.request(request.method, url);
        // Whoever shows a token acts as whom it is for, and names somebody only to be somebody else.
        if self.actor != Actor::Local
            && let Ok(actor) = HeaderValue::from_bytes(self.actor.to_string().as_bytes())
        {
            builder = builder.header(proto::wire::ACTOR, actor);
        }
        if let Some(token) = &self.token {
            builder = builder.bearer_auth(token);
        }
        if let Some(id) = request
            .request_id
            .and_then(|id| HeaderValue::from_bytes(id.as_str().as_bytes()).ok())
        {
            builder = builder.header(IDEMPOTENCY_KEY, id);
        }
        if !request.query.is_empty() {
            builder = builder.query(&request.query);
        }
        match request.body {
            Some((content_type, body)) => builder.header("Content-Type", content_type).body(body),
            None => builder,
        }
    }
}

/// Where the system is that runs on a data directory.
fn running_on(data: &Path) -> Result<RunFile, ClientFailure> {
    let path = data.join("run.json");
    let text = fs::read_to_string(&path).map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => ClientFailure::NotRunning {
            data: data.to_owned(),
        },
        _ => ClientFailure::File {
            path: path.clone(),
            cause,
        },
    })?;
    serde_json::from_str(&text).map_err(|error| {
        ClientFailure::usage(
            format!("{} 看不懂：{error}。", path.display()),
            format!("{} cannot be understood: {error}.", path.display()),
        )
    })
}

fn lost(url: &Url, request_id: Option<RequestId>, cause: reqwest::Error) -> ClientFailure {
    let url = url.to_string();
    if cause.is_connect() || cause.is_builder() {
        ClientFailure::Unreachable { url, cause }
    } else {
        ClientFailure::NoAnswer {
            url,
            request_id,
            cause,
        }
    }
}

fn refusal(status: u16, raw: String) -> ClientFailure {
    match serde_json::from_str::<Rejection>(&raw) {
        Ok(rejection) => ClientFailure::Refused {
            rejection: Box::new(rejection),
            raw,
            hint: None,
        },
        Err(_) => {
            let beginning: String = raw.chars().take(200).collect();
            ClientFailure::StrangeAnswer {
                what: format!("HTTP {status} {beginning}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(server: &str) -> Connection {
        Connection::find(Some(server), None, Path::new("."), Actor::Local).unwrap()
    }

    #[test]
    fn names_in_any_writing_become_one_segment_of_the_path() {
        let request = Request::get(&["directory", "people", "王强/1"]);
        for server in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"] {
            let url = connection(server).url(&request);
            assert_eq!(
                url.as_str(),
                "http://127.0.0.1:8080/api/v1/directory/people/%E7%8E%8B%E5%BC%BA%2F1"
            );
        }
    }

    #[test]
    fn a_data_directory_without_a_running_system_says_so() {
        let nowhere = Path::new("no-such-directory");
        let failure = Connection::find(None, None, nowhere, Actor::Local).err().unwrap();
        assert!(matches!(failure, ClientFailure::NotRunning { .. }));
    }
}
