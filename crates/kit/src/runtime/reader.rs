//! Runs a read side: follows logs in causal order, folds them into a model, answers over it.
//!
//! Now is the live model. Another moment is that model with what has changed since folded again, or else a fresh model,
//! folded from the frames that were there then.

mod folding;
mod keeping;
mod moment;
mod past;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::service::ServiceExt;
use bus::Envelope;
use decider::Reader;
use proto::desk::{Answered, Ask};
use proto::numbers::Health;
use proto::wire::{Await, FeedPage, FeedRead, Reach, Status, endpoint, subject};
use proto::{Class, Encoding, Rejection};
use timesource::Time;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use types::{Hash, Instant, ServiceName};

use self::folding::Folding;
use self::moment::{At, moment};
use super::answering::{Asked, each};
use super::endpoints::{Incoming, malformed};
use super::neighbours::{Logs, Unread};
use super::news::{News, Woken};
use super::numbers::Counted;
use super::{Settings, StartFailure};
use crate::core::Standing;
use crate::core::feeds::Feeds;

/// How long an answer waits for what its client has seen.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer waits for one round of what follows from it elsewhere.
const FOLLOW_UP: Duration = Duration::from_millis(300);
/// A text of the field makes a plan, and the plan moves the order on: two steps.
const HOPS: usize = 2;
const ASK_AGAIN: Duration = Duration::from_millis(250);
const BACKSTOP: Duration = Duration::from_secs(5);

struct Live<R: Reader> {
    folding: Mutex<Folding<R>>,
    data: PathBuf,
    logs: Logs,
    time: Time,
    reach: watch::Sender<Reach>,
    /// Whether the logs were read to their ends once: a model that is still being folded answers nothing.
    caught_up: watch::Sender<bool>,
    fatal: UnboundedSender<String>,
    /// What clients have seen and everybody has answered for already.
    followed_up: Mutex<Reach>,
    /// Whoever folds everything up to another moment: it takes as much memory again as the live model.
    past: tokio::sync::Semaphore,
}

/// A running read side.
pub struct RunningReader {
    service: async_nats::service::Service,
    tasks: Vec<tokio::task::JoinHandle<()>>,
    keep: Box<dyn FnOnce() + Send>,
}

impl RunningReader {
    /// Leaves the bus, and keeps what was folded for the next start.
    pub async fn stop(self) {
        if let Err(failure) = self.service.stop().await {
            tracing::warn!(%failure, "failed to leave the bus");
        }
        for task in &self.tasks {
            task.abort();
        }
        // One that failed is only a slower start.
        let _ = tokio::task::spawn_blocking(self.keep).await;
    }
}

/// Starts a read side on the bus.
///
/// # Errors
/// [`StartFailure::Listen`] when the bus refuses.
pub async fn run_reader<R: Reader>(settings: &Settings) -> Result<RunningReader, StartFailure> {
    let listen = |failure: async_nats::Error| StartFailure::Listen(failure.to_string());
    let live = Arc::new(Live::<R> {
        folding: Mutex::new(Folding::not_yet()),
        data: settings.data.clone(),
        logs: settings.logs(),
        time: settings.time.clone(),
        reach: watch::Sender::new(Reach::new()),
        caught_up: watch::Sender::new(false),
        fatal: settings.fatal.clone(),
        followed_up: Mutex::new(Reach::new()),
        past: tokio::sync::Semaphore::new(1),
    });
    let service = settings
        .bus
        .client()
        .service_builder()
        .description(format!("fieldledger {}", R::NAME))
        .start(R::NAME, settings.version)
        .await
        .map_err(listen)?;
    let group = service.group(format!("fl.{}", R::NAME));
    let mut tasks = vec![tokio::spawn(follow(Arc::clone(&live), settings.version))];
    // A reader owes nobody anything when it stops: what was asked is asked again.
    let (under_way, _) = tokio::sync::mpsc::channel(1);
    let watched = Asked {
        service: R::NAME,
        endpoint: "",
        client: settings.bus.client().clone(),
        counted: Counted::default(),
        under_way,
    };
    let query = group
        .endpoint_builder()
        .name("query")
        .add(endpoint::QUERY)
        .await
        .map_err(listen)?;
    let asked = Arc::clone(&live);
    tasks.push(each(query, watched.of(endpoint::QUERY), move |incoming| {
        let live = Arc::clone(&asked);
        async move { answer(&live, &incoming).await }
    }));
    let status = group
        .endpoint_builder()
        .name("status")
        .add(endpoint::STATUS)
        .await
        .map_err(listen)?;
    let asked = Arc::clone(&live);
    tasks.push(each(status, watched.of(endpoint::STATUS), move |incoming| {
        let live = Arc::clone(&asked);
        async move { incoming.write(&live.status()) }
    }));
    for what in [endpoint::HEALTH, endpoint::NUMBERS] {
        let offered = group
            .endpoint_builder()
            .name(what)
            .add(what)
            .await
            .map_err(listen)?;
        let (asked, counted) = (Arc::clone(&live), watched.counted.clone());
        tasks.push(each(offered, watched.of(what), move |_| {
            let (live, counted) = (Arc::clone(&asked), counted.clone());
            async move { live.watched(what, &counted) }
        }));
    }
    Ok(RunningReader {
        service,
        tasks,
        keep: Box::new(move || live.folding().keep_at_the_end()),
    })
}

