//! Each day's head of a log, signed: what was published can be held against the log for ever after.
//!
//! A line of JSON a day, in a file beside the logs. The lines follow from the log and the key, so a file that is gone is
//! written again; a line that was handed to somebody else is what proves that nothing before it was changed since.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use types::{Hash, Instant};

use crate::failure::LogFailure;
use crate::log::{Head, Log};

/// The last frame of a day (UTC) and whose key says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    pub log: String,
    pub log_id: String,
    /// `2026-01-05`, in UTC, so that no zone's change moves it.
    pub day: String,
    pub frame: u64,
    /// Position of the last record.
    pub position: u64,
    pub stamp: Instant,
    pub hash: Hash,
    /// The public key, 64 hexadecimal digits.
    pub key: String,
    /// Over [`SignedHead::said`], 128 hexadecimal digits.
    pub signature: String,
}

/// Says why heads could not be signed or do not fit.
#[derive(Debug, thiserror::Error)]
pub enum DayHeadsFailure {
    #[error("failed to keep the signed heads in {path}")]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Log(#[from] LogFailure),
    #[error("line {line} of {path} is no signed head: {reason}")]
    Line {
        path: PathBuf,
        line: usize,
        reason: String,
    },
    #[error("the head signed for {day} does not fit the log: frame {frame} {reason}")]
    Unfit {
        day: String,
        frame: u64,
        reason: &'static str,
    },
}

impl SignedHead {
    /// The text that is signed.
    #[must_use]
    pub fn said(&self) -> String {
        format!(
            "fieldledger head v1\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            self.log, self.log_id, self.day, self.frame, self.position, self.stamp, self.hash
        )
    }

    /// Whether the signature is the key's own.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        let key = bytes_of::<32>(&self.key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let signature = bytes_of::<64>(&self.signature).map(|bytes| Signature::from_bytes(&bytes));
        match (key, signature) {
            (Some(key), Some(signature)) => key.verify(self.said().as_bytes(), &signature).is_ok(),
            _ => false,
        }
    }
}

/// Signs one log's heads, a line a day.
pub struct DayHeads {
    path: PathBuf,
    key: SigningKey,
    log: String,
    log_id: String,
    /// The day of the last line; empty while there is none.
    last_day: String,
}

impl DayHeads {
    /// Opens the file of a log's signed heads and catches up with the log. A line that a crash cut off is written again.
    ///
    /// # Errors
    /// [`DayHeadsFailure`] when the file cannot be written or its last line is none.
    pub fn open(path: &Path, seed: &[u8; 32], log: &Log) -> Result<Self, DayHeadsFailure> {
        let whole = read_whole_lines(path).map_err(|source| failed(path, source))?;
        let last = whole
            .lines()
            .count()
            .checked_sub(1)
            .map(|place| parse(path, place + 1, whole.lines().last().unwrap_or_default()))
            .transpose()?;
        let mut heads = Self {
            path: path.to_owned(),
            key: SigningKey::from_bytes(seed),
            log: log.name().to_owned(),
            log_id: log.id().as_str().to_owned(),
            last_day: last.as_ref().map(|head| head.day.clone()).unwrap_or_default(),
        };
        heads.catch_up(log, last.map_or(0, |head| head.frame))?;
        Ok(heads)
    }

    fn catch_up(&mut self, log: &Log, signed: u64) -> Result<(), DayHeadsFailure> {
        let mut before: Option<Head> = None;
        for frame in log.frames(signed.saturating_sub(1)) {
            let head = Head::of(&frame?);
            if let Some(before) = before {
                self.passed(before, head.stamp)?;
            }
            before = Some(head);
        }
        Ok(())
    }

    /// Signs the head of its day, once the day has passed.
    ///
    /// # Errors
    /// [`DayHeadsFailure::File`]; the day is then signed at the next opportunity.
    pub fn passed(&mut self, head: Head, now: Instant) -> Result<(), DayHeadsFailure> {
        if head.frame == 0 {
            return Ok(());
        }
        let day = day_of(head.stamp);
        if day <= self.last_day || day_of(now) <= day {
            return Ok(());
        }
        let mut line = SignedHead {
            log: self.log.clone(),
            log_id: self.log_id.clone(),
            day: day.clone(),
            frame: head.frame,
            position: head.position,
            stamp: head.stamp,
            hash: head.hash,
            key: hex(self.key.verifying_key().as_bytes()),
            signature: String::new(),
        };
        line.signature = hex(&self.key.sign(line.said().as_bytes()).to_bytes());
        self.append(&line).map_err(|source| failed(&self.path, source))?;
        self.last_day = day;
        Ok(())
    }

