//! What every handler shares.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use bus::Bus;
use bus::admission::{Admission, Limits, Load};
use documents::{Disk, Documents};
use proto::wire::Reach;
use serde::Deserialize;
use timesource::Time;
use types::{Hash, RequestId, ServiceName};

use crate::console::News;
use crate::door::Access;
use crate::outbox::OutboxReader;
use crate::policy::PolicyHeard;
use crate::request_ids::RequestIds;
use crate::serve::Settings;
use crate::watch::HttpCounts;

/// How many requests may be under way; more are told that it is busy. Their bodies have limits of their own.
const UNDER_WAY: Limits = Limits {
    all: Load {
        requests: 2_048,
        bytes: usize::MAX / 2,
    },
    kept_free: Load {
        requests: 512,
        bytes: 0,
    },
    next_to_nothing: 8,
};

/// The gateway behind its routes. Clones are the same gateway.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    bus: Bus,
    time: Time,
    sandbox: bool,
    local_token: Option<String>,
    outbox: OutboxReader,
    documents: Documents,
    disk: Disk,
    document: Bytes,
    ids: RequestIds,
    under_way: Admission<Box<[u8]>>,
    http: HttpCounts,
    metrics_token: Option<String>,
    access: Access,
    news: News,
    policy: PolicyHeard,
    /// The furthest frame of each log that an answer named.
    seen: Mutex<Reach>,
}

/// The part of an accepted command's answer that says where it stands.
#[derive(Debug, Deserialize)]
struct Place {
    log: ServiceName,
    frame: u64,
}

impl Gate {
    pub(crate) fn new(
        bus: Bus,
        time: Time,
        settings: &Settings,
        documents: Documents,
        document: Bytes,
        access: Access,
        news: News,
    ) -> Self {
        Self(Arc::new(Shared {
            bus,
            time,
            sandbox: settings.sandbox,
            local_token: settings.local_token.clone(),
            outbox: OutboxReader::new(settings.outbox.clone()),
            documents,
            disk: Disk::new(&settings.documents, settings.disk),
            document,
            ids: RequestIds::of_this_process(),
            under_way: Admission::new(UNDER_WAY),
            http: HttpCounts::default(),
            metrics_token: settings.metrics_token.clone(),
            access,
            news,
            policy: PolicyHeard::default(),
            seen: Mutex::default(),
        }))
    }

    pub(crate) fn bus(&self) -> &Bus {
        &self.0.bus
    }

    pub(crate) fn time(&self) -> &Time {
        &self.0.time
    }

    /// Whether time is virtual and somebody holds it.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.0.sandbox
    }

    /// Whether this is what the owner of the machine shows.
    pub(crate) fn is_local_token(&self, shown: &str) -> bool {
        is_same(self.0.local_token.as_deref(), shown)
    }

    /// Who may come in.
    pub(crate) fn access(&self) -> &Access {
        &self.0.access
    }

    pub(crate) fn outbox(&self) -> &OutboxReader {
        &self.0.outbox
    }

    /// What came in over HTTP.
    pub(crate) fn http(&self) -> &HttpCounts {
        &self.0.http
    }

    /// Whether this is what whoever reads the numbers from another machine shows.
    pub(crate) fn is_metrics_token(&self, shown: &str) -> bool {
        is_same(self.0.metrics_token.as_deref(), shown)
    }

    /// Tells when some log went on.
    pub(crate) fn news(&self) -> News {
        self.0.news.clone()
    }

    /// The policy that was last heard to be in force.
    pub(crate) fn policy_heard(&self) -> &PolicyHeard {
        &self.0.policy
    }

    /// Photos and papers.
    pub(crate) fn documents(&self) -> &Documents {
        &self.0.documents
    }

    /// The disk that holds the logs and documents.
    pub(crate) fn disk(&self) -> &Disk {
        &self.0.disk
    }

    /// The API document, as it is served.
    pub(crate) fn document(&self) -> Bytes {
        self.0.document.clone()
    }

    /// The requests under way, by who sent them.
    pub(crate) fn under_way(&self) -> &Admission<Box<[u8]>> {
        &self.0.under_way
    }

    pub(crate) fn new_request_id(&self) -> Result<RequestId, types::InvalidId> {
        self.0.ids.next()
    }

    /// How far the gateway has seen each log, or further where a client has seen more.
    pub(crate) fn seen(&self, by_client: &Reach) -> Reach {
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        merge(&mut seen, by_client);
        seen
    }

    /// Remembers where an accepted command stands, so that whoever asks next reads what was written.
    pub(crate) fn learn(&self, answer: &[u8]) {
        if let Ok(place) = serde_json::from_slice::<Place>(answer) {
            self.learn_heads(&Reach::from([(place.log, place.frame)]));
        }
    }

    /// Remembers how far logs have come.
    pub(crate) fn learn_heads(&self, heads: &Reach) {
        merge(
            &mut self.0.seen.lock().unwrap_or_else(PoisonError::into_inner),
            heads,
        );
    }
}

/// Compares hashes, so that how long it takes tells nothing about the token.
fn is_same(token: Option<&str>, shown: &str) -> bool {
    token.is_some_and(|token| Hash::of(&[token.as_bytes()]) == Hash::of(&[shown.as_bytes()]))
}

fn merge(seen: &mut Reach, more: &Reach) {
    for (log, frame) in more {
        let known = seen.entry(*log).or_default();
        *known = (*known).max(*frame);
    }
}
