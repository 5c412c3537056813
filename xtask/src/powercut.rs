//! `cargo xtask powercut`.

use std::path::Path;

use anyhow::Result;

use crate::project::Project;
use crate::shell;

/// Builds the power cut, with fault points only for a mutant, and runs it with the arguments as they are.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let with_mutant = arguments.iter().any(|argument| argument.starts_with("--mutant"));
    let mut cargo = project.cargo();
    cargo.args(["run", "--quiet", "--locked", "--package", "fieldledger-testkit"]);
    cargo.args(["--bin", "powercut"]);
    if with_mutant {
        cargo.args(["--features", "faults"]);
    }
    shell::run(cargo.arg("--").args(arguments))
}

/// Says loudly when the tests will not cut any power.
pub(crate) fn say_when_skipped() {
    let root = std::process::Command::new("id").arg("-u").output();
    let root = root.is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    let loops = Path::new("/dev/loop-control").exists();
    let ext4 = shell::succeeds(std::process::Command::new("mkfs.ext4").arg("-V"));
    if !(root && loops && ext4) {
        println!("SKIPPED: no power cut is tried here; it needs root, loop devices and mkfs.ext4");
    }
}
