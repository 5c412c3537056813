//! What the tests of the log share: frames of realistic size, made from a seed.

use eventlog::{Log, LogId, NewFrame, Store, Timekeeping, Vector, Writer};
use types::Instant;

pub(crate) const NAME: &str = "hotline";

pub(crate) fn begin(store: impl Store + 'static) -> (Log, Writer) {
    let id = LogId::derive(NAME, Instant::from_seconds(1_767_571_200), b"seed");
    Log::create(store, NAME, id, Timekeeping::Virtual).unwrap()
}

pub(crate) fn reopen(store: impl Store + 'static) -> (Log, Writer) {
    Log::open(store, NAME, Timekeeping::Virtual).unwrap()
}

/// The `n`-th frame of the test log: mostly a few records of some 176 bytes, sometimes hundreds of them, now
/// and then none at all.
pub(crate) fn frame(n: u64) -> NewFrame {
    let mut noise = Noise(n);
    let records = match n % 25 {
        0 => 0,
        7 => 120 + noise.below(200),
        _ => 1 + noise.below(12),
    };
    NewFrame {
        stamp: Instant::from_seconds(1_767_571_200 + i64::try_from(n / 2).unwrap()),
        vector: Vector::from_iter([("directory".to_owned(), n / 3), ("field".to_owned(), n * 2)]),
        records: (0..records).map(|_| noise.bytes(176)).collect(),
        extra: noise.bytes(48),
    }
}

pub(crate) fn append(writer: &mut Writer, frames: impl IntoIterator<Item = u64>) {
    for n in frames {
        assert_eq!(writer.append(&frame(n)).unwrap().frame, n);
    }
}

/// SplitMix64: the same seed, the same bytes.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }
}
