//! What stands around the core: its log in memory, the logs it reads, and a clock that is set by hand.

use std::collections::{BTreeMap, BTreeSet};

use eventlog::{Log, LogId, MemoryStore, NewFrame, Timekeeping, Writer};
use kit::core::fold::Folded;
use kit::core::{Answer, Core, Head, Input, Output, Request, Ticket};
use proto::dispatch::{ClockId, ClockMet, DispatchEvent};
use proto::hotline::{FollowUpCameDue, FollowUpDone, HotlineEvent, NoteAdded};
use proto::wire::{FeedFrame, FeedPage, FeedRead, Probe, Reach};
use proto::{Cause, Event, Rejection, StoredRecord};
use sla::policy::ClockKind;
use types::{Actor, Hash, Instant, OrderNumber, Personal, RequestId, ServiceName};

use crate::toy::{Letter, Toy, ToyCommand, ToyEvent, ToyState};

/// Seconds after eight on the day the world begins.
pub(crate) fn at(seconds: i64) -> Instant {
    "2026-01-05T08:00:00+08:00".parse::<Instant>().unwrap() + types::Span::seconds(seconds)
}

pub(crate) fn reach<const N: usize>(logs: [(ServiceName, u64); N]) -> Reach {
    BTreeMap::from(logs)
}

/// Another service's log.
pub(crate) struct Other {
    name: ServiceName,
    pub(crate) id: String,
    frames: Vec<FeedFrame>,
    /// Whole pages end after so many frames.
    pub(crate) page: usize,
    /// What readers are promised; the time when they ask, if none is set.
    pub(crate) promise: Option<Instant>,
}

impl Other {
    fn new(name: ServiceName) -> Self {
        Self {
            name,
            id: format!("{name}-1"),
            frames: Vec::new(),
            page: 4_096,
            promise: None,
        }
    }

    /// Appends a frame.
    pub(crate) fn push(&mut self, stamp: Instant, vector: Reach, records: Vec<Vec<u8>>) {
        let frame = self.frames.len() as u64 + 1;
        let records = (frame * 10..).zip(records).collect();
        let hash = Hash::of(&[self.id.as_bytes(), &frame.to_be_bytes()]);
        self.frames.push(FeedFrame {
            frame,
            hash,
            stamp,
            vector,
            records,
        });
    }

    /// Puts a record in the place of a frame's first, as a program would read it that is newer.
    pub(crate) fn repair(&mut self, frame: usize, record: Vec<u8>) {
        self.frames[frame - 1].records[0].1 = record;
    }

    /// Answers a read as a service does: only frames with records of the kinds that are asked for.
    fn answer(&self, read: &FeedRead, now: Instant) -> FeedPage {
        let after = usize::try_from(read.after).unwrap();
        let looked_at: Vec<&FeedFrame> = self.frames.iter().skip(after).take(self.page).collect();
        let wanted = |bytes: &[u8]| {
            read.kinds
                .contains(&StoredRecord::from_bytes(bytes).unwrap().schema)
        };
        let frames = looked_at.iter().map(|frame| FeedFrame {
            records: frame
                .records
                .iter()
                .filter(|(_, bytes)| wanted(bytes))
                .cloned()
                .collect(),
            ..(*frame).clone()
        });
        let last = looked_at.last().map(|frame| (frame.frame, frame.hash));
        let (upto, upto_hash) = last.unwrap_or((read.after, read.after_hash.unwrap_or(Hash::NONE)));
        FeedPage {
            log: self.name,
            log_id: self.id.clone(),
            frames: frames.filter(|frame| !frame.records.is_empty()).collect(),
            upto,
            upto_hash,
            head: self.frames.len() as u64,
            promise: self.promise.unwrap_or(now),
        }
    }
}

