//! `cargo xtask bench`.

use anyhow::Result;

use crate::project::Project;
use crate::{nats, shell};

/// Where the figures of the last full run stand.
const PAGE: &str = "docs/performance.md";

/// Gets nats-server, builds the bench and what it measures as it is installed, and runs it; the page is written unless it is a smoke
/// run.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let nats_server = nats::ensure(project)?;
    shell::run(project.cargo().args([
        "build",
        "--profile",
        "dist",
        "--locked",
        "-p",
        "fieldledger-bench",
        "-p",
        "fieldledger",
    ]))?;
    let mut bench = std::process::Command::new(project.built("dist", "fieldledger-bench"));
    bench.args(arguments).env(nats::VARIABLE, nats_server);
    if is_whole(arguments) {
        bench.arg("--write").arg(project.root().join(PAGE));
    }
    shell::run(&mut bench)
}

/// Whether a run measures everything, so that its figures may stand on the page.
fn is_whole(arguments: &[String]) -> bool {
    let partly = ["--quick", "--only", "--write", "--help"];
    !arguments
        .iter()
        .any(|argument| partly.iter().any(|flag| argument.starts_with(flag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_run_writes_the_page() {
        let whole =
            |arguments: &[&str]| is_whole(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(whole(&[]) && whole(&["--events", "5000000"]));
        assert!(
            !whole(&["--quick"])
                && !whole(&["--only=clocks"])
                && !whole(&["--rounds", "1", "--only", "sync"])
        );
    }
}
