//! The encoding of a text file, by its bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::SheetProblem;

/// The text of a file, without its byte-order mark. What is not UTF-8 and has no mark is UTF-16 when it holds zero
/// bytes, and otherwise GB 18030.
///
/// # Errors
/// The bytes are no text in any of these.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, SheetProblem> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let content = bytes.get(mark..).unwrap_or_default();
        return decoded(encoding, content).ok_or_else(|| not_text(bytes));
    }
    if bytes.contains(&0) {
        let pair = [UTF_16LE, UTF_16BE].map(|encoding| decoded(encoding, bytes));
        return pair
            .into_iter()
            .flatten()
            .find(|text| is_of_lines(text))
            .ok_or_else(|| not_text(bytes));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    decoded(GB18030, bytes)
        .filter(|_| is_likely_chinese(bytes))
        .ok_or_else(|| not_text(bytes))
}

fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .filter(|text| !text.contains('\0'))
}

/// Read with its bytes the wrong way round, a text has neither line ends nor separators.
fn is_of_lines(text: &str) -> bool {
    text.contains(['\n', '\r', ',', ';', '\t'])
}

/// Nearly every pair of bytes is a character of GB 18030. In Chinese the second byte of a pair is mostly a high one,
/// too, while an accented letter of a western encoding stands among plain letters.
fn is_likely_chinese(bytes: &[u8]) -> bool {
    let (mut pairs, mut high) = (0_usize, 0_usize);
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        if !byte.is_ascii() {
            pairs += 1;
            high += usize::from(rest.next().is_some_and(|second| *second >= 0xa1));
        }
    }
    high * 2 >= pairs
}

/// Names the first byte that is not UTF-8: the others are guesses.
fn not_text(bytes: &[u8]) -> SheetProblem {
    let byte = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.iter().position(|byte| *byte == 0).unwrap_or_default(),
        Err(failure) => failure.valid_up_to(),
    };
    let before = bytes.iter().take(byte);
    SheetProblem::NotText {
        byte,
        line: 1 + before.filter(|byte| **byte == b'\n').count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_text_is_read_in_each_encoding_people_save_it_in() {
        let written = "编号,名称\r\nHZ,杭州\r\n";
        let marked = format!("\u{feff}{written}");
        let files = [
            written.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            GB18030.encode(written).0.into_owned(),
            utf_16(&marked, u16::to_le_bytes),
            utf_16(&marked, u16::to_be_bytes),
            utf_16(written, u16::to_le_bytes),
            utf_16(written, u16::to_be_bytes),
        ];
        for file in files {
            assert_eq!(text(&file).unwrap(), written, "{file:x?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_where_they_stop_being_it() {
        let cases: [(&[u8], usize, usize); 4] = [
            (b"id,name\nA,\xff\n", 10, 2),
            (b"\xef\xbb\xbfid\n\xff\n", 6, 2),
            (b"id,name\nA,M\xfcller\nB,J\xe4ger\n", 11, 2),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 0, 1),
        ];
        for (bytes, byte, line) in cases {
            assert_eq!(
                text(bytes),
                Err(SheetProblem::NotText { byte, line }),
                "{bytes:x?}"
            );
        }
    }
}
