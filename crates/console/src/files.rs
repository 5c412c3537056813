//! Style and scripts. Their names change with their content, so a browser may keep them for ever.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use types::Hash;

/// In the order a page loads them.
pub(crate) const SCRIPTS: [&str; 4] = ["htmx.js", "sse.js", "console.js", "calls.js"];

/// How many hexadecimal digits of a file's hash its address has.
const DIGITS: usize = 12;

/// A file as it is served.
#[derive(Debug)]
pub struct StaticFile {
    /// What stands before the hash in its address.
    name: &'static str,
    pub media: &'static str,
    pub bytes: &'static [u8],
    /// The same for browsers that take it compressed; none where that would not be shorter.
    pub gzip: Option<Vec<u8>>,
    hash: String,
}

static ALL: LazyLock<Vec<StaticFile>> = LazyLock::new(|| {
    vec![
        file(
            "console.css",
            "text/css; charset=utf-8",
            include_bytes!("../static/console.css"),
        ),
        file("console.js", SCRIPT, include_bytes!("../static/console.js")),
        file("calls.js", SCRIPT, include_bytes!("../static/calls.js")),
        file("htmx.js", SCRIPT, include_bytes!("../static/htmx-2.0.11.min.js")),
        file(
            "sse.js",
            SCRIPT,
            include_bytes!("../static/htmx-ext-sse-2.2.4.min.js"),
        ),
        file("icon.svg", "image/svg+xml", include_bytes!("../static/icon.svg")),
    ]
});

const SCRIPT: &str = "text/javascript; charset=utf-8";

fn file(name: &'static str, media: &'static str, bytes: &'static [u8]) -> StaticFile {
    let hash = Hash::of(&[bytes]).to_string().chars().take(DIGITS).collect();
    StaticFile {
        name,
        media,
        bytes,
        gzip: compressed(bytes).filter(|gzip| gzip.len() < bytes.len()),
        hash,
    }
}

fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

impl StaticFile {
    fn address(&self) -> String {
        format!("{}/{}", self.hash, self.name)
    }
}

/// Every file there is.
pub fn all() -> impl Iterator<Item = &'static StaticFile> {
    ALL.iter()
}

/// The file of that address below `/static/`, `0123456789ab/console.css`.
#[must_use]
pub fn find(address: &str) -> Option<&'static StaticFile> {
    all().find(|file| file.address() == address)
}

/// Where a file is served.
pub(crate) fn url(name: &str) -> String {
    let named = all().find(|file| file.name == name);
    named.map_or_else(String::new, |file| format!("/static/{}", file.address()))
}

/// How many bytes the files of a page weigh on their way, compressed.
#[cfg(test)]
pub(crate) fn weight() -> usize {
    all()
        .map(|file| file.gzip.as_ref().map_or(file.bytes.len(), Vec::len))
        .sum()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn a_compressed_file_is_the_same_file() {
        for (file, gzip) in all().filter_map(|file| Some((file, file.gzip.as_deref()?))) {
            let mut plain = Vec::new();
            GzDecoder::new(gzip).read_to_end(&mut plain).unwrap();
            assert!(plain == file.bytes && gzip.len() < file.bytes.len());
        }
    }

    #[test]
    fn every_file_is_found_under_its_own_address_and_no_other() {
        for file in all() {
            let address = url(file.name);
            let below = address.strip_prefix("/static/").unwrap();
            assert_eq!(find(below).unwrap().bytes, file.bytes);
        }
        assert!(find("000000000000/console.css").is_none());
        for script in SCRIPTS {
            assert!(url(script).ends_with(script));
        }
    }
}
