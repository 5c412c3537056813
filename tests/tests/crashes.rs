//! Each service, the desk and the gateway killed again and again under load, claims also while it builds a package:
//! nothing is lost, nothing done twice.
//!
//! The digest over what everybody knows is that of a run that nobody disturbed, and so is the simulation's own table.
//! Every command that was answered stands in its log once, with the same events; every record of another log was
//! reacted to once, and every effect reported once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

#[path = "crashes/killer.rs"]
mod killer;
#[path = "crashes/once.rs"]
mod once;

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::process::{Child, Stdio};

use tokio::sync::oneshot;
use whole_system::{Data, Options, System, at, project_file};

use self::killer::{Killer, Kills, PARTS, Way};
use self::once::{Commands, written_once};

/// Before the first of the work orders.
const START: &str = "2001-07-01 08:00";
/// Frames with records between two kills, on average.
const FRAMES_BETWEEN: u32 = 250;
/// Frames with records that one work order makes, about.
const FRAMES: u32 = 60;

const SERVICES: [&str; 7] = [
    "directory",
    "hotline",
    "dispatch",
    "field",
    "claims",
    "returns",
    "notify",
];

/// Drives a running sandbox through the first work orders of a file.
fn simulate(system: &System, limit: u32) -> Child {
    let orders = project_file("tests/cases/excavator_300.csv");
    let orders = orders.to_str().unwrap();
    let limit = limit.to_string();
    let arguments = ["simulate", "--orders", orders, "--seed", "7", "--limit", &limit];
    let mut command = system.cli().english().command(&arguments);
    command.stdin(Stdio::null()).spawn().unwrap()
}

/// What a simulation says in the end, but how long it took and how many records verified: a claim's package is built
/// anew for each document that comes while nobody builds one, so a slower run may build it once more on the way.
fn table(simulation: Child) -> String {
    let output = simulation.wait_with_output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}\n{err}");
    let lines = out.lines().filter(|line| !line.starts_with("real time"));
    let said = lines.map(|line| match line.split_once(" (") {
        Some((verified, _)) if line.starts_with("all logs verify") => format!("{verified}\n"),
        _ => format!("{line}\n"),
    });
    said.collect()
}

/// What is equal at the end of a run, however it went.
#[derive(Debug, PartialEq)]
struct End {
    table: String,
    digest: String,
    commands: Commands,
}

fn end(system: &System, table: String) -> End {
    system.settle();
    for service in SERVICES {
        let verified = system
            .http()
            .post(&format!("/api/v1/logs/{service}/verify"))
            .json(&serde_json::json!({}))
            .send()
            .taken();
        assert!(verified["finding"].is_null(), "{service}: {verified}");
    }
    End {
        table,
        digest: system.digest(),
        commands: written_once(system),
    }
}

/// Runs the simulation on a system in one process that nobody disturbs.
fn undisturbed(limit: u32) -> End {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)));
    let end = end(&system, table(simulate(&system, limit)));
    system.stop();
    end
}

/// Runs the simulation on a system whose processes are killed, each time after so many frames on average.
fn disturbed(limit: u32, seed: u64, frames_between: u32) -> (End, Kills) {
    let data = Data::new();
    let mut system = System::start(&Options::sandbox(&data, at(START)).processes());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (end_of_run, ended) = oneshot::channel();
    let killer = runtime.block_on(Killer::new(&system, &data, (seed, frames_between), ended));
    let simulation = simulate(&system, limit);
    let (table, kills) = std::thread::scope(|scope| {
        let kills = scope.spawn(|| runtime.block_on(killer.run()));
        let table = catch_unwind(|| table(simulation));
        // The killer ends when this is dropped, too.
        let _ = end_of_run.send(());
        (table, kills.join().unwrap())
    });
    let table = table.unwrap_or_else(|failure| std::panic::resume_unwind(failure));
    system.until_ready();
    let end = end(&system, table);
    system.stop();
    (end, kills)
}

