//! A disk of our own: ext4 in a file on a loop device, whose power can be cut.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

const DISK_BYTES: u64 = 96 * 1024 * 1024;

/// Makes an empty file system in a new file.
pub(super) fn format(image: &Path) -> Result<()> {
    File::create(image)?.set_len(DISK_BYTES)?;
    run("mkfs.ext4", &["-q".as_ref(), image.as_os_str()])
}

/// An image mounted at a directory until it is dropped.
pub(super) struct Mounted(PathBuf);

impl Mounted {
    /// Mounts an image; what its journal holds is replayed.
    pub(super) fn at(image: &Path, directory: PathBuf) -> Result<Self> {
        fs::create_dir_all(&directory)?;
        let words: [&OsStr; 4] = ["-o".as_ref(), "loop".as_ref(), image.as_ref(), directory.as_ref()];
        run("mount", &words)?;
        Ok(Self(directory))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Mounted {
    #[expect(clippy::print_stderr, reason = "whoever runs this has to clean up")]
    fn drop(&mut self) {
        if let Err(failure) = run("umount", &[self.0.as_os_str()]) {
            eprintln!("{} stays mounted: {failure:#}", self.0.display());
        }
    }
}

fn run(program: &str, words: &[&OsStr]) -> Result<()> {
    let output = Command::new(program).args(words).stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("failed to run {program}"))?;
    if !output.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
