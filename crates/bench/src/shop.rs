//! A whole system with very many orders, run as anybody runs it and spoken to over HTTP.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::Client as Http;
use serde_json::{Value, json};

use crate::loops::{Client, until_done};

const BINARY: &str = "FIELDLEDGER_BIN";
const MACHINES: usize = 4_000;
const CUSTOMERS: usize = 1_000;
/// So many serve orders at once.
const STAFF: usize = 16;
/// Of so many orders one stays open.
const ONE_OPEN_IN: usize = 50;
/// How long everybody may take to read what was written.
const PATIENCE: Duration = Duration::from_secs(300);

/// The binary to run: the one that is named, or the one built beside this program.
pub(crate) fn binary() -> Option<PathBuf> {
    let named = env::var_os(BINARY).filter(|name| !name.is_empty());
    let beside = || Some(env::current_exe().ok()?.with_file_name("fieldledger"));
    named
        .map(PathBuf::from)
        .or_else(beside)
        .filter(|path| path.is_file())
}

/// A system that runs, and ends with its value.
pub(crate) struct Shop {
    process: Child,
    door: Door,
}

/// Where it is spoken to, as its owner.
#[derive(Clone)]
pub(crate) struct Door {
    http: Http,
    base: String,
    token: String,
}

/// What was answered, and how long that took.
pub(crate) struct Answered {
    pub(crate) body: String,
    pub(crate) millis: f64,
}

impl Shop {
    /// Starts it with no data, and takes in stations, people, customers and machines.
    pub(crate) async fn open(binary: &Path, data: &Path) -> Result<Self> {
        let mut process = Command::new(binary)
            .args(["up", "--lang", "en", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("failed to run {}", binary.display()))?;
        let said = process.stdout.take().context("a process without output")?;
        let mut lines = BufReader::new(said).lines();
        let up = lines.any(|line| line.is_ok_and(|line| line == "fieldledger is up"));
        ensure!(up, "{} does not start", binary.display());
        let record: Value = serde_json::from_slice(&std::fs::read(data.join("run.json"))?)?;
        let text = |name: &str| record.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let door = Door {
            http: Http::builder().no_proxy().build()?,
            base: text("http").context("run.json names no address")?,
            token: text("token").context("run.json names no token")?,
        };
        let shop = Self { process, door };
        for (list, rows) in lists() {
            shop.door
                .send(&format!("imports/{list}?file={list}.csv"), "local", rows)
                .await?;
        }
        Ok(shop)
    }

    pub(crate) fn door(&self) -> &Door {
        &self.door
    }

    /// Has so many orders called in and, most of them, solved and closed; waits until the desk shows those left open.
    pub(crate) async fn serve(&self, orders: usize) -> Result<()> {
        let staff = (0..STAFF).map(|number| Server {
            door: self.door.clone(),
            next: number,
        });
        until_done(staff.collect(), orders).await?;
        let (begun, open) = (Instant::now(), orders.div_ceil(STAFF) * STAFF);
        let open = open.div_ceil(ONE_OPEN_IN);
        loop {
            let board = self.door.get("/api/v1/board?limit=1").await?;
            let board: Value = serde_json::from_str(&board.body)?;
            let total = board.pointer("/answer/total").and_then(Value::as_u64);
            if total == u64::try_from(open).ok() {
                return Ok(());
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "the board shows {total:?} open orders, not {open}"
            );
        }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It may have ended by itself; its data go with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Door {
    /// Asks for a page or an answer, and reads it whole.
    pub(crate) async fn get(&self, path: &str) -> Result<Answered> {
        let begun = Instant::now();
        let asked = self
            .http
            .get(format!("{}{path}", self.base))
            .bearer_auth(&self.token);
        let answer = asked.header("Fl-Actor", "local").send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        ensure!(status.is_success(), "{path}: {status}");
        Ok(Answered {
            body,
            millis: begun.elapsed().as_secs_f64() * 1_000.0,
        })
    }

    async fn send(&self, command: &str, actor: &str, body: impl Into<reqwest::Body>) -> Result<Value> {
        let media = if command.starts_with("imports/") {
            "text/csv"
        } else {
            "application/json"
        };
        let sent = self
            .http
            .post(format!("{}/api/v1/{command}", self.base))
            .bearer_auth(&self.token);
        let sent = sent.header("Fl-Actor", actor).header("Content-Type", media);
        let answer = sent.body(body).send().await?;
        let (status, said) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            bail!("{command}: {said}");
        }
        Ok(serde_json::from_str(&said)?)
    }
}

/// Takes one call after another and sees it through.
struct Server {
    door: Door,
    /// The next order's number in the row of all of them.
    next: usize,
}

impl Client for Server {
    async fn once(&mut self) -> Result<()> {
        let number = self.next;
        self.next += STAFF;
        let machine = number % MACHINES;
        let operator = format!("P{:02}", number % STAFF);
        let call = json!({
            "caller": { "phone": phone(machine % CUSTOMERS), "name": "老王" },
            "machine": serial(machine), "fault": format!("动臂下沉，举升无力，第{number}次"),
            "machine_down": number.is_multiple_of(7), "order_type": "failure_repair",
            "second_order_reason": "与前一单故障不同",
        });
        let opened = self
            .door
            .send("hotline/open-order", &operator, call.to_string())
            .await?;
        let events = opened.pointer("/events").and_then(Value::as_array);
        let facts = events
            .into_iter()
            .flatten()
            .find_map(|event| event.pointer("/event/facts/order"));
        let order = facts.context("an order without a number")?;
        if number.is_multiple_of(ONE_OPEN_IN) {
            return Ok(());
        }
        let manager = format!("M{}", machine % 2);
        let solved = json!({ "order": order, "solution": "指导清洗滤芯后恢复" });
        self.door
            .send("dispatch/solve-by-phone", &manager, solved.to_string())
            .await?;
        let called = json!({ "order": order, "satisfied": !number.is_multiple_of(11) || number == 0, "words": "等了太久" });
        self.door
            .send("hotline/record-call-back", &operator, called.to_string())
            .await?;
        let closed = json!({ "order": order });
        self.door
            .send("hotline/close-order", &operator, closed.to_string())
            .await?;
        Ok(())
    }
}

pub(crate) fn serial(machine: usize) -> String {
    format!("EC210BLC{machine:05}")
}

pub(crate) fn phone(customer: usize) -> String {
    format!("139{customer:08}")
}

fn lists() -> [(&'static str, String); 4] {
    let people = (0..STAFF).map(|number| format!("P{number:02},座席{number},operator,,\n"));
    let managers = (0..2)
        .map(|station| format!("M{station},经理{station},station_manager,S{station},1380000000{station}\n"));
    let customers = (0..CUSTOMERS).map(|number| format!("C{number:04},客户{number}公司,{}\n", phone(number)));
    let machines = (0..MACHINES).map(|number| {
        let (serial, station, customer) = (serial(number), number % 2, number % CUSTOMERS);
        format!("{serial},EC210BLC,S{station},下沙,C{customer:04}\n")
    });
    let listed = |heads: &str, rows: String| format!("{heads}\n{rows}");
    [
        (
            "stations",
            "服务站编号,服务站,区域\nS0,杭州站,华东\nS1,宁波站,华东\n".to_owned(),
        ),
        (
            "people",
            listed("工号,姓名,角色,服务站,手机", people.chain(managers).collect()),
        ),
        (
            "customers",
            listed("客户编号,客户名称,联系电话", customers.collect()),
        ),
        (
            "machines",
            listed("整机编号,机型,服务站,工地,客户编号", machines.collect()),
        ),
    ]
}
