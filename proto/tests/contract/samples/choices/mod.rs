//! Every choice of every enum that stands inside an event, an envelope or a command.
//!
//! On disk a choice is its place in the enum, so the order of these is format.

mod claims;
mod field;
mod notify;
mod orders;
mod people;
mod returns;

use postcard::to_stdvec;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::golden::hex;

/// One choice as it is written.
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) hex: String,
    pub(crate) json: String,
}

/// Checks that each choice is there and reads back, and gives what is written for it.
fn choices<T>(all: &[T]) -> Vec<Choice>
where
    T: Serialize + DeserializeOwned + JsonSchema + PartialEq + std::fmt::Debug,
{
    let name = T::schema_name().into_owned();
    assert_eq!(all.len(), count::<T>(), "every choice of {name} has a sample");
    let written = |value: &T| {
        let (bytes, json) = (to_stdvec(value).unwrap(), serde_json::to_string(value).unwrap());
        assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), value);
        assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
        Choice {
            name: name.clone(),
            hex: hex(&bytes),
            json,
        }
    };
    all.iter().map(written).collect()
}

/// How many choices the enum's own schema names.
fn count<T: JsonSchema>() -> usize {
    let schema = T::json_schema(&mut SchemaGenerator::default()).to_value();
    let named = |schema: &serde_json::Value| schema["enum"].as_array().map_or(1, Vec::len);
    schema["oneOf"]
        .as_array()
        .map_or_else(|| named(&schema), |choices| choices.iter().map(named).sum())
}

pub(crate) fn all() -> Vec<Choice> {
    [
        orders::all(),
        people::all(),
        field::all(),
        notify::all(),
        claims::all(),
        returns::all(),
    ]
    .concat()
}
