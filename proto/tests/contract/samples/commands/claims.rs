//! What is asked of claims.

use proto::claims::{
    ChangeLines, CheckedItem, ClaimKind, ClaimsCommand, CloseClaim, DropClaim, JudgeClaim, LookAtClaim,
    OpenDraft, OutOfRange, RecordCredit, RecordDecision, RecordManufacturerNumber, ResubmitClaim,
    RetryPackage, ReviewClaim, SubmitClaim, TakeClaimBack, WriteOffClaim,
};
use types::Fen;

use super::super::claims::{bare_line, cut, granted, line};
use super::super::{at, claim, hash, order};

pub(crate) fn commands() -> Vec<ClaimsCommand> {
    [drafts(), reviews(), packages(), outcomes(), ends()].concat()
}

fn drafts() -> Vec<ClaimsCommand> {
    let change = ChangeLines {
        claim: claim(),
        lines: vec![line()],
        remarks: Some("已附照片".to_owned()),
    };
    vec![
        OpenDraft {
            order: order(),
            kind: ClaimKind::Goodwill,
            reason: "出保三天".to_owned(),
        }
        .into(),
        ChangeLines {
            lines: vec![bare_line()],
            remarks: None,
            ..change.clone()
        }
        .into(),
        change.into(),
        DropClaim {
            order: order(),
            reason: "客户操作不当".to_owned(),
        }
        .into(),
    ]
}

fn reviews() -> Vec<ClaimsCommand> {
    let failed = CheckedItem {
        item: "photos".to_owned(),
        passed: false,
        note: "缺旧件照片".to_owned(),
    };
    let passed = CheckedItem {
        passed: true,
        note: String::new(),
        ..failed.clone()
    };
    let judge = JudgeClaim {
        claim: claim(),
        out_of_range: Some(OutOfRange::Goodwill),
        reason: "出保三天，老客户".to_owned(),
    };
    vec![
        ReviewClaim {
            claim: claim(),
            items: vec![failed],
        }
        .into(),
        ReviewClaim {
            claim: claim(),
            items: vec![passed],
        }
        .into(),
        JudgeClaim {
            out_of_range: None,
            ..judge.clone()
        }
        .into(),
        judge.into(),
        TakeClaimBack {
            claim: claim(),
            note: "照片已寄到".to_owned(),
        }
        .into(),
        LookAtClaim {
            claim: claim(),
            note: "等厂家回复".to_owned(),
        }
        .into(),
        LookAtClaim {
            claim: claim(),
            note: String::new(),
        }
        .into(),
    ]
}

fn packages() -> Vec<ClaimsCommand> {
    let submit = SubmitClaim {
        claim: claim(),
        package: hash(),
        at: Some(at("15:00:00")),
    };
    vec![
        RetryPackage { claim: claim() }.into(),
        SubmitClaim {
            at: None,
            ..submit.clone()
        }
        .into(),
        submit.into(),
        RecordManufacturerNumber {
            claim: claim(),
            number: "HC-88120".to_owned(),
        }
        .into(),
    ]
}

fn outcomes() -> Vec<ClaimsCommand> {
    let decision = RecordDecision {
        claim: claim(),
        lines: vec![cut()],
        number: Some("HC-88120".to_owned()),
        at: Some(at("15:00:00")),
    };
    let credit = RecordCredit {
        claim: claim(),
        credit_note: "CN-2603-09".to_owned(),
        amount: Fen(118_000),
        explanation: "扣除运费".to_owned(),
    };
    vec![
        RecordDecision {
            lines: vec![granted()],
            number: None,
            at: None,
            ..decision.clone()
        }
        .into(),
        decision.into(),
        RecordCredit {
            explanation: String::new(),
            ..credit.clone()
        }
        .into(),
        credit.into(),
    ]
}

fn ends() -> Vec<ClaimsCommand> {
    vec![
        ResubmitClaim {
            claim: claim(),
            reason: "补交读数".to_owned(),
        }
        .into(),
        CloseClaim { claim: claim() }.into(),
        WriteOffClaim {
            claim: claim(),
            reason: "厂家两次拒绝".to_owned(),
        }
        .into(),
    ]
}
