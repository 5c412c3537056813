//! What a browser wrote down while somebody worked with it.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::browser::Window;

/// What is no error of a page: that it or a part of it is refused, or that a service is away, for the browser and htmx
/// write down every status that is none of success; that its connection for news was cut, which it gets over by itself;
/// and that it was left while it asked for something.
const NO_ERROR: [&str; 7] = [
    "the server responded with a status of 4",
    "the server responded with a status of 503",
    "Response Status Error Code 4",
    "Response Status Error Code 503",
    "htmx:sseError",
    "htmx:sendError",
    "htmx:sendAbort",
];

/// What a browser takes out of itself or out of the page: its own first page, small pictures.
const OF_ITSELF: [&str; 4] = ["chrome:", "chrome-untrusted:", "data:", "blob:"];

/// What was read of a browser's logs; the driver forgets what it gave.
#[derive(Debug)]
pub(super) struct Journal {
    base: String,
    complaints: Vec<String>,
    /// Every address that was asked for over a network, by the request's id.
    asked: HashMap<String, String>,
    /// When each request that is under way was sent, in seconds of the browser's own.
    sent: HashMap<String, f64>,
    longest_wait: f64,
    /// How much came over the wire, in bytes, answers that are still going on apart.
    received: u64,
}

impl Journal {
    pub(super) fn of(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            complaints: Vec::new(),
            asked: HashMap::new(),
            sent: HashMap::new(),
            longest_wait: 0.0,
            received: 0,
        }
    }

    fn complaint(&mut self, entry: &Value) {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let is_bad =
            text("level") == "SEVERE" && !NO_ERROR.iter().any(|known| text("message").contains(known));
        if is_bad {
            self.complaints
                .push(format!("{}: {}", text("source"), text("message")));
        }
    }

    fn traffic(&mut self, entry: &Value) {
        let message = entry["message"]
            .as_str()
            .expect("an entry of the log has a message");
        let message: Value = serde_json::from_str(message).expect("a message of DevTools is JSON");
        let (method, facts) = (&message["message"]["method"], &message["message"]["params"]);
        let id = facts["requestId"].as_str().unwrap_or_default();
        if method == "Network.requestWillBeSent"
            && let Some(url) = facts["request"]["url"].as_str()
            && !OF_ITSELF.iter().any(|own| url.starts_with(own))
        {
            self.asked.insert(id.to_owned(), url.to_owned());
            let at = facts["timestamp"].as_f64().unwrap_or_default();
            self.sent.insert(id.to_owned(), at);
        }
        if method == "Network.responseReceived"
            && let Some(sent) = self.sent.remove(id)
            && let Some(at) = facts["timestamp"].as_f64()
        {
            self.longest_wait = self.longest_wait.max(at - sent);
        }
        if method == "Network.loadingFinished" && self.asked.contains_key(id) {
            // A length is a whole number of bytes, written as a fraction.
            self.received += facts["encodedDataLength"]
                .as_f64()
                .map_or(0, |bytes| bytes as u64);
        }
    }

    fn elsewhere(&self) -> Vec<&String> {
        self.asked
            .values()
            .filter(|url| !url.starts_with(&self.base))
            .collect()
    }
}

impl Window<'_> {
    /// Checks that no script failed, nothing was refused to a page that it needs, and nobody else was asked for
    /// anything, since the window was opened.
    ///
    /// # Panics
    /// When something was.
    pub fn was_quiet(&self) {
        self.reads_journal();
        let journal = self.journal.borrow();
        assert!(journal.complaints.is_empty(), "{:#?}", journal.complaints);
        assert!(
            !journal.asked.is_empty(),
            "the browser says nothing of its requests"
        );
        let elsewhere = journal.elsewhere();
        assert!(elsewhere.is_empty(), "asked elsewhere: {elsewhere:?}");
    }

    /// How many bytes came over the wire since the window was opened, headers included.
    #[must_use]
    pub fn received_bytes(&self) -> u64 {
        self.reads_journal();
        self.journal.borrow().received
    }

    /// How long the slowest answer was waited for, in milliseconds, waiting for a connection included.
    #[must_use]
    pub fn longest_wait_ms(&self) -> u64 {
        self.reads_journal();
        (self.journal.borrow().longest_wait * 1e3) as u64
    }

    fn reads_journal(&self) {
        let mut journal = self.journal.borrow_mut();
        for entry in self.log("browser") {
            journal.complaint(&entry);
        }
        for entry in self.log("performance") {
            journal.traffic(&entry);
        }
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.done(self.wire.post("/se/log", &json!({ "type": kind })));
        serde_json::from_value(entries).expect("a log is a list")
    }
}
