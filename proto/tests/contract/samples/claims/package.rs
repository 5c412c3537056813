//! What a package is built from, and what came of building it.

use proto::claims::{
    ClaimKind, ClaimsEvent, Decision, EarlierTry, PackageAsked, PackageBuilt, PackageContent, PackageFailed,
    PackagedCheck, PackagedDocument, PackagedJudgement, PackagedMachine, PackagedOrder, PackagedPart,
    PackagedRepair,
};
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::ReportContent;
use proto::order::{OrderSubtype, OrderType};
use types::Fen;

use super::super::{
    at, claim, claim_again, day, hash, order, person, report, sentence, serial, station, words,
};
use super::{bare_cover, cover, cut, granted, line};

pub(super) fn events() -> Vec<ClaimsEvent> {
    let asked = |content: PackageContent| PackageAsked {
        content: content.into(),
    };
    let package = Document {
        media_type: "application/zip".to_owned(),
        name: "2600147_ZX210_48213_6121_动臂_20260309.zip".to_owned(),
        kind: DocumentKind::ClaimPackage,
        ..report::document()
    };
    vec![
        asked(content()).into(),
        asked(bare_content()).into(),
        PackageBuilt {
            claim: claim(),
            content: hash(),
            package,
        }
        .into(),
        PackageFailed {
            claim: claim(),
            content: hash(),
            problem: "a document is missing".to_owned(),
        }
        .into(),
    ]
}

fn content() -> PackageContent {
    PackageContent {
        claim: claim_again(),
        kind: ClaimKind::Failure,
        stem: "2600147_ZX210_48213_6121_动臂_20260309".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        order: packaged_order(),
        machine: machine(),
        cover: cover(),
        repair: repair(),
        report: report::content(),
        parts: vec![PackagedPart {
            line: 3,
            exchange: report::exchange(),
        }],
        lines: vec![line()],
        total: Fen(122_000),
        remarks: "已附照片".to_owned(),
        reason: "补交读数".to_owned(),
        documents: vec![PackagedDocument {
            document: report::document(),
            target: DocumentTarget::Part { line: 3 },
        }],
        checked: vec![check()],
        judgements: vec![judgement()],
        earlier: vec![earlier()],
    }
}

/// The content of a first try of which hardly anything is known.
fn bare_content() -> PackageContent {
    PackageContent {
        claim: claim(),
        order: PackagedOrder {
            subtype: None,
            site: String::new(),
            station: None,
            station_name: String::new(),
            ..packaged_order()
        },
        machine: PackagedMachine {
            serial: None,
            model: String::new(),
            hours: None,
            customer: None,
        },
        cover: bare_cover(),
        repair: PackagedRepair {
            engineer: None,
            engineer_name: None,
            engineer_grade: None,
            ..repair()
        },
        report: ReportContent::default(),
        parts: Vec::new(),
        lines: Vec::new(),
        total: Fen(0),
        remarks: String::new(),
        reason: String::new(),
        documents: Vec::new(),
        checked: vec![PackagedCheck {
            note: String::new(),
            by: None,
            by_name: None,
            ..check()
        }],
        judgements: Vec::new(),
        earlier: vec![EarlierTry {
            number: None,
            decided: vec![granted()],
            ..earlier()
        }],
        ..content()
    }
}

fn packaged_order() -> PackagedOrder {
    PackagedOrder {
        order: order(),
        order_type: OrderType::FailureRepair,
        subtype: Some(OrderSubtype::Claimable),
        opened_at: at("08:30:00"),
        site: "芜湖县湾沚镇采石场".to_owned(),
        fault: "动臂无力".to_owned(),
        station: Some(station()),
        station_name: "芜湖站".to_owned(),
    }
}

fn machine() -> PackagedMachine {
    PackagedMachine {
        serial: Some(serial()),
        model: "ZX210".to_owned(),
        hours: Some(6_121),
        customer: Some(words("顺达土石方")),
    }
}

fn repair() -> PackagedRepair {
    PackagedRepair {
        at: at("14:20:00"),
        day: day("2026-03-09"),
        engineer: Some(person("e-017")),
        engineer_name: Some(words("方圆")),
        engineer_grade: Some(3),
    }
}

fn check() -> PackagedCheck {
    PackagedCheck {
        item: "photos".to_owned(),
        title: sentence(),
        note: "六张".to_owned(),
        by: Some(person("c-01")),
        by_name: Some(words("许晴川")),
    }
}

fn judgement() -> PackagedJudgement {
    PackagedJudgement {
        role: "claims_supervisor".to_owned(),
        reason: "属索赔范围".to_owned(),
        by: person("c-01"),
        by_name: words("许晴川"),
    }
}

fn earlier() -> EarlierTry {
    EarlierTry {
        claim: claim(),
        number: Some("HC-88120".to_owned()),
        submitted_at: at("15:00:00"),
        lines: vec![line()],
        total: Fen(122_000),
        decision: Decision::PartlyAccepted,
        decided: vec![cut()],
        approved: Fen(61_000),
        decided_at: at("16:00:00"),
    }
}
