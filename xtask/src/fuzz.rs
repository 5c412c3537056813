//! `cargo xtask fuzz`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::project::Project;
use crate::shell;

/// A text message, a command, a page of records: what is longer is refused before it is read.
const LONGEST_BYTES: u32 = 65_536;

/// Runs libFuzzer on one way in or on each in turn, for so many seconds each, from the committed corpus on.
///
/// What it finds new stays in `.tools/fuzz`; an input that breaks something lies in `fuzz/artifacts`.
pub(crate) fn run(project: &Project, target: Option<&str>, seconds: u32) -> Result<()> {
    let targets = targets(project)?;
    let wanted: Vec<&String> = match target {
        Some(name) => targets.iter().filter(|target| *target == name).collect(),
        None => targets.iter().collect(),
    };
    ensure!(
        !wanted.is_empty(),
        "there is no such target; there are {}",
        targets.join(", ")
    );
    ensure_tools()?;
    for target in wanted {
        fuzz(project, target, seconds)?;
    }
    Ok(())
}

fn targets(project: &Project) -> Result<Vec<String>> {
    let folder = project.root().join("fuzz/fuzz_targets");
    let context = || format!("failed to read {}", folder.display());
    let mut targets = Vec::new();
    for file in fs::read_dir(&folder).with_context(context)? {
        let path = file.with_context(context)?.path();
        targets.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}

/// cargo-fuzz is installed when it is missing; nightly Rust and a C++ compiler are for whoever owns the machine.
fn ensure_tools() -> Result<()> {
    if !shell::succeeds(nightly().arg("--version")) {
        bail!("nightly Rust is missing, which libFuzzer needs: run `rustup toolchain install nightly`");
    }
    if !shell::succeeds(Command::new("c++").arg("--version")) {
        bail!("a C++ compiler is missing, which builds libFuzzer: run `apt-get install g++`");
    }
    if shell::succeeds(nightly().args(["fuzz", "--version"])) {
        return Ok(());
    }
    shell::run(nightly().args(["install", "--locked", "cargo-fuzz"]))
        .context("cargo-fuzz is missing and could not be installed: run `cargo install --locked cargo-fuzz`")
}

/// Nightly's cargo, asked as if from a shell: our own cargo speaks through these variables.
fn nightly() -> Command {
    let mut cargo = Command::new("rustup");
    cargo.args(["run", "nightly", "cargo"]);
    for variable in ["CARGO", "CARGO_TARGET_DIR", "RUSTC", "RUSTFLAGS"] {
        cargo.env_remove(variable);
    }
    cargo
}

fn fuzz(project: &Project, target: &str, seconds: u32) -> Result<()> {
    let found = project.tools().join("fuzz").join(target);
    fs::create_dir_all(&found).with_context(|| format!("failed to make {}", found.display()))?;
    let committed = Path::new("fuzz/corpus").join(target);
    let mut fuzz = nightly();
    fuzz.current_dir(project.root())
        .args(["fuzz", "run", "--target-dir"])
        .arg(project.target().join("fuzz"))
        .arg(target)
        .arg(found)
        .arg(committed)
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={LONGEST_BYTES}"))
        .args(["-timeout=20", "-print_final_stats=1"]);
    shell::run(&mut fuzz).with_context(|| {
        format!("{target} is broken: put the input from fuzz/artifacts/{target} into fuzz/corpus/{target}")
    })
}
