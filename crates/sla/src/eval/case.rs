//! Reads a case: calendar, times, pauses, and what is asked.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value};
use types::{Instant, Span};

use crate::calendar::{Calendar, Interval, Shift, merged, parse_date};

/// One case, read and understood.
pub(super) struct Case {
    pub(super) calendar: Calendar,
    /// Merged; empty when the clock ignores pauses.
    pub(super) pauses: Vec<Interval>,
    pub(super) asked: Asked,
    pub(super) escalate: Escalate,
}

/// The operation with its own fields.
pub(super) enum Asked {
    Due {
        start: Instant,
        allowance: Span,
    },
    DueBack {
        start: Instant,
        allowance: Span,
    },
    DueDays {
        start: Instant,
        days: i64,
        end_of_working_day: bool,
        hold: Span,
    },
    Elapsed {
        start: Instant,
        end: Instant,
    },
    Breach {
        start: Instant,
        allowance: Span,
        at: Instant,
    },
    IsOpen {
        at: Instant,
    },
    NextOpen {
        at: Instant,
    },
    NextClose {
        at: Instant,
    },
}

/// Where to escalate, counted from the due instant.
pub(super) struct Escalate {
    pub(super) days: Option<i64>,
    pub(super) open: Option<Span>,
}

pub(super) fn read(value: &Value) -> Result<Case, String> {
    let fields = Fields(value.as_object().ok_or("a case must be a JSON object")?);
    Ok(Case {
        calendar: calendar(&Fields(fields.required(
            "calendar",
            Value::as_object,
            "an object",
        )?))?,
        pauses: pauses(&fields)?,
        asked: asked(&fields)?,
        escalate: Escalate {
            days: fields.optional("escalate_offset_days", Value::as_i64, "a whole number")?,
            open: fields.optional("escalate_offset_s", seconds, "a number of seconds")?,
        },
    })
}

fn asked(fields: &Fields<'_>) -> Result<Asked, String> {
    let start = || fields.instant("start");
    let at = || fields.instant("at");
    Ok(match fields.required("op", Value::as_str, "a text")? {
        "due" => Asked::Due {
            start: start()?,
            allowance: allowance(fields)?,
        },
        "due_back" => Asked::DueBack {
            start: start()?,
            allowance: allowance(fields)?,
        },
        "due_days" => Asked::DueDays {
            start: start()?,
            days: fields.required("days", Value::as_i64, "a whole number")?,
            end_of_working_day: fields.flag("end_of_working_day", false)?,
            hold: hold(fields)?,
        },
        "elapsed" => Asked::Elapsed {
            start: start()?,
            end: fields.instant("end")?,
        },
        "breach" => Asked::Breach {
            start: start()?,
            allowance: allowance(fields)?,
            at: fields
                .optional_instant("completed_at")?
                .map_or_else(|| fields.instant("now"), Ok)?,
        },
        "is_open" => Asked::IsOpen { at: at()? },
        "next_open" => Asked::NextOpen { at: at()? },
        "next_close" => Asked::NextClose { at: at()? },
        other => return Err(format!("there is no op {other:?}")),
    })
}

fn allowance(fields: &Fields<'_>) -> Result<Span, String> {
    Ok(fields.span("allowed_s")?.ok_or("allowed_s is missing")? + hold(fields)?)
}

fn hold(fields: &Fields<'_>) -> Result<Span, String> {
    Ok(fields.span("hold_s")?.unwrap_or_default())
}

