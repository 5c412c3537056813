//! What customers read. Nothing here says a word of other people's business or of our own.

use types::{Instant, Phone};

use super::About;

impl About<'_> {
    fn theirs(&self) -> String {
        let serial = self.facts.machine.as_ref().map(ToString::to_string);
        let says_model = |model: &String| {
            serial
                .as_ref()
                .is_some_and(|serial| serial.starts_with(model.as_str()))
        };
        let model = self.facts.model.clone().filter(|model| !says_model(model));
        let machine = model.into_iter().chain(serial).collect::<Vec<_>>().join(" ");
        format!("您的设备{machine}（工单{}）", self.facts.order)
    }
}

pub(crate) fn opened(about: &About<'_>) -> String {
    format!("您好，{}已受理报修，服务站会尽快与您联系。", about.theirs())
}

// rule: ORD-8
pub(crate) fn planned(about: &About<'_>, depart_at: Instant) -> String {
    format!(
        "您好，{}已安排服务，工程师预计{}出发。",
        about.theirs(),
        about.time(depart_at)
    )
}

// rule: ORD-38
pub(crate) fn plan_changed(about: &About<'_>, depart_at: Instant) -> String {
    format!(
        "您好，{}的服务安排有变更，工程师预计{}出发。",
        about.theirs(),
        about.time(depart_at)
    )
}

/// Reads right whether the station changed or nobody has to come any more.
// rule: ORD-38
pub(crate) fn plan_withdrawn(about: &About<'_>) -> String {
    format!(
        "您好，{}原定的上门安排已取消，如仍需上门，服务站会与您另约时间。",
        about.theirs()
    )
}

// rule: ORD-9
pub(crate) fn departed(about: &About<'_>, lead: &str, phone: Option<&Phone>, eta: Option<Instant>) -> String {
    let phone = phone.map_or_else(String::new, |phone| format!("（电话{phone}）"));
    let eta = eta.map_or_else(String::new, |eta| format!("，预计{}到达", about.time(eta)));
    format!("您好，工程师{lead}{phone}已出发{eta}，为{}服务。", about.theirs())
}

pub(crate) fn arrived(about: &About<'_>) -> String {
    format!("您好，工程师已到达现场，为{}服务。", about.theirs())
}

pub(crate) fn repaired(about: &About<'_>) -> String {
    format!("您好，{}已修复。如有问题请随时来电。", about.theirs())
}

pub(crate) fn left_unrepaired(about: &About<'_>) -> String {
    format!("您好，{}尚未修复，服务站会尽快安排再次上门。", about.theirs())
}

pub(crate) fn solved_by_phone(about: &About<'_>) -> String {
    format!("您好，{}已通过电话解决。如有问题请随时来电。", about.theirs())
}

pub(crate) fn machine_down(about: &About<'_>) -> String {
    format!("您好，{}已记录为停机，我们会优先处理。", about.theirs())
}

pub(crate) fn cancelled(about: &About<'_>) -> String {
    format!("您好，{}的报修已取消。如需服务请随时来电。", about.theirs())
}
