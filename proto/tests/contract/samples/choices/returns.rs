//! Old parts on their way back.

use proto::returns::{Condition, DiscrepancyKind, DiscrepancyOutcome, NotExpectedReason, PartState};

use super::{Choice, choices};

pub(super) fn all() -> Vec<Choice> {
    let outcomes = [
        DiscrepancyOutcome::Found,
        DiscrepancyOutcome::Lost,
        DiscrepancyOutcome::Explained,
    ];
    let reasons = [NotExpectedReason::ClaimDropped, NotExpectedReason::TakenOffReport];
    [
        choices(&PartState::ALL),
        choices(&[Condition::Complete, Condition::TakenApart]),
        choices(&DiscrepancyKind::ALL),
        choices(&outcomes),
        choices(&reasons),
    ]
    .concat()
}
