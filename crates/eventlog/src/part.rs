//! Parts as they stand in sled: sealed one by one, so that they can be told apart and checked even when the
//! database around them does not open any more.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use types::Hash;

use crate::frame::decode;
use crate::store::MAX_PART_BYTES;

const MARK: [u8; 4] = *b"FLp1";
const CHECK: usize = 8;
/// Mark, frame, part, length, check.
pub(crate) const SEAL_BYTES: usize = 4 + 8 + 2 + 2 + CHECK;
const WINDOW: usize = 1 << 20;

fn numbers(frame: u64, part: u16, length: u16) -> [u8; 12] {
    let mut numbers = [0; 12];
    let fields = frame.to_be_bytes().into_iter().chain(part.to_be_bytes());
    let fields = fields.chain(length.to_be_bytes());
    numbers.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
    numbers
}

fn check(numbers: &[u8; 12], data: &[u8]) -> [u8; CHECK] {
    let hash = Hash::of(&[numbers, data]);
    let mut check = [0; CHECK];
    check
        .iter_mut()
        .zip(hash.as_bytes())
        .for_each(|(to, from)| *to = *from);
    check
}

/// Puts mark, numbers and check before the bytes of a part; none when they are too many.
pub(crate) fn seal(frame: u64, part: u16, data: &[u8]) -> Option<Vec<u8>> {
    let numbers = numbers(frame, part, u16::try_from(data.len()).ok()?);
    Some([&MARK[..], &numbers, &check(&numbers, data), data].concat())
}

/// Reads a part at the beginning of some bytes; none unless it is whole. Bytes after it are left alone.
fn open_any(bytes: &[u8]) -> Option<(u64, u16, &[u8])> {
    let rest = bytes.strip_prefix(&MARK)?;
    let (numbers, rest) = rest.split_first_chunk::<12>()?;
    let (seal, rest) = rest.split_first_chunk::<CHECK>()?;
    let (frame, rest_of_numbers) = numbers.split_first_chunk::<8>()?;
    let (part, length) = rest_of_numbers.split_first_chunk::<2>()?;
    let length = u16::from_be_bytes(<[u8; 2]>::try_from(length).ok()?);
    let data = rest.get(..usize::from(length))?;
    (check(numbers, data) == *seal).then(|| (u64::from_be_bytes(*frame), u16::from_be_bytes(*part), data))
}

/// Takes the seal off a part; none unless it is whole and the one it should be.
pub(crate) fn open(frame: u64, part: u16, sealed: &[u8]) -> Option<&[u8]> {
    let (is_frame, is_part, data) = open_any(sealed)?;
    let fits = (is_frame, is_part) == (frame, part) && sealed.len() == SEAL_BYTES + data.len();
    fits.then_some(data)
}

/// Where whole parts stand in a database file: offset and length of the data by frame and part.
pub(crate) type Places = BTreeMap<(u64, u16), (u64, usize)>;

/// Counts the frames, from 1 on without a gap, whose parts still stand whole in a database file.
///
/// sled keeps values as they are, so this works without sled, on a file that sled refuses.
pub(crate) fn whole_frames(db: &Path) -> io::Result<u64> {
    let file = File::open(db)?;
    let places = survey(&file)?;
    let mut whole = 0_u64;
    while frame_is_whole(&file, &places, whole.saturating_add(1))? {
        whole = whole.saturating_add(1);
    }
    Ok(whole)
}

pub(crate) fn survey(file: &File) -> io::Result<Places> {
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

/// The bytes of a frame, its parts joined; empty when none of them was found.
pub(crate) fn frame_bytes(file: &File, places: &Places, frame: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for (_, (offset, size)) in places.range((frame, 0)..=(frame, u16::MAX)) {
        bytes.extend(read_at(file, *offset, *size)?);
    }
    Ok(bytes)
}

fn frame_is_whole(file: &File, places: &Places, frame: u64) -> io::Result<bool> {
    Ok(decode(frame, &frame_bytes(file, places, frame)?).is_ok())
}
