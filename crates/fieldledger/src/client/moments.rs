//! Times as people type them: in full, or short and counted from the system's time.

use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use sla::calendar::resolve;
use types::{Instant, ServiceName};

const FORMS: [&str; 4] = [
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
];

/// Words for a day, and how many days it is from today.
const DAYS: [(&str, i64); 13] = [
    ("前天", -2),
    ("昨天", -1),
    ("昨日", -1),
    ("今天", 0),
    ("今日", 0),
    ("今早", 0),
    ("今晚", 0),
    ("明天", 1),
    ("明日", 1),
    ("后天", 2),
    ("yesterday", -1),
    ("today", 0),
    ("tomorrow", 1),
];

/// A time as typed: an instant, a wall time of the reader's zone, or one that needs to know what time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Instant(Instant),
    Local(NaiveDateTime),
    Now,
    /// So many days from today.
    Near {
        days: i64,
        time: NaiveTime,
    },
    /// A date of this year.
    Yearless {
        month: u32,
        day: u32,
        time: NaiveTime,
    },
}

/// Says how a time is typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "时间格式 a time is typed like 10:00, 明天9:00, '01-05 10:00', '2026-01-05 08:00' or 2026-01-05T08:00:00+08:00, not {0:?}"
)]
pub(crate) struct InvalidMoment(String);

impl Moment {
    /// Whether what is meant depends on what time it is.
    pub(crate) const fn needs_now(self) -> bool {
        !matches!(self, Self::Instant(_) | Self::Local(_))
    }

    /// The instant meant, as it is `now`; none of a day that this year does not have. A wall time that exists twice
    /// means the first, one that does not exist moves forward by the length of the gap (SLA-27).
    pub(crate) fn instant(self, now: Instant, zone: Tz) -> Option<Instant> {
        let today = now.local(zone).date_naive();
        let wall = match self {
            Self::Instant(instant) => return Some(instant),
            Self::Now => return Some(now),
            Self::Local(wall) => wall,
            Self::Near { days, time } => beside(today, days)?.and_time(time),
            Self::Yearless { month, day, time } => {
                NaiveDate::from_ymd_opt(today.year(), month, day)?.and_time(time)
            }
        };
        Some(resolve(wall, zone))
    }
}

fn beside(today: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 {
        today.checked_sub_days(by)
    } else {
        today.checked_add_days(by)
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        let text = text.trim();
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        let full = FORMS
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        full.map(Self::Local)
            .or_else(|| short(&text.replace('：', ":")))
            .ok_or_else(|| InvalidMoment(text.chars().take(40).collect()))
    }
}

/// `10:00`, `明天9点半`, `昨天下午4:40`, `01-06 10:00`, `1月6日 10:00`.
fn short(text: &str) -> Option<Moment> {
    if matches!(text, "now" | "现在") {
        return Some(Moment::Now);
    }
    let lower = text.to_lowercase();
    let day = DAYS
        .iter()
        .find_map(|(word, days)| Some((lower.strip_prefix(word)?.trim_start(), *days)));
    if let Some((rest, days)) = day {
        let evening = lower.starts_with("今晚");
        return clock(rest, evening).map(|time| Moment::Near { days, time });
    }
    if let Some((month, day, rest)) = yearless(text) {
        // Any leap year: whether this year has the day is seen when the year is known.
        NaiveDate::from_ymd_opt(2024, month, day)?;
        return clock(rest, false).map(|time| Moment::Yearless { month, day, time });
    }
    clock(text, false).map(|time| Moment::Near { days: 0, time })
}

fn yearless(text: &str) -> Option<(u32, u32, &str)> {
    let (date, rest) = match text.split_once(['日', '号']) {
        Some((date, rest)) => (date.split_once('月')?, rest.trim_start()),
        None => {
            let (date, rest) = text.split_once(' ')?;
            (date.split_once(['-', '/', '.'])?, rest.trim_start())
        }
    };
    Some((date.0.trim().parse().ok()?, date.1.trim().parse().ok()?, rest))
}

/// `9:30`, `9点`, `9点半`, `下午3点05`.
fn clock(text: &str, evening: bool) -> Option<NaiveTime> {
    const HALVES: [(&str, bool); 6] = [
        ("上午", false),
        ("早上", false),
        ("中午", false),
        ("下午", true),
        ("傍晚", true),
        ("晚上", true),
    ];
    let half = HALVES
        .iter()
        .find_map(|(word, after_noon)| Some((text.strip_prefix(word)?.trim_start(), *after_noon)));
    let (text, after_noon) = half.unwrap_or((text, evening));
    let (hour, minute) = text.split_once(':').or_else(|| text.split_once('点'))?;
    let minute = match minute.trim_end_matches('分') {
        "" if text.contains('点') => 0,
        "半" => 30,
        digits if digits.len() == 2 => digits.parse().ok()?,
        _ => return None,
    };
    let hour: u32 = hour.parse().ok()?;
    let hour = if after_noon && hour < 12 { hour + 12 } else { hour };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// What `--at` takes of a question: a time, `now`, or frames, `hotline:12,dispatch:9`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    Now,
    Moment(Moment),
    Frames(String),
}

