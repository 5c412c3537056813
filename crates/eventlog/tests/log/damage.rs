//! Whatever happens to the bytes of a log, verifying names the log and a frame, or the log is as it was.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::common::{NAME, Noise, append, begin, frame, reopen};
use eventlog::{
    Finding, Flaw, Log, LogFailure, Mark, MemoryStore, SledStore, Store, StoreFailure, Timekeeping,
    verify_dir,
};

fn finding(failure: LogFailure) -> Finding {
    let LogFailure::Damaged(finding) = failure else {
        panic!("no finding: {failure}")
    };
    let text = finding.to_string();
    assert!(
        text.contains(NAME) && text.contains(&format!("frame {}", finding.frame)),
        "{text}"
    );
    *finding
}

fn opening(store: MemoryStore) -> Finding {
    finding(Log::open(store, NAME, Timekeeping::Virtual).err().unwrap())
}

#[test]
fn a_change_of_any_byte_of_a_frame_is_found_at_that_frame() {
    let store = MemoryStore::new();
    let (log, mut writer) = begin(store.clone());
    append(&mut writer, 1..=6);
    for at in 0..store.read(4).unwrap().unwrap().len() {
        store.damage(4, |bytes| bytes[at] ^= 0x10);
        assert_eq!(finding(log.verify().unwrap_err()).frame, 4, "byte {at}");
        assert_eq!(finding(log.read(4).unwrap_err()).frame, 4, "byte {at}");
        store.damage(4, |bytes| bytes[at] ^= 0x10);
    }
    store.damage(4, |bytes| bytes.push(0));
    assert_eq!(finding(log.verify().unwrap_err()).frame, 4);
}

#[test]
fn a_frame_of_another_log_in_the_place_of_ours_is_found() {
    let (ours, theirs) = (MemoryStore::new(), MemoryStore::new());
    let (log, mut writer) = begin(ours.clone());
    append(&mut writer, 1..=6);
    let (_, mut other) = begin(theirs.clone());
    append(&mut other, 1..=3);
    other.append(&frame(400)).unwrap();
    let forged = theirs.read(4).unwrap().unwrap();
    ours.damage(4, |bytes| *bytes = forged);
    let found = finding(log.verify().unwrap_err());
    assert!(
        matches!((found.frame, &found.flaw), (5, Flaw::Chain { .. })),
        "{found}"
    );
}

#[test]
fn a_cut_tail_is_noticed_and_such_a_log_is_not_served() {
    for left in [0, 1, 5] {
        let store = MemoryStore::new();
        let (log, mut writer) = begin(store.clone());
        append(&mut writer, 1..=6);
        store.cut_after(left);
        let found = finding(log.verify().unwrap_err());
        assert_eq!(found.frame, left + 1);
        assert!(matches!(found.flaw, Flaw::Cut { witnessed: 6 }), "{found}");
        assert!(matches!(opening(store).flaw, Flaw::Cut { witnessed: 6 }));
    }
}

/// Fails its third append, as a disk would that cannot sync.
struct Failing(MemoryStore, Arc<Mutex<u32>>);

impl Store for Failing {
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        *self.1.lock().unwrap() += 1;
        if frame < 3 {
            return self.0.append(frame, bytes);
        }
        Err(StoreFailure::Io {
            doing: "sync the database",
            dir: PathBuf::from("data"),
            source: std::io::Error::other("no space on the device"),
        })
    }
    fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.0.read(frame)
    }
    fn head(&self) -> u64 {
        self.0.head()
    }
    fn witness(&self, mark: Mark) -> Result<(), StoreFailure> {
        self.0.witness(mark)
    }
    fn witnessed(&self) -> Result<Option<Mark>, StoreFailure> {
        self.0.witnessed()
    }
}

#[test]
fn after_a_failed_append_the_disk_is_never_asked_again() {
    let asked = Arc::new(Mutex::new(0));
    let (log, mut writer) = begin(Failing(MemoryStore::new(), Arc::clone(&asked)));
    append(&mut writer, 1..=2);
    let failed = writer.append(&frame(3)).unwrap_err();
    assert!(matches!(failed, LogFailure::Append { frame: 3, .. }), "{failed}");
    let refused = writer.append(&frame(3)).unwrap_err();
    assert!(matches!(refused, LogFailure::Poisoned { .. }), "{refused}");
    assert_eq!((*asked.lock().unwrap(), log.head().frame), (3, 2));
}

const FRAMES: u64 = 300;