/// Holds a run with kills against one without.
fn equal(disturbed: &End, undisturbed: &End, seed: u64, kills: &Kills) {
    assert_eq!(
        disturbed.table, undisturbed.table,
        "seed {seed}, killed: {kills:?}"
    );
    assert_eq!(
        disturbed.digest, undisturbed.digest,
        "seed {seed}, killed: {kills:?}"
    );
    assert!(
        disturbed.commands == undisturbed.commands,
        "other commands stand in the logs; seed {seed}, killed: {kills:?}"
    );
}

/// How many kills there were in one way.
fn killed(kills: &Kills, wanted: Way) -> usize {
    let these = kills.iter().filter(|((way, _), _)| *way == wanted);
    these.map(|(_, count)| count).sum()
}

/// Each part was killed, and each way of killing had its turn.
fn killed_in_every_way(kills: &Kills) {
    let parts: BTreeSet<&str> = kills.keys().map(|(_, part)| *part).collect();
    assert_eq!(parts, PARTS.into(), "{kills:?}");
    assert!(killed(kills, Way::WhilePacking) > 0, "{kills:?}");
    assert!(
        killed(kills, Way::BetweenAppendAndAnswer) * 3 >= kills.values().sum::<usize>(),
        "{kills:?}; is the binary built with `--features faults`?"
    );
}

// rule: SMS-11, CLM-6
#[test]
fn killed_again_and_again_the_system_ends_where_it_ends_undisturbed() {
    const ROWS: u32 = 120;
    const SEED: u64 = 7;
    let (undisturbed, (disturbed, kills)) = std::thread::scope(|scope| {
        let quiet = scope.spawn(|| undisturbed(ROWS));
        let disturbed = disturbed(ROWS, SEED, FRAMES_BETWEEN);
        (quiet.join().unwrap(), disturbed)
    });
    equal(&disturbed, &undisturbed, SEED, &kills);
    killed_in_every_way(&kills);
}

/// A number that `cargo xtask soak` gives.
fn given(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |number| number.parse().unwrap())
}

// The orders and what people do about them are the same in every run, and only the kills are others: one undisturbed
// run is what each of them is held against.
// rule: SMS-11, CLM-6
#[test]
#[ignore = "takes hours; `cargo xtask soak` runs it"]
fn soak_however_often_the_services_are_killed_the_orders_are_served_alike() {
    let (runs, rows) = (
        given("FIELDLEDGER_SOAK_RUNS", 100),
        given("FIELDLEDGER_SOAK_ROWS", 20),
    );
    // Some nine kills in a run, however long it is.
    let frames_between = (rows * FRAMES / 9).max(FRAMES);
    let undisturbed = undisturbed(rows);
    let (mut all, mut lost) = (Kills::new(), Vec::new());
    for run in 1..=runs {
        let seed = u64::from(run);
        let played = catch_unwind(|| {
            let (disturbed, kills) = disturbed(rows, seed, frames_between);
            equal(&disturbed, &undisturbed, seed, &kills);
            kills
        });
        match played {
            Ok(kills) => {
                let count: usize = kills.values().sum();
                eprintln!("run {run} of {runs}: {count} kills, nothing lost and nothing twice");
                for (kill, count) in kills {
                    *all.entry(kill).or_default() += count;
                }
            }
            Err(_) => lost.push(seed),
        }
    }
    eprintln!(
        "{runs} runs of {rows} work orders, {} kills, {} of them between append and answer, {} while a package was built, {} losses",
        all.values().sum::<usize>(),
        killed(&all, Way::BetweenAppendAndAnswer),
        killed(&all, Way::WhilePacking),
        lost.len()
    );
    assert!(lost.is_empty(), "these runs did not end as they should: {lost:?}");
    assert!(
        runs < 10 || all.keys().map(|(_, part)| *part).collect::<BTreeSet<_>>() == PARTS.into(),
        "{all:?}"
    );
}
