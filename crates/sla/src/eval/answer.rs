//! Computes the answer to a case.

use serde_json::{Map, Value, json};
use types::{Instant, Span};

use super::case::{Asked, Case, Escalate};
use crate::calendar::{Calendar, Interval, NoAnswer, OpenTime};
use crate::explain::{Segment, SegmentKind, explain, sum};

type Answer = Map<String, Value>;

pub(super) fn answer(case: &Case, explained: bool) -> Result<Answer, String> {
    let mut answer = Answer::new();
    let segments = fill(case, &mut answer).map_err(|none| none.to_string())?;
    if explained {
        answer.insert("explanation".to_owned(), segments.iter().map(segment).collect());
    }
    Ok(answer)
}

/// Fills in the fields asked for, and gives the stretches that explain them.
fn fill(case: &Case, answer: &mut Answer) -> Result<Vec<Segment>, NoAnswer> {
    let calendar = &case.calendar;
    let time = OpenTime::Of(calendar);
    let explained = |from, until| explain(time, from, until, &case.pauses);
    match case.asked {
        Asked::Due { start, allowance } => {
            let due = unless_paused(time.due(start, allowance, &case.pauses))?;
            let segments = explained(start, due.unwrap_or_else(|| paused_from(&case.pauses)));
            answer.insert("due".to_owned(), json!(due));
            answer.insert("paused_s".to_owned(), whole(sum(&segments, SegmentKind::Paused)));
            escalate(calendar, &case.escalate, due, answer)?;
            Ok(segments)
        }
        Asked::DueBack { start, allowance } => {
            let due = time.due_back(start, allowance, &case.pauses)?;
            answer.insert("due".to_owned(), json!(due));
            Ok(explained(due, start))
        }
        Asked::DueDays {
            start,
            days,
            end_of_working_day,
            hold,
        } => {
            let base = if end_of_working_day {
                calendar.end_of_working_day(start, days)?
            } else {
                let date = calendar.working_date(calendar.date_of(start), days)?;
                calendar.same_time_on(date, start)
            };
            let paused = paused_since(time, start, &case.pauses);
            let due = time.shifted(base, paused + hold)?;
            let due = Some(due).filter(|due| *due <= paused_from(&case.pauses));
            answer.insert("due".to_owned(), json!(due));
            answer.insert("paused_s".to_owned(), whole(paused));
            escalate(calendar, &case.escalate, due, answer)?;
            Ok(explained(start, due.unwrap_or_else(|| paused_from(&case.pauses))))
        }
        Asked::Elapsed { start, end } => {
            answer.insert("elapsed_s".to_owned(), whole(time.span(start, end, &case.pauses)));
            Ok(explained(start, end))
        }
        Asked::Breach { start, allowance, at } => {
            let elapsed = time.span(start, at, &case.pauses);
            answer.insert("breached".to_owned(), json!(elapsed > allowance));
            answer.insert("elapsed_s".to_owned(), whole(elapsed));
            answer.insert("remaining_s".to_owned(), whole(allowance - elapsed));
            Ok(explained(start, at))
        }
        Asked::IsOpen { at } => {
            answer.insert("open".to_owned(), json!(calendar.is_open(at)));
            Ok(Vec::new())
        }
        Asked::NextOpen { at } => {
            answer.insert("at".to_owned(), json!(calendar.next_open(at)?));
            Ok(Vec::new())
        }
        Asked::NextClose { at } => {
            answer.insert("at".to_owned(), json!(calendar.next_close(at)?));
            Ok(Vec::new())
        }
    }
}

/// A clock that is still paused has no due instant yet, which is an answer.
fn unless_paused(due: Result<Instant, NoAnswer>) -> Result<Option<Instant>, NoAnswer> {
    match due {
        Ok(due) => Ok(Some(due)),
        Err(NoAnswer::StillPaused) => Ok(None),
        Err(none) => Err(none),
    }
}

/// When the pause without end begins; the end of time when there is none.
fn paused_from(pauses: &[Interval]) -> Instant {
    let still = pauses.last().filter(|pause| pause.until == Instant::MAX);
    still.map_or(Instant::MAX, |pause| pause.from)
}

/// The open time of the pauses that have ended, from the start on.
fn paused_since(time: OpenTime<'_>, start: Instant, pauses: &[Interval]) -> Span {
    pauses
        .iter()
        .filter(|pause| pause.until < Instant::MAX)
        .fold(Span::ZERO, |sum, pause| {
            sum + time.span(pause.from.max(start), pause.until, &[])
        })
}

/// Adds `escalate_at` when an offset asks for it: days with hours first, open time after.
fn escalate(
    calendar: &Calendar,
    asked: &Escalate,
    due: Option<Instant>,
    answer: &mut Answer,
) -> Result<(), NoAnswer> {
    if asked.days.is_none() && asked.open.is_none() {
        return Ok(());
    }
    let shifted = |due| {
        let day = calendar.shifted_days(due, asked.days.unwrap_or_default())?;
        OpenTime::Of(calendar).shifted(day, asked.open.unwrap_or_default())
    };
    let at = due.map(shifted).transpose()?;
    answer.insert("escalate_at".to_owned(), json!(at));
    Ok(())
}

fn segment(segment: &Segment) -> Value {
    json!({
        "kind": segment.kind,
        "from": segment.from,
        "until": segment.until,
        "seconds": whole(segment.length()),
    })
}

/// Seconds; a fraction is there only where the case brought one in.
fn whole(span: Span) -> Value {
    if span == Span::seconds(span.as_seconds()) {
        json!(span.as_seconds())
    } else {
        json!(span.as_micros() as f64 / 1e6)
    }
}
