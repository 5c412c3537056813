//! Reads limits and warning points of clocks, each by its kind of time (SLA-20, SLA-21).

use chrono::NaiveTime;
use types::{Instant, Sentence, Span};

use super::LimitPolicy;
use super::clocks::Known;
use super::read::{Entry, Section, nearest, unknown};
use crate::clock::{DayOfMonth, Limit, WarnAt};

/// What the entry `time` may say.
const TIMES: [&str; 5] = ["elapsed", "working", "promised", "days", "month_day"];

/// None when it cannot be read.
pub(super) fn limit(section: &Section<'_>, known: &Known<'_>) -> Option<LimitPolicy> {
    let time = section.required("time")?;
    match time.text()? {
        "elapsed" => limit_span(section).map(LimitPolicy::Elapsed),
        "working" => {
            let (span, calendar) = (limit_span(section), limit_calendar(section, known));
            Some(LimitPolicy::Working(span?, calendar?))
        }
        "promised" => Some(LimitPolicy::Promised),
        "days" => limit_days(section).map(LimitPolicy::Days),
        "month_day" => day_of_month(section).map(LimitPolicy::DayOfMonth),
        _ => {
            let [first @ .., last] = &TIMES;
            time.refuse(Sentence::new(
                format!("应为 {} 或 {last}", first.join("、")),
                format!("this must be {} or {last}", first.join(", ")),
            ));
            for other in ["limit", "calendar", "day", "next_month_from"] {
                section.optional(other);
            }
            None
        }
    }
}

fn limit_span(section: &Section<'_>) -> Option<Span> {
    section.required("limit")?.span()
}

fn limit_days(section: &Section<'_>) -> Option<u16> {
    let entry = section.required("limit")?;
    let span = entry.span()?;
    let days = u16::try_from(span.as_seconds() / Span::days(1).as_seconds()).ok();
    let whole = days.filter(|days| Span::days(i64::from(*days)) == span);
    if whole.is_none() {
        entry.refuse(Sentence::new(
            "应为整天数，如 14d",
            "this must be whole days like 14d",
        ));
    }
    whole
}

fn day_of_month(section: &Section<'_>) -> Option<DayOfMonth> {
    let small = |entry: &Entry<'_>| entry.count().map(|count| u8::try_from(count).unwrap_or(u8::MAX));
    let (day_entry, from_entry) = (section.required("day"), section.optional("next_month_from"));
    let day = small(&day_entry?)?;
    let from = match &from_entry {
        Some(entry) => small(entry)?,
        None => day.saturating_add(1),
    };
    let found = DayOfMonth::new(day, from);
    if found.is_none() {
        section.refuse(Sentence::new(
            "day 应为 1 至 31；next_month_from 应为 1 至 day 的次日",
            "day must be 1 to 31, and next_month_from from 1 up to the day after it",
        ));
    }
    found
}

fn limit_calendar(section: &Section<'_>, known: &Known<'_>) -> Option<String> {
    let entry = section.required("calendar")?;
    let name = entry.text()?;
    if !known.calendars.contains_key(name) {
        entry.refuse(unknown(nearest(name, known.calendars.keys().map(String::as_str))));
    }
    Some(name.to_owned())
}

pub(super) fn warnings(entry: &Entry<'_>, limit: &LimitPolicy) -> Vec<WarnAt> {
    let read = |item: &Entry<'_>| {
        let Some(point) = warn_at(item.text()?.trim(), limit) else {
            item.refuse(how_to_write(limit));
            return None;
        };
        if outside(point, limit) {
            item.refuse(Sentence::new(
                "提醒点不在开始与时限之间",
                "this warning does not lie between the start and the limit",
            ));
        }
        Some(point)
    };
    entry.items().iter().filter_map(read).collect()
}

fn warn_at(text: &str, limit: &LimitPolicy) -> Option<WarnAt> {
    match limit {
        LimitPolicy::Days(_) => day(text),
        LimitPolicy::DayOfMonth(_) => ordinal(text),
        LimitPolicy::Elapsed(_) | LimitPolicy::Working(..) | LimitPolicy::Promised => span(text),
    }
}

fn how_to_write(limit: &LimitPolicy) -> Sentence {
    let (zh, en) = match limit {
        LimitPolicy::Days(_) => (
            "提醒点应写作 day 7 09:00",
            "a warning is written like day 7 09:00",
        ),
        LimitPolicy::DayOfMonth(_) => ("提醒点应写作 20th 09:00", "a warning is written like 20th 09:00"),
        LimitPolicy::Elapsed(_) | LimitPolicy::Working(..) | LimitPolicy::Promised => (
            "提醒点应写作 50%、12h 或 30m before",
            "a warning is written like 50%, 12h or 30m before",
        ),
    };
    Sentence::new(zh, en)
}

/// Reads `50%`, `12h`, `30m before`.
fn span(text: &str) -> Option<WarnAt> {
    let positive = |text: &str| text.parse::<Span>().ok().filter(|span| *span > Span::ZERO);
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.trim().parse::<u8>().ok()?;
        return (1..100).contains(&percent).then_some(WarnAt::Percent(percent));
    }
    if let Some(span) = text.strip_suffix("before") {
        return positive(span.trim()).map(WarnAt::BeforeDue);
    }
    positive(text).map(WarnAt::AfterStart)
}

/// Reads `day 7 09:00`.
fn day(text: &str) -> Option<WarnAt> {
    let (days, at) = text.strip_prefix("day")?.trim().split_once(' ')?;
    Some(WarnAt::Day(days.parse().ok()?, time_of_day(at)?))
}

/// Reads `20th 09:00`.
fn ordinal(text: &str) -> Option<WarnAt> {
    let (day, at) = text.split_once(' ')?;
    let number = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| day.strip_suffix(ending))?;
    Some(WarnAt::DayOfMonth(number.parse().ok()?, time_of_day(at)?))
}

/// Reads `09:00`.
pub(super) fn time_of_day(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

/// Whether no clock with this limit could ever give the warning.
fn outside(point: WarnAt, limit: &LimitPolicy) -> bool {
    match (point, limit) {
        (_, LimitPolicy::Elapsed(span) | LimitPolicy::Working(span, _)) => {
            let counted = Limit::Elapsed(*span).counted_at(point, Instant::EPOCH);
            !counted.is_some_and(|counted| Span::ZERO < counted && counted < *span)
        }
        (WarnAt::Day(day, _), LimitPolicy::Days(days)) => day > *days,
        (WarnAt::DayOfMonth(day, _), LimitPolicy::DayOfMonth(limit)) => !(1..=limit.day()).contains(&day),
        (_, LimitPolicy::Promised | LimitPolicy::Days(_) | LimitPolicy::DayOfMonth(_)) => false,
    }
}
