//! Messages out into a file: one JSON object a line, each on disk before it counts as sent.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use proto::notify::SendOutcome;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use timesource::Time;
use tokio::sync::oneshot;
use types::{Instant, MessageId, Phone};

/// A message as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Line {
    /// Counted from 1, gapless.
    pub(crate) n: u64,
    pub(crate) id: MessageId,
    pub(crate) to: Phone,
    pub(crate) text: String,
    pub(crate) at: Instant,
}

/// Says why the outbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutboxFailure {
    #[error("failed to open the outbox {path}")]
    Open { path: PathBuf, source: io::Error },
    #[error("line {line} of the outbox {path} is damaged")]
    Damaged {
        path: PathBuf,
        line: u64,
        source: serde_json::Error,
    },
}

/// The outbox, open for writing. One process writes it; others read it.
///
/// A message is in it once, whatever becomes of the process that wrote it: its id is looked up first, and a line that
/// a crash left half written is cut off when the file is opened.
#[derive(Debug)]
pub struct OutboxFile {
    writer: mpsc::Sender<Wanted>,
}

#[derive(Debug)]
struct Wanted {
    id: MessageId,
    to: Phone,
    text: String,
    answer: oneshot::Sender<SendOutcome>,
}

impl OutboxFile {
    /// Opens the outbox, or begins one. What is sent is stamped with the time given here.
    ///
    /// # Errors
    /// [`OutboxFailure`] when the file cannot be opened, or a line before the last is damaged.
    pub fn open(path: &Path, time: Time) -> Result<Self, OutboxFailure> {
        let failed = |source| OutboxFailure::Open {
            path: path.to_owned(),
            source,
        };
        let mut file = open(path).map_err(failed)?;
        let kept = read(path, &file)?;
        file.set_len(kept.bytes).map_err(failed)?;
        file.seek(SeekFrom::Start(kept.bytes)).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let (writer, wanted) = mpsc::channel();
        let mut writing = Writing {
            file,
            time,
            ids: kept.ids,
            lines: kept.lines,
            broken: None,
        };
        let run = move || writing.run(&wanted);
        thread::Builder::new()
            .name("outbox".to_owned())
            .spawn(run)
            .map_err(failed)?;
        Ok(Self { writer })
    }

    pub(super) async fn send(&self, id: &MessageId, to: &Phone, text: &str) -> SendOutcome {
        let (answer, answered) = oneshot::channel();
        let wanted = Wanted {
            id: id.clone(),
            to: to.clone(),
            text: text.to_owned(),
            answer,
        };
        if self.writer.send(wanted).is_err() {
            return SendOutcome::Failed {
                reason: "the outbox is closed".to_owned(),
            };
        }
        let lost = |_| SendOutcome::Uncertain {
            reason: "the outbox closed before it answered".to_owned(),
        };
        answered.await.unwrap_or_else(lost)
    }
}

fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    // The file's name is on disk only when its directory is.
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(file)
}

/// What an outbox holds up to its last whole line.
struct Kept {
    ids: HashSet<MessageId>,
    lines: u64,
    bytes: u64,
}

fn read(path: &Path, file: &File) -> Result<Kept, OutboxFailure> {
    let mut kept = Kept {
        ids: HashSet::new(),
        lines: 0,
        bytes: 0,
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let failed = |source| OutboxFailure::Open {
            path: path.to_owned(),
            source,
        };
        reader.read_until(b'\n', &mut line).map_err(failed)?;
        if line.last() != Some(&b'\n') {
            return Ok(kept);
        }
        let read: Line = serde_json::from_slice(&line).map_err(|source| OutboxFailure::Damaged {
            path: path.to_owned(),
            line: kept.lines + 1,
            source,
        })?;
        kept.ids.insert(read.id);
        kept.lines += 1;
        kept.bytes += line.len() as u64;
    }
}

/// The thread that writes: everything that waits goes to disk together.
struct Writing {
    file: File,
    time: Time,
    ids: HashSet<MessageId>,
    lines: u64,
    /// After a failed write nobody knows what is on disk; only opening the file anew tells.
    broken: Option<String>,
}

