//! What the rungs of the ladder read (SLA-22).

use types::Instant;

use super::About;

// rule: SLA-22
pub(crate) fn warned(about: &About<'_>, clock: &str, warning: u32, due_at: Instant) -> String {
    let due = about.time(due_at);
    format!(
        "第{warning}次提醒：{}{clock}将于{due}到期，{}，请跟进。",
        about.head(),
        about.station()
    )
}

/// While a service cannot be heard, an act in time may still be lying there.
// rule: SLA-22
pub(crate) fn breached(about: &About<'_>, clock: &str, due_at: Instant, unheard: bool) -> String {
    let due = about.time(due_at);
    let unheard = if unheard {
        "部分系统失联，结果可能更正。"
    } else {
        ""
    };
    format!(
        "超时：{}{clock}已于{due}超时，{}，请立即处理。{unheard}",
        about.head(),
        about.station()
    )
}

// rule: SLA-32
pub(crate) fn lifted(about: &About<'_>, clock: &str, met_at: Instant) -> String {
    format!(
        "更正：{}{clock}已于{}按时完成，没有超时。",
        about.head(),
        about.time(met_at)
    )
}
