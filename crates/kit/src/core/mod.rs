//! The kit's core: a state machine without I/O around one service.
//!
//! Requests, pages of other logs, time and outcomes of effects go in; a frame to append, answers, reads and
//! effects come out. Between [`Core::build`] and [`Core::synced`] the frame is on its way to disk, and nothing is
//! answered.

mod answers;
mod build;
mod decided;
pub mod feeds;
pub mod fold;
mod take;
mod tally;
mod versions;
pub mod window;

use std::collections::{BTreeSet, VecDeque};

use decider::{Effect, Service};
use eventlog::NewFrame;
use proto::Rejection;
use proto::wire::{FeedRead, FeedRelease, Feeds as FeedsAnswer, Probe, Probed, Reach, Status};
use types::{Actor, Hash, Instant, RequestId, ServiceName};

use self::build::Building;
pub use self::decided::Decided;
use self::feeds::Feeds;
use self::fold::{Extra, Folded};
pub use self::tally::{Standing, Tally};

/// After so many foreign frames cursors are written although nothing followed from them.
const CURSORS_EVERY: u64 = 1_000;

/// Names a request until it is answered.
pub type Ticket = u64;

/// A command as it came in.
#[derive(Debug, Clone)]
pub struct Request<C> {
    pub ticket: Ticket,
    pub command: C,
    pub actor: Actor,
    pub id: RequestId,
    /// Hash of the command's name and body.
    pub body: Hash,
    pub seen: Reach,
}

/// What goes in.
#[derive(Debug)]
pub enum Input<S: Service> {
    Request(Request<S::Command>),
    Question {
        ticket: Ticket,
        question: serde_json::Value,
        actor: Actor,
    },
    Page(proto::wire::FeedPage),
    /// A log could not be read.
    Unreachable(ServiceName),
    /// A log refused to be read on from where we were: it is not what it was.
    Broken {
        log: ServiceName,
        reason: String,
    },
    /// Another log has news.
    Woken(ServiceName),
    /// A log that could not be read may be asked again.
    Rested(ServiceName),
    /// The outcome of an effect.
    Done {
        effect: String,
        command: S::Command,
    },
    Probe {
        ticket: Ticket,
        probe: Probe,
    },
    Status {
        ticket: Ticket,
        digest: bool,
    },
    /// How the service stands, in numbers.
    Standing {
        ticket: Ticket,
    },
    /// A status, once other logs are folded so far.
    Await {
        ticket: Ticket,
        seen: Reach,
    },
    Feeds {
        ticket: Ticket,
    },
    Release {
        ticket: Ticket,
        release: FeedRelease,
        actor: Actor,
    },
    /// A request has waited as long as it may.
    Expired(Ticket),
}

/// What a ticket is answered with.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<E> {
    Decided(Decided<E>),
    /// The same command was taken before: its events stand in that frame.
    Again {
        frame: u64,
        first: u32,
        count: u32,
    },
    /// To a question, in JSON.
    Said(Vec<u8>),
    Probed(Probed),
    Status(Status),
    Feeds(FeedsAnswer),
    Standing(Box<Standing>),
}

/// An answer, or a no.
pub type Reply<S> = Result<Answer<<S as Service>::Event>, Rejection>;

/// What comes out.
#[derive(Debug)]
pub enum Output<S: Service> {
    Reply {
        ticket: Ticket,
        answer: Reply<S>,
    },
    Read {
        log: ServiceName,
        read: FeedRead,
    },
    /// `leftover`: asked for before this process began, so it may have been done already.
    Perform {
        effect: S::Effect,
        leftover: bool,
    },
    /// Say [`Input::Expired`] of this ticket after the usual patience.
    Patience(Ticket),
    /// Something a person should hear of.
    Alarm(String),
}

/// Where the log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub frame: u64,
    pub hash: Hash,
    pub position: u64,
    pub stamp: Instant,
}

impl From<eventlog::Head> for Head {
    fn from(head: eventlog::Head) -> Self {
        Self {
            frame: head.frame,
            hash: head.hash,
            position: head.position,
            stamp: head.stamp,
        }
    }
}

