//! Far more at once than is taken: memory stays bounded, nobody is shut out by others, and nothing real is held up.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_nats::HeaderMap;
use eventlog::{Log, SledStore, Timekeeping};
use futures::{StreamExt as _, stream};
use proto::field::FieldEvent;
use proto::wire::{self, subject};
use proto::{Event as _, StoredRecord};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use types::{OrderNumber, ServiceName};
use whole_system::{Data, HANGZHOU, Options, System, at, phone};

const NIGHT: &str = "2026-01-05 08:00";
const ENGINEER: &str = "P301";
/// Who sends garbage though he is known.
const JOKER: &str = "P302";
const GARBAGE: usize = 5_000;
/// How many texts the SMS gateway hands over at once.
const AT_ONCE: usize = 64;
/// After so much garbage the report is sent.
const BEFORE: usize = 1_000;
/// More than a flood of requests may cost while it lasts: their queues hold 80 MiB at most.
const FLOOD_BYTES: u64 = 384 * 1024 * 1024;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Everybody's texts, one after another: nothing waits for what came of it.
struct Carrier {
    http: reqwest::Client,
    url: String,
    handed_in: AtomicUsize,
    enough: Notify,
}

impl Carrier {
    fn of(system: &System) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: format!("{}/sms/kannel", system.http().base()),
            handed_in: AtomicUsize::new(0),
            enough: Notify::new(),
        }
    }

    /// Brings a text until it is taken, as Kannel does.
    async fn brings(&self, from: &str, text: &str, id: &str) {
        let sent_at = at(NIGHT).micros().div_euclid(1_000_000).to_string();
        let params = [
            ("from", from),
            ("text", text),
            ("id", id),
            ("time", &sent_at),
            ("charset", "UTF-8"),
        ];
        loop {
            let answer = self.http.get(&self.url).query(&params).send().await.unwrap();
            if answer.status().is_success() {
                break;
            }
            assert_eq!(answer.status(), reqwest::StatusCode::SERVICE_UNAVAILABLE);
        }
        if self.handed_in.fetch_add(1, Ordering::AcqRel) + 1 == BEFORE {
            self.enough.notify_one();
        }
    }

    async fn brings_garbage(&self, joker: &str) {
        let texts = (0..GARBAGE).map(|n| async move {
            let from = if n % 10 == 0 {
                joker.to_owned()
            } else {
                format!("136{n:08}")
            };
            self.brings(&from, &format!("恭喜您中奖{n}，回复领取"), &format!("g-{n}"))
                .await;
        });
        stream::iter(texts)
            .buffer_unordered(AT_ONCE)
            .collect::<()>()
            .await;
    }
}

/// How many messages stand in field's log before the first one with this text.
fn messages_before(data: &Data, text: &str) -> usize {
    let store = SledStore::open(&data.log("field")).unwrap();
    let (log, _writer) = Log::open(store, ServiceName::Field.as_str(), Timekeeping::Virtual).unwrap();
    let mut before = 0;
    for record in log.frames(0).flat_map(|frame| frame.unwrap().records) {
        let record = StoredRecord::from_bytes(&record).unwrap();
        let event = FieldEvent::decode(record.schema, record.schema_version, &record.body);
        if let Ok(FieldEvent::MessageReceived(received)) = event {
            if received.text.open().unwrap() == text {
                return before;
            }
            before += 1;
        }
    }
    panic!("{text:?} was never received");
}

