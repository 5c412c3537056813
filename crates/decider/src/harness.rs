//! Given these events, when this command, then these events or this rejection.
//!
//! For tests only: a scenario panics, as an assertion does, when what happened is not what was said.

#![expect(clippy::panic, clippy::expect_used, reason = "a scenario is an assertion")]

use std::collections::BTreeMap;

use proto::directory::{DirectoryEvent, Entry, ImportApplied, ImportStaged, ListKind, StagedEntry};
use proto::{Cause, Event, Recorded, Rejection};
use types::{Actor, ImportId, Instant, PersonId, RequestId, ServiceName, Span};

use crate::{Common, Context, Draft, Foreign, Service};

/// What the directory's log says when a list of entries was taken in.
#[must_use]
pub fn imported(import: ImportId, list: ListKind, entries: Vec<Entry>) -> [DirectoryEvent; 2] {
    let rows = u32::try_from(entries.len()).expect("few rows");
    let file = "list.csv".to_owned();
    let staged = ImportStaged {
        import: import.clone(),
        list,
        file: file.clone(),
        piece: 0,
        entries: (1..)
            .zip(entries)
            .map(|(line, entry)| StagedEntry { line, entry })
            .collect(),
        bad: Vec::new(),
    };
    let applied = ImportApplied {
        import,
        list,
        file,
        rows,
        changed: rows,
    };
    [staged.into(), applied.into()]
}

/// A service over virtual time, from an empty log.
pub struct Scenario<S: Service> {
    pub state: S::State,
    pub common: Common,
    now: Instant,
    actor: Actor,
    versions: BTreeMap<String, u64>,
    position: u64,
    requests: u32,
    foreign_versions: BTreeMap<(ServiceName, String), u64>,
    unheard: Vec<ServiceName>,
}

/// What a command, a foreign record or the passing of time led to.
#[derive(Debug)]
pub struct Outcome<E>(pub Result<Vec<E>, Rejection>);

impl<S: Service> Scenario<S> {
    /// Starts at a written date, `2026-01-05T08:00:00+08:00`.
    #[must_use]
    pub fn at(start: &str) -> Self {
        Self {
            state: S::State::default(),
            common: Common::default(),
            now: start.parse().expect("a date"),
            actor: Actor::Local,
            versions: BTreeMap::new(),
            position: 0,
            requests: 0,
            foreign_versions: BTreeMap::new(),
            unheard: Vec::new(),
        }
    }

    /// Puts entries into the directory.
    #[must_use]
    pub fn knowing(mut self, list: ListKind, entries: Vec<Entry>) -> Self {
        let import = ImportId::new(format!("given-{}", self.requests)).expect("an id");
        self.requests += 1;
        for event in imported(import, list, entries) {
            self.directory(event);
        }
        self
    }

    /// Folds one of directory's events into what every service knows.
    pub fn directory(&mut self, event: impl Into<DirectoryEvent>) {
        self.common.evolve_directory(&event.into());
    }

