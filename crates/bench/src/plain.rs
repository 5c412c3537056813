//! The disk's own limit: bytes appended to a file and synced, with the same batching as the log.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::sync::oneshot;

use crate::loops::Client;

/// As many as the writer of a log takes into one frame.
const BATCH: usize = 1_024;

type Piece = (Vec<u8>, oneshot::Sender<()>);

/// Appends to a file, drains what waits, syncs, answers; it ends when no client is left.
pub(crate) fn appender(path: &Path) -> Result<Sender<Piece>> {
    let file = File::create(path).with_context(|| format!("failed to make {}", path.display()))?;
    let (sender, inbox) = channel();
    std::thread::Builder::new()
        .name("plain".to_owned())
        .spawn(move || append(file, &inbox))?;
    Ok(sender)
}

/// A failed write ends the thread, and with it every client.
fn append(mut file: File, inbox: &Receiver<Piece>) {
    while let Ok(first) = inbox.recv() {
        let (mut bytes, mut waiting) = (first.0, vec![first.1]);
        while waiting.len() < BATCH
            && let Ok((more, answer)) = inbox.try_recv()
        {
            bytes.extend(more);
            waiting.push(answer);
        }
        if file.write_all(&bytes).and_then(|()| file.sync_data()).is_err() {
            return;
        }
        for answer in waiting {
            let _ = answer.send(());
        }
    }
}

/// Appends the same number of bytes again and again.
pub(crate) struct Appending {
    pub(crate) to: Sender<Piece>,
    pub(crate) bytes: usize,
}

impl Client for Appending {
    async fn once(&mut self) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        self.to
            .send((vec![b'x'; self.bytes], answer))
            .ok()
            .context("the file cannot be written")?;
        answered.await.context("the file cannot be synced")
    }
}

/// Microseconds of one append of a block with its fdatasync: the median over a while.
#[expect(clippy::cast_precision_loss, reason = "microseconds")]
pub(crate) fn sync_micros(path: &Path, during: Duration) -> Result<f64> {
    let mut file = File::create(path)?;
    let block = [b'x'; 8_192];
    let (begun, mut taken) = (Instant::now(), Vec::new());
    while begun.elapsed() < during {
        let each = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        taken.push(each.elapsed().as_micros() as f64);
    }
    Ok(crate::figure::median(&taken))
}
