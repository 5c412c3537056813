//! Files beside the logs, carried into a backup and out of it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use types::Hash;

use crate::client::failure::ClientFailure;

/// The virtual time a sandbox has reached, what went out where no SMS gateway is, and who may come in.
const FILES: [&str; 3] = ["sandbox-time", "outbox.jsonl", ::access::Store::FILE];
const HEADS: &str = "heads";
const DOCUMENTS: &str = "documents";
/// Where documents lie that are not finished.
const INCOMING: &str = "incoming";

/// What became of the documents.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Carried {
    pub(super) documents: u64,
    /// Files whose content is not what their name says.
    pub(super) damaged: Vec<PathBuf>,
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> ClientFailure {
    let path = path.to_owned();
    move |cause| ClientFailure::File { path, cause }
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> ClientFailure {
    let path = path.to_owned();
    move |cause| ClientFailure::Unwritable { path, cause }
}

/// Writes a file durably, all or nothing, readable by its owner only.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), ClientFailure> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = PathBuf::from(temporary);
    let written = || {
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        File::open(directory)?.sync_all()
    };
    written().map_err(unwritable(path))
}

/// What a file holds; none when it is not there. Of lines that are being added to, only the whole ones.
fn content(path: &Path) -> Result<Option<Vec<u8>>, ClientFailure> {
    let mut bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(failure) if failure.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(unreadable(path)(cause)),
    };
    if path.extension().is_some_and(|ending| ending == "jsonl") {
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        bytes.truncate(whole);
    }
    Ok(Some(bytes))
}

/// The files in a directory by path, in order; none when it is not there.
fn list(directory: &Path) -> Result<Vec<PathBuf>, ClientFailure> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(failure) if failure.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(unreadable(directory)(cause)),
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(unreadable(directory))?;
    paths.sort();
    Ok(paths)
}

/// Carries the signed heads and their key. They come before the logs, so that no head is signed for a frame that is
/// not carried.
pub(super) fn heads(from: &Path, to: &Path) -> Result<(), ClientFailure> {
    for path in list(&from.join(HEADS))? {
        let kept = path
            .extension()
            .is_some_and(|ending| ending == "jsonl" || ending == "key");
        if let (true, Some(name), Some(bytes)) = (kept, path.file_name(), content(&path)?) {
            put(&to.join(HEADS).join(name), &bytes)?;
        }
    }
    Ok(())
}

/// Carries everything else. It comes after the logs: a document is put before a log names it, and a sandbox's time is
/// written before anything is stamped with it.
pub(super) fn rest(from: &Path, to: &Path) -> Result<Carried, ClientFailure> {
    for name in FILES {
        if let Some(bytes) = content(&from.join(name))? {
            put(&to.join(name), &bytes)?;
        }
    }
    let mut carried = Carried::default();
    for shelf in list(&from.join(DOCUMENTS))? {
        if shelf.file_name().is_some_and(|name| name == INCOMING) || !shelf.is_dir() {
            continue;
        }
        for path in list(&shelf)? {
            document(&path, to, &mut carried)?;
        }
    }
    Ok(carried)
}

/// Carries one document, when it is not there yet. Its name is the hash of its content.
fn document(path: &Path, to: &Path, carried: &mut Carried) -> Result<(), ClientFailure> {
    let (Some(name), Some(shelf)) = (path.file_name(), path.parent().and_then(Path::file_name)) else {
        return Ok(());
    };
    let target = to.join(DOCUMENTS).join(shelf).join(name);
    let size = |path: &Path| fs::metadata(path).map(|data| data.len()).ok();
    if size(&target).is_some_and(|there| Some(there) == size(path)) {
        return Ok(());
    }
    let Some(bytes) = content(path)? else {
        return Ok(());
    };
    if *name != *Hash::of(&[&bytes]).to_string() {
        carried.damaged.push(path.to_owned());
        return Ok(());
    }
    carried.documents += 1;
    put(&target, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_carried_once_and_only_whole_and_of_lines_only_whole_ones() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let shelve = |content: &[u8], named: &[u8]| {
            let name = Hash::of(&[named]).to_string();
            let path = from.path().join(DOCUMENTS).join(&name[..2]).join(&name);
            put(&path, content).unwrap();
            path
        };
        let kept = shelve(b"photo", b"photo");
        let changed = shelve(b"changed", b"as it was");
        put(&from.path().join(DOCUMENTS).join(INCOMING).join("half"), b"half").unwrap();
        put(&from.path().join("outbox.jsonl"), b"{}\n{\"cut").unwrap();
        put(&from.path().join("access.json"), b"{}").unwrap();
        let carried = rest(from.path(), to.path()).unwrap();
        assert_eq!((carried.documents, &carried.damaged), (1, &vec![changed]));
        let there = to.path().join(kept.strip_prefix(from.path()).unwrap());
        assert_eq!(fs::read(there).unwrap(), b"photo");
        assert_eq!(fs::read(to.path().join("outbox.jsonl")).unwrap(), b"{}\n");
        assert_eq!(fs::read(to.path().join("access.json")).unwrap(), b"{}");
        assert!(!to.path().join(DOCUMENTS).join(INCOMING).exists());
        assert_eq!(rest(from.path(), to.path()).unwrap().documents, 0);
    }
}
