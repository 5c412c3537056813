//! Texts from phones.

use chrono_tz::Tz;
use field::text::{Reading, ReasonWords, content_key, is_automatic_reply, is_stop, normalise, read};
use types::Instant;

/// Reads a text: it is understood, or something is wrong with it that can be told; the clean text says the same.
///
/// The first eight bytes are when it was sent.
pub fn sms(bytes: &[u8]) {
    let (sent_at, text) = bytes.split_first_chunk::<8>().unwrap_or((&[0; 8], bytes));
    let text = String::from_utf8_lossy(text);
    let reasons = [ReasonWords {
        code: "no_parts".to_owned(),
        words: vec!["缺件".to_owned(), "no parts".to_owned()],
    }];
    for zone in [Tz::Asia__Shanghai, Tz::America__New_York] {
        let reading = Reading {
            sent_at: Instant::from_micros(i64::from_be_bytes(*sent_at)),
            zone,
            reasons: &reasons,
            longest: 500,
        };
        let understood = read(&text, &reading);
        assert!(understood.meaning.is_some() || !understood.mistakes.is_empty());
        assert_eq!(understood.answer().is_none(), understood.mistakes.is_empty());
        assert_eq!(understood, read(&normalise(&text), &reading));
    }
    assert_eq!(content_key(&text), content_key(&normalise(&text)));
    assert_eq!(is_stop(&text), is_stop(&normalise(&text)));
    // Whether it is one does not matter here, only that it can be told.
    let _ = is_automatic_reply(&text, &["我正在开车".to_owned()]);
}
