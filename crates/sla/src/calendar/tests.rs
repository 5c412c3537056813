use chrono_tz::Tz;
use proptest::prelude::*;
use types::{Instant, Span};

use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn shifts(texts: &[&str]) -> Vec<Shift> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Monday to Friday with a lunch break.
fn office(zone: Tz) -> Calendar {
    let mut calendar = Calendar::closed(zone);
    for day in calendar.week.iter_mut().take(5) {
        *day = shifts(&["08:00-12:00", "13:30-17:30"]);
    }
    calendar
}

fn open(calendar: &Calendar, from: &str, until: &str) -> Vec<(String, String)> {
    merged(OpenTime::Of(calendar).between(at(from), at(until)))
        .into_iter()
        .map(|interval| {
            let wall = |instant: Instant| instant.local(calendar.zone).format("%d %H:%M").to_string();
            (wall(interval.from), wall(interval.until))
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(from, until)| ((*from).to_owned(), (*until).to_owned()))
        .collect()
}

// rule: SLA-26
#[test]
fn lunch_is_closed_a_holiday_is_closed_and_a_make_up_workday_is_open() {
    let mut calendar = office(Tz::Asia__Shanghai);
    calendar.holidays.insert(date("2026-01-02"));
    calendar
        .date_hours
        .insert(date("2026-01-04"), shifts(&["08:00-12:00"]));
    let expected = pairs(&[
        ("01 08:00", "01 12:00"),
        ("01 13:30", "01 17:30"),
        ("04 08:00", "04 12:00"),
        ("05 08:00", "05 12:00"),
    ]);
    assert_eq!(
        open(&calendar, "2025-12-31T12:00:00Z", "2026-01-05T05:00:00Z"),
        expected
    );
}

// rule: SLA-26
#[test]
fn a_night_shift_belongs_to_the_day_it_opens() {
    let mut calendar = Calendar::closed(Tz::Asia__Shanghai);
    for day in &mut calendar.week {
        *day = shifts(&["22:00-06:00"]);
    }
    calendar.holidays.insert(date("2026-10-01"));
    calendar
        .breaks
        .insert(date("2026-10-03"), shifts(&["02:00-02:30"]));
    let expected = pairs(&[
        ("30 22:00", "01 06:00"),
        ("02 22:00", "03 02:00"),
        ("03 02:30", "03 06:00"),
    ]);
    assert_eq!(
        open(&calendar, "2026-09-30T10:00:00Z", "2026-10-03T10:00:00Z"),
        expected
    );
    assert!(calendar.is_open(at("2026-09-30T19:00:00Z")));
    assert_eq!(
        calendar.close_of(date("2026-09-30")),
        Some(at("2026-09-30T22:00:00Z"))
    );
    assert_eq!(calendar.close_of(date("2026-10-01")), None);
}

// rule: SLA-26
#[test]
fn a_holiday_wins_over_hours_of_its_own_and_days_that_touch_are_one_interval() {
    let mut calendar = Calendar::closed(Tz::UTC);
    for day in calendar.week.iter_mut().take(2) {
        *day = shifts(&["00:00-24:00"]);
    }
    calendar
        .date_hours
        .insert(date("2026-01-07"), shifts(&["00:00-03:00"]));
    calendar
        .date_hours
        .insert(date("2026-01-08"), shifts(&["00:00-03:00"]));
    calendar.holidays.insert(date("2026-01-08"));
    assert_eq!(
        calendar.next_close(at("2026-01-05T11:00:00Z")),
        Ok(at("2026-01-07T03:00:00Z"))
    );
    assert_eq!(
        calendar.next_open(at("2026-01-07T03:00:00Z")),
        Ok(at("2026-01-12T00:00:00Z"))
    );
}

// rule: SLA-27
#[test]
fn clock_change_days_count_real_seconds_and_missing_wall_times_move_forward() {
    let mut calendar = Calendar::closed(Tz::Europe__Berlin);
    for day in &mut calendar.week {
        *day = shifts(&["00:00-24:00"]);
    }
    let length = |from: &str, until: &str| OpenTime::Of(&calendar).span(at(from), at(until), &[]);
    assert_eq!(
        length("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        Span::hours(23)
    );
    assert_eq!(
        length("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        Span::hours(25)
    );
    let mut night = Calendar::closed(Tz::Europe__Berlin);
    for day in &mut night.week {
        *day = shifts(&["02:30-04:00"]);
    }
    assert_eq!(
        open(&night, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        pairs(&[("29 03:30", "29 04:00")])
    );
    let doubled = night.next_open(at("2026-10-24T22:00:00Z")).unwrap();
    assert_eq!(doubled, at("2026-10-25T00:30:00Z"));
    assert_eq!(
        OpenTime::Of(&night).span(doubled, at("2026-10-25T22:00:00Z"), &[]),
        Span::minutes(150)
    );
}

// rule: SLA-27
#[test]
fn a_calendar_that_never_opens_or_never_closes_says_so() {
    let never = Calendar::closed(Tz::Asia__Shanghai);
    let start = at("2026-01-05T00:00:00Z");
    assert_eq!(
        OpenTime::Of(&never).due(start, Span::seconds(1), &[]),
        Err(NoAnswer::NeverOpens)
    );
    assert_eq!(never.next_open(start), Err(NoAnswer::NeverOpens));
    assert_eq!(
        never.working_date(date("2026-01-05"), 1),
        Err(NoAnswer::NeverOpens)
    );
    let mut always = never;
    for day in &mut always.week {
        *day = shifts(&["00:00-24:00"]);
    }
    assert_eq!(always.next_close(start), Err(NoAnswer::NeverCloses));
    always.holidays.insert(date("2029-05-01"));
    assert_eq!(always.next_close(start), Ok(at("2029-04-30T16:00:00Z")));
}

// rule: SLA-27
#[test]
fn working_time_runs_on_over_the_end_of_a_month() {
    let calendar = office(Tz::Asia__Shanghai);
    let friday = at("2026-01-30T09:00:00Z");
    assert_eq!(
        OpenTime::Of(&calendar).due(friday, Span::hours(1), &[]),
        Ok(at("2026-02-02T00:30:00Z"))
    );
    assert_eq!(
        calendar.working_date(date("2026-01-31"), 1),
        Ok(date("2026-02-02"))
    );
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::Asia__Shanghai,
        Tz::Europe__Berlin,
        Tz::America__Sao_Paulo,
        Tz::America__Havana,
        Tz::Asia__Tehran,
        Tz::Australia__Lord_Howe,
        Tz::Africa__Casablanca,
        Tz::Pacific__Apia,
    ])
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let shift = (0_u32..24, 0_u32..60, 0_u32..=24).prop_map(|(hour, minute, close)| {
        Shift::new(&format!("{hour:02}:{minute:02}"), &format!("{close:02}:00")).unwrap()
    });
    let day = move || prop::collection::vec(shift.clone(), 0..3);
    let dated = prop::collection::btree_map(0_i64..700, day(), 0..6);
    let week = prop::array::uniform7(day());
    (zones(), week, dated.clone(), dated).prop_map(|(zone, week, hours, breaks)| {
        let named = |days: BTreeMap<i64, Vec<Shift>>| {
            let first = date("2010-12-01");
            days.into_iter()
                .map(|(day, hours)| (first + chrono::TimeDelta::days(day), hours))
                .collect()
        };
        Calendar {
            zone,
            week,
            holidays: BTreeSet::from([date("2011-12-30"), date("2012-03-25")]),
            date_hours: named(hours),
            breaks: named(breaks),
        }
    })
}

fn instants() -> impl Strategy<Value = Instant> {
    (1_293_840_000_i64..1_356_998_400).prop_map(Instant::from_seconds)
}

proptest! {
    // rule: SLA-26
    #[test]
    fn open_time_cut_anywhere_adds_up(
        calendar in calendars(),
        mut points in prop::array::uniform3(instants()),
        pause in prop::array::uniform2(instants()),
    ) {
        points.sort_unstable();
        let [start, cut, end] = points;
        let pauses = merged(Interval::new(pause[0], pause[1]));
        let time = OpenTime::Of(&calendar);
        prop_assert_eq!(
            time.span(start, end, &pauses),
            time.span(start, cut, &pauses) + time.span(cut, end, &pauses)
        );
        prop_assert!(time.span(start, end, &pauses) <= time.span(start, end, &[]));
    }

    // rule: SLA-27
    #[test]
    fn a_due_instant_is_the_earliest_that_uses_up_the_allowance(
        calendar in calendars(),
        start in instants(),
        allowance in 1_i64..2_000_000,
        pause in prop::array::uniform2(instants()),
    ) {
        let allowance = Span::seconds(allowance);
        let pauses = merged(Interval::new(pause[0], pause[1]));
        let time = OpenTime::Of(&calendar);
        if let Ok(due) = time.due(start, allowance, &pauses) {
            prop_assert_eq!(time.span(start, due, &pauses), allowance);
            prop_assert!(time.span(start, due - Span::micros(1), &pauses) < allowance);
        }
        if let Ok(due) = time.due_back(start, allowance, &pauses) {
            prop_assert_eq!(time.span(due, start, &pauses), allowance);
            prop_assert!(time.span(due + Span::micros(1), start, &pauses) < allowance);
        }
    }

    #[test]
    fn the_same_intervals_come_forward_and_backward(calendar in calendars(), from in instants()) {
        let until = from + Span::days(70);
        let forward: Vec<_> = OpenTime::Of(&calendar).between(from, until).collect();
        let backward = calendar
            .open_before(until)
            .take_while(|open| open.until > from)
            .filter_map(|open| open.and(Interval { from, until }));
        prop_assert_eq!(merged(forward), merged(backward));
    }
}
