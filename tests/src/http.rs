//! A small HTTP client that waits for each answer.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::Answer;

/// How long an answer may take: an advance over days of virtual time in a debug build is the longest.
const PATIENCE: Duration = Duration::from_secs(300);

/// Speaks to one system.
#[derive(Debug)]
pub struct Http {
    base: String,
    client: Client,
    runtime: Runtime,
}

/// A request that is put together.
#[derive(Debug)]
pub struct Request<'a> {
    http: &'a Http,
    builder: reqwest::RequestBuilder,
}

impl Http {
    pub(crate) fn new(base: &str, token: &str) -> Self {
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).expect("a token of plain letters");
        let client = Client::builder()
            .default_headers([(AUTHORIZATION, bearer)].into_iter().collect())
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .expect("an HTTP client");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self {
            base: base.to_owned(),
            client,
            runtime,
        }
    }

    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    #[must_use]
    pub fn request(&self, method: &str, path: &str) -> Request<'_> {
        let method: Method = method.parse().expect("a method of HTTP");
        Request {
            http: self,
            builder: self.client.request(method, format!("{}{path}", self.base)),
        }
    }

    #[must_use]
    pub fn get(&self, path: &str) -> Request<'_> {
        self.request("GET", path)
    }

    #[must_use]
    pub fn post(&self, path: &str) -> Request<'_> {
        self.request("POST", path)
    }

    /// Asks again and again until it is answered with 200; the caller bounds the attempts by what it asks of.
    pub(crate) fn until_it_answers(&self, path: &str, mut is_alive: impl FnMut() -> bool) -> bool {
        self.runtime.block_on(async {
            let mut tick = tokio::time::interval(Duration::from_millis(20));
            while is_alive() {
                let answered = self.client.get(format!("{}{path}", self.base)).send().await;
                if answered.is_ok_and(|answer| answer.status().is_success()) {
                    return true;
                }
                tick.tick().await;
            }
            false
        })
    }
}

impl Request<'_> {
    /// Adds a parameter to the query string.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.builder = self.builder.query(&[(name, value.to_string())]);
        self
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value.as_bytes());
        self
    }

    /// Says who acts.
    #[must_use]
    pub fn acting(self, person: &str) -> Self {
        self.header("Fl-Actor", person)
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sends fields as a browser sends a form.
    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.builder = self.builder.form(fields);
        self
    }

    #[must_use]
    pub fn body(mut self, media: &str, body: impl Into<Vec<u8>>) -> Self {
        self.builder = self.builder.header("Content-Type", media).body(body.into());
        self
    }

    /// Sends it and waits for the answer; none when the system was out of reach.
    pub fn try_send(self) -> Option<Answer> {
        self.http.runtime.block_on(async {
            let response = self.builder.send().await.ok()?;
            let status = response.status().as_u16();
            Some(Answer {
                status,
                body: response.text().await.ok()?,
            })
        })
    }

    /// Sends it and waits for the answer.
    ///
    /// # Panics
    /// When there is none.
    pub fn send(self) -> Answer {
        self.try_send().unwrap_or_else(|| panic!("no answer"))
    }

    /// Sends it and gives the file that is answered.
    ///
    /// # Panics
    /// When it is refused.
    #[must_use]
    pub fn download(self) -> Vec<u8> {
        self.http.runtime.block_on(async {
            let response = self.builder.send().await.expect("an answer");
            let status = response.status();
            let file = response.bytes().await.expect("a whole answer").to_vec();
            assert!(
                status.is_success(),
                "{status}: {}",
                String::from_utf8_lossy(&file)
            );
            file
        })
    }
}
