//! What goes into a frame: other logs' records, what came due, outcomes of effects, and commands.

use std::collections::BTreeSet;

use decider::{Common, Context, Draft, Effect, Service};
use proto::common::{CommonEvent, FeedReleased, SetAside};
use proto::wire::{Probe, Reach};
use proto::{Cause, Class, Rejection};
use types::{Actor, Instant, ServiceName};

use super::build::{Building, PutFailure};
use super::feeds::ForeignFrame;
use super::window::{Key, Taken};
use super::{Answer, Core, Decided, Input, Output, Parked, ParkedProbe, Reply, Request, Wait};

/// A foreign stamp further ahead than this means that somebody's clock is wrong.
const CLOCKS_APART: types::Span = types::Span::minutes(1);
/// Releasing a feed, as a right: no policy gives it to a role, so it is the owner's and the administrators'.
const RELEASE: &str = "feed.release";

impl<S: Service> Core<S> {
    /// Takes something in; nothing is decided before the next [`Core::build`].
    pub fn take(&mut self, input: Input<S>, now: Instant) {
        self.now = self.now.max(now);
        match input {
            Input::Request(request) => self.take_request(request),
            Input::Question {
                ticket,
                question,
                actor,
            } => self.questions.push((ticket, question, actor)),
            Input::Page(page) => self.feeds.page(page),
            Input::Unreachable(log) => self.feeds.unreachable(log, self.now),
            Input::Broken { log, reason } => self.feeds.broken(log, reason),
            Input::Woken(log) => self.feeds.want(log),
            Input::Rested(log) => self.feeds.rested(log),
            Input::Done { effect, command } => self.done.push_back((effect, command)),
            Input::Probe { ticket, probe } => {
                if self.is_virtual {
                    self.now = self.now.max(probe.now);
                }
                self.feeds.catch_up_to(&probe.heads);
                self.probes.push(ParkedProbe {
                    ticket,
                    probe,
                    fired: false,
                });
            }
            Input::Status { ticket, digest } => {
                let status = self.status(digest);
                self.outputs.push(Output::Reply {
                    ticket,
                    answer: Ok(Answer::Status(status)),
                });
            }
            Input::Standing { ticket } => {
                let standing = Box::new(self.standing());
                self.outputs.push(Output::Reply {
                    ticket,
                    answer: Ok(Answer::Standing(standing)),
                });
            }
            Input::Await { ticket, seen } => {
                self.feeds.catch_up_to(&seen);
                self.outputs.push(Output::Patience(ticket));
                self.awaiting.push((ticket, seen));
            }
            Input::Feeds { ticket } => {
                let feeds = self.show_feeds();
                self.outputs.push(Output::Reply {
                    ticket,
                    answer: Ok(Answer::Feeds(feeds)),
                });
            }
            Input::Release {
                ticket,
                release,
                actor,
            } => self.releases.push((ticket, release, actor)),
            Input::Expired(ticket) => self.expire(ticket),
        }
    }

    fn take_request(&mut self, request: Request<S::Command>) {
        if self.feeds.has_reached(&request.seen) {
            self.requests.push_back((request, false));
        } else {
            self.feeds.catch_up_to(&request.seen);
            self.outputs.push(Output::Patience(request.ticket));
            let wait = Wait::Seen(request.seen.clone());
            self.parked.push(Parked { request, wait });
        }
    }

    fn expire(&mut self, ticket: super::Ticket) {
        if let Some(place) = self.awaiting.iter().position(|(waiting, _)| *waiting == ticket) {
            let (_, seen) = self.awaiting.swap_remove(place);
            self.answers.push((ticket, Err(behind(&seen))));
            return;
        }
        let Some(place) = self
            .parked
            .iter()
            .position(|parked| parked.request.ticket == ticket)
        else {
            return;
        };
        let parked = self.parked.swap_remove(place);
        match parked.wait {
            Wait::Fresh(_) => self.requests.push_back((parked.request, true)),
            Wait::Seen(seen) => self.answers.push((ticket, Err(behind(&seen)))),
        }
    }

