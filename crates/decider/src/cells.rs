//! Reads the cells of the lists people exchange, as they write them.
//!
//! Every reader gives `None` where a cell says nothing or says that its content is not known, and a sentence where
//! it says something that cannot be read; the cell's own text is not repeated in it, because it may be personal.
//! A cell that holds a typed formula is refused by every reader.

mod dates;
mod names;
mod numbers;

use types::Sentence;

pub use dates::{date, date_time, first_instant};
pub use names::station;
pub use numbers::{decimal, whole};

/// What a cell says before anybody asks for a date or a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Empty, or a mark for "none": `-`, `/`, `无`.
    Nothing,
    /// Somebody looked and did not find it: `?`, `NA`, `未知`, or an error value such as `#REF!`.
    NotKnown,
    /// A formula typed into a text column: `=SUM(A1:A9)`.
    Formula,
    /// Something, without spaces around it and without what cannot be seen.
    Text(String),
}

impl Cell {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let folded = folded(text).to_uppercase();
        if matches!(folded.as_str(), "" | "-" | "--" | "—" | "——" | "/" | "\\" | "无") {
            Self::Nothing
        } else if is_not_known(&folded) {
            Self::NotKnown
        } else if looks_like_formula(&folded) {
            Self::Formula
        } else {
            Self::Text(clean(text))
        }
    }
}

/// A cell without spaces around it and without what cannot be seen: byte-order marks, zero-width and
/// direction marks.
#[must_use]
pub fn clean(text: &str) -> String {
    let unseen = |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    let seen: String = text.chars().filter(|c| !unseen(*c)).collect();
    seen.trim().to_owned()
}

/// A clean cell with full-width letters, digits and signs, and every kind of space, as their usual ones.
#[must_use]
pub fn folded(text: &str) -> String {
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
        '\u{3000}' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => ' ',
        '\u{2212}' => '-',
        other => other,
    }
}

/// Whether a text cell holds a formula that was typed and never computed: `=A1+B1`, `+SUM(A1)`, `@SUM(A1)`.
#[must_use]
pub fn looks_like_formula(text: &str) -> bool {
    let folded = folded(text);
    let mut rest = folded.chars();
    match rest.next() {
        Some('=') => rest.next().is_some(),
        Some('+' | '-' | '@') => {
            let called = rest.as_str().split_once('(').map(|(name, _)| name);
            called.is_some_and(|name| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
            })
        }
        _ => false,
    }
}

fn is_not_known(folded: &str) -> bool {
    const MARKS: [&str; 7] = ["NA", "N/A", "N.A.", "NULL", "未知", "不详", "不明"];
    folded.chars().all(|c| c == '?') || MARKS.contains(&folded) || ERRORS.contains(&folded)
}

/// What a spreadsheet shows where a formula went wrong.
const ERRORS: [&str; 9] = [
    "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
];

/// The error value that a cell holds in place of its content, `#REF!`.
#[must_use]
pub fn error_value(cell: &str) -> Option<String> {
    let folded = folded(cell).to_uppercase();
    ERRORS.contains(&folded.as_str()).then_some(folded)
}

/// What a cell says, if it says anything.
///
/// # Errors
/// The cell holds a typed formula.
pub fn text(cell: &str) -> Result<Option<String>, Sentence> {
    match Cell::of(cell) {
        Cell::Nothing | Cell::NotKnown => Ok(None),
        Cell::Formula => Err(formula()),
        Cell::Text(text) => Ok(Some(text)),
    }
}

/// Yes or no: `1`, `0`, `是`, `否`, `yes`, `no` and their like.
///
/// # Errors
/// Anything else, and a typed formula.
pub fn flag(cell: &str) -> Result<Option<bool>, Sentence> {
    let Some(text) = text(cell)? else { return Ok(None) };
    match folded(&text).to_lowercase().as_str() {
        "1" | "1.0" | "是" | "yes" | "y" | "true" | "√" | "对" => Ok(Some(true)),
        "0" | "0.0" | "否" | "no" | "n" | "false" | "×" | "不是" => Ok(Some(false)),
        _ => Err(Sentence::new(
            "须填1或0，也可填是或否",
            "1 or 0 was expected, or yes or no",
        )),
    }
}

/// Why a typed formula is refused.
#[must_use]
pub fn formula() -> Sentence {
    Sentence::new(
        "单元格里是公式，没有算出结果，请改填数值或文字",
        "this cell holds a formula in place of its result; write the value itself",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_not_known_formulas_and_texts_are_told_apart() {
        for nothing in ["", " ", "－", "--", "无", "\u{feff}", "/"] {
            assert_eq!(Cell::of(nothing), Cell::Nothing, "{nothing:?}");
        }
        for unknown in [
            "?",
            "？？",
            "na",
            "N/A",
            "Ｎ／Ａ",
            "#REF!",
            "#n/a",
            "#NAME?",
            "未知",
        ] {
            assert_eq!(Cell::of(unknown), Cell::NotKnown, "{unknown:?}");
        }
        for formula in ["=A1+B1", "＝SUM(A1)", "+SUM(A1:A2)", "@SUM(A1)", "=", "-ABS(1)"] {
            assert_eq!(Cell::of(formula) == Cell::Formula, formula != "=", "{formula:?}");
        }
        for text in ["#3A", "+86 13805710001", "A=B", " -5 ", "NASA", "@工地"] {
            assert_eq!(Cell::of(text), Cell::Text(text.trim().to_owned()), "{text:?}");
        }
    }

    #[test]
    fn every_reader_gives_nothing_for_nothing_and_refuses_a_formula() {
        for nothing in ["", "?", "NA", "#REF!", "-"] {
            assert_eq!(
                (text(nothing), flag(nothing), date(nothing)),
                (Ok(None), Ok(None), Ok(None))
            );
            assert_eq!(
                (whole(nothing), decimal(nothing)),
                (Ok(None), Ok(None)),
                "{nothing}"
            );
            assert_eq!(date_time(nothing, chrono_tz::UTC), Ok(None), "{nothing}");
        }
        let typed = "=TODAY()";
        assert_eq!(text(typed), Err(formula()));
        assert_eq!(flag(typed), Err(formula()));
        assert_eq!(date(typed), Err(formula()));
        assert_eq!(whole(typed), Err(formula()));
        assert_eq!(decimal(typed), Err(formula()));
        assert_eq!(date_time(typed, chrono_tz::UTC), Err(formula()));
    }

    #[test]
    fn flags_are_ones_and_noughts_or_words() {
        for yes in ["1", "１", "是", "Yes", "TRUE", "√"] {
            assert_eq!(flag(yes), Ok(Some(true)), "{yes}");
        }
        for no in ["0", "否", "no", "False", "×"] {
            assert_eq!(flag(no), Ok(Some(false)), "{no}");
        }
        assert!(flag("2").is_err());
    }
}
