//! Dispatch's events.

use proto::dispatch::{
    BreachLifted, ClockBreached, ClockCancelled, ClockId, ClockMet, ClockPaused, ClockResumed, ClockStarted,
    ClockStopped, ClockWarned, DispatchEvent, OrderDropped, OrderNoted, PlanChanged, PlanInputs,
    PlanInputsRecorded, PlanMade, PlanWithdrawn, Progress, SolvedByPhone, VisitProgressed,
};
use sla::policy::ClockKind;
use types::ServiceName;

use super::{at, bare_facts, facts, hash, message, order, person, station};

pub(crate) fn inputs() -> PlanInputs {
    PlanInputs {
        parts: "主泵一台在库".to_owned(),
        engineers: "两人空闲".to_owned(),
        agreed_with_customer: "客户同意当日到".to_owned(),
        arrears: "无欠款".to_owned(),
    }
}

pub(crate) fn clock() -> ClockId {
    ClockId {
        order: order(),
        kind: ClockKind::PromisedDeparture,
        run: 2,
    }
}

pub(crate) fn events() -> Vec<DispatchEvent> {
    [orders(), plans(), clocks(), ends()].concat()
}

fn orders() -> Vec<DispatchEvent> {
    vec![
        OrderNoted {
            facts: facts(),
            reason: Some("机器已转场".to_owned()),
            news: None,
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

fn clocks() -> Vec<DispatchEvent> {
    let started = ClockStarted {
        clock: clock(),
        start: at("09:10:00"),
        promised: Some(at("10:30:00")),
        policy: hash(),
        zone: Some("Asia/Urumqi".to_owned()),
        due_at: Some(at("11:00:00")),
    };
    let resumed = ClockResumed {
        clock: clock(),
        at: at("10:10:00"),
        due_at: Some(at("11:40:00")),
    };
    vec![
        ClockStarted {
            promised: None,
            zone: None,
            due_at: None,
            ..started.clone()
        }
        .into(),
        started.into(),
        ClockPaused {
            clock: clock(),
            at: at("09:30:00"),
            reason: "customer_asked".to_owned(),
        }
        .into(),
        ClockResumed {
            due_at: None,
            ..resumed.clone()
        }
        .into(),
        resumed.into(),
        ClockWarned {
            clock: clock(),
            warning: 1,
            warned_due_at: at("10:00:00"),
            noticed_at: at("10:00:02"),
            due_at: at("11:00:00"),
            rung: 1,
            policy: hash(),
        }
        .into(),
    ]
}

fn ends() -> Vec<DispatchEvent> {
    let breached = ClockBreached {
        clock: clock(),
        due_at: at("11:00:00"),
        noticed_at: at("11:01:00"),
        rung: 2,
        policy: hash(),
        unheard: vec![ServiceName::Field],
    };
    vec![
        ClockBreached {
            unheard: Vec::new(),
            ..breached.clone()
        }
        .into(),
        breached.into(),
        BreachLifted {
            clock: clock(),
            met_at: at("10:58:00"),
        }
        .into(),
        ClockMet {
            clock: clock(),
            at: at("10:35:00"),
        }
        .into(),
        ClockStopped {
            clock: clock(),
            at: at("11:20:00"),
        }
        .into(),
        ClockCancelled {
            clock: clock(),
            at: at("12:00:00"),
            reason: "duplicate".to_owned(),
        }
        .into(),
    ]
}
