//! Moments, spans and names as pages write them.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use types::{Instant, Lang};

use crate::texts::LayoutTexts;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment as a machine reads it and as people of a zone do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) machine: String,
    pub(crate) people: String,
}

pub(crate) fn moment(at: Instant, zone: Tz) -> Moment {
    Moment {
        machine: at.utc().to_rfc3339_opts(SecondsFormat::Secs, true),
        people: at.local(zone).format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// A span in its two largest units, `1天4小时`, `12 h 30 min`; less than a minute is no minute.
pub(crate) fn span(seconds: i64, language: Lang) -> String {
    let t = LayoutTexts::of(language);
    let seconds = seconds.saturating_abs();
    let (days, hours, minutes) = (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
    let mut parts = if days > 0 {
        vec![(days, t.day), (hours, t.hour)]
    } else {
        vec![(hours, t.hour), (minutes, t.minute)]
    };
    parts.retain(|(count, _)| *count > 0);
    if parts.is_empty() {
        parts.push((0, t.minute));
    }
    let gap = if language == Lang::Zh { "" } else { " " };
    let written: Vec<String> = parts
        .into_iter()
        .map(|(count, unit)| format!("{count}{gap}{unit}"))
        .collect();
    written.join(gap)
}

/// What is left of an allowance, or by how much it is overrun: `剩12小时30分`, `2 h over`.
pub(crate) fn left(seconds: i64, language: Lang) -> String {
    let t = LayoutTexts::of(language);
    let word = if seconds < 0 { t.over } else { t.left };
    match language {
        Lang::Zh => format!("{word}{}", span(seconds, language)),
        Lang::En => format!("{} {word}", span(seconds, language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_written_in_its_two_largest_units_and_says_whether_it_is_overrun() {
        let written = |seconds| (left(seconds, Lang::Zh), left(seconds, Lang::En));
        let expected = [
            (45_000, "剩12小时30分", "12 h 30 min left"),
            (100_800, "剩1天4小时", "1 d 4 h left"),
            (-7_200, "超2小时", "2 h over"),
            (59, "剩0分", "0 min left"),
        ];
        for (seconds, zh, en) in expected {
            assert_eq!(written(seconds), (zh.to_owned(), en.to_owned()));
        }
    }

    #[test]
    fn a_moment_is_read_by_machines_in_utc_and_by_people_in_their_zone() {
        let at = moment("2026-01-05T23:30:00Z".parse().unwrap(), chrono_tz::Asia::Shanghai);
        assert_eq!(
            (at.machine.as_str(), at.people.as_str()),
            ("2026-01-05T23:30:00Z", "2026-01-06 07:30")
        );
    }
}
