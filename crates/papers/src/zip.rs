//! ZIP archives whose bytes follow from names and contents alone.
//!
//! Entries are stored, not compressed: photos are compressed already, and what a compressor writes changes with its
//! version. Each entry's checksum stands before its content, so any reader can take the archive as a stream.

use std::io::{self, Read, Write};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// 2.0, the oldest that knows what is used here.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const STORED: u16 = 0;
/// 1980-01-01 00:00:00, the first moment the format knows.
const TIME: u16 = 0;
const DATE: u16 = 1 << 5 | 1;

/// What an entry's content comes to, known before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) crc: u32,
    /// In bytes.
    pub(crate) size: u32,
}

impl Sum {
    pub(crate) fn of(bytes: &[u8]) -> io::Result<Self> {
        Ok(Self {
            crc: crc32fast::hash(bytes),
            size: fits(bytes.len() as u64)?,
        })
    }
}

/// An archive that is being written, entry after entry.
pub(crate) struct Archive<W> {
    out: W,
    at: u64,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    sum: Sum,
    at: u32,
}

impl<W: Write> Archive<W> {
    pub(crate) fn new(out: W) -> Self {
        Self {
            out,
            at: 0,
            entries: Vec::new(),
        }
    }

    /// Writes an entry whose content comes to `sum`.
    ///
    /// # Errors
    /// The content does not come to that size, the archive would grow beyond 4 GiB, or reading or writing fails.
    pub(crate) fn add(&mut self, name: &str, sum: Sum, content: impl Read) -> io::Result<()> {
        let entry = Entry {
            name: name.to_owned(),
            sum,
            at: fits(self.at)?,
        };
        let mut header = Vec::new();
        long(&mut header, LOCAL);
        entry.describe(&mut header)?;
        short(&mut header, 0);
        header.extend(entry.name.as_bytes());
        self.out.write_all(&header)?;
        let written = io::copy(&mut content.take(u64::from(sum.size) + 1), &mut self.out)?;
        if written != u64::from(sum.size) {
            return Err(io::Error::other(format!("{name} changed while it was read")));
        }
        self.at += header.len() as u64 + written;
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the directory of the archive, and with it the end.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let mut directory = Vec::new();
        for entry in &self.entries {
            long(&mut directory, CENTRAL);
            short(&mut directory, VERSION);
            entry.describe(&mut directory)?;
            // No extra field, no comment, first disk, no attributes.
            for nothing in [0; 6] {
                short(&mut directory, nothing);
            }
            long(&mut directory, entry.at);
            directory.extend(entry.name.as_bytes());
        }
        let size = fits(directory.len() as u64)?;
        let count = u16::try_from(self.entries.len()).map_err(|_| too_large())?;
        long(&mut directory, END);
        short(&mut directory, 0);
        short(&mut directory, 0);
        short(&mut directory, count);
        short(&mut directory, count);
        long(&mut directory, size);
        long(&mut directory, fits(self.at)?);
        short(&mut directory, 0);
        self.out.write_all(&directory)?;
        self.out.flush()
    }
}

impl Entry {
    /// What stands both before the content and in the directory, up to the length of the name.
    fn describe(&self, into: &mut Vec<u8>) -> io::Result<()> {
        for field in [VERSION, FLAGS, STORED, TIME, DATE] {
            short(into, field);
        }
        long(into, self.sum.crc);
        long(into, self.sum.size);
        long(into, self.sum.size);
        short(into, u16::try_from(self.name.len()).map_err(|_| too_large())?);
        Ok(())
    }
}

fn short(into: &mut Vec<u8>, value: u16) {
    into.extend(value.to_le_bytes());
}

fn long(into: &mut Vec<u8>, value: u32) {
    into.extend(value.to_le_bytes());
}

/// Sizes and places beyond 32 bits would need another form of the format.
pub(crate) fn fits(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        "the archive would grow beyond 4 GiB, or beyond 65,535 entries",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = Archive::new(&mut bytes);
        for (name, content) in entries {
            archive.add(name, Sum::of(content).unwrap(), *content).unwrap();
        }
        archive.finish().unwrap();
        bytes
    }

    #[test]
    fn another_program_reads_names_and_contents_back() {
        let entries: [(&str, &[u8]); 3] = [
            ("claim.json", b"{}"),
            ("documents/01_旧件照片.jpg", &[0xff; 70_000]),
            ("empty", b""),
        ];
        let bytes = archive(&entries);
        let mut read = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), 3);
        for (index, (name, content)) in entries.into_iter().enumerate() {
            let mut entry = read.by_index(index).unwrap();
            let mut found = Vec::new();
            entry.read_to_end(&mut found).unwrap();
            assert_eq!((&*entry.name().unwrap(), found.as_slice()), (name, content));
        }
    }

    #[test]
    fn an_entry_that_grows_or_shrinks_while_it_is_read_is_refused() {
        for content in [&b"one"[..], b"three"] {
            let mut archive = Archive::new(Vec::new());
            let failure = archive.add("a", Sum::of(b"four").unwrap(), content).unwrap_err();
            assert_eq!(failure.to_string(), "a changed while it was read");
        }
        assert!(fits(1 << 32).is_err());
    }
}
