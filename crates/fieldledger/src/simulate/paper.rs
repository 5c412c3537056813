//! Photos and papers as people put them: small, real files, each one its own (CLM-19, ORD-25).

use flate2::Crc;
use proto::document::{Document, DocumentKind};
use types::{Hash, MediaType};

/// A file that somebody puts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paper {
    pub bytes: Vec<u8>,
    kind: DocumentKind,
    media: MediaType,
}

impl Paper {
    /// A photo; the same `about` is the same photo.
    pub(super) fn photo(kind: DocumentKind, about: &str) -> Self {
        Self {
            bytes: picture(about),
            kind,
            media: MediaType::Png,
        }
    }

    /// A sheet with some words on it.
    pub(super) fn sheet(kind: DocumentKind, words: &str) -> Self {
        Self {
            bytes: format!("{}\n{words}\n", kind.title().zh).into_bytes(),
            kind,
            media: MediaType::Text,
        }
    }

    /// As commands name it.
    pub(super) fn document(&self) -> Document {
        let hash = self.hash();
        Document {
            hash,
            size: u64::try_from(self.bytes.len()).unwrap_or(u64::MAX),
            media_type: self.media.as_str().to_owned(),
            name: self.name(),
            kind: self.kind,
        }
    }

    pub(super) fn hash(&self) -> Hash {
        Hash::of(&[&self.bytes])
    }

    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.kind.title().zh, self.media.extension())
    }
}

const SIDE: u8 = 16;

/// A grey PNG of sixteen by sixteen dots that shows the hash of what it is about.
fn picture(about: &str) -> Vec<u8> {
    let hash = Hash::of(&[b"photo\0", about.as_bytes()]);
    let row = |_| std::iter::once(0).chain(hash.as_bytes().iter().copied().take(usize::from(SIDE)));
    let head = [0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 0, 0, 0, 0];
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &head));
    png.extend(chunk(
        b"IDAT",
        &stored(&(0..SIDE).flat_map(row).collect::<Vec<u8>>()),
    ));
    png.extend(chunk(b"IEND", &[]));
    png
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(content);
    let length = u32::try_from(content.len()).unwrap_or_default().to_be_bytes();
    [&length, name.as_slice(), content, &crc.sum().to_be_bytes()].concat()
}

/// A zlib stream of one block that is not packed: its bytes are the same under every version of every packer.
fn stored(content: &[u8]) -> Vec<u8> {
    const MODULUS: u32 = 65_521;
    let length = u16::try_from(content.len()).unwrap_or_default();
    let sums = content.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % MODULUS;
        (a, (a + b) % MODULUS)
    });
    let checksum = (sums.1 << 16 | sums.0).to_be_bytes();
    let (own, inverse) = (length.to_le_bytes(), (!length).to_le_bytes());
    [&[0x78, 0x01, 0x01], own.as_slice(), &inverse, content, &checksum].concat()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    // rule: CLM-19
    #[test]
    fn a_photo_is_a_real_one_and_its_own() {
        let bytes = picture("0600014");
        assert_eq!(bytes, picture("0600014"));
        assert_ne!(bytes, picture("0600025"));
        let data = bytes.windows(4).position(|four| four == b"IDAT").unwrap() + 4;
        let mut dots = Vec::new();
        flate2::read::ZlibDecoder::new(&bytes[data..])
            .read_to_end(&mut dots)
            .unwrap();
        assert_eq!(dots.len(), 16 * 17);
        let document = Paper::photo(DocumentKind::Photo, "0600014").document();
        assert_eq!(document.hash, Hash::of(&[&bytes]));
        assert_eq!(
            (document.media_type.as_str(), document.name.as_str()),
            ("image/png", "照片.png")
        );
    }
}
