//! The file `journal`: where a frame becomes durable, before sled takes it.
//!
//! sled makes a write durable in two waits and several changes of thread. A file of fixed length, written full
//! beforehand, needs one wait of the shortest kind there is, because nothing but bytes changes. It has two halves. Frames are
//! written one after another into one of them; when it is full, the other one begins anew, whose frames stand in
//! the database by then.
//!
//! An entry is mark, frame, length, check and the frame's bytes, everything big-endian. The check covers the check
//! of the entry before it in its half, so that what an earlier round left in the file never seems to go on where
//! this one ends.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use types::Hash;

use crate::database::io_failed;
use crate::store::StoreFailure;

const MARK: [u8; 4] = *b"FLj1";
const CHECK: usize = 8;
const HEAD: usize = MARK.len() + 8 + 4 + CHECK;
/// Part of the format: in a journal of other halves the second one would not be found.
const HALF: usize = 2 * 1024 * 1024;

type Check = [u8; CHECK];

/// The largest frame that fits; a larger one goes to the database at once.
pub(crate) const MAX_ENTRY_BYTES: usize = HALF - HEAD;

/// A journal that is written on.
pub(crate) struct Journal {
    dir: PathBuf,
    file: File,
    /// 0 or 1.
    half: usize,
    /// Where the next entry begins in its half.
    at: usize,
    /// The last entry's check; zeros where a half begins.
    check: Check,
    /// The last frame in each half, as far as it was written since the journal was opened.
    last: [u64; 2],
    /// Used again for each entry.
    entry: Vec<u8>,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("journal")
}

fn check(before: Check, numbers: &[u8], bytes: &[u8]) -> Check {
    let hash = Hash::of(&[&before, numbers, bytes]);
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

impl Journal {
    /// Opens the journal of a directory whose frames all stand in the database, or makes it.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreFailure> {
        let opened = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path(dir));
        let file = opened.map_err(io_failed("open the journal", dir))?;
        fill(&file, dir).map_err(io_failed("make the journal", dir))?;
        Ok(Self {
            dir: dir.to_owned(),
            file,
            half: 0,
            at: 0,
            check: Check::default(),
            last: [0, 0],
            entry: Vec::new(),
        })
    }

    /// The frame that must stand in the database before one of so many bytes may be appended; 0 when none must.
    pub(crate) fn makes_way(&self, bytes: usize) -> u64 {
        if self.fits(bytes) {
            return 0;
        }
        let [first, second] = self.last;
        if self.half == 0 { second } else { first }
    }

    fn fits(&self, bytes: usize) -> bool {
        self.at.saturating_add(HEAD).saturating_add(bytes) <= HALF
    }

    /// Begins the other half with the next frame, because one was not written here.
    pub(crate) fn turn_over(&mut self) {
        self.at = HALF;
    }

    /// Writes the next frame, of [`MAX_ENTRY_BYTES`] at most; it is durable when this returns.
    pub(crate) fn append(&mut self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        if !self.fits(bytes.len()) {
            self.half = 1 - self.half;
            self.at = 0;
            self.check = Check::default();
        }
        self.fill_entry(frame, bytes);
        #[cfg(feature = "faults")]
        crate::faults::before_write(&self.dir, &self.file).map_err(io_failed("write a frame", &self.dir))?;
        let offset = (self.half * HALF + self.at) as u64;
        self.file
            .write_all_at(&self.entry, offset)
            .map_err(io_failed("write a frame", &self.dir))?;
        self.sync().map_err(io_failed("sync the journal", &self.dir))?;
        self.at += self.entry.len();
        if let Some(last) = self.last.get_mut(self.half) {
            *last = frame;
        }
        Ok(())
    }

    fn fill_entry(&mut self, frame: u64, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.entry.clear();
        self.entry.extend(MARK);
        self.entry.extend(frame.to_be_bytes());
        self.entry.extend(length.to_be_bytes());
        let numbers = self.entry.get(MARK.len()..).unwrap_or_default();
        self.check = check(self.check, numbers, bytes);
        self.entry.extend(self.check);
        self.entry.extend_from_slice(bytes);
    }

    #[cfg(not(feature = "faults"))]
    fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    #[cfg(feature = "faults")]
    fn sync(&self) -> io::Result<()> {
        crate::faults::sync(&self.dir, &self.file)
    }

    /// Forgets every entry, durably: all of them stand in the database.
    pub(crate) fn empty(&mut self) -> Result<(), StoreFailure> {
        let blank = |half: usize| self.file.write_all_at(&[0; HEAD], (half * HALF) as u64);
        blank(0)
            .and_then(|()| blank(1))
            .and_then(|()| self.file.sync_data())
            .map_err(io_failed("empty the journal", &self.dir))?;
        (self.half, self.at, self.last) = (0, 0, [0, 0]);
        self.check = Check::default();
        Ok(())
    }
}

