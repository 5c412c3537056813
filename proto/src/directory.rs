//! Directory: stations, people, customers, machines, deputies, and the adopted policy.

pub mod v1;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{
    CustomerId, Hash, ImportId, Instant, MachineSerial, PersonId, Personal, Phone, Sentence, StationId,
};

use crate::command::commands;
use crate::event::events;

/// A service station 服务站.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Station {
    pub id: StationId,
    pub name: String,
    pub region: String,
    /// IANA name; the policy's zone when missing (SLA-21).
    pub zone: Option<String>,
    pub location: Option<Location>,
}

/// Where a station is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// In millionths of a degree, north positive.
    pub latitude: i32,
    /// In millionths of a degree, east positive.
    pub longitude: i32,
}

/// Millionths of a degree as degrees, as maps take them: `30.312507`.
#[must_use]
pub fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// A phone and how long it belongs to its person (DIR-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldPhone {
    pub phone: Personal<Phone>,
    pub from: Instant,
    /// Exclusive; open when missing.
    pub until: Option<Instant>,
}

/// Somebody of the dealer's staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    pub id: PersonId,
    pub name: Personal<String>,
    pub roles: Vec<Role>,
    pub station: Option<StationId>,
    pub region: Option<String>,
    /// TCL1 to TCL4.
    pub grade: Option<u8>,
    pub phones: Vec<HeldPhone>,
}

/// Somebody who owns machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Customer {
    pub id: CustomerId,
    pub name: Personal<String>,
    pub phones: Vec<Personal<Phone>>,
}

/// The manufacturer's warranty terms as they stood at the machine's delivery (CLM-3, CLM-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WarrantyTerms {
    /// Which version of the manufacturer's terms, `2024-A`.
    pub version: String,
    /// From the in-service date.
    pub months: u32,
    /// On the hour meter; none when only months count.
    pub hours: Option<u32>,
}

/// A bought extension of the warranty 延保 (CLM-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WarrantyExtension {
    pub contract: String,
    /// From the in-service date, in place of the terms' own.
    pub months: u32,
    pub hours: Option<u32>,
}

/// Where a machine was last seen, by telematics (ORD-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// In millionths of a degree, north positive.
    pub latitude: i32,
    /// In millionths of a degree, east positive.
    pub longitude: i32,
    pub seen_at: Option<Instant>,
}

/// A machine 整机.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    pub serial: MachineSerial,
    pub model: String,
    pub customer: Option<CustomerId>,
    pub station: Option<StationId>,
    pub site: String,
    pub hours: Option<u32>,
    /// When it was put into service; the warranty runs from this day (CLM-3).
    pub in_service: Option<NaiveDate>,
    pub warranty: Option<WarrantyTerms>,
    pub extension: Option<WarrantyExtension>,
    pub position: Option<Position>,
}

/// One entry of the directory as an import or a command leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Station(Station),
    Person(Person),
    Customer(Customer),
    Machine(Machine),
}

/// What kind of list a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    Stations,
    People,
    Customers,
    Machines,
}

impl ListKind {
    pub const ALL: [Self; 4] = [Self::Stations, Self::People, Self::Customers, Self::Machines];

    /// The list as paths and JSON write it, `stations`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stations => "stations",
            Self::People => "people",
            Self::Customers => "customers",
            Self::Machines => "machines",
        }
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Stations => ("服务站", "stations"),
            Self::People => ("人员", "people"),
            Self::Customers => ("客户", "customers"),
            Self::Machines => ("整机", "machines"),
        };
        Sentence::new(zh, en)
    }
}

/// One row of a file, with the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    pub line: u32,
    pub cells: Vec<String>,
}

/// Stages some hundred rows of a file; nothing changes until the import is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageImport {
    /// Derived from the file's content, so that the same file is the same import.
    pub import: ImportId,
    pub list: ListKind,
    pub file: String,
    /// The column heads as they stand in the file, Chinese or English.
    pub heads: Vec<String>,
    /// Which piece of the file this is, counted from 0.
    pub piece: u32,
    pub rows: Vec<Row>,
}

