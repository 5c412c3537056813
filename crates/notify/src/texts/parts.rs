//! What people read of a station's old parts (SLA-6, SLA-7).

use chrono::NaiveDate;
use sla::policy::ClockKind;

use super::day;

/// The day is the last one in time.
// rule: SLA-6, SLA-7
pub(crate) fn reminder(station: &str, kind: ClockKind, parts: usize, due_on: NaiveDate) -> String {
    let due = day(due_on);
    if kind == ClockKind::PartArrival {
        format!("旧件提醒：{station}发出的{parts}件旧件，须在{due}前到库，请跟进物流。")
    } else {
        format!("旧件提醒：{station}有{parts}件旧件，须在{due}前发出，请按期发运。")
    }
}

// rule: SLA-6, SLA-7
pub(crate) fn overdue(station: &str, kind: ClockKind, parts: usize, due_on: NaiveDate) -> String {
    let due = day(due_on);
    if kind == ClockKind::PartArrival {
        format!("旧件超期：{station}发出的{parts}件旧件，{due}前未到库，请立即查找。")
    } else {
        format!("旧件超期：{station}有{parts}件旧件，{due}前未发出，请立即发运。")
    }
}
