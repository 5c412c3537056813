use proptest::prelude::*;

use super::*;
use crate::clock::{End, EndKind, Facts, Judgement, Outcome, Terms, judge, next_due};
use crate::explain::{SegmentKind, sum};

const NINE: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
const SHANGHAI: Tz = Tz::Asia__Shanghai;

/// A wall time of a zone, `2026-01-05 08:00`.
fn wall(text: &str, zone: Tz) -> Instant {
    let (date, time) = text.split_once(' ').unwrap();
    wall_time(date.parse().unwrap(), time.parse().unwrap(), zone)
}

fn shanghai(text: &str) -> Instant {
    wall(text, SHANGHAI)
}

/// Claim filing: 14 days, with a warning on days 7, 11 and 13.
fn filing(zone: Tz) -> Terms {
    Terms {
        limit: Limit::Days(14, zone),
        warnings: [7, 11, 13].map(|day| WarnAt::Day(day, NINE)).to_vec(),
        pausable: false,
    }
}

/// The monthly return: by the 25th, from the 25th on with the next month's.
fn monthly_return() -> Terms {
    Terms {
        limit: Limit::DayOfMonth(DayOfMonth::new(25, 25).unwrap(), SHANGHAI),
        warnings: [20, 23, 25].map(|day| WarnAt::DayOfMonth(day, NINE)).to_vec(),
        pausable: false,
    }
}

/// The arrival at the warehouse: by the 30th.
fn arrival() -> Terms {
    Terms {
        limit: Limit::DayOfMonth(DayOfMonth::new(30, 31).unwrap(), SHANGHAI),
        warnings: vec![WarnAt::DayOfMonth(29, NINE)],
        pausable: false,
    }
}

fn started(start: Instant) -> Facts {
    Facts {
        start,
        pauses: Vec::new(),
        end: None,
    }
}

fn ended(start: Instant, at: Instant) -> Facts {
    let kind = EndKind::Met;
    Facts {
        end: Some(End { at, kind }),
        ..started(start)
    }
}

/// Judged long after everything came due.
fn at_last(start: Instant, terms: &Terms) -> Judgement {
    judge(&started(start), terms, Instant::MAX)
}

