//! Claims: what the manufacturer is asked to pay for a repair under warranty, until he has answered (CLM-1 to CLM-22).

mod draft;
mod outcome;
mod package;
mod review;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, Fen, Instant, OrderNumber, PersonId, Quantity, Sentence};

use crate::clock::{
    BreachLifted, ClockBreached, ClockCancelled, ClockMet, ClockPaused, ClockResumed, ClockStarted,
    ClockStopped, ClockWarned, keeps_clocks,
};
use crate::command::commands;
use crate::document::{Document, DocumentTarget};
use crate::event::events;
use crate::field::{PartExchange, ReportContent, ReportGap};
use crate::order::OrderFacts;

pub use draft::{
    ChangeLines, ClaimDrafted, ClaimDropped, ClaimLinesChanged, Cover, CoverEnd, CoverJudgedAgain, DropClaim,
    NotCovered, OpenDraft,
};
pub use outcome::{
    ClaimClosed, ClaimCredited, ClaimDecided, ClaimNumbered, ClaimSubmitted, ClaimWrittenOff, CloseClaim,
    DecidedLine, Decision, PackageAsked, PackageBuilt, PackageFailed, RecordCredit, RecordDecision,
    RecordManufacturerNumber, ReportPackage, ResubmitClaim, RetryPackage, SubmitClaim, WriteOffClaim,
};
pub use package::{
    EarlierTry, PackageContent, PackagedCheck, PackagedDocument, PackagedJudgement, PackagedMachine,
    PackagedOrder, PackagedPart, PackagedRepair,
};
pub use review::{
    AnsweredItem, CheckedItem, ClaimCameBack, ClaimJudged, ClaimKindChanged, ClaimLookedAt, ClaimReady,
    ClaimReturned, ClaimReviewed, JudgeClaim, LookAtClaim, MissingItem, OutOfRange, ReturnAnswered,
    ReviewClaim, TakeClaimBack,
};

/// The kinds of claims (CLM-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// 服务费: maintenance and inspections.
    ServiceFee,
    /// 故障
    Failure,
    /// 技术更新
    Campaign,
    /// 商务索赔: a failure outside the warranty.
    Goodwill,
}

impl ClaimKind {
    pub const ALL: [Self; 4] = [Self::ServiceFee, Self::Failure, Self::Campaign, Self::Goodwill];

    /// The kind as policy files and JSON write it, `service_fee`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceFee => "service_fee",
            Self::Failure => "failure",
            Self::Campaign => "campaign",
            Self::Goodwill => "goodwill",
        }
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::ServiceFee => ("服务费", "service fee"),
            Self::Failure => ("故障索赔", "failure"),
            Self::Campaign => ("技术更新", "technical campaign"),
            Self::Goodwill => ("商务索赔", "goodwill"),
        };
        Sentence::new(zh, en)
    }
}

/// Where one try of a claim stands (CLM-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// 草稿
    Draft,
    /// 审核中
    InReview,
    /// 退回: engineer and station are to complete it; the 14 days keep running.
    Returned,
    /// 可提交
    Ready,
    /// 已提交
    Submitted,
    /// 已受理
    Accepted,
    /// 部分受理
    PartlyAccepted,
    /// 已拒绝
    Rejected,
    /// 已重新提交: another try took its place.
    Resubmitted,
    /// 已到账
    Credited,
    /// 已关闭
    Closed,
    /// 已核销
    WrittenOff,
    /// 已放弃: never filed, with a reason (CLM-22).
    Dropped,
}

impl ClaimState {
    pub const ALL: [Self; 13] = [
        Self::Draft,
        Self::InReview,
        Self::Returned,
        Self::Ready,
        Self::Submitted,
        Self::Accepted,
        Self::PartlyAccepted,
        Self::Rejected,
        Self::Resubmitted,
        Self::Credited,
        Self::Closed,
        Self::WrittenOff,
        Self::Dropped,
    ];

    /// Whether it is still to be filed.
    #[must_use]
    pub const fn is_unfiled(self) -> bool {
        matches!(self, Self::Draft | Self::InReview | Self::Returned | Self::Ready)
    }

