//! Any sequence of steps leaves the log as a plain list of frames would be.

use crate::common::{NAME, begin, frame, reopen};
use eventlog::{Log, MemoryStore, NewFrame, SledStore, Store, Writer, verify_dir};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Append(NewFrame),
    Read(u64),
    ReadOn(u64),
    Reopen,
}

fn new_frame() -> impl Strategy<Value = NewFrame> {
    let record = prop_oneof![
        9 => prop::collection::vec(any::<u8>(), 0..300),
        1 => prop::collection::vec(any::<u8>(), 6_900..14_100),
    ];
    let records = prop::collection::vec(record, 0..6);
    let extra = prop::collection::vec(any::<u8>(), 0..100);
    (records, extra).prop_map(|(records, extra)| NewFrame {
        records,
        extra,
        ..frame(1)
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => new_frame().prop_map(Step::Append),
        2 => (0..40_u64).prop_map(Step::Read),
        1 => (0..40_u64).prop_map(Step::ReadOn),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..40)
}

/// Runs the steps against the log and against a list; `open` opens the same store every time.
fn run<S: Store + 'static>(steps: Vec<Step>, open: impl Fn() -> S) {
    let mut model: Vec<NewFrame> = Vec::new();
    let mut opened: (Log, Writer) = begin(open());
    for step in steps {
        match step {
            Step::Append(new) => {
                let before: usize = model.iter().map(|frame| frame.records.len()).sum();
                let appended = opened.1.append(&new).unwrap();
                model.push(new);
                assert_eq!(appended.frame, model.len() as u64);
                assert_eq!(appended.first_position, before as u64 + 1);
            }
            Step::Read(n) => {
                let expected = n.checked_sub(1).and_then(|index| model.get(index as usize));
                let read = opened.0.read(n).ok();
                assert_eq!(
                    read.map(|frame| frame.records).as_ref(),
                    expected.map(|frame| &frame.records)
                );
            }
            Step::ReadOn(after) => {
                let read: Vec<_> = opened.0.frames(after).map(|frame| frame.unwrap().extra).collect();
                let expected: Vec<_> = model
                    .iter()
                    .skip(after as usize)
                    .map(|frame| frame.extra.clone())
                    .collect();
                assert_eq!(read, expected);
            }
            Step::Reopen => {
                drop(opened);
                opened = if model.is_empty() {
                    begin(open())
                } else {
                    reopen(open())
                };
            }
        }
    }
    assert_eq!(opened.0.verify().unwrap().frames, model.len() as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_memory_the_log_is_a_list_of_frames(steps in steps()) {
        let store = MemoryStore::new();
        run(steps, || store.clone());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_disk_the_log_is_a_list_of_frames(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        run(steps, || SledStore::open(dir.path()).unwrap());
        verify_dir(dir.path(), NAME).unwrap();
    }
}
