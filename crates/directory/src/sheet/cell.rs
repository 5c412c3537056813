//! What the cells of the directory's lists hold, beyond what every list's cells do.

use std::str::FromStr;

use chrono::NaiveDate;
use chrono_tz::Tz;
use decider::cells::{self, folded};
use sla::policy::Role;
use types::{Instant, Phone, Sentence};

/// A text as it stands.
pub(super) fn text(text: &str) -> Result<String, Sentence> {
    Ok(text.to_owned())
}

/// An id: staff number, station code, customer number.
pub(super) fn id<T: FromStr>(text: &str) -> Result<T, Sentence> {
    folded(text).parse().map_err(|_| {
        Sentence::new(
            "编号须为1到64个字符，不含空格、/和*",
            "an id has 1 to 64 characters, without spaces, / and *",
        )
    })
}

/// A serial: capital letters, without the spaces some people group it by.
pub(super) fn serial<T: FromStr>(text: &str) -> Result<T, Sentence> {
    let joined: String = folded(text).chars().filter(|c| !c.is_whitespace()).collect();
    id(&joined.to_uppercase())
}

/// Several things in one cell.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', '，', ',', ';', '；', '/', '|', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

pub(super) fn phones(text: &str) -> Result<Vec<Phone>, Sentence> {
    let mut phones = Vec::new();
    for part in parts(text) {
        // A spreadsheet that takes a phone for a number may write a decimal.
        let part = part.strip_suffix(".0").unwrap_or(part);
        let phone: Phone = part.parse().map_err(|_| {
            Sentence::new(
                "须为电话号码，3到15位数字，多个号码用顿号或逗号隔开",
                "a phone number of 3 to 15 digits was expected, several separated by commas",
            )
        })?;
        if !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    Ok(phones)
}

pub(super) fn roles(text: &str) -> Result<Vec<Role>, Sentence> {
    let mut roles = Vec::new();
    for part in parts(text) {
        let role: Role = part.parse().map_err(|_| {
            Sentence::new(
                format!("没有“{part}”这个角色，例如：服务站站长、服务工程师、400座席"),
                format!("there is no role {part:?}; for example: station manager, field engineer, operator"),
            )
        })?;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Ok(roles)
}

/// TCL1 to TCL4, or the number alone.
pub(super) fn grade(text: &str) -> Result<u8, Sentence> {
    let folded = folded(text).to_uppercase();
    let number = folded.trim_start_matches("TCL").trim_end_matches('级').trim();
    number
        .parse()
        .ok()
        .filter(|grade| (1..=4).contains(grade))
        .ok_or_else(|| Sentence::new("等级须为TCL1到TCL4", "a grade from TCL1 to TCL4 was expected"))
}

pub(super) fn zone(text: &str) -> Result<String, Sentence> {
    let name = folded(text);
    match name.parse::<Tz>() {
        Ok(_) => Ok(name),
        Err(_) => Err(Sentence::new(
            "时区须为IANA名称，例如Asia/Shanghai",
            "a time zone's IANA name was expected, for example Asia/Shanghai",
        )),
    }
}

/// What a reader of cells gives for a cell that says something.
fn said<T>(read: Result<Option<T>, Sentence>) -> Result<T, Sentence> {
    read?.ok_or_else(|| Sentence::new("此格不能为空", "this cell must be filled"))
}

const MILLION: i64 = 1_000_000;

/// Whole hours of an hour meter, with or without a unit. A part of an hour is cut off.
pub(super) fn hours(text: &str) -> Result<u32, Sentence> {
    let folded = folded(text).to_lowercase();
    let number = folded.trim_end_matches("小时").trim_end_matches('h').trim_end();
    let hours = said(cells::decimal(number)).ok().filter(|hours| *hours >= 0);
    hours
        .and_then(|hours| u32::try_from(hours / MILLION).ok())
        .ok_or_else(|| {
            Sentence::new(
                "工作小时须为数字，例如6310或6,310",
                "hours are a number, for example 6310 or 6,310",
            )
        })
}

/// How many months a warranty lasts, with or without a unit.
pub(super) fn months(text: &str) -> Result<u32, Sentence> {
    const MOST: u32 = 240;
    let folded = folded(text);
    let number = folded.trim_end_matches('月').trim_end_matches('个').trim_end();
    said(cells::whole(number))
        .ok()
        .filter(|months| (1..=MOST).contains(months))
        .ok_or_else(|| {
            Sentence::new(
                format!("月数须为1到{MOST}的整数"),
                format!("a whole number of months from 1 to {MOST} was expected"),
            )
        })
}

/// The first instant of a day in a zone.
pub(super) fn day(text: &str, zone: Tz) -> Result<Instant, Sentence> {
    let day = date(text)?;
    cells::first_instant(day, zone)
        .ok_or_else(|| Sentence::new("当地没有这一天", "there is no such day in the zone"))
}

pub(super) fn date(text: &str) -> Result<NaiveDate, Sentence> {
    said(cells::date(text))
}

pub(super) fn moment(text: &str, zone: Tz) -> Result<Instant, Sentence> {
    said(cells::date_time(text, zone))
}

/// Millionths of a degree, at most `most` degrees either way; further digits are cut off.
pub(super) fn degrees(text: &str, most: i32) -> Result<i32, Sentence> {
    let folded = folded(text);
    let degrees = said(cells::decimal(folded.trim_end_matches('°')));
    let within = |degrees: &i64| degrees.abs() <= i64::from(most) * MILLION;
    degrees
        .ok()
        .filter(within)
        .and_then(|degrees| i32::try_from(degrees).ok())
        .ok_or_else(|| {
            Sentence::new(
                format!("须为-{most}到{most}之间的度数，例如30.287459"),
                format!("degrees from -{most} to {most} were expected, for example 30.287459"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_dealers_write_them() {
        for (written, hours) in [
            ("6310", Some(6_310)),
            ("6,310", Some(6_310)),
            ("1,006,310", Some(1_006_310)),
            ("6310.7", Some(6_310)),
            ("6,310.7", Some(6_310)),
            ("6310,5", Some(6_310)),
            ("６３１０ 小时", Some(6_310)),
            ("6 310h", Some(6_310)),
            ("-5", None),
            ("63,10,5", None),
            ("1.2.3", None),
            ("about 6000", None),
            ("99999999999", None),
        ] {
            assert_eq!(super::hours(written).ok(), hours, "{written}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        let shanghai = chrono_tz::Asia::Shanghai;
        let expected: Instant = "2026-01-05T00:00:00+08:00".parse().unwrap();
        assert_eq!(day("5/1/2026 8:30", shanghai), Ok(expected));
        assert!(day("0/1/00", shanghai).is_err());
    }

    #[test]
    fn months_and_degrees_are_held_to_what_they_can_be() {
        assert_eq!((months("24"), months("12 个月")), (Ok(24), Ok(12)));
        for wrong in ["0", "241", "2,023", "1.5"] {
            assert!(months(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            (degrees("30,2874591", 90), degrees("-120.5°", 180)),
            (Ok(30_287_459), Ok(-120_500_000))
        );
        assert!(degrees("90.1", 90).is_err() && degrees("北纬30度", 90).is_err());
    }

    #[test]
    fn several_phones_and_roles_share_a_cell() {
        let phones = phones("138 0571 0001、+86-13805710002/13805710003.0，13805710001").unwrap();
        let written: Vec<&str> = phones.iter().map(Phone::as_str).collect();
        assert_eq!(written, ["13805710001", "13805710002", "13805710003"]);
        assert_eq!(
            roles("站长、Field Engineer").unwrap(),
            [Role::StationManager, Role::FieldEngineer]
        );
        assert_eq!(
            (grade("TCL3"), grade("tcl 2"), grade("4级")),
            (Ok(3), Ok(2), Ok(4))
        );
        assert!(grade("TCL5").is_err());
    }
}
