//! Phone numbers that are shown to somebody who does not need them: enough to tell two apart, too little to call.

/// How many digits a telephone number in a text has.
const FEWEST: usize = 10;
const MOST: usize = 15;
/// How an address holds a plus sign.
const PLUS_IN_ADDRESS: &str = "%2B";

/// Masks every phone number in a text, `13800138000` as `138****8000`, and leaves everything else as it is.
///
/// What counts is digits that stand alone: eleven beginning with a mobile's 1, ten to twelve with an area code's 0, or
/// those after a `+`. Digits within a word, as in a serial number or a hash, are no phone number. A text without any is
/// given back as none.
#[must_use]
pub fn masked_phones(text: &str) -> Option<String> {
    let mut masked: Option<String> = None;
    let mut kept = 0;
    for (start, end) in numbers(text) {
        let number = text.get(start..end).unwrap_or_default();
        let out = masked.get_or_insert_default();
        out.push_str(text.get(kept..start).unwrap_or_default());
        out.push_str(&masked_number(number));
        kept = end;
    }
    let mut out = masked?;
    out.push_str(text.get(kept..).unwrap_or_default());
    Some(out)
}

/// One phone number, masked however long it is: at most the first three and the last four digits stay.
#[must_use]
pub fn masked_number(number: &str) -> String {
    let length = number.chars().count();
    let (before, after) = if length >= FEWEST {
        (3, 4)
    } else {
        (0, length.min(2))
    };
    let hidden = |place: usize| place >= before && place + after < length;
    let letters = number.chars().enumerate();
    letters
        .map(|(place, letter)| if hidden(place) { '*' } else { letter })
        .collect()
}

/// Where phone numbers begin and end, in bytes.
fn numbers(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let from = rest + text.get(rest..)?.find(|letter: char| letter.is_ascii_digit())?;
            let digits = text.get(from..)?.bytes().take_while(u8::is_ascii_digit).count();
            let end = from + digits;
            rest = end;
            let before = text.get(..from).unwrap_or_default();
            let in_address = before.ends_with(PLUS_IN_ADDRESS);
            let before = if in_address {
                Some('+')
            } else {
                before.chars().next_back()
            };
            let after = text.get(end..).and_then(|after| after.chars().next());
            let alone = |letter: Option<char>| {
                letter.is_none_or(|letter| {
                    !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '.' | '#')
                })
            };
            let number = text.get(from..end)?;
            if alone(before) && ends_alone(after) && is_phone(number, before == Some('+')) {
                return Some((from, end));
            }
        }
    })
}

/// A full stop ends a sentence after a number as it ends any other.
fn ends_alone(after: Option<char>) -> bool {
    after.is_none_or(|letter| !letter.is_ascii_alphanumeric() && letter != '_')
}

fn is_phone(digits: &str, with_country: bool) -> bool {
    let mobile = |digits: &str| {
        let second = digits.as_bytes().get(1);
        digits.len() == 11
            && digits.starts_with('1')
            && second.is_some_and(|digit| (b'3'..=b'9').contains(digit))
    };
    let with_area = digits.starts_with('0') && (10..=12).contains(&digits.len());
    let with_86 = digits.strip_prefix("86").or_else(|| digits.strip_prefix("0086"));
    mobile(digits)
        || with_area
        || with_86.is_some_and(mobile)
        || (with_country && (FEWEST..=MOST).contains(&digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_masked_wherever_they_stand_in_a_text() {
        for (text, expected) in [
            ("13800138000", "138****8000"),
            ("客户电话13800138000，请回电", "客户电话138****8000，请回电"),
            ("张三:13800138000/02155551234.", "张三:138****8000/021****1234."),
            ("+8613800138000", "+861******8000"),
            ("+49301234567", "+493****4567"),
            ("/intake?phone=%2B49301234567", "/intake?phone=%2B493****4567"),
            ("<a href=\"tel:13800138000\">", "<a href=\"tel:138****8000\">"),
        ] {
            assert_eq!(masked_phones(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_phone_number_stays_as_it_is() {
        for text in [
            "",
            "2600017",
            "EC210BLC30121",
            "3f13800138000a",
            "00000000000000000000000000000000",
            "2026-01-05T10:00:00.138001380Z",
            "件号 14589123",
            "4008009000",
            "12345678901",
            "138 0013 8000",
        ] {
            assert_eq!(masked_phones(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_known_to_be_one_is_masked_however_short() {
        assert_eq!(masked_number("4008009000"), "400***9000");
        assert_eq!(masked_number("55512"), "***12");
        assert_eq!(masked_number("8"), "8");
    }
}
