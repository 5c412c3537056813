//! The frames that the writer appends: made from their number, so that whoever comes later knows each byte.

use eventlog::{NewFrame, Vector};
use types::Instant;

/// The name of the log under test.
pub(super) const LOG: &str = "hotline";
/// Monday, 5 January 2026, 08:00 in Shanghai.
pub(super) const BEGAN_SECONDS: i64 = 1_767_571_200;
const RECORD_BYTES: usize = 176;

/// The `n`-th frame: mostly a few records of some 176 bytes, each twenty-fifth so many that it takes several parts,
/// and now and then none at all.
pub(super) fn frame(n: u64) -> NewFrame {
    let mut noise = Noise(n);
    let records = match n % 25 {
        0 => 0,
        7 => 120 + noise.below(200),
        _ => 1 + noise.below(12),
    };
    let seconds = i64::try_from(n / 2).unwrap_or_default();
    NewFrame {
        stamp: Instant::from_seconds(BEGAN_SECONDS.saturating_add(seconds)),
        vector: Vector::from_iter([("directory".to_owned(), n / 3), ("field".to_owned(), n)]),
        records: (0..records).map(|_| noise.bytes(RECORD_BYTES)).collect(),
        extra: noise.bytes(48),
    }
}

/// Whether a frame is larger than one value of the database.
pub(super) fn is_multi_part(frame: &NewFrame) -> bool {
    frame.records.iter().map(Vec::len).sum::<usize>() > eventlog::MAX_PART_BYTES
}

/// SplitMix64: the same seed, the same bytes.
pub(super) struct Noise(pub(super) u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..length.div_ceil(8))
            .flat_map(|_| self.next().to_le_bytes())
            .collect();
        bytes.truncate(length);
        bytes
    }
}
