//! Review and judgement.

use proto::claims::{
    AnsweredItem, CheckedItem, ClaimCameBack, ClaimJudged, ClaimKind, ClaimKindChanged, ClaimLookedAt,
    ClaimReady, ClaimReturned, ClaimReviewed, ClaimsEvent, MissingItem, OutOfRange, ReturnAnswered,
};
use sla::policy::Role;
use types::Fen;

use super::super::{claim, order, person, sentence, station};

pub(super) fn events() -> Vec<ClaimsEvent> {
    [reviewed(), returned(), judged(), ready()].concat()
}

fn reviewed() -> Vec<ClaimsEvent> {
    let item = CheckedItem {
        item: "photos".to_owned(),
        passed: false,
        note: "缺旧件照片".to_owned(),
    };
    let passed = CheckedItem {
        passed: true,
        note: String::new(),
        ..item.clone()
    };
    vec![
        ClaimReviewed {
            claim: claim(),
            items: vec![item],
            by: Some(person("c-01")),
        }
        .into(),
        ClaimReviewed {
            claim: claim(),
            items: vec![passed],
            by: None,
        }
        .into(),
    ]
}

fn returned() -> Vec<ClaimsEvent> {
    let missing = MissingItem {
        item: "photos".to_owned(),
        title: sentence(),
        note: "缺旧件照片".to_owned(),
    };
    let returned = ClaimReturned {
        claim: claim(),
        missing: vec![missing],
        engineer: Some(person("e-017")),
        station: Some(station()),
    };
    vec![
        ClaimReturned {
            engineer: None,
            station: None,
            ..returned.clone()
        }
        .into(),
        returned.into(),
        ReturnAnswered {
            claim: claim(),
            items: vec![AnsweredItem {
                item: "photos".to_owned(),
                answer: "旧件.jpg".to_owned(),
            }],
            by: None,
        }
        .into(),
        ReturnAnswered {
            claim: claim(),
            items: vec![AnsweredItem {
                item: "engineer".to_owned(),
                answer: "照片已寄到".to_owned(),
            }],
            by: Some(person("c-01")),
        }
        .into(),
        ClaimCameBack {
            claim: claim(),
            order: order(),
        }
        .into(),
    ]
}

fn judged() -> Vec<ClaimsEvent> {
    let judged = ClaimJudged {
        claim: claim(),
        out_of_range: Some(OutOfRange::CustomerPays),
        reason: "加错油".to_owned(),
        role: Role::ClaimsSupervisor,
        by: person("c-01"),
    };
    vec![
        ClaimJudged {
            out_of_range: None,
            ..judged.clone()
        }
        .into(),
        judged.into(),
        ClaimKindChanged {
            claim: claim(),
            kind: ClaimKind::Goodwill,
            reason: "出保三天".to_owned(),
        }
        .into(),
    ]
}

fn ready() -> Vec<ClaimsEvent> {
    let looked_at = ClaimLookedAt {
        claim: claim(),
        note: "等厂家回复".to_owned(),
        by: Some(person("c-01")),
    };
    vec![
        ClaimReady {
            claim: claim(),
            total: Fen(122_000),
        }
        .into(),
        ClaimLookedAt {
            note: String::new(),
            by: None,
            ..looked_at.clone()
        }
        .into(),
        looked_at.into(),
    ]
}
