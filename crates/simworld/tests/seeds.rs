//! Worlds by their seeds: what must hold holds in each, and a broken piece is found out.

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

/// What does not hold in the undisturbed run of a seed, and what became otherwise of its story than with faults.
fn differences(rough: &Outcome, seed: u64) -> Vec<String> {
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

/// Plays worlds; tells how many and what went wrong in them.
fn hold(seeds: impl Iterator<Item = u64>) -> String {
    let (mut tally, mut worlds, mut frames, mut answered) = (Tally::default(), 0, 0, 0);
    for seed in seeds {
        let played = catch_unwind(|| play(with_faults(seed)));
        assert!(played.is_ok(), "a service panicked\n{}", replay(seed));
        let Ok(outcome) = played else { break };
        let mut findings = outcome.findings.clone();
        if findings.is_empty() && worlds % COMPARED == 0 {
            findings = differences(&outcome, seed);
        }
        assert!(findings.is_empty(), "{}\n{}", findings.join("\n"), replay(seed));
        tally.add(&outcome.tally);
        (worlds, frames, answered) = (worlds + 1, frames + outcome.frames, answered + outcome.answered);
    }
    format!(
        "{worlds} worlds, {frames} frames, {answered} commands answered, {} faults: {tally}",
        tally.all()
    )
}

macro_rules! worlds {
    ($($name:ident: $seeds:expr;)*) => {$(
        #[test]
        fn $name() {
            println!("{}", hold($seeds));
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
    let worlds = variable("FIELDLEDGER_SEEDS").unwrap_or(2_000);
    println!("{}", hold(1_000..1_000 + worlds));
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