/// Applies a staged import: all rows or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyImport {
    pub import: ImportId,
    /// How many pieces were staged.
    pub pieces: u32,
}

/// Appoints a deputy while somebody is away (DIR-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointDeputy {
    pub person: PersonId,
    pub deputy: PersonId,
    pub from: Instant,
    /// Exclusive.
    pub until: Instant,
}

/// Ends a deputy's time early (DIR-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDeputy {
    pub person: PersonId,
}

/// Gives a phone to a person from a moment on; whoever had it holds it until then (DIR-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivePhone {
    pub person: PersonId,
    pub phone: Personal<Phone>,
    #[serde(default)]
    pub from: Option<Instant>,
}

/// Somebody leaves: the name stays in history, the rights end at once (DIR-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordLeaving {
    pub person: PersonId,
    /// Now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// Loads a policy file (SLA-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadPolicy {
    pub text: String,
}

commands! {
    /// What directory can be asked to do.
    pub enum DirectoryCommand {
        "stage-import" StageImport,
        "apply-import" ApplyImport,
        "appoint-deputy" AppointDeputy,
        "end-deputy" EndDeputy,
        "give-phone" GivePhone,
        "record-leaving" RecordLeaving,
        "load-policy" LoadPolicy ;
    }
}

/// One row of a file, read; not yet in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StagedEntry {
    pub line: u32,
    pub entry: Entry,
}

/// Some rows of an import were read, not yet in force. Readers: every log, which needs them once they are applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportStaged {
    pub import: ImportId,
    pub list: ListKind,
    pub file: String,
    pub piece: u32,
    pub entries: Vec<StagedEntry>,
    /// What could not be read; an import with any of these is refused as a whole.
    pub bad: Vec<BadCell>,
}

/// A staged import came into force: every one of its entries takes the place of what was known. Readers: every log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportApplied {
    pub import: ImportId,
    pub list: ListKind,
    pub file: String,
    pub rows: u32,
    /// How many rows changed or added an entry.
    pub changed: u32,
}

/// What is wrong with one cell of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BadCell {
    pub line: u32,
    /// The column's head as it stands in the file; empty when the whole row is meant.
    pub column: String,
    pub reason: Sentence,
}

/// An import was refused as a whole; nothing changed. Readers: every log, which forgets what was staged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportRefused {
    pub import: ImportId,
    pub list: ListKind,
    pub file: String,
    pub bad: Vec<BadCell>,
}

/// A deputy acts for somebody (DIR-1). Readers: every log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeputyAppointed {
    pub person: PersonId,
    pub deputy: PersonId,
    pub from: Instant,
    pub until: Instant,
}

/// A deputy's time ended early (DIR-1). Readers: every log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeputyEnded {
    pub person: PersonId,
    pub at: Instant,
}

/// A phone changed hands (DIR-2). Readers: every log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PhoneGiven {
    pub person: PersonId,
    pub phone: Personal<Phone>,
    pub from: Instant,
}

/// Somebody left (DIR-4). Readers: every log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonLeft {
    pub person: PersonId,
    pub at: Instant,
}

/// A policy was loaded; every log adopts it at a position of its own (SLA-20). Readers: every log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyLoaded {
    pub hash: Hash,
    pub text: String,
}

fn import(id: &ImportId) -> String {
    format!("import/{id}")
}

fn person(id: &PersonId) -> String {
    format!("person/{id}")
}

events! {
    /// What stands in directory's log.
    pub enum DirectoryEvent {
        100 v 2 ImportStaged (1 as v1::ImportStaged) => |event| import(&event.import),
        101 v 1 ImportApplied => |event| import(&event.import),
        102 v 1 ImportRefused => |event| import(&event.import),
        111 v 1 DeputyAppointed => |event| person(&event.person),
        112 v 1 DeputyEnded => |event| person(&event.person),
        113 v 1 PhoneGiven => |event| person(&event.person),
        114 v 1 PersonLeft => |event| person(&event.person),
        120 v 1 PolicyLoaded => |_event| "policy".to_owned(),
    }
}