/// Why a request waits.
#[derive(Debug)]
enum Wait {
    /// Until other logs are folded so far.
    Seen(Reach),
    /// Until reads that began after it was refused as unknown have come in.
    Fresh(std::collections::BTreeMap<ServiceName, u64>),
}

struct Parked<C> {
    request: Request<C>,
    wait: Wait,
}

struct ParkedProbe {
    ticket: Ticket,
    probe: Probe,
    fired: bool,
}

/// One service's core.
pub struct Core<S: Service> {
    folded: Folded<S>,
    feeds: Feeds,
    log_id: String,
    head: Head,
    now: Instant,
    /// Virtual time fires only when the one who holds it says so.
    is_virtual: bool,
    requests: VecDeque<(Request<S::Command>, bool)>,
    parked: Vec<Parked<S::Command>>,
    questions: Vec<(Ticket, serde_json::Value, Actor)>,
    probes: Vec<ParkedProbe>,
    awaiting: Vec<(Ticket, Reach)>,
    done: VecDeque<(String, S::Command)>,
    releases: Vec<(Ticket, FeedRelease, Actor)>,
    performing: BTreeSet<String>,
    /// Effects whose outcome changed nothing: performing them again would go on for ever.
    given_up: BTreeSet<String>,
    /// Effects asked for before this process began.
    leftovers: BTreeSet<String>,
    /// Answers that wait for their frame to be on disk.
    answers: Vec<(Ticket, Reply<S>)>,
    outputs: Vec<Output<S>>,
    /// Where the log will end once the frame that is on its way to disk is there; its hash is not known yet.
    under_way: Option<Head>,
    /// Foreign frames passed since cursors were last written.
    unwritten: u64,
    /// How far other logs were read since the last frame: no part of the fold, or a snapshot would know more than its log.
    heard: Reach,
    /// The last frame was full, so something may wait for the next.
    more: bool,
    tally: Tally,
}

impl<S: Service> Core<S> {
    /// Takes up a folded log.
    #[must_use]
    pub fn new(folded: Folded<S>, log_id: String, head: Head, now: Instant, is_virtual: bool) -> Self {
        let mut feeds = Feeds::new(follows::<S>());
        feeds.resume(&folded.cursors);
        let leftovers = S::pending(&folded.state).iter().map(Effect::id).collect();
        let mut core = Self {
            folded,
            feeds,
            log_id,
            head,
            now: now.max(head.stamp),
            is_virtual,
            requests: VecDeque::new(),
            parked: Vec::new(),
            questions: Vec::new(),
            probes: Vec::new(),
            awaiting: Vec::new(),
            done: VecDeque::new(),
            releases: Vec::new(),
            performing: BTreeSet::new(),
            given_up: BTreeSet::new(),
            leftovers,
            answers: Vec::new(),
            outputs: Vec::new(),
            under_way: None,
            unwritten: 0,
            heard: Reach::new(),
            more: false,
            tally: Tally::default(),
        };
        core.feeds.want_all();
        core.after_frame();
        core
    }