/// The core and everything around it.
pub(crate) struct World {
    pub(crate) core: Core<Toy>,
    pub(crate) log: Log,
    writer: Writer,
    pub(crate) now: Instant,
    is_virtual: bool,
    pub(crate) others: BTreeMap<ServiceName, Other>,
    /// Logs that cannot be read.
    pub(crate) away: BTreeSet<ServiceName>,
    /// Logs that could not be read, and are asked again when they can.
    resting: BTreeSet<ServiceName>,
    pub(crate) reads: Vec<(ServiceName, FeedRead)>,
    pub(crate) replies: BTreeMap<Ticket, Result<Answer<ToyEvent>, Rejection>>,
    pub(crate) performs: Vec<(Letter, bool)>,
    pub(crate) alarms: Vec<String>,
    pub(crate) patience: Vec<Ticket>,
    tickets: Ticket,
}

impl World {
    /// In real time, with empty logs around it, which have been read once.
    pub(crate) fn new() -> Self {
        let mut world = Self::over(Timekeeping::Real);
        world.run();
        world
    }

    pub(crate) fn in_virtual_time() -> Self {
        let mut world = Self::over(Timekeeping::Virtual);
        world.run();
        world
    }

    fn over(timekeeping: Timekeeping) -> Self {
        let id = LogId::derive("notify", at(0), b"world");
        let (log, writer) = Log::create(MemoryStore::new(), "notify", id, timekeeping).unwrap();
        let is_virtual = timekeeping == Timekeeping::Virtual;
        let head = Head {
            frame: 0,
            hash: Hash::NONE,
            position: 0,
            stamp: Instant::MIN,
        };
        let others = [
            ServiceName::Directory,
            ServiceName::Hotline,
            ServiceName::Dispatch,
        ];
        Self {
            core: Core::new(Folded::default(), log.id().to_string(), head, at(0), is_virtual),
            log,
            writer,
            now: at(0),
            is_virtual,
            others: others.map(|name| (name, Other::new(name))).into(),
            away: BTreeSet::new(),
            resting: BTreeSet::new(),
            reads: Vec::new(),
            replies: BTreeMap::new(),
            performs: Vec::new(),
            alarms: Vec::new(),
            patience: Vec::new(),
            tickets: 0,
        }
    }

    /// Ends the process and starts another over the same log.
    pub(crate) fn restart(&mut self) {
        let head = self.log.head();
        let head = Head {
            frame: head.frame,
            hash: head.hash,
            position: head.position,
            stamp: head.stamp,
        };
        self.core = Core::new(
            self.replayed(),
            self.log.id().to_string(),
            head,
            self.now,
            self.is_virtual,
        );
        self.reads.clear();
        self.performs.clear();
        self.run();
    }

    /// The log folded from its beginning.
    pub(crate) fn replayed(&self) -> Folded<Toy> {
        let mut folded = Folded::default();
        for frame in self.log.frames(0) {
            folded.frame(&frame.unwrap()).unwrap();
        }
        folded
    }

    pub(crate) fn state(&self) -> &ToyState {
        &self.core.folded().state
    }

    pub(crate) fn other(&mut self, log: ServiceName) -> &mut Other {
        self.others.get_mut(&log).unwrap()
    }

    /// Appends a frame with one record to hotline's or dispatch's log, stamped now.
    pub(crate) fn writes(&mut self, log: ServiceName, vector: Reach, record: Vec<u8>) {
        let now = self.now;
        self.other(log).push(now, vector, vec![record]);
    }

    pub(crate) fn take(&mut self, input: Input<Toy>) {
        self.core.take(input, self.now);
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        self.tickets
    }

    /// Hands a command over, to be decided with the next turn.
    pub(crate) fn send(&mut self, id: &str, command: ToyCommand, seen: Reach) -> Ticket {
        let ticket = self.ticket();
        let body = Hash::of(&[&postcard::to_stdvec(&command).unwrap()]);
        let id = RequestId::new(id).unwrap();
        self.take(Input::Request(Request {
            ticket,
            command,
            actor: Actor::Local,
            id,
            body,
            seen,
        }));
        ticket
    }

    /// Sends a command and runs until nothing moves. Gives its answer, when there is one already.
    pub(crate) fn asks(
        &mut self,
        id: &str,
        command: ToyCommand,
    ) -> Option<Result<Answer<ToyEvent>, Rejection>> {
        let ticket = self.send(id, command, Reach::new());
        self.run();
        self.replies.get(&ticket).cloned()
    }