    /// Requests whose wait is over are decided with the next ones.
    pub(super) fn unpark(&mut self) {
        let mut waiting = Vec::new();
        for parked in std::mem::take(&mut self.parked) {
            let (ready, again) = match &parked.wait {
                Wait::Seen(seen) => (self.feeds.has_reached(seen), false),
                Wait::Fresh(reads) => (self.feeds.have_completed(reads), true),
            };
            if ready {
                self.requests.push_back((parked.request, again));
            } else {
                waiting.push(parked);
            }
        }
        self.parked = waiting;
    }

    /// Reads on in other logs, as far as causes allow and the frame holds.
    pub(super) fn take_foreign(&mut self, building: &mut Building) {
        while !building.is_full() {
            let Some(frame) = self.feeds.next_frame() else {
                return;
            };
            if frame.stamp.since(self.now) > CLOCKS_APART && !self.is_virtual {
                self.outputs.push(Output::Alarm(format!(
                    "frame {} of {} is stamped {}, ahead of this clock's {}; check the time of both machines",
                    frame.number(),
                    frame.log,
                    frame.stamp,
                    self.now
                )));
            }
            self.react(building, &frame);
            for (log, number) in frame.vector.iter().filter(|(log, _)| **log != S::NAME) {
                self.hear(*log, *number);
            }
            self.hear(frame.log, frame.number());
            self.unwritten += frame.passed();
        }
    }

    fn hear(&mut self, log: ServiceName, frame: u64) {
        let known = self.heard.entry(log).or_default();
        *known = (*known).max(frame);
    }

    /// Passes on what the feeds have to say after they were read.
    pub(super) fn hear_feeds(&mut self) {
        self.feeds.note_held(self.now);
        for alarm in self.feeds.take_alarms() {
            self.outputs.push(Output::Alarm(alarm));
        }
    }

    fn react(&mut self, building: &mut Building, frame: &ForeignFrame) {
        let actor = Actor::Service(S::NAME);
        for foreign in &frame.records {
            let cause = Cause::Record {
                log: foreign.log,
                stream: foreign.stream.clone(),
                version: foreign.version,
            };
            if let Some(copy) = Common::copy_of(foreign) {
                self.put_common(building, copy, &actor, &cause);
            }
            let commands = {
                let context = self.context(building.stamp, &actor, &cause, &[]);
                S::react(&self.folded.state, foreign, &context)
            };
            for command in commands {
                let decided = {
                    let context = self.context(building.stamp, &actor, &cause, &[]);
                    S::decide(&self.folded.state, &command, &context)
                };
                let refused = match decided {
                    Ok(drafts) => self.put(building, drafts, &actor, &cause).err(),
                    Err(rejection) => Some(rejection),
                };
                if let Some(rejection) = refused {
                    let set_aside = SetAside {
                        log: foreign.log,
                        frame: foreign.frame,
                        stream: foreign.stream.clone(),
                        version: foreign.version,
                        kind: foreign.kind.to_owned(),
                        code: rejection.code,
                        reason: rejection.sentence,
                    };
                    self.put_common(building, set_aside.into(), &actor, &cause);
                }
            }
        }
    }

    /// Fires what was due, once every log that could still say otherwise has been heard past it.
    pub(super) fn fire(&mut self, building: &mut Building) {
        let Some(due) = self.due().filter(|due| *due <= building.stamp) else {
            self.note_fired();
            return;
        };
        let (until, unheard) = if self.is_virtual {
            let heard = self
                .probes
                .iter()
                .filter(|parked| parked.probe.fire && self.has_heard(&parked.probe));
            let told = heard.map(|parked| parked.probe.now).max();
            let Some(told) = told else { return };
            (told, Vec::new())
        } else {
            let patience = self.folded.common.policies.adopted().unheard_after();
            let (heard, unheard) = self.feeds.heard_until(self.now, patience);
            self.feeds.ask_promises(due, self.now);
            (heard - types::Span::micros(1), unheard)
        };
        let until = until.min(building.stamp);
        self.fire_until(building, until, &unheard);
        if !building.is_full() {
            self.note_fired();
        }
    }

    /// Whether everything a probe knows of has been read here.
    pub(super) fn has_heard(&self, probe: &Probe) -> bool {
        self.feeds.is_quiet() && (self.feeds.has_reached(&probe.heads) || !self.feeds.stopped().is_empty())
    }

