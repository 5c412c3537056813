//! Getting promtool, which judges the alert rules.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::project::Project;
use crate::shell;

/// The environment variable that names the promtool the tests run.
pub(crate) const VARIABLE: &str = "FIELDLEDGER_PROMTOOL";

/// Finds promtool, or takes it out of the system's package, which is not installed: it would start a Prometheus.
/// `None`, loudly, where there is none to be had.
pub(crate) fn ensure(project: &Project) -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return Some(named.into());
    }
    if works("promtool".into()) {
        return Some("promtool".into());
    }
    let ours = project.tools().join("bin/promtool");
    if works(ours.clone()) {
        return Some(ours);
    }
    match unpack(project).with_context(|| "alert rules are judged by promtool, of the package prometheus") {
        Ok(()) => Some(ours),
        Err(error) => {
            println!("SKIPPED: nobody judges the alert rules here: {error:#}");
            None
        }
    }
}

fn works(program: PathBuf) -> bool {
    shell::succeeds(Command::new(program).arg("--version"))
}

fn unpack(project: &Project) -> Result<()> {
    let folder = project.tools().join("promtool");
    // What an interrupted attempt left behind.
    let _ = fs::remove_dir_all(&folder);
    let bin = project.tools().join("bin");
    for folder in [&folder, &bin] {
        fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    }
    let download = || {
        shell::run(
            Command::new("apt-get")
                .args(["download", "prometheus"])
                .current_dir(&folder),
        )
    };
    if download().is_err() {
        shell::run(
            shell::apt_get()
                .context("apt-get needs root to refresh its lists")?
                .arg("update"),
        )?;
        download()?;
    }
    let package = fs::read_dir(&folder)?
        .next()
        .context("apt-get downloaded nothing")??;
    let mut opened = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package.path())
        .stdout(Stdio::piped())
        .spawn()
        .context("failed to run dpkg-deb")?;
    let files = opened.stdout.take().context("dpkg-deb without output")?;
    let mut tar = Command::new("tar");
    tar.arg("x")
        .arg("-C")
        .arg(&folder)
        .arg("./usr/bin/promtool")
        .stdin(files);
    shell::run(&mut tar)?;
    ensure!(opened.wait()?.success(), "dpkg-deb failed");
    fs::rename(folder.join("usr/bin/promtool"), bin.join("promtool")).context("failed to keep promtool")?;
    fs::remove_dir_all(&folder).with_context(|| format!("failed to remove {}", folder.display()))
}