/// The last wall time that is in time, to the second, as the zone's clocks show it.
fn due(start: &str, terms: &Terms, zone: Tz) -> String {
    let due = at_last(wall(start, zone), terms).due.unwrap();
    due.local(zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Wall times of the warnings given, in Shanghai.
fn warned(start: &str, terms: &Terms) -> Vec<String> {
    let warnings = at_last(shanghai(start), terms).warnings;
    let shown = |at: Instant| at.local(SHANGHAI).format("%m-%d %H:%M").to_string();
    warnings
        .into_iter()
        .map(|warning| shown(warning.due_at))
        .collect()
}

// rule: SLA-5
#[test]
fn a_claim_filed_on_day_14_at_23_59_is_in_time_and_at_midnight_it_is_not() {
    let start = shanghai("2026-01-05 16:20");
    let filed = |at: &str| judge(&ended(start, shanghai(at)), &filing(SHANGHAI), Instant::MAX).outcome;
    assert_eq!(filed("2026-01-19 23:59"), Outcome::Met);
    assert_eq!(filed("2026-01-19 23:59:59.9"), Outcome::Met);
    assert_eq!(filed("2026-01-19 23:59:59.999999"), Outcome::Met);
    assert_eq!(filed("2026-01-20 00:00"), Outcome::Breached);
    let open = |at: &str| judge(&started(start), &filing(SHANGHAI), shanghai(at)).outcome;
    assert_eq!(open("2026-01-19 23:59:59.999999"), Outcome::Running);
    assert_eq!(open("2026-01-20 00:00"), Outcome::Breached);
}

// rule: SLA-5
#[test]
fn the_days_are_counted_over_february_and_over_the_years_end() {
    let terms = filing(SHANGHAI);
    let cases = [
        ("2026-02-14 08:00", "2026-02-28 23:59:59"),
        ("2026-02-15 08:00", "2026-03-01 23:59:59"),
        ("2028-02-15 08:00", "2028-02-29 23:59:59"),
        ("2028-02-16 08:00", "2028-03-01 23:59:59"),
        ("2026-12-17 23:59:59", "2026-12-31 23:59:59"),
        ("2026-12-18 00:00", "2027-01-01 23:59:59"),
        ("2026-04-16 12:00", "2026-04-30 23:59:59"),
    ];
    for (start, end) in cases {
        assert_eq!(due(start, &terms, SHANGHAI), end, "{start}");
    }
}

// rule: SLA-5
#[test]
fn warnings_come_at_nine_in_the_morning_of_their_day_whatever_the_hour_of_the_start() {
    for start in ["2026-01-05 00:00", "2026-01-05 16:20", "2026-01-05 23:59:59"] {
        let warnings = warned(start, &filing(SHANGHAI));
        assert_eq!(warnings, ["01-12 09:00", "01-16 09:00", "01-18 09:00"], "{start}");
    }
}

// rule: SLA-10
#[test]
fn a_report_has_until_the_end_of_the_third_day_after_the_service() {
    let terms = Terms {
        limit: Limit::Days(3, SHANGHAI),
        warnings: vec![WarnAt::Day(2, NINE)],
        pausable: false,
    };
    assert_eq!(due("2026-02-26 18:00", &terms, SHANGHAI), "2026-03-01 23:59:59");
    assert_eq!(warned("2026-02-26 18:00", &terms), ["02-28 09:00"]);
}

// rule: SLA-6
#[test]
fn parts_checked_in_on_the_25th_or_later_go_with_the_next_months() {
    let cases = [
        ("2026-01-01 00:00", "2026-01-25 23:59:59"),
        ("2026-01-24 23:59:59", "2026-01-25 23:59:59"),
        ("2026-01-25 00:00", "2026-02-25 23:59:59"),
        ("2026-01-31 18:00", "2026-02-25 23:59:59"),
        ("2026-12-24 18:00", "2026-12-25 23:59:59"),
        ("2026-12-25 08:00", "2027-01-25 23:59:59"),
    ];
    for (start, end) in cases {
        assert_eq!(due(start, &monthly_return(), SHANGHAI), end, "{start}");
    }
    let shipped = |at: &str| {
        let facts = ended(shanghai("2026-01-24 10:00"), shanghai(at));
        judge(&facts, &monthly_return(), Instant::MAX).outcome
    };
    assert_eq!(shipped("2026-01-25 23:59:59"), Outcome::Met);
    assert_eq!(shipped("2026-01-26 00:00"), Outcome::Breached);
}

// rule: SLA-6
#[test]
fn warnings_of_the_month_that_passed_before_the_start_are_not_given() {
    let warnings = |start| warned(start, &monthly_return());
    assert_eq!(
        warnings("2026-01-19 10:00"),
        ["01-20 09:00", "01-23 09:00", "01-25 09:00"]
    );
    assert_eq!(warnings("2026-01-20 10:00"), ["01-23 09:00", "01-25 09:00"]);
    assert_eq!(warnings("2026-01-24 10:00"), ["01-25 09:00"]);
    assert_eq!(
        warnings("2026-01-25 10:00"),
        ["02-20 09:00", "02-23 09:00", "02-25 09:00"]
    );
}

// rule: SLA-7
#[test]
fn parts_are_due_at_the_warehouse_on_the_30th_or_the_months_last_day() {
    let cases = [
        ("2026-01-25 15:00", "2026-01-30 23:59:59"),
        ("2026-01-30 15:00", "2026-01-30 23:59:59"),
        ("2026-01-31 15:00", "2026-02-28 23:59:59"),
        ("2026-02-25 15:00", "2026-02-28 23:59:59"),
        ("2028-02-29 15:00", "2028-02-29 23:59:59"),
        ("2026-04-30 15:00", "2026-04-30 23:59:59"),
        ("2026-12-31 15:00", "2027-01-30 23:59:59"),
    ];
    for (start, end) in cases {
        assert_eq!(due(start, &arrival(), SHANGHAI), end, "{start}");
    }
    assert_eq!(warned("2026-02-25 15:00", &arrival()), ["02-28 09:00"]);
    assert_eq!(warned("2026-01-29 09:00", &arrival()), Vec::<String>::new());
}

// rule: SLA-27
#[test]
fn a_day_ends_when_the_zones_wall_clock_says_so_also_where_it_changes() {
    // Clocks went forward in Berlin on 29 March 2026: those fourteen days are an hour shorter.
    let berlin = Tz::Europe__Berlin;
    assert_eq!(
        due("2026-03-20 10:00", &filing(berlin), berlin),
        "2026-04-03 23:59:59"
    );
    let whole_days = |start: &str| at_last(wall(start, berlin), &filing(berlin)).allowance + Span::micros(1);
    assert_eq!(whole_days("2026-03-20 00:00"), Span::hours(15 * 24 - 1));
    assert_eq!(whole_days("2026-10-20 00:00"), Span::hours(15 * 24 + 1));
    // In Beirut the clocks went forward at midnight: 29 March 2020 had no 00:00, the day before ended all the same.
    let beirut = Tz::Asia__Beirut;
    assert_eq!(
        due("2020-03-14 10:00", &filing(beirut), beirut),
        "2020-03-28 23:59:59"
    );
    // In São Paulo they went back at midnight: the last hour of 17 February 2018 came twice, and both belong to it.
    let sao_paulo = Tz::America__Sao_Paulo;
    let due_at = at_last(wall("2018-02-03 10:00", sao_paulo), &filing(sao_paulo)).due;
    assert_eq!(due_at, Some("2018-02-18T02:59:59.999999Z".parse().unwrap()));
}

// rule: SLA-21
#[test]
fn the_same_act_is_in_time_in_a_zone_whose_day_still_lasts() {
    let start = shanghai("2026-01-05 10:00");
    let filed = shanghai("2026-01-20 00:30");
    let outcome = |zone| judge(&ended(start, filed), &filing(zone), Instant::MAX).outcome;
    assert_eq!(outcome(SHANGHAI), Outcome::Breached);
    assert_eq!(outcome(Tz::Asia__Urumqi), Outcome::Met);
}

#[test]
fn a_day_of_the_month_leaves_no_days_that_could_not_be_in_time() {
    assert!(DayOfMonth::new(25, 27).is_none());
    assert!(DayOfMonth::new(0, 1).is_none());
    assert!(DayOfMonth::new(32, 33).is_none());
    assert!(DayOfMonth::new(25, 0).is_none());
    assert!(DayOfMonth::new(31, 32).is_some());
}

#[test]
fn limits_at_the_end_of_time_end_with_it() {
    let last = Instant::MAX - Span::hours(1);
    for terms in [filing(SHANGHAI), monthly_return(), arrival()] {
        assert!(at_last(last, &terms).due.is_some_and(|due| due > last));
    }
}

proptest! {
    /// Waking when due finds every warning and the breach, the start lies before the due instant, and what counted
    /// sums to the allowance.
    // rule: SLA-25
    #[test]
    fn counted_time_sums_to_the_allowance(
        start in 0_i64..3_000_000_000,
        day in 1_u8..=31,
        from in 1_u8..=32,
        days in 0_u16..60,
        by_day in any::<bool>(),
    ) {
        let start = Instant::from_seconds(start);
        let zone = Tz::Europe__Berlin;
        let (limit, warnings) = if by_day {
            (Limit::Days(days, zone), vec![WarnAt::Day(days / 2, NINE), WarnAt::Day(days, NINE)])
        } else {
            let limit = DayOfMonth::new(day, from.min(day + 1)).unwrap();
            (Limit::DayOfMonth(limit, zone), vec![WarnAt::DayOfMonth(day.div_ceil(2), NINE), WarnAt::DayOfMonth(day, NINE)])
        };
        let terms = Terms { limit, warnings, pausable: false };
        let judgement = at_last(start, &terms);
        let due = judgement.due.unwrap();
        prop_assert!(start <= due);
        prop_assert_eq!(sum(&judgement.explanation, SegmentKind::Counted), judgement.allowance);
        prop_assert_eq!(start + judgement.allowance, due);
        let mut wakes = Vec::new();
        let mut at = start;
        while let Some(next) = next_due(&started(start), &terms, at) {
            wakes.push(next);
            at = next;
        }
        let warned = judgement.warnings.iter().map(|warning| warning.due_at);
        let mut expected: Vec<Instant> = warned.chain([due + Span::micros(1)]).collect();
        expected.dedup();
        prop_assert_eq!(wakes, expected);
    }
}
