//! Dates and times of day, year first or day first, never month first.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use types::{Instant, Sentence};

use super::{folded, text};

/// Machines and orders are of these years; anything else is a spreadsheet's empty date or a slip.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2100;

/// A day: `2026-01-05`, `2026/1/5`, `2026.1.5`, `2026年1月5日`, `20260105`, or day first, `5/1/2026`. A time of day
/// behind it is left out.
///
/// # Errors
/// Anything that is no day of 1950 to 2100, such as `0/1/00`, a spreadsheet's day number, and a typed formula.
pub fn date(cell: &str) -> Result<Option<NaiveDate>, Sentence> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let (day, time) = halves(&folded(&text));
    match day_of(&day).filter(|_| time.is_empty() || time_of(&time).is_some()) {
        Some(day) => Ok(Some(day)),
        None => Err(Sentence::new(
            "须为日期，例如2026-01-05或5/1/2026（日/月/年）",
            "a date was expected, for example 2026-01-05 or 5/1/2026 (day/month/year)",
        )),
    }
}

/// A moment on the wall clock of a zone: a day as [`date`] reads it, then `8:30`, `08:30:00`, `8时30分`, `下午2:05` or
/// `2:05 PM`. A day alone is its first moment; an RFC 3339 instant keeps its own offset.
///
/// # Errors
/// As [`date`], and what is no time of day.
pub fn date_time(cell: &str, zone: Tz) -> Result<Option<Instant>, Sentence> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let text = folded(&text);
    let (day, time) = halves(&text);
    let at = |day: NaiveDate| match time.as_str() {
        "" => first_instant(day, zone),
        time => instant(day.and_time(time_of(time)?), zone),
    };
    let with_offset = text
        .parse()
        .ok()
        .filter(|at: &Instant| YEARS.contains(&at.utc().year()));
    match with_offset.or_else(|| day_of(&day).and_then(at)) {
        Some(instant) => Ok(Some(instant)),
        None => Err(Sentence::new(
            "须为日期和时间，例如2026-01-05 08:30或5/1/2026 8:30（日/月/年）",
            "a date and time were expected, for example 2026-01-05 08:30 or 5/1/2026 8:30 (day/month/year)",
        )),
    }
}

/// The first moment of a day in a zone; none outside what the calendar holds.
#[must_use]
pub fn first_instant(day: NaiveDate, zone: Tz) -> Option<Instant> {
    instant(day.and_time(NaiveTime::MIN), zone)
}

/// A wall clock's moment; the earlier of two, and where a clock change leaves it out, an hour later.
fn instant(wall: NaiveDateTime, zone: Tz) -> Option<Instant> {
    let at = |wall: &NaiveDateTime| zone.from_local_datetime(wall).earliest();
    at(&wall)
        .or_else(|| at(&wall.checked_add_signed(TimeDelta::hours(1))?))
        .map(Instant::from)
}

/// The day's text and what stands behind it.
fn halves(text: &str) -> (String, String) {
    let cut = match text.find('日') {
        Some(at) => Some((at, at + '日'.len_utf8())),
        None => text.find([' ', 'T', 't']).map(|at| (at, at + 1)),
    };
    let Some((end, begin)) = cut else {
        return (text.to_owned(), String::new());
    };
    let half = |range: Option<&str>| range.unwrap_or_default().trim().to_owned();
    (half(text.get(..end)), half(text.get(begin..)))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['年', '月', '/', '.', '-']).map(str::trim).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (year.parse().ok()?, short(month)?, short(day)?),
        [day, month, year] if year.len() == 4 => (year.parse().ok()?, short(month)?, short(day)?),
        [whole] if whole.len() == 8 => {
            let piece = |range| whole.get(range);
            (
                piece(0..4)?.parse().ok()?,
                short(piece(4..6)?)?,
                short(piece(6..8)?)?,
            )
        }
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year))
}

