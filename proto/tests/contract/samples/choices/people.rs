//! Who acts and why, what the directory holds, and how refusals and documents are sorted.

use proto::directory::{Entry, ListKind};
use proto::wire::DocumentProblem;
use proto::{Cause, Class};
use sla::policy::Role;
use types::{Actor, Personal, ServiceName};

use super::super::{common, directory, hash, words};
use super::{Choice, choices};
use crate::golden::hex;

pub(super) fn all() -> Vec<Choice> {
    let envelopes = common::envelopes();
    let actors: Vec<Actor> = envelopes.iter().map(|envelope| envelope.actor.clone()).collect();
    let causes: Vec<Cause> = envelopes.into_iter().map(|envelope| envelope.cause).collect();
    let entries: Vec<Entry> = directory::entries();
    let classes = [
        Class::Malformed,
        Class::Forbidden,
        Class::Unknown,
        Class::Conflict,
        Class::TooLarge,
        Class::Refused,
        Class::Busy,
        Class::Unavailable,
    ];
    let problems = [
        DocumentProblem::Missing,
        DocumentProblem::WrongSize {
            expected: 181_000,
            found: 4_096,
        },
        DocumentProblem::Differs { found: hash() },
        DocumentProblem::Unreadable {
            reason: "permission denied".to_owned(),
        },
    ];
    [
        choices(&Role::ALL),
        choices(&ServiceName::ALL),
        choices(&actors),
        choices(&causes),
        choices(&ListKind::ALL),
        choices(&entries),
        choices(&directory::entries_v1()),
        choices(&classes),
        choices(&problems),
        personal(),
    ]
    .concat()
}

/// What belongs to a person, plain and sealed: a sealed value has no JSON.
fn personal() -> Vec<Choice> {
    let sealed = Personal::<String>::Sealed {
        key: 300,
        bytes: vec![1, 2, 3],
    };
    let written = |value: &Personal<String>| {
        let bytes = postcard::to_stdvec(value).unwrap();
        let read: Personal<String> = postcard::from_bytes(&bytes).unwrap();
        assert!(&read == value);
        Choice {
            name: "Personal".to_owned(),
            hex: hex(&bytes),
            json: serde_json::to_string(value).unwrap(),
        }
    };
    [words("方圆"), sealed].iter().map(written).collect()
}