/// A log on disk as a killed process leaves it, or as a clean end does.
fn log_on_disk(dir: &Path, copied_while_open: bool) -> PathBuf {
    let (live, stopped) = (dir.join("live"), dir.join("stopped"));
    let opened = begin(SledStore::open(&live).unwrap());
    let (log, mut writer) = opened;
    append(&mut writer, 1..=FRAMES);
    if copied_while_open {
        copy(&live, &stopped);
    }
    drop((log, writer));
    if !copied_while_open {
        copy(&live, &stopped);
    }
    stopped
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The files of a log, each with the number of flips it deserves.
fn files(log: &Path) -> Vec<(PathBuf, u64)> {
    let entries = std::fs::read_dir(log).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    files
        .map(|file| {
            let flips = match file.file_name().to_str() {
                Some("db") => 40,
                Some("journal") => 20,
                _ => 4,
            };
            (file.file_name().into(), flips)
        })
        .collect()
}

fn flip(file: &Path, noise: &mut Noise) -> u64 {
    let mut bytes = std::fs::read(file).unwrap();
    let used = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(1, |last| last + 1);
    let at = noise.below(used as u64);
    bytes[at as usize] ^= 1 << noise.below(8);
    std::fs::write(file, bytes).unwrap();
    at
}

/// Either every frame reads as it was appended, or the finding names a frame and the log is not trusted.
fn whole_or_named(log: &Path, what: &str) -> bool {
    match verify_dir(log, NAME) {
        Ok(verified) => {
            assert_eq!(verified.frames, FRAMES, "{what}");
            let (log, _writer) = reopen(SledStore::open(log).unwrap());
            for read in log.frames(0) {
                let read = read.unwrap();
                let written = frame(read.header.frame);
                assert!(
                    (read.records, read.extra) == (written.records, written.extra),
                    "{what}"
                );
            }
            true
        }
        Err(failure) => {
            let found = finding(failure);
            assert!((1..=FRAMES).contains(&found.frame), "{what}: {found}");
            false
        }
    }
}

#[test]
fn one_flipped_byte_on_disk_is_named_or_was_in_unused_space() {
    let mut noise = Noise(6);
    for copied_while_open in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let stopped = log_on_disk(dir.path(), copied_while_open);
        let (mut whole, mut named) = (0, 0);
        for (file, flips) in files(&stopped) {
            for n in 0..flips {
                let victim = dir.path().join(format!("{}-{n}", file.display()));
                copy(&stopped, &victim);
                let at = flip(&victim.join(&file), &mut noise);
                let what = format!("byte {at} of {} flipped", file.display());
                *(if whole_or_named(&victim, &what) {
                    &mut whole
                } else {
                    &mut named
                }) += 1;
                std::fs::remove_dir_all(&victim).unwrap();
            }
        }
        assert!(
            whole > 5 && named > 15,
            "{whole} whole, {named} named: the flips must meet both"
        );
    }
}

#[test]
fn a_database_put_back_from_an_older_copy_is_noticed_by_the_note_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let (live, old) = (dir.path().join("live"), dir.path().join("old"));
    let (log, mut writer) = begin(SledStore::open(&live).unwrap());
    append(&mut writer, 1..=20);
    drop((log, writer));
    copy(&live, &old);
    let (log, mut writer) = reopen(SledStore::open(&live).unwrap());
    append(&mut writer, 21..=30);
    drop((log, writer));
    std::fs::copy(live.join("heads"), old.join("heads")).unwrap();
    let found = finding(verify_dir(&old, NAME).unwrap_err());
    assert!(
        matches!((found.frame, &found.flaw), (21, Flaw::Cut { witnessed: 30 })),
        "{found}"
    );
    let store = SledStore::open(&old).unwrap();
    finding(Log::open(store, NAME, Timekeeping::Virtual).err().unwrap());
}

#[test]
fn a_log_that_is_held_absent_or_has_blobs_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let absent = verify_dir(&dir.path().join("nothing"), NAME).unwrap_err();
    assert!(
        matches!(
            absent,
            LogFailure::Store {
                cause: StoreFailure::Absent { .. },
                ..
            }
        ),
        "{absent}"
    );

    let held = begin(SledStore::open(dir.path()).unwrap());
    let in_use = SledStore::open(dir.path()).err().unwrap();
    assert!(matches!(in_use, StoreFailure::InUse { .. }), "{in_use}");
    let in_use = verify_dir(dir.path(), NAME).unwrap_err();
    assert!(
        matches!(
            in_use,
            LogFailure::Store {
                cause: StoreFailure::InUse { .. },
                ..
            }
        ),
        "{in_use}"
    );
    drop(held);

    std::fs::write(dir.path().join("blobs").join("17"), b"left by another program").unwrap();
    let blobs = SledStore::open(dir.path()).err().unwrap();
    assert!(matches!(blobs, StoreFailure::Blobs { .. }), "{blobs}");
}
