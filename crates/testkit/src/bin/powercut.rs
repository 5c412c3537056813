//! Cuts the power under the log again and again: what `cargo xtask powercut` runs.

#![expect(
    clippy::print_stdout,
    reason = "a command-line tool talks on its standard output"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use testkit::powercut::{Mutant, Plan, Tally, append_in, cut_power};

/// Freezes a process that appends to the log, copies its disk, and holds the copy against what was acknowledged.
///
/// Exit codes: 0 nothing was lost (with a mutant: something was), 1 the contrary, 2 no run could be tried.
#[derive(Parser)]
#[command(name = "powercut")]
struct Arguments {
    /// How many power cuts.
    #[arg(long, default_value_t = 100)]
    runs: u64,
    /// Makes the moments.
    #[arg(long, default_value_t = 36)]
    seed: u64,
    /// A fault that must lose something; needs a build with `--features faults`.
    #[arg(long, value_enum)]
    mutant: Option<Mutant>,
    /// Appends to a new log in this directory and does nothing else.
    #[arg(long, hide = true, value_name = "DIR")]
    append_in: Option<PathBuf>,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(dir) = &arguments.append_in {
        append_in(dir)?;
        return Ok(ExitCode::SUCCESS);
    }
    let plan = Plan {
        writer: &std::env::current_exe()?,
        runs: arguments.runs,
        seed: arguments.seed,
        mutant: arguments.mutant,
    };
    let tally = cut_power(&plan, |line| println!("{line}"));
    println!("{tally}");
    let (code, verdict) = judge(&tally, arguments.mutant);
    println!("{verdict}");
    Ok(code)
}

fn judge(tally: &Tally, mutant: Option<Mutant>) -> (ExitCode, &'static str) {
    let lost = tally.lost + tally.unopenable > 0;
    match (tally.runs, mutant, lost) {
        (0, _, _) => (ExitCode::from(2), "failed: no power cut was tried"),
        (_, None, false) => (ExitCode::SUCCESS, "nothing that was acknowledged is lost"),
        (_, None, true) => (
            ExitCode::FAILURE,
            "failed: something that was acknowledged is lost",
        ),
        (_, Some(_), true) => (ExitCode::SUCCESS, "the mutant lost something, as it must"),
        (_, Some(_), false) => (
            ExitCode::FAILURE,
            "failed: the mutant lost nothing; is this built with --features faults?",
        ),
    }
}
