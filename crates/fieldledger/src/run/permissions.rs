//! Who may say what on the bus: each service listens to its own subjects, reads the logs it follows, and wakes its readers.

use bus::Login;
use decider::{Follow, Service};
use kit::nats_server::{Password, Permissions, User};
use proto::wire::{endpoint, subject};
use types::ServiceName;

use super::Part;

/// The user of `fieldledger up` itself, who holds virtual time.
pub(crate) const UP: &str = "up";
/// The user of everybody's NATS clients, named in `run.json`.
pub(crate) const CLIENT: &str = "client";

/// All users of the bus, with the passwords that `password` gives them.
pub(crate) fn users(password: impl Fn(&str) -> Password) -> Vec<User> {
    let parts = Part::ALL.map(|part| (part.name(), of_part(part)));
    let all = parts.into_iter().chain([(UP, of_up()), (CLIENT, of_client())]);
    all.map(|(name, permissions)| User {
        name: name.to_owned(),
        password: password(name),
        permissions,
    })
    .collect()
}

fn of_part(part: Part) -> Permissions {
    match part {
        Part::Directory => of_service::<directory::Directory>(),
        Part::Hotline => of_service::<hotline::Hotline>(),
        Part::Dispatch => of_service::<dispatch::Dispatch>(),
        Part::Field => of_service::<field::Field>(),
        Part::Claims => of_service::<claims::Claims>(),
        Part::Returns => of_service::<returns::Returns>(),
        Part::Notify => of_service::<notify::Notify>(),
        Part::Desk => of_desk(),
        Part::Gateway => of_gateway(),
    }
}

fn of_service<S: Service>() -> Permissions {
    let name = S::NAME.as_str();
    let mut publish: Vec<String> = read_by_service(S::NAME, S::FOLLOWS);
    publish.push(subject(name, endpoint::WAKE));
    publish.push(format!("$SRV.INFO.{name}"));
    publish.push(inbox(name));
    Permissions {
        publish,
        subscribe: [listening(name), vec![wakes(), inbox(name)]].concat(),
        ..Permissions::default()
    }
}

/// The logs a service follows, and directory's, whose entries everybody copies.
fn read_by_service(own: ServiceName, follows: &[Follow]) -> Vec<String> {
    let mut logs: Vec<ServiceName> = follows.iter().map(|follow| follow.log).collect();
    logs.push(ServiceName::Directory);
    logs.sort_unstable();
    logs.dedup();
    let others = logs.into_iter().filter(|log| *log != own);
    others
        .map(|log| subject(log.as_str(), endpoint::FEED_READ))
        .collect()
}

fn of_desk() -> Permissions {
    let name = Part::Desk.name();
    Permissions {
        publish: vec![
            subject("*", endpoint::FEED_READ),
            subject("*", endpoint::AWAIT),
            subject("time", "show"),
            inbox(name),
        ],
        subscribe: [listening(name), vec![wakes(), told(name), inbox(name)]].concat(),
        ..Permissions::default()
    }
}

fn of_gateway() -> Permissions {
    let name = Part::Gateway.name();
    Permissions {
        publish: vec!["fl.>".to_owned()],
        never_publish: among_services(),
        subscribe: vec![told(name), wakes(), inbox(name)],
    }
}

/// Discovers the services and sends them whatever HTTP can send them, too.
fn of_client() -> Permissions {
    Permissions {
        publish: vec!["$SRV.>".to_owned(), "fl.>".to_owned()],
        never_publish: among_services(),
        subscribe: vec!["_INBOX.>".to_owned(), wakes()],
    }
}

fn of_up() -> Permissions {
    Permissions {
        publish: vec![subject("*", endpoint::PROBE), told("*"), inbox(UP)],
        subscribe: [listening("time"), vec![inbox(UP)]].concat(),
        ..Permissions::default()
    }
}

/// What services say to each other and nobody else to them.
fn among_services() -> Vec<String> {
    let own = [
        endpoint::WAKE,
        endpoint::FEED_READ,
        endpoint::PROBE,
        endpoint::AWAIT,
    ];
    let own = own.map(|what| subject("*", what));
    own.into_iter().chain([told("*")]).collect()
}

/// A service's subjects and its part of discovery.
fn listening(name: &str) -> Vec<String> {
    let verbs = ["PING", "INFO", "STATS"];
    let discovery = verbs.map(|verb| {
        [
            format!("$SRV.{verb}"),
            format!("$SRV.{verb}.{name}"),
            format!("$SRV.{verb}.{name}.*"),
        ]
    });
    [vec![format!("fl.{name}.>")], discovery.concat()].concat()
}

fn wakes() -> String {
    subject("*", endpoint::WAKE)
}

/// Where a part is told virtual time.
fn told(part: &str) -> String {
    subject("time", &format!("told.{part}"))
}

fn inbox(user: &str) -> String {
    format!("{}.>", Login::inbox(user))
}

#[cfg(test)]
mod tests;
