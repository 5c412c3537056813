//! SLA clocks: how late they fire, and what very many of them take.

mod neighbour;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Moment};

use anyhow::{Context as _, Result};
use dispatch::Dispatch;
use eventlog::Log;
use kit::runtime::{Local, ReadOther};
use proto::dispatch::DispatchEvent;
use proto::wire::{Await, Reach};
use proto::{Event as _, StoredRecord};
use timesource::Time;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use types::{Instant, ServiceName, Span};

use self::neighbour::{CLOCKS_OF_AN_ORDER, Neighbour};
use super::Bench;
use crate::dealer::{self, refused};
use crate::figure::{Figure, Promise, median};
use crate::loops::all;
use crate::table::{Table, number};

/// How often a log is asked for a promise that falls short: the tick of clocks that depend on other logs.
const TICK_MILLIS: f64 = 250.0;
/// Clocks that come due in a minute where very many are open.
const A_MINUTE: usize = 100_000;
/// Clocks that come due in a minute otherwise.
const CALM: usize = 6_000;
/// How long before their time clocks are armed.
const LEAD: Span = Span::seconds(5);
/// The first warning of the station's reply comes after so long.
const FIRST_WARNING: Span = Span::hours(1);
/// How long dispatch may take to read what it is given.
const PATIENCE: Duration = Duration::from_secs(600);

/// Dispatch in this process, beside a hotline that says what it is told to.
struct Desk {
    service: Local<Dispatch>,
    neighbour: Arc<Neighbour>,
    time: Time,
}

pub(super) async fn measure(bench: &Bench, table: &mut Table) -> Result<()> {
    let data = bench.directory.join("clocks");
    let desk = Desk::open(&data).await?;
    let window = if bench.plan.quick {
        Span::seconds(1)
    } else {
        Span::seconds(10)
    };
    let commit = one_commit(bench).await?;
    let lateness = desk.lateness(due_in(window, CALM), window).await?;
    let allowed = TICK_MILLIS + commit;
    let scale = format!(
        "p99 {} ms; tick {TICK_MILLIS} ms, commit {} ms, {CALM} due a minute",
        number(percentile(&lateness, 99)),
        number(commit)
    );
    table.add(
        Figure::new(
            "lateness of clocks, p99 / (tick + one commit)",
            vec![percentile(&lateness, 99) / allowed],
            Promise::AtMost(2.0),
        )
        .aiming_at(1.2)
        .at_scale(scale),
    );
    many(bench, &desk, window, allowed, table).await?;
    desk.service.stop().await;
    Ok(fs::remove_dir_all(&data)?)
}

/// What very many open clocks take: memory, arming, disarming, lateness.
#[expect(clippy::cast_precision_loss, reason = "clocks and bytes")]
async fn many(bench: &Bench, desk: &Desk, window: Span, allowed: f64, table: &mut Table) -> Result<()> {
    let orders = bench.plan.clocks / CLOCKS_OF_AN_ORDER;
    let clocks = (orders * CLOCKS_OF_AN_ORDER) as f64;
    let now = desk.time.now();
    let head = desk.neighbour.opens(orders, |_| now)?;
    let before = resident()?;
    let arming = desk.noted(head).await?;
    let bytes = (resident()? - before) / clocks;
    table.note(format!(
        "{clocks} clocks open: {} bytes of memory each, orders and caches included; {} armed per second",
        number(bytes),
        number(clocks / arming)
    ));
    let lateness = desk.lateness(due_in(window, A_MINUTE), window).await?;
    let scale = format!(
        "p50 {} p99 {} ms, {} of them came due in {} s",
        number(percentile(&lateness, 50)),
        number(percentile(&lateness, 99)),
        lateness.len(),
        window.as_seconds()
    );
    let name = "lateness of clocks with very many open, 100,000 due a minute, p99 / (tick + one commit)";
    table.add(
        Figure::new(
            name,
            vec![percentile(&lateness, 99) / allowed],
            Promise::AtMost(2.0),
        )
        .at_scale(scale),
    );
    let dropped = orders.min(20_000);
    let disarming = desk.noted(desk.neighbour.cancels(dropped)?).await?;
    table.note(format!(
        "{} clocks disarmed per second",
        number((dropped * CLOCKS_OF_AN_ORDER) as f64 / disarming)
    ));
    Ok(())
}

/// How many come due in a window at so many a minute.
fn due_in(window: Span, a_minute: usize) -> usize {
    let seconds = usize::try_from(window.as_seconds()).unwrap_or(1);
    a_minute * seconds / 60
}

