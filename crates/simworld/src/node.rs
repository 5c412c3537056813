//! One running service: the kit's core over a log on a simulated disk, as the runtime's writer thread drives it.

use std::collections::VecDeque;

use decider::Effect;
use eventlog::{Log, NewFrame, SnapshotMark, Timekeeping, Writer};
use kit::core::fold::Folded;
use kit::core::window::Window;
use kit::core::{Answer, Core, Decided, Head, Input, Output, Request, Ticket};
use kit::runtime::{Promises, fingerprint, first_answer, fold_on, open_log, page};
use proto::wire::{Accepted, FeedPage, FeedRead, Reach, Status};
use proto::{Class, Command, Encoding, Rejection};
use timesource::{Controller, Time};
use types::{Actor, Instant, RequestId, ServiceName};

use crate::disk::Disk;
use crate::edge::{Edge, Errand, Report};
use crate::mutant::Mutant;

/// A snapshot of a simulated service needs no version: it never outlives the program.
const FOLD_VERSION: u32 = 1;

/// What comes to a service.
#[derive(Debug)]
pub(crate) enum Incoming {
    Command(Box<Asked>),
    Page(FeedPage),
    Unreachable(ServiceName),
    Broken { log: ServiceName, reason: String },
    Rested(ServiceName),
    Woken(ServiceName),
    Done { effect: String, report: Report },
    Expired(Ticket),
}

/// A command on its way.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub ticket: Ticket,
    pub command: &'static str,
    pub body: String,
    pub actor: Actor,
    pub id: RequestId,
    pub seen: Reach,
}

/// What a service sends out.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Reply {
        ticket: Ticket,
        answer: Result<Accepted, Rejection>,
    },
    Read {
        log: ServiceName,
        read: FeedRead,
    },
    Perform {
        effect: String,
        errand: Errand,
    },
    Patience(Ticket),
    Alarm(String),
}

/// A service of whichever kind, while its process lives.
pub(crate) trait Node {
    /// Sets the machine's clock, which may stand earlier than it did.
    fn set_time(&mut self, now: Instant);
    /// The service's own idea of the time.
    fn now(&self) -> Instant;
    fn take(&mut self, incoming: Incoming);
    /// Decides what has come in; tells whether a frame is to be written.
    fn begin(&mut self) -> bool;
    /// Writes the frame that was decided; tells whether it holds records.
    ///
    /// # Errors
    /// Why the process must end.
    fn commit(&mut self) -> Result<bool, String>;
    fn collect(&mut self) -> Vec<Outgoing>;
    fn page(&self, read: &FeedRead) -> Result<FeedPage, Rejection>;
    fn is_writing(&self) -> bool;
    fn has_work(&self) -> bool;
    fn due(&self) -> Option<Instant>;
    fn status(&mut self) -> Option<Status>;
    /// What is folded, as bytes: state, common, versions of streams.
    fn fold(&self) -> Vec<u8>;
    fn snapshot(&self) -> (SnapshotMark, Vec<u8>);
    fn log(&self) -> &Log;
}

/// What a service is started with.
pub(crate) struct Start<'a> {
    pub disk: &'a Disk,
    pub now: Instant,
    pub seed: u64,
    pub mutant: Option<Mutant>,
}

struct Process<S: Edge> {
    core: Core<S>,
    log: Log,
    writer: Writer,
    promises: Promises,
    time: Time,
    controller: Controller,
    inbox: VecDeque<Input<S>>,
    refused: Vec<Outgoing>,
    writing: Option<NewFrame>,
}

/// Starts a service over what its disk holds.
///
/// # Errors
/// Why its log does not open.
pub(crate) fn start(name: ServiceName, start: &Start<'_>) -> Result<Box<dyn Node>, String> {
    Ok(match name {
        ServiceName::Directory => Box::new(Process::<directory::Directory>::start(start)?),
        ServiceName::Hotline => Box::new(Process::<hotline::Hotline>::start(start)?),
        ServiceName::Dispatch => Box::new(Process::<dispatch::Dispatch>::start(start)?),
        ServiceName::Field => Box::new(Process::<field::Field>::start(start)?),
        ServiceName::Notify => Box::new(Process::<notify::Notify>::start(start)?),
        ServiceName::Claims => Box::new(Process::<claims::Claims>::start(start)?),
        ServiceName::Returns => Box::new(Process::<returns::Returns>::start(start)?),
    })
}

impl<S: Edge> Process<S> {
    fn start(start: &Start<'_>) -> Result<Self, String> {
        let (disk, now) = (start.disk.open(), start.now);
        let seed = start.seed.to_be_bytes();
        let (log, writer) = open_log(disk.clone(), S::NAME.as_str(), Timekeeping::Real, now, &seed)
            .map_err(|failure| failure.to_string())?;
        let (folded, from) = start_of_fold::<S>(&disk, &log);
        let mut folded = fold_on(folded, &log, from).map_err(|failure| failure.to_string())?;
        match start.mutant {
            Some(Mutant::ForgetsCursors) => folded.cursors.clear(),
            Some(Mutant::ForgetsRequests) => folded.window = Window::default(),
            _ => {}
        }
        let (time, controller) = Time::virtual_at(now);
        let core = Core::new(folded, log.id().to_string(), Head::from(log.head()), now, false);
        Ok(Self {
            core,
            log,
            writer,
            promises: Promises::default(),
            time,
            controller,
            inbox: VecDeque::new(),
            refused: Vec::new(),
            writing: None,
        })
    }

