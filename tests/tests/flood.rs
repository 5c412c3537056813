//! Far more at once than is taken: memory stays bounded, nobody is shut out by others, and nothing real is held up.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_nats::{HeaderMap, Request};
use eventlog::Timekeeping;
use futures::future::{Either, join, join_all, select};
use futures::stream::FuturesUnordered;
use futures::{StreamExt as _, stream};
use proto::Event as _;
use proto::field::FieldEvent;
use proto::wire::{self, subject};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use types::ServiceName;
use whole_system::{Data, HANGZHOU, Options, System, ToBeHeld, at, phone};

const NIGHT: &str = "2026-01-05 08:00";
const ENGINEER: &str = "P301";
/// Who sends garbage though he is known.
const JOKER: &str = "P302";
const GARBAGE: usize = 5_000;
/// How many texts the SMS gateway hands over at once.
const AT_ONCE: usize = 64;
/// After so much garbage the report is sent.
const BEFORE: usize = 1_000;
/// How many requests of one client may wait for a service.
const SHARE: usize = 1_024;
const BUSY: &str = "service.busy";
/// More than a flood of small requests may cost while it lasts.
const FLOOD_BYTES: u64 = 128 * 1024 * 1024;

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
    let mut before = 0;
    for record in data.records(ServiceName::Field, Timekeeping::Virtual) {
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
    runtime().block_on(async {
        let report = async {
            carrier.enough.notified().await;
            carrier.brings(&engineer, &text, "report").await;
        };
        tokio::join!(report, carrier.brings_garbage(&joker))
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
        before < GARBAGE / 2,
        "{before} came before it, though it was sent after {BEFORE}"
    );
}

/// What is asked of the hotline over the bus.
struct Notes {
    bus: async_nats::Client,
    order: String,
}

impl Notes {
    /// Adds a note as a person: whether it was taken, or why not.
    async fn adds(&self, person: &str, text: String) -> Result<(), String> {
        let mut headers = HeaderMap::new();
        headers.insert(wire::ACTOR, person);
        headers.insert("Content-Type", "application/json");
        let body = serde_json::json!({ "order": self.order, "text": text }).to_string();
        // As long as it takes on the busiest machine: nobody is answered while nothing is written.
        let request = Request::new().headers(headers).payload(body.into()).timeout(None);
        let asked = self.bus.send_request(subject("hotline", "add-note"), request);
        let answer = asked.await.unwrap();
        let refused = answer
            .headers
            .as_ref()
            .and_then(|headers| headers.get(wire::ERROR));
        refused.map_or(Ok(()), |code| Err(code.as_str().to_owned()))
    }
}

// Nothing can be written while the flood comes: who is told that it is busy is told so without waiting for anything.
#[test]
fn ten_times_what_one_client_may_is_told_busy_at_once_and_the_rest_is_done_and_everybody_else_is_answered() {
    const FLOOD: usize = 10 * SHARE;
    const QUIET: usize = 6;
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(NIGHT)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let before = system.resident_bytes();
    let highest = runtime().block_on(async {
        let bus = system.bus().await;
        let notes = &Notes {
            bus,
            order: order.clone(),
        };
        let held = ToBeHeld::order(&data, "hotline");
        let standing = tokio::task::spawn_blocking(|| held.stands_still());
        let flooding = async {
            let held = standing.await.unwrap();
            let asked = (0..FLOOD).map(|n| notes.adds("P102", format!("洪水{n}")));
            let mut flood: FuturesUnordered<_> = asked.collect();
            for _ in SHARE..FLOOD {
                assert_eq!(flood.next().await, Some(Err(BUSY.to_owned())));
            }
            let quiet: FuturesUnordered<_> = (0..QUIET)
                .map(|n| notes.adds("P101", format!("安静{n}")))
                .collect();
            // One connection's requests come one after another: those before this one have come when it is answered.
            let mut late = pin!(join(quiet.collect::<Vec<_>>(), flood.collect::<Vec<_>>()));
            let one_more = notes.adds("P102", "还有".to_owned());
            let refused = match select(&mut late, pin!(one_more)).await {
                Either::Left(_) => panic!("something was written while nothing could be"),
                Either::Right((refused, _)) => refused,
            };
            assert_eq!(refused, Err(BUSY.to_owned()));
            let highest = system.resident_bytes();
            held.goes_on();
            let (quiet, flood) = late.await;
            assert_eq!((quiet.len(), flood.len()), (QUIET, SHARE));
            let answers: BTreeSet<_> = quiet.into_iter().chain(flood).collect();
            assert_eq!(answers, [Ok(())].into());
            highest
        };
        let (first, highest) = tokio::join!(notes.adds("P101", "第一条".to_owned()), flooding);
        assert_eq!(first, Ok(()));
        let afterwards = (0..SHARE).map(|n| notes.adds("P102", format!("之后{n}")));
        let afterwards: BTreeSet<_> = join_all(afterwards).await.into_iter().collect();
        assert_eq!(afterwards, [Ok(())].into(), "it serves as before");
        highest
    });
    assert!(
        highest < before + FLOOD_BYTES,
        "{before} bytes before, {highest} while it lasted"
    );
    system.settle();
    let noted = system.page(&order)["notes"].as_array().unwrap().len();
    assert_eq!(noted, 1 + QUIET + 2 * SHARE, "what was taken, once each");
    system.stop();
}
