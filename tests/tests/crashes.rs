//! Each service, the desk and the gateway killed again and again under load, claims also while it builds a package:
//! nothing is lost, nothing done twice.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Stdio};

use async_nats::Subscriber;
use futures::StreamExt as _;
use proto::wire::{LogTail, endpoint, subject};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tokio::sync::oneshot::{self, error::TryRecvError};
use whole_system::{Data, Options, System, at, project_file};

const SEED: u64 = 7;
/// Before the first of the work orders.
const START: &str = "2001-07-01 08:00";
/// Frames with records between two kills, on average: the run has some fifteen thousand of them.
const FRAMES_BETWEEN: u32 = 750;
const AT_LEAST: usize = 15;

const SERVICES: [&str; 7] = [
    "directory",
    "hotline",
    "dispatch",
    "field",
    "claims",
    "returns",
    "notify",
];
/// What is killed besides.
const BESIDES: [&str; 2] = ["desk", "gateway"];
/// The services that commit all the time.
const BUSY: [&str; 6] = ["hotline", "dispatch", "field", "claims", "returns", "notify"];
const CLAIMS: &str = "claims";

/// Drives a running sandbox through the first 120 work orders of a file.
fn simulate(system: &System) -> Child {
    let orders = project_file("tests/cases/excavator_300.csv");
    let orders = orders.to_str().unwrap();
    let arguments = ["simulate", "--orders", orders, "--seed", "7", "--limit", "120"];
    let mut command = system.cli().english().command(&arguments);
    command.stdin(Stdio::null()).spawn().unwrap()
}

/// What a simulation says in the end, but how long it took.
fn table(simulation: Child) -> String {
    let output = simulation.wait_with_output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}\n{err}");
    let lines = out.lines().filter(|line| !line.starts_with("real time"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// What is equal at the end of a run, however it went.
#[derive(Debug, PartialEq)]
struct End {
    table: String,
    digest: String,
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
    }
}

/// How a part was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// At any moment.
    Signal,
    /// By itself, when its next frame is on disk and nobody has been answered.
    BetweenAppendAndAnswer,
    /// When a claim's package was asked for and is being built.
    WhilePacking,
}

type Kills = BTreeMap<(Way, &'static str), usize>;

/// Kills one part after another, each after a random number of frames.
struct Killer<'a> {
    system: &'a System,
    data: &'a Data,
    dice: ChaCha8Rng,
    bus: async_nats::Client,
    /// Hears of every frame with records, whichever log it is in.
    wakes: Subscriber,
    ended: oneshot::Receiver<()>,
}

