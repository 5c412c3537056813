//! How people, stations and ids are written: the name, and the id beside it.

use proto::desk::{NamedCustomer, NamedPerson, NamedStation, Who};
use types::MessageId;

use crate::client::view::View;

/// `王强 (eng-01)`; the id alone when there is no name beside it.
fn named(name: &str, id: &str) -> String {
    if name.is_empty() || name == id {
        id.to_owned()
    } else {
        format!("{name} ({id})")
    }
}

pub(crate) fn person(person: &NamedPerson) -> String {
    named(&person.name, person.id.as_str())
}

pub(crate) fn people<'a>(people: impl IntoIterator<Item = &'a NamedPerson>) -> String {
    people.into_iter().map(person).collect::<Vec<_>>().join(", ")
}

pub(crate) fn station(station: &NamedStation) -> String {
    named(&station.name, station.id.as_str())
}

pub(crate) fn customer(customer: &NamedCustomer) -> String {
    named(&customer.name, customer.id.as_str())
}

pub(crate) fn who(who: &Who, view: &View) -> String {
    named(view.sentence(&who.name), &who.id)
}

/// The beginning of a message's id, enough to tell it from its neighbours.
pub(crate) fn short_id(message: &MessageId) -> String {
    message.as_str().chars().take(8).collect()
}