impl Writing {
    fn run(&mut self, wanted: &mpsc::Receiver<Wanted>) {
        while let Ok(first) = wanted.recv() {
            let waiting: Vec<Wanted> = std::iter::once(first).chain(wanted.try_iter()).collect();
            let outcome = self.take(&waiting);
            for one in waiting {
                // Whoever asked may be gone; the message is out all the same.
                let _gone = one.answer.send(outcome.clone()).is_err();
            }
        }
    }

    fn take(&mut self, waiting: &[Wanted]) -> SendOutcome {
        if let Some(reason) = &self.broken {
            return SendOutcome::Failed {
                reason: reason.clone(),
            };
        }
        match self.write(waiting) {
            Ok(()) => SendOutcome::Accepted,
            Err(failure) => {
                let reason = format!("failed to write the outbox: {failure}");
                tracing::error!(%failure, "failed to write the outbox; it takes no more until it is opened anew");
                self.broken = Some(reason.clone());
                SendOutcome::Uncertain { reason }
            }
        }
    }

    fn write(&mut self, waiting: &[Wanted]) -> io::Result<()> {
        let at = self.time.now();
        let mut bytes = Vec::new();
        for one in waiting {
            if !self.ids.insert(one.id.clone()) {
                continue;
            }
            self.lines += 1;
            let (id, to, text) = (one.id.clone(), one.to.clone(), one.text.clone());
            serde_json::to_writer(
                &mut bytes,
                &Line {
                    n: self.lines,
                    id,
                    to,
                    text,
                    at,
                },
            )?;
            bytes.push(b'\n');
        }
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::super::Sender;
    use super::*;

    fn sink(path: &Path) -> Sender {
        let (time, _controller) = Time::virtual_at("2026-01-05T08:00:00+08:00".parse().unwrap());
        Sender::Sink(OutboxFile::open(path, time).unwrap())
    }

    async fn send(sender: &Sender, id: &str, leftover: bool) -> SendOutcome {
        sender
            .send(
                &id.parse().unwrap(),
                1,
                &"13800138000".parse().unwrap(),
                "第一行\n第二行",
                leftover,
            )
            .await
    }

    fn ids(path: &Path) -> Vec<(u64, String)> {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<Line>(line).unwrap());
        lines.map(|line| (line.n, line.id.to_string())).collect()
    }

    fn numbered(ids: &[&str]) -> Vec<(u64, String)> {
        (1..).zip(ids.iter().map(|id| (*id).to_owned())).collect()
    }

    // rule: SMS-10
    #[tokio::test]
    async fn a_message_is_in_the_outbox_once_however_often_it_is_sent() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("outbox.jsonl");
        let sender = sink(&path);
        let sends = ["a", "b", "a"].map(|id| send(&sender, id, false));
        assert_eq!(
            join_all(sends).await,
            [
                SendOutcome::Accepted,
                SendOutcome::Accepted,
                SendOutcome::Accepted
            ]
        );
        drop(sender);
        let again = sink(&path);
        assert_eq!(send(&again, "b", true).await, SendOutcome::Accepted);
        assert_eq!(send(&again, "c", true).await, SendOutcome::Accepted);
        assert_eq!(ids(&path), numbered(&["a", "b", "c"]));
    }

    // rule: SMS-10
    #[tokio::test]
    async fn a_line_that_a_crash_tore_is_cut_off_and_its_message_sent_anew() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("outbox.jsonl");
        send(&sink(&path), "a", false).await;
        let whole = std::fs::read(&path).unwrap();
        let torn = [&whole[..], br#"{"n":2,"id":"b","to":"138"#].concat();
        std::fs::write(&path, torn).unwrap();
        let sender = sink(&path);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
        assert_eq!(send(&sender, "b", true).await, SendOutcome::Accepted);
        assert_eq!(ids(&path), numbered(&["a", "b"]));
    }

    #[test]
    fn a_damaged_line_before_the_last_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("outbox.jsonl");
        std::fs::write(&path, "{}\n{\"n\"").unwrap();
        let (time, _controller) = Time::virtual_at(Instant::EPOCH);
        let failure = OutboxFile::open(&path, time).unwrap_err();
        assert!(
            matches!(failure, OutboxFailure::Damaged { line: 1, .. }),
            "{failure}"
        );
    }
}