impl<R: Reader> Live<R> {
    fn folding(&self) -> MutexGuard<'_, Folding<R>> {
        self.folding.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status(&self) -> Status {
        let folding = self.folding();
        Status {
            service: R::NAME.to_owned(),
            log_id: String::new(),
            head: 0,
            head_hash: Hash::NONE,
            position: 0,
            stamp: folding.stamp,
            now: self.time.now(),
            reach: folding.feeds.reach(),
            stopped: folding.feeds.stopped(),
            set_aside: 0,
            digest: None,
        }
    }

    /// Health or numbers.
    fn watched(&self, what: &str, counted: &Counted) -> Result<Vec<u8>, Rejection> {
        let feeds = self.folding().feeds.numbers();
        let written = if what == endpoint::HEALTH {
            Encoding::Json.write(&Health::of(R::NAME, &feeds))
        } else {
            let standing = Standing {
                feeds,
                ..Standing::default()
            };
            Encoding::Json.write(&counted.of_reader(R::NAME, standing))
        };
        written.map_err(malformed)
    }

    /// Folds what has come and starts the reads that follow from it.
    fn go_on(self: &Arc<Self>, change: impl FnOnce(&mut Feeds)) {
        self.fold(|folding| change(&mut folding.feeds));
    }

    /// The same for what was read in one life of the model.
    fn heard(self: &Arc<Self>, life: u32, change: impl FnOnce(&mut Folding<R>)) {
        self.fold(|folding| {
            if folding.life == life {
                change(folding);
            }
        });
    }

    fn fold(self: &Arc<Self>, change: impl FnOnce(&mut Folding<R>)) {
        let folded = catch_unwind(AssertUnwindSafe(|| {
            let mut folding = self.folding();
            change(&mut folding);
            folding.fold();
            folding.begin_anew_unless_it_fits();
            let failed = folding.failed();
            let caught_up = folding.feeds.has_caught_up();
            if failed.is_some() {
                folding.keep_nothing();
            } else if caught_up {
                folding.keep_when_it_is_time();
            }
            (
                (folding.life, folding.feeds.take_reads()),
                folding.feeds.reach(),
                folding.feeds.take_alarms(),
                caught_up,
                failed,
            )
        }));
        let Ok(((life, reads), reach, alarms, caught_up, failed)) = folded else {
            // The model is half folded now. Nobody is told only when the process ends anyway.
            self.folding().keep_nothing();
            let _ = self.fatal.send(format!("{} failed to fold a record", R::NAME));
            return;
        };
        if let Some(reason) = failed {
            let _ = self.fatal.send(format!(
                "the scratch file of {} cannot be read: {reason}",
                R::NAME
            ));
            return;
        }
        self.caught_up
            .send_if_modified(|known| caught_up && !std::mem::replace(known, true));
        for alarm in alarms {
            tracing::error!(service = R::NAME, "{alarm}");
        }
        self.reach.send_if_modified(|known| {
            let moved = *known != reach;
            *known = reach;
            moved
        });
        for (log, read) in reads {
            tokio::spawn(Arc::clone(self).read(life, log, read));
        }
    }

