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
use std::process::{Child, Stdio};

use tokio::sync::oneshot;
use whole_system::{Data, Options, System, at, project_file};

use self::killer::{Killer, Kills, PARTS, Way};
use self::once::{Commands, written_once};

/// Before the first of the work orders.
const START: &str = "2001-07-01 08:00";
/// The variable by which `cargo xtask soak` gives each run a seed of its own for its kills.
const SEED: &str = "FIELDLEDGER_SOAK_SEED";

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

/// Runs the simulation on a system whose processes are killed.
fn disturbed(limit: u32, seed: u64) -> (End, Kills) {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)).processes());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (end_of_run, ended) = oneshot::channel();
    let killer = runtime.block_on(Killer::new(&system, &data, seed, ended));
    let simulation = simulate(&system, limit);
    let (table, kills) = std::thread::scope(|scope| {
        let kills = scope.spawn(|| runtime.block_on(killer.run()));
        let table = std::panic::catch_unwind(|| table(simulation));
        // The killer ends when this is dropped, too.
        let _ = end_of_run.send(());
        (table, kills.join().unwrap())
    });
    let table = table.unwrap_or_else(|failure| std::panic::resume_unwind(failure));
    let end = end(&system, table);
    system.stop();
    (end, kills)
}

/// Holds a run with kills against one without; each part was killed, and each way of killing had its turn.
fn ends_where_it_ends_undisturbed(limit: u32, seed: u64) -> Kills {
    let (undisturbed, (disturbed, kills)) = std::thread::scope(|scope| {
        let quiet = scope.spawn(|| undisturbed(limit));
        let disturbed = disturbed(limit, seed);
        (quiet.join().unwrap(), disturbed)
    });
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
    let of = |wanted: Way| {
        let these = kills.iter().filter(|((way, _), _)| *way == wanted);
        these.map(|(_, count)| count).sum::<usize>()
    };
    let killed: BTreeSet<&str> = kills.keys().map(|(_, part)| *part).collect();
    assert_eq!(killed, PARTS.into(), "{kills:?}");
    assert!(of(Way::WhilePacking) > 0, "{kills:?}");
    assert!(
        of(Way::BetweenAppendAndAnswer) * 3 >= kills.values().sum::<usize>(),
        "{kills:?}; is the binary built with `--features faults`?"
    );
    kills
}

// rule: SMS-11, CLM-6
#[test]
fn killed_again_and_again_the_system_ends_where_it_ends_undisturbed() {
    ends_where_it_ends_undisturbed(120, 7);
}

// rule: SMS-11, CLM-6
#[test]
#[ignore = "takes minutes; `cargo xtask soak` runs it, again and again"]
fn soak_three_hundred_work_orders_are_served_alike_however_the_services_are_killed() {
    let seed = std::env::var(SEED).map_or(7, |seed| seed.parse().unwrap());
    let kills = ends_where_it_ends_undisturbed(300, seed);
    let count: usize = kills.values().sum();
    let after_append = kills.iter().filter(|((way, _), _)| *way != Way::Signal);
    let after_append: usize = after_append.map(|(_, count)| count).sum();
    // Read by `cargo xtask soak`.
    eprintln!("soak: {count} kills, {after_append} of them between append and answer or while packing");
}
