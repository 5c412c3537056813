//! What the files of a log still hold whole, read without sled, also where sled refuses them.
//!
//! sled keeps values as they are, so parts are found by their seals wherever they stand in the database file; the
//! journal is read as it always is.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::frame::{Frame, decode};
use crate::journal;
use crate::part::{MARK, SEAL_BYTES, open_any};
use crate::store::MAX_PART_BYTES;

const WINDOW: usize = 1 << 20;

/// Where whole parts stand in a database file: offset and length of the data by frame and part.
type Places = BTreeMap<(u64, u16), (u64, usize)>;

pub(crate) struct Remains {
    file: File,
    places: Places,
    journal: BTreeMap<u64, Vec<u8>>,
}

impl Remains {
    /// Looks through the files in a log's directory.
    pub(crate) fn of(dir: &Path) -> io::Result<Self> {
        let file = File::open(dir.join("db"))?;
        let places = survey(&file)?;
        // A journal that cannot be read leaves what the database file shows.
        let journal = journal::entries(dir).unwrap_or_default().into_iter().collect();
        Ok(Self {
            file,
            places,
            journal,
        })
    }

    /// The number of the last frame of which anything was found; 0 without any.
    pub(crate) fn last(&self) -> u64 {
        let placed = self.places.last_key_value().map_or(0, |((frame, _), _)| *frame);
        let written = self.journal.last_key_value().map_or(0, |(frame, _)| *frame);
        placed.max(written)
    }

    /// Counts the frames that are whole, from 1 on without a gap.
    pub(crate) fn whole_frames(&self) -> u64 {
        let mut whole = 0_u64;
        while self.frame(whole.saturating_add(1)).is_some() {
            whole = whole.saturating_add(1);
        }
        whole
    }

    /// A frame, when it is whole.
    pub(crate) fn frame(&self, number: u64) -> Option<Frame> {
        let written = self.journal.get(&number);
        let from_journal = written.and_then(|bytes| decode(number, bytes).ok());
        from_journal.or_else(|| decode(number, &self.placed(number).ok()?).ok())
    }

    /// The parts of a frame that were found in the database file, joined.
    fn placed(&self, frame: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (_, (offset, size)) in self.places.range((frame, 0)..=(frame, u16::MAX)) {
            bytes.extend(read_at(&self.file, *offset, *size)?);
        }
        Ok(bytes)
    }
}

fn survey(file: &File) -> io::Result<Places> {
    let length = file.metadata()?.len();
    let mut places = Places::new();
    let mut start = 0_u64;
    while start < length {
        let window = read_window(file, start, length)?;
        let own = window.len().min(WINDOW);
        for at in marks(&window).take_while(|at| *at < own) {
            if let Some((frame, part, data)) = window.get(at..).and_then(open_any) {
                let offset = start.saturating_add((at + SEAL_BYTES) as u64);
                places.insert((frame, part), (offset, data.len()));
            }
        }
        start = start.saturating_add(WINDOW as u64);
    }
    Ok(places)
}

/// A window of the file, longer by one part than the step from window to window.
fn read_window(file: &File, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let reach = (WINDOW + SEAL_BYTES + MAX_PART_BYTES) as u64;
    let size = usize::try_from(reach.min(length.saturating_sub(start))).unwrap_or(WINDOW);
    read_at(file, start, size)
}

fn read_at(file: &File, offset: u64, size: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    file.read_exact_at(&mut bytes, offset)?;
    Ok(bytes)
}

fn marks(window: &[u8]) -> impl Iterator<Item = usize> {
    let starts = window.windows(MARK.len()).enumerate();
    starts.filter(|(_, bytes)| *bytes == MARK).map(|(at, _)| at)
}
