//! The process that appends until its power goes, and how it is frozen.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use anyhow::{Context as _, Result, bail};
use eventlog::{Log, LogId, SledStore, Timekeeping};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use types::Instant;

use super::frames::{BEGAN_SECONDS, LOG, frame};

/// The option by which the program becomes the writer.
pub const APPEND_IN: &str = "--append-in";

/// Appends frame after frame to a new log and prints each number once it is acknowledged. It ends only with an error.
///
/// # Errors
/// When the log cannot be begun or appended to, or nobody listens any more.
pub fn append_in(dir: &Path) -> Result<()> {
    let id = LogId::derive(LOG, Instant::from_seconds(BEGAN_SECONDS), b"power cut");
    let (_log, mut writer) = Log::create(SledStore::open(dir)?, LOG, id, Timekeeping::Virtual)?;
    let mut out = std::io::stdout().lock();
    for n in 1_u64.. {
        let appended = writer.append(&frame(n))?;
        writeln!(out, "{}", appended.frame)?;
        out.flush()?;
    }
    Ok(())
}

/// A writer at work. It is gone when this is dropped.
pub(super) struct Appending {
    child: Child,
    acknowledged: Receiver<u64>,
}

impl Appending {
    /// Starts a writer on a new log.
    pub(super) fn start(program: &Path, dir: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .arg(APPEND_IN)
            .arg(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("failed to start the writer")?;
        let lines = child.stdout.take().context("the writer has no output")?;
        let (sender, acknowledged) = channel();
        std::thread::spawn(move || {
            let numbers = BufReader::new(lines).lines().map_while(Result::ok);
            for number in numbers.filter_map(|line| line.parse().ok()) {
                if sender.send(number).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, acknowledged })
    }

    /// Waits for so many frames and stops the writer where it stands. Gives the last frame that was acknowledged
    /// before.
    pub(super) fn freeze_after(&mut self, frames: u64) -> Result<u64> {
        let mut last = 0;
        while last < frames {
            last = self
                .acknowledged
                .recv()
                .context("the writer ended before its power was cut")?;
        }
        last = self.acknowledged.try_iter().last().unwrap_or(last);
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.context("the writer has no process id")?;
        kill_process(pid, Signal::STOP)?;
        // What was under way to the disk is there or not; nothing more comes.
        match waitpid(Some(pid), WaitOptions::UNTRACED)? {
            Some((_, status)) if status.stopped() => Ok(last),
            _ => bail!("the writer ended instead of standing still"),
        }
    }
}

impl Drop for Appending {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