fn pauses(fields: &Fields<'_>) -> Result<Vec<Interval>, String> {
    let pausable = fields.flag("clock_pausable", true)?;
    let list = fields.optional("pauses", Value::as_array, "a list")?;
    let mut pauses = Vec::new();
    for pause in list.into_iter().flatten() {
        let ends = pause.as_array().ok_or("a pause must be a list [from, to]")?;
        let end = |place: usize| ends.get(place).filter(|value| !value.is_null());
        let from = instant(end(0).ok_or("a pause has no from")?)?;
        let until = end(1).map_or(Ok(Instant::MAX), instant)?;
        if ends.len() > 2 {
            return Err("a pause must be a list [from, to]".to_owned());
        }
        pauses.extend(Interval::new(from, until));
    }
    Ok(if pausable { merged(pauses) } else { Vec::new() })
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn calendar(fields: &Fields<'_>) -> Result<Calendar, String> {
    let zone = fields.required("tz", Value::as_str, "a text")?;
    let mut calendar = Calendar::closed(zone.parse().map_err(|_| format!("there is no zone {zone:?}"))?);
    for (day, hours) in fields
        .optional("week", Value::as_object, "an object")?
        .into_iter()
        .flatten()
    {
        let place = WEEKDAYS.iter().position(|name| name == day);
        let slot = place.and_then(|place| calendar.week.get_mut(place));
        *slot.ok_or_else(|| format!("there is no weekday {day:?}"))? = shifts(hours)?;
    }
    for holiday in fields
        .optional("holidays", Value::as_array, "a list")?
        .into_iter()
        .flatten()
    {
        let text = holiday.as_str().ok_or("a holiday must be a text")?;
        calendar.holidays.insert(date(text)?);
    }
    for (day, hours) in fields
        .optional("date_hours", Value::as_object, "an object")?
        .into_iter()
        .flatten()
    {
        calendar.date_hours.insert(date(day)?, shifts(hours)?);
    }
    for (day, hours) in fields
        .optional("breaks", Value::as_object, "an object")?
        .into_iter()
        .flatten()
    {
        calendar.breaks.insert(date(day)?, shifts(hours)?);
    }
    Ok(calendar)
}

fn shifts(value: &Value) -> Result<Vec<Shift>, String> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    let list = value.as_array().ok_or("hours must be a list of [open, close]")?;
    list.iter().map(shift).collect()
}

fn shift(value: &Value) -> Result<Shift, String> {
    match value.as_array().map(Vec::as_slice) {
        Some([Value::String(open), Value::String(close)]) => {
            Shift::new(open, close).map_err(|error| error.to_string())
        }
        Some(_) | None => Err("hours must be a list of [open, close]".to_owned()),
    }
}

fn date(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| format!("a date is written like 2026-01-05, not {text:?}"))
}

/// Instants are UTC; one without a zone is taken as such.
fn instant(value: &Value) -> Result<Instant, String> {
    let text = value.as_str().ok_or("an instant must be a text")?;
    text.parse::<Instant>().or_else(|error| {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
            .map(|utc| Instant::from(utc.and_utc()))
            .map_err(|_| error.to_string())
    })
}

fn seconds(value: &Value) -> Option<Span> {
    value.as_i64().map(Span::seconds)
}

struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// A field that may be missing or null.
    fn optional<T>(
        &self,
        key: &str,
        read: impl Fn(&'a Value) -> Option<T>,
        form: &str,
    ) -> Result<Option<T>, String> {
        let value = self.0.get(key).filter(|value| !value.is_null());
        value
            .map(|value| read(value).ok_or_else(|| format!("{key} must be {form}")))
            .transpose()
    }

    fn required<T>(&self, key: &str, read: impl Fn(&'a Value) -> Option<T>, form: &str) -> Result<T, String> {
        self.optional(key, read, form)?
            .ok_or_else(|| format!("{key} is missing"))
    }

    fn flag(&self, key: &str, otherwise: bool) -> Result<bool, String> {
        Ok(self
            .optional(key, Value::as_bool, "true or false")?
            .unwrap_or(otherwise))
    }

    fn span(&self, key: &str) -> Result<Option<Span>, String> {
        let span = self.optional(key, seconds, "a whole number of seconds")?;
        if span.is_some_and(Span::is_negative) {
            return Err(format!("{key} must not be negative"));
        }
        Ok(span)
    }

    fn optional_instant(&self, key: &str) -> Result<Option<Instant>, String> {
        let value = self.0.get(key).filter(|value| !value.is_null());
        value
            .map(|value| instant(value).map_err(|error| format!("{key}: {error}")))
            .transpose()
    }

    fn instant(&self, key: &str) -> Result<Instant, String> {
        self.optional_instant(key)?
            .ok_or_else(|| format!("{key} is missing"))
    }
}
