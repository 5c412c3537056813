//! Times as people type them.

use std::str::FromStr;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use sla::calendar::resolve;
use types::{Instant, ServiceName};

const FORMS: [&str; 4] = [
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
];

/// A time as typed: an instant, or a wall time of the reader's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Instant(Instant),
    Local(NaiveDateTime),
}

/// Says how a time is typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("时间格式 a time is typed like '2026-01-05 08:00' or 2026-01-05T08:00:00+08:00, not {0:?}")]
pub(crate) struct InvalidMoment(String);

impl Moment {
    /// The instant meant. A wall time that exists twice means the first, one that does not exist moves forward
    /// by the length of the gap (SLA-27).
    pub(crate) fn instant(self, zone: Tz) -> Instant {
        match self {
            Self::Instant(instant) => instant,
            Self::Local(wall) => resolve(wall, zone),
        }
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        let text = text.trim();
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        FORMS
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(Self::Local)
            .ok_or_else(|| InvalidMoment(text.chars().take(40).collect()))
    }
}

/// What `--at` takes: a time, `now`, or frames, `hotline:12,dispatch:9`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    Now,
    Moment(Moment),
    Frames(String),
}

impl At {
    /// As the API takes it.
    pub(crate) fn query(&self, zone: Tz) -> String {
        match self {
            Self::Now => "now".to_owned(),
            Self::Moment(moment) => moment.instant(zone).to_string(),
            Self::Frames(frames) => frames.clone(),
        }
    }
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
            "now" => Ok(Self::Now),
            frames if is_frames(frames) => Ok(Self::Frames(frames.to_owned())),
            moment => moment.parse().map(Self::Moment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    fn instant(text: &str, zone: Tz) -> String {
        text.parse::<Moment>().unwrap().instant(zone).to_string()
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
        }
        for wrong in ["", "08:00", "tomorrow", "2026-13-05 08:00", "05/01/2026 08:00"] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
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
        let query = |text: &str| text.parse::<At>().unwrap().query(SHANGHAI);
        assert_eq!(query("now"), "now");
        assert_eq!(query("2026-01-05 08:00"), "2026-01-05T00:00:00Z");
        assert_eq!(query("hotline:12,dispatch:9"), "hotline:12,dispatch:9");
        assert!("hotline:twelve".parse::<At>().is_err());
        assert!("claims:3".parse::<At>().is_err());
    }
}
