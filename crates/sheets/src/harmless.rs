//! Text that a spreadsheet must not take for a formula, and characters that it cannot hold.
//!
//! In CSV an apostrophe before it says that the cell is text. Reading takes that apostrophe away again, so that a
//! list that was written can be read back cell by cell.

use std::borrow::Cow;

const MARK: char = '\'';

/// Whether a spreadsheet might compute a cell that begins so.
pub(crate) fn is_dangerous(text: &str) -> bool {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(begins)
}

/// The text as a CSV cell holds it.
pub(crate) fn marked(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches(MARK)) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that a CSV cell stands for.
pub(crate) fn unmarked(cell: &str) -> &str {
    match cell.strip_prefix(MARK) {
        Some(text) if is_dangerous(cell.trim_start_matches(MARK)) => text,
        Some(_) | None => cell,
    }
}

/// The text with a picture in place of each control character: `␀` for a zero byte, which would make a file no text.
pub(crate) fn pictured(text: String) -> String {
    let has_one = text.chars().any(|c| picture(c) != c);
    if has_one {
        text.chars().map(picture).collect()
    } else {
        text
    }
}

/// Neither CSV nor XML holds these; a line's end and a tab they do.
fn picture(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_as_their_pictures_and_lines_stay_lines() {
        let text = "\0a\u{1b}[31m\u{7f}\tb\r\nc\u{ffff}".to_owned();
        assert_eq!(pictured(text), "␀a␛[31m␡\tb\r\nc\u{fffd}");
        assert_eq!(pictured("下沙 👍".to_owned()), "下沙 👍");
    }

    #[test]
    fn what_might_be_computed_is_marked_and_reading_takes_the_mark_away() {
        let dangerous = [
            "=1+1", "+86 138", "-5", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "'=1", "''-1",
        ];
        for text in dangerous {
            assert_eq!(marked(text), format!("'{text}"));
            assert_eq!(unmarked(&marked(text)), text);
        }
        for text in ["", "5-1", "O'Neill", "'t Hof", "下沙", "a=b"] {
            assert_eq!(marked(text), text);
            assert_eq!(unmarked(text), text);
        }
    }
}
