//! Whether a machine was under warranty on the day of failure, and why (CLM-3, CLM-17).

use chrono::{Months, NaiveDate};
use decider::Context;
use proto::claims::{Cover, CoverEnd};
use proto::directory::Machine;
use types::Sentence;

use crate::case::Case;

/// The limits that count, and whose they are.
struct Limits {
    months: u32,
    hours: Option<u32>,
    /// 延保合同 or 保修条款, with its number.
    name: Sentence,
}

/// Judges the cover from the machine's file as it stands, on the day the failure was reported.
///
/// The first limit reached ends it: of both reached, months are named. Without hours it is judged by months alone.
pub(crate) fn judge(case: &Case, context: &Context<'_>) -> Cover {
    let zone = context
        .masters()
        .zone(case.facts.station.as_ref(), context.policy().zone());
    let day = case.facts.opened_at.local(zone).date_naive();
    let blank = Cover {
        day,
        in_service: None,
        terms: None,
        extension: None,
        last_day: None,
        hours: case.hours(),
        last_hour: None,
        ended_by: Some(CoverEnd::Unknown),
        explanation: Sentence::default(),
    };
    let Some(serial) = &case.facts.machine else {
        let (zh, en) = (
            "工单还没有确定设备，无法判断保修；请先查明序列号。",
            "the order has no machine yet, so its cover is unknown; find the serial first",
        );
        return explained(blank, Sentence::new(zh, en));
    };
    match context.masters().machine(serial) {
        Some(machine) => by_file(blank, machine),
        None => explained(
            blank,
            Sentence::new(
                format!("设备档案里没有{serial}，无法判断保修；请补录设备档案。"),
                format!("there is no machine file of {serial}, so its cover is unknown; add the file"),
            ),
        ),
    }
}

fn explained(cover: Cover, explanation: Sentence) -> Cover {
    Cover { explanation, ..cover }
}

fn by_file(blank: Cover, machine: &Machine) -> Cover {
    let cover = Cover {
        in_service: machine.in_service,
        terms: machine.warranty.clone(),
        extension: machine.extension.clone(),
        ..blank
    };
    let serial = &machine.serial;
    match (machine.in_service, limits(machine)) {
        (Some(in_service), Some(limits)) => within(cover, in_service, &limits),
        (None, _) => explained(
            cover,
            Sentence::new(
                format!("设备{serial}的档案没有投入使用日期，无法判断保修；请补录后再定。"),
                format!(
                    "the file of {serial} has no in-service date, so its cover is unknown; add it and decide"
                ),
            ),
        ),
        (Some(_), None) => explained(
            cover,
            Sentence::new(
                format!("设备{serial}的档案没有保修条款，无法判断保修；请补录后再定。"),
                format!(
                    "the file of {serial} has no warranty terms, so its cover is unknown; add them and decide"
                ),
            ),
        ),
    }
}

/// An extension's limits take the place of the terms' own.
fn limits(machine: &Machine) -> Option<Limits> {
    let extended = machine.extension.as_ref().map(|extension| Limits {
        months: extension.months,
        hours: extension.hours,
        name: Sentence::new(
            format!("延保合同{}", extension.contract),
            format!("extension contract {}", extension.contract),
        ),
    });
    let own = machine.warranty.as_ref().map(|terms| Limits {
        months: terms.months,
        hours: terms.hours,
        name: Sentence::new(
            format!("保修条款{}", terms.version),
            format!("warranty terms {}", terms.version),
        ),
    });
    extended.or(own)
}

