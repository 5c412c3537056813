//! The trait a service implements, and what goes in and out of it.

use std::sync::Arc;

use proto::{AnyEvent, Class, Command, Event, Recorded, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use types::{Actor, Instant, ServiceName};

use crate::clocks::ClockCounts;
use crate::shelf::Shelf;
use crate::{Common, Context};

/// A record of another service's log.
pub type Foreign = Recorded<AnyEvent>;

/// An event about to be recorded. What it does not say comes from the context.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft<E> {
    pub event: E,
    /// When it happened, if not now.
    pub occurred_at: Option<Instant>,
    /// Who did it, if not the one who sent the command: the engineer whose message a gateway passed on.
    pub actor: Option<Actor>,
}

impl<E> Draft<E> {
    pub fn of(event: impl Into<E>) -> Self {
        Self {
            event: event.into(),
            occurred_at: None,
            actor: None,
        }
    }

    #[must_use]
    pub fn occurred(mut self, at: Instant) -> Self {
        self.occurred_at = Some(at);
        self
    }

    #[must_use]
    pub fn by(mut self, actor: Actor) -> Self {
        self.actor = Some(actor);
        self
    }
}

/// Which kinds of another log a service reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    pub log: ServiceName,
    /// Names of the kinds, as in the enum of that log's events.
    pub kinds: &'static [&'static str],
}

/// Something to be done at the edge, once the frame that asks for it is on disk.
pub trait Effect: Clone + std::fmt::Debug + Send + 'static {
    /// Names the effect and its attempt; the same name is never performed twice at once.
    fn id(&self) -> String;
}

/// A service that has nothing to do at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEffect {}

impl Effect for NoEffect {
    fn id(&self) -> String {
        match *self {}
    }
}

/// One service: how it decides, folds, reacts, and what is due and pending.
///
/// All functions are pure. `evolve` is total: an event that is in the log always folds. The state is folded from the
/// service's own log alone, so that it starts, replays and answers about the past without the others.
pub trait Service: Send + Sync + 'static {
    const NAME: ServiceName;
    /// Raised whenever `evolve` changes what it makes of the same events; older snapshots are then dropped.
    const FOLD_VERSION: u32;
    const FOLLOWS: &'static [Follow];
    /// The commands that begin new work; they are refused first when the disk is nearly full.
    const BEGINS_WORK: &'static [&'static str] = &[];

    type Command: Command;
    type Event: Event;
    type State: Default + Clone + Serialize + DeserializeOwned + Send + 'static;
    type Effect: Effect;

    /// Decides a command. No events means: it is so already.
    ///
    /// # Errors
    /// A [`Rejection`] naming the rule that says no; it changes nothing.
    fn decide(
        state: &Self::State,
        command: &Self::Command,
        context: &Context<'_>,
    ) -> Result<Vec<Draft<Self::Event>>, Rejection>;

    /// Folds one of the service's own records. `common` is as it stood before the record.
    fn evolve(state: &mut Self::State, record: &Recorded<Self::Event>, common: &Common);

    /// Gives a state a place for what rests in it: the one that it had when it was saved, if anything went there.
    fn shelve(_state: &mut Self::State, _shelf: &Arc<dyn Shelf>) {}

    /// What a record of another log makes this service ask of itself, in order. A rejected command is set aside.
    fn react(state: &Self::State, foreign: &Foreign, context: &Context<'_>) -> Vec<Self::Command>;

    /// The earliest instant at which something comes due.
    fn due(_state: &Self::State) -> Option<Instant> {
        None
    }

    /// What comes due at or before `until`, in order. Called until nothing is due any more.
    fn fire(_state: &Self::State, _until: Instant, _context: &Context<'_>) -> Vec<Draft<Self::Event>> {
        Vec::new()
    }

    /// Effects that are due: each is performed once its frame is on disk, and again after a restart until the
    /// command that reports its outcome is recorded.
    fn pending(_state: &Self::State) -> Vec<Self::Effect> {
        Vec::new()
    }

    /// How many SLA clocks the service keeps open; none when it keeps none.
    fn clocks(_state: &Self::State) -> Option<&ClockCounts> {
        None
    }

    /// Answers a question about the service's own aggregates, in JSON as [`crate::said`] writes it.
    ///
    /// # Errors
    /// A [`Rejection`] when the question cannot be read or names what is not there.
    fn answer(
        state: &Self::State,
        question: &serde_json::Value,
        context: &Context<'_>,
    ) -> Result<Vec<u8>, Rejection>;

    /// The read models whose digest says whether two runs ended alike: without frames, hashes and request ids.
    fn read_model(state: &Self::State) -> serde_json::Value;
}

/// Most answers take less; larger ones grow.
const ANSWER_BYTES: usize = 4 * 1024;

/// Writes an answer as JSON.
///
/// # Errors
/// `answer.unwritable`, when a value has no form in JSON, which no answer of ours lacks.
pub fn said(answer: &impl Serialize) -> Result<Vec<u8>, Rejection> {
    let mut json = Vec::with_capacity(ANSWER_BYTES);
    serde_json::to_writer(&mut json, answer).map_err(|failure| unwritable(&failure))?;
    Ok(json)
}

/// What is said of an answer that has no form in JSON.
#[must_use]
pub fn unwritable(failure: &serde_json::Error) -> Rejection {
    Rejection::new(
        Class::Unavailable,
        "answer.unwritable",
        format!("无法写出结果：{failure}"),
        format!("the answer cannot be written: {failure}"),
    )
}
