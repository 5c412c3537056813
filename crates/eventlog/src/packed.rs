//! Frames made smaller for the disk.
//!
//! What the records of a frame share (streams, actors, names of fields) is written once. The hash of a frame knows
//! nothing of it: the same frame has the same hash, packed or not.

use lz4_flex::block::{DecompressError, compress_prepend_size, decompress, uncompressed_size};

use crate::frame::{BadFrame, FORMAT};

/// The first byte of a frame that stands packed on disk; programs that know no packed frames refuse it by this number.
pub(crate) const PACKED: u8 = 2;
/// LZ4 makes no byte into more than so many.
const MOST: usize = 255;

/// Packs a frame as [`crate::frame::encode`] wrote it, when it becomes smaller.
pub(crate) fn pack(frame: Vec<u8>) -> Vec<u8> {
    let Some((&FORMAT, body)) = frame.split_first() else {
        return frame;
    };
    let packed = compress_prepend_size(body);
    if packed.len() >= body.len() {
        return frame;
    }
    let mut bytes = Vec::with_capacity(packed.len() + 1);
    bytes.push(PACKED);
    bytes.extend(packed);
    bytes
}

/// What follows the format byte, unpacked.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, BadFrame> {
    let undecodable = |failure: DecompressError| BadFrame::Undecodable(failure.to_string());
    let (size, block) = uncompressed_size(packed).map_err(undecodable)?;
    // A damaged size must not ask for all the memory there is.
    if size > block.len().saturating_mul(MOST) {
        return Err(BadFrame::Undecodable(format!("it cannot unpack to {size} bytes")));
    }
    decompress(block, size).map_err(undecodable)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(body: &[u8]) -> Vec<u8> {
        [&[FORMAT], body].concat()
    }

    #[test]
    fn what_does_not_become_smaller_stays_as_it_is() {
        let short = frame(b"opened");
        assert_eq!(pack(short.clone()), short);
        let alike = frame(&b"order/FL-26-000001 ".repeat(40));
        let packed = pack(alike.clone());
        assert!(packed.len() < alike.len() / 4);
        assert_eq!(packed.first(), Some(&PACKED));
    }

    // These bytes are on disks: every later version must unpack them.
    #[test]
    fn a_packed_frame_unpacks_as_it_was_written() {
        let packed = [
            40, 0, 0, 0, 0x4f, 0x61, 0x62, 0x63, 0x64, 4, 0, 12, 0x50, 0x64, 0x61, 0x62, 0x63, 0x64,
        ];
        assert_eq!(unpack(&packed).unwrap(), b"abcd".repeat(10));
    }

    #[test]
    fn a_size_that_cannot_be_is_refused_before_anything_is_reserved() {
        assert!(unpack(&[255, 255, 255, 255, 0x10, 0x61]).is_err());
        assert!(unpack(&[]).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_packed_unpacks_to_itself(bytes in proptest::collection::vec(0_u8..4, 0..5_000)) {
            let packed = pack(frame(&bytes));
            if let Some((&PACKED, rest)) = packed.split_first() {
                prop_assert_eq!(unpack(rest).unwrap(), bytes);
            }
        }

        #[test]
        fn no_bytes_make_unpacking_fail_otherwise_than_with_an_error(bytes: Vec<u8>) {
            let _ = unpack(&bytes);
        }
    }
}
