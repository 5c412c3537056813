//! Hotline's events.

mod closing;
mod takeover;

use proto::hotline::{
    CallAttached, Caller, FollowUpCameDue, FollowUpDone, FollowUpSet, HotlineEvent, MachineIdentified,
    MachineStateReported, NoteAdded, OrderCancelled, OrderCorrected, OrderOpened, StationGiven, StepReached,
};
use proto::order::{OrderSubtype, OrderType, Step};
use types::StationId;

use takeover::taken_over;

use super::{
    at, bare_facts, customer, facts, order, order_99, person, phone, position, serial, station, words,
};

pub(crate) fn caller() -> Caller {
    Caller {
        phone: phone(),
        name: Some(words("陶师傅")),
    }
}

pub(crate) fn events() -> Vec<HotlineEvent> {
    [
        orders(),
        corrections(),
        steps(),
        notes(),
        closing::events(),
        takeover::events(),
    ]
    .concat()
}

fn orders() -> Vec<HotlineEvent> {
    vec![
        OrderOpened {
            facts: facts(),
            operator: Some(person("op-2")),
            second_order_reason: Some("另一处漏油".to_owned()),
            taken_over: Some(taken_over()),
        }
        .into(),
        OrderOpened {
            facts: bare_facts(),
            operator: None,
            second_order_reason: None,
            taken_over: None,
        }
        .into(),
        CallAttached {
            order: order(),
            caller: caller(),
            said: "还没有人到".to_owned(),
            called_at: at("10:05:00"),
        }
        .into(),
        CallAttached {
            order: order(),
            caller: Caller {
                phone: phone(),
                name: None,
            },
            said: String::new(),
            called_at: at("10:05:00"),
        }
        .into(),
        OrderCancelled {
            order: order(),
            reason: "duplicate".to_owned(),
            note: "与前一单重复".to_owned(),
        }
        .into(),
        OrderCancelled {
            order: order(),
            reason: "duplicate".to_owned(),
            note: String::new(),
        }
        .into(),
    ]
}

fn corrections() -> Vec<HotlineEvent> {
    vec![
        MachineIdentified {
            order: order_99(),
            machine: serial(),
            model: Some("ZX210".to_owned()),
            customer: Some(customer()),
            position: Some(position()),
            reason: Some("铭牌看错".to_owned()),
        }
        .into(),
        MachineIdentified {
            order: order_99(),
            machine: serial(),
            model: None,
            customer: None,
            position: None,
            reason: None,
        }
        .into(),
        StationGiven {
            order: order(),
            station: station(),
            previous: Some(StationId::new("xuancheng").unwrap()),
            reason: Some("机器已转场".to_owned()),
        }
        .into(),
        StationGiven {
            order: order(),
            station: station(),
            previous: None,
            reason: None,
        }
        .into(),
        OrderCorrected {
            order: order(),
            fault: Some("回转无力".to_owned()),
            site: Some("繁昌工地".to_owned()),
            hours: Some(6_130),
            order_type: Some(OrderType::FailureRepair),
            subtype: Some(OrderSubtype::OutOfWarranty),
            reason: "客户补充".to_owned(),
        }
        .into(),
        OrderCorrected {
            order: order(),
            fault: None,
            site: None,
            hours: None,
            order_type: None,
            subtype: None,
            reason: "客户补充".to_owned(),
        }
        .into(),
        MachineStateReported {
            order: order(),
            machine_down: true,
            stopgap: Some("临时堵油管".to_owned()),
        }
        .into(),
        MachineStateReported {
            order: order(),
            machine_down: false,
            stopgap: None,
        }
        .into(),
    ]
}

fn steps() -> Vec<HotlineEvent> {
    let reached = |step, visit, reason: Option<&str>| StepReached {
        order: order(),
        step,
        visit,
        at: at("11:20:00"),
        reason: reason.map(ToOwned::to_owned),
    };
    vec![
        reached(Step::Unrepaired, 2, Some("parts_missing")).into(),
        reached(Step::Planned, 0, None).into(),
    ]
}

fn notes() -> Vec<HotlineEvent> {
    vec![
        NoteAdded {
            order: order(),
            text: words("下午三点以后打电话"),
        }
        .into(),
        FollowUpSet {
            order: order(),
            follow_up: 1,
            text: words("回访"),
            at: at("15:00:00"),
            set_by: Some(person("op-2")),
        }
        .into(),
        FollowUpSet {
            order: order(),
            follow_up: 1,
            text: words("回访"),
            at: at("15:00:00"),
            set_by: None,
        }
        .into(),
        FollowUpCameDue {
            order: order(),
            follow_up: 1,
            due_at: at("15:00:00"),
        }
        .into(),
        FollowUpDone {
            order: order(),
            follow_up: 1,
            note: "客户满意".to_owned(),
        }
        .into(),
        FollowUpDone {
            order: order(),
            follow_up: 1,
            note: String::new(),
        }
        .into(),
    ]
}
