//! `cargo xtask soak`: the long test with kills, again and again, each time with other kills.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::project::Project;
use crate::{nats, test};

const TEST: &str = "soak_three_hundred_work_orders_are_served_alike_however_the_services_are_killed";
/// The variable that seeds a run's kills.
const SEED: &str = "FIELDLEDGER_SOAK_SEED";
/// What stands before the number of kills in what the test says.
const KILLS: &str = "soak: ";

/// Runs the long test so many times and says how many runs, kills and losses there were.
pub(crate) fn run(project: &Project, runs: u32) -> Result<()> {
    let nats_server = nats::ensure(project)?;
    test::build(project)?;
    let mut kills = 0;
    let mut lost = Vec::new();
    for seed in 1..=runs {
        let output = long_test(project, &nats_server, seed)
            .output()
            .context("failed to run cargo test")?;
        let said = String::from_utf8_lossy(&output.stderr);
        match killed(&said).filter(|_| output.status.success()) {
            Some(killed) => {
                kills += killed;
                println!("run {seed} of {runs}: {killed} kills, nothing lost and nothing twice");
            }
            None => {
                lost.push(seed);
                let out = String::from_utf8_lossy(&output.stdout);
                println!("run {seed} of {runs}: {out}{said}");
            }
        }
    }
    println!("{runs} runs, {kills} kills, {} losses", lost.len());
    ensure!(lost.is_empty(), "these runs did not end as they should: {lost:?}");
    Ok(())
}

fn long_test(project: &Project, nats_server: &Path, seed: u32) -> Command {
    let mut test = project.cargo();
    test.args(["test", "--test", "crashes"])
        .args(test::WORKSPACE)
        .args(["--", "--ignored", "--exact", "--nocapture", TEST])
        .env(nats::VARIABLE, nats_server)
        .env("FIELDLEDGER_BIN", project.fieldledger("debug"))
        .env(SEED, seed.to_string());
    test
}

/// The number of kills in `soak: 36 kills, ...`.
fn killed(said: &str) -> Option<u32> {
    let line = said.lines().find_map(|line| line.strip_prefix(KILLS))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_kills_is_read_from_what_the_test_says() {
        let said = "running 1 test\nsoak: 36 kills, 14 of them between append and answer or while packing\n";
        assert_eq!(killed(said), Some(36));
        assert_eq!(killed("running 1 test\npanicked"), None);
    }
}
