//! Any sequence of steps leaves the log as a plain list of frames would be, on disk and in memory.

use std::path::{Path, PathBuf};

use crate::common::{NAME, begin, frame, reopen};
use eventlog::{
    Log, LogFailure, MemoryStore, NewFrame, SledStore, SnapshotMark, Snapshots, Store, Writer, verify_dir,
};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use tempfile::TempDir;
use types::{Instant, Span};

const FOLD_VERSION: u32 = 3;

#[derive(Debug, Clone)]
enum Step {
    Append(NewFrame),
    /// Stamped before the last one.
    AppendTooEarly(NewFrame),
    Read(u64),
    ReadOn(u64),
    /// As far as the log reaches.
    Follow(u64),
    SaveSnapshot,
    DropSnapshots,
    Reopen,
}

/// The log as a list.
#[derive(Debug, Clone, Default)]
struct Model {
    frames: Vec<NewFrame>,
    /// Up to which frame the newest snapshot reaches.
    snapshot: Option<usize>,
}

impl Model {
    fn last_stamp(&self) -> Instant {
        self.frames.last().map_or(frame(1).stamp, |last| last.stamp)
    }

    fn after(&self, after: u64) -> Vec<NewFrame> {
        let after = usize::try_from(after).unwrap();
        self.frames.iter().skip(after).cloned().collect()
    }
}

fn new_frame(last: Instant) -> impl Strategy<Value = NewFrame> {
    let record = prop_oneof![
        9 => prop::collection::vec(any::<u8>(), 0..300),
        1 => prop::collection::vec(any::<u8>(), 6_900..14_100),
    ];
    let records = prop::collection::vec(record, 0..6);
    let extra = prop::collection::vec(any::<u8>(), 0..100);
    (records, extra, 0..3_i64).prop_map(move |(records, extra, seconds)| NewFrame {
        stamp: last + Span::seconds(seconds),
        records,
        extra,
        ..frame(1)
    })
}

fn early(new: NewFrame) -> NewFrame {
    let stamp = new.stamp - Span::hours(1);
    NewFrame { stamp, ..new }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Step> {
        let upto = model.frames.len() as u64 + 3;
        prop_oneof![
            8 => new_frame(model.last_stamp()).prop_map(Step::Append),
            1 => new_frame(model.last_stamp()).prop_map(early).prop_map(Step::AppendTooEarly),
            2 => (0..upto).prop_map(Step::Read),
            1 => (0..upto).prop_map(Step::ReadOn),
            1 => (0..upto).prop_map(Step::Follow),
            1 => Just(Step::SaveSnapshot),
            1 => Just(Step::DropSnapshots),
            1 => Just(Step::Reopen),
        ]
        .boxed()
    }

    fn preconditions(model: &Self, step: &Step) -> bool {
        match step {
            // Shrinking may take away what came before.
            Step::Append(new) => new.stamp >= model.last_stamp(),
            Step::AppendTooEarly(new) => !model.frames.is_empty() && new.stamp < model.last_stamp(),
            Step::SaveSnapshot => !model.frames.is_empty(),
            Step::Read(_) | Step::ReadOn(_) | Step::Follow(_) | Step::DropSnapshots | Step::Reopen => true,
        }
    }

    fn apply(mut model: Self, step: &Step) -> Self {
        match step {
            Step::Append(new) => model.frames.push(new.clone()),
            Step::SaveSnapshot => model.snapshot = Some(model.frames.len()),
            Step::DropSnapshots => model.snapshot = None,
            Step::AppendTooEarly(_) | Step::Read(_) | Step::ReadOn(_) | Step::Follow(_) | Step::Reopen => {}
        }
        model
    }
}

/// A place where the same store can be opened again.
trait Home {
    type Store: Store + 'static;
    fn new() -> Self;
    fn open(&self) -> Self::Store;
    /// Reads the whole store from outside, where it has an outside.
    fn verify(&self, frames: u64);
}

struct Memory(MemoryStore);

impl Home for Memory {
    type Store = MemoryStore;

    fn new() -> Self {
        Self(MemoryStore::new())
    }

    fn open(&self) -> MemoryStore {
        self.0.clone()
    }

    fn verify(&self, _: u64) {}
}

struct Disk(TempDir);

impl Home for Disk {
    type Store = SledStore;

    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> SledStore {
        SledStore::open(self.0.path()).unwrap()
    }

    fn verify(&self, frames: u64) {
        assert_eq!(verify_dir(self.0.path(), NAME).unwrap().frames, frames);
    }
}

