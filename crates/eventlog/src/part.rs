//! Parts as they stand in sled: sealed one by one, so that they can be told apart and checked even when the
//! database around them does not open any more.

use types::Hash;

pub(crate) const MARK: [u8; 4] = *b"FLp1";
const CHECK: usize = 8;
/// Mark, frame, part, length, check.
pub(crate) const SEAL_BYTES: usize = 4 + 8 + 2 + 2 + CHECK;

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
pub(crate) fn open_any(bytes: &[u8]) -> Option<(u64, u16, &[u8])> {
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
