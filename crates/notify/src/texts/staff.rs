//! What station managers, engineers and those above them read.

use types::Instant;

use super::{About, reason, words};

/// To the station that has to call the customer.
// rule: ORD-5
pub(crate) fn opened_to_station(about: &About<'_>) -> String {
    format!("新{}，报修{}，请尽快联系客户。", opened(about), about.contact())
}

/// To those who only have to know.
// rule: ORD-5
pub(crate) fn opened_to_others(about: &About<'_>) -> String {
    format!("新{}，{}。", opened(about), about.station())
}

fn opened(about: &About<'_>) -> String {
    let down = if about.facts.machine_down { "，停机" } else { "" };
    format!(
        "{}：{}{down}，{}",
        about.head(),
        about.facts.order_type.title().zh,
        about.fault()
    )
}

// rule: ORD-5
pub(crate) fn machine_down(about: &About<'_>, stopgap: Option<&str>) -> String {
    let stopgap = stopgap
        .and_then(words)
        .map_or_else(String::new, |made| format!("，已采取临时措施：{made}"));
    format!(
        "停机：{}，{}{stopgap}，{}。",
        about.head(),
        about.fault(),
        about.station()
    )
}

/// To the station an order was moved away from.
// rule: ORD-38
pub(crate) fn moved_away(about: &About<'_>, why: &str) -> String {
    format!(
        "{}已转到{}{}，不再由贵站处理。",
        about.head(),
        about.station(),
        reason(why)
    )
}

/// To lead and companions, with all they need on the way.
// rule: ORD-8
pub(crate) fn assigned(about: &About<'_>, depart_at: Instant, lead: &str, companions: &[String]) -> String {
    let team = team(lead, companions);
    let (time, fault, contact) = (about.time(depart_at), about.fault(), about.contact());
    format!(
        "派工：{}，{time}出发，{team}。{fault}。联系人{contact}。",
        about.head()
    )
}

// rule: ORD-38
pub(crate) fn reassigned(
    about: &About<'_>,
    depart_at: Instant,
    lead: &str,
    companions: &[String],
    why: &str,
) -> String {
    let (time, team, reason) = (about.time(depart_at), team(lead, companions), reason(why));
    let (fault, contact) = (about.fault(), about.contact());
    format!(
        "计划变更：{}，{time}出发，{team}{reason}。{fault}。联系人{contact}。",
        about.head()
    )
}

// rule: ORD-38
pub(crate) fn released(about: &About<'_>, why: &str) -> String {
    format!("{}不再由您前往{}。", about.head(), reason(why))
}

pub(crate) fn planned(about: &About<'_>, depart_at: Instant) -> String {
    format!(
        "{}已派工，预计{}出发，{}。",
        about.head(),
        about.time(depart_at),
        about.station()
    )
}

pub(crate) fn plan_changed(about: &About<'_>, depart_at: Instant, why: &str) -> String {
    format!(
        "{}计划变更，预计{}出发{}，{}。",
        about.head(),
        about.time(depart_at),
        reason(why),
        about.station()
    )
}

pub(crate) fn plan_withdrawn(about: &About<'_>, why: &str) -> String {
    format!("{}的派工计划已撤回{}。", about.head(), reason(why))
}

// rule: ORD-9
pub(crate) fn departed(
    about: &About<'_>,
    lead: &str,
    companions: &[String],
    at: Instant,
    eta: Option<Instant>,
) -> String {
    let eta = eta.map_or_else(
        || "未报预计到达时间".to_owned(),
        |eta| format!("预计{}到达", about.time(eta)),
    );
    let with = if companions.is_empty() {
        String::new()
    } else {
        format!("，同行{}", companions.join("、"))
    };
    format!("{}：{lead}{}已出发，{eta}{with}。", about.head(), about.time(at))
}

// rule: ORD-10
pub(crate) fn arrived(about: &About<'_>, engineer: &str, at: Instant) -> String {
    format!("{}：{engineer}{}已到达现场。", about.head(), about.time(at))
}

// rule: ORD-11
pub(crate) fn repaired(about: &About<'_>, engineer: &str, at: Instant) -> String {
    format!("{}：{engineer}{}已修复并离开。", about.head(), about.time(at))
}

// rule: ORD-11
pub(crate) fn left_unrepaired(
    about: &About<'_>,
    engineer: &str,
    at: Instant,
    why: &str,
    said: &str,
) -> String {
    let said = words(said).map_or_else(String::new, |said| format!("（{said}）"));
    format!(
        "{}：{engineer}{}未修复离开{}{said}，请重新安排。",
        about.head(),
        about.time(at),
        reason(why)
    )
}

pub(crate) fn solved_by_phone(about: &About<'_>, solution: &str) -> String {
    let solution = words(solution).map_or_else(String::new, |solution| format!("：{solution}"));
    format!("{}已电话解决{solution}。", about.head())
}

pub(crate) fn cancelled(about: &About<'_>, why: &str, note: &str) -> String {
    let note = words(note).map_or_else(String::new, |note| format!("（{note}）"));
    format!("{}已取消{}{note}，无需再处理。", about.head(), reason(why))
}

fn team(lead: &str, companions: &[String]) -> String {
    if companions.is_empty() {
        format!("主修{lead}")
    } else {
        format!("主修{lead}，同行{}", companions.join("、"))
    }
}
