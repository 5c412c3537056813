//! The processes of a system that runs each part on its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;

/// What `run.json` says of a running system.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RunRecord {
    pub(crate) http: String,
    pub(crate) nats: String,
    pub(crate) token: String,
    pub(crate) processes: BTreeMap<String, u32>,
}

impl RunRecord {
    pub(crate) fn read(data: &Path) -> Option<Self> {
        let text = fs::read_to_string(data.join("run.json")).ok()?;
        Some(serde_json::from_str(&text).unwrap_or_else(|failure| panic!("run.json: {failure}: {text}")))
    }
}

/// Sends a signal to a process that may have ended already.
pub(crate) fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(Pid::from_raw)
        .expect("a process id");
    let _ = kill_process(pid, signal);
}