    fn append(&self, line: &SignedHead) -> io::Result<()> {
        let mut text = serde_json::to_string(line).map_err(io::Error::other)?;
        text.push('\n');
        if let Some(directory) = self.path.parent() {
            fs::create_dir_all(directory)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        file.write_all(text.as_bytes())
    }
}

/// Holds every signed head against the log: genuine, of this log, and the very frame that stands there. Answers how many
/// days there are; none when nothing was signed yet.
///
/// # Errors
/// [`DayHeadsFailure`] naming the first line or day that does not fit.
pub fn check_day_heads(
    path: &Path,
    log_id: &str,
    hash_of_frame: impl Fn(u64) -> Option<Hash>,
) -> Result<u64, DayHeadsFailure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(failed(path, source)),
    };
    let mut days = 0;
    for (place, line) in text.lines().enumerate() {
        let head = parse(path, place + 1, line)?;
        let reason = if !head.is_genuine() {
            Some("bears a signature that is not its key's")
        } else if head.log_id != log_id {
            Some("was signed for another log")
        } else if hash_of_frame(head.frame) != Some(head.hash) {
            Some("stands there with another hash, or not at all")
        } else {
            None
        };
        if let Some(reason) = reason {
            return Err(DayHeadsFailure::Unfit {
                day: head.day,
                frame: head.frame,
                reason,
            });
        }
        days += 1;
    }
    Ok(days)
}

/// Reads the file and cuts off what follows its last whole line.
fn read_whole_lines(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    match File::open(path) {
        Ok(mut file) => file.read_to_string(&mut text)?,
        Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(text),
        Err(failure) => return Err(failure),
    };
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    if whole < text.len() {
        text.truncate(whole);
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
    }
    Ok(text)
}

fn parse(path: &Path, line: usize, text: &str) -> Result<SignedHead, DayHeadsFailure> {
    serde_json::from_str(text).map_err(|failure| DayHeadsFailure::Line {
        path: path.to_owned(),
        line,
        reason: failure.to_string(),
    })
}

fn failed(path: &Path, source: io::Error) -> DayHeadsFailure {
    DayHeadsFailure::File {
        path: path.to_owned(),
        source,
    }
}

fn day_of(stamp: Instant) -> String {
    stamp.utc().date_naive().to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let byte = |place: usize| u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok();
    let bytes: Vec<u8> = (0..N).map(byte).collect::<Option<_>>()?;
    (text.len() == N * 2).then_some(bytes)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{LogId, NewFrame, Timekeeping};
    use crate::memory::MemoryStore;
    use crate::writer::Writer;

    const SEED: [u8; 32] = [7; 32];

    fn t(text: &str) -> Instant {
        format!("2026-01-{text}:00Z").parse().unwrap()
    }

    fn append(writer: &mut Writer, at: &str) {
        let frame = NewFrame {
            stamp: t(at),
            records: vec![b"something happened".to_vec()],
            ..NewFrame::default()
        };
        writer.append(&frame).unwrap();
    }

    fn log() -> (Log, Writer) {
        let id = LogId::derive("toy", t("01T00:00"), b"seed");
        Log::create(MemoryStore::default(), "toy", id, Timekeeping::Virtual).unwrap()
    }

    fn days(path: &Path) -> Vec<(String, u64)> {
        let text = fs::read_to_string(path).unwrap_or_default();
        let lines = text.lines().enumerate();
        lines
            .map(|(place, line)| parse(path, place + 1, line).unwrap())
            .map(|head| (head.day, head.frame))
            .collect()
    }

    fn checked(path: &Path, log: &Log) -> Result<u64, DayHeadsFailure> {
        check_day_heads(path, log.id().as_str(), |frame| {
            log.read(frame).ok().map(|frame| frame.hash)
        })
    }

    #[test]
    fn each_days_last_frame_is_signed_once_when_the_day_has_passed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("heads/toy.jsonl");
        let (log, mut writer) = log();
        let mut heads = DayHeads::open(&path, &SEED, &log).unwrap();
        for at in ["05T08:00", "05T23:59", "07T00:00"] {
            let before = log.head();
            append(&mut writer, at);
            heads.passed(before, log.head().stamp).unwrap();
        }
        heads.passed(log.head(), t("07T23:59")).unwrap();
        assert_eq!(days(&path), [("2026-01-05".into(), 2)]);
        heads.passed(log.head(), t("08T00:00")).unwrap();
        heads.passed(log.head(), t("09T00:00")).unwrap();
        assert_eq!(days(&path), [("2026-01-05".into(), 2), ("2026-01-07".into(), 3)]);
        assert_eq!(checked(&path, &log).unwrap(), 2);
    }

    #[test]
    fn what_a_crash_cut_off_is_signed_again_at_the_next_start() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("toy.jsonl");
        let (log, mut writer) = log();
        for at in ["05T08:00", "06T08:00", "07T08:00"] {
            append(&mut writer, at);
        }
        DayHeads::open(&path, &SEED, &log).unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        assert_eq!(whole.lines().count(), 2);
        fs::write(&path, whole.get(..whole.len() - 40).unwrap()).unwrap();
        DayHeads::open(&path, &SEED, &log).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), whole);
    }

    #[test]
    fn a_head_that_was_changed_or_does_not_stand_in_the_log_is_named_by_its_day() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("toy.jsonl");
        let (mine, mut writer) = log();
        for at in ["05T08:00", "06T08:00"] {
            append(&mut writer, at);
        }
        DayHeads::open(&path, &SEED, &mine).unwrap();
        let (other, mut writer) = log();
        append(&mut writer, "05T09:00");
        let unfit = checked(&path, &other).unwrap_err().to_string();
        assert!(
            unfit.contains("2026-01-05") && unfit.contains("another hash"),
            "{unfit}"
        );
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"position\":1", "\"position\":9")).unwrap();
        let forged = checked(&path, &mine).unwrap_err().to_string();
        assert!(forged.contains("signature"), "{forged}");
    }
}
