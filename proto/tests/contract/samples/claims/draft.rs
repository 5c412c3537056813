//! Drafts and cover.

use proto::claims::{
    ClaimDrafted, ClaimDropped, ClaimKind, ClaimLinesChanged, ClaimsEvent, Cover, CoverEnd, CoverJudgedAgain,
    NotCovered,
};

use super::super::{claim, claim_again, day, directory, order, person, sentence};
use super::{bare_line, line};

pub(crate) fn cover() -> Cover {
    Cover {
        day: day("2026-03-09"),
        in_service: Some(day("2024-11-20")),
        terms: Some(directory::terms()),
        extension: Some(directory::extension()),
        last_day: Some(day("2027-11-19")),
        hours: Some(6_120),
        last_hour: Some(6_000),
        ended_by: Some(CoverEnd::Hours),
        explanation: sentence(),
    }
}

pub(crate) fn bare_cover() -> Cover {
    Cover {
        in_service: None,
        terms: None,
        extension: None,
        last_day: None,
        hours: None,
        last_hour: None,
        ended_by: None,
        ..cover()
    }
}

pub(super) fn events() -> Vec<ClaimsEvent> {
    [opened(), not_covered(), changed(), dropped()].concat()
}

fn opened() -> Vec<ClaimsEvent> {
    let drafted = ClaimDrafted {
        claim: claim_again(),
        kind: ClaimKind::Goodwill,
        cover: cover(),
        lines: vec![line()],
        remarks: "已附照片".to_owned(),
        reason: "补交读数".to_owned(),
        by: Some(person("c-01")),
    };
    vec![
        ClaimDrafted {
            claim: claim(),
            kind: ClaimKind::Failure,
            cover: bare_cover(),
            lines: vec![bare_line()],
            remarks: String::new(),
            reason: String::new(),
            by: None,
        }
        .into(),
        drafted.into(),
    ]
}

fn not_covered() -> Vec<ClaimsEvent> {
    vec![
        NotCovered {
            order: order(),
            cover: cover(),
            reason: Some(sentence()),
        }
        .into(),
        NotCovered {
            order: order(),
            cover: bare_cover(),
            reason: None,
        }
        .into(),
        CoverJudgedAgain {
            claim: claim(),
            cover: cover(),
        }
        .into(),
    ]
}

fn changed() -> Vec<ClaimsEvent> {
    let changed = ClaimLinesChanged {
        claim: claim(),
        lines: vec![line()],
        remarks: "已附照片".to_owned(),
        by: Some(person("c-01")),
    };
    vec![
        ClaimLinesChanged {
            lines: Vec::new(),
            remarks: String::new(),
            by: None,
            ..changed.clone()
        }
        .into(),
        changed.into(),
    ]
}

fn dropped() -> Vec<ClaimsEvent> {
    let dropped = ClaimDropped {
        claim: claim(),
        reason: "客户操作不当".to_owned(),
        by: Some(person("c-01")),
    };
    vec![
        ClaimDropped {
            by: None,
            ..dropped.clone()
        }
        .into(),
        dropped.into(),
    ]
}
