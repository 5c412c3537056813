//! Reads single cells as people type them.

use std::str::FromStr;

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;
use sla::policy::Role;
use types::{Instant, Phone, Sentence};

/// A cell without spaces around it and without what cannot be seen: byte-order marks, zero-width and
/// direction marks.
pub(crate) fn clean(text: &str) -> String {
    let unseen = |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    let seen: String = text.chars().filter(|c| !unseen(*c)).collect();
    seen.trim().to_owned()
}

/// A clean cell with full-width letters, digits and signs as their usual ones.
pub(crate) fn folded(text: &str) -> String {
    clean(text)
        .chars()
        .map(fold)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// Whether a cell stands for nothing: empty, or a mark people write instead.
pub(super) fn says_nothing(text: &str) -> bool {
    matches!(
        folded(text).to_uppercase().as_str(),
        "" | "?" | "NA" | "N/A" | "-" | "--" | "—" | "/" | "无"
    )
}

/// Whether a spreadsheet left a formula or one of its error values in a cell.
pub(super) fn is_formula_or_error(text: &str) -> bool {
    const ERRORS: [&str; 7] = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"];
    let text = folded(text).to_uppercase();
    text.starts_with('=') || ERRORS.contains(&text.as_str())
}

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

/// Whole hours: `1234`, `1,234`, `1234.5`, `1234,5`, with or without a unit. A part of an hour is cut off.
pub(super) fn hours(text: &str) -> Result<u32, Sentence> {
    let folded = folded(text).to_lowercase();
    let number: String = folded
        .trim_end_matches("小时")
        .trim_end_matches('h')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    whole_hours(&number).ok_or_else(|| {
        Sentence::new(
            "工作小时须为数字，例如6310或6,310",
            "hours are a number, for example 6310 or 6,310",
        )
    })
}

fn whole_hours(number: &str) -> Option<u32> {
    let (whole, fraction) = match number.rsplit_once(['.', ',']) {
        // A comma before exactly three digits groups thousands; any other one, and a point, begins a fraction.
        Some((before, after)) if number.contains('.') || after.len() != 3 => (before, after),
        Some(_) | None => (number, ""),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped: Vec<&str> = groups.collect();
    let in_threes = grouped.is_empty()
        || ((1..=3).contains(&first.len()) && grouped.iter().all(|group| group.len() == 3));
    let digits: String = std::iter::once(first).chain(grouped).collect();
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !in_threes || !all_digits(&digits) || !all_digits(fraction) {
        return None;
    }
    digits.parse().ok()
}

/// The first instant of a day in a zone: `2026-01-05`, `2026/1/5`, `2026.1.5`, `2026年1月5日`, a time of day after it
/// left out.
pub(super) fn day(text: &str, zone: Tz) -> Result<Instant, Sentence> {
    let folded = folded(text)
        .replace(['年', '月', '/', '.'], "-")
        .replace('日', " ");
    let date = folded.split([' ', 'T']).next().unwrap_or_default();
    first_instant(date, zone).ok_or_else(|| {
        Sentence::new(
            "日期须写作2026-01-05",
            "a date written like 2026-01-05 was expected",
        )
    })
}

fn first_instant(date: &str, zone: Tz) -> Option<Instant> {
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let midnight = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?;
    // Where a clock change skips midnight, the day begins an hour later.
    let at = |naive| zone.from_local_datetime(&naive).earliest();
    at(midnight)
        .or_else(|| at(midnight + chrono::TimeDelta::hours(1)))
        .map(Instant::from)
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
    fn a_day_begins_at_midnight_however_it_is_written() {
        let shanghai = chrono_tz::Asia::Shanghai;
        let expected: Instant = "2026-01-05T00:00:00+08:00".parse().unwrap();
        for written in [
            "2026-01-05",
            "2026/1/5",
            "2026.1.5",
            "2026年1月5日",
            "2026/1/5 0:00",
            "２０２６-01-05",
        ] {
            assert_eq!(day(written, shanghai), Ok(expected), "{written}");
        }
        for wrong in ["5/1/2026", "0/1/00", "2026-13-01", "2,026", "46027"] {
            assert!(day(wrong, shanghai).is_err(), "{wrong}");
        }
    }

    #[test]
    fn marks_for_nothing_and_broken_formulas_are_told_apart() {
        for nothing in ["", " ", "?", "？", "na", "N/A", "－", "无", "\u{feff}"] {
            assert!(says_nothing(nothing), "{nothing:?}");
        }
        for broken in ["#REF!", "#N/A", "=A1+B1", "#NAME?", "＝SUM(A1)"] {
            assert!(is_formula_or_error(broken), "{broken}");
        }
        assert!(!is_formula_or_error("#3A"), "a building");
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