    pub(crate) fn probe(&mut self, now: Instant, fire: bool, heads: Reach) -> Ticket {
        let ticket = self.ticket();
        if self.is_virtual {
            self.now = self.now.max(now);
        }
        self.take(Input::Probe {
            ticket,
            probe: Probe { now, fire, heads },
        });
        ticket
    }

    /// One frame, or none when there is nothing to write.
    pub(crate) fn turn(&mut self) {
        if let Some(frame) = self.core.build(self.now) {
            self.append(&frame);
        }
        self.collect();
    }

    pub(crate) fn append(&mut self, frame: &NewFrame) {
        let appended = self.writer.append(frame).unwrap();
        self.core.synced(appended.hash);
    }

    pub(crate) fn collect(&mut self) {
        for output in self.core.take_outputs() {
            match output {
                Output::Reply { ticket, answer } => {
                    assert!(
                        self.replies.insert(ticket, answer).is_none(),
                        "one answer for each ticket"
                    );
                }
                Output::Read { log, read } => self.reads.push((log, read)),
                Output::Perform { effect, leftover } => self.performs.push((effect, leftover)),
                Output::Patience(ticket) => self.patience.push(ticket),
                Output::Alarm(alarm) => self.alarms.push(alarm),
            }
        }
    }

    /// Answers what was asked of other logs so far.
    pub(crate) fn serve(&mut self) {
        for (log, read) in std::mem::take(&mut self.reads) {
            let input = if self.away.contains(&log) {
                self.resting.insert(log);
                Input::Unreachable(log)
            } else {
                Input::Page(self.others[&log].answer(&read, self.now))
            };
            self.take(input);
        }
    }

    /// Runs until nothing moves any more.
    pub(crate) fn run(&mut self) {
        let away = std::mem::take(&mut self.resting);
        for log in away {
            if self.away.contains(&log) {
                self.resting.insert(log);
            } else {
                self.take(Input::Rested(log));
            }
        }
        for _ in 0..10_000 {
            self.turn();
            if self.reads.is_empty() && !self.core.has_work() {
                return;
            }
            self.serve();
        }
        panic!("the core does not come to rest");
    }

    /// Tells the core that a log has news, and runs.
    pub(crate) fn wakes(&mut self, log: ServiceName) {
        self.take(Input::Woken(log));
        self.run();
    }
}

fn order() -> OrderNumber {
    OrderNumber::compose(26, 7)
}

pub(crate) fn note(text: &str) -> Vec<u8> {
    stored(&HotlineEvent::from(NoteAdded {
        order: order(),
        text: Personal::from(text.to_owned()),
    }))
}

/// Something the toy refuses.
pub(crate) fn done() -> Vec<u8> {
    stored(&HotlineEvent::from(FollowUpDone {
        order: order(),
        follow_up: 1,
        note: String::new(),
    }))
}

/// Something the toy reads without doing anything.
pub(crate) fn came_due() -> Vec<u8> {
    stored(&HotlineEvent::from(FollowUpCameDue {
        order: order(),
        follow_up: 1,
        due_at: at(0),
    }))
}

/// Something the toy does not read at all.
pub(crate) fn unread() -> Vec<u8> {
    let stopgap = proto::hotline::MachineStateReported {
        order: order(),
        machine_down: true,
        stopgap: None,
    };
    stored(&HotlineEvent::from(stopgap))
}

pub(crate) fn met() -> Vec<u8> {
    let clock = ClockId {
        order: order(),
        kind: ClockKind::FirstResponse,
        run: 1,
    };
    stored(&DispatchEvent::from(ClockMet { clock, at: at(0) }))
}

/// A note of a version that nobody here knows.
pub(crate) fn unreadable() -> Vec<u8> {
    let mut record = StoredRecord::from_bytes(&note("later")).unwrap();
    record.schema_version = 99;
    record.to_bytes().unwrap()
}

fn stored<E: Event>(event: &E) -> Vec<u8> {
    let record = StoredRecord {
        stream: event.stream(),
        version: 1,
        schema: event.kind().schema,
        schema_version: event.kind().version,
        occurred_at: at(0),
        actor: Actor::Local,
        cause: Cause::Due { at: at(0) },
        body: event.encode().unwrap(),
    };
    record.to_bytes().unwrap()
}
