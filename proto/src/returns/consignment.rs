//! Consignments: what a station ships once a month, and what the warehouse counts (OLD-3, OLD-4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{ConsignmentId, Fen, Hash, Instant, PartTag, PersonId, Sentence, StationId};

/// Ships the parts a station holds (OLD-3); SLA-6 is met for each of them and SLA-7 starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipConsignment {
    pub station: StationId,
    /// All that the station holds when missing.
    #[serde(default)]
    pub parts: Option<Vec<PartTag>>,
    pub carrier: String,
    pub tracking: String,
    /// In fen.
    #[serde(default)]
    pub freight: Option<Fen>,
    /// When it left, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// One part as the warehouse found it (OLD-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    pub tag: PartTag,
    /// In pieces; 0 is missing.
    pub quantity: u32,
    #[serde(default)]
    pub without_tag: bool,
    #[serde(default)]
    pub badly_packed: bool,
    #[serde(default)]
    pub incomplete: bool,
}

/// A part that was not on the list (OLD-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurplusPart {
    /// Its tag, when it has one: a part of this station that was not listed.
    #[serde(default)]
    pub tag: Option<PartTag>,
    pub words: String,
    pub quantity: u32,
}

/// The warehouse counts a consignment against its list (OLD-4, SLA-7).
///
/// Parts that were not counted are missing. A surplus part whose tag is one of the station's own, held or still
/// expected there, is received with the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveConsignment {
    pub consignment: ConsignmentId,
    pub counted: Vec<Counted>,
    #[serde(default)]
    pub surplus: Vec<SurplusPart>,
    /// When it came, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// How a discrepancy was cleared up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiscrepancyOutcome {
    /// 已找到: the part came after all; it counts as received from then on.
    Found,
    /// 已遗失
    Lost,
    /// 已说明
    Explained,
}

/// Settles a discrepancy of a consignment (OLD-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleDiscrepancy {
    pub consignment: ConsignmentId,
    /// The discrepancy's running number on its consignment.
    pub number: u32,
    pub outcome: DiscrepancyOutcome,
    pub reason: String,
}

/// What was wrong (OLD-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiscrepancyKind {
    /// 缺件
    Missing,
    /// 多件
    Surplus,
    /// 无标签
    NoTag,
    /// 包装不良
    BadPacking,
    /// 不完整
    Incomplete,
}

impl DiscrepancyKind {
    pub const ALL: [Self; 5] = [
        Self::Missing,
        Self::Surplus,
        Self::NoTag,
        Self::BadPacking,
        Self::Incomplete,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Missing => ("缺件", "missing"),
            Self::Surplus => ("多件", "surplus"),
            Self::NoTag => ("无标签", "no tag"),
            Self::BadPacking => ("包装不良", "bad packing"),
            Self::Incomplete => ("不完整", "incomplete"),
        };
        Sentence::new(zh, en)
    }
}

/// One discrepancy between list and count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Discrepancy {
    /// Counted from 1 on its consignment.
    pub number: u32,
    pub kind: DiscrepancyKind,
    pub tag: Option<PartTag>,
    /// In pieces.
    pub listed: u32,
    pub counted: u32,
    pub words: String,
}

/// A station's parts left for the warehouse (OLD-3, SLA-6, SLA-7). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsignmentShipped {
    pub consignment: ConsignmentId,
    pub station: StationId,
    /// In the order of the packing list.
    pub parts: Vec<PartTag>,
    pub carrier: String,
    pub tracking: String,
    pub freight: Option<Fen>,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// A part as counted. One that was not on the list stands here, listed 0, when it is this station's own and was not
/// shipped before: it is received too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CountedPart {
    pub tag: PartTag,
    pub listed: u32,
    pub counted: u32,
}

/// The warehouse counted a consignment (OLD-4, SLA-7). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsignmentReceived {
    pub consignment: ConsignmentId,
    pub parts: Vec<CountedPart>,
    pub discrepancies: Vec<Discrepancy>,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// A discrepancy was cleared up (OLD-4). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiscrepancySettled {
    pub consignment: ConsignmentId,
    pub number: u32,
    pub outcome: DiscrepancyOutcome,
    pub reason: String,
    /// The part it was about.
    pub tag: Option<PartTag>,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// Parts of a station have to be shipped, or have to arrive, or were not in time: one notice for all of them (SLA-6,
/// SLA-7). Readers: notify, which tells people; desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StationReminded {
    pub station: StationId,
    pub kind: ClockKind,
    /// Which of the clock's warnings, counted from 1; none for the breach.
    pub warning: Option<u32>,
    pub due_at: Instant,
    pub noticed_at: Instant,
    pub parts: Vec<PartTag>,
    /// As in [`crate::clock::ClockWarned`].
    pub rung: u32,
    pub policy: Hash,
}
