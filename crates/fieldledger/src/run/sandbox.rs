//! The one who holds virtual time, and moves it on so that nothing is passed over.
//!
//! Settled means: by their last answers nobody has anything to do, and everybody has read every log up to its last
//! frame with records. Such answers prove it, even when they were given at different moments. Whatever wakes a service
//! stands in a log, is an effect under way, or is due, and whoever answers has no effect under way. If somebody moved
//! after their answer, the first who did would have read a frame that came after its writer's answer; then that writer
//! moved before the first.
//!
//! Nothing that is settled moves because time does: what is due is fired only when a probe says so. So time is moved
//! on to what comes due next, or to where it is wanted, without asking anybody again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_nats::RequestErrorKind;
use async_nats::service::ServiceExt;
use bus::{Bus, Envelope, RequestFailure};
use futures::StreamExt;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use kit::runtime::Prober;
use proto::wire::{Advance, Probe, Probed, Reach, TimeShown, endpoint, subject};
use proto::{Class, Encoding, Rejection};
use timesource::{Controller, Time};
use tokio::sync::Mutex;
use types::{Instant, ServiceName};

use super::Part;
use super::failure::CannotRun;
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
    /// The services that run in this process, where everybody reads the same time; none when each has its own.
    here: Probers,
    /// The last frame with records of each log, as last heard of.
    heads: Reach,
}

/// Every service's last answer.
type Round = BTreeMap<ServiceName, Probed>;
/// The services that are asked without the bus.
pub(crate) type Probers = BTreeMap<ServiceName, Prober>;

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
        let stands = reached.or(start).ok_or(CannotRun::NewSandbox)?;
        let (time, controller) = Time::virtual_at(stands);
        Ok(Arc::new(Self {
            bus,
            time,
            state: Mutex::new(State {
                controller,
                here: Probers::new(),
                heads: Reach::new(),
            }),
            file,
        }))
    }

    pub(crate) fn time(&self) -> &Time {
        &self.time
    }

    /// Asks services of this process without the bus.
    pub(crate) async fn ask_here(&self, here: Probers) {
        self.state.lock().await.here = here;
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
                    kit::runtime::respond(sandbox.bus.client(), request, answer).await;
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
            self.fire(&state, &round).await?;
        }
        state.controller.set(target);
        self.remember()?;
        if state.here.is_empty() {
            self.tell_everybody(&mut state, &without).await?;
        }
        Ok(state.heads.clone())
    }

    /// Tells processes of their own what time it is: services by a probe, the others, who are asked none, by itself.
    async fn tell_everybody(
        &self,
        state: &mut State,
        without: &BTreeSet<ServiceName>,
    ) -> Result<(), Rejection> {
        let others = [Part::Desk, Part::Gateway].map(|part| self.tell(part));
        let (settled, _) = tokio::join!(self.settled(state, without), join_all(others));
        settled.map(drop)
    }

    /// Tells a part the time until it has heard. Whoever is away asks for it when it starts.
    async fn tell(&self, part: Part) {
        let now = self.time.now().to_string();
        let heard = async {
            loop {
                let told = self.bus.client().request(told(part), now.clone().into()).await;
                match told {
                    Err(failure) if failure.kind() == RequestErrorKind::TimedOut => {}
                    Ok(_) | Err(_) => return,
                }
            }
        };
        // A part that neither hears nor goes away is found out by whoever asks it something.
        let _ = tokio::time::timeout(MISSING_AFTER, heard).await;
    }

    /// Has those fire for whom something is due now. Whoever fires nothing holds everybody up and is named.
    async fn fire(&self, state: &State, round: &Round) -> Result<(), Rejection> {
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
        let asked = due
            .iter()
            .map(|name| self.ask(state.here.get(name), *name, probe.clone()));
        for answer in join_all(asked).await {
            let (name, probed) = answer?;
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

    /// Asks everybody, and again whoever had not read what another's answer tells of, until the last answers prove that
    /// all is settled.
    async fn settled(&self, state: &mut State, without: &BTreeSet<ServiceName>) -> Result<Round, Rejection> {
        let State { here, heads, .. } = state;
        heads.retain(|log, _| !without.contains(log));
        let ask = |name: ServiceName, heads: &Reach| {
            let probe = Probe {
                now: self.time.now(),
                fire: false,
                heads: heads.clone(),
            };
            self.ask(here.get(&name), name, probe)
        };
        let everybody = ServiceName::ALL.into_iter();
        let mut asked: FuturesUnordered<_> = everybody
            .filter(|name| !without.contains(name))
            .map(|name| ask(name, heads))
            .collect();
        let mut round = Round::new();
        while let Some(answer) = asked.next().await {
            let (name, probed) = answer?;
            if !probed.stopped.is_empty() {
                return Err(feed_stopped(name, &probed.stopped));
            }
            heads.insert(name, probed.last_with_records);
            round.insert(name, probed);
            let behind = round.iter().filter(|(_, probed)| !has_read(probed, heads));
            for name in behind.map(|(name, _)| *name).collect::<Vec<_>>() {
                round.remove(&name);
                asked.push(ask(name, heads));
            }
        }
        Ok(round)
    }

    /// A service that is away or restarting is asked again for a while, and then named.
    async fn ask(
        &self,
        here: Option<&Prober>,
        name: ServiceName,
        probe: Probe,
    ) -> Result<(ServiceName, Probed), Rejection> {
        let asked = async {
            loop {
                match self.ask_once(here, name, &probe).await {
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

    async fn ask_once(
        &self,
        here: Option<&Prober>,
        name: ServiceName,
        probe: &Probe,
    ) -> Result<Probed, RequestFailure> {
        if let Some(prober) = here {
            let answer = prober.ask(probe.clone()).await;
            return answer.map_err(|rejection| RequestFailure::Refused(Box::new(rejection)));
        }
        let subject = subject(name.as_str(), endpoint::PROBE);
        let nobody = Envelope::default();
        self.bus
            .request(&subject, &nobody, Encoding::Postcard, probe)
            .await
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

/// Whether a service has read every log up to its last frame with records.
fn has_read(probed: &Probed, heads: &Reach) -> bool {
    let mut reach = probed.reach.iter();
    reach.all(|(log, frame)| heads.get(log).is_none_or(|head| frame >= head))
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
