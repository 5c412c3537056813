//! What is asked of hotline.

use proto::directory::Row;
use proto::hotline::{
    AddNote, ApplyOrders, AttachCall, Caller, CancelOrder, CloseOrder, CompleteFollowUp, ConfirmUnrepaired,
    CorrectOrder, Department, GiveStation, HotlineCommand, IdentifyMachine, JudgeRepeat, OpenOrder,
    PapersClass, RecordCallBack, RecordUrging, ReopenOrder, RepeatVerdict, ReportMachineState, ReviewPapers,
    SetFollowUp, StageOrders,
};
use proto::order::{OrderSubtype, OrderType};

use super::super::hotline::caller;
use super::super::{at, customer, import, order, order_99, person, phone, serial, station, words};

pub(crate) fn commands() -> Vec<HotlineCommand> {
    [calls(), corrections(), notes(), afterwards(), ends(), lists()].concat()
}

/// The opening of an order, with everything and with the least.
pub(crate) fn openings() -> [OpenOrder; 2] {
    let open = OpenOrder {
        caller: caller(),
        machine: Some(serial()),
        model: Some("ZX210".to_owned()),
        hours: Some(6_120),
        customer: Some(customer()),
        site: "芜湖县湾沚镇采石场".to_owned(),
        fault: "动臂无力".to_owned(),
        machine_down: true,
        order_type: OrderType::FailureRepair,
        subtype: Some(OrderSubtype::Claimable),
        station: Some(station()),
        called_at: Some(at("08:30:00")),
        second_order_reason: Some("另一处漏油".to_owned()),
    };
    let bare = OpenOrder {
        caller: Caller {
            phone: phone(),
            name: None,
        },
        machine: None,
        model: None,
        hours: None,
        customer: None,
        site: String::new(),
        machine_down: false,
        subtype: None,
        station: None,
        called_at: None,
        second_order_reason: None,
        ..open.clone()
    };
    [open, bare]
}

fn calls() -> Vec<HotlineCommand> {
    let [open, bare] = openings();
    let attach = AttachCall {
        order: order(),
        caller: caller(),
        said: "还没有人到".to_owned(),
        called_at: Some(at("10:05:00")),
    };
    vec![
        AttachCall {
            said: String::new(),
            called_at: None,
            ..attach.clone()
        }
        .into(),
        attach.into(),
        open.into(),
        bare.into(),
        CancelOrder {
            order: order(),
            reason: "duplicate".to_owned(),
            note: "与前一单重复".to_owned(),
        }
        .into(),
        CancelOrder {
            order: order(),
            reason: "duplicate".to_owned(),
            note: String::new(),
        }
        .into(),
    ]
}

fn corrections() -> Vec<HotlineCommand> {
    let correct = CorrectOrder {
        order: order(),
        fault: Some("回转无力".to_owned()),
        site: Some("繁昌工地".to_owned()),
        hours: Some(6_130),
        order_type: Some(OrderType::FailureRepair),
        subtype: Some(OrderSubtype::OutOfWarranty),
        reason: "客户补充".to_owned(),
    };
    let reason = Some("机器已转场".to_owned());
    vec![
        IdentifyMachine {
            order: order(),
            machine: serial(),
            reason: reason.clone(),
        }
        .into(),
        IdentifyMachine {
            order: order(),
            machine: serial(),
            reason: None,
        }
        .into(),
        GiveStation {
            order: order(),
            station: station(),
            reason,
        }
        .into(),
        GiveStation {
            order: order(),
            station: station(),
            reason: None,
        }
        .into(),
        CorrectOrder {
            fault: None,
            site: None,
            hours: None,
            order_type: None,
            subtype: None,
            ..correct.clone()
        }
        .into(),
        correct.into(),
        ReportMachineState {
            order: order(),
            machine_down: true,
            stopgap: Some("临时堵油管".to_owned()),
        }
        .into(),
        ReportMachineState {
            order: order(),
            machine_down: false,
            stopgap: None,
        }
        .into(),
    ]
}

fn notes() -> Vec<HotlineCommand> {
    vec![
        AddNote {
            order: order(),
            text: words("下午三点以后打电话"),
        }
        .into(),
        SetFollowUp {
            order: order(),
            text: words("回访"),
            at: at("15:00:00"),
        }
        .into(),
        CompleteFollowUp {
            order: order(),
            follow_up: 1,
            note: "客户满意".to_owned(),
        }
        .into(),
        CompleteFollowUp {
            order: order(),
            follow_up: 1,
            note: String::new(),
        }
        .into(),
    ]
}

fn afterwards() -> Vec<HotlineCommand> {
    let call_back = RecordCallBack {
        order: order(),
        satisfied: Some(false),
        words: Some(words("还有异响")),
    };
    let confirm = ConfirmUnrepaired {
        order: order(),
        reason: "parts_missing".to_owned(),
        confirmed_with: vec![Department::Parts],
        note: Some(words("密封件明日到站")),
        expected_at: Some(at("18:00:00")),
    };
    let review = ReviewPapers {
        order: order(),
        class: PapersClass::ToBeClaimed,
        missing: vec!["旧件照片".to_owned()],
        asked: Some(person("e-017")),
        note: Some(words("明天补")),
    };
    vec![
        RecordUrging {
            order: order(),
            note: words("催站上联系客户，答应十点前回复"),
        }
        .into(),
        RecordCallBack {
            satisfied: None,
            words: None,
            ..call_back.clone()
        }
        .into(),
        call_back.into(),
        ConfirmUnrepaired {
            confirmed_with: Vec::new(),
            note: None,
            expected_at: None,
            ..confirm.clone()
        }
        .into(),
        confirm.into(),
        ReviewPapers {
            missing: Vec::new(),
            asked: None,
            note: None,
            ..review.clone()
        }
        .into(),
        review.into(),
    ]
}

fn ends() -> Vec<HotlineCommand> {
    vec![
        CloseOrder { order: order() }.into(),
        ReopenOrder {
            order: order(),
            reason: "动臂又下沉".to_owned(),
        }
        .into(),
        JudgeRepeat {
            order: order(),
            verdict: RepeatVerdict::Objective { of: order_99() },
            reason: "客户加错油".to_owned(),
        }
        .into(),
    ]
}

fn lists() -> Vec<HotlineCommand> {
    vec![
        StageOrders {
            import: import(),
            file: "open-orders.xlsx".to_owned(),
            heads: vec!["工单号".to_owned(), "故障".to_owned()],
            piece: 1,
            rows: vec![Row {
                line: 4,
                cells: vec!["WX-2603-017".to_owned(), "动臂无力".to_owned()],
            }],
        }
        .into(),
        ApplyOrders {
            import: import(),
            pieces: 2,
        }
        .into(),
    ]
}
