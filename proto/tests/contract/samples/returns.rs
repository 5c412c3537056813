//! Returns' events.

use proto::claims::ClaimState;
use proto::returns::{
    ClaimStandNoted, Condition, ConsignmentReceived, ConsignmentShipped, CountedPart, Discrepancy,
    DiscrepancyKind, DiscrepancyOutcome, DiscrepancySettled, ExpectedPart, NotExpectedReason, PartCheckedIn,
    PartDestroyed, PartExpected, PartForwarded, PartLost, PartNotExpected, PartNoted, ReturnsEvent,
    StationNoted, StationReminded,
};
use sla::policy::ClockKind;
use types::Fen;

use super::{at, claim, clock, consignment, hash, order, person, report, serial, station, tag};

pub(crate) fn events() -> Vec<ReturnsEvent> {
    [
        expected(),
        held(),
        ended(),
        copies(),
        shipped(),
        received(),
        reminded(),
        clock::events(),
    ]
    .concat()
}

fn expected() -> Vec<ReturnsEvent> {
    let part = ExpectedPart {
        tag: tag(),
        claim: claim(),
        machine: Some(serial()),
        model: Some("ZX210".to_owned()),
        station: Some(station()),
        engineer: Some(person("e-017")),
        part_number: "4611-1234".to_owned(),
        name: "油缸密封件".to_owned(),
        quantity: 2,
        serial: Some("A0912".to_owned()),
    };
    let bare = ExpectedPart {
        machine: None,
        model: None,
        station: None,
        engineer: None,
        name: String::new(),
        serial: None,
        ..part.clone()
    };
    vec![
        PartExpected { part: bare }.into(),
        PartExpected { part }.into(),
        PartNotExpected {
            tag: tag(),
            reason: NotExpectedReason::TakenOffReport,
        }
        .into(),
    ]
}

fn held() -> Vec<ReturnsEvent> {
    let checked_in = PartCheckedIn {
        tag: tag(),
        station: station(),
        condition: Condition::Complete,
        photo: Some(report::document()),
        at: at("17:00:00"),
        by: Some(person("m-03")),
    };
    vec![
        PartCheckedIn {
            photo: None,
            by: None,
            ..checked_in.clone()
        }
        .into(),
        checked_in.into(),
    ]
}

fn ended() -> Vec<ReturnsEvent> {
    let destroyed = PartDestroyed {
        tag: tag(),
        by: Some(person("w-01")),
        witness: person("w-02"),
    };
    let forwarded = PartForwarded {
        tag: tag(),
        carrier: "顺捷物流".to_owned(),
        tracking: "SJ30918".to_owned(),
        by: Some(person("w-01")),
    };
    let lost = PartLost {
        tag: tag(),
        reason: "运输途中遗失".to_owned(),
        answerable: vec![person("m-03")],
        deducted: Some(Fen(88_000)),
        by: Some(person("w-01")),
    };
    vec![
        PartDestroyed {
            by: None,
            ..destroyed.clone()
        }
        .into(),
        destroyed.into(),
        PartForwarded {
            by: None,
            ..forwarded.clone()
        }
        .into(),
        forwarded.into(),
        PartLost {
            answerable: Vec::new(),
            deducted: None,
            by: None,
            ..lost.clone()
        }
        .into(),
        lost.into(),
    ]
}

fn copies() -> Vec<ReturnsEvent> {
    let stand = ClaimStandNoted {
        order: order(),
        claim: claim(),
        state: ClaimState::Accepted,
        decided_at: Some(at("15:00:00")),
    };
    let noted = StationNoted {
        order: order(),
        opened_at: Some(at("08:30:00")),
        machine: Some(serial()),
        model: Some("ZX210".to_owned()),
        station: Some(station()),
        engineer: Some(person("e-017")),
    };
    let part = PartNoted {
        tag: tag(),
        exchange: report::exchange(),
        engineer: Some(person("e-017")),
    };
    vec![
        ClaimStandNoted {
            decided_at: None,
            ..stand.clone()
        }
        .into(),
        stand.into(),
        StationNoted {
            opened_at: None,
            machine: None,
            model: None,
            station: None,
            engineer: None,
            ..noted.clone()
        }
        .into(),
        noted.into(),
        PartNoted {
            exchange: report::bare_exchange(),
            engineer: None,
            ..part.clone()
        }
        .into(),
        part.into(),
    ]
}

fn shipped() -> Vec<ReturnsEvent> {
    let shipped = ConsignmentShipped {
        consignment: consignment(),
        station: station(),
        parts: vec![tag()],
        carrier: "顺捷物流".to_owned(),
        tracking: "SJ30918".to_owned(),
        freight: Some(Fen(4_500)),
        at: at("18:00:00"),
        by: Some(person("m-03")),
    };
    vec![
        ConsignmentShipped {
            freight: None,
            by: None,
            ..shipped.clone()
        }
        .into(),
        shipped.into(),
    ]
}

fn received() -> Vec<ReturnsEvent> {
    let part = CountedPart {
        tag: tag(),
        listed: 2,
        counted: 1,
    };
    let missing = Discrepancy {
        number: 1,
        kind: DiscrepancyKind::Missing,
        tag: Some(tag()),
        listed: 2,
        counted: 1,
        words: "少一只".to_owned(),
    };
    let surplus = Discrepancy {
        number: 2,
        kind: DiscrepancyKind::Surplus,
        tag: None,
        listed: 0,
        counted: 1,
        words: String::new(),
    };
    let received = ConsignmentReceived {
        consignment: consignment(),
        parts: vec![part],
        discrepancies: vec![missing],
        at: at("09:00:00"),
        by: Some(person("w-01")),
    };
    let settled = DiscrepancySettled {
        consignment: consignment(),
        number: 1,
        outcome: DiscrepancyOutcome::Found,
        reason: "在另一箱中".to_owned(),
        tag: Some(tag()),
        at: at("10:00:00"),
        by: Some(person("w-01")),
    };
    vec![
        ConsignmentReceived {
            discrepancies: vec![surplus],
            by: None,
            ..received.clone()
        }
        .into(),
        received.into(),
        DiscrepancySettled {
            tag: None,
            by: None,
            ..settled.clone()
        }
        .into(),
        settled.into(),
    ]
}

fn reminded() -> Vec<ReturnsEvent> {
    let warned = StationReminded {
        station: station(),
        kind: ClockKind::PartReturn,
        warning: Some(2),
        due_at: at("23:59:59.999999"),
        noticed_at: at("09:00:00"),
        parts: vec![tag()],
        rung: 1,
        policy: hash(),
    };
    vec![
        StationReminded {
            warning: None,
            ..warned.clone()
        }
        .into(),
        warned.into(),
    ]
}
