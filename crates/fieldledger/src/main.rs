//! The binary: runs the system, and is its command-line client.

mod cli;
mod client;
mod run;
mod simulate;

use std::process::ExitCode;

use clap::Parser;
use tikv_jemallocator::Jemalloc;

/// One of a service's threads takes what another gives back, which glibc makes both wait for (ADR 24).
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli.command {
        cli::Command::Client(command) => client::main(cli.globals, command),
        cli::Command::Run(command) => run::main(&cli.globals, command),
        cli::Command::Simulate(arguments) => simulate::main(&cli.globals, &arguments),
    }
}
