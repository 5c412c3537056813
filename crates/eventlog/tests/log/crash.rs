//! A child that appends is killed at some moment; whatever it acknowledged is there, again and again.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

/// Starts the child, kills it once it has acknowledged some frames, and returns all acknowledged hashes.
fn run_and_kill(dir: &Path, after: u64) -> Vec<(u64, String)> {
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
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
    {
        let Some((_, words)) = line.split_once("acknowledged ") else {
            continue;
        };
        let Some((number, hash)) = words.split_once(' ') else {
            continue;
        };
        acknowledged.push((number.parse().unwrap(), hash.to_owned()));
        if acknowledged.len() as u64 == after {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    acknowledged
}

#[test]
fn every_acknowledged_frame_survives_a_kill_and_the_log_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut noise = Noise(20_260_105);
    let mut reached = 0;
    for _ in 0..6 {
        let acknowledged = run_and_kill(dir.path(), 1 + noise.below(120));
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
