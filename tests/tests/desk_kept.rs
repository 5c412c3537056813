//! A desk that goes on from its snapshot says what one says that read every log from its beginning.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde_json::{Value, json};
use whole_system::{Data, Options, Question, Story, System, story_begins};

const GOES_ON: &str = "goes on from a snapshot";
const BEGINS_ANEW: &str = "folding them from their beginning";

/// A system over this data that says what its desk begins from.
fn start(data: &Data) -> System {
    let system = System::start(&Options::sandbox_again(data).writing_lines("info"));
    system.settle();
    system
}

/// What is answered to every question about things of the story, by its path.
fn answers(system: &System, story: &Story) -> BTreeMap<String, Value> {
    let all = Question::all(&system.ask("openapi.json"), story).into_iter();
    let answers = all.filter(|question| question.of_moments).map(|question| {
        let answer = system.http().get(&question.path).send();
        (question.path, said_in(&answer.body))
    });
    answers.collect()
}

/// An answer without when it was given, or a refusal.
fn said_in(body: &str) -> Value {
    let body: Value = serde_json::from_str(body).unwrap();
    body.get("answer").unwrap_or(&body).clone()
}

/// Data of the story, the story, and what was answered in its end.
fn told() -> (Data, Story, BTreeMap<String, Value>) {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    let story = system.play_story();
    system.settle();
    let answered = answers(&system, &story);
    assert!(answered.len() > 40, "{}", answered.len());
    system.stop();
    (data, story, answered)
}

/// Something that only those know who read on.
fn note(system: &System, story: &Story) {
    let body = json!({ "order": story.claimed, "text": "客户问旧件什么时候取" });
    system.does("A1", "hotline/add-note", &body);
    system.settle();
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, to) = (
            entry.as_ref().unwrap(),
            to.join(entry.as_ref().unwrap().file_name()),
        );
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_desk_that_starts_again_says_what_it_said_and_reads_on() {
    let (data, story, before) = told();
    let system = start(&data);
    assert_eq!(answers(&system, &story), before);
    note(&system, &story);
    let told = system.stop_and_tell();
    assert!(told.contains(GOES_ON), "{told}");

    let kept = start(&data);
    let after = answers(&kept, &story);
    assert_ne!(after, before);
    kept.stop();
    fs::remove_dir_all(data.path().join("desk")).unwrap();
    let read = start(&data);
    assert_eq!(answers(&read, &story), after);
    let told = read.stop_and_tell();
    assert!(!told.contains(GOES_ON), "{told}");
}

#[test]
fn a_desk_whose_snapshot_knows_more_than_the_logs_reads_them_from_their_beginning() {
    let (data, story, before) = told();
    let earlier = Data::new();
    copied(data.path(), earlier.path());
    let system = start(&data);
    note(&system, &story);
    system.stop();
    fs::remove_dir_all(earlier.path().join("desk")).unwrap();
    copied(&data.path().join("desk"), &earlier.path().join("desk"));

    let system = start(&earlier);
    assert_eq!(answers(&system, &story), before);
    let told = system.stop_and_tell();
    assert!(told.contains(BEGINS_ANEW), "{told}");

    let system = start(&earlier);
    assert_eq!(answers(&system, &story), before);
    let told = system.stop_and_tell();
    assert!(told.contains(GOES_ON) && !told.contains(BEGINS_ANEW), "{told}");
}

#[test]
fn a_desk_that_cannot_read_what_it_put_away_ends_and_reads_the_logs_when_it_starts_again() {
    let (data, story, before) = told();
    let shelf = data.path().join("desk").join("snapshots").join("shelf");
    let file = fs::File::options().write(true).open(&shelf).unwrap();
    let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
    file.write_all_at(&vec![b'!'; length - 16], 16).unwrap();

    let system = start(&data);
    for (path, said) in &before {
        match system
            .http()
            .get(path)
            .try_send()
            .map(|answer| (answer.status, answer.body))
        {
            Some((200, body)) => assert_eq!(said_in(&body), *said, "{path}"),
            Some((404 | 503, _)) | None => {}
            Some((status, body)) => panic!("{path}: {status} {body}"),
        }
    }
    let told = system.ended().err;
    assert!(told.contains("scratch file of desk"), "{told}");

    let system = start(&data);
    assert_eq!(answers(&system, &story), before);
    system.stop();
}
