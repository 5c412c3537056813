//! How much room the disk has left where the data lie.

use std::io;
use std::path::{Path, PathBuf};

use types::Sentence;

const MIB: u64 = 1024 * 1024;

/// When little room is left: below the first a warning is shown, below the second no new work is taken, so that what is
/// under way can still be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskLimits {
    pub warn_mib: u64,
    pub refuse_mib: u64,
}

impl Default for DiskLimits {
    fn default() -> Self {
        Self {
            warn_mib: 2_048,
            refuse_mib: 512,
        }
    }
}

/// Looks at the disk under a directory.
#[derive(Debug, Clone)]
pub struct Disk {
    directory: PathBuf,
    limits: DiskLimits,
}

/// What was found there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub free_mib: u64,
    limits: DiskLimits,
}

impl Disk {
    #[must_use]
    pub fn new(directory: &Path, limits: DiskLimits) -> Self {
        Self {
            directory: directory.to_owned(),
            limits,
        }
    }

    /// Asks the file system how much room is left for us.
    ///
    /// # Errors
    /// When it does not say.
    pub fn room(&self) -> io::Result<Room> {
        let found = rustix::fs::statvfs(&self.directory)?;
        Ok(Room {
            free_mib: found.f_bavail.saturating_mul(found.f_frsize) / MIB,
            limits: self.limits,
        })
    }

    /// The room, when so little is left that no new work may be taken. A disk that does not say is left to the log.
    #[must_use]
    pub fn is_nearly_full(&self) -> Option<Room> {
        self.room()
            .ok()
            .filter(|room| room.free_mib < self.limits.refuse_mib)
    }
}

impl Room {
    /// What a person should know, when little is left.
    #[must_use]
    pub fn warning(&self) -> Option<Sentence> {
        let free = self.free_mib;
        if free < self.limits.refuse_mib {
            return Some(Sentence::new(
                format!("磁盘只剩 {free} MiB，暂停受理新工单，进行中的工单照常登记。请立即清理或扩容磁盘。"),
                format!(
                    "The disk has {free} MiB left: new orders are not taken, running ones still are. Make room at once."
                ),
            ));
        }
        (free < self.limits.warn_mib).then(|| {
            Sentence::new(
                format!(
                    "磁盘只剩 {free} MiB，低于 {} MiB 将暂停受理新工单。请清理或扩容磁盘。",
                    self.limits.refuse_mib
                ),
                format!(
                    "The disk has {free} MiB left; below {} MiB new orders are not taken. Make room.",
                    self.limits.refuse_mib
                ),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_warns_first_and_takes_no_new_work_later() {
        let dir = tempfile::tempdir().unwrap();
        let with = |warn_mib, refuse_mib| Disk::new(dir.path(), DiskLimits { warn_mib, refuse_mib });
        let plenty = with(0, 0);
        assert_eq!(
            (plenty.room().unwrap().warning(), plenty.is_nearly_full()),
            (None, None)
        );
        let low = with(u64::MAX, 0);
        assert!(
            low.room()
                .unwrap()
                .warning()
                .unwrap()
                .en
                .ends_with("new orders are not taken. Make room.")
        );
        assert_eq!(low.is_nearly_full(), None);
        let nearly_full = with(u64::MAX, u64::MAX);
        assert!(
            nearly_full
                .room()
                .unwrap()
                .warning()
                .unwrap()
                .en
                .ends_with("Make room at once.")
        );
        assert!(nearly_full.is_nearly_full().is_some());
        assert!(
            Disk::new(Path::new("no-such-directory"), DiskLimits::default())
                .is_nearly_full()
                .is_none()
        );
    }
}
