//! Commands as clients send them, read and decided.

use claims::Claims;
use decider::{Common, Context, Service};
use directory::Directory;
use dispatch::Dispatch;
use field::Field;
use hotline::Hotline;
use notify::Notify;
use proto::{Cause, Command, Encoding, Event};
use returns::Returns;
use types::{Actor, Instant, RequestId};

/// Reads a command, named on the first line as `hotline.open-order`, from the JSON or postcard after it: it is refused
/// with a reason, or written back as it was and decided, and the events it leads to are read as they were written.
pub fn commands(bytes: &[u8]) {
    let mut lines = bytes.splitn(2, |byte| *byte == b'\n');
    let (name, body) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let Some((service, command)) = std::str::from_utf8(name)
        .ok()
        .and_then(|name| name.split_once('.'))
    else {
        return;
    };
    match service {
        "directory" => of::<Directory>(command, body),
        "hotline" => of::<Hotline>(command, body),
        "dispatch" => of::<Dispatch>(command, body),
        "field" => of::<Field>(command, body),
        "notify" => of::<Notify>(command, body),
        "claims" => of::<Claims>(command, body),
        "returns" => of::<Returns>(command, body),
        _ => {}
    }
}

fn of<S: Service>(name: &str, body: &[u8]) {
    for encoding in [Encoding::Json, Encoding::Postcard] {
        if let Ok(command) = S::Command::read(name, encoding, body) {
            assert_eq!(command.name(), name);
            written_back(&command);
            decided::<S>(&command);
        }
    }
}

fn written_back<C: Command>(command: &C) {
    let write = |command: &C| Encoding::Postcard.write(command);
    let bytes = write(command).unwrap_or_else(|failure| panic!("{failure}"));
    let read: C = Encoding::Postcard
        .read(&bytes)
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(write(&read).as_ref(), Ok(&bytes));
}

/// Decides a command on an empty log, as the owner of the machine.
pub(crate) fn decided<S: Service>(command: &S::Command) {
    let Ok(id) = RequestId::new("a-request") else {
        panic!("a request id");
    };
    let (common, cause) = (Common::default(), Cause::Request { id });
    let context = Context {
        now: Instant::from_seconds(1_767_571_200),
        actor: &Actor::Local,
        cause: &cause,
        common: &common,
        unheard: &[],
    };
    let Ok(drafts) = S::decide(&S::State::default(), command, &context) else {
        return;
    };
    for draft in drafts {
        let kind = draft.event.kind();
        let bytes = draft.event.encode().unwrap_or_else(|failure| panic!("{failure}"));
        let read =
            S::Event::decode(kind.schema, kind.version, &bytes).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(read.stream(), draft.event.stream());
        assert_eq!(read.encode().ok(), Some(bytes));
    }
}
