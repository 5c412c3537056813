//! A bus that stops, hangs, is slow or loses answers: whoever asks is told so, and everything is done once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bus::Bus;
use documents::DiskLimits;
use eventlog::Timekeeping;
use futures::StreamExt as _;
use futures::future::join_all;
use hotline::Hotline;
use kit::nats_server::{Access, NatsServer, Settings as NatsSettings, find};
use kit::runtime::{Neighbours, NoPerformer, Settings, run};
use proto::wire::{endpoint, subject};
use proto::{Cause, Rejection};
use reqwest::StatusCode;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use timesource::Time;
use tokio::net::TcpSocket;
use tokio::sync::{mpsc, watch};
use types::ServiceName;
use whole_system::{Data, Line, Way};

/// What hangs fails.
const PATIENCE: Duration = Duration::from_secs(120);
const VERSION: &str = "0.1.0";
/// What the owner of the machine shows.
const TOKEN: &str = "the token of these tests";
/// The schema of an opened order.
const OPENED: u16 = 200;

async fn nats(data: &Data, port: Option<u16>) -> NatsServer {
    let settings = NatsSettings {
        binary: find(None).unwrap(),
        directory: data.path().to_owned(),
        port,
        access: Access::Open,
    };
    NatsServer::start(&settings).await.unwrap()
}

/// The hotline and a gateway, each with its own connection.
struct Shop {
    hotline: kit::runtime::Running,
    gateway: gateway::Running,
    stop: watch::Sender<bool>,
    client: Client,
}

impl Shop {
    async fn begin(data: &Data, service_bus: &str, gateway_bus: &str) -> Self {
        let settings = Settings {
            data: data.path().to_owned(),
            bus: Bus::connect(service_bus, None, "hotline").await.unwrap(),
            neighbours: Neighbours::default(),
            time: Time::system(),
            disk: DiskLimits::default(),
            version: VERSION,
            fatal: mpsc::unbounded_channel().0,
        };
        let hotline = run::<Hotline>(settings, Arc::new(NoPerformer)).await.unwrap();
        let settings = gateway::Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            outbox: data.path().join("outbox.jsonl"),
            documents: data.path().join("documents"),
            disk: DiskLimits::default(),
            sandbox: false,
            local_token: Some(TOKEN.to_owned()),
            metrics_token: None,
            access: gateway::AccessSettings {
                store: access::Store::of(data.path()),
                limits: access::Limits::default(),
                https: false,
                webhooks: gateway::Webhooks::default(),
            },
        };
        let bus = Bus::connect(gateway_bus, None, "gateway").await.unwrap();
        let (stop, stopping) = watch::channel(false);
        let gateway = gateway::serve(settings, bus, Time::system(), stopping)
            .await
            .unwrap();
        let client = Client {
            base: format!("http://{}", gateway.address()),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
        };
        Self {
            hotline,
            gateway,
            stop,
            client,
        }
    }

    /// Stops everything, and gives how many orders each request opened.
    async fn end(self, data: &Data) -> BTreeMap<String, usize> {
        self.stop.send(true).unwrap();
        self.gateway.stopped().await.unwrap();
        self.hotline.stop().await;
        let mut opened = BTreeMap::new();
        for record in data.records(ServiceName::Hotline, Timekeeping::Real) {
            if let Cause::Request { id } = record.cause
                && record.schema == OPENED
            {
                *opened.entry(id.as_str().to_owned()).or_default() += 1;
            }
        }
        opened
    }
}

#[derive(Clone)]
struct Client {
    base: String,
    http: reqwest::Client,
}

/// What an order was opened as, or why it was not.
type Opened = Result<String, (StatusCode, Box<Rejection>)>;

impl Client {
    async fn opens(&self, id: &str) -> Opened {
        let order = json!({
            "caller": { "phone": "13955530127", "name": id },
            "fault": "动臂无力", "machine_down": false, "order_type": "failure_repair",
        });
        let request = self
            .http
            .post(format!("{}/api/v1/hotline/open-order", self.base))
            .bearer_auth(TOKEN)
            .header("Idempotency-Key", id)
            .header("Content-Type", "application/json")
            .body(order.to_string());
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.text().await.unwrap();
        if status.is_success() {
            let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
            return Ok(answer["events"].to_string());
        }
        assert_eq!(headers["Retry-After"], "1", "{body}");
        Err((status, serde_json::from_str(&body).unwrap()))
    }

