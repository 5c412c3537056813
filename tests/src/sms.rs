//! The SMS gateway's part, played by the test.

use serde::Deserialize;
use types::Instant;

use crate::System;

/// A message that went out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Sent {
    /// Its place in the outbox, counted from 1.
    pub n: u64,
    pub id: String,
    pub to: String,
    pub text: String,
    pub at: Instant,
}

#[derive(Deserialize)]
struct Outbox {
    messages: Vec<Sent>,
}

impl System {
    /// Hands a text in that was sent now, and waits until everything that follows has been done.
    ///
    /// # Panics
    /// When it is not taken.
    pub fn sms(&self, from: &str, text: &str) {
        self.sms_sent_at(from, text, self.now());
    }

    /// Hands a text in that was sent at a moment, and waits until everything that follows has been done.
    ///
    /// # Panics
    /// When it is not taken.
    pub fn sms_sent_at(&self, from: &str, text: &str, sent_at: Instant) {
        self.kannel(from, text, sent_at, &format!("{from}-{sent_at}"));
        self.settle();
    }

    /// Hands a text in as Kannel does, under Kannel's id.
    ///
    /// # Panics
    /// When it is not taken.
    pub fn kannel(&self, from: &str, text: &str, sent_at: Instant, id: &str) {
        let answer = self
            .http()
            .get("/sms/kannel")
            .with("from", from)
            .with("to", "10690000")
            .with("text", text)
            .with("charset", "UTF-8")
            .with("coding", 2)
            .with("time", sent_at.micros().div_euclid(1_000_000))
            .with("id", id)
            .with("smsc", "test")
            .send();
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, ""),
            "the text {text:?} was not taken"
        );
    }

    /// Every message that went out after the `n`-th.
    ///
    /// # Panics
    /// When the outbox cannot be read.
    #[must_use]
    pub fn outbox_after(&self, n: u64) -> Vec<Sent> {
        let mut all: Vec<Sent> = Vec::new();
        loop {
            let after = all.last().map_or(n, |sent| sent.n);
            let answer = self
                .http()
                .get("/api/v1/sms/outbox")
                .with("after", after)
                .with("limit", 500)
                .send();
            let page: Outbox = serde_json::from_value(answer.taken()).expect("a page of the outbox");
            if page.messages.is_empty() {
                return all;
            }
            all.extend(page.messages);
        }
    }

    /// Every message that went out.
    #[must_use]
    pub fn outbox(&self) -> Vec<Sent> {
        self.outbox_after(0)
    }

    /// How many messages have gone out.
    #[must_use]
    pub fn sent_so_far(&self) -> u64 {
        self.outbox().last().map_or(0, |sent| sent.n)
    }
}