    /// Whether somebody has to look at it every day: it is to be filed, answered, or resubmitted (CLM-7).
    #[must_use]
    pub const fn is_pending(self) -> bool {
        self.is_unfiled() || matches!(self, Self::Submitted | Self::Rejected)
    }

    /// Whether the manufacturer has answered this try.
    #[must_use]
    pub const fn is_decided(self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::PartlyAccepted
                | Self::Rejected
                | Self::Resubmitted
                | Self::Credited
                | Self::Closed
                | Self::WrittenOff
        )
    }

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Draft => ("草稿", "draft"),
            Self::InReview => ("审核中", "in review"),
            Self::Returned => ("已退回", "returned"),
            Self::Ready => ("可提交", "ready"),
            Self::Submitted => ("已提交", "submitted"),
            Self::Accepted => ("已受理", "accepted"),
            Self::PartlyAccepted => ("部分受理", "partly accepted"),
            Self::Rejected => ("已拒绝", "rejected"),
            Self::Resubmitted => ("已重新提交", "resubmitted"),
            Self::Credited => ("已到账", "credited"),
            Self::Closed => ("已关闭", "closed"),
            Self::WrittenOff => ("已核销", "written off"),
            Self::Dropped => ("已放弃", "dropped"),
        };
        Sentence::new(zh, en)
    }
}

/// What a line of a claim asks money for (CLM-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// 工时
    Labour,
    /// 配件
    Material,
    /// 差旅
    Travel,
    /// 运费
    Freight,
    /// 其他
    Other,
}

impl LineKind {
    pub const ALL: [Self; 5] = [
        Self::Labour,
        Self::Material,
        Self::Travel,
        Self::Freight,
        Self::Other,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Labour => ("工时", "labour"),
            Self::Material => ("配件", "material"),
            Self::Travel => ("差旅", "travel"),
            Self::Freight => ("运费", "freight"),
            Self::Other => ("其他", "other"),
        };
        Sentence::new(zh, en)
    }
}

/// One line of a claim (CLM-5, CLM-16). Its amount is quantity times price, rounded half up to the fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimLine {
    /// Counted from 1; a line keeps its number from try to try.
    pub line: u16,
    pub kind: LineKind,
    /// Service code or part number; empty when there is none.
    #[serde(default)]
    pub code: String,
    pub description: String,
    /// In hundredths: hours, pieces, kilometres.
    pub quantity: Quantity,
    /// For one, in fen.
    pub price: Fen,
    /// The line of the service report whose part this asks money for (OLD-1).
    #[serde(default)]
    pub part: Option<u16>,
}

impl ClaimLine {
    #[must_use]
    pub fn amount(&self) -> Fen {
        self.quantity.at(self.price)
    }
}

/// The sum of the lines' amounts.
#[must_use]
pub fn total(lines: &[ClaimLine]) -> Fen {
    lines.iter().fold(Fen(0), |sum, line| sum + line.amount())
}

/// Takes up what hotline says about an order; comes from its feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteClaimOrder {
    pub facts: OrderFacts,
}

/// Takes up how a service ended; comes from feeds only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteService {
    pub order: OrderNumber,
    pub ended: ServiceEnd,
}

/// Takes up a piece of the engineer's report; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteClaimReport {
    pub order: OrderNumber,
    pub piece: ReportPiece,
}

/// Judges an order's cover again, because a machine's file may say more by now; comes from directory's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeCoverAgain {
    pub order: OrderNumber,
}

/// How the work on an order ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceEnd {
    /// Repaired on site: the claim's days run from here (CLM-2, SLA-5).
    Repaired {
        visit: u32,
        at: Instant,
        by: PersonId,
    },
    /// The time of a repair was corrected within the hour (SMS-8).
    RepairCorrected {
        at: Instant,
    },
    /// Solved by phone: nothing to claim.
    SolvedByPhone {
        at: Instant,
    },
    Cancelled {
        at: Instant,
    },
    /// A closed order was opened again (ORD-14).
    Reopened,
}

/// A piece of the engineer's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportPiece {
    Filed {
        content: ReportContent,
        by: Option<PersonId>,
    },
    Part {
        line: u16,
        exchange: PartExchange,
    },
    Attached {
        target: DocumentTarget,
        document: Document,
    },
    Withdrawn {
        document: types::Hash,
    },
    Judged {
        gaps: Vec<ReportGap>,
    },
}

