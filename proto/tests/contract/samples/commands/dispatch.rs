//! What is asked of dispatch.

use proto::dispatch::{
    ChangePlan, DispatchCommand, MakePlan, PauseClock, RecordStationCall, ResumeClock, SolveByPhone,
};
use sla::policy::ClockKind;

use super::super::dispatch::inputs;
use super::super::{at, order, person};

pub(crate) fn commands() -> Vec<DispatchCommand> {
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
    let call = RecordStationCall {
        order: order(),
        fault: "动臂无力，油温高".to_owned(),
        solvable_by_phone: false,
        site: "采石场东门进".to_owned(),
        customer_parts: "自备液压油".to_owned(),
        at: Some(at("08:45:00")),
    };
    let solution = "重置控制器".to_owned();
    vec![
        RecordStationCall {
            at: None,
            ..call.clone()
        }
        .into(),
        call.into(),
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