    /// The earliest instant at which something comes due.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        S::due(&self.folded.state)
    }

    /// Whether there is something [`Self::build`] could work on.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.more || !self.requests.is_empty() || !self.done.is_empty() || !self.releases.is_empty()
    }

    /// The fold, for a snapshot.
    #[must_use]
    pub fn folded(&self) -> &Folded<S> {
        &self.folded
    }

    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The frame is on disk: answers go out, effects begin.
    pub fn synced(&mut self, hash: Hash) {
        if let Some(head) = self.under_way.take() {
            self.head = Head { hash, ..head };
        }
        self.after_frame();
    }

    /// What is to be done now.
    pub fn take_outputs(&mut self) -> Vec<Output<S>> {
        for (log, read) in self.feeds.take_reads() {
            self.outputs.push(Output::Read { log, read });
        }
        std::mem::take(&mut self.outputs)
    }

    /// Decides everything that waits, at `now`. Gives the frame to append, when there is one; otherwise nothing
    /// has to be written and the answers are out.
    pub fn build(&mut self, now: Instant) -> Option<NewFrame> {
        self.now = self.now.max(now);
        let mut building = self.begin();
        building.tally = std::mem::take(&mut self.tally);
        self.take_foreign(&mut building);
        self.hear_feeds();
        self.fire(&mut building);
        self.take_done(&mut building);
        self.take_releases(&mut building);
        self.unpark();
        self.take_requests(&mut building);
        self.more = building.is_full();
        self.tally = std::mem::take(&mut building.tally);
        let write_cursors = self.unwritten >= CURSORS_EVERY;
        if building.records.is_empty() && !write_cursors {
            self.after_frame();
            return None;
        }
        self.unwritten = 0;
        for (log, frame) in std::mem::take(&mut self.heard) {
            self.folded.reached(log, frame);
        }
        building.extra.cursors = self.feeds.cursors();
        self.folded.cursors.clone_from(&building.extra.cursors);
        if !building.records.is_empty() {
            self.folded.last_with_records = building.frame;
        }
        let count = u64::try_from(building.records.len()).unwrap_or_default();
        self.under_way = Some(Head {
            frame: building.frame,
            position: self.head.position + count,
            stamp: building.stamp,
            ..self.head
        });
        Some(NewFrame {
            stamp: building.stamp,
            vector: vector(&self.folded.reach),
            records: building.records,
            extra: written(&building.extra),
        })
    }

    fn begin(&self) -> Building {
        let stamp = self
            .now
            .max(self.head.stamp)
            .max(self.feeds.latest_stamp().unwrap_or(Instant::MIN));
        Building::new(self.head.frame + 1, self.head.position + 1, stamp)
    }

    /// Sends what waited for the disk, then begins effects and answers questions over what is on disk now.
    fn after_frame(&mut self) {
        for (ticket, answer) in std::mem::take(&mut self.answers) {
            self.outputs.push(Output::Reply { ticket, answer });
        }
        self.begin_effects();
        self.answer_questions();
        self.answer_awaiting();
        self.answer_probes();
    }

    fn begin_effects(&mut self) {
        for effect in S::pending(&self.folded.state) {
            let id = effect.id();
            if !self.given_up.contains(&id) && self.performing.insert(id.clone()) {
                let leftover = self.leftovers.remove(&id);
                self.outputs.push(Output::Perform { effect, leftover });
            }
        }
    }
}

/// The logs a service reads: what it follows, and directory, whose entries the kit copies.
fn follows<S: Service>() -> Vec<(ServiceName, Vec<u16>)> {
    let mut follows = schemas_of(S::FOLLOWS);
    if S::NAME != ServiceName::Directory {
        follows.retain(|(log, _)| *log != ServiceName::Directory);
        follows.push((ServiceName::Directory, schemas(ServiceName::Directory, &[])));
    }
    follows
}

/// What is followed, by schema ids.
pub(crate) fn schemas_of(follows: &[decider::Follow]) -> Vec<(ServiceName, Vec<u16>)> {
    follows
        .iter()
        .map(|follow| (follow.log, schemas(follow.log, follow.kinds)))
        .collect()
}

/// The schema ids of kinds by name; of all the log's own kinds when none are named.
fn schemas(log: ServiceName, kinds: &[&str]) -> Vec<u16> {
    proto::AnyEvent::kinds(log)
        .iter()
        .filter(|kind| {
            if kinds.is_empty() {
                kind.schema >= 100
            } else {
                kinds.contains(&kind.name)
            }
        })
        .map(|kind| kind.schema)
        .collect()
}

fn vector(reach: &Reach) -> eventlog::Vector {
    let mut vector = eventlog::Vector::default();
    for (log, frame) in reach {
        vector.raise(log.as_str(), *frame);
    }
    vector
}

/// What goes beside the records, written into as much room as it will about take.
fn written(extra: &Extra) -> Vec<u8> {
    const EACH: usize = 96;
    let room = EACH * (extra.requests.len() + extra.cursors.len());
    postcard::to_extend(extra, Vec::with_capacity(room)).unwrap_or_default()
}