    /// The same request again and again, until it is taken.
    async fn insists(&self, id: &str) -> String {
        loop {
            match self.opens(id).await {
                Ok(opened) => return opened,
                Err((status, rejection)) => {
                    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{rejection:?}");
                }
            }
        }
    }
}

fn ids(of: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{of}-{n}")).collect()
}

/// Clients that ask before, during and after the bus is away.
async fn asked_throughout(client: &Client, comes_back: impl Future) -> Vec<String> {
    let during = ids("during", 12);
    let insisting = join_all(during.iter().map(|id| client.insists(id)));
    let told = async {
        let (status, rejection) = client.opens("told").await.unwrap_err();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            rejection.code.starts_with("service.") && rejection.sentence.en.contains("try again"),
            "{rejection:?}"
        );
        assert_eq!(rejection.facts["request_id"], "told");
        comes_back.await
    };
    tokio::join!(insisting, told);
    client.insists("told").await;
    let after = ids("after", 3);
    join_all(after.iter().map(|id| client.insists(id))).await;
    [during, after, vec!["told".to_owned()]].concat()
}

fn each_once(opened: &BTreeMap<String, usize>, asked: &[String]) {
    let expected: BTreeMap<String, usize> = asked.iter().map(|id| (id.clone(), 1)).collect();
    assert_eq!(*opened, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_bus_is_stopped_clients_are_told_and_once_it_is_back_everything_is_done_once() {
    let data = Data::new();
    // Its port stays its own while it is stopped: this takes it without listening there.
    let held = TcpSocket::new_v4().unwrap();
    held.set_reuseaddr(true).unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = held.local_addr().unwrap().port();
    let server = nats(&data, Some(port)).await;
    let url = server.url();
    let shop = Shop::begin(&data, &url, &url).await;
    shop.client.insists("before").await;
    server.stop().await.unwrap();
    let mut again = None;
    let mut asked = asked_throughout(&shop.client, async {
        again = Some(nats(&data, Some(port)).await)
    })
    .await;
    asked.push("before".to_owned());
    each_once(&shop.end(&data).await, &asked);
    again.unwrap().stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_bus_hangs_clients_are_told_and_once_it_goes_on_everything_is_done_once() {
    let data = Data::new();
    let server = nats(&data, None).await;
    let pid = Pid::from_raw(i32::try_from(server.pid()).unwrap()).unwrap();
    let shop = Shop::begin(&data, &server.url(), &server.url()).await;
    shop.client.insists("before").await;
    kill_process(pid, Signal::STOP).unwrap();
    let goes_on = async { kill_process(pid, Signal::CONT).unwrap() };
    let mut asked = asked_throughout(&shop.client, goes_on).await;
    asked.push("before".to_owned());
    each_once(&shop.end(&data).await, &asked);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_whose_answer_was_lost_is_answered_when_it_is_repeated_and_done_once() {
    let data = Data::new();
    let server = nats(&data, None).await;
    let line = Line::to(server.address()).await;
    let shop = Shop::begin(&data, &server.url(), &line.url()).await;
    let hears = async_nats::connect(server.url()).await.unwrap();
    let mut wakes = hears.subscribe(subject("hotline", endpoint::WAKE)).await.unwrap();
    hears.flush().await.unwrap();

    line.goes(Way::AnswersHeld);
    let answer_is_lost = async {
        // The order is on disk, and its answer is on the line.
        let wake = tokio::time::timeout(PATIENCE, wakes.next()).await;
        wake.unwrap().unwrap();
        line.breaks();
    };
    let (first, ()) = tokio::join!(shop.client.opens("lost"), answer_is_lost);
    let first = first.unwrap();
    assert!(first.contains("动臂无力"), "{first}");
    assert_eq!(shop.client.insists("lost").await, first);

    line.goes(Way::Slow);
    let slow = ids("slow", 20);
    join_all(slow.iter().map(|id| shop.client.insists(id))).await;
    let asked = [slow, vec!["lost".to_owned()]].concat();
    each_once(&shop.end(&data).await, &asked);
    server.stop().await.unwrap();
}