    fn note_fired(&mut self) {
        let mut probes = std::mem::take(&mut self.probes);
        for parked in probes.iter_mut().filter(|parked| parked.probe.fire) {
            parked.fired |= self.has_heard(&parked.probe);
        }
        self.probes = probes;
    }

    fn fire_until(&mut self, building: &mut Building, until: Instant, unheard: &[ServiceName]) {
        let actor = Actor::Service(S::NAME);
        while let Some(due) = self.due().filter(|due| *due <= until && !building.is_full()) {
            let cause = Cause::Due { at: due };
            let drafts = {
                let context = self.context(building.stamp, &actor, &cause, unheard);
                S::fire(&self.folded.state, until, &context)
            };
            if drafts.is_empty() {
                self.outputs.push(Output::Alarm(format!(
                    "something is due at {due}, but nothing came of it"
                )));
                return;
            }
            // One by one, because what comes due after a long sleep is no single command's and has no limit.
            for draft in drafts {
                if let Err(rejection) = self.put(building, vec![draft], &actor, &cause) {
                    self.outputs.push(Output::Alarm(rejection.sentence.en));
                    return;
                }
            }
        }
    }

    pub(super) fn take_done(&mut self, building: &mut Building) {
        let actor = Actor::Service(S::NAME);
        let mut done = BTreeSet::new();
        while let Some((effect, command)) = self.done.pop_front() {
            let cause = Cause::Effect { of: effect.clone() };
            let decided = {
                let context = self.context(building.stamp, &actor, &cause, &[]);
                S::decide(&self.folded.state, &command, &context)
            };
            if let Err(rejection) = decided.and_then(|drafts| self.put(building, drafts, &actor, &cause)) {
                self.outputs.push(Output::Alarm(format!(
                    "outcome of {effect}: {}",
                    rejection.sentence.en
                )));
            }
            self.performing.remove(&effect);
            done.insert(effect);
        }
        if done.is_empty() {
            return;
        }
        for id in S::pending(&self.folded.state)
            .iter()
            .map(Effect::id)
            .filter(|id| done.contains(id))
        {
            self.outputs.push(Output::Alarm(format!(
                "{id} stays pending after its outcome; it is left alone"
            )));
            self.given_up.insert(id);
        }
    }

    pub(super) fn take_releases(&mut self, building: &mut Building) {
        for (ticket, release, actor) in std::mem::take(&mut self.releases) {
            let cause = Cause::Due { at: building.stamp };
            let may = self
                .context(building.stamp, &actor, &cause, &[])
                .authorise(RELEASE);
            if let Err(forbidden) = may {
                self.answers.push((ticket, Err(forbidden)));
                continue;
            }
            let Some(frame) = self.feeds.release(release.log, release.set_aside) else {
                let running = Rejection::new(
                    Class::Conflict,
                    "feed.not_stopped",
                    format!("{}的读取没有停住，不需要放行", release.log),
                    format!(
                        "the feed of {} is not stopped; there is nothing to release",
                        release.log
                    ),
                );
                self.answers.push((ticket, Err(running)));
                continue;
            };
            let released = FeedReleased {
                log: release.log,
                frame,
                set_aside: release.set_aside,
                reason: release.reason,
            };
            self.put_common(building, released.into(), &actor, &cause);
            self.answers.push((ticket, Ok(Answer::Feeds(self.show_feeds()))));
        }
    }

    /// Decides commands in the order they came in.
    pub(super) fn take_requests(&mut self, building: &mut Building) {
        while !building.is_full() {
            let Some((request, caught_up)) = self.requests.pop_front() else {
                return;
            };
            building.commands += 1;
            let key = Key::of(&request.id);
            if let Some(answer) = self.taken_before(key, &request) {
                self.answers.push((request.ticket, answer));
                continue;
            }
            match self.decide(building, key, &request) {
                Err(rejection)
                    if rejection.class == Class::Unknown
                        && !caught_up
                        && self.feeds.logs().next().is_some() =>
                {
                    self.outputs.push(Output::Patience(request.ticket));
                    let wait = Wait::Fresh(self.feeds.read_afresh());
                    self.parked.push(Parked { request, wait });
                }
                answer => self.answers.push((request.ticket, answer)),
            }
        }
    }

