//! The one who holds virtual time, and moves it on so that nothing is passed over.
//!
//! Settled means: in one round of answers nobody has anything to do, and everybody has read every log up to its
//! last frame with records. One such round proves it, because everything that can wake a service stands in a log.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_nats::service::ServiceExt;
use bus::{Bus, Envelope, RequestFailure};
use futures::StreamExt;
use futures::future::join_all;
use proto::wire::{Advance, Probe, Probed, Reach, TimeShown, endpoint, subject};
use proto::{Class, Encoding, Rejection};
use timesource::{Controller, Time};
use tokio::sync::Mutex;
use types::{Instant, ServiceName};

use super::Part;
use super::follow_time::told;

/// For how long a service that does not answer is waited for before it is named.
const MISSING_AFTER: Duration = Duration::from_secs(60);
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// Holds virtual time.
pub(crate) struct Sandbox {
    bus: Bus,
    time: Time,
    state: Mutex<State>,
    file: PathBuf,
}

struct State {
    controller: Controller,
    /// The last frame with records of each log, as last heard of.
    heads: Reach,
}

/// Every service's answer in one round.
type Round = BTreeMap<ServiceName, Probed>;

impl Sandbox {
    /// Time stands where the sandbox left it, or at `start` in a new one.
    pub(crate) fn open(data: &Path, start: Option<Instant>, bus: Bus) -> anyhow::Result<Arc<Self>> {
        let file = data.join("sandbox-time");
        let reached = match std::fs::read_to_string(&file) {
            Ok(text) => Some(
                text.trim()
                    .parse::<Instant>()
                    .with_context(|| format!("{} holds no moment", file.display()))?,
            ),
            Err(failure) if failure.kind() == std::io::ErrorKind::NotFound => None,
            Err(failure) => {
                return Err(failure).with_context(|| format!("failed to read {}", file.display()));
            }
        };
        let stands = reached
            .or(start)
            .context("a new sandbox needs --start, for example --start 2026-01-05T08:00:00+08:00")?;
        let (time, controller) = Time::virtual_at(stands);
        Ok(Arc::new(Self {
            bus,
            time,
            state: Mutex::new(State {
                controller,
                heads: Reach::new(),
            }),
            file,
        }))
    }

    pub(crate) fn time(&self) -> &Time {
        &self.time
    }

    /// Offers time on the bus: `fl.time.show`, `fl.time.advance`, `fl.time.settle`.
    pub(crate) async fn serve(self: &Arc<Self>) -> anyhow::Result<async_nats::service::Service> {
        let service = self
            .bus
            .client()
            .service_builder()
            .description("fieldledger virtual time")
            .start("time", env!("CARGO_PKG_VERSION"))
            .await
            .map_err(|failure| anyhow::anyhow!(failure))?;
        let group = service.group("fl.time");
        for what in ["show", "advance", "settle"] {
            let mut asked = group
                .endpoint_builder()
                .name(what)
                .add(what)
                .await
                .map_err(|failure| anyhow::anyhow!(failure))?;
            let sandbox = Arc::clone(self);
            tokio::spawn(async move {
                while let Some(request) = asked.next().await {
                    let answer = sandbox.answer(what, &request.message.payload).await;
                    kit::runtime::respond(&request, answer).await;
                }
            });
        }
        Ok(service)
    }

    async fn answer(&self, what: &str, body: &[u8]) -> Result<Vec<u8>, Rejection> {
        let heads = match what {
            "advance" => {
                let advance: Advance =
                    serde_json::from_slice(body).map_err(|failure| unreadable(&failure.to_string()))?;
                self.advance(&advance).await?
            }
            "settle" => self.settle().await?,
            _ => Reach::new(),
        };
        let shown = TimeShown {
            now: self.time.now(),
            is_virtual: true,
            heads,
        };
        Encoding::Json.write(&shown).map_err(|reason| unreadable(&reason))
    }

    /// Waits until nothing moves any more. Gives each log's head.
    async fn settle(&self) -> Result<Reach, Rejection> {
        let mut state = self.state.lock().await;
        self.settled(&mut state, &BTreeSet::new()).await?;
        Ok(state.heads.clone())
    }

    /// Moves time on to where it is wanted, firing everything on the way at its own moment.
    pub(crate) async fn advance(&self, advance: &Advance) -> Result<Reach, Rejection> {
        let without: BTreeSet<ServiceName> = advance.without.iter().copied().collect();
        let mut state = self.state.lock().await;
        let target = match (advance.to, advance.by) {
            (Some(to), None) => to,
            (None, Some(by)) => self.time.now() + by,
            _ => return Err(unreadable("say either `by` or `to`")),
        };
        if target < self.time.now() {
            return Err(Rejection::new(
                Class::Refused,
                "time.goes_on_only",
                format!("虚拟时间已到{}，不能往回走", self.time.now()),
                format!("virtual time stands at {} and never goes back", self.time.now()),
            ));
        }
        loop {
            let round = self.settled(&mut state, &without).await?;
            let due = round.values().filter_map(|probed| probed.due).min();
            let Some(due) = due.filter(|due| *due <= target) else {
                break;
            };
            state.controller.set(due);
            // Before anything is stamped with it: the sandbox goes on from here if it is killed.
            self.remember()?;
            self.fire(&mut state, &round).await?;
        }
        state.controller.set(target);
        self.settled(&mut state, &without).await?;
        self.remember()?;
        self.tell().await;
        Ok(state.heads.clone())
    }

