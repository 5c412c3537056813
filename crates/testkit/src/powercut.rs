//! The power goes: only what the kernel had handed to the disk is there when it comes back.
//!
//! The log stands on ext4 in a loop device. A process that appends is stopped at some moment, the device's image
//! copied as it is, the copy mounted, which replays the file system's journal, and the log opened and held against
//! every frame that was acknowledged. Mutants show that this would notice: a log that does not sync, or answers
//! before it did, loses something.

mod disk;
mod frames;
mod run;
mod writer;

use std::fmt;
use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;

use self::frames::Noise;
pub use self::run::Outcome;
pub use self::writer::{APPEND_IN, append_in};

/// A log with a fault put in, which must lose something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mutant {
    /// Leaves out the sync.
    NoSync,
    /// Answers before the sync.
    EarlyAnswer,
}

impl Mutant {
    /// The file that orders it, as the log's fault points know it.
    fn order(self) -> &'static str {
        match self {
            Self::NoSync => "fault-no-sync",
            Self::EarlyAnswer => "fault-early-answer",
        }
    }
}

/// What came of some power cuts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub runs: u64,
    pub skipped: u64,
    /// Runs whose log opened without something that was acknowledged.
    pub lost: u64,
    /// Runs whose log did not open or verify.
    pub unopenable: u64,
    /// Frames that were acknowledged and found byte for byte.
    pub frames: u64,
    /// How many of those took several parts.
    pub multi_part: u64,
}

impl Tally {
    fn add(&mut self, outcome: &Outcome) {
        self.runs += 1;
        match outcome {
            Outcome::Whole { frames, multi_part } => {
                self.frames += frames;
                self.multi_part += multi_part;
            }
            Outcome::Lost { .. } => self.lost += 1,
            Outcome::DoesNotOpen { .. } => self.unopenable += 1,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "power cuts: {} runs, {} skipped, {} lost something, {} did not open; {} acknowledged frames found whole, {} of them in several parts",
            self.runs, self.skipped, self.lost, self.unopenable, self.frames, self.multi_part
        )
    }
}

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The program that appends when it is given [`APPEND_IN`].
    pub writer: &'a Path,
    pub runs: u64,
    /// The moments follow from it.
    pub seed: u64,
    pub mutant: Option<Mutant>,
}

/// Cuts the power again and again, and tells `say` what came of each. Runs that cannot be tried are skipped; after
/// the first of them no other is tried.
pub fn cut_power(plan: &Plan<'_>, mut say: impl FnMut(&str)) -> Tally {
    let mut tally = Tally::default();
    let mut noise = Noise(plan.seed);
    for number in 1..=plan.runs {
        let after = 1 + noise.below(FRAMES_AT_MOST);
        match one(plan, after) {
            Ok(outcome) => {
                if !matches!(outcome, Outcome::Whole { .. }) {
                    say(&format!("run {number}: {outcome:?}"));
                }
                tally.add(&outcome);
            }
            Err(failure) => {
                tally.skipped = plan.runs - tally.runs;
                say(&format!(
                    "SKIPPED from run {number} on, a power cut needs root, loop devices and mkfs.ext4: {failure:#}"
                ));
                break;
            }
        }
    }
    tally
}

/// The power goes after so many frames at the latest: they fill the log's journal more than twice.
const FRAMES_AT_MOST: u64 = 4_000;

fn one(plan: &Plan<'_>, after: u64) -> Result<Outcome> {
    let dir = tempfile::tempdir()?;
    run::cut(plan.writer, dir.path(), after, plan.mutant)
}
