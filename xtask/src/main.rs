//! The project's own commands: `cargo xtask up`, `test`, `soak`, `powercut`, `fuzz`, `bench`, `screenshots`, `tidy`.

#![expect(
    clippy::print_stdout,
    reason = "a command-line tool talks on its standard output"
)]

mod bench;
mod browser;
mod faketime;
mod fuzz;
mod kannel;
mod make;
mod nats;
mod powercut;
mod project;
mod promtool;
mod python;
mod screenshots;
mod shell;
mod soak;
mod test;
mod tidy;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, checks and runs fieldledger from its source.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Gets nats-server if it is missing, builds in release mode and starts everything on loopback.
    Up {
        /// What `fieldledger up` is given, for instance `-- --sandbox`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Installs what the checks and tests need and runs them all.
    Test,
    /// Feeds mutated bytes to every way in, or to one: minutes or hours of libFuzzer.
    Fuzz {
        /// `sms`, `frames`, `events`, `commands`, `policies` or `spreadsheets`; all of them in turn without one.
        target: Option<String>,
        /// How long each.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// The long versions of the tests with faults: kills, simulated worlds, power cuts, minutes of steady load.
    Soak(soak::Soak),
    /// Measures speed and size as ratios, fails below what is promised, and writes `docs/performance.md`.
    Bench {
        /// What the bench is given, for instance `--quick` or `--events 5000000`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Takes a picture of every page of the console, and writes `docs/console`.
    Screenshots,
    /// Checks dependencies between crates, the list of rules, file sizes, wording and links.
    Tidy,
    /// Cuts the power under the log again and again and looks for what was acknowledged; needs root.
    Powercut {
        /// `--runs N`, `--seed S`, `--mutant no-sync` or `--mutant early-answer`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    let project = project::Project::load()?;
    make::ensure()?;
    match task {
        Task::Up { arguments } => up::run(&project, &arguments),
        Task::Test => test::run(&project),
        Task::Fuzz { target, seconds } => fuzz::run(&project, target.as_deref(), seconds),
        Task::Soak(soak) => soak::run(&project, soak),
        Task::Bench { arguments } => bench::run(&project, &arguments),
        Task::Screenshots => screenshots::run(&project),
        Task::Tidy => tidy::run(&project),
        Task::Powercut { arguments } => powercut::run(&project, &arguments),
    }
}
