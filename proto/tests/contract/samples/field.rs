//! Field's events.

use proto::field::{
    Acknowledged, AnswerGiven, AnswerKind, AnswerWithheld, Arrived, AssignmentNoted, AutomaticReplyKept,
    Companion, CustomerWrote, Departed, FieldEvent, FieldOrderClosed, FieldOrderEnded, FieldOrderNoted,
    FieldOrderReopened, FlagKind, LeftUnrepaired, MessageNotUnderstood, MessageQuarantined, MessageReceived,
    MessageSettled, MessageUnderstood, MessagesStopped, Mistake, PhoneSolutionReported, PlanReported,
    Repaired, ReportCorrected, ReportFlagged, ReportKind, Sender, WhichOrderAsked,
};
use types::MessageId;

use super::{
    at, bare_facts, clock, customer, facts, message, order, order_99, person, phone, report, sentence, words,
};

pub(crate) fn events() -> Vec<FieldEvent> {
    [
        messages_in(),
        kept(),
        answers(),
        visits(),
        reports(),
        flags(),
        orders(),
        report::events(),
        clock::events(),
    ]
    .concat()
}

fn messages_in() -> Vec<FieldEvent> {
    let received = MessageReceived {
        message: message(),
        from: phone(),
        text: words("2600147出发 12点到 同行钱"),
        sent_at: at("10:34:50"),
        gateway: "kannel".to_owned(),
        gateway_id: Some("a81c".to_owned()),
        sender: Sender::Staff {
            person: person("e-017"),
        },
    };
    let unknown = MessageReceived {
        gateway_id: None,
        sender: Sender::Unknown,
        ..received.clone()
    };
    let mistake = Mistake {
        code: "SMS-2.unknown_keyword".to_owned(),
        sentence: sentence(),
    };
    let understood = MessageUnderstood {
        message: message(),
        order: order(),
        completes: Some(MessageId::new("41d0").unwrap()),
    };
    vec![
        received.into(),
        unknown.into(),
        MessageNotUnderstood {
            message: message(),
            order: Some(order()),
            mistakes: vec![mistake],
        }
        .into(),
        MessageNotUnderstood {
            message: message(),
            order: None,
            mistakes: Vec::new(),
        }
        .into(),
        MessageUnderstood {
            completes: None,
            ..understood.clone()
        }
        .into(),
        understood.into(),
    ]
}

fn kept() -> Vec<FieldEvent> {
    vec![
        MessageQuarantined { message: message() }.into(),
        CustomerWrote {
            message: message(),
            customer: Some(customer()),
            order: Some(order()),
        }
        .into(),
        CustomerWrote {
            message: message(),
            customer: None,
            order: None,
        }
        .into(),
        MessagesStopped {
            message: message(),
            phone: phone(),
        }
        .into(),
        AutomaticReplyKept { message: message() }.into(),
        MessageSettled {
            message: message(),
            order: Some(order()),
            note: "已电话核实".to_owned(),
        }
        .into(),
        MessageSettled {
            message: message(),
            order: None,
            note: String::new(),
        }
        .into(),
    ]
}

fn answers() -> Vec<FieldEvent> {
    let given = AnswerGiven {
        message: message(),
        to: phone(),
        order: Some(order()),
        kind: AnswerKind::Question,
        text: words("请回复工单号"),
    };
    vec![
        WhichOrderAsked {
            message: message(),
            person: person("e-017"),
            candidates: vec![order(), order_99()],
            valid_until: at("11:04:50"),
        }
        .into(),
        AnswerGiven {
            order: None,
            ..given.clone()
        }
        .into(),
        given.into(),
        AnswerWithheld {
            message: message(),
            reason: "hints_per_hour".to_owned(),
        }
        .into(),
    ]
}

