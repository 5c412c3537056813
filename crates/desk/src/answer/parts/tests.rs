//! Old parts from the machine to the warehouse, as the desk shows them.

use proto::desk::{
    ConsignmentPage, ConsignmentQuery, Consignments, ConsignmentsQuery, Ledger, LedgerQuery, Query,
};
use proto::returns::{
    ConsignmentReceived, CountedPart, Discrepancy, DiscrepancyKind, DiscrepancyOutcome, DiscrepancySettled,
    PartLost,
};
use types::{Fen, PartTag};

use super::*;
use crate::testing::{Logs, consignment, person, t, tag};

fn parts_of(logs: &Logs, query: PartsQuery) -> Parts {
    logs.ask(&Query::Parts(query))
}

fn returns_of(logs: &Logs) -> Vec<(String, PartReturn)> {
    let parts = parts_of(logs, PartsQuery::default()).parts.into_iter();
    parts
        .map(|row| (row.month.to_string(), row.part_return))
        .collect()
}

/// Six parts of one order: handed in on the 10th and shipped on the 25th; shipped on the 26th; shipped in February; lost at
/// the station; handed in on the 25th; and never handed in.
fn six_parts() -> Logs {
    let mut logs = Logs::new();
    logs.at("08 16:00").repairs(1);
    for line in 1..=6 {
        logs.expects(1, line);
    }
    logs.at("10 09:00");
    for line in 1..=4 {
        logs.checks_in(1, line);
    }
    logs.at("12 09:00").returns(PartLost {
        tag: tag(1, 4),
        reason: "库房失窃".into(),
        answerable: vec![person("luo")],
        deducted: Some(Fen(90_000)),
        by: Some(person("luo")),
    });
    logs.at("25 08:00").checks_in(1, 5);
    logs.at("25 23:59").ships("north-202601", &[tag(1, 1)]);
    logs.at("26 00:00").ships("north-202601-2", &[tag(1, 2)]);
    logs
}

// rule: OLD-8, SLA-6
#[test]
fn the_ledger_counts_each_part_of_the_month_once_by_its_return_and_once_by_where_it_is() {
    let mut logs = six_parts();
    let expected = [
        PartReturn::InTime,
        PartReturn::Late,
        PartReturn::Held,
        PartReturn::NotReturned,
        PartReturn::Held,
        PartReturn::NotHandedIn,
    ];
    let returns: Vec<PartReturn> = returns_of(&logs).into_iter().map(|(_, one)| one).collect();
    assert_eq!(returns, expected);
    // In February the third is shipped, too late for January; the fifth belongs to February by then.
    logs.at("02-02 09:00").ships("north-202602", &[tag(1, 3)]);
    assert_eq!(returns_of(&logs)[2], ("2026-01".into(), PartReturn::NotReturned));
    assert_eq!(returns_of(&logs)[4], ("2026-02".into(), PartReturn::Held));
    let ledger: Ledger = logs.ask(&Query::Ledger(LedgerQuery {
        month: "2026-01".parse().ok(),
        ..LedgerQuery::default()
    }));
    let sum = &ledger.sum;
    assert_eq!(
        (
            sum.expected,
            sum.in_time,
            sum.late,
            sum.not_returned,
            sum.not_handed_in
        ),
        (5, 1, 1, 2, 1)
    );
    assert_eq!(
        sum.in_time + sum.late + sum.not_returned + sum.not_handed_in + sum.held,
        sum.expected
    );
    assert_eq!(
        (sum.awaited, sum.at_station, sum.on_the_way, sum.lost),
        (1, 0, 3, 1)
    );
    assert_eq!((sum.deducted, ledger.rows.len()), (Fen(90_000), 1));
    let due = ledger.rows[0].due_at.unwrap();
    assert!(due < t("26 00:00") && due > t("25 23:59"), "{due}");
    let held = PartsQuery {
        state: Some(PartState::AtStation),
        ..PartsQuery::default()
    };
    let held = parts_of(&logs, held);
    let counted: Vec<(PartState, u64)> = held.states.into_iter().collect();
    let expected = [
        (PartState::Expected, 1),
        (PartState::AtStation, 1),
        (PartState::OnTheWay, 3),
        (PartState::Lost, 1),
    ];
    assert_eq!((held.total, counted.as_slice()), (1, expected.as_slice()));
    assert_eq!(
        ledger.rows[0]
            .station
            .as_ref()
            .map(|station| station.name.as_str()),
        Some("临河服务站")
    );
}

// rule: OLD-8, OLD-4
#[test]
fn what_came_without_standing_on_a_list_is_returned_and_no_part_that_was_not_handed_in() {
    let mut logs = six_parts();
    logs.at("29 10:00").returns(ConsignmentReceived {
        consignment: consignment("north-202601"),
        parts: vec![CountedPart {
            tag: tag(1, 6),
            listed: 0,
            counted: 1,
        }],
        discrepancies: vec![Discrepancy {
            number: 1,
            kind: DiscrepancyKind::Surplus,
            tag: Some(tag(1, 6)),
            listed: 0,
            counted: 1,
            words: String::new(),
        }],
        at: t("29 10:00"),
        by: None,
    });
    assert_eq!(returns_of(&logs)[5].1, PartReturn::InTime);
}

// rule: OLD-4
#[test]
fn a_consignment_is_open_until_it_was_counted_and_its_discrepancies_are_settled() {
    let mut logs = six_parts();
    let open = |logs: &Logs| -> u64 {
        let query = ConsignmentsQuery {
            open: true,
            ..ConsignmentsQuery::default()
        };
        let open: Consignments = logs.ask(&Query::Consignments(query));
        open.total
    };
    assert_eq!(open(&logs), 2);
    let counted = |tag: PartTag, counted| CountedPart {
        tag,
        listed: 2,
        counted,
    };
    let (number, kind) = (1, DiscrepancyKind::Missing);
    logs.at("29 10:00").returns(ConsignmentReceived {
        consignment: consignment("north-202601"),
        parts: vec![counted(tag(1, 1), 0)],
        discrepancies: vec![Discrepancy {
            number,
            kind,
            tag: Some(tag(1, 1)),
            listed: 2,
            counted: 0,
            words: String::new(),
        }],
        at: t("29 10:00"),
        by: None,
    });
    let page = |logs: &Logs| -> ConsignmentPage {
        logs.ask(&Query::Consignment(ConsignmentQuery {
            consignment: consignment("north-202601"),
        }))
    };
    let missing = page(&logs);
    assert_eq!((missing.row.discrepancies, missing.row.unsettled), (1, 1));
    assert_eq!(missing.parts[0].part.state, PartState::Missing);
    assert_eq!((missing.parts[0].listed, missing.parts[0].counted), (2, Some(0)));
    assert_eq!(open(&logs), 2);
    logs.at("30 10:00").returns(DiscrepancySettled {
        consignment: consignment("north-202601"),
        number,
        outcome: DiscrepancyOutcome::Found,
        reason: "放错货架".into(),
        tag: Some(tag(1, 1)),
        at: t("30 10:00"),
        by: None,
    });
    assert_eq!(page(&logs).parts[0].part.state, PartState::Received);
    assert_eq!((page(&logs).row.unsettled, open(&logs)), (0, 1));
}
