//! Instants in microseconds and the spans between them.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment: microseconds since 1970-01-01T00:00:00Z. On disk an `i64`, in JSON RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

/// Says that a text is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an instant is written like 2026-01-05T08:00:00+08:00, not {0:?}")]
pub struct InvalidInstant(pub String);

impl Instant {
    pub const EPOCH: Self = Self(0);
    /// 0001-01-01T00:00:00Z: nothing happened before it.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// 9999-12-31T23:59:59.999999Z: nothing is due after it.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// Takes microseconds since 1970, held between [`Self::MIN`] and [`Self::MAX`].
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(micros.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Takes seconds since 1970, held between [`Self::MIN`] and [`Self::MAX`].
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(1_000_000))
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The span from `earlier` to this instant; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The instant as UTC date and time.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// The instant on the wall clock of a zone.
    #[must_use]
    pub fn local(self, zone: Tz) -> DateTime<Tz> {
        zone.from_utc_datetime(&self.utc().naive_utc())
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for Instant {
    fn from(moment: DateTime<Z>) -> Self {
        Self::from_micros(moment.timestamp_micros())
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self::from_micros(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Instant {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self::from_micros(self.0.saturating_sub(span.0))
    }
}

impl FromStr for Instant {
    type Err = InvalidInstant;
    fn from_str(text: &str) -> Result<Self, InvalidInstant> {
        let moment = DateTime::parse_from_rfc3339(text)
            .map_err(|_| InvalidInstant(text.chars().take(40).collect()))?;
        Ok(Self::from(moment))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            Ok(Self::from_micros(i64::deserialize(deserializer)?))
        }
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A length of time in microseconds; may be negative. In text `36h`, `1h30m`, `45s`, `2d`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

impl Span {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn micros(micros: i64) -> Self {
        Self(micros)
    }
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self::seconds(hours.saturating_mul(3_600))
    }
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self::seconds(days.saturating_mul(86_400))
    }
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// Whole seconds, rounded toward zero.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000_000
    }
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl FromStr for Span {
    type Err = String;

    /// Reads `36h`, `1h30m`, `45s`, `2d`, with a leading `-` for a negative one.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("a span is written like 36h, 1h30m or 2d, not {text:?}");
        let (sign, rest) = text
            .trim()
            .strip_prefix('-')
            .map_or((1, text.trim()), |rest| (-1, rest));
        let mut total: i64 = 0;
        let mut number = String::new();
        if rest.is_empty() {
            return Err(wrong());
        }
        for c in rest.chars() {
            let unit = match c {
                '0'..='9' => {
                    number.push(c);
                    continue;
                }
                'd' => 86_400,
                'h' => 3_600,
                'm' => 60,
                's' => 1,
                _ => return Err(wrong()),
            };
            let count: i64 = number.parse().map_err(|_| wrong())?;
            total = count
                .checked_mul(unit)
                .and_then(|seconds| total.checked_add(seconds))
                .ok_or_else(wrong)?;
            number.clear();
        }
        if number.is_empty() {
            Ok(Self::seconds(sign * total))
        } else {
            Err(wrong())
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.as_seconds();
        if seconds < 0 {
            f.write_str("-")?;
        }
        let seconds = seconds.unsigned_abs();
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        match (hours, minutes, rest) {
            (0, 0, rest) => write!(f, "{rest}s"),
            (0, minutes, 0) => write!(f, "{minutes}m"),
            (0, minutes, rest) => write!(f, "{minutes}m{rest}s"),
            (hours, 0, 0) => write!(f, "{hours}h"),
            (hours, minutes, 0) => write!(f, "{hours}h{minutes}m"),
            (hours, minutes, rest) => write!(f, "{hours}h{minutes}m{rest}s"),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            Ok(Self(i64::deserialize(deserializer)?))
        }
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["36h", "1h30m", "2d"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_micros_on_disk_and_rfc_3339_in_json() {
        let moment: Instant = "2026-01-05T08:00:00+08:00".parse().unwrap();
        assert_eq!(
            serde_json::to_string(&moment).unwrap(),
            "\"2026-01-05T00:00:00Z\""
        );
        let bytes = postcard::to_stdvec(&moment).unwrap();
        assert_eq!(postcard::from_bytes::<Instant>(&bytes).unwrap(), moment);
    }

    #[test]
    fn spans_read_as_they_are_written() {
        for text in ["36h", "1h30m", "45s", "2m5s", "-3h"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert!("".parse::<Span>().is_err());
        assert!("36".parse::<Span>().is_err());
        assert!("99999999999999999999h".parse::<Span>().is_err());
        assert!("9223372036854775807d".parse::<Span>().is_err());
    }
}
