//! Claims, from the service that ended to the manufacturer's answer.

use proto::claims::{
    ClaimKind, ClaimState, CoverEnd, Decision, LineKind, OutOfRange, ReportPiece, ServiceEnd,
};
use proto::document::DocumentTarget;

use super::super::{at, hash, person, report};
use super::{Choice, choices};

pub(super) fn all() -> Vec<Choice> {
    let ends = [
        ServiceEnd::Repaired {
            visit: 1,
            at: at("14:20:00"),
            by: person("e-017"),
        },
        ServiceEnd::RepairCorrected { at: at("14:10:00") },
        ServiceEnd::SolvedByPhone { at: at("08:50:00") },
        ServiceEnd::Cancelled { at: at("12:00:00") },
        ServiceEnd::Reopened,
    ];
    let pieces = [
        ReportPiece::Filed {
            content: report::content(),
            by: Some(person("e-017")),
        },
        ReportPiece::Part {
            line: 3,
            exchange: report::exchange(),
        },
        ReportPiece::Attached {
            target: DocumentTarget::Order,
            document: report::document(),
        },
        ReportPiece::Withdrawn { document: hash() },
        ReportPiece::Judged { gaps: report::gaps() },
    ];
    let cover_ends = [
        CoverEnd::Months,
        CoverEnd::Hours,
        CoverEnd::NotInServiceYet,
        CoverEnd::Unknown,
    ];
    [
        choices(&ends),
        choices(&pieces),
        choices(&ClaimKind::ALL),
        choices(&ClaimState::ALL),
        choices(&LineKind::ALL),
        choices(&cover_ends),
        choices(&[OutOfRange::Goodwill, OutOfRange::CustomerPays]),
        choices(&[Decision::Accepted, Decision::PartlyAccepted, Decision::Rejected]),
    ]
    .concat()
}
