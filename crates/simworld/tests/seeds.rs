//! Worlds by their seeds: what must hold holds in each, and a broken piece is found out.

#![expect(
    clippy::print_stdout,
    reason = "the long test says what became of its worlds while it plays them"
)]

use std::fmt;
use std::panic::catch_unwind;

use simworld::{Mutant, Outcome, Plan, Tally, play};

/// Worlds of each of the four tests.
const WORLDS: u64 = 3;
/// So many worlds are played for each one that is also compared with the undisturbed run of the same story.
const COMPARED: u64 = 4;

/// Says which seed failed, and how to play it again.
fn replay(seed: u64) -> String {
    format!(
        "FIELDLEDGER_SEED={seed} cargo nextest run -p fieldledger-simworld one_seed --run-ignored all --no-capture"
    )
}

fn with_faults(seed: u64) -> Plan {
    Plan {
        seed,
        faults: true,
        mutant: None,
    }
}

/// What does not hold in the undisturbed run of a seed, and what became otherwise of its story than with faults; where
/// clocks jumped, what people did may have come too late or too early for it.
fn differences(rough: &Outcome, seed: u64) -> Vec<String> {
    if rough.tally.jumps > 0 {
        return Vec::new();
    }
    let calm = play(Plan {
        faults: false,
        ..with_faults(seed)
    });
    let missing = calm.outline.iter().filter(|line| !rough.outline.contains(line));
    let added = rough.outline.iter().filter(|line| !calm.outline.contains(line));
    let wrong = calm
        .findings
        .iter()
        .map(|finding| format!("undisturbed: {finding}"));
    let missing = missing.map(|line| format!("only undisturbed: {line}"));
    let added = added.map(|line| format!("only with faults: {line}"));
    wrong.chain(missing).chain(added).collect()
}

/// What became of some worlds.
#[derive(Debug, Default)]
struct Held {
    tally: Tally,
    worlds: u64,
    frames: u64,
    answered: u64,
}

impl Held {
    fn add(&mut self, other: &Self) {
        self.tally.add(&other.tally);
        self.worlds += other.worlds;
        self.frames += other.frames;
        self.answered += other.answered;
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tally,
            worlds,
            frames,
            answered,
        } = self;
        let faults = tally.all();
        write!(
            f,
            "{worlds} worlds, {frames} frames, {answered} commands answered, {faults} faults: {tally}"
        )
    }
}

/// Plays one world; tells what went wrong in it.
fn hold_one(seed: u64, compared: bool) -> Result<Held, String> {
    let played = catch_unwind(|| play(with_faults(seed)));
    let outcome = played.map_err(|_| format!("a service panicked\n{}", replay(seed)))?;
    let mut findings = outcome.findings.clone();
    if findings.is_empty() && compared {
        findings = differences(&outcome, seed);
    }
    if !findings.is_empty() {
        return Err(format!("{}\n{}", findings.join("\n"), replay(seed)));
    }
    Ok(Held {
        tally: outcome.tally,
        worlds: 1,
        frames: outcome.frames,
        answered: outcome.answered,
    })
}

/// Plays worlds; tells how many there were, and every one in which something went wrong.
fn hold(seeds: impl Iterator<Item = u64>) -> (Held, Vec<String>) {
    let (mut all, mut broken) = (Held::default(), Vec::new());
    for (seed, turn) in seeds.zip(0..) {
        match hold_one(seed, turn % COMPARED == 0) {
            Ok(held) => all.add(&held),
            Err(wrong) => {
                println!("{wrong}");
                broken.push(wrong);
            }
        }
    }
    (all, broken)
}

fn all_hold(seeds: impl Iterator<Item = u64>) {
    let (held, broken) = hold(seeds);
    println!("{held}");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

macro_rules! worlds {
    ($($name:ident: $seeds:expr;)*) => {$(
        #[test]
        fn $name() {
            all_hold($seeds);
        }
    )*};
}

// Four tests, so that as many processors share them.
worlds! {
    worlds_hold_what_must_hold_1: (0..WORLDS).map(|seed| seed * 4);
    worlds_hold_what_must_hold_2: (0..WORLDS).map(|seed| seed * 4 + 1);
    worlds_hold_what_must_hold_3: (0..WORLDS).map(|seed| seed * 4 + 2);
    worlds_hold_what_must_hold_4: (0..WORLDS).map(|seed| seed * 4 + 3);
}

#[test]
fn the_same_seed_plays_the_same_world_byte_by_byte() {
    for seed in [3, 12] {
        let (first, second) = (play(with_faults(seed)), play(with_faults(seed)));
        assert!(first.tally.all() > 0 && first.frames > 0);
        assert!(first.disks == second.disks, "{}", replay(seed));
        assert_eq!((first.tally, first.happenings), (second.tally, second.happenings));
        assert_ne!(first.digest(), play(with_faults(seed + 1)).digest());
    }
}

/// Among how many seeds a broken piece must be found out.
const FOUND_WITHIN: u64 = 60;

#[test]
fn a_world_with_a_broken_piece_is_found_out() {
    for mutant in Mutant::ALL {
        let found = (0..FOUND_WITHIN).find_map(|seed| {
            let outcome = play(Plan {
                mutant: Some(mutant),
                ..with_faults(seed)
            });
            Some((seed, outcome.findings.into_iter().next()?))
        });
        let (seed, finding) =
            found.unwrap_or_else(|| panic!("{mutant:?} was not found in {FOUND_WITHIN} worlds"));
        println!("{mutant:?} in world {seed}: {finding}");
    }
}

#[test]
#[ignore = "takes minutes; FIELDLEDGER_SEEDS says how many worlds"]
fn thousands_of_worlds_hold_what_must_hold() {
    let first = variable("FIELDLEDGER_FIRST_SEED").unwrap_or(1_000);
    let seeds = first..first + variable("FIELDLEDGER_SEEDS").unwrap_or(2_000);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (held, broken) = std::thread::scope(|scope| {
        let mine = |thread| seeds.clone().skip(thread).step_by(threads);
        let playing: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || hold(mine(thread))))
            .collect();
        let (mut all, mut broken) = (Held::default(), Vec::new());
        for (held, wrong) in playing.into_iter().map(|played| played.join().unwrap()) {
            all.add(&held);
            broken.extend(wrong);
        }
        (all, broken)
    });
    println!("{held}; {} worlds in which something went wrong", broken.len());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
#[ignore = "plays the seed that FIELDLEDGER_SEED names"]
fn one_seed() {
    let seed = variable("FIELDLEDGER_SEED").unwrap_or(1);
    let outcome = play(with_faults(seed));
    let mut findings = outcome.findings.clone();
    findings.extend(differences(&outcome, seed));
    println!(
        "seed {seed}: {} happenings, {} frames, {}",
        outcome.happenings, outcome.frames, outcome.tally
    );
    for finding in &findings {
        println!("{finding}");
    }
    assert!(findings.is_empty());
}
