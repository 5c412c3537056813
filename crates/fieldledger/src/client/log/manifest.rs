//! `backup.json`: what a backup holds, written when all of it is there.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};
use types::{Hash, ServiceName};

use super::carry;
use crate::client::failure::ClientFailure;
use crate::client::session::json;

/// The layout that is written and read today.
const FORMAT: u32 = 1;
const FILE: &str = "backup.json";

/// The cut through the logs that a backup is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// The program that wrote it.
    version: String,
    pub(super) logs: BTreeMap<ServiceName, LogCut>,
}

/// How far one log goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LogCut {
    /// None while nothing was ever written to the log.
    pub(super) id: Option<String>,
    pub(super) frame: u64,
    pub(super) hash: Hash,
}

impl Manifest {
    pub(super) fn of(logs: BTreeMap<ServiceName, LogCut>) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            logs,
        }
    }

    /// Reads what a directory says of itself; none when it is no finished backup.
    pub(super) fn read(dir: &Path) -> Result<Option<Self>, ClientFailure> {
        let path = dir.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(failure) if failure.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(ClientFailure::File { path, cause }),
        };
        let read = serde_json::from_str::<Self>(&text).map_err(|failure| failure.to_string());
        let read = read.and_then(|manifest| match manifest.format {
            FORMAT => Ok(manifest),
            other => Err(format!("format {other}, this program reads {FORMAT}")),
        });
        read.map(Some).map_err(|reason| {
            ClientFailure::usage(
                format!("{} 看不懂：{reason}。请用写出该备份的版本。", path.display()),
                format!(
                    "{} cannot be understood: {reason}. Use the version that wrote the backup.",
                    path.display()
                ),
            )
        })
    }

    /// Writes it, all or nothing.
    pub(super) fn write(&self, dir: &Path) -> Result<(), ClientFailure> {
        carry::put(&dir.join(FILE), &json(self)?)
    }
}
