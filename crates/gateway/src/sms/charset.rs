//! The text of a message as a person reads it, whatever bytes its gateway sends.

use std::borrow::Cow;

/// What stands where bytes mean nothing.
const UNREADABLE: char = '\u{fffd}';

/// Reads a message's bytes. What cannot be read stays in the text as `�`: a garbled message is for an operator to
/// look at, and a lost one for nobody.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>, coding: Option<&str>) -> String {
    let charset = charset.unwrap_or_default().to_ascii_uppercase().replace('_', "-");
    let text = match charset.as_str() {
        "UTF-16BE" | "UTF-16" | "UCS-2" | "UCS2" | "ISO-10646-UCS-2" => utf16(bytes),
        "ISO-8859-1" | "LATIN1" | "WINDOWS-1252" | "CP1252" => western(bytes),
        "" if coding == Some("2") && is_utf16(bytes) => utf16(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    if text.contains(UNREADABLE) {
        tracing::warn!(charset, coding, "a message's text cannot be read in whole");
    }
    text
}

/// Kannel's own coding 2 is UTF-16, recoded to UTF-8 only where it is set up so: no text in UTF-8 holds a zero byte.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.len().is_multiple_of(2) && (bytes.contains(&0) || std::str::from_utf8(bytes).is_err())
}

fn utf16(bytes: &[u8]) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: String = char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair)))
        .map(|unit| unit.unwrap_or(UNREADABLE))
        .collect();
    if rest.is_empty() { text } else { text + "\u{fffd}" }
}

/// Latin 1 with the characters that Windows puts where it has control codes, from 0x80 on.
fn western(bytes: &[u8]) -> String {
    const WINDOWS: &str = "€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ";
    let character = |byte: &u8| match byte {
        0x80..0xa0 => WINDOWS
            .chars()
            .nth(usize::from(byte - 0x80))
            .unwrap_or(UNREADABLE),
        byte => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}

/// JSON whose texts were cut in the middle of an emoji holds half of a surrogate pair, `\ud83d`, which is no JSON for
/// anybody strict. Such halves become `�`, so that the rest of the message is kept.
pub(super) fn mend_json(body: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(body);
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => text,
    };
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return text;
    }
    let mut mended = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                mended.push(UNREADABLE);
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (whole, after) = escape.split_at(length);
        mended.push_str(whole);
        rest = after;
    }
    mended.push_str(rest);
    Cow::Owned(mended)
}

/// The number of an escape `\u1234` at the beginning.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_in_many_charsets_is_one_text() {
        let text = "出发 2600014 😀";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(text.as_bytes(), Some("UTF-8"), Some("2")), text);
        assert_eq!(decode(text.as_bytes(), None, Some("2")), text);
        assert_eq!(decode(&utf16, Some("utf-16be"), Some("2")), text);
        assert_eq!(decode(&utf16, None, Some("2")), text);
        assert_eq!(
            decode(b"2600014 \x80 \xfc", Some("WINDOWS-1252"), Some("0")),
            "2600014 € ü"
        );
        assert_eq!(decode(b"", None, None), "");
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_far_as_it_can() {
        assert_eq!(decode(b"2600014 \xff!", Some("UTF-8"), None), "2600014 �!");
        assert_eq!(decode(b"\x51\xfa\xd8", Some("UTF-16BE"), None), "出�");
        assert_eq!(decode(b"\xd8\x3d\x51\xfa", Some("UTF-16BE"), None), "�出");
    }

    #[test]
    fn json_cut_in_the_middle_of_an_emoji_is_mended() {
        let mended = |text: &str| {
            let mended = mend_json(text.as_bytes()).into_owned();
            serde_json::from_str::<String>(&mended).unwrap()
        };
        assert_eq!(mended(r#""ok \ud83d""#), "ok �");
        assert_eq!(mended(r#""\ud83d\ude00 \ude00\ud83d\\ud83d""#), "😀 ��\\ud83d");
        assert_eq!(mended("\u{feff}\"\\u51fa\""), "出");
        assert_eq!(mend_json(br#""\ud8"#), r#""\ud8"#);
        assert_eq!(mend_json(br#""\ud83d\"#), "\"�\\");
    }
}
