//! Frames: what one commit writes, how it is hashed and how it stands on disk.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use types::{Hash, Instant};

use crate::packed::{PACKED, unpack};

/// The layout written today. It is the first byte of a frame's header, and of a frame on disk that is not packed.
pub const FORMAT: u8 = 1;

/// Tells one log from every other, also from an older log of the same name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogId(String);

impl LogId {
    /// Derives the id of a new log from its name, the instant of its creation and bytes nobody else has.
    #[must_use]
    pub fn derive(name: &str, created: Instant, seed: &[u8]) -> Self {
        let length = (name.len() as u64).to_be_bytes();
        let micros = created.micros().to_be_bytes();
        Self(Hash::of(&[&length, name.as_bytes(), &micros, seed]).id())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LogId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for LogId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let digits = text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if text.len() == 32 && digits {
            Ok(Self(text))
        } else {
            Err(format!("a log id has 32 hexadecimal digits, not {text:?}"))
        }
    }
}

impl From<LogId> for String {
    fn from(id: LogId) -> Self {
        id.0
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says how far each other log had been read, by log name. A log that is not in it was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vector(BTreeMap<String, u64>);

impl Vector {
    /// The last frame read of a log; 0 when none was.
    #[must_use]
    pub fn get(&self, log: &str) -> u64 {
        self.0.get(log).copied().unwrap_or(0)
    }

    /// Raises a log to a frame; it never goes down.
    pub fn raise(&mut self, log: &str, frame: u64) {
        if frame > self.get(log) {
            self.0.insert(log.to_owned(), frame);
        }
    }

    /// The logs read and the last frame of each, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(log, frame)| (log.as_str(), *frame))
    }
}

impl FromIterator<(String, u64)> for Vector {
    fn from_iter<I: IntoIterator<Item = (String, u64)>>(logs: I) -> Self {
        Self(logs.into_iter().filter(|(_, frame)| *frame > 0).collect())
    }
}

/// Whether a log lives in real or in virtual time, from its first frame to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timekeeping {
    Real,
    Virtual,
}

impl fmt::Display for Timekeeping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Real => "real",
            Self::Virtual => "virtual",
        })
    }
}

/// Everything about a frame but its records and extra bytes, for which it holds hashes.
///
/// The order of the fields is the format on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub format: u8,
    pub log: LogId,
    pub name: String,
    pub timekeeping: Timekeeping,
    /// Number of the frame, from 1.
    pub frame: u64,
    /// Position of the first record, from 1; without records the position the next one will have.
    pub first_position: u64,
    pub record_count: u32,
    /// When the frame was decided; never below the stamp of the frame before.
    pub stamp: Instant,
    pub vector: Vector,
    /// Hash of the frame before; [`Hash::NONE`] in the first.
    pub previous: Hash,
    /// Merkle root of the records, see [`crate::merkle`].
    pub records_root: Hash,
    /// Hash of the extra bytes.
    pub extra_hash: Hash,
}

impl Header {
    /// The position of the last record up to and including this frame.
    #[must_use]
    pub fn last_position(&self) -> u64 {
        self.first_position
            .saturating_add(u64::from(self.record_count))
            .saturating_sub(1)
    }
}

/// What a writer puts into its next frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFrame {
    pub stamp: Instant,
    pub vector: Vector,
    pub records: Vec<Vec<u8>>,
    /// The writer's own bytes beside the records (request ids, cursors); covered by the hash.
    pub extra: Vec<u8>,
}

/// A frame as it was read and checked: its hashes fit what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub header: Header,
    pub hash: Hash,
    pub records: Vec<Vec<u8>>,
    pub extra: Vec<u8>,
}

/// Bytes that postcard writes and reads in one piece.
struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de [u8]>::deserialize(deserializer).map(Bytes)
    }
}

/// What follows the format byte on disk. The hash stands before what it covers, so that the last frame,
/// which has no successor to vouch for it, is checked like any other.
#[derive(Serialize, Deserialize)]
struct Body<'a> {
    hash: Hash,
    #[serde(borrow)]
    header: Bytes<'a>,
    extra: Bytes<'a>,
    records: Vec<Bytes<'a>>,
}

/// Says why bytes are no frame of ours, or not the one they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    #[error("it cannot be decoded ({0})")]
    Undecodable(String),
    #[error("it has format {0}, which this version does not read; use a newer one")]
    Format(u8),
    #[error("it says that it is frame {0}")]
    Number(u64),
    #[error("its header does not have the hash {0}")]
    Hash(Hash),
    #[error("its records do not have the Merkle root {0}")]
    RecordsRoot(Hash),
    #[error("it holds {found} records and should hold {expected}")]
    RecordCount { found: usize, expected: u32 },
    #[error("its extra bytes do not have the hash {0}")]
    ExtraHash(Hash),
}

impl From<postcard::Error> for BadFrame {
    fn from(error: postcard::Error) -> Self {
        Self::Undecodable(error.to_string())
    }
}

const FRAME: &[u8] = &[2];

/// SHA-256 over the byte 2 and the header, in which the previous hash and the Merkle root stand. The prefix
/// keeps it apart from leaves and nodes.
fn hash_header(header: &[u8]) -> Hash {
    Hash::of(&[FRAME, header])
}