/// Writes a new journal full, so that syncing it later changes nothing but bytes.
fn fill(file: &File, dir: &Path) -> io::Result<()> {
    if file.metadata()?.len() == 2 * HALF as u64 {
        return Ok(());
    }
    file.write_all_at(&vec![0; 2 * HALF], 0)?;
    file.sync_all()?;
    File::open(dir)?.sync_all()
}

/// What a journal holds, in order of frames. Nothing is written; without a journal there is nothing in it.
pub(crate) fn entries(dir: &Path) -> Result<Vec<(u64, Vec<u8>)>, StoreFailure> {
    let bytes = match std::fs::read(path(dir)) {
        Ok(bytes) => bytes,
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(failed) => return Err(io_failed("read the journal", dir)(failed)),
    };
    let mut entries: Vec<_> = bytes.chunks(HALF).flat_map(entries_of_half).collect();
    entries.sort_by_key(|(frame, _)| *frame);
    Ok(entries)
}

fn entries_of_half(half: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut entries: Vec<(u64, Vec<u8>)> = Vec::new();
    let (mut rest, mut before) = (half, Check::default());
    while let Some((frame, bytes, check, after)) = entry(rest, before) {
        if entries
            .last()
            .is_some_and(|(last, _)| last.checked_add(1) != Some(frame))
        {
            break;
        }
        entries.push((frame, bytes.to_vec()));
        (rest, before) = (after, check);
    }
    entries
}

/// The entry at the beginning of some bytes, when it is whole and follows the one with that check.
fn entry(bytes: &[u8], before: Check) -> Option<(u64, &[u8], Check, &[u8])> {
    let (numbers, rest) = bytes.strip_prefix(&MARK)?.split_first_chunk::<12>()?;
    let (is, rest) = rest.split_first_chunk::<CHECK>()?;
    let (frame, length) = numbers.split_first_chunk::<8>()?;
    let length = u32::from_be_bytes(<[u8; 4]>::try_from(length).ok()?);
    let (data, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let whole = check(before, numbers, data) == *is;
    whole.then(|| (u64::from_be_bytes(*frame), data, *is, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Differs with the frame, and with the history it belongs to.
    fn body(frame: u64, history: u8) -> Vec<u8> {
        let length = 700 + (frame * 7_919 % 90_000) as usize;
        vec![history.wrapping_add(frame as u8); length]
    }

    fn numbers(dir: &Path) -> Vec<u64> {
        entries(dir).unwrap().iter().map(|(frame, _)| *frame).collect()
    }

    #[test]
    fn what_was_appended_is_there_back_to_the_last_turn() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(dir.path()).unwrap();
        let mut made_way = Vec::new();
        for frame in 5..205 {
            let bytes = body(frame, 1);
            made_way.extend(Some(journal.makes_way(bytes.len())).filter(|way| *way > 0));
            journal.append(frame, &bytes).unwrap();
            let held = entries(dir.path()).unwrap();
            let first = held.first().unwrap().0;
            let must_hold = made_way.last().map_or(5, |way| way + 1);
            assert!(first <= must_hold, "{first} {must_hold}");
            let expected: Vec<_> = (first..=frame).map(|frame| (frame, body(frame, 1))).collect();
            assert_eq!(held, expected);
        }
        assert!(made_way.len() > 2, "the halves were turned over: {made_way:?}");
        journal.empty().unwrap();
        assert!(numbers(dir.path()).is_empty());
    }

    #[test]
    fn a_torn_entry_ends_the_journal_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(dir.path()).unwrap();
        for frame in 1..=4 {
            journal.append(frame, &[frame as u8; 300]).unwrap();
        }
        let whole = std::fs::read(path(dir.path())).unwrap();
        let third = 2 * (HEAD + 300);
        for at in third..third + HEAD + 300 {
            let mut torn = whole.clone();
            torn[at] ^= 0x40;
            std::fs::write(path(dir.path()), torn).unwrap();
            assert_eq!(numbers(dir.path()), [1, 2], "byte {at}");
        }
        std::fs::write(path(dir.path()), &whole[..third + 100]).unwrap();
        assert_eq!(numbers(dir.path()), [1, 2], "a cut file");
    }

    #[test]
    fn what_an_earlier_history_left_never_goes_on_where_this_one_ends() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(dir.path()).unwrap();
        for frame in 1..=9 {
            journal.append(frame, &[1; 300]).unwrap();
        }
        journal.empty().unwrap();
        for frame in 1..=4 {
            journal.append(frame, &[2; 300]).unwrap();
        }
        let held = entries(dir.path()).unwrap();
        assert_eq!(held.len(), 4, "entry 5 of before stands right behind");
        assert!(held.iter().all(|(_, bytes)| bytes == &[2; 300]));
    }
}
