//! The file sink's messages, read back: where no carrier is configured, this is the phones' side.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;

use crate::body::json;
use crate::gate::Gate;
use crate::params::Params;
use crate::refusal::{Refusal, failed};
use crate::routes::{Content, Route};
use crate::sender::Line;

const USUAL: u64 = 1_000;
const MOST: u64 = 10_000;
/// How much of the file is looked through at a time.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Which messages are wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Only messages after the one with this number; they are counted from 1.
    #[serde(default)]
    after: u64,
    /// At most so many, 1,000 when missing, never more than 10,000.
    #[serde(default)]
    limit: Option<u64>,
}

/// Messages that went out, oldest first.
#[derive(Debug, JsonSchema)]
#[expect(
    dead_code,
    reason = "it describes the answer, which is put together from the file's own lines"
)]
struct Outbox {
    messages: Vec<Line>,
    /// The number of the last message in this answer: what to ask after next.
    last: u64,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let gives = Content::of::<Outbox>(schemas);
    let path = "/api/v1/sms/outbox";
    vec![
        Route::get(
            "text messages",
            path,
            "Messages out, as the file sink holds them",
            show,
            gives,
        )
        .asking::<Wanted>(schemas),
    ]
}

async fn show(State(gate): State<Gate>, Params(wanted): Params<Wanted>) -> Result<Response, Refusal> {
    let limit = wanted.limit.unwrap_or(USUAL).min(MOST);
    let read = move || gate.outbox().after(wanted.after, limit);
    let read = tokio::task::spawn_blocking(read)
        .await
        .map_err(|failure| failed("outbox.unreadable", &failure))?;
    read.map(json)
        .map_err(|failure| failed("outbox.unreadable", &failure))
}

/// Reads the sink's file while another process may be writing it, and remembers where its lines end.
#[derive(Debug)]
pub(crate) struct OutboxReader {
    path: PathBuf,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    file: Option<File>,
    /// Where each whole line ends, in bytes; a line without its end is still being written.
    ends: Vec<u64>,
}

impl OutboxReader {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            known: Mutex::default(),
        }
    }

    /// The messages after the one of a number, as the body of an answer.
    fn after(&self, after: u64, limit: u64) -> io::Result<Vec<u8>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.catch_up(&self.path)?;
        let last = known.count().min(after.saturating_add(limit)).max(after);
        let mut body = b"{\"messages\":[".to_vec();
        body.extend(known.lines(after, last)?);
        body.extend(format!("],\"last\":{last}}}").into_bytes());
        Ok(body)
    }
}

impl Known {
    fn count(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Where the line of a number ends; number 0 stands for the beginning.
    fn end_of(&self, number: u64) -> Option<u64> {
        match number {
            0 => Some(0),
            number => usize::try_from(number - 1)
                .ok()
                .and_then(|index| self.ends.get(index).copied()),
        }
    }

    /// The lines from one number (exclusive) to another, between commas.
    fn lines(&self, after: u64, last: u64) -> io::Result<Vec<u8>> {
        let (Some(file), Some(from), Some(until)) = (&self.file, self.end_of(after), self.end_of(last))
        else {
            return Ok(Vec::new());
        };
        let length = usize::try_from(until.saturating_sub(from)).map_err(io::Error::other)?;
        let mut lines = vec![0; length];
        file.read_exact_at(&mut lines, from)?;
        lines.pop();
        // JSON writes a line's end inside a text as \n, so each of these ends a message.
        lines
            .iter_mut()
            .filter(|byte| **byte == b'\n')
            .for_each(|byte| *byte = b',');
        Ok(lines)
    }

    /// Finds the ends of lines written since.
    fn catch_up(&mut self, path: &PathBuf) -> io::Result<()> {
        let file = match self.file.take() {
            Some(file) => file,
            None => match File::open(path) {
                Ok(file) => file,
                Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(failure) => return Err(failure),
            },
        };
        let mut at = self.ends.last().copied().unwrap_or_default();
        if file.metadata()?.len() < at {
            self.ends.clear();
            at = 0;
        }
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let read = file.read_at(&mut chunk, at)?;
            let read = chunk.get(..read).unwrap_or_default();
            if read.is_empty() {
                break;
            }
            let ends = read.iter().zip(at + 1..).filter(|(byte, _)| **byte == b'\n');
            self.ends.extend(ends.map(|(_, end)| end));
            at += read.len() as u64;
        }
        self.file = Some(file);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use serde_json::{Value, json};

    use super::*;

    fn read(reader: &OutboxReader, after: u64, limit: u64) -> Value {
        serde_json::from_slice(&reader.after(after, limit).unwrap()).unwrap()
    }

    #[test]
    fn the_outbox_is_read_on_from_where_it_was_left_and_never_half_a_line() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("outbox.jsonl");
        let reader = OutboxReader::new(path.clone());
        assert_eq!(read(&reader, 0, 10), json!({ "messages": [], "last": 0 }));
        let mut file = File::create(&path).unwrap();
        file.write_all(b"{\"n\":1}\n{\"n\":2}\n{\"n\"").unwrap();
        assert_eq!(
            read(&reader, 0, 10),
            json!({ "messages": [{"n": 1}, {"n": 2}], "last": 2 })
        );
        file.write_all(b":3}\n{\"n\":4}\n").unwrap();
        assert_eq!(read(&reader, 2, 1), json!({ "messages": [{"n": 3}], "last": 3 }));
        assert_eq!(read(&reader, 3, 10), json!({ "messages": [{"n": 4}], "last": 4 }));
        assert_eq!(read(&reader, 4, 10), json!({ "messages": [], "last": 4 }));
        assert_eq!(read(&reader, 9, u64::MAX), json!({ "messages": [], "last": 9 }));
        assert_eq!(read(&reader, 1, 0), json!({ "messages": [], "last": 1 }));
    }
}
