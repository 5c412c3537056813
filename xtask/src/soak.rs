//! `cargo xtask soak`: the long versions of the tests with faults.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::project::Project;
use crate::{nats, powercut, shell, test};

const KILLS: &str = "soak_however_often_the_services_are_killed_the_orders_are_served_alike";
const WORLDS: &str = "thousands_of_worlds_hold_what_must_hold";
const STEADY: &str = "soak_orders_opened_and_closed_at_the_same_rate_leave_little_in_memory";

/// What is done and how often: what is named, or everything at its full length when nothing is.
#[derive(Debug, Args)]
pub(crate) struct Soak {
    /// Runs of the whole system whose services are killed, each with other kills.
    #[arg(long, value_name = "N")]
    runs: Option<u32>,
    /// How many work orders each of them serves, with some nine kills.
    #[arg(long, value_name = "R", default_value_t = 20)]
    rows: u32,
    /// Simulated worlds.
    #[arg(long, value_name = "N")]
    seeds: Option<u32>,
    /// Power cuts; needs root.
    #[arg(long, value_name = "N")]
    power_cuts: Option<u32>,
    /// Minutes of steady load, with a bound on what each closed order leaves in memory.
    #[arg(long, value_name = "M")]
    minutes: Option<u32>,
}

impl Soak {
    fn names_nothing(&self) -> bool {
        let all = [self.runs, self.seeds, self.power_cuts, self.minutes];
        all.iter().all(Option::is_none)
    }

    /// Everything at its full length.
    fn full(self) -> Self {
        Self {
            runs: Some(100),
            seeds: Some(2_000),
            power_cuts: Some(100),
            minutes: Some(10),
            ..self
        }
    }
}

/// Runs one part after another, and names those that found something.
pub(crate) fn run(project: &Project, soak: Soak) -> Result<()> {
    let soak = if soak.names_nothing() { soak.full() } else { soak };
    let nats_server = nats::ensure(project)?;
    test::build(project)?;
    let long_test = |file, name, given: &[(&str, u32)]| {
        shell::run(&mut long_test(project, &nats_server, (file, name), given))
    };
    let mut parts: Vec<(&str, Result<()>)> = Vec::new();
    if let Some(runs) = soak.runs {
        let given = [
            ("FIELDLEDGER_SOAK_RUNS", runs),
            ("FIELDLEDGER_SOAK_ROWS", soak.rows),
        ];
        parts.push(("kills", long_test("crashes", KILLS, &given)));
    }
    if let Some(seeds) = soak.seeds {
        parts.push((
            "worlds",
            long_test("seeds", WORLDS, &[("FIELDLEDGER_SEEDS", seeds)]),
        ));
    }
    if let Some(cuts) = soak.power_cuts {
        let arguments = ["--runs".to_owned(), cuts.to_string()];
        parts.push(("power cuts", powercut::run(project, &arguments)));
    }
    if let Some(minutes) = soak.minutes {
        parts.push(("steady load", steady(project, &nats_server, minutes)));
    }
    summary(&parts)
}

/// Orders as fast as they can be served, so by the program as it is used.
fn steady(project: &Project, nats_server: &Path, minutes: u32) -> Result<()> {
    let program = ["build", "--release", "--locked", "--package", "fieldledger"];
    shell::run(project.cargo().args(program))?;
    let given = [("FIELDLEDGER_SOAK_MINUTES", minutes)];
    let mut test = long_test(project, nats_server, ("steady", STEADY), &given);
    shell::run(test.env("FIELDLEDGER_BIN", project.fieldledger("release")))
}

fn summary(parts: &[(&str, Result<()>)]) -> Result<()> {
    let mut broken = Vec::new();
    for (part, result) in parts {
        match result {
            Ok(()) => println!("{part}: held"),
            Err(error) => {
                println!("{part}: {error:#}");
                broken.push(*part);
            }
        }
    }
    if !broken.is_empty() {
        bail!("these did not hold: {}", broken.join(", "));
    }
    Ok(())
}

/// One test of a file, as `cargo xtask test` builds it, saying what it does while it does it.
fn long_test(
    project: &Project,
    nats_server: &Path,
    (file, name): (&str, &str),
    given: &[(&str, u32)],
) -> Command {
    let mut test = project.cargo();
    test.args(["test", "--test", file])
        .args(test::WORKSPACE)
        .args(["--", "--ignored", "--exact", "--nocapture", name])
        .env(nats::VARIABLE, nats_server)
        .env("FIELDLEDGER_BIN", project.fieldledger("debug"));
    for (variable, number) in given {
        test.env(variable, number.to_string());
    }
    test
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_did_not_hold() {
        assert!(summary(&[("kills", Ok(())), ("worlds", Ok(()))]).is_ok());
        let said = summary(&[("kills", Ok(())), ("worlds", Err(anyhow::anyhow!("seed 3")))]);
        assert_eq!(said.unwrap_err().to_string(), "these did not hold: worlds");
    }
}
