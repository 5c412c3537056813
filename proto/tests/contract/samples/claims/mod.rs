//! Events of claims.

mod draft;
mod outcome;
mod package;
mod review;

use proto::claims::{
    ClaimLine, ClaimOrderNoted, ClaimReportNoted, ClaimsEvent, DecidedLine, LineKind, ReportPiece,
    ServiceEnd, ServiceNoted,
};
use proto::document::DocumentTarget;
use types::{Fen, Quantity};

use super::{at, bare_facts, clock, facts, hash, order, person, report};

pub(crate) use draft::{bare_cover, cover};

pub(crate) fn line() -> ClaimLine {
    ClaimLine {
        line: 2,
        kind: LineKind::Material,
        code: "4611-1234".to_owned(),
        description: "油缸密封件".to_owned(),
        quantity: Quantity::whole(2),
        price: Fen(61_000),
        part: Some(3),
    }
}

pub(crate) fn bare_line() -> ClaimLine {
    ClaimLine {
        line: 1,
        kind: LineKind::Travel,
        code: String::new(),
        part: None,
        ..line()
    }
}

/// The manufacturer pays less than was claimed.
pub(crate) fn cut() -> DecidedLine {
    DecidedLine {
        line: 2,
        approved: Fen(61_000),
        reason: "只认一件".to_owned(),
    }
}

pub(crate) fn granted() -> DecidedLine {
    DecidedLine {
        line: 2,
        approved: Fen(122_000),
        reason: String::new(),
    }
}

pub(crate) fn events() -> Vec<ClaimsEvent> {
    [
        copies(),
        pieces(),
        draft::events(),
        review::events(),
        package::events(),
        outcome::events(),
        clock::events(),
    ]
    .concat()
}

fn copies() -> Vec<ClaimsEvent> {
    let noted = |ended| ServiceNoted {
        order: order(),
        ended,
    };
    let repaired = ServiceEnd::Repaired {
        visit: 1,
        at: at("14:20:00"),
        by: person("e-017"),
    };
    vec![
        ClaimOrderNoted { facts: facts() }.into(),
        ClaimOrderNoted { facts: bare_facts() }.into(),
        noted(repaired).into(),
        noted(ServiceEnd::Reopened).into(),
    ]
}

fn pieces() -> Vec<ClaimsEvent> {
    let filed = |content, by| ReportPiece::Filed { content, by };
    let part = |exchange| ReportPiece::Part { line: 3, exchange };
    let attached = ReportPiece::Attached {
        target: DocumentTarget::Visit { visit: 1 },
        document: report::document(),
    };
    let pieces = [
        filed(report::content(), Some(person("e-017"))),
        filed(Default::default(), None),
        part(report::exchange()),
        part(report::bare_exchange()),
        attached,
        ReportPiece::Withdrawn { document: hash() },
        ReportPiece::Judged { gaps: report::gaps() },
        ReportPiece::Judged { gaps: Vec::new() },
    ];
    let noted = |piece| ClaimReportNoted {
        order: order(),
        piece,
    };
    pieces.into_iter().map(|piece| noted(piece).into()).collect()
}
