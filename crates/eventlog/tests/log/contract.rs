//! One suite for every store: the memory twin and sled keep the same promises.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use crate::common::{NAME, append, begin, frame, reopen};
use eventlog::{
    Frames, Log, LogFailure, LogId, MAX_FRAME_BYTES, MAX_PART_BYTES, MemoryStore, NewFrame, SledStore, Store,
    StoreFailure, Timekeeping, Writer,
};
use types::{Hash, Instant};

/// Somewhere a store can be opened again after it was closed.
trait Home {
    type Store: Store + 'static;
    fn open(&self, name: &str) -> Self::Store;
}

#[derive(Default)]
struct Memory(std::cell::RefCell<std::collections::BTreeMap<String, MemoryStore>>);

impl Home for Memory {
    type Store = MemoryStore;
    fn open(&self, name: &str) -> MemoryStore {
        self.0.borrow_mut().entry(name.to_owned()).or_default().clone()
    }
}

struct Disk(PathBuf);

impl Home for Disk {
    type Store = SledStore;
    fn open(&self, name: &str) -> SledStore {
        SledStore::open(&self.0.join(name)).unwrap()
    }
}

fn suite(home: &impl Home) {
    appended_frames_read_back_as_they_were(home);
    a_store_takes_only_the_frame_after_its_head(home);
    a_reopened_log_goes_on_where_it_ended(home);
    readers_see_what_is_on_disk_and_go_on_when_there_is_more(home);
    a_follower_gets_every_frame_once_in_order_and_ends_with_the_writer(home);
    a_refused_frame_leaves_no_trace(home);
    a_log_is_opened_only_as_what_it_is(home);
}

#[test]
fn memory_keeps_the_contract() {
    suite(&Memory::default());
}

#[test]
fn sled_keeps_the_contract_and_makes_no_blobs() {
    let dir = tempfile::tempdir().unwrap();
    suite(&Disk(dir.path().to_owned()));
    let no_blobs = |log: &Path| std::fs::read_dir(log.join("blobs")).unwrap().next().is_none();
    for log in std::fs::read_dir(dir.path()).unwrap() {
        assert!(no_blobs(&log.unwrap().path()));
    }
}

fn appended_frames_read_back_as_they_were(home: &impl Home) {
    let (log, mut writer) = begin(home.open("read-back"));
    assert_eq!((log.head().frame, log.head().position), (0, 0));
    let (mut position, mut previous) = (1, Hash::NONE);
    for n in 1..=60 {
        let new = frame(n);
        let appended = writer.append(&new).unwrap();
        assert_eq!((appended.frame, appended.first_position), (n, position));
        let read = log.read(n).unwrap();
        assert_eq!((&read.records, &read.extra), (&new.records, &new.extra));
        assert_eq!((read.header.stamp, &read.header.vector), (new.stamp, &new.vector));
        assert_eq!((read.hash, read.header.previous), (appended.hash, previous));
        previous = appended.hash;
        position += new.records.len() as u64;
    }
    let head = log.head();
    assert_eq!(
        (head.frame, head.hash, head.position),
        (60, previous, position - 1)
    );
    let verified = log.verify().unwrap();
    assert_eq!((verified.frames, verified.records), (60, position - 1));
}

fn a_store_takes_only_the_frame_after_its_head(home: &impl Home) {
    let store = home.open("expected");
    for wrong in [0, 2, u64::MAX] {
        let refused = store.append(wrong, &[7]).unwrap_err();
        assert!(
            matches!(refused, StoreFailure::NotNext { head: 0, .. }),
            "{refused}"
        );
    }
    for bytes in [0, MAX_FRAME_BYTES + 1] {
        let refused = store.append(1, &vec![7; bytes]).unwrap_err();
        assert!(matches!(refused, StoreFailure::FrameSize { .. }), "{refused}");
    }
    assert_eq!((store.head(), store.read(1).unwrap()), (0, None));

    store.append(1, &[7; MAX_PART_BYTES + 3]).unwrap();
    assert_eq!(store.head(), 1);
    assert_eq!(store.read(1).unwrap().unwrap(), vec![7; MAX_PART_BYTES + 3]);
    assert!(matches!(store.append(1, &[7]), Err(StoreFailure::NotNext { .. })));
}

