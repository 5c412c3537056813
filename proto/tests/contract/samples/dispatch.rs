//! Dispatch's events.

use proto::dispatch::{
    CustomerCalled, DispatchEvent, OrderDropped, OrderNews, OrderNoted, PlanChanged, PlanInputs,
    PlanInputsRecorded, PlanMade, PlanWithdrawn, Progress, SolvedByPhone, VisitProgressed,
};

use super::{at, bare_facts, clock, facts, message, order, person, station};

pub(crate) fn inputs() -> PlanInputs {
    PlanInputs {
        parts: "主泵一台在库".to_owned(),
        engineers: "两人空闲".to_owned(),
        agreed_with_customer: "客户同意当日到".to_owned(),
        arrears: "无欠款".to_owned(),
    }
}

pub(crate) fn events() -> Vec<DispatchEvent> {
    [orders(), calls(), plans(), clock::events()].concat()
}

/// What a list of open orders said had been done by then.
pub(crate) fn taken_over() -> OrderNews {
    OrderNews::TakenOver {
        replied_at: Some(at("08:40:00")),
        arrived_at: Some(at("11:10:00")),
    }
}

fn orders() -> Vec<DispatchEvent> {
    vec![
        OrderNoted {
            facts: facts(),
            reason: Some("机器已转场".to_owned()),
            news: Some(taken_over()),
        }
        .into(),
        OrderNoted {
            facts: bare_facts(),
            reason: None,
            news: None,
        }
        .into(),
        OrderDropped {
            order: order(),
            at: at("12:00:00"),
            reason: "duplicate".to_owned(),
        }
        .into(),
        SolvedByPhone {
            order: order(),
            solution: "重置控制器".to_owned(),
            at: at("08:50:00"),
            by: Some(person("m-03")),
            message: Some(message()),
        }
        .into(),
        SolvedByPhone {
            order: order(),
            solution: "重置控制器".to_owned(),
            at: at("08:50:00"),
            by: None,
            message: None,
        }
        .into(),
    ]
}

fn calls() -> Vec<DispatchEvent> {
    let called = CustomerCalled {
        order: order(),
        fault: "动臂无力，油温高".to_owned(),
        solvable_by_phone: false,
        site: "采石场东门进".to_owned(),
        customer_parts: "自备液压油".to_owned(),
        at: at("08:45:00"),
        by: Some(person("m-03")),
    };
    vec![
        CustomerCalled {
            by: None,
            ..called.clone()
        }
        .into(),
        called.into(),
    ]
}

fn plans() -> Vec<DispatchEvent> {
    let made = PlanMade {
        order: order(),
        plan: 2,
        visit: 1,
        station: Some(station()),
        depart_at: at("10:30:00"),
        lead: Some(person("e-017")),
        companions: vec![person("e-021")],
        inputs: Some(inputs()),
        at: at("09:10:00"),
        by: Some(person("m-03")),
        message: Some(message()),
    };
    let bare = PlanMade {
        station: None,
        lead: None,
        companions: Vec::new(),
        inputs: None,
        by: None,
        message: None,
        ..made.clone()
    };
    let changed = PlanChanged {
        order: order(),
        plan: 3,
        visit: 1,
        depart_at: at("11:30:00"),
        lead: Some(person("e-021")),
        companions: vec![person("e-030")],
        released: vec![person("e-017")],
        reason: "配件晚到".to_owned(),
        by: Some(person("m-03")),
    };
    let changed_bare = PlanChanged {
        lead: None,
        companions: Vec::new(),
        released: Vec::new(),
        by: None,
        ..changed.clone()
    };
    let recorded = PlanInputsRecorded {
        order: order(),
        plan: 2,
        inputs: inputs(),
        by: Some(person("m-03")),
    };
    vec![
        made.into(),
        bare.into(),
        changed.into(),
        changed_bare.into(),
        PlanWithdrawn {
            order: order(),
            plan: 3,
            released: vec![person("e-021")],
            reason: "duplicate".to_owned(),
        }
        .into(),
        PlanInputsRecorded {
            by: None,
            ..recorded.clone()
        }
        .into(),
        recorded.into(),
        VisitProgressed {
            order: order(),
            visit: 1,
            progress: Progress::Departed {
                eta: Some(at("12:00:00")),
            },
            at: at("10:35:00"),
            by: person("e-017"),
        }
        .into(),
    ]
}
