//! Orders: their kinds, their way, and what hotline and dispatch say of them.

use proto::dispatch::{OrderNews, Progress};
use proto::hotline::{Department, PapersClass, RepeatVerdict};
use proto::order::{OrderSubtype, OrderType, Step};
use sla::policy::ClockKind;

use super::super::{at, dispatch, order_99};
use super::{Choice, choices};

pub(super) fn all() -> Vec<Choice> {
    let progress = [
        Progress::Departed {
            eta: Some(at("12:00:00")),
        },
        Progress::Arrived,
        Progress::Repaired,
        Progress::LeftUnrepaired {
            reason: "parts_missing".to_owned(),
        },
    ];
    let news = [
        dispatch::taken_over(),
        OrderNews::Reopened {
            reason: "动臂又下沉".to_owned(),
        },
    ];
    let verdicts = [
        RepeatVerdict::Repeat { of: order_99() },
        RepeatVerdict::AnotherFault,
        RepeatVerdict::Objective { of: order_99() },
    ];
    [
        choices(&OrderType::ALL),
        choices(&OrderSubtype::ALL),
        choices(&Step::ALL),
        choices(&progress),
        choices(&news),
        choices(&verdicts),
        choices(&Department::ALL),
        choices(&PapersClass::ALL),
        choices(&ClockKind::ALL),
    ]
    .concat()
}
