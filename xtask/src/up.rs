//! `cargo xtask up`.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::project::Project;
use crate::{nats, shell};

/// Gets nats-server, builds in release mode and becomes `fieldledger up`, so that Ctrl-C goes to it.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let nats_server = nats::ensure(project)?;
    shell::run(
        project
            .cargo()
            .args(["build", "--release", "--locked", "-p", "fieldledger"]),
    )?;
    let program = project.fieldledger("release");
    let failure = Command::new(&program)
        .arg("up")
        .args(arguments)
        .env(nats::VARIABLE, nats_server)
        .exec();
    Err(failure).with_context(|| format!("failed to start {}", program.display()))
}
