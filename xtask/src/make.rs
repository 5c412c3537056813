//! Getting `make`, which the allocator is built with.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::shell;

/// Installs it where apt-get can.
pub(crate) fn ensure() -> Result<()> {
    if is_there() {
        return Ok(());
    }
    println!("make is missing; installing it");
    if let Err(error) = shell::apt_install(&["make"]) {
        println!("not by apt-get: {error:#}");
    }
    ensure!(
        is_there(),
        "make is missing, which the allocator is built with: install it, and run the same command again"
    );
    Ok(())
}

fn is_there() -> bool {
    shell::succeeds(Command::new("make").arg("--version"))
}
