//! The one thread that decides and appends.
//!
//! It takes what waits, decides it one after another, appends one frame, and answers when the frame is on disk.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Moment};

use decider::Service;
use eventlog::{Log, Writer};
use proto::{Cause, Class, Recorded, Rejection, StoredRecord};
use timesource::Time;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use types::ServiceName;

use super::StartFailure;
use super::handle::{Handle, Hearer, Look, Message};
use super::heads::Signing;
use super::jobs::Job;
use super::numbers::Counted;
use super::opening::{Opened, snapshot_mark};
use super::promises::Promises;
use super::saving::Saving;
use crate::core::{Answer, Core, Decided, Output, Reply, Ticket};

#[cfg(test)]
mod tests;

/// How many inputs are taken before a frame is decided.
const BATCH: usize = 1_024;

/// Tells the writer to finish.
pub(crate) struct Stop(Box<dyn Fn() + Send + Sync>);

impl Stop {
    pub(crate) fn now(&self) {
        (self.0)();
    }
}

struct Thread<S: Service> {
    /// Questions are answered from it meanwhile.
    core: Arc<Mutex<Core<S>>>,
    log: Log,
    writer: Writer,
    inbox: Receiver<Message<S>>,
    jobs: UnboundedSender<Job<S>>,
    tickets: HashMap<Ticket, Hearer<S>>,
    next_ticket: Ticket,
    promises: Arc<Promises>,
    time: Time,
    fatal: UnboundedSender<String>,
    saving: Saving,
    signing: Signing,
    counted: Counted,
    #[cfg_attr(
        not(feature = "faults"),
        expect(dead_code, reason = "fault points look for their orders here")
    )]
    directory: std::path::PathBuf,
}

/// Starts the writer's thread.
pub(crate) fn start<S: Service>(
    opened: Opened<S>,
    time: &Time,
    fatal: &UnboundedSender<String>,
    jobs: UnboundedSender<Job<S>>,
    counted: &Counted,
) -> Result<(Handle<S>, Stop, oneshot::Receiver<()>), StartFailure> {
    let (sender, inbox) = channel();
    let promises = Arc::new(Promises::default());
    let (time, died) = (time.clone(), fatal.clone());
    let head = crate::core::Head::from(opened.log.head());
    let log_id = opened.log.id().as_str().to_owned();
    let core = Core::new(opened.saved.fold, log_id, head, time.now(), time.is_virtual());
    let core = Arc::new(Mutex::new(core));
    let look = Look::into(&core, opened.saved.scratch.as_ref());
    let thread = Thread {
        core,
        log: opened.log,
        writer: opened.writer,
        inbox,
        jobs,
        tickets: HashMap::new(),
        next_ticket: 0,
        promises: Arc::clone(&promises),
        time: time.clone(),
        fatal: fatal.clone(),
        saving: Saving::from(
            S::NAME.as_str(),
            opened.snapshots,
            opened.saved.scratch,
            (head.frame, opened.saved.bytes),
        ),
        signing: opened.signing,
        counted: counted.clone(),
        directory: opened.directory,
    };
    let (done, ended) = oneshot::channel();
    std::thread::Builder::new()
        .name(format!("{}-writer", S::NAME))
        .spawn(move || {
            // Whoever asks a thread that is gone would be told for ever that it is stopping.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| thread.run())) {
                let _ = died.send(format!("the writer of {} failed: {}", S::NAME, said(&*panic)));
            }
            drop(done);
        })
        .map_err(|failure| StartFailure::Listen(failure.to_string()))?;
    let stopper = sender.clone();
    let stop = Stop(Box::new(move || {
        let _ = stopper.send(Message::Stop);
    }));
    Ok((Handle::new(sender, look, promises, time), stop, ended))
}

impl<S: Service> Thread<S> {
    fn run(mut self) {
        let mut told_to_stop = false;
        // What is left over from before is asked for at once.
        while self.work_off() {
            if told_to_stop {
                let mark = snapshot_mark::<S>(self.log.head());
                self.saving.at_the_end(mark, lock(&self.core).folded());
                return;
            }
            told_to_stop = match self.first() {
                Ok(first) => !self.take_batch(first),
                Err(RecvTimeoutError::Timeout) => {
                    self.signing.passed(self.log.head(), self.time.now());
                    false
                }
                Err(RecvTimeoutError::Disconnected) => true,
            };
        }
        // What is folded here is not what is on disk: nobody is answered any more, and nothing is saved.
    }

    /// What comes first.
    fn first(&self) -> Result<Message<S>, RecvTimeoutError> {
        match self.inbox.try_recv() {
            Ok(message) => Ok(message),
            Err(_) => self.inbox.recv_timeout(self.patience()),
        }
    }

    /// Decides and appends until nothing waits. False when the process must end.
    fn work_off(&mut self) -> bool {
        while self.turn() {
            if !lock(&self.core).has_work() {
                return true;
            }
        }
        false
    }

    /// Until something comes due; virtual time does not pass by itself.
    fn patience(&self) -> Duration {
        const LONG: Duration = Duration::from_secs(60);
        const ASK_AGAIN: Duration = Duration::from_millis(250);
        if self.time.is_virtual() {
            return LONG;
        }
        let Some(due) = lock(&self.core).due() else {
            return LONG;
        };
        let left = due.since(self.time.now());
        match u64::try_from(left.as_micros()) {
            Ok(micros) if micros > 0 => Duration::from_micros(micros).min(LONG),
            Ok(_) | Err(_) => ASK_AGAIN,
        }
    }

