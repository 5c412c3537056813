//! What is asked of returns.

use proto::returns::{
    CheckInPart, Condition, Counted, DestroyPart, DiscrepancyOutcome, ForwardPart, ReceiveConsignment,
    RecordLoss, ReturnsCommand, SettleDiscrepancy, ShipConsignment, SurplusPart,
};
use types::Fen;

use super::super::{at, consignment, person, report, station, tag};

pub(crate) fn commands() -> Vec<ReturnsCommand> {
    [station_side(), counting(), warehouse_side()].concat()
}

fn station_side() -> Vec<ReturnsCommand> {
    let check_in = CheckInPart {
        tag: tag(),
        condition: Condition::TakenApart,
        photo: Some(report::document()),
        at: Some(at("17:00:00")),
    };
    let ship = ShipConsignment {
        station: station(),
        parts: Some(vec![tag()]),
        carrier: "顺捷物流".to_owned(),
        tracking: "SJ30918".to_owned(),
        freight: Some(Fen(4_500)),
        at: Some(at("18:00:00")),
    };
    vec![
        CheckInPart {
            photo: None,
            at: None,
            ..check_in.clone()
        }
        .into(),
        check_in.into(),
        ShipConsignment {
            parts: None,
            freight: None,
            at: None,
            ..ship.clone()
        }
        .into(),
        ship.into(),
    ]
}

fn counting() -> Vec<ReturnsCommand> {
    let counted = Counted {
        tag: tag(),
        quantity: 1,
        without_tag: true,
        badly_packed: true,
        incomplete: true,
    };
    let sound = Counted {
        without_tag: false,
        badly_packed: false,
        incomplete: false,
        ..counted.clone()
    };
    let surplus = SurplusPart {
        tag: Some(tag()),
        words: "多一只滤芯".to_owned(),
        quantity: 1,
    };
    let stranger = SurplusPart {
        tag: None,
        ..surplus.clone()
    };
    let receive = ReceiveConsignment {
        consignment: consignment(),
        counted: vec![counted],
        surplus: vec![surplus, stranger],
        at: Some(at("09:00:00")),
    };
    vec![
        ReceiveConsignment {
            counted: vec![sound],
            surplus: Vec::new(),
            at: None,
            ..receive.clone()
        }
        .into(),
        receive.into(),
        SettleDiscrepancy {
            consignment: consignment(),
            number: 1,
            outcome: DiscrepancyOutcome::Found,
            reason: "在另一箱中".to_owned(),
        }
        .into(),
    ]
}

fn warehouse_side() -> Vec<ReturnsCommand> {
    let loss = RecordLoss {
        tag: tag(),
        reason: "运输途中遗失".to_owned(),
        answerable: vec![person("m-03")],
        deducted: Some(Fen(88_000)),
    };
    vec![
        DestroyPart {
            tag: tag(),
            witness: person("w-02"),
        }
        .into(),
        ForwardPart {
            tag: tag(),
            carrier: "顺捷物流".to_owned(),
            tracking: "SJ30918".to_owned(),
        }
        .into(),
        RecordLoss {
            answerable: Vec::new(),
            deducted: None,
            ..loss.clone()
        }
        .into(),
        loss.into(),
    ]
}