    /// The answer of a command with an id that was used before (in an earlier frame, or in this one).
    fn taken_before(&self, key: Key, request: &Request<S::Command>) -> Option<Reply<S>> {
        let taken = self.folded.window.find(key)?;
        if !taken.is(&request.body) {
            let reused = Rejection::new(
                Class::Conflict,
                "request.id_reused",
                "这个请求号已用于另一条指令，请换一个请求号",
                "this request id was used for another command; use a new one",
            )
            .with("request_id", request.id.as_str());
            return Some(Err(reused));
        }
        Some(Ok(Answer::Again {
            frame: taken.frame,
            first: taken.first,
            count: taken.count,
        }))
    }

    fn decide(&mut self, building: &mut Building, key: Key, request: &Request<S::Command>) -> Reply<S> {
        let cause = Cause::Request {
            id: request.id.clone(),
        };
        let name = format!("{}.{}", S::NAME, proto::Command::name(&request.command));
        let drafts = {
            let context = self.context(building.stamp, &request.actor, &cause, &[]);
            context.authorise(&name)?;
            S::decide(&self.folded.state, &request.command, &context)?
        };
        if drafts.is_empty() {
            let frame = if building.records.is_empty() {
                self.head.frame
            } else {
                building.frame
            };
            return Ok(Answer::Decided(Decided {
                log: S::NAME,
                frame,
                events: Vec::new(),
            }));
        }
        let first = building.next_index();
        let count = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        let events = building
            .put_answered::<S>(&mut self.folded, drafts, &request.actor, &cause)
            .map_err(not_put)?;
        let taken = Taken {
            id: request.id.clone(),
            body: request.body,
            first,
            count,
        };
        self.folded.window.add(building.frame, key, &taken);
        building.extra.requests.push(taken);
        Ok(Answer::Decided(Decided {
            log: S::NAME,
            frame: building.frame,
            events,
        }))
    }

    pub(super) fn context<'a>(
        &'a self,
        now: Instant,
        actor: &'a Actor,
        cause: &'a Cause,
        unheard: &'a [ServiceName],
    ) -> Context<'a> {
        Context {
            now,
            actor,
            cause,
            common: &self.folded.common,
            unheard,
        }
    }

    fn put(
        &mut self,
        building: &mut Building,
        drafts: Vec<Draft<S::Event>>,
        actor: &Actor,
        cause: &Cause,
    ) -> Result<(), Rejection> {
        building
            .put::<S>(&mut self.folded, drafts, actor, cause)
            .map_err(not_put)
    }

    fn put_common(&mut self, building: &mut Building, event: CommonEvent, actor: &Actor, cause: &Cause) {
        let put = building.copy::<S>(&mut self.folded, Draft::of(event), actor, cause);
        if let Err(failure) = put {
            self.outputs.push(Output::Alarm(not_put(failure).sentence.en));
        }
    }
}

fn behind(seen: &Reach) -> Rejection {
    Rejection::new(
        Class::Unavailable,
        "feed.behind",
        "本服务还没有读到您刚才的操作，请稍后重试",
        "this service has not read what you did just before; try again soon",
    )
    .with("seen", proto::wire::write_seen(seen))
}

fn not_put(failure: PutFailure) -> Rejection {
    match failure {
        PutFailure::TooLarge { bytes } => Rejection::new(
            Class::TooLarge,
            "command.too_large",
            "一条指令产生的记录太大，请拆成几条",
            "one command's events are too large; split it",
        )
        .with("bytes", u64::try_from(bytes).unwrap_or_default())
        .with(
            "limit",
            u64::try_from(proto::wire::FRAME_LIMIT_BYTES).unwrap_or_default(),
        ),
        PutFailure::Fault(reason) => Rejection::new(
            Class::Unavailable,
            "log.event_not_written",
            "记录写入失败，请联系管理员",
            "an event could not be written; tell the administrator",
        )
        .with("reason", reason),
    }
}