fn within(cover: Cover, in_service: NaiveDate, limits: &Limits) -> Cover {
    let last_day = in_service
        .checked_add_months(Months::new(limits.months))
        .and_then(|day| day.pred_opt());
    let past_months = last_day.is_some_and(|last_day| cover.day > last_day);
    let past_hours = matches!((cover.hours, limits.hours), (Some(hours), Some(last)) if hours > last);
    let ended_by = if cover.day < in_service {
        Some(CoverEnd::NotInServiceYet)
    } else if past_months {
        Some(CoverEnd::Months)
    } else {
        past_hours.then_some(CoverEnd::Hours)
    };
    let judged = Cover {
        last_day,
        last_hour: limits.hours,
        ended_by,
        ..cover
    };
    let explanation = explain(&judged, in_service, limits);
    explained(judged, explanation)
}

fn explain(cover: &Cover, in_service: NaiveDate, limits: &Limits) -> Sentence {
    let (day, Limits { months, name, .. }) = (cover.day, limits);
    let until = cover.last_day.unwrap_or(NaiveDate::MAX);
    match cover.ended_by {
        None => covered(cover, in_service, limits),
        Some(CoverEnd::NotInServiceYet) => Sentence::new(
            format!("{day}报修，早于投入使用日期{in_service}，不在保修期内。"),
            format!("reported on {day}, before it was put into service on {in_service}: not covered"),
        ),
        Some(CoverEnd::Months) => Sentence::new(
            format!(
                "{day}报修，已过保修期：{}，自{in_service}起{months}个月，到{until}为止。",
                name.zh
            ),
            format!(
                "reported on {day}, after the cover's end: {}, {months} months from {in_service}, until {until}",
                name.en
            ),
        ),
        Some(CoverEnd::Hours | CoverEnd::Unknown) => {
            let hours = cover.hours.unwrap_or_default();
            let last = cover.last_hour.unwrap_or_default();
            Sentence::new(
                format!("报修时{hours}小时，已超过{}的{last}小时。", name.zh),
                format!(
                    "{hours} hours at the failure, more than the {last} of the {}",
                    name.en
                ),
            )
        }
    }
}

fn covered(cover: &Cover, in_service: NaiveDate, limits: &Limits) -> Sentence {
    let (day, Limits { months, name, .. }) = (cover.day, limits);
    let until = cover.last_day.unwrap_or(NaiveDate::MAX);
    let (hours_zh, hours_en) = match (cover.hours, limits.hours) {
        (_, None) => ("不限小时".to_owned(), "hours without limit".to_owned()),
        (Some(hours), Some(last)) => (
            format!("{hours}小时未超过{last}小时"),
            format!("{hours} of {last} hours"),
        ),
        (None, Some(last)) => (
            format!("小时数尚未填报（上限{last}），暂按月数判断"),
            format!("hours not reported yet (limit {last}), judged by months alone"),
        ),
    };
    Sentence::new(
        format!(
            "{day}报修，在保修期内：{}，自{in_service}起{months}个月，到{until}为止；{hours_zh}。",
            name.zh
        ),
        format!(
            "reported on {day}, covered: {}, {months} months from {in_service}, until {until}; {hours_en}",
            name.en
        ),
    )
}

#[cfg(test)]
mod tests {
    use proto::claims::{ClaimsEvent, Cover, CoverEnd};
    use proto::directory::{Machine, WarrantyExtension, WarrantyTerms};
    use types::{MachineSerial, Sentence};

    use crate::testing::{date, dealer_with, facts, hear, machine, opens, repaired, t, written};

    /// The cover of a failure reported on a day, with hours, for a machine of this file.
    fn cover_of(machine: Machine, reported: &str, hours: Option<u32>) -> Cover {
        let mut dealer = dealer_with(machine);
        let mut facts = facts(1);
        facts.opened_at = t(reported);
        facts.hours = hours;
        opens(&mut dealer, facts);
        dealer.asleep_until(&written("12-31 08:00"));
        let events = hear(&mut dealer, repaired(1, 1, "12-31 08:00"));
        let mut covers = events.into_iter().filter_map(|event| match event {
            ClaimsEvent::ClaimDrafted(drafted) => Some(drafted.cover),
            ClaimsEvent::NotCovered(shown) => Some(shown.cover),
            _ => None,
        });
        covers.next().expect("a cover")
    }

