//! `run.json`: where the running system is, readable by its owner only.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// What a client on this machine needs to find the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunRecord {
    pub http: String,
    /// With the user and password of clients, who may discover the services and ask them what HTTP can ask.
    pub nats: String,
    pub pid: u32,
    pub sandbox: bool,
    /// Shown by whoever acts as `local`: it proves that they may read this file.
    pub token: String,
    /// Process ids by part, when each runs on its own.
    pub processes: BTreeMap<String, u32>,
}

fn path(data: &Path) -> PathBuf {
    data.join("run.json")
}

impl RunRecord {
    /// Writes the record, all or nothing.
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let temporary = data.join("run.json.tmp");
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)
            .with_context(|| format!("failed to write {}", temporary.display()))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        fs::rename(&temporary, path(data))?;
        Ok(())
    }

    /// Takes the record away when the system stops.
    pub(crate) fn remove(data: &Path) {
        // Nothing is lost when it stays: a client that finds nobody there says so.
        let _ = fs::remove_file(path(data));
    }
}
