//! Every way in over its committed corpus, and over mutations of it: the same ones every time.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on fails where it stands, and says with what"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use badinput::{TARGETS, Target};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const SEED: u64 = 20_260_105;
/// What is put in where something else stood: ends of ranges, separators, and what tools read as something special.
const TOKENS: [&[u8]; 24] = [
    b"0",
    b"-1",
    b"9223372036854775807",
    b"1e308",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80",
    b"\0",
    b"null",
    b"[]",
    b"{}",
    b"\"",
    b"\\u0000",
    "😀".as_bytes(),
    "\u{202e}".as_bytes(),
    "　".as_bytes(),
    "２６".as_bytes(),
    b",",
    b";",
    b"\n",
    b"=A1",
    b"2100-02-30",
    b"24:00",
    b"999999999999h",
    b"2600017",
];

/// What is known to be worth trying.
struct Corpus(Vec<Vec<u8>>);

impl Corpus {
    fn of(target: &Target) -> Self {
        let folder = corpus().join(target.name);
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .unwrap_or_else(|failure| panic!("{}: {failure}", folder.display()))
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{} is empty", folder.display());
        Self(files.iter().map(|file| fs::read(file).unwrap()).collect())
    }

    fn mutated(&self, dice: &mut ChaCha8Rng) -> Vec<u8> {
        let mut bytes = self.0.choose(dice).unwrap().clone();
        for _ in 0..dice.random_range(1..=6) {
            self.mutate(&mut bytes, dice);
        }
        bytes
    }

    fn mutate(&self, bytes: &mut Vec<u8>, dice: &mut ChaCha8Rng) {
        let from = dice.random_range(0..=bytes.len());
        let until = bytes.len().min(from + dice.random_range(0..=16));
        match dice.random_range(0..6) {
            0 => {
                bytes.drain(from..until);
            }
            1 => {
                let again = bytes[from..until].to_vec();
                bytes.splice(from..from, again);
            }
            2 => {
                bytes.splice(from..until, TOKENS.choose(dice).unwrap().iter().copied());
            }
            3 => {
                let other = self.0.choose(dice).unwrap();
                let start = dice.random_range(0..=other.len());
                let end = other.len().min(start + dice.random_range(0..=64));
                bytes.splice(from..until, other[start..end].iter().copied());
            }
            4 => bytes.truncate(from),
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= 1 << dice.random_range(0..8);
                }
            }
        }
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus")
}

/// Runs one input, and keeps it where it can be looked at when it breaks something.
fn run(target: &Target, bytes: &[u8]) {
    if let Err(broken) = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))) {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broke-{}", target.name));
        fs::write(&kept, bytes).unwrap();
        eprintln!(
            "{} is broken by {}: put it into fuzz/corpus/{}",
            target.name,
            kept.display(),
            target.name
        );
        resume_unwind(broken);
    }
}

fn stands(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let corpus = Corpus::of(target);
    for bytes in &corpus.0 {
        run(target, bytes);
    }
    let mut dice = ChaCha8Rng::seed_from_u64(SEED);
    for _ in 0..target.mutations {
        run(target, &corpus.mutated(&mut dice));
    }
}

// rule: SMS-7
#[test]
fn no_text_breaks_the_reader_of_texts() {
    stands("sms");
}

#[test]
fn no_bytes_pass_for_a_frame_that_is_none() {
    stands("frames");
}

#[test]
fn no_record_is_read_as_something_else_than_it_is_written() {
    stands("events");
}

#[test]
fn no_command_breaks_its_service() {
    stands("commands");
}

// rule: SLA-20
#[test]
fn no_policy_file_breaks_its_reader_or_a_clock() {
    stands("policies");
}

#[test]
fn no_list_breaks_its_import() {
    stands("spreadsheets");
}

#[test]
fn every_way_in_has_a_program_for_the_fuzzer() {
    let manifest = fs::read_to_string(corpus().join("../Cargo.toml")).unwrap();
    for Target { name, .. } in TARGETS {
        let program = format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"");
        assert!(manifest.contains(&program), "{name} is not in fuzz/Cargo.toml");
    }
}