    async fn read(self: Arc<Self>, life: u32, log: ServiceName, read: FeedRead) {
        match self.logs.read(log, &read).await {
            Ok(page) => self.heard(life, |folding| {
                folding.note(bytes(&page));
                folding.feeds.page(page);
            }),
            Err(Unread::Broken(reason)) => self.heard(life, |folding| folding.feeds.broken(log, reason)),
            Err(Unread::Away) => {
                let now = self.time.now();
                self.heard(life, |folding| folding.feeds.unreachable(log, now));
                tokio::time::sleep(ASK_AGAIN).await;
                // Boxed, because reading on may read again.
                let again: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
                    self.heard(life, |folding| folding.feeds.rested(log));
                });
                again.await;
            }
        }
    }

    async fn caught_up(&self) -> Result<(), Rejection> {
        let mut caught_up = self.caught_up.subscribe();
        let there = caught_up.wait_for(|caught_up| *caught_up);
        match tokio::time::timeout(PATIENCE, there).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Rejection::new(
                Class::Unavailable,
                "desk.catching_up",
                "查询服务刚启动，正在读取各服务的日志，请稍后重试",
                "the read side has just started and still reads the logs of all services; try again soon",
            )),
        }
    }

    async fn reached(&self, seen: &Reach) -> Result<(), Rejection> {
        let mut reach = self.reach.subscribe();
        let there = reach.wait_for(|reach| {
            seen.iter()
                .all(|(log, frame)| reach.get(log).is_none_or(|read| read >= frame))
        });
        match tokio::time::timeout(PATIENCE, there).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Rejection::new(
                Class::Unavailable,
                "feed.behind",
                "查询还没有读到您刚才的操作，请稍后重试",
                "the read side has not read what you did just before; try again soon",
            )
            .with("seen", proto::wire::write_seen(seen))),
        }
    }
}