fn is_frames(text: &str) -> bool {
    text.split(',').all(|part| {
        part.split_once(':')
            .is_some_and(|(log, frame)| log.parse::<ServiceName>().is_ok() && frame.parse::<u64>().is_ok())
    })
}

impl FromStr for At {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        match text {
            "now" | "现在" => Ok(Self::Now),
            frames if is_frames(frames) => Ok(Self::Frames(frames.to_owned())),
            moment => whole_day(moment)
                .map_or_else(|| moment.parse(), Ok)
                .map(Self::Moment),
        }
    }
}

/// A day by itself means its end, so that everything of that day is known: `2026-01-05`, `昨天`.
fn whole_day(text: &str) -> Option<Moment> {
    let end = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999)?;
    let text = text.trim();
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(Moment::Local(day.and_time(end)));
    }
    let days = DAYS
        .iter()
        .find(|(word, days)| *days < 0 && word.eq_ignore_ascii_case(text));
    days.map(|(_, days)| Moment::Near {
        days: *days,
        time: end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    fn instant(text: &str, zone: Tz) -> String {
        let now = "2026-01-05T08:40:00+08:00".parse().unwrap();
        let moment = text.parse::<Moment>().unwrap();
        moment.instant(now, zone).unwrap().to_string()
    }

    #[test]
    fn a_typed_time_is_local_unless_it_names_its_zone() {
        for text in [
            "2026-01-05 08:00",
            "2026-01-05T08:00",
            "2026-01-05 08:00:00",
            "2026-01-05T08:00:00+08:00",
        ] {
            assert_eq!(instant(text, SHANGHAI), "2026-01-05T00:00:00Z", "{text}");
            assert!(!text.parse::<Moment>().unwrap().needs_now(), "{text}");
        }
        for wrong in [
            "",
            "8",
            "9:5",
            "25:00",
            "tomorrow",
            "2026-13-05 08:00",
            "05/01/2026 08:00",
            "02-30 10:00",
        ] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_short_time_counts_from_the_systems_day() {
        for (text, meant) in [
            ("10:00", "2026-01-05T02:00:00Z"),
            ("10：00", "2026-01-05T02:00:00Z"),
            ("明天9:00", "2026-01-06T01:00:00Z"),
            ("明天 9点", "2026-01-06T01:00:00Z"),
            ("tomorrow 9:00", "2026-01-06T01:00:00Z"),
            ("后天上午9点半", "2026-01-07T01:30:00Z"),
            ("昨天下午4:40", "2026-01-04T08:40:00Z"),
            ("今晚8点", "2026-01-05T12:00:00Z"),
            ("下午3点05分", "2026-01-05T07:05:00Z"),
            ("01-06 10:00", "2026-01-06T02:00:00Z"),
            ("1月6日10:00", "2026-01-06T02:00:00Z"),
            ("now", "2026-01-05T00:40:00Z"),
        ] {
            assert_eq!(instant(text, SHANGHAI), meant, "{text}");
            assert!(text.parse::<Moment>().unwrap().needs_now(), "{text}");
        }
        let leap_day = "02-29 10:00".parse::<Moment>().unwrap();
        let of = |now: &str| leap_day.instant(now.parse().unwrap(), SHANGHAI);
        assert!(of("2026-01-05T08:40:00Z").is_none() && of("2028-01-05T08:40:00Z").is_some());
    }

    // rule: SLA-27
    #[test]
    fn a_wall_time_that_exists_twice_is_the_first_and_one_that_is_missing_moves_forward() {
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(instant("2026-10-25 02:30", berlin), "2026-10-25T00:30:00Z");
        assert_eq!(instant("2026-03-29 02:30", berlin), "2026-03-29T01:30:00Z");
    }

    #[test]
    fn at_takes_a_time_now_or_frames() {
        let at = |text: &str| text.parse::<At>();
        assert_eq!(at("now"), Ok(At::Now));
        assert!(matches!(at("2026-01-05 08:00"), Ok(At::Moment(Moment::Local(_)))));
        assert!(matches!(at("昨天8:00"), Ok(At::Moment(Moment::Near { .. }))));
        let end_of_day = |text: &str| match at(text) {
            Ok(At::Moment(moment)) => {
                let now = "2026-01-06T08:40:00+08:00".parse().unwrap();
                moment.instant(now, SHANGHAI).map(|instant| instant.to_string())
            }
            _ => None,
        };
        for day in ["2026-01-05", "昨天", "Yesterday"] {
            let end = Some("2026-01-05T15:59:59.999999Z");
            assert_eq!(end_of_day(day).as_deref(), end, "{day}");
        }
        assert_eq!(end_of_day("2026-01-32"), None);
        let frames = "hotline:12,dispatch:9,claims:3";
        assert_eq!(at(frames), Ok(At::Frames(frames.to_owned())));
        assert!(at("hotline:twelve").is_err());
        assert!(at("weather:3").is_err());
    }
}
