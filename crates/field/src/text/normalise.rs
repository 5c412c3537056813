//! One spelling for what phones and gateways write in many.

/// Brings a text to one spelling: full-width letters, digits and signs become half-width, every kind of
/// dash, colon and space becomes the plain one, invisible characters go, runs of spaces become one.
///
/// Letter case and Chinese punctuation stay, because solutions and reasons are kept as they were typed;
/// keywords are compared without regard to case. Normalising twice changes nothing.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| !is_invisible(c)).map(plain) {
        if c != ' ' || !(line.is_empty() || line.ends_with(' ')) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end_matches(' ').len());
    line
}

/// The part of a text by which a repeat is recognised, beside sender and time sent (SMS-11): the normalised
/// text without spaces and letter case, which gateways change on the way.
#[must_use]
pub fn content_key(text: &str) -> String {
    normalise(text)
        .chars()
        .filter(|&c| c != ' ')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a text is a phone's automatic reply, by the markers that the policy lists (SMS-12).
#[must_use]
pub fn is_automatic_reply(text: &str, markers: &[String]) -> bool {
    let text = content_key(text);
    markers
        .iter()
        .map(|marker| content_key(marker))
        .any(|marker| !marker.is_empty() && text.contains(&marker))
}

fn plain(c: char) -> char {
    match c {
        '，' | '！' | '？' | '；' | '（' | '）' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2236}' | '\u{fe13}' | '\u{fe30}' | '\u{fe55}' | '\u{a789}' => ':',
        '點' => '点',
        '\u{2800}' => ' ',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Characters without a shape of their own: controls, marks of direction and width, joiners, tags.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{20e3}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: SMS-2
    #[test]
    fn full_width_odd_spaces_and_invisible_characters_become_plain() {
        for (typed, plain) in [
            ("ＣＦ　２６０００１７　１４：３０", "CF 2600017 14:30"),
            ("\u{feff}到达\u{200b}2600017\r\n", "到达2600017"),
            ("\u{202e}到\u{2066}达\u{2069} \t 2600017", "到达 2600017"),
            ("11—22", "11-22"),
            ("2\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}", "26"),
            ("重启后正常，不用去。", "重启后正常，不用去。"),
            ("\u{0}\u{7}", ""),
        ] {
            assert_eq!(normalise(typed), plain, "{typed:?}");
        }
    }

    // rule: SMS-11
    #[test]
    fn a_repeat_has_the_same_key_however_its_gateway_spaced_it() {
        assert_eq!(
            content_key("CF 2600017 14:30"),
            content_key("ｃｆ2600017　14：30 \n")
        );
        assert_ne!(content_key("CF 2600017 14:30"), content_key("CF 2600017 14:31"));
    }

    // rule: SMS-12
    #[test]
    fn an_automatic_reply_is_known_by_its_markers() {
        let markers = ["自动回复".to_owned(), "Auto Reply".to_owned(), " ".to_owned()];
        assert!(is_automatic_reply("【自动回复】我正在开车", &markers));
        assert!(is_automatic_reply("auto  reply: driving", &markers));
        assert!(!is_automatic_reply("到达 2600017", &markers));
        assert!(!is_automatic_reply("自动回复", &[]));
    }
}
