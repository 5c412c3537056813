//! What a browser wrote down while somebody worked with it.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::browser::Window;

/// A page that is refused is no error of the page: the browser writes down every status that is none of success.
const REFUSED: &str = "the server responded with a status of 4";

/// What a browser takes out of itself or out of the page: its own first page, small pictures.
const OF_ITSELF: [&str; 3] = ["chrome:", "data:", "blob:"];

/// What was read of a browser's logs; the driver forgets what it gave.
#[derive(Debug)]
pub(super) struct Journal {
    base: String,
    complaints: Vec<String>,
    /// Every address that was asked for over a network, by the request's id.
    asked: HashMap<String, String>,
    /// How much came over the wire, in bytes, answers that are still going on apart.
    received: u64,
}

impl Journal {
    pub(super) fn of(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            complaints: Vec::new(),
            asked: HashMap::new(),
            received: 0,
        }
    }

    fn complaint(&mut self, entry: &Value) {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let is_bad = text("level") == "SEVERE" && !text("message").contains(REFUSED);
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
