//! One old part: expected, held, on the way, received, and what became of it (OLD-1, OLD-2, OLD-5 to OLD-7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, Fen, Instant, MachineSerial, OrderNumber, PartTag, PersonId, Sentence, StationId};

use crate::claims::ClaimState;
use crate::document::Document;
use crate::field::PartExchange;

/// Where an old part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// 待入站: replaced, not yet handed to the station.
    Expected,
    /// 在站
    AtStation,
    /// 在途
    OnTheWay,
    /// 缺件: the consignment came without it.
    Missing,
    /// 已收件
    Received,
    /// 已销毁
    Destroyed,
    /// 已转发: sent on to the manufacturer.
    Forwarded,
    /// 遗失
    Lost,
    /// 不再需要: the claim was dropped or the part corrected away.
    NotExpected,
}

impl PartState {
    pub const ALL: [Self; 9] = [
        Self::Expected,
        Self::AtStation,
        Self::OnTheWay,
        Self::Missing,
        Self::Received,
        Self::Destroyed,
        Self::Forwarded,
        Self::Lost,
        Self::NotExpected,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Expected => ("待入站", "expected"),
            Self::AtStation => ("在站", "at station"),
            Self::OnTheWay => ("在途", "on the way"),
            Self::Missing => ("缺件", "missing"),
            Self::Received => ("已收件", "received"),
            Self::Destroyed => ("已销毁", "destroyed"),
            Self::Forwarded => ("已转发", "forwarded"),
            Self::Lost => ("遗失", "lost"),
            Self::NotExpected => ("不再需要", "not expected any more"),
        };
        Sentence::new(zh, en)
    }
}

/// How a part was handed in (OLD-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// 完整
    Complete,
    /// 已拆解
    TakenApart,
}

impl Condition {
    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Complete => ("完整", "complete"),
            Self::TakenApart => ("已拆解", "taken apart"),
        };
        Sentence::new(zh, en)
    }
}

/// The station takes a part in from the engineer (OLD-2); SLA-6 starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInPart {
    pub tag: PartTag,
    pub condition: Condition,
    /// A photo that was put into the document store before.
    #[serde(default)]
    pub photo: Option<Document>,
    /// When it was handed in, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// Destroys a part that was received; a second person verifies it (OLD-5, OLD-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DestroyPart {
    pub tag: PartTag,
    pub witness: PersonId,
}

/// Sends a received part on to the manufacturer who asked for it (OLD-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardPart {
    pub tag: PartTag,
    pub carrier: String,
    pub tracking: String,
}

/// Records that a part is lost, and who answers for it (OLD-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordLoss {
    pub tag: PartTag,
    pub reason: String,
    pub answerable: Vec<PersonId>,
    /// What the manufacturer deducted, in fen.
    #[serde(default)]
    pub deducted: Option<Fen>,
}

/// A replaced part of a claimable report, with everything its tag says (OLD-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectedPart {
    pub tag: PartTag,
    pub claim: ClaimNumber,
    pub machine: Option<MachineSerial>,
    pub model: Option<String>,
    pub station: Option<StationId>,
    pub engineer: Option<PersonId>,
    pub part_number: String,
    pub name: String,
    /// In pieces.
    pub quantity: u32,
    /// The serial of the old part.
    pub serial: Option<String>,
}

/// Takes up a part of the engineer's report, as it was replaced or put right; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotePart {
    pub tag: PartTag,
    /// A quantity of 0 took it off the report.
    pub exchange: PartExchange,
    /// The engineer; none leaves the one who is known.
    pub engineer: Option<PersonId>,
}

/// Takes up where a claim stands; comes from the claims' feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteClaimStand {
    pub claim: ClaimNumber,
    pub state: ClaimState,
    pub decided_at: Option<Instant>,
}

/// Takes up what an order's tags need: machine, station, engineer; comes from feeds only. What is missing stays as it
/// is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteStation {
    pub order: OrderNumber,
    pub opened_at: Option<Instant>,
    pub machine: Option<MachineSerial>,
    pub model: Option<String>,
    pub station: Option<StationId>,
    pub engineer: Option<PersonId>,
}

/// A part is expected back, or expected in another quantity (OLD-1). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartExpected {
    pub part: ExpectedPart,
}

/// Why a part that nobody handed in yet is not expected any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotExpectedReason {
    /// 索赔已放弃
    ClaimDropped,
    /// 换件已从报告中去除
    TakenOffReport,
}

impl NotExpectedReason {
    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::ClaimDropped => ("索赔已放弃", "the claim was dropped"),
            Self::TakenOffReport => ("换件已从报告中去除", "the part was taken off the report"),
        };
        Sentence::new(zh, en)
    }
}

/// A part is not expected any more. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartNotExpected {
    pub tag: PartTag,
    pub reason: NotExpectedReason,
}

/// The station holds the part (OLD-2, SLA-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartCheckedIn {
    pub tag: PartTag,
    pub station: StationId,
    pub condition: Condition,
    pub photo: Option<Document>,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// A part was destroyed before two people (OLD-5, OLD-7). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartDestroyed {
    pub tag: PartTag,
    pub by: Option<PersonId>,
    pub witness: PersonId,
}

/// A part went on to the manufacturer (OLD-5). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartForwarded {
    pub tag: PartTag,
    pub carrier: String,
    pub tracking: String,
    pub by: Option<PersonId>,
}

/// A part is lost (OLD-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartLost {
    pub tag: PartTag,
    pub reason: String,
    pub answerable: Vec<PersonId>,
    pub deducted: Option<Fen>,
    pub by: Option<PersonId>,
}

/// Where a claim stands, copied (OLD-7). Trigger: the claims' feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimStandNoted {
    pub order: OrderNumber,
    pub claim: ClaimNumber,
    pub state: ClaimState,
    pub decided_at: Option<Instant>,
}

/// What an order's tags need, copied as a whole. Trigger: feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StationNoted {
    pub order: OrderNumber,
    /// No part of it can have been handed in before.
    pub opened_at: Option<Instant>,
    pub machine: Option<MachineSerial>,
    pub model: Option<String>,
    pub station: Option<StationId>,
    pub engineer: Option<PersonId>,
}

/// A part of the engineer's report, copied as it stands now. Trigger: field's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartNoted {
    pub tag: PartTag,
    /// A quantity of 0 took it off the report.
    pub exchange: PartExchange,
    pub engineer: Option<PersonId>,
}
