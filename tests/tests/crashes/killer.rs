//! Kills one part after another while frames are written.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use async_nats::Subscriber;
use futures::StreamExt as _;
use proto::wire::{LogTail, endpoint, subject};
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tokio::sync::oneshot::{self, error::TryRecvError};
use whole_system::{Data, System};

const CLAIMS: &str = "claims";
/// What is killed at any moment.
pub(crate) const PARTS: [&str; 9] = [
    "directory",
    "hotline",
    "dispatch",
    "field",
    "claims",
    "returns",
    "notify",
    "desk",
    "gateway",
];
/// The services that commit all the time.
const BUSY: [&str; 6] = ["hotline", "dispatch", "field", "claims", "returns", "notify"];

/// How a part is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// At any moment.
    Signal,
    /// By itself, when its next frame is on disk and nobody has been answered.
    BetweenAppendAndAnswer,
    /// When a claim's package was asked for and is being built.
    WhilePacking,
}

pub(crate) type Kills = BTreeMap<(Way, &'static str), usize>;

/// Kills one part after another, each after a random number of frames: every one in every way it can be, and again.
pub(crate) struct Killer<'a> {
    system: &'a System,
    data: &'a Data,
    dice: ChaCha8Rng,
    /// Frames with records between two kills, on average.
    frames_between: u32,
    bus: async_nats::Client,
    /// Hears of every frame with records, whichever log it is in.
    wakes: Subscriber,
    ended: oneshot::Receiver<()>,
}

impl<'a> Killer<'a> {
    pub(crate) async fn new(
        system: &'a System,
        data: &'a Data,
        (seed, frames_between): (u64, u32),
        ended: oneshot::Receiver<()>,
    ) -> Self {
        let bus = system.bus().await;
        let wakes = bus.subscribe(subject("*", endpoint::WAKE)).await.unwrap();
        bus.flush().await.unwrap();
        Self {
            system,
            data,
            dice: ChaCha8Rng::seed_from_u64(seed),
            frames_between,
            bus,
            wakes,
            ended,
        }
    }

    /// Kills until the simulation has ended.
    pub(crate) async fn run(mut self) -> Kills {
        let mut kills = Kills::new();
        let mut left = Vec::new();
        while self.frames_pass().await {
            if left.is_empty() {
                left = self.each_in_each_way();
            }
            let Some((way, part)) = left.pop() else { break };
            if self.kill(way, part).await {
                *kills.entry((way, part)).or_default() += 1;
            }
        }
        kills
    }

    /// Every kill there is in an order of its own, of which each third at least comes between append and answer; they
    /// are taken from the end.
    fn each_in_each_way(&mut self) -> Vec<(Way, &'static str)> {
        let mut after_append = BUSY.map(|part| (Way::BetweenAppendAndAnswer, part));
        let mut others = PARTS.map(|part| (Way::Signal, part)).to_vec();
        others.push((Way::WhilePacking, CLAIMS));
        after_append.shuffle(&mut self.dice);
        others.shuffle(&mut self.dice);
        let mut two = others.chunks(2);
        let mut all = Vec::new();
        for kill in after_append {
            all.extend(two.next().unwrap_or_default());
            all.push(kill);
        }
        all
    }

    /// Waits until a random number of frames was written; false when the simulation ended before.
    async fn frames_pass(&mut self) -> bool {
        for _ in 0..self.dice.random_range(1..=2 * self.frames_between) {
            if !self.a_frame_passes().await {
                return false;
            }
        }
        true
    }

    /// Waits for the next frame; false when the simulation has ended.
    async fn a_frame_passes(&mut self) -> bool {
        if !matches!(self.ended.try_recv(), Err(TryRecvError::Empty)) {
            return false;
        }
        tokio::select! {
            wake = self.wakes.next() => wake.is_some(),
            _ = &mut self.ended => false,
        }
    }

    /// Waits until claims asks for a package; false when the simulation has ended.
    async fn packing_begins(&mut self) -> bool {
        loop {
            let wake = tokio::select! {
                wake = self.wakes.next() => wake,
                _ = &mut self.ended => None,
            };
            let Some(wake) = wake else { return false };
            if *wake.subject == *subject(CLAIMS, endpoint::WAKE) && self.asks_for_package(&wake.payload).await
            {
                return true;
            }
        }
    }

    /// Whether a package is asked for in a frame, or after it; somebody who is being restarted says nothing.
    async fn asks_for_package(&self, frame: &[u8]) -> bool {
        let frame: u64 = std::str::from_utf8(frame).unwrap().parse().unwrap();
        let tail = LogTail {
            after: Some(frame - 1),
            limit: None,
        };
        let body = serde_json::to_vec(&tail).unwrap();
        let asked = self.bus.request(subject(CLAIMS, endpoint::LOG_TAIL), body.into());
        let answer = asked.await.map(|answer| answer.payload);
        answer.is_ok_and(|records| {
            let records: Vec<serde_json::Value> = serde_json::from_slice(&records).unwrap_or_default();
            records.iter().any(|record| record["kind"] == "PackageAsked")
        })
    }

    /// Kills a part and waits until another process took its place.
    async fn kill(&mut self, way: Way, part: &str) -> bool {
        if way == Way::WhilePacking && !self.packing_begins().await {
            return false;
        }
        let before = self.system.pid(part);
        let order = self.data.path().join(part).join("kill-after-append");
        match way {
            Way::Signal | Way::WhilePacking => {
                self.system.kill(part);
            }
            Way::BetweenAppendAndAnswer => fs::write(&order, "").unwrap(),
        }
        while self.system.pid(part) == before {
            if !self.a_frame_passes().await {
                // An order that is still there was not carried out, and nobody carries it out any more.
                let withdrawn = way == Way::BetweenAppendAndAnswer && fs::remove_file(&order).is_ok();
                if !withdrawn {
                    self.another_comes(part, before).await;
                }
                return !withdrawn;
            }
        }
        true
    }

    /// Waits until another process took the place of one that was killed, when no frames are written any more.
    async fn another_comes(&self, part: &str, before: Option<u32>) {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while self.system.pid(part) == before {
            tick.tick().await;
        }
    }
}
