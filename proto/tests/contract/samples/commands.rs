//! What clients send.

use proto::directory::{
    ApplyImport, AppointDeputy, DirectoryCommand, EndDeputy, GivePhone, ListKind, LoadPolicy, RecordLeaving,
    Row, StageImport,
};
use proto::dispatch::{ChangePlan, DispatchCommand, MakePlan, PauseClock, ResumeClock, SolveByPhone};
use proto::field::{
    AnswerMessage, CorrectReport, FieldCommand, Happened, Report, ReportKind, SettleMessage, TakeMessage,
};
use proto::hotline::{
    AddNote, AttachCall, Caller, CancelOrder, CompleteFollowUp, CorrectOrder, GiveStation, HotlineCommand,
    IdentifyMachine, OpenOrder, ReportMachineState, SetFollowUp,
};
use proto::notify::{Delivery, DismissMessage, NotifyCommand, ResendMessage, TakeDeliveryReport};
use proto::order::{OrderSubtype, OrderType};
use sla::policy::ClockKind;

use super::dispatch::inputs;
use super::hotline::caller;
use super::{at, customer, import, message, order, person, phone, serial, station, words};

pub(crate) fn directory() -> Vec<DirectoryCommand> {
    vec![
        StageImport {
            import: import(),
            list: ListKind::Stations,
            file: "stations.csv".to_owned(),
            heads: vec!["编号".to_owned(), "名称".to_owned()],
            piece: 1,
            rows: vec![Row {
                line: 2,
                cells: vec!["wuhu".to_owned(), "芜湖站".to_owned()],
            }],
        }
        .into(),
        ApplyImport {
            import: import(),
            pieces: 2,
        }
        .into(),
        AppointDeputy {
            person: person("m-03"),
            deputy: person("m-04"),
            from: at("08:00:00"),
            until: at("18:00:00"),
        }
        .into(),
        EndDeputy {
            person: person("m-03"),
        }
        .into(),
        GivePhone {
            person: person("e-017"),
            phone: phone(),
            from: Some(at("09:15:00")),
        }
        .into(),
        GivePhone {
            person: person("e-017"),
            phone: phone(),
            from: None,
        }
        .into(),
        RecordLeaving {
            person: person("e-017"),
            at: Some(at("18:00:00")),
        }
        .into(),
        RecordLeaving {
            person: person("e-017"),
            at: None,
        }
        .into(),
        LoadPolicy {
            text: "name = \"2026-03\"\n".to_owned(),
        }
        .into(),
    ]
}

pub(crate) fn hotline() -> Vec<HotlineCommand> {
    [calls(), corrections(), notes()].concat()
}

fn calls() -> Vec<HotlineCommand> {
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

pub(crate) fn dispatch() -> Vec<DispatchCommand> {
    let plan = MakePlan {
        order: order(),
        depart_at: at("10:30:00"),
        lead: person("e-017"),
        companions: vec![person("e-021")],
        inputs: inputs(),
    };
    let change = ChangePlan {
        order: order(),
        depart_at: Some(at("11:30:00")),
        lead: Some(person("e-021")),
        companions: Some(vec![person("e-030")]),
        reason: "配件晚到".to_owned(),
    };
    let solution = "重置控制器".to_owned();
    vec![
        SolveByPhone {
            order: order(),
            solution: solution.clone(),
            at: Some(at("08:50:00")),
        }
        .into(),
        SolveByPhone {
            order: order(),
            solution,
            at: None,
        }
        .into(),
        MakePlan {
            companions: Vec::new(),
            ..plan.clone()
        }
        .into(),
        plan.into(),
        ChangePlan {
            depart_at: None,
            lead: None,
            companions: None,
            ..change.clone()
        }
        .into(),
        change.into(),
        PauseClock {
            order: order(),
            clock: ClockKind::PromisedDeparture,
            reason: "customer_asked".to_owned(),
        }
        .into(),
        ResumeClock {
            order: order(),
            clock: ClockKind::PromisedDeparture,
        }
        .into(),
    ]
}

pub(crate) fn field() -> Vec<FieldCommand> {
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

pub(crate) fn notify() -> Vec<NotifyCommand> {
    let report = TakeDeliveryReport {
        message: message(),
        delivery: Delivery::Failed,
        at: at("10:00:09"),
        detail: "UNDELIV".to_owned(),
    };
    vec![
        TakeDeliveryReport {
            detail: String::new(),
            ..report.clone()
        }
        .into(),
        report.into(),
        DismissMessage {
            message: message(),
            note: "已打电话通知".to_owned(),
        }
        .into(),
        DismissMessage {
            message: message(),
            note: String::new(),
        }
        .into(),
        ResendMessage { message: message() }.into(),
    ]
}
