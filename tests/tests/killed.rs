//! A service killed again and again while many write to it at once, in the machine's own time: whatever was answered is
//! there, once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use eventlog::Timekeeping;
use futures::future::join_all;
use proto::Event as _;
use proto::hotline::HotlineEvent;
use reqwest::StatusCode;
use serde_json::json;
use tokio::runtime::Builder;
use types::ServiceName;
use whole_system::{Data, Options, System};

const OPERATORS: usize = 48;
/// So many notes each of them writes down.
const NOTES: usize = 50;
/// Answers between two kills.
const BETWEEN: usize = 400;

/// Operators at one order's history.
struct Office<'a> {
    system: &'a System,
    http: reqwest::Client,
    order: String,
    answered: AtomicUsize,
}

impl Office<'_> {
    async fn write_down(&self, operator: usize) {
        for note in 0..NOTES {
            self.note(&format!("{operator}-{note}")).await;
            let answered = self.answered.fetch_add(1, Ordering::AcqRel) + 1;
            if answered.is_multiple_of(BETWEEN) && answered < OPERATORS * NOTES {
                self.system.kill("hotline").unwrap();
            }
        }
    }

    /// Sends a note until it is answered, as a client does that has heard nothing.
    async fn note(&self, text: &str) {
        let url = format!("{}/api/v1/hotline/add-note", self.system.http().base());
        loop {
            let request = self.http.post(&url).bearer_auth(self.system.token());
            let request = request
                .header("Fl-Actor", "local")
                .header("Idempotency-Key", text);
            let body = json!({ "order": self.order, "text": text });
            let answer = request.json(&body).send().await.unwrap();
            if answer.status().is_success() {
                return;
            }
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        }
    }
}

fn opened(system: &System) -> String {
    let call = json!({ "caller": { "phone": "13900001111" }, "fault": "漏油", "machine_down": true,
        "order_type": "failure_repair" });
    let taken = system.act("local", "hotline/open-order", &call).taken();
    let facts = &taken["events"][0]["event"]["facts"];
    facts["order"].as_str().unwrap().to_owned()
}

/// How often each note stands in hotline's log.
fn written(data: &Data) -> BTreeMap<String, usize> {
    let mut notes = BTreeMap::new();
    for record in data.records(ServiceName::Hotline, Timekeeping::Real) {
        let event = HotlineEvent::decode(record.schema, record.schema_version, &record.body);
        if let Ok(HotlineEvent::NoteAdded(added)) = event {
            *notes.entry(added.text.open().unwrap().clone()).or_default() += 1;
        }
    }
    notes
}

#[test]
fn whatever_many_were_answered_at_once_is_there_once_however_often_the_service_was_killed() {
    let data = Data::new();
    let system = System::start(&Options::real_time(&data).processes());
    let office = Office {
        order: opened(&system),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
        answered: AtomicUsize::new(0),
        system: &system,
    };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let operators = (0..OPERATORS).map(|operator| office.write_down(operator));
    runtime.block_on(join_all(operators));
    system.stop();
    let written = written(&data);
    assert_eq!(written.len(), OPERATORS * NOTES);
    let twice: Vec<&String> = written
        .iter()
        .filter(|(_, times)| **times > 1)
        .map(|(note, _)| note)
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}