    /// Takes what waits. False when told to stop.
    fn take_batch(&mut self, first: Message<S>) -> bool {
        let mut taken = 0;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Input(input) => lock(&self.core).take(input, self.time.now()),
                Message::Ask(make, hearer) => {
                    self.next_ticket += 1;
                    self.tickets.insert(self.next_ticket, hearer);
                    lock(&self.core).take(make(self.next_ticket), self.time.now());
                }
                Message::Stop => return false,
            }
            taken += 1;
            next = (taken < BATCH).then(|| self.inbox.try_recv().ok()).flatten();
        }
        true
    }

    /// Decides and appends one frame. False when the process must end.
    fn turn(&mut self) -> bool {
        let now = self.promises.begin(&self.time);
        let built = lock(&self.core).build(now);
        if let Some(failure) = self.saving.unreadable() {
            let service = S::NAME.as_str();
            tracing::error!(service, failure, "what rests cannot be read, the process ends");
            let _ = self
                .fatal
                .send(format!("the scratch file of {service} cannot be read: {failure}"));
            return false;
        }
        let mut bytes = 0;
        if let Some(frame) = built {
            let before = self.log.head();
            let began = Moment::now();
            bytes = frame.records.iter().map(Vec::len).sum();
            match self.writer.append(&frame) {
                Ok(appended) => {
                    self.counted
                        .committed(bytes, frame.records.len(), began.elapsed());
                    recorded(S::NAME, appended.frame, appended.first_position, &frame.records);
                    self.signing.passed(before, frame.stamp);
                    #[cfg(feature = "faults")]
                    crate::faults::after_append(&self.directory);
                    lock(&self.core).synced(appended.hash);
                }
                Err(failure) => {
                    let reason = format!("{failure}: {}", causes(&failure));
                    tracing::error!(
                        service = S::NAME.as_str(),
                        reason,
                        "commit failed, the process ends"
                    );
                    let _ = self.fatal.send(reason);
                    return false;
                }
            }
        }
        self.promises.end();
        self.send_out();
        if bytes > 0 {
            let head = self.log.head();
            self.job(Job::Wake(head.frame));
            self.saving.note(bytes);
            self.saving
                .when_it_is_time(snapshot_mark::<S>(head), lock(&self.core).folded());
        }
        true
    }

    fn job(&self, job: Job<S>) {
        // Nobody does jobs any more only when the service ends.
        let _ = self.jobs.send(job);
    }

    fn send_out(&mut self) {
        let outputs = lock(&self.core).take_outputs();
        for output in outputs {
            match output {
                Output::Reply { ticket, answer } => self.reply(ticket, answer),
                Output::Read { log, read } => self.job(Job::Read { log, read }),
                Output::Perform { effect, leftover } => self.job(Job::Perform { effect, leftover }),
                Output::Patience(ticket) => self.job(Job::Patience(ticket)),
                Output::Alarm(alarm) => tracing::warn!(service = S::NAME.as_str(), "{alarm}"),
            }
        }
    }

    fn reply(&mut self, ticket: Ticket, answer: Reply<S>) {
        let answer = match answer {
            Ok(Answer::Again { frame, first, count }) => {
                first_answer::<S>(&self.log, frame, first, count).map(Answer::Decided)
            }
            other => other,
        };
        if let Some(hearer) = self.tickets.remove(&ticket) {
            hearer.hear(answer);
        }
    }
}

fn lock<S: Service>(core: &Mutex<Core<S>>) -> MutexGuard<'_, Core<S>> {
    core.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first answer of a command that came again, from where its events stand in the log.
///
/// # Errors
/// `log.unreadable` when the frame or a record in it cannot be read.
pub fn first_answer<S: Service>(
    log: &Log,
    frame: u64,
    first: u32,
    count: u32,
) -> Result<Decided<S::Event>, Rejection> {
    let unreadable = |reason: String| {
        Rejection::new(
            Class::Unavailable,
            "log.unreadable",
            "记录读取失败，请联系管理员",
            "a record cannot be read; tell the administrator",
        )
        .with("reason", reason)
    };
    let read = log
        .read(frame)
        .map_err(|failure| unreadable(failure.to_string()))?;
    let places = (read.header.first_position..)
        .zip(&read.records)
        .skip(first as usize)
        .take(count as usize);
    let mut events = Vec::new();
    for (position, bytes) in places {
        let record = Recorded::read(S::NAME, frame, position, read.header.stamp, bytes)
            .map_err(|failure| unreadable(failure.to_string()))?;
        events.push(record);
    }
    Ok(Decided {
        log: S::NAME,
        frame,
        events,
    })
}

/// Says at debug level what each record is and what made it, so that one request can be followed through the lines.
fn recorded(log: ServiceName, frame: u64, first_position: u64, records: &[Vec<u8>]) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    for (position, bytes) in (first_position..).zip(records) {
        let Ok(stored) = StoredRecord::from_bytes(bytes) else {
            continue;
        };
        let (request, cause) = match &stored.cause {
            Cause::Request { id } => (Some(id.as_str()), None),
            cause => (None, Some(cause)),
        };
        tracing::debug!(
            service = log.as_str(),
            request,
            stream = stored.stream,
            version = stored.version,
            frame,
            position,
            schema = stored.schema,
            cause = ?cause,
            "recorded"
        );
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

fn causes(failure: &dyn std::error::Error) -> String {
    std::iter::successors(failure.source(), |cause| cause.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
