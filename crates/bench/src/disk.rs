//! Files as the disk has them: how much they take, and without what the kernel remembers of them.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use rustix::fs::{Advice, fadvise};

/// All files below a directory.
fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("failed to read {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// Bytes that the files below a directory take on the disk.
pub(crate) fn taken(directory: &Path) -> Result<u64> {
    files(directory)?
        .iter()
        .map(|path| Ok(path.metadata()?.blocks() * 512))
        .sum()
}

/// Has the kernel forget what it holds of the files below a directory, once they are on disk.
pub(crate) fn forget(directory: &Path) -> Result<()> {
    for path in files(directory)? {
        let file = File::open(&path)?;
        file.sync_all()?;
        fadvise(&file, 0, None, Advice::DontNeed)?;
    }
    Ok(())
}

/// Writes a file of so many bytes.
pub(crate) fn filled(path: &Path, bytes: u64) -> Result<()> {
    let mut file = File::create(path)?;
    let piece: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
    let mut left = bytes;
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
        file.write_all(piece.get(..now).unwrap_or_default())?;
        left -= now as u64;
    }
    file.sync_all()?;
    Ok(())
}

/// Seconds of reading a file from one end to the other.
pub(crate) fn read_seconds(path: &Path) -> Result<f64> {
    let begun = Instant::now();
    let mut file = File::open(path)?;
    let mut piece = vec![0; 1 << 20];
    while file.read(&mut piece)? > 0 {}
    Ok(begun.elapsed().as_secs_f64())
}

/// Copies a directory with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for path in files(from)? {
        let below = path.strip_prefix(from)?;
        let target = to.join(below);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&path, &target).with_context(|| format!("failed to copy {}", path.display()))?;
    }
    Ok(())
}
