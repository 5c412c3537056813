//! Commands on the bus: read where they come in, decided by the writer, answered by one task for all, as questions are.
//!
//! A command has no task of its own. What a frame answers is written and published in one go by whoever is woken for
//! the first of it, and the writer shows nobody anything.

use bus::Bus;
use decider::Service;
use documents::{Disk, Room};
use proto::{Class, Command, Encoding, Recorded, Rejection};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use types::{Actor, Hash, RequestId};

use super::answering::Pending;
use super::endpoints::{Incoming, malformed};
use super::handle::Handle;
use crate::core::{Answer, Decided, Input, Reply, Request};

/// The largest body of a command; its events may take 256 KiB.
const COMMAND_BYTES: usize = 1024 * 1024;

/// Where replies go to be published.
pub(super) type Answers<S> = UnboundedSender<(Pending, Reply<S>)>;

/// Starts the task that publishes replies; it ends with whoever holds the way to it.
pub(super) fn answering<S: Service>() -> Answers<S> {
    let (answers, replies) = unbounded_channel();
    tokio::spawn(answer_all::<S>(replies));
    answers
}

async fn answer_all<S: Service>(mut replies: UnboundedReceiver<(Pending, Reply<S>)>) {
    while let Some((pending, reply)) = replies.recv().await {
        let answer = pending.within(|| reply.and_then(shown));
        pending.answer(answer).await;
    }
}

fn shown<E: proto::Event>(answer: Answer<E>) -> Result<Vec<u8>, Rejection> {
    match answer {
        Answer::Decided(decided) => {
            show(&decided);
            decided.to_json()
        }
        Answer::Said(said) => Ok(said),
        other => Err(malformed(format!(
            "not an answer to a command or a question: {other:?}"
        ))),
    }
}

/// Shows the request's trace what it recorded; the log's lines name every record by themselves.
fn show<E>(decided: &Decided<E>) {
    let (log, frame) = (decided.log.as_str(), decided.frame);
    for Recorded {
        stream,
        version,
        kind,
        ..
    } in &decided.events
    {
        tracing::trace!(target: bus::trace::RECORDS, log, frame, stream, version, kind, "recorded");
    }
}

/// Takes the commands of one name.
pub(super) struct Taking<S: Service> {
    pub(super) name: &'static str,
    pub(super) handle: Handle<S>,
    pub(super) bus: Bus,
    /// Looked at before new work is begun.
    pub(super) disk: Option<Disk>,
    pub(super) answers: Answers<S>,
}

/// A command with everything its headers say.
struct Read<C> {
    command: C,
    actor: Actor,
    id: RequestId,
    body: Hash,
    seen: proto::wire::Reach,
}

impl<S: Service> Taking<S> {
    /// Hands a command to the writer, or its refusal to whoever answers.
    pub(super) fn take(&self, incoming: Incoming, pending: Pending) {
        let answers = self.answers.clone();
        let answer = move |reply| {
            // Nobody publishes any more only when the service ends.
            let _ = answers.send((pending, reply));
        };
        let bytes = incoming.body.len();
        let Read {
            command,
            actor,
            id,
            body,
            seen,
        } = match self.read(&incoming) {
            Ok(read) => read,
            Err(rejection) => return answer(Err(rejection)),
        };
        let client = Some(actor.clone());
        let input = move |ticket| {
            Input::Request(Request {
                ticket,
                command,
                actor,
                id,
                body,
                seen,
            })
        };
        self.handle.ask_then(client, bytes, input, answer);
    }

    fn read(&self, incoming: &Incoming) -> Result<Read<S::Command>, Rejection> {
        if let Some(room) = self.disk.as_ref().and_then(Disk::is_nearly_full) {
            return Err(disk_nearly_full(room));
        }
        let bytes = incoming.body.len();
        if bytes > COMMAND_BYTES {
            return Err(command_too_large(bytes));
        }
        let command = S::Command::read(self.name, incoming.encoding(), &incoming.body).map_err(malformed)?;
        let actor = incoming.actor()?;
        let seen = incoming.seen()?;
        let body = fingerprint(&command, &actor)?;
        // A client that gives no id gets one nobody used before, as NATS makes them for answers.
        let id = incoming.request_id(|| self.bus.client().new_inbox())?;
        Ok(Read {
            command,
            actor,
            id,
            body,
            seen,
        })
    }
}

/// New work is refused while there is still room for the work under way.
fn disk_nearly_full(room: Room) -> Rejection {
    Rejection::new(
        Class::Busy,
        "disk.nearly_full",
        "磁盘快满了，暂不受理新工单；请先记在纸上，并请管理员立即清理磁盘",
        "the disk is nearly full, so no new work is taken; note it on paper and have the administrator make room at once",
    )
    .with("free_mib", room.free_mib)
}

/// What tells whether a request id is used again for the same: an id belongs to whoever sent it, so from somebody
/// else it is not the same command.
pub(crate) fn body_hash(name: &str, actor: &Actor, canonical: &[u8]) -> Hash {
    Hash::of(&[
        name.as_bytes(),
        &[0],
        actor.to_string().as_bytes(),
        &[0],
        canonical,
    ])
}

/// By what a repeated command is known as the same: its name, its actor and what it says.
///
/// # Errors
/// `request.malformed`, when the command cannot be written.
pub fn fingerprint<C: Command>(command: &C, actor: &Actor) -> Result<Hash, Rejection> {
    let canonical = Encoding::Postcard.write(command).map_err(malformed)?;
    Ok(body_hash(command.name(), actor, &canonical))
}

fn command_too_large(bytes: usize) -> Rejection {
    Rejection::new(
        Class::TooLarge,
        "command.too_large",
        "一条指令产生的记录太大，请拆成几条",
        "one command's events are too large; split it",
    )
    .with("bytes", u64::try_from(bytes).unwrap_or_default())
    .with("limit", u64::try_from(COMMAND_BYTES).unwrap_or_default())
}
