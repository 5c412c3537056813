//! Reads calendars: weeks, holidays, make-up workdays 调休, hours of single dates, breaks (SLA-26).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use types::Sentence;

use super::NamedCalendar;
use super::read::{Entry, Section};
use crate::calendar::{Calendar, Shift, parse_date};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn zone(entry: &Entry<'_>) -> Option<Tz> {
    let zone = entry.text()?.parse::<Tz>();
    if zone.is_err() {
        entry.refuse(Sentence::new(
            "不是时区名，如 Asia/Shanghai",
            "this is no zone name like Asia/Shanghai",
        ));
    }
    zone.ok()
}

pub(super) fn calendars(root: &Section<'_>, default_zone: Tz) -> BTreeMap<String, NamedCalendar> {
    let Some(section) = root.optional("calendars").and_then(|entry| entry.section()) else {
        return BTreeMap::new();
    };
    let read = |(name, entry): (&str, Entry<'_>)| {
        let calendar = calendar(&entry.section()?, default_zone);
        Some((name.to_owned(), calendar))
    };
    section.all().into_iter().filter_map(read).collect()
}

fn calendar(section: &Section<'_>, default_zone: Tz) -> NamedCalendar {
    let own_zone = section.optional("zone").and_then(|entry| zone(&entry));
    let week = section
        .required("week")
        .and_then(|entry| entry.section())
        .map(|week| read_week(&week))
        .unwrap_or_default();
    let holidays = section
        .optional("holidays")
        .map(|entry| holidays(&entry))
        .unwrap_or_default();
    let mut date_hours = date_hours(section, "date_hours");
    for (date, weekday, entry) in make_up_days(section) {
        if holidays.contains(&date) {
            entry.refuse(Sentence::new(
                "同一天既是假日又是调休上班日",
                "the same date is a holiday and a make-up workday",
            ));
        }
        if date_hours.contains_key(&date) {
            entry.refuse(Sentence::new(
                "这一天在 date_hours 中已有时间",
                "date_hours already names this date",
            ));
        }
        date_hours.insert(date, week.get(weekday).cloned().unwrap_or_default());
    }
    let calendar = Calendar {
        zone: own_zone.unwrap_or(default_zone),
        week,
        holidays,
        date_hours,
        breaks: self::date_hours(section, "breaks"),
    };
    section.refuse_unasked();
    refuse_never_open(section, &calendar);
    NamedCalendar {
        calendar: Arc::new(calendar),
        has_zone: own_zone.is_some(),
    }
}

fn refuse_never_open(section: &Section<'_>, calendar: &Calendar) {
    if calendar.week.iter().all(Vec::is_empty) {
        section.refuse(Sentence::new(
            "每周没有任何工作时间",
            "no day of the week has hours: this calendar never opens again",
        ));
    }
}

fn read_week(section: &Section<'_>) -> [Vec<Shift>; 7] {
    let week = WEEKDAYS.map(|day| {
        section
            .optional(day)
            .map(|entry| shifts(&entry))
            .unwrap_or_default()
    });
    section.refuse_unasked();
    week
}

fn shifts(entry: &Entry<'_>) -> Vec<Shift> {
    let shift = |item: &Entry<'_>| {
        let shift = item.text()?.parse::<Shift>();
        if shift.is_err() {
            item.refuse(Sentence::new(
                "时间应写作 08:00-12:00；24:00 为当日结束，过午夜的写 22:00-06:00",
                "hours are written like 08:00-12:00; 24:00 ends the day, 22:00-06:00 runs past midnight",
            ));
        }
        shift.ok()
    };
    entry.items().iter().filter_map(shift).collect()
}

fn date_hours(section: &Section<'_>, key: &'static str) -> BTreeMap<NaiveDate, Vec<Shift>> {
    let Some(table) = section.optional(key).and_then(|entry| entry.section()) else {
        return BTreeMap::new();
    };
    let read = |(name, entry): (&str, Entry<'_>)| Some((date(name, &entry)?, shifts(&entry)));
    table.all().into_iter().filter_map(read).collect()
}

/// Make-up workdays: the date, and the place in the week of the day whose hours it takes.
fn make_up_days<'a>(section: &Section<'a>) -> Vec<(NaiveDate, usize, Entry<'a>)> {
    let Some(table) = section.optional("make_up").and_then(|entry| entry.section()) else {
        return Vec::new();
    };
    let read = |(name, entry): (&str, Entry<'a>)| {
        let weekday = entry.text()?;
        let place = WEEKDAYS.iter().position(|day| *day == weekday);
        if place.is_none() {
            entry.refuse(Sentence::new(
                "应为 mon 至 sun：这一天按星期几上班",
                "this must be mon to sun: the weekday whose hours the date takes",
            ));
        }
        Some((date(name, &entry)?, place?, entry))
    };
    table.all().into_iter().filter_map(read).collect()
}

/// Single dates `2026-01-01`, or runs of them `2026-02-15..2026-02-23` with both ends.
fn holidays(entry: &Entry<'_>) -> BTreeSet<NaiveDate> {
    let mut dates = BTreeSet::new();
    for item in entry.items() {
        let Some(text) = item.text() else { continue };
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (Some(first), Some(last)) = (date(first.trim(), &item), date(last.trim(), &item)) else {
            continue;
        };
        if last < first || last.signed_duration_since(first).num_days() > 366 {
            item.refuse(Sentence::new(
                "假日的结束早于开始，或长于一年",
                "these holidays end before they begin, or last more than a year",
            ));
            continue;
        }
        dates.extend(first.iter_days().take_while(|date| *date <= last));
    }
    dates
}

fn date(text: &str, entry: &Entry<'_>) -> Option<NaiveDate> {
    let date = parse_date(text);
    if date.is_none() {
        entry.refuse(Sentence::new(
            "日期应写作 2026-01-01",
            "a date is written like 2026-01-01",
        ));
    }
    date
}