    fn with_terms(in_service: &str, months: u32, hours: Option<u32>) -> Machine {
        let version = "2025-A".to_owned();
        Machine {
            in_service: Some(date(in_service)),
            warranty: Some(WarrantyTerms {
                version,
                months,
                hours,
            }),
            ..machine()
        }
    }

    // rule: CLM-3
    #[test]
    fn the_first_limit_reached_ends_the_cover_and_its_last_day_and_hour_are_covered() {
        let rows = [
            ("05-31 23:59", Some(2000), None),
            ("06-01 00:00", Some(2000), Some(CoverEnd::Months)),
            ("05-31 23:59", Some(2001), Some(CoverEnd::Hours)),
            ("06-01 00:00", Some(2001), Some(CoverEnd::Months)),
            ("05-31 23:59", None, None),
        ];
        for (reported, hours, expected) in rows {
            let cover = cover_of(machine(), reported, hours);
            assert_eq!(cover.ended_by, expected, "{reported} at {hours:?}");
            assert_eq!(cover.last_day, Some(date("2026-05-31")));
        }
        let before = cover_of(with_terms("2026-02-01", 12, None), "05 08:00", None);
        assert_eq!(before.ended_by, Some(CoverEnd::NotInServiceYet));
    }

    // rule: CLM-3
    #[test]
    fn months_are_held_at_the_end_of_a_shorter_month() {
        let last_day = |in_service: &str, months: u32| {
            cover_of(with_terms(in_service, months, None), "05 08:00", None).last_day
        };
        assert_eq!(last_day("2025-08-31", 6), Some(date("2026-02-27")));
        assert_eq!(last_day("2023-08-31", 6), Some(date("2024-02-28")));
        assert_eq!(last_day("2024-02-29", 24), Some(date("2026-02-27")));
        assert_eq!(last_day("2025-03-01", 12), Some(date("2026-02-28")));
    }

    // rule: CLM-3, CLM-17
    #[test]
    fn an_extension_takes_the_place_of_the_limits_of_delivery_and_both_are_kept() {
        let extension = WarrantyExtension {
            contract: "YB-88".into(),
            months: 24,
            hours: Some(4000),
        };
        let extended = Machine {
            extension: Some(extension.clone()),
            ..with_terms("2024-06-01", 12, Some(2000))
        };
        let cover = cover_of(extended, "05 08:00", Some(3999));
        assert_eq!((cover.ended_by, cover.last_hour), (None, Some(4000)));
        assert_eq!(cover.last_day, Some(date("2026-05-31")));
        assert_eq!(cover.terms.map(|terms| terms.version), Some("2025-A".into()));
        assert_eq!(cover.extension, Some(extension));
        let expected = "2026-01-05报修，在保修期内：延保合同YB-88，自2024-06-01起24个月，到2026-05-31为止；\
                        3999小时未超过4000小时。";
        assert_eq!(cover.explanation.zh, expected);
    }

    // rule: CLM-3, CLM-22
    #[test]
    fn a_machine_file_that_says_too_little_leaves_the_cover_unknown_and_says_what_to_add() {
        let no_date = Machine {
            in_service: None,
            ..machine()
        };
        let no_terms = Machine {
            warranty: None,
            ..machine()
        };
        let no_file = Machine {
            serial: MachineSerial::new("ANOTHER-1").unwrap(),
            ..machine()
        };
        for (file, said) in [
            (no_date, "投入使用日期"),
            (no_terms, "保修条款"),
            (no_file, "设备档案里没有"),
        ] {
            let cover = cover_of(file, "05 08:00", None);
            assert_eq!(cover.ended_by, Some(CoverEnd::Unknown));
            assert!(cover.explanation.zh.contains(said), "{:?}", cover.explanation);
            assert_ne!(cover.explanation, Sentence::default());
        }
    }
}