fn visits() -> Vec<FieldEvent> {
    let departed = Departed {
        order: order(),
        visit: 1,
        lead: person("e-017"),
        companions: vec![
            Companion::Known {
                person: person("e-021"),
            },
            Companion::Unknown {
                said: words("小钱")
            },
        ],
        eta: Some(at("12:00:00")),
        at: at("10:34:50"),
        message: Some(message()),
    };
    let by = person("e-017");
    let arrived = Arrived {
        order: order(),
        visit: 1,
        by: by.clone(),
        at: at("11:55:00"),
        message: Some(message()),
    };
    let repaired = Repaired {
        order: order(),
        visit: 1,
        by: by.clone(),
        at: at("14:20:00"),
        message: Some(message()),
    };
    let left = LeftUnrepaired {
        order: order(),
        visit: 1,
        by,
        reason: "parts_missing".to_owned(),
        words: "缺密封件".to_owned(),
        at: at("14:20:00"),
        message: Some(message()),
    };
    vec![
        Departed {
            companions: Vec::new(),
            eta: None,
            message: None,
            ..departed.clone()
        }
        .into(),
        departed.into(),
        Arrived {
            message: None,
            ..arrived.clone()
        }
        .into(),
        arrived.into(),
        Repaired {
            message: None,
            ..repaired.clone()
        }
        .into(),
        repaired.into(),
        LeftUnrepaired {
            words: String::new(),
            message: None,
            ..left.clone()
        }
        .into(),
        left.into(),
    ]
}

fn reports() -> Vec<FieldEvent> {
    let acknowledged = Acknowledged {
        order: order(),
        by: person("e-017"),
        at: at("09:40:00"),
        message: Some(message()),
    };
    let planned = PlanReported {
        order: order(),
        by: person("m-03"),
        depart_at: at("10:30:00"),
        lead: Some(person("e-017")),
        companions: vec![person("e-021")],
        at: at("09:10:00"),
        message: message(),
    };
    let corrected = ReportCorrected {
        order: order(),
        visit: 1,
        of: ReportKind::Arrived,
        by: person("e-017"),
        was: at("11:55:00"),
        at: at("11:45:00"),
        message: Some(message()),
    };
    vec![
        Acknowledged {
            message: None,
            ..acknowledged.clone()
        }
        .into(),
        acknowledged.into(),
        PlanReported {
            lead: None,
            companions: Vec::new(),
            ..planned.clone()
        }
        .into(),
        planned.into(),
        PhoneSolutionReported {
            order: order(),
            by: person("m-03"),
            solution: "重置控制器".to_owned(),
            at: at("08:50:00"),
            message: message(),
        }
        .into(),
        ReportCorrected {
            message: None,
            ..corrected.clone()
        }
        .into(),
        corrected.into(),
    ]
}

fn flags() -> Vec<FieldEvent> {
    let flagged = |flag, about| ReportFlagged {
        order: order(),
        visit: 1,
        flag,
        about: words(about),
    };
    vec![
        flagged(FlagKind::UnknownCompanion, "小钱").into(),
        flagged(FlagKind::EtaMissing, "").into(),
    ]
}

fn orders() -> Vec<FieldEvent> {
    let assigned = AssignmentNoted {
        order: order(),
        plan: 2,
        visit: 1,
        depart_at: Some(at("10:30:00")),
        lead: Some(person("e-017")),
        companions: vec![person("e-021")],
    };
    vec![
        FieldOrderNoted { facts: facts() }.into(),
        FieldOrderNoted { facts: bare_facts() }.into(),
        AssignmentNoted {
            visit: 0,
            depart_at: None,
            lead: None,
            companions: Vec::new(),
            ..assigned.clone()
        }
        .into(),
        assigned.into(),
        FieldOrderEnded {
            order: order(),
            at: at("12:00:00"),
            cancelled: true,
        }
        .into(),
        FieldOrderClosed {
            order: order(),
            at: at("16:00:00"),
        }
        .into(),
        FieldOrderReopened {
            order: order(),
            at: at("17:00:00"),
        }
        .into(),
    ]
}
