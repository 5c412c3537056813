//! Every "no" of claims, in order of precedence.

mod words;

use proto::claims::ClaimState;
use proto::document::DocumentKind;
use proto::{Class, Rejection};
use serde::Serialize;
use serde_json::Value;
use sla::policy::Role;
use types::{ClaimNumber, Fen, Hash, Instant, OrderNumber, Sentence};

use crate::lacks::Lacks;

/// Why claims says no. The fields are the facts that explain it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum ClaimRejection {
    QuestionUnreadable {
        problem: String,
    },
    OrderUnknown {
        order: OrderNumber,
    },
    ClaimUnknown {
        claim: ClaimNumber,
    },
    /// CLM-7: what is filed is not changed any more.
    TooLate {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-2
    NotRepaired {
        order: OrderNumber,
    },
    /// ORD-3
    MachineRequired {
        order: OrderNumber,
    },
    /// Of the rule that asks for it.
    ReasonRequired {
        #[serde(skip)]
        rule: &'static str,
    },
    /// CLM-13
    AlreadyClaimed {
        order: OrderNumber,
        first: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-13
    PartAlreadyClaimed {
        part_number: String,
        serial: String,
        first: ClaimNumber,
    },
    /// CLM-3
    NotCovered {
        why: Sentence,
    },
    /// CLM-8
    TooManyTries {
        order: OrderNumber,
    },
    /// CLM-5
    BadLine {
        line: u16,
        problem: LineProblem,
    },
    /// CLM-5
    PriceTooHigh {
        line: u16,
        price: Fen,
        most: Fen,
    },
    /// CLM-5
    PartUnknown {
        line: u16,
        part: u16,
    },
    /// CLM-8
    MoreThanOpen {
        line: u16,
        open: Fen,
    },
    /// CLM-22
    NothingToDrop {
        order: OrderNumber,
    },
    /// CLM-4
    NothingChecked,
    /// CLM-4
    ItemUnknown {
        item: String,
        known: Vec<String>,
    },
    /// CLM-4
    NoteRequired {
        item: String,
    },
    /// CLM-19
    PapersMissing {
        papers: Vec<DocumentKind>,
    },
    /// CLM-5
    NoAmount {
        claim: ClaimNumber,
    },
    /// CLM-4
    NotReturned {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-4
    NotYours {
        order: OrderNumber,
    },
    /// CLM-20
    NotAJudge {
        judges: Vec<Role>,
    },
    /// CLM-7
    NotPending {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-5
    NotReady {
        claim: ClaimNumber,
        state: ClaimState,
        lacks: Lacks,
    },
    /// CLM-6
    PackageNotBuilt {
        claim: ClaimNumber,
    },
    /// CLM-6
    PackageFailed {
        claim: ClaimNumber,
        problem: String,
    },
    /// CLM-6
    OtherPackage {
        claim: ClaimNumber,
        package: Hash,
    },
    /// CLM-6
    NoPackage {
        claim: ClaimNumber,
    },
    /// Of the rule that takes the time.
    InFuture {
        #[serde(skip)]
        rule: &'static str,
        at: Instant,
        now: Instant,
    },
    /// CLM-6
    SubmittedBeforeRepair {
        at: Instant,
        repaired_at: Instant,
    },
    /// SLA-5
    EnteredTooLate {
        at: Instant,
        now: Instant,
    },
    /// CLM-16
    NotSubmitted {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-16
    DecisionStands {
        claim: ClaimNumber,
    },
    /// CLM-16
    LinesIncomplete {
        claimed: Vec<u16>,
    },
    /// CLM-16
    ApprovedOutOfRange {
        line: u16,
        amount: Fen,
    },
    /// CLM-16
    CutWithoutReason {
        line: u16,
    },
    /// CLM-16
    DecidedBeforeSubmission {
        at: Instant,
        submitted_at: Instant,
    },
    /// CLM-6
    NumberRequired,
    /// CLM-6
    NumberTaken {
        number: String,
        order: OrderNumber,
    },
    /// CLM-8
    NothingRefused {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-9
    NothingToCome {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-9
    CreditNoteRequired,
    /// CLM-9
    CreditNoteUsed {
        note: String,
        amount: Fen,
    },
    /// CLM-9
    AmountRequired,
    /// CLM-9
    ExplanationRequired {
        to_come: Fen,
    },
    /// CLM-7
    NotPaid {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-8
    NotRejected {
        claim: ClaimNumber,
        state: ClaimState,
    },
    /// CLM-8
    NextTryOpen {
        next_try: ClaimNumber,
    },
}

/// What is wrong with a line (CLM-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineProblem {
    Number,
    Words,
    Quantity,
    Price,
}

impl ClaimRejection {
    fn code(&self) -> String {
        use ClaimRejection as No;
        let code = match self {
            No::ReasonRequired { rule } => return format!("{rule}.reason_required"),
            No::InFuture { rule, .. } => return format!("{rule}.in_future"),
            No::QuestionUnreadable { .. } => "question.unreadable",
            No::OrderUnknown { .. } => "order.unknown",
            No::ClaimUnknown { .. } => "claim.unknown",
            No::TooLate { .. } => "CLM-7.already_filed",
            No::NotRepaired { .. } => "CLM-2.not_repaired",
            No::MachineRequired { .. } => "ORD-3.machine_required",
            No::AlreadyClaimed { .. } => "CLM-13.already_claimed",
            No::PartAlreadyClaimed { .. } => "CLM-13.part_already_claimed",
            No::NotCovered { .. } => "CLM-3.not_covered",
            No::TooManyTries { .. } => "CLM-8.too_many_tries",
            No::BadLine { .. } => "CLM-5.bad_line",
            No::PriceTooHigh { .. } => "CLM-5.price_too_high",
            No::PartUnknown { .. } => "CLM-5.part_unknown",
            No::MoreThanOpen { .. } => "CLM-8.more_than_open",
            No::NothingToDrop { .. } => "CLM-22.nothing_to_drop",
            No::NothingChecked => "CLM-4.nothing_checked",
            No::ItemUnknown { .. } => "CLM-4.item_unknown",
            No::NoteRequired { .. } => "CLM-4.note_required",
            No::PapersMissing { .. } => "CLM-19.papers_missing",
            No::NoAmount { .. } => "CLM-5.no_amount",
            No::NotReturned { .. } => "CLM-4.not_returned",
            No::NotYours { .. } => "CLM-4.not_yours",
            No::NotAJudge { .. } => "CLM-20.not_a_judge",
            No::NotPending { .. } => "CLM-7.not_pending",
            No::NotReady { .. } => "CLM-5.not_ready",
            No::PackageNotBuilt { .. } => "CLM-6.package_not_built",
            No::PackageFailed { .. } => "CLM-6.package_failed",
            No::OtherPackage { .. } => "CLM-6.other_package",
            No::NoPackage { .. } => "CLM-6.no_package",
            No::SubmittedBeforeRepair { .. } => "CLM-6.before_repair",
            No::EnteredTooLate { .. } => "SLA-5.entered_too_late",
            No::NotSubmitted { .. } => "CLM-16.not_submitted",
            No::DecisionStands { .. } => "CLM-16.decision_stands",
            No::LinesIncomplete { .. } => "CLM-16.lines_incomplete",
            No::ApprovedOutOfRange { .. } => "CLM-16.approved_out_of_range",
            No::CutWithoutReason { .. } => "CLM-16.reason_required",
            No::DecidedBeforeSubmission { .. } => "CLM-16.before_submission",
            No::NumberRequired => "CLM-6.number_required",
            No::NumberTaken { .. } => "CLM-6.number_taken",
            No::NothingRefused { .. } => "CLM-8.nothing_refused",
            No::NothingToCome { .. } => "CLM-9.nothing_to_come",
            No::CreditNoteRequired => "CLM-9.credit_note_required",
            No::CreditNoteUsed { .. } => "CLM-9.credit_note_used",
            No::AmountRequired => "CLM-9.amount_required",
            No::ExplanationRequired { .. } => "CLM-9.explanation_required",
            No::NotPaid { .. } => "CLM-7.not_paid",
            No::NotRejected { .. } => "CLM-8.not_rejected",
            No::NextTryOpen { .. } => "CLM-8.next_try_open",
        };
        code.to_owned()
    }

    fn class(&self) -> Class {
        use ClaimRejection as No;
        match self {
            No::QuestionUnreadable { .. } => Class::Malformed,
            No::OrderUnknown { .. } | No::ClaimUnknown { .. } => Class::Unknown,
            No::NotYours { .. } | No::NotAJudge { .. } => Class::Forbidden,
            No::TooLate { .. }
            | No::NotRepaired { .. }
            | No::AlreadyClaimed { .. }
            | No::PartAlreadyClaimed { .. }
            | No::NotReturned { .. }
            | No::NotPending { .. }
            | No::NotReady { .. }
            | No::PackageNotBuilt { .. }
            | No::PackageFailed { .. }
            | No::OtherPackage { .. }
            | No::NoPackage { .. }
            | No::NotSubmitted { .. }
            | No::DecisionStands { .. }
            | No::NumberTaken { .. }
            | No::NothingRefused { .. }
            | No::NothingToCome { .. }
            | No::CreditNoteUsed { .. }
            | No::NotPaid { .. }
            | No::NotRejected { .. }
            | No::NextTryOpen { .. } => Class::Conflict,
            No::ReasonRequired { .. }
            | No::InFuture { .. }
            | No::MachineRequired { .. }
            | No::NotCovered { .. }
            | No::TooManyTries { .. }
            | No::BadLine { .. }
            | No::PriceTooHigh { .. }
            | No::PartUnknown { .. }
            | No::MoreThanOpen { .. }
            | No::NothingToDrop { .. }
            | No::NothingChecked
            | No::ItemUnknown { .. }
            | No::NoteRequired { .. }
            | No::PapersMissing { .. }
            | No::NoAmount { .. }
            | No::SubmittedBeforeRepair { .. }
            | No::EnteredTooLate { .. }
            | No::LinesIncomplete { .. }
            | No::ApprovedOutOfRange { .. }
            | No::CutWithoutReason { .. }
            | No::DecidedBeforeSubmission { .. }
            | No::NumberRequired
            | No::CreditNoteRequired
            | No::AmountRequired
            | No::ExplanationRequired { .. } => Class::Refused,
        }
    }

    /// The variant's fields by name; a variant without any has no facts.
    fn facts(&self) -> Vec<(String, Value)> {
        match serde_json::to_value(self) {
            Ok(Value::Object(variant)) => variant
                .into_iter()
                .filter_map(|(_, fields)| match fields {
                    Value::Object(fields) => Some(fields),
                    _ => None,
                })
                .flatten()
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl From<ClaimRejection> for Rejection {
    fn from(no: ClaimRejection) -> Self {
        let words = no.words();
        let rejection = Self::new(no.class(), no.code(), words.zh, words.en);
        let facts = no.facts().into_iter();
        facts.fold(rejection, |rejection, (name, value)| rejection.with(&name, value))
    }
}
