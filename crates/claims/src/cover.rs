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
