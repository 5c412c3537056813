//! What is asked of field.

use proto::document::DocumentTarget;
use proto::field::{
    AnswerMessage, AttachDocument, CorrectPart, CorrectReport, FieldCommand, FileReport, Happened, Report,
    ReportContent, ReportKind, SettleMessage, TakeMessage, WithdrawDocument,
};

use super::super::{at, hash, message, order, person, phone, report, words};

pub(crate) fn commands() -> Vec<FieldCommand> {
    [messages(), reports()].concat()
}

fn messages() -> Vec<FieldCommand> {
    let take = TakeMessage {
        from: phone(),
        text: words("2600147出发 12点到 同行钱"),
        sent_at: at("10:34:50"),
        gateway: "kannel".to_owned(),
        gateway_id: Some("a81c".to_owned()),
    };
    let report = Report {
        order: order(),
        happened: Happened::Departed {
            eta: Some(at("12:00:00")),
            companions: vec!["e-021".to_owned()],
        },
        at: Some(at("10:34:50")),
        engineer: Some(person("e-017")),
    };
    let settle = SettleMessage {
        message: message(),
        order: Some(order()),
        happened: Some(Happened::LeftUnrepaired {
            reason: "parts_missing".to_owned(),
            words: "缺密封件".to_owned(),
        }),
        note: "已电话核实".to_owned(),
    };
    vec![
        TakeMessage {
            gateway_id: None,
            ..take.clone()
        }
        .into(),
        take.into(),
        Report {
            happened: Happened::Departed {
                eta: None,
                companions: Vec::new(),
            },
            at: None,
            engineer: None,
            ..report.clone()
        }
        .into(),
        report.into(),
        CorrectReport {
            order: order(),
            of: ReportKind::Arrived,
            at: at("11:45:00"),
        }
        .into(),
        SettleMessage {
            order: None,
            happened: None,
            note: String::new(),
            ..settle.clone()
        }
        .into(),
        settle.into(),
        AnswerMessage {
            message: message(),
            text: words("请写工单号和到达"),
        }
        .into(),
    ]
}

fn reports() -> Vec<FieldCommand> {
    let file = FileReport {
        order: order(),
        content: report::content(),
        parts: vec![report::exchange()],
        engineer: Some(person("e-017")),
    };
    let correct = CorrectPart {
        order: order(),
        line: 3,
        exchange: report::exchange(),
        reason: "件号看错".to_owned(),
    };
    vec![
        FileReport {
            content: ReportContent::default(),
            parts: Vec::new(),
            engineer: None,
            ..file.clone()
        }
        .into(),
        file.into(),
        CorrectPart {
            exchange: report::bare_exchange(),
            ..correct.clone()
        }
        .into(),
        correct.into(),
        AttachDocument {
            order: order(),
            target: DocumentTarget::Visit { visit: 1 },
            document: report::document(),
        }
        .into(),
        WithdrawDocument {
            order: order(),
            hash: hash(),
            reason: "照片模糊".to_owned(),
        }
        .into(),
    ]
}
