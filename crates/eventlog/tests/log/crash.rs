//! A child that appends is killed at some moment; whatever it acknowledged is there, again and again.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::common::{NAME, Noise, begin, frame};
use eventlog::{Log, LogFailure, SledStore, Timekeeping, verify_dir};

const DIR: &str = "EVENTLOG_CRASH_DIR";

#[test]
#[ignore = "the child of the crash test, which starts it by name"]
fn child_that_appends_until_it_is_killed() {
    let dir = PathBuf::from(std::env::var(DIR).unwrap());
    let (log, mut writer) = match Log::open(SledStore::open(&dir).unwrap(), NAME, Timekeeping::Virtual) {
        Err(LogFailure::Empty { .. }) => begin(SledStore::open(&dir).unwrap()),
        opened => opened.unwrap(),
    };
    for n in log.head().frame + 1.. {
        let appended = writer.append(&frame(n)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {} {}", appended.frame, appended.hash).unwrap();
        out.flush().unwrap();
    }
}

/// Starts the child, does something to it once it has acknowledged some frames, kills it, and returns the
/// numbers and hashes of all frames it acknowledged.
pub(crate) fn run_child(dir: &Path, after: u64, at_that_moment: impl FnOnce(&Child)) -> Vec<(u64, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "crash::child_that_appends_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = lines.map_while(Result::ok).filter_map(|line| {
        let (number, hash) = line.split_once("acknowledged ")?.1.split_once(' ')?;
        Some((number.parse().ok()?, hash.to_owned()))
    });
    let mut all: Vec<_> = acknowledged
        .by_ref()
        .take(usize::try_from(after).unwrap())
        .collect();
    at_that_moment(&child);
    child.kill().unwrap();
    all.extend(acknowledged);
    child.wait().unwrap();
    all
}

#[test]
fn every_acknowledged_frame_survives_a_kill_and_the_log_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut noise = Noise(20_260_105);
    let mut reached = 0;
    for _ in 0..6 {
        let acknowledged = run_child(dir.path(), 1 + noise.below(120), |_| {});
        let first = acknowledged.first().unwrap().0;
        // A frame can be on disk whose acknowledgement the kill swallowed, never the other way round.
        assert!(
            first == reached + 1 || first == reached + 2,
            "{reached} then {first}"
        );
        let verified = verify_dir(dir.path(), NAME).unwrap();
        reached = acknowledged.last().unwrap().0;
        assert!(verified.frames == reached || verified.frames == reached + 1);
        let (log, _writer) = crate::common::reopen(SledStore::open(dir.path()).unwrap());
        for (number, hash) in acknowledged {
            assert_eq!(log.read(number).unwrap().hash.to_string(), hash, "frame {number}");
            assert_eq!(log.read(number).unwrap().records, frame(number).records);
        }
    }
}
