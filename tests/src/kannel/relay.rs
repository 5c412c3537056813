//! What stands between Kannel and the gateway: it passes texts on, notes them, and can lose an answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use reqwest::{Client, Url};
use tokio::runtime::Runtime;

use crate::until;

/// A text that Kannel brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub from: String,
    pub text: String,
    /// Kannel's own for it.
    pub id: String,
    /// Path and query, as they were brought.
    pub address: String,
    /// What Kannel heard; 502 when the gateway's answer was lost on the way.
    pub heard: u16,
}

#[derive(Debug)]
struct Way {
    gateway: String,
    client: Client,
    seen: Mutex<Vec<Seen>>,
    loses: AtomicBool,
}

/// Passes on what Kannel brings, until it is dropped.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    way: Arc<Way>,
    runtime: Runtime,
}

impl Relay {
    /// Listens on a port of its own, and passes on to a gateway.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn to(gateway: &str) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let way = Arc::new(Way {
            gateway: gateway.to_owned(),
            client: Client::builder().no_proxy().build().expect("an HTTP client"),
            seen: Mutex::default(),
            loses: AtomicBool::new(false),
        });
        let app = Router::new().fallback(pass).with_state(Arc::clone(&way));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("its address");
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self {
            address,
            way,
            runtime,
        }
    }

    pub(super) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Loses the gateway's next answer: what was asked is done, and Kannel does not hear so.
    pub fn loses_the_next_answer(&self) {
        self.way.loses.store(true, Ordering::SeqCst);
    }

    /// What Kannel brought so far, in order, each time it did.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        let seen = self.way.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }

    /// Brings a text once more under another id, as when a carrier hands it to Kannel twice; gives what the gateway says.
    ///
    /// # Panics
    /// When the gateway does not answer.
    #[must_use]
    pub fn brings_under_another_id(&self, seen: &Seen, id: &str) -> u16 {
        let address = format!("{}{}", self.way.gateway, seen.address.replace(&seen.id, id));
        let answer = self.runtime.block_on(self.way.client.get(address).send());
        answer.expect("an answer").status().as_u16()
    }

    /// Waits until Kannel brought a text after the first `before`, and heard that it was taken.
    pub(super) fn until_taken(&self, before: usize, from: &str, text: &str) {
        until("the text of a phone is taken", || {
            let seen = self.seen();
            let taken = |seen: &Seen| seen.heard == 200 && seen.from == from && seen.text == text;
            match seen.iter().skip(before).any(taken) {
                true => Ok(()),
                false => Err(format!("{:?}", &seen[before..])),
            }
        });
    }
}

async fn pass(State(way): State<Arc<Way>>, uri: Uri) -> (StatusCode, String) {
    let address = uri.to_string();
    let url = Url::parse(&format!("{}{address}", way.gateway)).expect("an address with its query");
    let value = |name: &str| {
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let mut seen = Seen {
        from: value("from"),
        text: value("text"),
        id: value("id"),
        address,
        heard: 0,
    };
    let answered = match way.client.get(url).send().await {
        Ok(answer) => {
            let status = answer.status();
            (status, answer.text().await.unwrap_or_default())
        }
        Err(_away) => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
    };
    let heard = if way.loses.swap(false, Ordering::SeqCst) {
        (StatusCode::BAD_GATEWAY, String::new())
    } else {
        answered
    };
    seen.heard = heard.0.as_u16();
    way.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    heard
}
