//! What the runtime counts around a core: commits, requests and refusals, and the disk under the log.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proto::numbers::{CommitNumbers, DiskNumbers, EndpointNumbers, Numbers, QueueNumbers};

use crate::core::Standing;

/// Counts from the start of a service; clones count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    commits: CommitNumbers,
    endpoints: BTreeMap<&'static str, EndpointNumbers>,
}

impl Counted {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A frame is on disk.
    pub(crate) fn committed(&self, bytes: usize, records: usize, took: Duration) {
        let mut counts = self.counts();
        counts.commits.bytes.observe(count(bytes));
        counts.commits.records.observe(count(records));
        counts.commits.micros.observe(micros(took));
    }

    /// A request was answered, or refused with a code.
    pub(crate) fn answered(&self, endpoint: &'static str, took: Duration, refused: Option<&str>) {
        let mut counts = self.counts();
        let numbers = counts.endpoints.entry(endpoint).or_default();
        numbers.micros.observe(micros(took));
        if let Some(code) = refused {
            *numbers.refused.entry(code.to_owned()).or_default() += 1;
        }
    }

    /// All numbers of a service.
    pub(crate) fn of_service(
        &self,
        name: &str,
        standing: Standing,
        queue: QueueNumbers,
        data: &Path,
    ) -> Numbers {
        let counts = self.counts();
        Numbers {
            commits: Some(counts.commits.clone()),
            queue,
            disk: disk(data),
            ..numbers(name, standing, &counts)
        }
    }

    /// All numbers of a read side.
    pub(crate) fn of_reader(&self, name: &str, standing: Standing) -> Numbers {
        numbers(name, standing, &self.counts())
    }
}

fn numbers(name: &str, standing: Standing, counts: &Counts) -> Numbers {
    let endpoints = counts.endpoints.iter();
    Numbers {
        service: name.to_owned(),
        frames: standing.frames,
        records: standing.records,
        feeds: standing.feeds,
        clocks: standing.clocks,
        late: standing.tally.late,
        recorded: standing.tally.recorded,
        set_aside: standing.set_aside,
        effects: standing.effects,
        parked: standing.parked,
        endpoints: endpoints
            .map(|(name, numbers)| ((*name).to_owned(), numbers.clone()))
            .collect(),
        ..Numbers::default()
    }
}

/// The file system under a directory; nothing where it cannot be asked.
fn disk(data: &Path) -> Option<DiskNumbers> {
    let found = rustix::fs::statvfs(data).ok()?;
    Some(DiskNumbers {
        free: found.f_bavail.saturating_mul(found.f_frsize),
        size: found.f_blocks.saturating_mul(found.f_frsize),
    })
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}
