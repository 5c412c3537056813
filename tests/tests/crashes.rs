//! Each service, the desk and the gateway killed again and again under load: nothing is lost, nothing done twice.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::fs;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use whole_system::{Data, Options, System, at, project_file};

const SEED: u64 = 7;
/// Before the first of the work orders.
const START: &str = "2001-07-01 08:00";
/// How many kills are spread over the run; the last may come too late to happen.
const WANTED: u64 = 24;
const AT_LEAST: usize = 15;

const PARTS: [&str; 7] = ["directory", "hotline", "dispatch", "field", "notify", "desk", "gateway"];
/// The services that commit all the time.
const BUSY: [&str; 4] = ["hotline", "dispatch", "field", "notify"];

/// Drives a running sandbox through 300 work orders.
fn simulate(system: &System) -> Child {
    let orders = project_file("tests/cases/excavator_300.csv");
    let orders = orders.to_str().unwrap();
    let arguments = ["simulate", "--orders", orders, "--seed", "7", "--limit", "300"];
    let mut command = system.cli().english().command(&arguments);
    command.stdin(std::process::Stdio::null()).spawn().unwrap()
}

/// What a simulation says in the end, but how long it took.
fn table(simulation: Child) -> String {
    let output = simulation.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    let lines = out.lines().filter(|line| !line.starts_with("real time"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// How many frames all logs hold together; none while a part cannot be heard.
fn heads(system: &System) -> Option<u64> {
    let status = system.http().get("/api/v1/status").try_send().filter(|answer| answer.status == 200)?.json();
    status["away"].as_object().filter(|away| away.is_empty())?;
    let services = status["services"].as_array()?;
    Some(services.iter().filter_map(|service| service["head"].as_u64()).sum())
}

/// What is equal at the end of a run, however it went.
#[derive(Debug, PartialEq)]
struct End {
    table: String,
    digest: String,
}

fn end(system: &System, table: String) -> End {
    system.settle();
    for service in ["directory", "hotline", "dispatch", "field", "notify"] {
        let verified = system.http().post(&format!("/api/v1/logs/{service}/verify")).json(&serde_json::json!({})).send().taken();
        assert!(verified["finding"].is_null(), "{service}: {verified}");
    }
    End { table, digest: system.digest() }
}

/// How a part was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// At any moment.
    Signal,
    /// By itself, when its next frame is on disk and nobody has been answered.
    BetweenAppendAndAnswer,
}

/// Kills one part after another, each after a random number of frames.
struct Killer<'a> {
    system: &'a System,
    data: &'a Data,
    dice: ChaCha8Rng,
    /// Frames between two kills, on average.
    every: u64,
    ended: &'a AtomicBool,
}

impl Killer<'_> {
    fn run(mut self) -> BTreeMap<(Way, &'static str), usize> {
        let mut kills = BTreeMap::new();
        let mut turn = 0;
        while self.frames_pass() {
            turn += 1;
            let (way, part) = if turn % 2 == 0 {
                (Way::BetweenAppendAndAnswer, *BUSY.choose(&mut self.dice).unwrap())
            } else {
                (Way::Signal, *PARTS.choose(&mut self.dice).unwrap())
            };
            if self.kill(way, part) {
                *kills.entry((way, part)).or_default() += 1;
            }
        }
        kills
    }

    /// Waits until a random number of frames was written; false when the simulation ended before.
    fn frames_pass(&mut self) -> bool {
        let more = self.dice.random_range(1..=2 * self.every);
        let mut until = None;
        while !self.ended.load(Ordering::Acquire) {
            let now = heads(self.system);
            if now.is_some_and(|now| now >= *until.get_or_insert(now + more)) {
                return true;
            }
        }
        false
    }

    /// Kills a part and waits until another process took its place.
    fn kill(&self, way: Way, part: &str) -> bool {
        let before = self.system.pid(part);
        let order = self.data.path().join(part).join("kill-after-append");
        match way {
            Way::Signal => {
                self.system.kill(part);
            }
            Way::BetweenAppendAndAnswer => fs::write(&order, "").unwrap(),
        }
        while self.system.pid(part) == before {
            if self.ended.load(Ordering::Acquire) {
                // It died when its order is used up, and nobody saw it come back.
                return way == Way::Signal || fs::remove_file(&order).is_err();
            }
            let _ = heads(self.system);
        }
        true
    }
}

// rule: SMS-11
#[test]
fn killed_again_and_again_the_system_ends_where_it_ends_undisturbed() {
    let quiet = Data::new();
    let system = System::start(&Options::sandbox(&quiet, at(START)));
    let first = heads(&system).unwrap();
    let undisturbed = end(&system, table(simulate(&system)));
    let frames = heads(&system).unwrap() - first;
    system.stop();

    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)).processes());
    let simulation = simulate(&system);
    let ended = AtomicBool::new(false);
    let (table, kills) = std::thread::scope(|scope| {
        let dice = ChaCha8Rng::seed_from_u64(SEED);
        let every = (frames / WANTED).max(1);
        let killer = Killer { system: &system, data: &data, dice, every, ended: &ended };
        let kills = scope.spawn(|| killer.run());
        let table = std::panic::catch_unwind(|| table(simulation));
        ended.store(true, Ordering::Release);
        (table, kills.join().unwrap())
    });
    println!("seed {SEED}, {frames} frames, killed: {kills:?}");
    let table = table.unwrap_or_else(|failure| std::panic::resume_unwind(failure));
    assert_eq!(end(&system, table), undisturbed);
    system.stop();

    let all: usize = kills.values().sum();
    let after_append: usize = kills.iter().filter(|((way, _), _)| *way == Way::BetweenAppendAndAnswer).map(|(_, n)| n).sum();
    assert!(all >= AT_LEAST, "only {all} kills: {kills:?}");
    assert!(after_append * 3 >= all, "{kills:?}; is the binary built with `--features faults`?");
}
