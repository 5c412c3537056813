//! What people do in a world: scripts of steps, one after another, each at its moment or as soon after it as the step
//! before was answered. They follow from the seed alone, so that the same acts are done with faults and without.

mod claimed;
mod dealer;
mod orders;
mod sloppy;

use std::collections::{BTreeMap, VecDeque};

use proto::wire::Reach;
use types::{Actor, Hash, Instant, PersonId, ServiceName, Span};

use crate::dice::Dice;

/// What a step's answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    Taken,
    Refused(&'static str),
}

/// What is kept of a step's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Order,
    Consignment,
}

/// One act.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub at: Instant,
    pub actor: Actor,
    pub service: ServiceName,
    pub command: &'static str,
    /// JSON with `{order}` and the like where something known by then belongs.
    pub body: String,
    pub keep: Option<Keep>,
    pub expect: Expect,
}

impl Step {
    pub(crate) fn needs_package(&self) -> bool {
        self.body.contains(PACKAGE)
    }
}

const PACKAGE: &str = "{package}";

/// Steps of one client.
#[derive(Debug)]
pub(crate) struct Script {
    pub name: String,
    pub number: usize,
    steps: VecDeque<Step>,
    taken: usize,
    pub tries: u32,
    /// What was learnt on the way, by name.
    pub book: BTreeMap<&'static str, String>,
    pub seen: Reach,
}

impl Script {
    fn new(name: String, number: usize, steps: Vec<Step>) -> Self {
        Self {
            name,
            number,
            steps: steps.into(),
            taken: 0,
            tries: 0,
            book: BTreeMap::new(),
            seen: Reach::new(),
        }
    }

    /// When it begins.
    pub(crate) fn begins(&self) -> Instant {
        self.begins_next().unwrap_or_else(begins)
    }

    pub(crate) fn begins_next(&self) -> Option<Instant> {
        self.steps.front().map(|step| step.at)
    }

    pub(crate) fn next(&self) -> Option<Step> {
        self.steps.front().cloned()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.steps.is_empty()
    }

    /// Notes how far logs were when it heard of them.
    pub(crate) fn has_seen(&mut self, reach: &Reach) {
        for (log, frame) in reach {
            let known = self.seen.entry(*log).or_default();
            *known = (*known).max(*frame);
        }
    }

    pub(crate) fn done(&mut self) {
        self.steps.pop_front();
        self.taken += 1;
        self.tries = 0;
    }

    pub(crate) fn give_up(&mut self) {
        self.steps.clear();
    }

    /// The same act has the same id, however often its client sends it.
    pub(crate) fn request_id(&self, seed: u64) -> String {
        format!("{seed}-{}-{}-{}", self.number, self.taken, self.tries)
    }

    /// A body with everything that is known by now; none when something is not.
    pub(crate) fn filled(&self, body: &str, package: Option<Hash>) -> Option<String> {
        let mut filled = body.to_owned();
        for (name, value) in &self.book {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        if let Some(package) = package {
            filled = filled.replace(PACKAGE, &package.to_string());
        }
        let open = ["{order}", "{consignment}", PACKAGE];
        (!open.iter().any(|name| filled.contains(name))).then_some(filled)
    }
}

/// When every story begins.
pub(crate) fn begins() -> Instant {
    // 2026-03-02, eight in the morning in Shanghai.
    Instant::from_seconds(1_772_409_600)
}

/// Everything people do, and the documents they have.
#[derive(Debug, Default)]
pub(crate) struct Story {
    pub scripts: Vec<Script>,
    pub documents: BTreeMap<Hash, Vec<u8>>,
}

/// The story of a seed.
pub(crate) fn write(seed: u64) -> Story {
    let mut dice = Dice::of(seed, "story");
    let mut pen = Pen::default();
    dealer::lists(&mut pen, &mut dice);
    claimed::claimed(&mut pen, &mut dice, &dealer::TAIZHOU);
    if dice.happens(4_000) {
        claimed::claimed(&mut pen, &mut dice, &dealer::WENLING);
    }
    for (machine, station) in dealer::OTHER_MACHINES {
        if dice.happens(6_500) {
            match dice.below(6) {
                0 => orders::unrepaired(&mut pen, &mut dice, station, machine),
                1 => orders::cancelled(&mut pen, &mut dice, machine),
                2 => orders::solved(&mut pen, &mut dice, station, machine),
                3 => orders::late(&mut pen, &mut dice, station, machine),
                4 => orders::forgotten(&mut pen, &mut dice, machine),
                _ => sloppy::sloppy(&mut pen, &mut dice, station, machine),
            }
        }
    }
    sloppy::strangers(&mut pen, &mut dice);
    pen.story
}

/// Writes scripts.
#[derive(Debug, Default)]
struct Pen {
    story: Story,
    steps: Vec<Step>,
}

impl Pen {
    /// An act of somebody at a moment.
    fn does(
        &mut self,
        at: Instant,
        who: &str,
        subject: (ServiceName, &'static str),
        body: &str,
    ) -> &mut Step {
        let actor = match PersonId::new(who) {
            Ok(person) => Actor::Person(person),
            Err(_) => Actor::Local,
        };
        let place = self.steps.len();
        self.steps.push(Step {
            at,
            actor,
            service: subject.0,
            command: subject.1,
            body: body.to_owned(),
            keep: None,
            expect: Expect::Taken,
        });
        &mut self.steps[place]
    }

    /// A text from a phone, that was sent and comes in at moments of their own.
    fn text(&mut self, at: Instant, from: &str, text: &str, sent_at: Instant) {
        let body = serde_json::json!({ "from": from, "text": text, "sent_at": sent_at, "gateway": "kannel" });
        let step = self.does(at, "", (ServiceName::Field, "take-message"), &body.to_string());
        step.actor = Actor::Gateway;
    }

    /// Ends a script.
    fn ends(&mut self, name: &str) {
        let number = self.story.scripts.len();
        let steps = std::mem::take(&mut self.steps);
        self.story
            .scripts
            .push(Script::new(name.to_owned(), number, steps));
    }

    /// A document with its bytes; gives what stands for it.
    fn document(&mut self, kind: &str, media_type: &str, bytes: Vec<u8>) -> serde_json::Value {
        let hash = Hash::of(&[&bytes]);
        let size = bytes.len();
        self.story.documents.insert(hash, bytes);
        serde_json::json!({ "hash": hash, "size": size, "media_type": media_type, "name": kind, "kind": kind })
    }
}

/// A time of day as an engineer writes it, `12:05`.
fn clock(at: Instant) -> String {
    let minutes = (at.micros().div_euclid(60_000_000) + 8 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The first call of an order comes on one of the first days, in the morning.
fn a_morning(dice: &mut Dice) -> Instant {
    let day = i64::try_from(dice.below(4)).unwrap_or_default();
    begins() + Span::days(day) + dice.minutes(10, 150)
}
