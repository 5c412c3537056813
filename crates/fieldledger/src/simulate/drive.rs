//! Carries the world's deeds to the sandbox, moves its time on, and brings back what it wrote to the phones.

use std::collections::VecDeque;

use types::{Instant, ServiceName, Span};

use super::calls::Call;
use super::cast::Cast;
use super::deeds::Deed;
use super::failure::SimulateFailure;
use super::link::Link;
use super::progress::Progress;
use super::world::World;

/// How long time runs on when everything was done, so that every clock comes to its end.
const DRAIN_DAYS: u32 = 30;

/// One run.
pub(super) struct Drive {
    pub link: Link,
    pub world: World,
    progress: Progress,
    /// Commands sent so far: their keys count on from here.
    commands: u64,
    /// Everything done so far.
    pub deeds: u64,
    /// Up to where the outbox was read, and where notify's log stood then.
    outbox: (u64, Option<u64>),
}

impl Drive {
    pub(super) fn new(link: Link, seed: u64, cast: Cast, calls: Vec<Call>) -> Self {
        let progress = Progress::new(calls.len());
        Self {
            link,
            world: World::new(seed, cast, calls),
            progress,
            commands: 0,
            deeds: 0,
            outbox: (0, None),
        }
    }

    /// # Errors
    /// The sandbox stays away, or says what it should not.
    pub(super) async fn run(&mut self) -> Result<(), SimulateFailure> {
        self.begin().await?;
        let mut days = 0;
        loop {
            if let Some((at, errand)) = self.world.next() {
                let deeds = self.world.happen(at, errand);
                if !deeds.is_empty() {
                    self.step(at, deeds).await?;
                }
            } else if days < DRAIN_DAYS {
                days += 1;
                self.step(self.world.now + Span::days(1), Vec::new()).await?;
            } else {
                return Ok(self.progress.clear()?);
            }
        }
    }

    /// Everybody is listed before the first call; what an earlier run left in the outbox is not ours.
    async fn begin(&mut self) -> Result<(), SimulateFailure> {
        let shown = self.link.time().await?;
        if !shown.is_virtual {
            return Err(SimulateFailure::NotASandbox);
        }
        let first = self.world.now;
        if shown.now > first {
            return Err(SimulateFailure::TooLate {
                now: shown.now,
                first,
            });
        }
        for (list, csv) in self.world.cast.lists() {
            self.link.import(list, csv).await?;
        }
        let settled = self.link.settle().await?;
        let (_, last) = self.link.outbox(0).await?;
        self.outbox = (last, settled.heads.get(&ServiceName::Notify).copied());
        Ok(())
    }

    /// One moment: time comes to it, things are done, and everybody reads what came of them.
    async fn step(&mut self, at: Instant, deeds: Vec<Deed>) -> Result<(), SimulateFailure> {
        self.world.tally.steps += 1;
        let mut shown = self.link.advance(at).await?;
        if self.perform(deeds).await? {
            shown = self.link.settle().await?;
        }
        self.world.now = at;
        let notify = shown.heads.get(&ServiceName::Notify).copied();
        if notify != self.outbox.1 {
            let (messages, last) = self.link.outbox(self.outbox.0).await?;
            self.outbox = (last, notify);
            let reports = self.world.receive(at, messages);
            self.perform(reports).await?;
        }
        self.progress.show(&self.world.tally, at)?;
        Ok(())
    }

    /// Everybody looks before anybody acts: what is shown does not depend on how far the first acts got. Says whether
    /// anybody acted.
    async fn perform(&mut self, deeds: Vec<Deed>) -> Result<bool, SimulateFailure> {
        let mut acts = VecDeque::new();
        let mut waiting = VecDeque::from(deeds);
        while let Some(deed) = waiting.pop_front() {
            match deed {
                Deed::Look(look) => {
                    self.deeds += 1;
                    let seen = self.link.look(look).await?;
                    waiting.extend(self.world.see(seen));
                }
                Deed::Pass => {}
                act => acts.push_back(act),
            }
        }
        let acted = !acts.is_empty();
        self.act(acts).await?;
        Ok(acted)
    }

    async fn act(&mut self, mut waiting: VecDeque<Deed>) -> Result<(), SimulateFailure> {
        while let Some(deed) = waiting.pop_front() {
            self.deeds += 1;
            match deed {
                Deed::Tell { actor, command, then } => {
                    self.commands += 1;
                    let key = format!("simulate-{}-{}", self.world.seed, self.commands);
                    let outcome = self.link.tell(&actor, &key, &command).await?;
                    waiting.extend(self.world.hear(then, &outcome));
                }
                Deed::Text(text) => self.link.bring(&text).await?,
                Deed::Report { message, status } => self.link.report(&message, status).await?,
                Deed::Put(paper) => {
                    self.link.put(&paper).await?;
                    self.world.tally.put.insert(paper.hash());
                }
                Deed::Import { list, csv } => self.link.import(list, csv).await?,
                Deed::Look(_) | Deed::Pass => {}
            }
        }
        Ok(())
    }

    /// How long it took, in real time.
    pub(super) fn took(&self) -> std::time::Duration {
        self.progress.elapsed()
    }
}
