//! Reads clocks, the escalation ladder, and who is told of what (SLA-20, SLA-22, SLA-23).

use std::collections::BTreeMap;

use types::Sentence;

use super::limits::{limit, warnings};
use super::read::{Entry, Section, nearest, unknown};
use super::reasons::name;
use super::{
    ClockKind, ClockPolicy, Ladder, LimitPolicy, NamedCalendar, OrderNotice, PauseReason, Role, Told,
};

/// What clock entries may refer to.
pub(super) struct Known<'p> {
    pub(super) calendars: &'p BTreeMap<String, NamedCalendar>,
    pub(super) pause_reasons: &'p [PauseReason],
}

pub(super) fn clocks(root: &Section<'_>, known: &Known<'_>) -> BTreeMap<ClockKind, ClockPolicy> {
    let Some(section) = root.required("clocks").and_then(|entry| entry.section()) else {
        return BTreeMap::new();
    };
    let read = |kind: ClockKind| {
        let clock = section.required(kind.id())?.section()?;
        Some((kind, clock_policy(kind, &clock, known)))
    };
    let clocks = ClockKind::ALL.into_iter().filter_map(read).collect();
    section.refuse_unasked();
    clocks
}

fn clock_policy(kind: ClockKind, section: &Section<'_>, known: &Known<'_>) -> ClockPolicy {
    let name = name(section);
    let limit = limit(section, known);
    let warn = section
        .required("warn")
        .zip(limit.as_ref())
        .map(|(entry, limit)| warnings(&entry, limit))
        .unwrap_or_default();
    let by_date = matches!(limit, Some(LimitPolicy::Days(_) | LimitPolicy::DayOfMonth(_)));
    let pause_reasons = section
        .required("pause_for")
        .map(|entry| allowed_pauses(kind, by_date, &entry, known))
        .unwrap_or_default();
    let tells = section.optional("tells").map(|entry| rungs(&entry));
    section.refuse_unasked();
    ClockPolicy {
        name,
        limit: limit.unwrap_or(LimitPolicy::Promised),
        warn,
        pause_reasons,
        tells,
    }
}

fn allowed_pauses(kind: ClockKind, by_date: bool, entry: &Entry<'_>, known: &Known<'_>) -> Vec<String> {
    let codes = || known.pause_reasons.iter().map(|pause| pause.reason.code.as_str());
    let read = |item: &Entry<'_>| {
        let code = item.text()?;
        let pause = known.pause_reasons.iter().find(|pause| pause.reason.code == code);
        match pause {
            None => item.refuse(unknown(nearest(code, codes()))),
            Some(pause) if kind == ClockKind::Response36 && !pause.customer_wish => {
                item.refuse(Sentence::new(
                    "36 小时时钟只能因客户自己的要求暂停",
                    "the 36-hour clock may pause only for the customer's own wish",
                ));
            }
            Some(_) if by_date => item.refuse(Sentence::new(
                "按日期计算的时钟不能暂停",
                "a clock that runs up to a date never pauses",
            )),
            Some(_) => {}
        }
        Some(code.to_owned())
    };
    entry.items().iter().filter_map(read).collect()
}

pub(super) fn ladder(root: &Section<'_>) -> Ladder {
    let Some(section) = root.required("ladder").and_then(|entry| entry.section()) else {
        return Ladder::default();
    };
    let ladder = Ladder {
        rungs: section
            .required("rungs")
            .map(|entry| rungs(&entry))
            .unwrap_or_default(),
        machine_down_starts_higher_by: section
            .required("machine_down_starts_higher_by")
            .and_then(|entry| entry.count())
            .map_or(0, |count| count as usize),
    };
    section.refuse_unasked();
    ladder
}

fn rungs(entry: &Entry<'_>) -> Vec<Vec<Role>> {
    let rungs: Vec<Vec<Role>> = entry.items().iter().map(rung).collect();
    if rungs.is_empty() {
        entry.refuse(Sentence::new("至少要有一级", "there must be at least one rung"));
    }
    rungs
}

fn rung(entry: &Entry<'_>) -> Vec<Role> {
    let roles = roles(entry);
    if roles.is_empty() {
        entry.refuse(Sentence::new("这一级没有人", "this rung tells nobody"));
    }
    roles
}

pub(super) fn roles(entry: &Entry<'_>) -> Vec<Role> {
    let read = |item: &Entry<'_>| {
        let text = item.text()?;
        let role = text.parse::<Role>();
        if role.is_err() {
            item.refuse(unknown(nearest(text, Role::ALL.iter().map(|role| role.as_str()))));
        }
        role.ok()
    };
    entry.items().iter().filter_map(read).collect()
}

pub(super) fn told(root: &Section<'_>) -> BTreeMap<OrderNotice, Told> {
    let Some(section) = root.required("tell").and_then(|entry| entry.section()) else {
        return BTreeMap::new();
    };
    let read = |notice: OrderNotice| {
        let table = section.required(notice.as_str())?.section()?;
        let told = Told {
            roles: table
                .required("roles")
                .map(|entry| roles(&entry))
                .unwrap_or_default(),
            customer: table
                .required("customer")
                .and_then(|entry| entry.flag())
                .unwrap_or_default(),
        };
        table.refuse_unasked();
        Some((notice, told))
    };
    let told = OrderNotice::ALL.into_iter().filter_map(read).collect();
    section.refuse_unasked();
    told
}
