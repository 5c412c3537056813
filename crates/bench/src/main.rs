//! Measures fieldledger against what its machine can do; `cargo xtask bench` builds and runs it.
//!
//! Every figure is a ratio between two things measured in turn within one window, so that it means the same on a
//! slow disk and on a fast one. The table says which ratios are promised; a broken promise ends in exit code 1.

#![expect(
    clippy::print_stdout,
    reason = "a command-line tool talks on its standard output"
)]

mod dealer;
mod disk;
mod figure;
mod figures;
mod loops;
mod operators;
mod plain;
mod plan;
mod postgres;
mod remote;
mod serve;
mod shop;
mod sizes;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tikv_jemallocator::Jemalloc;

/// The same as the program's (ADR 24).
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// Measures fieldledger and says which ratios are below what is promised.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Cli {
    #[command(flatten)]
    plan: plan::Asked,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Subcommand)]
enum Role {
    /// The other process of a measurement: hotline and an echo on a bus.
    #[command(hide = true)]
    Serve(serve::Place),
}

fn main() -> ExitCode {
    let arguments = Cli::parse();
    match run(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every promise was kept.
#[tokio::main]
async fn run(arguments: Cli) -> anyhow::Result<bool> {
    match arguments.role {
        Some(Role::Serve(arguments)) => serve::run(&arguments).await.map(|()| true),
        None => figures::measure(&arguments.plan.plan()).await,
    }
}