impl<R: Reader> Live<R> {
    /// Waits, not for long, until what follows in other logs from what a client has seen is here too: the operator
    /// who opens an order finds its clocks on the board. Whoever is away is not waited for.
    async fn followed_up(self: &Arc<Self>, seen: Reach) {
        let known = |done: &Reach| {
            seen.iter()
                .all(|(log, frame)| done.get(log).is_some_and(|done| done >= frame))
        };
        if known(&self.followed_up.lock().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        let mut reached = seen.clone();
        for _ in 0..HOPS {
            let answers =
                futures::future::join_all(ServiceName::ALL.map(|name| self.awaited(name, &reached))).await;
            reached.extend(answers.into_iter().flatten());
        }
        self.go_on(|feeds| feeds.catch_up_to(&reached));
        // Late is better than never: the answer then shows what is here.
        let _ = self.reached(&reached).await;
        let mut done = self.followed_up.lock().unwrap_or_else(PoisonError::into_inner);
        for (log, frame) in seen {
            let known = done.entry(log).or_default();
            *known = (*known).max(frame);
        }
    }

    /// The head of a service's log once it has read so much of the others.
    async fn awaited(&self, name: ServiceName, seen: &Reach) -> Option<(ServiceName, u64)> {
        let subject = subject(name.as_str(), endpoint::AWAIT);
        let (wanted, nobody) = (Await { seen: seen.clone() }, Envelope::default());
        let asked = self
            .logs
            .bus
            .request::<_, Status>(&subject, &nobody, Encoding::Postcard, &wanted);
        let status = tokio::time::timeout(FOLLOW_UP, asked).await.ok()?.ok()?;
        Some((name, status.head))
    }
}

/// What a page's records take.
fn bytes(page: &FeedPage) -> usize {
    let records = page.frames.iter().flat_map(|frame| &frame.records);
    records.map(|(_, bytes)| bytes.len()).sum()
}

/// Goes on from the snapshot, however long it takes to read, and keeps the live model up to date: by wakes, and by asking
/// now and then.
async fn follow<R: Reader>(live: Arc<Live<R>>, program: &'static str) {
    if begin(&live, program).await.is_err() {
        let _ = live
            .fatal
            .send(format!("{} failed to read its snapshot", R::NAME));
        return;
    }
    let mut backstop = tokio::time::interval(BACKSTOP);
    loop {
        let Some(mut news) = News::listen(&live.logs).await else {
            backstop.tick().await;
            continue;
        };
        loop {
            tokio::select! {
                woken = news.next() => match woken {
                    Some(Woken::Log(log)) => live.go_on(|feeds| feeds.want(log)),
                    Some(Woken::Any) => live.go_on(Feeds::want_all),
                    None => break,
                },
                _ = backstop.tick() => live.go_on(Feeds::want_all),
            }
        }
    }
}

/// Reads the snapshot off the threads that serve the bus; until then nobody is answered.
async fn begin<R: Reader>(live: &Arc<Live<R>>, program: &'static str) -> Result<(), tokio::task::JoinError> {
    let data = live.data.clone();
    let begun = tokio::task::spawn_blocking(move || Folding::live(&data, program)).await?;
    *live.folding() = begun;
    Ok(())
}

async fn answer<R: Reader>(live: &Arc<Live<R>>, incoming: &Incoming) -> Result<Vec<u8>, Rejection> {
    let asked: Ask<serde_json::Value> =
        serde_json::from_slice(&incoming.body).map_err(|failure| malformed(failure.to_string()))?;
    let answered = match moment(asked.at.as_deref())? {
        At::Now => {
            let seen = incoming.seen()?;
            live.caught_up().await?;
            live.go_on(|feeds| feeds.catch_up_to(&seen));
            live.reached(&seen).await?;
            live.followed_up(seen).await;
            now(live, &asked.query)?
        }
        At::Stamp(stamp) => match past::answer(live, &asked.query, stamp).await? {
            Some(answered) => answered,
            None => then(live, asked.query, Some(stamp), None).await?,
        },
        At::Frames(frames) => then(live, asked.query, None, Some(frames)).await?,
    };
    Encoding::Json.write(&answered).map_err(malformed)
}

fn now<R: Reader>(live: &Live<R>, query: &serde_json::Value) -> Result<Answered, Rejection> {
    let folding = live.folding();
    let as_of = live.time.now().max(folding.stamp);
    let answer = folding.answer(query, as_of)?;
    Ok(Answered {
        as_of,
        cut: folding.feeds.reach(),
        answer,
    })
}

/// Folds what was known at a moment, and answers from that.
async fn then<R: Reader>(
    live: &Live<R>,
    query: serde_json::Value,
    stamp: Option<Instant>,
    frames: Option<Reach>,
) -> Result<Answered, Rejection> {
    // It is never closed, so there is always somebody to wait for.
    let one_at_a_time = live.past.acquire().await.ok();
    let mut folding = Folding::<R>::new(&live.data);
    let mut cut = Reach::new();
    for log in folding.feeds.logs().collect::<Vec<_>>() {
        let until_frame = frames
            .as_ref()
            .map(|frames| frames.get(&log).copied().unwrap_or_default());
        let upto = read_until(&live.logs, &mut folding.feeds, log, stamp, until_frame).await?;
        cut.insert(log, upto);
    }
    // A whole log is folded off the threads that serve the bus.
    let folded = tokio::task::spawn_blocking(move || answer_from(folding, cut, &query, stamp)).await;
    drop(one_at_a_time);
    folded.unwrap_or_else(|failure| Err(malformed(failure.to_string())))
}

fn answer_from<R: Reader>(
    mut folding: Folding<R>,
    cut: Reach,
    query: &serde_json::Value,
    stamp: Option<Instant>,
) -> Result<Answered, Rejection> {
    folding.fold();
    if folding.feeds.holds_back() {
        return Err(Rejection::new(
            Class::Refused,
            "at.torn_cut",
            "这些帧号不是同一时刻的状态：缺少其中某条记录的起因",
            "these frames are no consistent moment: the cause of some record is not among them",
        ));
    }
    let as_of = stamp.unwrap_or(folding.stamp);
    let answer = folding.answer(query, as_of)?;
    Ok(Answered { as_of, cut, answer })
}

async fn read_until(
    logs: &Logs,
    feeds: &mut Feeds,
    log: ServiceName,
    until_stamp: Option<Instant>,
    until_frame: Option<u64>,
) -> Result<u64, Rejection> {
    const PAGE_BYTES: u32 = 512 * 1024;
    let mut after = 0;
    loop {
        let read = FeedRead {
            after,
            after_hash: None,
            kinds: feeds.kinds(log),
            max_bytes: PAGE_BYTES,
            until_stamp,
            until_frame,
        };
        let page = logs
            .read(log, &read)
            .await
            .map_err(|unread| unreachable(log, &unread))?;
        let upto = page.upto;
        if upto == after {
            return Ok(upto);
        }
        after = upto;
        // The cut ends where the page ends: nothing behind it is asked for.
        feeds.page(FeedPage { head: upto, ..page });
    }
}

fn unreachable(log: ServiceName, unread: &Unread) -> Rejection {
    let reason = match unread {
        Unread::Away => "away".to_owned(),
        Unread::Broken(reason) => reason.clone(),
    };
    Rejection::new(
        Class::Unavailable,
        "at.log_away",
        format!("{log}的日志暂时读不到，请稍后重试"),
        format!("the log of {log} cannot be read now; try again soon"),
    )
    .with("reason", reason)
}