fn a_reopened_log_goes_on_where_it_ended(home: &impl Home) {
    let (log, mut writer) = begin(home.open("reopen"));
    append(&mut writer, 1..=9);
    let (id, head) = (log.id().clone(), log.head());
    drop((log, writer));
    let (log, mut writer) = reopen(home.open("reopen"));
    assert_eq!((log.id(), log.head()), (&id, head));
    append(&mut writer, 10..=12);
    assert_eq!(log.read(10).unwrap().header.previous, head.hash);
    assert_eq!(log.verify().unwrap().frames, 12);
}

fn readers_see_what_is_on_disk_and_go_on_when_there_is_more(home: &impl Home) {
    let (log, mut writer) = begin(home.open("frames"));
    let numbers =
        |frames: &mut Frames| -> Vec<u64> { frames.map(|frame| frame.unwrap().header.frame).collect() };
    append(&mut writer, 1..=5);
    let mut frames = log.frames(2);
    assert_eq!(numbers(&mut frames), [3, 4, 5]);
    append(&mut writer, 6..=7);
    assert_eq!(numbers(&mut frames), [6, 7]);
    for beyond in [0, 8] {
        let refused = log.read(beyond).unwrap_err();
        assert!(
            matches!(refused, LogFailure::NoSuchFrame { head: 7, .. }),
            "{refused}"
        );
    }
}

fn a_follower_gets_every_frame_once_in_order_and_ends_with_the_writer(home: &impl Home) {
    let (log, mut writer) = begin(home.open("follow"));
    append(&mut writer, 1..=3);
    let follower = log.follow(1);
    let (seen, heard) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || follower.for_each(|frame| seen.send(frame.unwrap().header.frame).unwrap()));
        assert_eq!((heard.recv().unwrap(), heard.recv().unwrap()), (2, 3));
        append(&mut writer, 4..=40);
        drop(writer);
        assert_eq!(heard.iter().collect::<Vec<u64>>(), (4..=40).collect::<Vec<u64>>());
    });
}

fn a_refused_frame_leaves_no_trace(home: &impl Home) {
    let (log, mut writer) = begin(home.open("refused"));
    append(&mut writer, 1..=4);
    let head = log.head();
    let early = NewFrame {
        stamp: Instant::from_micros(head.stamp.micros() - 1),
        ..frame(5)
    };
    let refused = writer.append(&early).unwrap_err();
    assert!(matches!(refused, LogFailure::StampBack { last, .. } if last == head.stamp));
    assert_eq!(log.head(), head);
    append(&mut writer, [5]);
    assert_eq!(log.verify().unwrap().frames, 5);
}

fn a_log_is_opened_only_as_what_it_is(home: &impl Home) {
    let refused = |opened: Result<(Log, Writer), LogFailure>| opened.err().unwrap();
    let id = LogId::derive(NAME, Instant::EPOCH, b"another");
    let empty = refused(Log::open(home.open("as-is"), NAME, Timekeeping::Real));
    assert!(matches!(empty, LogFailure::Empty { .. }));
    for (kept, asked) in [
        (Timekeeping::Real, Timekeeping::Virtual),
        (Timekeeping::Virtual, Timekeeping::Real),
    ] {
        let place = format!("as-{kept}");
        let (log, mut writer) = Log::create(home.open(&place), NAME, id.clone(), kept).unwrap();
        append(&mut writer, [1]);
        drop((log, writer));
        let other_time = refused(Log::open(home.open(&place), NAME, asked));
        assert!(matches!(other_time, LogFailure::Timekeeping { is, .. } if is == kept));
        let other_name = refused(Log::open(home.open(&place), "field", kept));
        assert!(matches!(other_name, LogFailure::Name { found, .. } if found == NAME));
        let again = refused(Log::create(home.open(&place), NAME, id.clone(), kept));
        assert!(matches!(again, LogFailure::NotEmpty { .. }));
    }
}