impl Killer<'_> {
    async fn run(mut self) -> Kills {
        let mut kills = Kills::new();
        let mut turn = 0;
        while self.frames_pass().await {
            turn += 1;
            let (way, part) = match turn % 5 {
                1 | 3 => (Way::BetweenAppendAndAnswer, *BUSY.choose(&mut self.dice).unwrap()),
                2 => (Way::WhilePacking, CLAIMS),
                _ => (Way::Signal, self.any_part()),
            };
            if self.kill(way, part).await {
                *kills.entry((way, part)).or_default() += 1;
            }
        }
        kills
    }

    fn any_part(&mut self) -> &'static str {
        let parts = [SERVICES.as_slice(), BESIDES.as_slice()].concat();
        parts.choose(&mut self.dice).unwrap()
    }

    /// Waits until a random number of frames was written; false when the simulation ended before.
    async fn frames_pass(&mut self) -> bool {
        for _ in 0..self.dice.random_range(1..=2 * FRAMES_BETWEEN) {
            if !self.a_frame_passes().await {
                return false;
            }
        }
        true
    }

    /// Waits for the next frame; false when the simulation has ended.
    async fn a_frame_passes(&mut self) -> bool {
        if !matches!(self.ended.try_recv(), Err(TryRecvError::Empty)) {
            return false;
        }
        tokio::select! {
            wake = self.wakes.next() => wake.is_some(),
            _ = &mut self.ended => false,
        }
    }

    /// Waits until claims asks for a package; false when the simulation has ended.
    async fn packing_begins(&mut self) -> bool {
        loop {
            let wake = tokio::select! {
                wake = self.wakes.next() => wake,
                _ = &mut self.ended => None,
            };
            let Some(wake) = wake else { return false };
            if *wake.subject == *subject(CLAIMS, endpoint::WAKE) && self.asks_for_package(&wake.payload).await
            {
                return true;
            }
        }
    }

    /// Whether a package is asked for in a frame, or after it; somebody who is being restarted says nothing.
    async fn asks_for_package(&self, frame: &[u8]) -> bool {
        let frame: u64 = std::str::from_utf8(frame).unwrap().parse().unwrap();
        let tail = LogTail {
            after: Some(frame - 1),
            limit: None,
        };
        let body = serde_json::to_vec(&tail).unwrap();
        let asked = self.bus.request(subject(CLAIMS, endpoint::LOG_TAIL), body.into());
        let answer = asked.await.map(|answer| answer.payload);
        answer.is_ok_and(|records| {
            let records: Vec<serde_json::Value> = serde_json::from_slice(&records).unwrap_or_default();
            records.iter().any(|record| record["kind"] == "PackageAsked")
        })
    }

    /// Kills a part and waits until another process took its place.
    async fn kill(&mut self, way: Way, part: &str) -> bool {
        if way == Way::WhilePacking && !self.packing_begins().await {
            return false;
        }
        let before = self.system.pid(part);
        let order = self.data.path().join(part).join("kill-after-append");
        match way {
            Way::Signal | Way::WhilePacking => {
                self.system.kill(part);
            }
            Way::BetweenAppendAndAnswer => fs::write(&order, "").unwrap(),
        }
        while self.system.pid(part) == before {
            if !self.a_frame_passes().await {
                // An order that was carried out is gone.
                return way != Way::BetweenAppendAndAnswer || fs::remove_file(&order).is_err();
            }
        }
        true
    }
}

/// Runs the simulation on a system in one process that nobody disturbs.
fn undisturbed() -> End {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)));
    let end = end(&system, table(simulate(&system)));
    system.stop();
    end
}

/// Runs the simulation on a system whose processes are killed.
fn disturbed() -> (End, Kills) {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)).processes());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (bus, wakes) = runtime.block_on(async {
        let bus = async_nats::connect(system.nats()).await.unwrap();
        let wakes = bus.subscribe(subject("*", endpoint::WAKE)).await.unwrap();
        (bus, wakes)
    });
    let simulation = simulate(&system);
    let (end_of_run, ended) = oneshot::channel();
    let dice = ChaCha8Rng::seed_from_u64(SEED);
    let killer = Killer {
        system: &system,
        data: &data,
        dice,
        bus,
        wakes,
        ended,
    };
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

// rule: SMS-11, CLM-6
#[test]
fn killed_again_and_again_the_system_ends_where_it_ends_undisturbed() {
    let (undisturbed, (disturbed, kills)) = std::thread::scope(|scope| {
        let quiet = scope.spawn(undisturbed);
        let disturbed = disturbed();
        (quiet.join().unwrap(), disturbed)
    });
    assert_eq!(disturbed, undisturbed, "seed {SEED}, killed: {kills:?}");
    let of = |wanted: Way| {
        kills
            .iter()
            .filter(|((way, _), _)| *way == wanted)
            .map(|(_, count)| count)
            .sum::<usize>()
    };
    let (signals, after_append) = (of(Way::Signal), of(Way::BetweenAppendAndAnswer));
    assert!(kills.values().sum::<usize>() >= AT_LEAST, "{kills:?}");
    assert!(of(Way::WhilePacking) > 0, "{kills:?}");
    assert!(
        after_append * 2 >= signals,
        "{kills:?}; is the binary built with `--features faults`?"
    );
}
