//! What a document is, by its first bytes; what its sender calls it does not count.

use types::MediaType;

/// How many of the first bytes decide.
pub(crate) const DECIDING_BYTES: usize = 16;

/// What begins like this; none where only reading all of it can tell.
pub(crate) fn of_beginning(bytes: &[u8]) -> Option<MediaType> {
    let at = |from: usize, expected: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(expected));
    if at(0, b"\xff\xd8\xff") {
        Some(MediaType::Jpeg)
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Some(MediaType::Png)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some(MediaType::Webp)
    } else if at(4, b"ftyp") && HEIC_BRANDS.iter().any(|brand| at(8, *brand)) {
        Some(MediaType::Heic)
    } else if at(0, b"%PDF-") {
        Some(MediaType::Pdf)
    } else if at(0, b"PK\x03\x04") {
        Some(MediaType::Zip)
    } else {
        None
    }
}

const HEIC_BRANDS: [&[u8; 4]; 6] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"];

/// Watches content pass and says whether all of it is text: UTF-8 without control characters.
#[derive(Debug, Default)]
pub(crate) struct TextWatch {
    /// The beginning of a character whose end is in the next piece.
    open: Vec<u8>,
    is_other: bool,
}

impl TextWatch {
    pub(crate) fn see(&mut self, bytes: &[u8]) {
        if self.is_other {
            return;
        }
        let joined;
        let bytes = if self.open.is_empty() {
            bytes
        } else {
            joined = [self.open.as_slice(), bytes].concat();
            &joined
        };
        let (good, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(failure) => {
                let (good, rest) = bytes.split_at(failure.valid_up_to());
                self.is_other = failure.error_len().is_some();
                (std::str::from_utf8(good).unwrap_or_default(), rest)
            }
        };
        self.is_other |= good.chars().any(is_control);
        self.open = rest.to_vec();
    }

    pub(crate) fn was_text(&self) -> bool {
        !self.is_other && self.open.is_empty()
    }
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_text(pieces: &[&[u8]]) -> bool {
        let mut watch = TextWatch::default();
        pieces.iter().for_each(|piece| watch.see(piece));
        watch.was_text()
    }

    // rule: CLM-19
    #[test]
    fn a_document_is_what_its_first_bytes_say() {
        let beginnings: [(&[u8], MediaType); 7] = [
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", MediaType::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MediaType::Png),
            (b"RIFF\x24\0\0\0WEBPVP8 ", MediaType::Webp),
            (b"\0\0\0\x18ftypheic\0\0\0\0", MediaType::Heic),
            (b"\0\0\0\x18ftypmif1\0\0\0\0", MediaType::Heic),
            (b"%PDF-1.7\n", MediaType::Pdf),
            (b"PK\x03\x04\x14\0", MediaType::Zip),
        ];
        for (bytes, media) in beginnings {
            assert_eq!(of_beginning(bytes), Some(media));
            assert_eq!(MediaType::of_name(media.as_str()), Some(media));
        }
        for other in [
            &b"MZ\x90\0"[..],
            b"\0\0\0\x18ftypisom",
            b"RIFF\x24\0\0\0WAVE",
            b"",
            b"\xff\xd8",
        ] {
            assert_eq!(of_beginning(other), None, "{other:?}");
        }
    }

    #[test]
    fn text_is_utf_8_without_control_characters_wherever_it_is_cut() {
        let text = "整机读数\r\n转速 1800\t正常\n".as_bytes();
        for cut in 0..text.len() {
            let (first, second) = text.split_at(cut);
            assert!(is_text(&[first, second]), "{cut}");
        }
        assert!(!is_text(&["读数".as_bytes(), &"数".as_bytes()[..2]]));
        assert!(!is_text(&[b"\xd5\xfb\xbb\xfa"]));
        assert!(!is_text(&[b"MZ\0\0"]));
        assert!(!is_text(&[b"<\x1b[2J>"]));
    }
}