/// Writes a frame as it stands on disk, and computes its hash.
pub(crate) fn encode(header: &Header, new: &NewFrame) -> Result<(Hash, Vec<u8>), BadFrame> {
    let header = postcard::to_stdvec(header)?;
    let hash = hash_header(&header);
    let body = Body {
        hash,
        header: Bytes(&header),
        extra: Bytes(&new.extra),
        records: new.records.iter().map(|record| Bytes(record)).collect(),
    };
    let bytes: usize = new.records.iter().map(|record| record.len() + 3).sum();
    let mut begun = Vec::with_capacity(bytes + new.extra.len() + header.len() + 64);
    begun.push(FORMAT);
    let bytes = postcard::to_extend(&body, begun)?;
    Ok((hash, bytes))
}

/// Reads the frame that should have this number, and checks all of its hashes.
pub(crate) fn decode(frame: u64, bytes: &[u8]) -> Result<Frame, BadFrame> {
    let (format, bytes) = bytes
        .split_first()
        .ok_or_else(|| BadFrame::Undecodable("it is empty".to_owned()))?;
    let packed = || unpack(bytes).and_then(|body| decode_body(frame, &body));
    match *format {
        FORMAT => decode_body(frame, bytes),
        PACKED => packed(),
        // A frame of ours whose first byte was changed is not a newer one.
        other => Err(match decode_body(frame, bytes).or_else(|_| packed()) {
            Ok(_) => BadFrame::Undecodable(format!("its first byte was changed to {other}")),
            Err(_) => BadFrame::Format(other),
        }),
    }
}

fn decode_body(frame: u64, bytes: &[u8]) -> Result<Frame, BadFrame> {
    let body: Body<'_> = whole(bytes)?;
    if hash_header(body.header.0) != body.hash {
        return Err(BadFrame::Hash(body.hash));
    }
    let header: Header = whole(body.header.0)?;
    check_body(frame, &header, &body)?;
    Ok(Frame {
        header,
        hash: body.hash,
        records: body.records.iter().map(|record| record.0.to_vec()).collect(),
        extra: body.extra.0.to_vec(),
    })
}

fn whole<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, BadFrame> {
    let (value, rest) = postcard::take_from_bytes(bytes)?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(BadFrame::Undecodable(format!("{} bytes too many", rest.len())))
    }
}

fn check_body(frame: u64, header: &Header, body: &Body<'_>) -> Result<(), BadFrame> {
    if header.frame != frame {
        return Err(BadFrame::Number(header.frame));
    }
    if usize::try_from(header.record_count) != Ok(body.records.len()) {
        return Err(BadFrame::RecordCount {
            found: body.records.len(),
            expected: header.record_count,
        });
    }
    let records: Vec<&[u8]> = body.records.iter().map(|record| record.0).collect();
    if crate::merkle::root(&records) != header.records_root {
        return Err(BadFrame::RecordsRoot(header.records_root));
    }
    if Hash::of(&[body.extra.0]) != header.extra_hash {
        return Err(BadFrame::ExtraHash(header.extra_hash));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle;

    fn sample() -> (Header, NewFrame) {
        let new = NewFrame {
            stamp: "2026-01-05T08:00:00+08:00".parse().unwrap(),
            vector: Vector::from_iter([("directory".to_owned(), 300), ("field".to_owned(), 2)]),
            records: vec![b"opened".to_vec(), Vec::new()],
            extra: b"request".to_vec(),
        };
        let header = Header {
            format: FORMAT,
            log: LogId::derive("hotline", new.stamp, b"seed"),
            name: "hotline".to_owned(),
            timekeeping: Timekeeping::Virtual,
            frame: 7,
            first_position: 130,
            record_count: 2,
            stamp: new.stamp,
            vector: new.vector.clone(),
            previous: Hash::of(&[b"frame 6"]),
            records_root: merkle::root(&new.records),
            extra_hash: Hash::of(&[&new.extra]),
        };
        (header, new)
    }

    // These bytes are the format on disk: every later version must read them as it is written here.
    #[test]
    fn a_frame_of_format_1_reads_as_it_was_written() {
        let (header, new) = sample();
        let (hash, bytes) = encode(&header, &new).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, GOLDEN);
        let read = decode(7, &bytes).unwrap();
        assert_eq!((&read.header, read.hash), (&header, hash));
        assert_eq!((read.records, read.extra), (new.records, new.extra));
    }

    #[test]
    fn bytes_that_are_no_frame_are_refused_in_a_sentence() {
        let (_, bytes) = encode(&sample().0, &sample().1).unwrap();
        assert_eq!(decode(8, &bytes).unwrap_err(), BadFrame::Number(7));
        assert!(matches!(decode(7, &[]), Err(BadFrame::Undecodable(_))));
        assert_eq!(decode(7, &[9, 0]).unwrap_err(), BadFrame::Format(9));
        for length in 1..bytes.len() {
            assert!(
                decode(7, &bytes[..length]).is_err(),
                "{length} bytes of {}",
                bytes.len()
            );
        }
    }

    const GOLDEN: &str = concat!(
        "0130211570d6568e8a550f19f07dd01b42db6322199976eaec924946e3148e7436ab0101206265393030663762626231",
        "61663639633264623530653965333462363134383407686f746c696e6501078201028080eed797e6a306020964697265",
        "63746f7279ac02056669656c640200178d16048b0c722f4be984864faa4934543cacbc0406ca371c3d6bafafcd255702",
        "163c08ec987a1e01ddc38862e341516e147adfe3d77945b86910891fa96a1f58b9145b24d108d7ac38887338b3ea3229",
        "833b9c1e418250343f907bfd1047077265717565737402066f70656e656400",
    );
}