impl Desk {
    async fn open(data: &Path) -> Result<Self> {
        let time = Time::system();
        let neighbour = Arc::new(Neighbour::new(time.clone()));
        let asked = Arc::clone(&neighbour);
        let others: ReadOther = Arc::new(move |log, read| asked.page(log, read));
        let service = Local::open(data, &time, &dealer::fatal().0, others).await?;
        Ok(Self {
            service,
            neighbour,
            time,
        })
    }

    /// Seconds until dispatch has noted hotline's frames up to one.
    async fn noted(&self, head: u64) -> Result<f64> {
        let begun = Moment::now();
        self.service.woken(ServiceName::Hotline);
        loop {
            let seen = Reach::from([(ServiceName::Hotline, head)]);
            match self.service.caught_up(Await { seen }).await {
                Ok(_) => return Ok(begun.elapsed().as_secs_f64()),
                Err(rejection) if begun.elapsed() > PATIENCE => return Err(refused(rejection)),
                Err(_) => {}
            }
        }
    }

    /// Has so many clocks come due within a window; how many milliseconds after its time each could be read.
    async fn lateness(&self, clocks: usize, window: Span) -> Result<Vec<f64>> {
        let from = self.service.log().head().frame;
        let spread = window.as_micros() / i64::try_from(clocks.max(1)).unwrap_or(i64::MAX);
        let first = self.time.now() + LEAD;
        let due = |order: usize| first + Span::micros(spread * i64::try_from(order).unwrap_or_default());
        let mut seen = self.follow(from)?;
        self.noted(self.neighbour.opens(clocks, |order| due(order) - FIRST_WARNING)?)
            .await?;
        let mut late = Vec::new();
        while late.len() < clocks {
            let (due, shown) = seen.recv().await.context("the log ended before its clocks")?;
            late.push(millis(shown.since(due)));
        }
        Ok(late)
    }

    /// When each warning was due and when it could be read, as they come.
    fn follow(&self, from: u64) -> Result<UnboundedReceiver<(Instant, Instant)>> {
        let (sender, seen) = unbounded_channel();
        let (log, time) = (self.service.log().clone(), self.time.clone());
        std::thread::Builder::new()
            .name("follower".to_owned())
            .spawn(move || follow(&log, from, &time, |due, shown| sender.send((due, shown)).is_ok()))?;
        Ok(seen)
    }
}

/// Reads on as the log grows, until nobody wants to hear of it any more.
fn follow(log: &Log, from: u64, time: &Time, mut tell: impl FnMut(Instant, Instant) -> bool) {
    for frame in log.follow(from) {
        let shown = time.now();
        let Ok(frame) = frame else { return };
        for bytes in &frame.records {
            if let Some(due) = warned(bytes)
                && !tell(due, shown)
            {
                return;
            }
        }
    }
}

fn warned(bytes: &[u8]) -> Option<Instant> {
    let stored = StoredRecord::from_bytes(bytes).ok()?;
    match DispatchEvent::decode(stored.schema, stored.schema_version, &stored.body) {
        Ok(DispatchEvent::ClockWarned(warned)) => Some(warned.warned_due_at),
        Ok(_) | Err(_) => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a few seconds")]
fn millis(span: Span) -> f64 {
    span.as_micros() as f64 / 1_000.0
}

fn percentile(values: &[f64], of_hundred: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * of_hundred / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// Milliseconds of one command of one client: decided, on disk, answered.
async fn one_commit(bench: &Bench) -> Result<f64> {
    let data = bench.copy_of_dealer("one-commit")?;
    let service = Arc::new(dealer::hotline(&data).await?);
    let mut rounds = Vec::new();
    for _ in 0..bench.plan.rounds {
        let (_, alone) = all(bench.in_process(&service, 1)?, bench.plan.stretch).await?;
        rounds.push(alone.percentile(50) / 1_000.0);
    }
    if let Some(service) = Arc::into_inner(service) {
        service.stop().await;
    }
    Ok(median(&rounds))
}

/// Bytes of memory this process holds.
#[expect(clippy::cast_precision_loss, reason = "bytes of memory")]
fn resident() -> Result<f64> {
    let said = fs::read_to_string("/proc/self/status").context("failed to see this process's memory")?;
    let line = said.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next());
    let kibibytes: u64 = kibibytes.context("no resident memory is told")?.parse()?;
    Ok((kibibytes * 1_024) as f64)
}
