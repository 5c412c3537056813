//! Logs that a released version wrote, kept for ever: the files of a data directory, each compressed on its own.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use eventlog::{Verification, verify_dir};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use serde::{Deserialize, Serialize};
use types::{Hash, ServiceName};

use crate::{Data, Story, project_file};

const FOLDER: &str = "tests/frozen";
const RECORD: &str = "record.json";
const FILES: &str = "data";

/// What a version left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub version: String,
    pub story: Story,
    pub logs: BTreeMap<ServiceName, FrozenLog>,
}

/// What stands in one of its logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenLog {
    pub frames: u64,
    pub records: u64,
    /// Of the last frame.
    pub head: Hash,
    /// How many records there are of each kind.
    pub kinds: BTreeMap<String, u64>,
}

impl Frozen {
    /// Everything that was ever left behind, the oldest version's first.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let folders = fs::read_dir(project_file(FOLDER)).expect("there are frozen logs");
        let mut all: Vec<Self> = folders
            .map(|folder| {
                let record = folder.expect("a folder for each version").path().join(RECORD);
                let text =
                    fs::read(&record).unwrap_or_else(|failure| panic!("{}: {failure}", record.display()));
                serde_json::from_slice(&text)
                    .unwrap_or_else(|failure| panic!("{}: {failure}", record.display()))
            })
            .collect();
        all.sort_by_key(|frozen| numbers(&frozen.version));
        all
    }

    /// Whether a version has left its logs already; they are never written again.
    #[must_use]
    pub fn exists(version: &str) -> bool {
        folder(version).exists()
    }

    /// Keeps the logs of a system that was stopped.
    ///
    /// # Panics
    /// When they cannot be read or kept.
    pub fn keep(
        data: &Data,
        version: &str,
        story: &Story,
        kinds: BTreeMap<ServiceName, BTreeMap<String, u64>>,
    ) {
        let logs = kinds.into_iter().map(|(log, kinds)| {
            let Verification {
                frames,
                records,
                head,
                ..
            } = verified(data, log);
            (
                log,
                FrozenLog {
                    frames,
                    records,
                    head,
                    kinds,
                },
            )
        });
        let frozen = Self {
            version: version.to_owned(),
            story: story.clone(),
            logs: logs.collect(),
        };
        for file in files(data.path()).iter().filter(|file| is_kept(file)) {
            let bytes = fs::read(data.path().join(file)).expect("a file of the data directory");
            let mut packed = Vec::new();
            let mut packing = GzEncoder::new(bytes.as_slice(), Compression::best());
            packing.read_to_end(&mut packed).expect("bytes can be packed");
            write(
                &folder(version).join(FILES).join(format!("{}.gz", file.display())),
                &packed,
            );
        }
        let mut record = serde_json::to_vec_pretty(&frozen).expect("a record is JSON");
        record.push(b'\n');
        write(&folder(version).join(RECORD), &record);
    }

    /// Puts the logs into a data directory of their own.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn unpack(&self) -> Data {
        let data = Data::new();
        let from = folder(&self.version).join(FILES);
        for file in files(&from) {
            let packed = fs::read(from.join(&file)).expect("a frozen file");
            let mut bytes = Vec::new();
            let mut unpacking = GzDecoder::new(packed.as_slice());
            unpacking.read_to_end(&mut bytes).expect("a frozen file unpacks");
            write(&data.path().join(file.with_extension("")), &bytes);
        }
        data
    }
}

/// Reads a whole log of a data directory that no system holds.
///
/// # Panics
/// When it is not as it was written.
#[must_use]
pub fn verified(data: &Data, log: ServiceName) -> Verification {
    verify_dir(&data.log(log.as_str()), log.as_str()).unwrap_or_else(|failure| panic!("{log}: {failure}"))
}

fn folder(version: &str) -> PathBuf {
    project_file(FOLDER).join(version)
}

/// `0.10.2` comes after `0.9.0`.
fn numbers(version: &str) -> Vec<u64> {
    version
        .split('.')
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// Logs, documents, signed heads and the sandbox's time; nothing that is made anew, and no key.
fn is_kept(file: &Path) -> bool {
    let mut names = file.iter().filter_map(|name| name.to_str());
    match (names.next(), names.next()) {
        (Some("documents"), _) => true,
        (Some("heads"), Some(name)) => !name.ends_with(".key"),
        (Some(name), None) => name == "sandbox-time",
        (Some(_), below) => below == Some("log"),
        (None, _) => false,
    }
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).expect("a folder that can be listed") {
            let entry = entry.expect("an entry of a folder");
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
    fs::write(path, bytes).unwrap_or_else(|failure| panic!("{}: {failure}", path.display()));
}