/// One or two digits.
fn short(text: &str) -> Option<u32> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn time_of(text: &str) -> Option<NaiveTime> {
    let text = text
        .to_uppercase()
        .replace(['时', '点', '分'], ":")
        .replace('秒', "");
    let (text, afternoon) = half_of_day(text.trim());
    let mut parts = text.trim().trim_end_matches(':').split(':').map(str::trim);
    let hour = short(parts.next()?)?;
    let minute = parts.next().map_or(Some(0), short)?;
    // A part of a second says nothing here.
    let second = parts
        .next()
        .map_or(Some(0), |second| short(second.split('.').next()?))?;
    if parts.next().is_some() {
        return None;
    }
    let hour = match afternoon {
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        // 下午14:05 is said, and clear.
        Some(true) | None => hour,
        Some(false) => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// A time without its word for the half of the day, and whether that was the second half.
fn half_of_day(text: &str) -> (&str, Option<bool>) {
    for (word, afternoon) in [("上午", false), ("下午", true), ("AM", false), ("PM", true)] {
        if let Some(rest) = text.strip_prefix(word).or_else(|| text.strip_suffix(word)) {
            return (rest, Some(afternoon));
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    #[test]
    fn a_day_is_read_year_first_or_day_first() {
        let expected = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        for written in [
            "2026-01-05",
            "2026/1/5",
            "2026.1.5",
            "2026年1月5日",
            "2026 年 1 月 5 日",
            "２０２６／０１／０５",
            "20260105",
            "5/1/2026",
            "05.01.2026",
            "2026/1/5 8:30",
            "2026-01-05T08:30:00",
            "5/1/2026 23:59:59",
        ] {
            assert_eq!(date(written), Ok(Some(expected)), "{written}");
        }
        for wrong in [
            "0/1/00",
            "1/13/2026",
            "2026-13-01",
            "2026-02-29",
            "5/1/26",
            "2,026",
            "46027",
            "1900-01-00",
            "1899-12-30",
            "2026-01-05 25:00",
            "2026-01",
            "明天",
            "05012026",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_moment_is_read_on_the_wall_clock_of_its_zone() {
        let expected: Instant = "2026-01-05T08:30:00+08:00".parse().unwrap();
        for written in [
            "2026-01-05 08:30",
            "2026/1/5 8:30",
            "2026/1/5 8:30:00",
            "5/1/2026 8:30",
            "2026年1月5日8时30分",
            "2026年1月5日 上午8:30",
            "2026-01-05 8点30分",
            "2026-01-05T08:30:00.250",
            "2026-01-05 8:30 AM",
            "2026-01-05T00:30:00Z",
            "20260105 8:30",
        ] {
            assert_eq!(date_time(written, SHANGHAI), Ok(Some(expected)), "{written}");
        }
        for (written, meant) in [
            ("2026-01-05", "2026-01-05T00:00:00+08:00"),
            ("2026-01-05 下午2:05", "2026-01-05T14:05:00+08:00"),
            ("2026-01-05 下午14:05", "2026-01-05T14:05:00+08:00"),
            ("2026-01-05 12:05 AM", "2026-01-05T00:05:00+08:00"),
            ("2026-01-05 12:05 PM", "2026-01-05T12:05:00+08:00"),
        ] {
            let meant: Instant = meant.parse().unwrap();
            assert_eq!(date_time(written, SHANGHAI), Ok(Some(meant)), "{written}");
        }
        for wrong in [
            "2026-01-05 24:00",
            "2026-01-05 8:75",
            "2026-01-05 1:2:3:4",
            "8:30",
            "0/1/00 0:00",
            "2026-01-05 上午14:00",
        ] {
            assert!(date_time(wrong, SHANGHAI).is_err(), "{wrong}");
        }
    }

    // rule: SLA-21
    #[test]
    fn an_hour_that_a_clock_change_leaves_out_or_repeats_is_still_read() {
        let berlin = chrono_tz::Europe::Berlin;
        let at = |written| date_time(written, berlin).unwrap().unwrap().to_string();
        assert_eq!(at("2026-03-29 02:30"), "2026-03-29T01:30:00Z");
        assert_eq!(at("2026-10-25 02:30"), "2026-10-25T00:30:00Z");
        let skipped = chrono_tz::America::Santiago;
        let day = NaiveDate::from_ymd_opt(2025, 9, 7).unwrap();
        assert_eq!(
            first_instant(day, skipped).unwrap().to_string(),
            "2025-09-07T04:00:00Z"
        );
    }
}
