//! What directory wrote before a station had a location (0.1.0).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ImportId, StationId};

use super::{BadCell, Customer, ListKind, Machine, Person};

/// A station without its location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Station {
    pub id: StationId,
    pub name: String,
    pub region: String,
    pub zone: Option<String>,
}

/// An entry with such a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Station(Station),
    Person(Person),
    Customer(Customer),
    Machine(Machine),
}

/// A row of a file with such an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedEntry {
    pub line: u32,
    pub entry: Entry,
}

/// Rows of a file with such entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportStaged {
    pub import: ImportId,
    pub list: ListKind,
    pub file: String,
    pub piece: u32,
    pub entries: Vec<StagedEntry>,
    pub bad: Vec<BadCell>,
}

impl From<ImportStaged> for super::ImportStaged {
    fn from(staged: ImportStaged) -> Self {
        let entries = staged.entries.into_iter().map(|row| super::StagedEntry {
            line: row.line,
            entry: row.entry.into(),
        });
        Self {
            import: staged.import,
            list: staged.list,
            file: staged.file,
            piece: staged.piece,
            entries: entries.collect(),
            bad: staged.bad,
        }
    }
}

impl From<Entry> for super::Entry {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Station(station) => Self::Station(super::Station {
                id: station.id,
                name: station.name,
                region: station.region,
                zone: station.zone,
                location: None,
            }),
            Entry::Person(person) => Self::Person(person),
            Entry::Customer(customer) => Self::Customer(customer),
            Entry::Machine(machine) => Self::Machine(machine),
        }
    }
}
