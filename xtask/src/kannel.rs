//! Getting Kannel, through which a whole-system test sends and receives.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::project::Project;
use crate::shell;

/// The environment variable that names the folder below which Kannel's programs lie as its packages have them.
pub(crate) const VARIABLE: &str = "FIELDLEDGER_KANNEL";

const PACKAGES: [&str; 2] = ["kannel", "kannel-extras"];
/// The last that is unpacked, and the last that is needed.
const PROGRAM: &str = "usr/lib/kannel/test/fakesmsc";

/// Finds Kannel, or takes it with the libraries that are missing here out of the system's packages, which are not
/// installed: they would start a Kannel. `None`, loudly, where there is none to be had.
pub(crate) fn ensure(project: &Project) -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return Some(named.into());
    }
    let ours = project.tools().join("kannel");
    let known = ["/".into(), ours.clone()];
    if let Some(known) = known.into_iter().find(|root| is_below(root)) {
        return Some(known);
    }
    match unpack(project, &ours).context("texts go through Kannel, of the packages kannel and kannel-extras")
    {
        Ok(()) => Some(ours),
        Err(error) => {
            println!("SKIPPED: no order is driven through Kannel here: {error:#}");
            None
        }
    }
}

fn is_below(root: &Path) -> bool {
    let programs = ["usr/sbin/bearerbox", "usr/sbin/smsbox", PROGRAM];
    programs.iter().all(|program| root.join(program).is_file())
}

fn unpack(project: &Project, to: &Path) -> Result<()> {
    let (archives, root) = (
        project.tools().join("kannel-packages"),
        project.tools().join("kannel-unpacked"),
    );
    // What an interrupted attempt left behind.
    for folder in [&archives, &root] {
        let _ = fs::remove_dir_all(folder);
    }
    fs::create_dir_all(archives.join("partial"))
        .with_context(|| format!("failed to make {}", archives.display()))?;
    fs::create_dir_all(&root).with_context(|| format!("failed to make {}", root.display()))?;
    shell::apt_download(&PACKAGES, &archives)?;
    for package in fs::read_dir(&archives)? {
        let package = package?.path();
        if package.extension().is_some_and(|kind| kind == "deb") {
            shell::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&root))?;
        }
    }
    ensure!(is_below(&root), "the packages hold no {PROGRAM}");
    fs::rename(&root, to).context("failed to keep Kannel")?;
    fs::remove_dir_all(&archives).with_context(|| format!("failed to remove {}", archives.display()))
}
