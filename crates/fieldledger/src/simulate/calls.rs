//! When each row's call comes: the file knows the day, the seed chooses the time of day.

use chrono::{NaiveDate, TimeDelta, TimeZone};
use chrono_tz::Tz;
use types::{Instant, Span};

use super::dice::Dice;
use super::rows::Row;

/// The zone everybody lives in.
pub(super) const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// One call to the hotline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub at: Instant,
    pub row: Row,
    /// The call this one repeats, by its place among the calls.
    pub repeats: Option<usize>,
    /// Whether somebody will call again about the same.
    pub is_repeated: bool,
    /// What the machine's meter shows: the running hours of its rows so far.
    pub hours: u32,
}

/// Puts rows in the order of their calls; `limit` keeps the first so many.
pub(super) fn schedule(rows: &[Row], seed: u64, limit: Option<usize>) -> Vec<Call> {
    let first_at = |row: &Row| time_of_day(row, seed);
    let mut timed: Vec<(Instant, usize)> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let first = row.repeats.and_then(|first| rows.get(first));
            let at = first.map_or_else(
                || first_at(row),
                |first| first_at(first) + until_repeat(row, seed),
            );
            (at, place)
        })
        .collect();
    timed.sort_unstable();
    timed.truncate(limit.unwrap_or(usize::MAX));
    let place_of = |row: usize| timed.iter().position(|(_, place)| *place == row);
    let mut meters = std::collections::BTreeMap::<&str, u32>::new();
    timed
        .iter()
        .filter_map(|(at, place)| {
            let row = rows.get(*place)?;
            let meter = meters.entry(row.asset.as_str()).or_default();
            if row.repeats.is_none() {
                *meter = meter.saturating_add(row.running_hours.unwrap_or_default());
            }
            let is_repeated = timed.iter().any(|(_, other)| {
                rows.get(*other)
                    .is_some_and(|other| other.repeats == Some(*place))
            });
            let repeats = row.repeats.and_then(place_of);
            Some(Call {
                at: *at,
                row: row.clone(),
                repeats,
                is_repeated,
                hours: *meter,
            })
        })
        .collect()
}

/// Most calls come in office hours, more in the morning; a quarter at night, because mines never sleep.
fn time_of_day(row: &Row, seed: u64) -> Instant {
    let mut dice = Dice::of(seed, "time of day", &row.line.to_string());
    let minute = match dice.below(100) {
        0..40 => 7 * 60 + dice.below(5 * 60),
        40..75 => 12 * 60 + dice.below(6 * 60),
        75..88 => 18 * 60 + dice.below(4 * 60),
        _ => (22 * 60 + dice.below(9 * 60)) % (24 * 60),
    };
    let seconds = i64::try_from(minute * 60 + dice.below(60)).unwrap_or_default();
    midnight(row.date) + Span::seconds(seconds)
}

/// Somebody calls again after minutes, or some hours.
fn until_repeat(row: &Row, seed: u64) -> Span {
    let mut dice = Dice::of(seed, "repeat", &row.line.to_string());
    if dice.chance(60) {
        dice.minutes(6, 45)
    } else {
        dice.minutes(45, 150)
    }
}

/// The first moment of a day.
pub(super) fn midnight(date: NaiveDate) -> Instant {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    let in_zone = |at| ZONE.from_local_datetime(&at).earliest();
    let found = in_zone(midnight).or_else(|| in_zone(midnight + TimeDelta::hours(1)));
    found.map_or(Instant::EPOCH, Instant::from)
}

/// That many minutes after midnight of the day of `at`, some days later.
pub(super) fn on_day(at: Instant, days: u64, minutes: i64) -> Instant {
    let date = at.local(ZONE).date_naive();
    let later = date.checked_add_days(chrono::Days::new(days)).unwrap_or(date);
    midnight(later) + Span::minutes(minutes)
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;

    use super::*;
    use crate::simulate::rows;
    use crate::simulate::rows::tests::SAMPLE;

    fn sample() -> Vec<Row> {
        rows::read(SAMPLE).unwrap().rows
    }

    #[test]
    fn the_same_seed_makes_the_same_schedule_and_another_seed_another() {
        let rows = sample();
        let calls = schedule(&rows, 7, None);
        assert_eq!(calls, schedule(&rows, 7, None));
        assert_ne!(calls, schedule(&rows, 8, None));
        assert!(calls.iter().map(|call| call.at).is_sorted());
        assert_eq!(calls.len(), rows.len());
    }

    #[test]
    fn a_first_call_comes_on_its_day_and_a_repeat_soon_after_it() {
        let calls = schedule(&sample(), 7, None);
        for call in &calls {
            match call.repeats {
                None => assert_eq!(call.at.local(ZONE).date_naive(), call.row.date),
                Some(first) => {
                    let later = call.at.since(calls[first].at);
                    assert!(calls[first].is_repeated && later > Span::minutes(5) && later < Span::hours(3));
                }
            }
        }
        assert_eq!(calls.iter().filter(|call| call.repeats.is_some()).count(), 8);
        let night = calls
            .iter()
            .filter(|call| !(7..22).contains(&call.at.local(ZONE).hour()))
            .count();
        assert!((15..70).contains(&night), "{night}");
    }

    #[test]
    fn a_limit_keeps_the_first_calls() {
        let rows = sample();
        let whole = schedule(&rows, 7, None);
        let some = schedule(&rows, 7, Some(40));
        assert!(
            some.iter()
                .zip(&whole)
                .all(|(some, whole)| (some.at, &some.row) == (whole.at, &whole.row))
        );
        assert_eq!(some.len(), 40);
    }
}
