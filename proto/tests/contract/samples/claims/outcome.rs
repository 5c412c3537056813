//! From submitting to the money.

use proto::claims::{
    ClaimClosed, ClaimCredited, ClaimDecided, ClaimNumbered, ClaimSubmitted, ClaimWrittenOff, ClaimsEvent,
    Decision,
};
use types::Fen;

use super::super::{at, claim, hash, person};
use super::{cut, granted};

pub(super) fn events() -> Vec<ClaimsEvent> {
    [submitted(), decided(), ended()].concat()
}

fn submitted() -> Vec<ClaimsEvent> {
    let submitted = ClaimSubmitted {
        claim: claim(),
        package: hash(),
        total: Fen(122_000),
        at: at("15:00:00"),
        by: Some(person("c-01")),
    };
    vec![
        ClaimSubmitted {
            by: None,
            ..submitted.clone()
        }
        .into(),
        submitted.into(),
        ClaimNumbered {
            claim: claim(),
            number: "HC-88120".to_owned(),
        }
        .into(),
    ]
}

fn decided() -> Vec<ClaimsEvent> {
    let decided = ClaimDecided {
        claim: claim(),
        decision: Decision::PartlyAccepted,
        lines: vec![cut()],
        approved: Fen(61_000),
        at: at("16:00:00"),
        by: Some(person("c-01")),
    };
    vec![
        ClaimDecided {
            decision: Decision::Accepted,
            lines: vec![granted()],
            approved: Fen(122_000),
            by: None,
            ..decided.clone()
        }
        .into(),
        decided.into(),
    ]
}

fn ended() -> Vec<ClaimsEvent> {
    let credited = ClaimCredited {
        claim: claim(),
        credit_note: "CN-2603-09".to_owned(),
        amount: Fen(118_000),
        explanation: "扣除运费".to_owned(),
        by: Some(person("c-01")),
    };
    let written_off = ClaimWrittenOff {
        claim: claim(),
        reason: "厂家两次拒绝".to_owned(),
        by: Some(person("c-01")),
    };
    vec![
        ClaimCredited {
            explanation: String::new(),
            by: None,
            ..credited.clone()
        }
        .into(),
        credited.into(),
        ClaimClosed {
            claim: claim(),
            by: Some(person("c-01")),
        }
        .into(),
        ClaimClosed {
            claim: claim(),
            by: None,
        }
        .into(),
        ClaimWrittenOff {
            by: None,
            ..written_off.clone()
        }
        .into(),
        written_off.into(),
    ]
}
