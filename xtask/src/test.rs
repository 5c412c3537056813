//! `cargo xtask test`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::python::Python;
use crate::{browser, faketime, kannel, nats, powercut, promtool, python, shell, tidy};

/// Everything is compiled once, with the crash points that the whole-system tests need.
pub(crate) const WORKSPACE: [&str; 4] = ["--workspace", "--locked", "--features", "fieldledger/faults"];

const CHECKS: usize = 5;

/// Installs what is missing, then runs every check and every test, and names all that failed.
pub(crate) fn run(project: &Project) -> Result<()> {
    let tools = Tools {
        nats_server: nats::ensure(project)?,
        python: python::ensure(project)?,
        promtool: promtool::ensure(project),
        kannel: kannel::ensure(project),
        browser: browser::ensure(),
    };
    faketime::ensure();
    let mut failed = Vec::new();
    let mut check = |name: &'static str, result: Result<()>| {
        if let Err(error) = result {
            println!("{name}: {error:#}");
            failed.push(name);
        }
    };
    check(
        "format",
        shell::run(project.cargo().args(["fmt", "--all", "--check"])),
    );
    check("tidy", tidy::run(project));
    check("licences and advisories", deny(project));
    check("clippy", clippy(project));
    check("tests", build(project).and_then(|()| tests(project, &tools)));
    powercut::say_when_skipped();
    if tools.promtool.is_none() || !shell::succeeds(Command::new("systemd-analyze").arg("--version")) {
        println!("SKIPPED: part of deploy/ is not judged here; it needs promtool and systemd-analyze");
    }
    for name in &failed {
        println!("failed check: {name}");
    }
    if !failed.is_empty() {
        bail!("{} of {CHECKS} checks failed", failed.len());
    }
    println!("all {CHECKS} checks passed");
    Ok(())
}

fn deny(project: &Project) -> Result<()> {
    if !shell::succeeds(project.cargo().args(["deny", "--version"])) {
        println!("cargo-deny is not installed: licences and advisories are not checked here");
        return Ok(());
    }
    let mut deny = project.cargo();
    deny.args([
        "deny",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]);
    if shell::succeeds(project.cargo().args(["deny", "fetch", "db"])) {
        deny.arg("advisories");
    } else {
        println!("the list of advisories is out of reach: they are not checked here");
    }
    shell::run(&mut deny)
}

fn clippy(project: &Project) -> Result<()> {
    let mut clippy = project.cargo();
    shell::run(
        clippy
            .arg("clippy")
            .args(WORKSPACE)
            .args(["--all-targets", "--", "-D", "warnings"]),
    )
}

/// Builds the binary as the tests start it; `--tests` so that dependencies have the features the tests give them.
pub(crate) fn build(project: &Project) -> Result<()> {
    shell::run(
        project
            .cargo()
            .arg("build")
            .args(WORKSPACE)
            .args(["--lib", "--bins", "--tests"]),
    )
}

/// The programs of others that tests speak with.
struct Tools {
    nats_server: PathBuf,
    python: Python,
    promtool: Option<PathBuf>,
    kannel: Option<PathBuf>,
    browser: Option<PathBuf>,
}

fn tests(project: &Project, tools: &Tools) -> Result<()> {
    let mut tests = project.cargo();
    if shell::succeeds(project.cargo().args(["nextest", "--version"])) {
        tests.args(["nextest", "run", "--no-fail-fast"]).args(WORKSPACE);
    } else {
        tests
            .args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"])
            .args(WORKSPACE);
    }
    tests.env("FIELDLEDGER_BIN", project.fieldledger("debug"));
    tools.hand_over(&mut tests);
    shell::run(&mut tests)
}

impl Tools {
    fn hand_over(&self, tests: &mut Command) {
        tests.env(nats::VARIABLE, &self.nats_server);
        tests.env("FIELDLEDGER_PYTHON", &self.python.program);
        if let Some(path) = &self.python.path {
            tests.env("PYTHONPATH", path);
        }
        for (variable, found) in [
            (promtool::VARIABLE, &self.promtool),
            (kannel::VARIABLE, &self.kannel),
            (browser::VARIABLE, &self.browser),
        ] {
            if let Some(found) = found {
                tests.env(variable, found);
            }
        }
    }
}