// rule: SMS-13
#[test]
fn five_thousand_garbage_texts_hold_no_report_up_that_comes_among_them() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(NIGHT)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    system.plan("P201", &order, at("2026-01-05 08:00"), ENGINEER);
    let (carrier, text) = (Carrier::of(&system), format!("出发 {order}"));
    let (joker, engineer, sent_before) = (phone(JOKER), phone(ENGINEER), system.sent_so_far());
    let handed_in_before = runtime().block_on(async {
        let report = async {
            carrier.enough.notified().await;
            let before = carrier.handed_in.load(Ordering::Acquire);
            carrier.brings(&engineer, &text, "report").await;
            before
        };
        tokio::join!(report, carrier.brings_garbage(&joker)).0
    });
    assert_eq!(carrier.handed_in.load(Ordering::Acquire), GARBAGE + 1);
    system.settle();
    assert_ne!(system.page(&order)["summary"]["step"], "planned");
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    for sent in system.outbox_after(sent_before) {
        *answered.entry(sent.to).or_default() += 1;
    }
    assert_eq!(answered[&joker], 3, "hints are limited, and strangers get none");
    let strangers = answered.keys().filter(|number| number.starts_with("136"));
    assert_eq!(strangers.count(), 0, "{answered:?}");
    system.stop();
    let before = messages_before(&data, &text);
    assert!(
        before <= handed_in_before + 2 * AT_ONCE,
        "{before} came before it, though only {handed_in_before} had been handed in when it was sent"
    );
}

// One client asks for ten times what it may, all at once, and another now and then.
#[test]
fn a_flood_of_commands_is_bounded_and_everybody_else_is_answered() {
    const FLOOD: usize = 20_480;
    /// Ten times the share one client has of what may wait.
    const AT_ONCE: usize = 10_240;
    const QUIET: usize = 20;
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(NIGHT)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let before = system.resident_bytes();
    let (quiet, flood, highest) = runtime().block_on(async {
        let bus = system.bus().await;
        let ask = |actor: &'static str, body: String| {
            let mut headers = HeaderMap::new();
            headers.insert(wire::ACTOR, actor);
            headers.insert("Content-Type", "application/json");
            let asked = bus.request_with_headers(subject("hotline", "add-note"), headers, body.into());
            async move {
                let answer = asked.await.ok()?;
                let refused = answer
                    .headers
                    .as_ref()
                    .and_then(|headers| headers.get(wire::ERROR));
                Some(refused.map_or_else(|| "taken".to_owned(), |code| code.as_str().to_owned()))
            }
        };
        let note = |text: String| serde_json::json!({ "order": order, "text": text }).to_string();
        let mut flood: BTreeMap<String, usize> = BTreeMap::new();
        let mut highest = before;
        let flooding = async {
            // A note on an order that is not there is refused only after the other logs were read again.
            let nobodys = OrderNumber::compose(26, 999).to_string();
            let unknown = note("洪水".to_owned()).replace(&order, &nobodys);
            let asked = stream::iter((0..FLOOD).map(|_| ask("P102", unknown.clone())));
            let mut answers = asked.buffer_unordered(AT_ONCE);
            while let Some(answer) = answers.next().await {
                *flood
                    .entry(answer.unwrap_or_else(|| "lost".to_owned()))
                    .or_default() += 1;
                if flood.values().sum::<usize>() % 1_000 == 0 {
                    highest = highest.max(system.resident_bytes());
                }
            }
        };
        let asking = async {
            let mut answers = Vec::new();
            for n in 0..QUIET {
                answers.push(ask("P101", note(format!("安静{n}"))).await);
            }
            answers
        };
        let ((), quiet) = tokio::join!(flooding, asking);
        (quiet, flood, highest)
    });
    assert!(
        quiet.iter().all(|answer| answer.as_deref() == Some("taken")),
        "{quiet:?} beside {flood:?}"
    );
    assert_eq!(flood.values().sum::<usize>(), FLOOD);
    assert!(
        !flood.contains_key("taken") && !flood.contains_key("lost"),
        "{flood:?}"
    );
    assert!(
        highest - before < FLOOD_BYTES,
        "{before} bytes before, {highest} while it lasted"
    );
    system.settle();
    system.does(
        "P101",
        "hotline/add-note",
        &serde_json::json!({ "order": order, "text": "之后" }),
    );
    system.stop();
}