    fn take_command(&mut self, asked: Asked) {
        let read = S::Command::read(asked.command, Encoding::Json, asked.body.as_bytes());
        let read = read.map_err(|reason| malformed(&reason)).and_then(|command| {
            let body = fingerprint(&command, &asked.actor)?;
            Ok((command, body))
        });
        match read {
            Ok((command, body)) => self.inbox.push_back(Input::Request(Request {
                ticket: asked.ticket,
                command,
                actor: asked.actor,
                id: asked.id,
                body,
                seen: asked.seen,
            })),
            Err(rejection) => self.refused.push(Outgoing::Reply {
                ticket: asked.ticket,
                answer: Err(rejection),
            }),
        }
    }

    fn answer(&self, answer: Result<Answer<S::Event>, Rejection>) -> Result<Accepted, Rejection> {
        match answer? {
            Answer::Decided(decided) => Ok(decided.accepted()),
            Answer::Again { frame, first, count } => {
                first_answer::<S>(&self.log, frame, first, count).map(Decided::accepted)
            }
            other => Err(malformed(&format!("no answer to a command: {other:?}"))),
        }
    }

    fn outgoing(&self, output: Output<S>) -> Outgoing {
        match output {
            Output::Reply { ticket, answer } => Outgoing::Reply {
                ticket,
                answer: self.answer(answer),
            },
            Output::Read { log, read } => Outgoing::Read { log, read },
            Output::Perform { effect, leftover } => Outgoing::Perform {
                effect: effect.id(),
                errand: S::errand(effect, leftover),
            },
            Output::Patience(ticket) => Outgoing::Patience(ticket),
            Output::Alarm(alarm) => Outgoing::Alarm(alarm),
        }
    }
}

/// From the newest snapshot that is of this log.
fn start_of_fold<S: Edge>(disk: &Disk, log: &Log) -> (Folded<S>, u64) {
    let kept = disk.snapshot().and_then(|(mark, bytes)| {
        let fits = log
            .read(mark.frame)
            .is_ok_and(|frame| frame.hash == mark.frame_hash);
        let folded = postcard::from_bytes(&bytes).ok().filter(|_| fits)?;
        Some((folded, mark.frame))
    });
    kept.unwrap_or_else(|| (Folded::default(), 0))
}

fn malformed(reason: &str) -> Rejection {
    Rejection::new(
        Class::Malformed,
        "request.malformed",
        "请求无法读取",
        "the request cannot be read",
    )
    .with("reason", reason)
}

impl<S: Edge> Node for Process<S> {
    fn set_time(&mut self, now: Instant) {
        if now < self.time.now() {
            (self.time, self.controller) = Time::virtual_at(now);
        } else {
            self.controller.set(now);
        }
    }

    fn now(&self) -> Instant {
        self.time.now()
    }

    fn take(&mut self, incoming: Incoming) {
        let input = match incoming {
            Incoming::Command(asked) => return self.take_command(*asked),
            Incoming::Page(page) => Input::Page(page),
            Incoming::Unreachable(log) => Input::Unreachable(log),
            Incoming::Broken { log, reason } => Input::Broken { log, reason },
            Incoming::Rested(log) => Input::Rested(log),
            Incoming::Woken(log) => Input::Woken(log),
            Incoming::Done { effect, report } => {
                let Some(command) = S::reported(report) else {
                    return;
                };
                Input::Done { effect, command }
            }
            Incoming::Expired(ticket) => Input::Expired(ticket),
        };
        self.inbox.push_back(input);
    }

    fn begin(&mut self) -> bool {
        let now = self.time.now();
        for input in self.inbox.drain(..) {
            self.core.take(input, now);
        }
        let now = self.promises.begin(&self.time);
        self.writing = self.core.build(now);
        if self.writing.is_none() {
            self.promises.end();
        }
        self.writing.is_some()
    }

    fn commit(&mut self) -> Result<bool, String> {
        let Some(frame) = self.writing.take() else {
            return Ok(false);
        };
        let appended = self
            .writer
            .append(&frame)
            .map_err(|failure| failure.to_string())?;
        self.core.synced(appended.hash);
        self.promises.end();
        Ok(!frame.records.is_empty())
    }

    fn collect(&mut self) -> Vec<Outgoing> {
        let mut outgoing = std::mem::take(&mut self.refused);
        for output in self.core.take_outputs() {
            outgoing.push(self.outgoing(output));
        }
        outgoing
    }

    fn page(&self, read: &FeedRead) -> Result<FeedPage, Rejection> {
        page(&self.log, S::NAME, &self.promises, &self.time, read)
    }

    fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    fn has_work(&self) -> bool {
        !self.inbox.is_empty() || self.core.has_work()
    }

    fn due(&self) -> Option<Instant> {
        self.core.due()
    }

    fn status(&mut self) -> Option<Status> {
        let asked = Input::Status {
            ticket: 0,
            digest: true,
        };
        self.core.take(asked, self.time.now());
        let answers = self.core.take_outputs().into_iter();
        let mut statuses = answers.filter_map(|output| match output {
            Output::Reply {
                answer: Ok(Answer::Status(status)),
                ..
            } => Some(status),
            _ => None,
        });
        statuses.next()
    }

    fn fold(&self) -> Vec<u8> {
        let folded = self.core.folded();
        postcard::to_stdvec(&(&folded.state, &folded.common, &folded.versions)).unwrap_or_default()
    }

    fn snapshot(&self) -> (SnapshotMark, Vec<u8>) {
        let head = self.log.head();
        let mark = SnapshotMark {
            frame: head.frame,
            frame_hash: head.hash,
            fold_version: FOLD_VERSION,
        };
        (mark, postcard::to_stdvec(self.core.folded()).unwrap_or_default())
    }

    fn log(&self) -> &Log {
        &self.log
    }
}