struct Tested<H: Home> {
    home: H,
    opened: Option<(Log, Writer)>,
    snapshots: Snapshots,
    beside: TempDir,
}

impl<H: Home> Tested<H> {
    fn log(&self) -> &Log {
        &self.opened.as_ref().unwrap().0
    }

    fn append(&mut self, new: &NewFrame) -> Result<eventlog::Appended, LogFailure> {
        self.opened.as_mut().unwrap().1.append(new)
    }

    fn reopen(&mut self) {
        let empty = self.log().head().frame == 0;
        // Everything that holds the store goes before it is opened again.
        drop(self.opened.take());
        let store = self.home.open();
        self.opened = Some(if empty { begin(store) } else { reopen(store) });
    }

    fn save_snapshot(&self) {
        let head = self.log().head();
        let mark = SnapshotMark {
            frame: head.frame,
            frame_hash: head.hash,
            fold_version: FOLD_VERSION,
        };
        self.snapshots.save(mark, folded(head.frame).as_bytes()).unwrap();
    }

    fn snapshot_directory(&self) -> PathBuf {
        snapshot_directory(self.beside.path())
    }
}

fn snapshot_directory(beside: &Path) -> PathBuf {
    beside.join("snapshots")
}

fn folded(frame: u64) -> String {
    format!("folded to {frame}")
}

fn assert_same(read: &[eventlog::Frame], expected: &[NewFrame]) {
    assert_eq!(read.len(), expected.len());
    for (read, expected) in read.iter().zip(expected) {
        assert_eq!((&read.records, &read.extra), (&expected.records, &expected.extra));
        assert_eq!(read.header.stamp, expected.stamp);
    }
}

impl<H: Home> StateMachineTest for Tested<H> {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        let home = H::new();
        let beside = tempfile::tempdir().unwrap();
        Self {
            opened: Some(begin(home.open())),
            snapshots: Snapshots::new(&snapshot_directory(beside.path())),
            home,
            beside,
        }
    }

    fn apply(mut tested: Self, model: &Model, step: Step) -> Self {
        match step {
            Step::Append(new) => {
                let before = model
                    .frames
                    .iter()
                    .map(|frame| frame.records.len())
                    .sum::<usize>();
                let appended = tested.append(&new).unwrap();
                assert_eq!(appended.frame, model.frames.len() as u64);
                let first = before - new.records.len() + 1;
                assert_eq!(appended.first_position, first as u64);
            }
            Step::AppendTooEarly(new) => {
                let refused = tested.append(&new).unwrap_err();
                assert!(matches!(refused, LogFailure::StampBack { .. }), "{refused}");
            }
            Step::Read(number) => {
                let place = number
                    .checked_sub(1)
                    .and_then(|place| usize::try_from(place).ok());
                let expected = place.and_then(|place| model.frames.get(place)).cloned();
                let read = tested.log().read(number).ok();
                assert_same(read.as_slice(), expected.as_slice());
            }
            Step::ReadOn(after) => {
                let read: Vec<_> = tested.log().frames(after).map(Result::unwrap).collect();
                assert_same(&read, &model.after(after));
            }
            Step::Follow(after) => {
                let expected = model.after(after);
                let follower = tested.log().follow(after).take(expected.len());
                assert_same(&follower.map(Result::unwrap).collect::<Vec<_>>(), &expected);
            }
            Step::SaveSnapshot => tested.save_snapshot(),
            Step::DropSnapshots => {
                // There is none before the first was saved.
                let _ = std::fs::remove_dir_all(tested.snapshot_directory());
            }
            Step::Reopen => tested.reopen(),
        }
        tested
    }

    fn check_invariants(tested: &Self, model: &Model) {
        let head = tested.log().head();
        let records: usize = model.frames.iter().map(|frame| frame.records.len()).sum();
        assert_eq!(
            (head.frame, head.position),
            (model.frames.len() as u64, records as u64)
        );
        let found = tested
            .snapshots
            .latest(FOLD_VERSION, |mark| mark.fits(tested.log()))
            .unwrap();
        let expected = model.snapshot.map(|frame| folded(frame as u64).into_bytes());
        assert_eq!(found.map(|(_, bytes)| bytes), expected);
    }

    fn teardown(mut tested: Self, model: Model) {
        let frames = model.frames.len() as u64;
        assert_eq!(tested.log().verify().unwrap().frames, frames);
        drop(tested.opened.take());
        tested.home.verify(frames);
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_memory_the_log_is_a_list_of_frames(sequential 1..40 => Tested<Memory>);
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_disk_the_log_is_a_list_of_frames(sequential 1..40 => Tested<Disk>);
}
