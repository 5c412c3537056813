//! Running other programs, in the open.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// Prints a command, runs it and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command
        .status()
        .with_context(|| format!("failed to run {}", shown(command)))?;
    ensure!(status.success(), "{}: {status}", shown(command));
    Ok(())
}

/// Whether a command runs and succeeds, without a word.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// `apt-get` as root, directly or by a sudo that asks nothing; `None` where neither is to be had.
pub(crate) fn apt_get() -> Option<Command> {
    if !succeeds(Command::new("apt-get").arg("--version")) {
        return None;
    }
    let user = Command::new("id").arg("-u").output().ok()?;
    let mut apt_get = if user.stdout.trim_ascii() == b"0" {
        Command::new("env")
    } else if succeeds(Command::new("sudo").args(["-n", "true"])) {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "env"]);
        sudo
    } else {
        return None;
    };
    apt_get
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .stdin(Stdio::null());
    Some(apt_get)
}

/// Installs packages with apt-get, refreshing its lists only when they do not know them.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    installing(packages, &[])
}

/// Downloads packages, and what they need that is not installed here, into a folder; installs nothing.
pub(crate) fn apt_download(packages: &[&str], folder: &Path) -> Result<()> {
    let folder = format!("Dir::Cache::archives={}", folder.display());
    installing(packages, &["--download-only", "-o", &folder])
}

fn installing(packages: &[&str], options: &[&str]) -> Result<()> {
    let apt_get = || apt_get().context("apt-get needs root, or a sudo that asks for no password");
    let install = |mut apt_get: Command| {
        run(apt_get
            .args(["install", "-y", "--no-install-recommends"])
            .args(options)
            .args(packages))
    };
    if install(apt_get()?).is_ok() {
        return Ok(());
    }
    run(apt_get()?.arg("update"))?;
    install(apt_get()?)
}

/// The command as one would type it, its program by name only.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words: Vec<_> = std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    words.join(" ")
}