/// An order's facts, copied so that this log explains itself. Trigger: hotline's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimOrderNoted {
    pub facts: OrderFacts,
}

/// How the work ended, copied. Trigger: feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceNoted {
    pub order: OrderNumber,
    pub ended: ServiceEnd,
}

/// A piece of the engineer's report, copied. Trigger: field's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimReportNoted {
    pub order: OrderNumber,
    pub piece: ReportPiece,
}

commands! {
    /// What claims can be asked to do.
    pub enum ClaimsCommand {
        "open-draft" OpenDraft,
        "change-lines" ChangeLines,
        "drop-claim" DropClaim,
        "review-claim" ReviewClaim,
        "take-claim-back" TakeClaimBack,
        "judge-claim" JudgeClaim,
        "look-at-claim" LookAtClaim,
        "submit-claim" SubmitClaim,
        "record-manufacturer-number" RecordManufacturerNumber,
        "record-decision" RecordDecision,
        "resubmit-claim" ResubmitClaim,
        "record-credit" RecordCredit,
        "close-claim" CloseClaim,
        "write-off-claim" WriteOffClaim,
        "retry-package" RetryPackage ;
        "note-order" NoteClaimOrder,
        "note-service" NoteService,
        "note-report" NoteClaimReport,
        "judge-cover-again" JudgeCoverAgain,
        "report-package" ReportPackage,
    }
}

fn order(number: &OrderNumber) -> String {
    crate::stream_of_order(number)
}

/// A claim's events stand in its order's stream, whichever try they belong to.
fn claim(number: &ClaimNumber) -> String {
    order(&number.order)
}

events! {
    /// What stands in the log of claims.
    pub enum ClaimsEvent {
        600 v 1 ClaimOrderNoted => |event| order(&event.facts.order),
        601 v 1 ServiceNoted => |event| order(&event.order),
        602 v 1 ClaimReportNoted => |event| order(&event.order),
        610 v 1 ClaimDrafted => |event| claim(&event.claim),
        611 v 1 NotCovered => |event| order(&event.order),
        612 v 1 ClaimLinesChanged => |event| claim(&event.claim),
        613 v 1 ClaimDropped => |event| claim(&event.claim),
        620 v 1 ClaimReviewed => |event| claim(&event.claim),
        621 v 1 ClaimReturned => |event| claim(&event.claim),
        622 v 1 ClaimCameBack => |event| claim(&event.claim),
        623 v 1 ClaimJudged => |event| claim(&event.claim),
        624 v 1 ClaimReady => |event| claim(&event.claim),
        625 v 1 ClaimLookedAt => |event| claim(&event.claim),
        626 v 1 ClaimKindChanged => |event| claim(&event.claim),
        627 v 1 CoverJudgedAgain => |event| claim(&event.claim),
        629 v 1 PackageAsked => |event| claim(&event.content.claim),
        630 v 1 PackageBuilt => |event| claim(&event.claim),
        631 v 1 ClaimSubmitted => |event| claim(&event.claim),
        632 v 1 ClaimNumbered => |event| claim(&event.claim),
        633 v 1 ClaimDecided => |event| claim(&event.claim),
        634 v 1 ClaimCredited => |event| claim(&event.claim),
        635 v 1 ClaimClosed => |event| claim(&event.claim),
        636 v 1 ClaimWrittenOff => |event| claim(&event.claim),
        637 v 1 PackageFailed => |event| claim(&event.claim),
        638 v 1 ReturnAnswered => |event| claim(&event.claim),
        650 v 1 ClockStarted => |event| order(&event.clock.order),
        651 v 1 ClockPaused => |event| order(&event.clock.order),
        652 v 1 ClockResumed => |event| order(&event.clock.order),
        653 v 1 ClockWarned => |event| order(&event.clock.order),
        654 v 1 ClockBreached => |event| order(&event.clock.order),
        655 v 1 BreachLifted => |event| order(&event.clock.order),
        656 v 1 ClockMet => |event| order(&event.clock.order),
        657 v 1 ClockStopped => |event| order(&event.clock.order),
        658 v 1 ClockCancelled => |event| order(&event.clock.order),
    }
}

keeps_clocks!(ClaimsEvent);