    /// Tells those who are asked no probes what time it is.
    async fn tell(&self) {
        let now = self.time.now().to_string();
        let told =
            [Part::Desk, Part::Gateway].map(|part| self.bus.client().request(told(part), now.clone().into()));
        // Whoever shares our time listens to nobody, and whoever is away asks for it when it starts.
        let _ = join_all(told).await;
    }

    /// Has those fire for whom something is due now. Whoever fires nothing holds everybody up and is named.
    async fn fire(&self, state: &mut State, round: &Round) -> Result<(), Rejection> {
        let now = self.time.now();
        let due: Vec<ServiceName> = round
            .iter()
            .filter(|(_, probed)| probed.due.is_some_and(|due| due <= now))
            .map(|(name, _)| *name)
            .collect();
        let probe = Probe {
            now,
            fire: true,
            heads: state.heads.clone(),
        };
        for (name, probed) in self.ask_all(&due, &probe).await? {
            let before = round.get(&name).map(|before| before.last_with_records);
            if probed.due.is_some_and(|due| due <= now) && before == Some(probed.last_with_records) {
                return Err(Rejection::new(
                    Class::Unavailable,
                    "time.nothing_fires",
                    format!("{name}有到期的事项却没有处理，时间停在{now}"),
                    format!("something is due at {name}, but nothing comes of it; time stands at {now}"),
                ));
            }
        }
        Ok(())
    }

    /// Asks round after round until one proves that all is settled.
    async fn settled(&self, state: &mut State, without: &BTreeSet<ServiceName>) -> Result<Round, Rejection> {
        let names: Vec<ServiceName> = ServiceName::ALL
            .into_iter()
            .filter(|name| !without.contains(name))
            .collect();
        loop {
            let probe = Probe {
                now: self.time.now(),
                fire: false,
                heads: state.heads.clone(),
            };
            let round = self.ask_all(&names, &probe).await?;
            if let Some((name, stopped)) = round.iter().find(|(_, probed)| !probed.stopped.is_empty()) {
                return Err(feed_stopped(*name, &stopped.stopped));
            }
            state.heads = round
                .iter()
                .map(|(name, probed)| (*name, probed.last_with_records))
                .collect();
            let read = |probed: &Probed| {
                probed
                    .reach
                    .iter()
                    .all(|(log, frame)| state.heads.get(log).is_none_or(|head| frame >= head))
            };
            if round.values().all(read) {
                return Ok(round);
            }
        }
    }

    async fn ask_all(&self, names: &[ServiceName], probe: &Probe) -> Result<Round, Rejection> {
        let answers = join_all(names.iter().map(|name| self.ask(*name, probe))).await;
        answers.into_iter().collect()
    }

    /// A service that is away or restarting is asked again for a while, and then named.
    async fn ask(&self, name: ServiceName, probe: &Probe) -> Result<(ServiceName, Probed), Rejection> {
        let subject = subject(name.as_str(), endpoint::PROBE);
        let asked = async {
            loop {
                let answer = self
                    .bus
                    .request(&subject, &Envelope::default(), Encoding::Postcard, probe)
                    .await;
                match answer {
                    Ok(probed) => return Ok((name, probed)),
                    Err(RequestFailure::Refused(rejection))
                        if !matches!(rejection.class, Class::Unavailable | Class::Busy) =>
                    {
                        return Err(*rejection);
                    }
                    Err(_) => tokio::time::sleep(ASK_AGAIN).await,
                }
            }
        };
        tokio::time::timeout(MISSING_AFTER, asked)
            .await
            .unwrap_or_else(|_| Err(missing(name)))
    }

    fn remember(&self) -> Result<(), Rejection> {
        let temporary = self.file.with_extension("tmp");
        std::fs::write(&temporary, self.time.now().to_string())
            .and_then(|()| std::fs::rename(&temporary, &self.file))
            .map_err(|failure| {
                Rejection::new(
                    Class::Unavailable,
                    "time.not_remembered",
                    format!("虚拟时间无法写入{}", self.file.display()),
                    format!("failed to write {}", self.file.display()),
                )
                .with("reason", failure.to_string())
            })
    }
}

fn unreadable(reason: &str) -> Rejection {
    Rejection::new(
        Class::Malformed,
        "request.malformed",
        "请求无法读取，请写 {\"by\":\"37h\"} 或 {\"to\":\"...\"}",
        "the request cannot be read; write {\"by\":\"37h\"} or {\"to\":\"...\"}",
    )
    .with("reason", reason)
}

fn missing(name: ServiceName) -> Rejection {
    Rejection::new(
        Class::Unavailable,
        "time.service_missing",
        format!("{name}服务没有应答，时间停住；启动它，或用 --without {name} 继续"),
        format!("{name} does not answer and time waits for it; start it, or go on with --without {name}"),
    )
    .with("service", name.as_str())
}

fn feed_stopped(name: ServiceName, stopped: &[ServiceName]) -> Rejection {
    let logs = stopped
        .iter()
        .map(|log| log.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    Rejection::new(
        Class::Unavailable,
        "time.feed_stopped",
        format!("{name}读取{logs}的日志时停住了；用 fieldledger feed show {name} 查看"),
        format!("the feed of {logs} is stopped at {name}; see fieldledger feed show {name}"),
    )
}