    /// Puts a policy into force.
    pub fn policy(&mut self, text: &str) {
        sla::policy::Policy::parse(text).expect("a policy");
        self.common
            .policies
            .adopt(types::Hash::of(&[text.as_bytes()]), text);
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Who sends the next commands.
    pub fn by(&mut self, person: &str) -> &mut Self {
        self.actor = Actor::Person(PersonId::new(person).expect("an id"));
        self
    }

    pub fn by_actor(&mut self, actor: Actor) -> &mut Self {
        self.actor = actor;
        self
    }

    /// Which services cannot be heard from now on.
    pub fn not_hearing(&mut self, services: &[ServiceName]) -> &mut Self {
        self.unheard = services.to_vec();
        self
    }

    /// Sets the time without firing anything: the service was down.
    pub fn asleep_until(&mut self, moment: &str) -> &mut Self {
        self.now = moment.parse().expect("a date");
        self
    }

    /// Records events as already there.
    pub fn given(&mut self, events: Vec<S::Event>) -> &mut Self {
        let cause = Cause::Request {
            id: RequestId::new("given").expect("an id"),
        };
        self.record(events.into_iter().map(Draft::of).collect(), &cause);
        self
    }

    /// Sends a command; its events are folded.
    pub fn when(&mut self, command: impl Into<S::Command>) -> Outcome<S::Event> {
        self.requests += 1;
        let cause = Cause::Request {
            id: RequestId::new(format!("request-{}", self.requests)).expect("an id"),
        };
        let command = command.into();
        let decided = S::decide(&self.state, &command, &self.context(&cause));
        Outcome(decided.map(|drafts| self.record(drafts, &cause)))
    }

    /// Lets the service read a record of another log that happened and was written now; the events of all
    /// reactions are folded, a rejected one is the outcome.
    pub fn hears(&mut self, log: ServiceName, event: impl Into<proto::AnyEvent>) -> Outcome<S::Event> {
        let now = self.now;
        self.hears_of(log, event, now)
    }

    /// The same for something that happened at another moment.
    pub fn hears_of(
        &mut self,
        log: ServiceName,
        event: impl Into<proto::AnyEvent>,
        occurred_at: Instant,
    ) -> Outcome<S::Event> {
        let foreign = self.foreign(log, event.into(), occurred_at);
        let cause = Cause::Record {
            log,
            stream: foreign.stream.clone(),
            version: foreign.version,
        };
        let before = std::mem::replace(&mut self.actor, Actor::Service(S::NAME));
        let commands = S::react(&self.state, &foreign, &self.context(&cause));
        let mut events = Vec::new();
        let mut refused = None;
        for command in commands {
            match S::decide(&self.state, &command, &self.context(&cause)) {
                Ok(drafts) => events.extend(self.record(drafts, &cause)),
                Err(rejection) => refused = Some(rejection),
            }
        }
        self.actor = before;
        Outcome(refused.map_or(Ok(events), Err))
    }

    fn foreign(&mut self, log: ServiceName, event: proto::AnyEvent, occurred_at: Instant) -> Foreign {
        let stream = event.stream();
        let version = self.foreign_versions.entry((log, stream.clone())).or_default();
        *version += 1;
        Recorded {
            log,
            frame: *version,
            position: *version,
            stream,
            version: *version,
            kind: event.kind().name,
            occurred_at,
            recorded_at: self.now,
            actor: self.actor.clone(),
            cause: Cause::Due { at: self.now },
            event,
        }
    }

    /// Lets time pass, firing what comes due on the way, each at its own moment.
    pub fn passes(&mut self, span: Span) -> Vec<S::Event> {
        self.runs_until(self.now + span)
    }

    /// Lets time pass up to a written date.
    pub fn passes_until(&mut self, moment: &str) -> Vec<S::Event> {
        self.runs_until(moment.parse().expect("a date"))
    }

    fn runs_until(&mut self, target: Instant) -> Vec<S::Event> {
        let mut fired = Vec::new();
        while let Some(due) = S::due(&self.state).filter(|due| *due <= target) {
            self.now = self.now.max(due);
            let events = self.fires();
            assert!(!events.is_empty(), "something is due at {due} but nothing fires");
            fired.extend(events);
        }
        self.now = target;
        fired
    }

    /// Fires what is due now.
    pub fn fires(&mut self) -> Vec<S::Event> {
        let cause = Cause::Due { at: self.now };
        let before = std::mem::replace(&mut self.actor, Actor::Service(S::NAME));
        let drafts = S::fire(&self.state, self.now, &self.context(&cause));
        let events = self.record(drafts, &cause);
        self.actor = before;
        events
    }

    /// Asks the service a question.
    ///
    /// # Errors
    /// Its rejection.
    pub fn asks(&self, question: &serde_json::Value) -> Result<serde_json::Value, Rejection> {
        let cause = Cause::Due { at: self.now };
        let said = S::answer(&self.state, question, &self.context(&cause))?;
        Ok(serde_json::from_slice(&said).unwrap_or_default())
    }

    fn context<'a>(&'a self, cause: &'a Cause) -> Context<'a> {
        Context {
            now: self.now,
            actor: &self.actor,
            cause,
            common: &self.common,
            unheard: &self.unheard,
        }
    }

    fn record(&mut self, drafts: Vec<Draft<S::Event>>, cause: &Cause) -> Vec<S::Event> {
        let mut events = Vec::new();
        for draft in drafts {
            let stream = draft.event.stream();
            let version = self.versions.entry(stream.clone()).or_default();
            *version += 1;
            self.position += 1;
            let record = Recorded {
                log: S::NAME,
                frame: self.position,
                position: self.position,
                stream,
                version: *version,
                kind: draft.event.kind().name,
                occurred_at: draft.occurred_at.unwrap_or(self.now),
                recorded_at: self.now,
                actor: draft.actor.unwrap_or_else(|| self.actor.clone()),
                cause: cause.clone(),
                event: draft.event,
            };
            S::evolve(&mut self.state, &record, &self.common);
            if S::NAME == ServiceName::Directory {
                self.fold_own_directory(&record.event);
            }
            events.push(record.event);
        }
        events
    }

    /// Directory's own events are what every service knows of it, as the kit folds them.
    fn fold_own_directory(&mut self, event: &S::Event) {
        let kind = event.kind();
        let bytes = event.encode().expect("an event encodes");
        self.common.evolve_directory(
            &DirectoryEvent::decode(kind.schema, kind.version, &bytes).expect("directory's event"),
        );
    }
}

impl<E: PartialEq + std::fmt::Debug + Event> Outcome<E> {
    /// Asserts exactly these events, in order.
    pub fn then(self, expected: Vec<E>) {
        match self.0 {
            Ok(events) => assert_eq!(events, expected),
            Err(rejection) => panic!("rejected with {}: {}", rejection.code, rejection.sentence.en),
        }
    }

    /// Asserts that nothing had to be done.
    pub fn then_nothing(self) {
        self.then(Vec::new());
    }

    /// Asserts a rejection by its code and gives it back.
    pub fn rejected(self, code: &str) -> Rejection {
        match self.0 {
            Ok(events) => panic!("not rejected with {code} but {events:?}"),
            Err(rejection) => {
                assert_eq!(rejection.code, code);
                rejection
            }
        }
    }

    /// Asserts that it was accepted, whatever followed from it.
    pub fn taken(self) {
        let _ = self.events();
    }

    /// The events, when it was accepted.
    #[must_use]
    pub fn events(self) -> Vec<E> {
        match self.0 {
            Ok(events) => events,
            Err(rejection) => panic!("rejected with {}: {}", rejection.code, rejection.sentence.en),
        }
    }

    /// The names of the events, when it was accepted.
    #[must_use]
    pub fn kinds(self) -> Vec<&'static str> {
        self.events().iter().map(|event| event.kind().name).collect()
    }
}
