//! Numbers with thousands and decimals marked as people mark them.
//!
//! Spaces and apostrophes group thousands. A point begins the decimals, unless there are several of them or a comma
//! follows. A comma groups thousands when exactly three digits follow the last one and digits other than `0` stand
//! before it; any other single comma begins the decimals.

use types::Sentence;

use super::{folded, text};

/// Places behind the point that are kept.
const PLACES: usize = 6;
const MILLION: i64 = 1_000_000;

/// A number in millionths, further decimals cut off: `2,5`, `2.5`, `1 234,56`, `1,234.56`, `-0.25`.
///
/// # Errors
/// Anything that is no number, or that is larger than nine million millions, and a typed formula.
pub fn decimal(cell: &str) -> Result<Option<i64>, Sentence> {
    let Some(text) = text(cell)? else { return Ok(None) };
    match millionths(&folded(&text)) {
        Some(number) => Ok(Some(number)),
        None => Err(Sentence::new(
            "须为数字，例如2.5",
            "a number was expected, for example 2.5",
        )),
    }
}

/// A whole number that is not negative: `2023`, `2,023`, `2 023`, `2023.0`.
///
/// # Errors
/// Anything else, a number with a part such as `2.5`, and a typed formula.
pub fn whole(cell: &str) -> Result<Option<u32>, Sentence> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let number = millionths(&folded(&text)).filter(|number| number % MILLION == 0);
    match number.map(|number| u32::try_from(number / MILLION)) {
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) | None => Err(Sentence::new(
            "须为整数，例如2023或2,023",
            "a whole number was expected, for example 2023 or 2,023",
        )),
    }
}

fn millionths(number: &str) -> Option<i64> {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, part) = split(digits);
    let whole = ungrouped(whole)?;
    if !all_digits(part) {
        return None;
    }
    let kept: String = part.chars().chain(std::iter::repeat('0')).take(PLACES).collect();
    let whole: i64 = whole.parse().ok()?;
    let kept: i64 = kept.parse().ok()?;
    Some(sign * whole.checked_mul(MILLION)?.checked_add(kept)?)
}

/// What stands before and behind the decimal mark.
fn split(digits: &str) -> (&str, &str) {
    let comma = digits.rfind(',');
    let point = digits.rfind('.');
    let mark = match (comma, point) {
        (Some(comma), Some(point)) => comma.max(point),
        (None, Some(point)) if digits.matches('.').count() == 1 => point,
        (Some(comma), None) if !groups_thousands(digits, comma) => comma,
        (Some(_), None) | (None, _) => return (digits, ""),
    };
    let (whole, part) = digits.split_at(mark);
    (whole, part.get(1..).unwrap_or_default())
}

fn groups_thousands(digits: &str, comma: usize) -> bool {
    let (before, after) = digits.split_at(comma);
    let several = before.contains(',');
    several || (after.len() == 4 && before != "0")
}

/// The digits of a number whose thousands may be grouped, by one mark throughout.
fn ungrouped(whole: &str) -> Option<String> {
    let mark = whole.chars().find(|c| !c.is_ascii_digit());
    let groups: Vec<&str> = match mark {
        Some(mark @ (',' | '.' | ' ' | '\'')) => whole.split(mark).collect(),
        Some(_) => return None,
        None => vec![whole],
    };
    let (first, rest) = groups.split_first()?;
    let in_threes = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let sound = !first.is_empty() && in_threes && groups.iter().all(|group| all_digits(group));
    sound.then(|| groups.concat())
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_whatever_marks_their_thousands_and_decimals() {
        for (written, millionths) in [
            ("2023", 2_023_000_000),
            ("2,023", 2_023_000_000),
            ("2 023", 2_023_000_000),
            ("2'023", 2_023_000_000),
            ("２，０２３", 2_023_000_000),
            ("2.023", 2_023_000),
            ("2,5", 2_500_000),
            ("2,50", 2_500_000),
            ("0,125", 125_000),
            ("12,0234", 12_023_400),
            ("1,006,310", 1_006_310_000_000),
            ("1.006.310", 1_006_310_000_000),
            ("1,234.56", 1_234_560_000),
            ("1.234,56", 1_234_560_000),
            ("1\u{a0}234,56", 1_234_560_000),
            ("-0.25", -250_000),
            ("+7", 7_000_000),
            ("30.12345678", 30_123_456),
        ] {
            assert_eq!(decimal(written), Ok(Some(millionths)), "{written}");
        }
        for wrong in [
            "abc",
            "1.2.3",
            "63,10,5",
            "1 23",
            "12,34,567",
            "1,234,56",
            ",5",
            "5h",
            "--5",
            "1e5",
            "2023年",
            "99999999999999999999",
        ] {
            assert!(decimal(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn whole_numbers_have_no_part_and_no_sign() {
        for written in ["2023", "2,023", "2 023", "2023.0", "2023,00"] {
            assert_eq!(whole(written), Ok(Some(2_023)), "{written}");
        }
        for wrong in ["2,5", "2.023", "-1", "4294967296", "x"] {
            assert!(whole(wrong).is_err(), "{wrong}");
        }
    }
}
