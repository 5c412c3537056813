//! A fold begun from a snapshot is the fold of the whole log, whatever became of the file that it rests on.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::FileExt;

use futures::future::join_all;
use tempfile::TempDir;
use tokio::sync::mpsc::unbounded_channel;
use types::{Actor, RequestId};

use super::*;
use crate::runtime::saved::shelf_in;
use crate::runtime::saving::Saving;
use crate::runtime::toy::{Toy, ToyCommand};
use crate::runtime::{Local, Order, ReadOther};

/// More than linger in memory.
const LETTERS: u32 = 900;

/// A log of letters that were posted, with the snapshot that is saved at the end.
async fn posted() -> TempDir {
    let data = tempfile::tempdir().unwrap();
    let (fatal, _died) = unbounded_channel();
    let nobody: ReadOther = Arc::new(|_, _| None);
    let service = Local::<Toy>::open(data.path(), &Time::system(), &fatal, nobody)
        .await
        .unwrap();
    for make in [
        |letter| ToyCommand::Post { letter },
        |letter| ToyCommand::RecordPosted { letter },
    ] {
        let commands = (0..LETTERS).map(|letter| {
            let command = make(letter);
            let id = RequestId::new(format!("{command:?}").replace(' ', "-")).unwrap();
            let actor = Actor::Local;
            service.command(Order { command, actor, id })
        });
        for answered in join_all(commands).await {
            answered.unwrap();
        }
    }
    service.stop().await;
    data
}

fn opened(data: &TempDir) -> Opened<Toy> {
    open(data.path(), &Time::system()).unwrap()
}

fn shelf_of(data: &TempDir) -> PathBuf {
    shelf_in(&data.path().join("notify").join("snapshots"))
}

/// The letters of which it is known that they were posted.
fn letters(opened: &Opened<Toy>) -> BTreeSet<u32> {
    opened
        .saved
        .fold
        .state
        .posted
        .iter()
        .map(|(letter, _)| letter)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rests_is_found_after_a_start_from_a_snapshot_and_without_the_file_it_rests_on() {
    let data = posted().await;
    let all: BTreeSet<u32> = (0..LETTERS).collect();
    for _ in 0..2 {
        let opened = opened(&data);
        assert!(opened.saved.fold.state.posted.at_hand().count() < all.len());
        assert_eq!(letters(&opened), all);
        assert_eq!(opened.saved.scratch.as_ref().unwrap().failure(), None);
    }
    fs::remove_file(shelf_of(&data)).unwrap();
    assert_eq!(letters(&opened(&data)), all);
    fs::remove_dir_all(shelf_of(&data).parent().unwrap()).unwrap();
    assert_eq!(letters(&opened(&data)), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_that_was_flipped_is_noticed_and_the_next_start_folds_the_whole_log() {
    let data = posted().await;
    let file = fs::File::options().write(true).open(shelf_of(&data)).unwrap();
    file.write_all_at(b"!", 100).unwrap();
    let broken = opened(&data);
    assert!(letters(&broken).len() < LETTERS as usize);
    let saving = Saving::from(
        "notify",
        broken.snapshots.clone(),
        broken.saved.scratch.clone(),
        (0, 0),
    );
    assert!(saving.unreadable().is_some());
    drop(broken);
    assert_eq!(letters(&opened(&data)).len(), LETTERS as usize);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_another_one_or_shorter_than_a_snapshot_says_is_not_begun_from() {
    let data = posted().await;
    let (whole, path) = (fs::read(shelf_of(&data)).unwrap(), shelf_of(&data));
    let mut another = whole.clone();
    another[0] ^= 1;
    let shorter = whole[..whole.len() - 1].to_vec();
    for bytes in [another, shorter] {
        fs::write(&path, bytes).unwrap();
        let opened = opened(&data);
        assert_eq!(letters(&opened).len(), LETTERS as usize);
        let begun = fs::read(&path).unwrap();
        assert_ne!(begun[..16], whole[..16], "it begins a file of its own");
        drop(opened);
    }
}
