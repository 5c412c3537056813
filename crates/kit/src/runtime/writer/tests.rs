//! The writer's thread when the machine or a service fails: it ends the process and leaves nothing wrong behind.

use std::sync::{Mutex, mpsc};

use bus::admission::Load;
use eventlog::{LogId, Mark, MemoryStore, Snapshots, Store, StoreFailure, Timekeeping};
use futures::future::join_all;
use proto::wire::Reach;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use types::{Actor, Hash, RequestId, ServiceName};

use super::*;
use crate::core::{Input, Request};
use crate::runtime::heads::Signing;
use crate::runtime::saved::Saved;
use crate::runtime::toy::{Toy, ToyCommand};

/// Takes one frame; then the disk is full.
struct Full(MemoryStore);

impl Store for Full {
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        match frame {
            1 => self.0.append(frame, bytes),
            _ => Err(StoreFailure::Panicked {
                doing: "write a frame",
                message: "the disk is full".to_owned(),
            }),
        }
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

/// Takes its next frame when it is told to.
struct Slow {
    store: MemoryStore,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl Store for Slow {
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        // Whoever could hold it up is gone: then nothing does.
        let _ = self.go_on.lock().unwrap().recv();
        self.store.append(frame, bytes)
    }

    fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.store.read(frame)
    }

    fn head(&self) -> u64 {
        self.store.head()
    }

    fn witness(&self, mark: Mark) -> Result<(), StoreFailure> {
        self.store.witness(mark)
    }

    fn witnessed(&self) -> Result<Option<Mark>, StoreFailure> {
        self.store.witnessed()
    }
}

struct Started {
    handle: Handle<Toy>,
    stop: Stop,
    ended: oneshot::Receiver<()>,
    died: UnboundedReceiver<String>,
    directory: TempDir,
}

impl Started {
    fn over(store: impl Store + 'static) -> Self {
        let time = Time::system();
        let directory = tempfile::tempdir().unwrap();
        let id = LogId::derive("notify", time.now(), b"writer");
        let (log, writer) = Log::create(store, "notify", id, Timekeeping::Real).unwrap();
        let snapshots = Snapshots::new(&directory.path().join("snapshots"));
        let signing = Signing::open(directory.path(), "notify", &log);
        let opened = Opened {
            signing,
            saved: Saved::nothing(None),
            log,
            writer,
            snapshots,
            directory: directory.path().to_owned(),
        };
        let (fatal, died) = unbounded_channel();
        let (jobs, _) = unbounded_channel();
        let (handle, stop, ended) = start(opened, &time, &fatal, jobs, &Counted::default()).unwrap();
        Self {
            handle,
            stop,
            ended,
            died,
            directory,
        }
    }

    async fn add(&self, id: &str, by: i64) -> Reply<Toy> {
        self.add_as(Actor::Local, id, by).await
    }

    async fn add_as(&self, client: Actor, id: &str, by: i64) -> Reply<Toy> {
        let (id, command) = (
            RequestId::new(id).unwrap(),
            ToyCommand::Add {
                to: "x".to_owned(),
                by,
            },
        );
        let request = move |ticket| {
            let (actor, body, seen) = (Actor::Local, Hash::NONE, Reach::new());
            Input::Request(Request {
                ticket,
                command,
                actor,
                id,
                body,
                seen,
            })
        };
        self.handle.ask_for(Some(client), 0, request).await
    }

    /// So many commands at once; gives how many were taken and how many were told that it is busy.
    async fn flood(&self, by: &str, commands: usize) -> (usize, usize) {
        let client: Actor = by.parse().unwrap();
        let ids: Vec<String> = (0..commands).map(|n| format!("{by}-{n}")).collect();
        let answers = join_all(ids.iter().map(|id| self.add_as(client.clone(), id, 1))).await;
        let busy = answers
            .iter()
            .filter(|answer| matches!(answer, Err(rejection) if rejection.code == "service.busy"))
            .count();
        (answers.iter().filter(|answer| answer.is_ok()).count(), busy)
    }

    fn snapshots(&self) -> usize {
        std::fs::read_dir(self.directory.path().join("snapshots")).map_or(0, Iterator::count)
    }
}

#[tokio::test]
async fn after_a_failed_commit_nobody_is_answered_and_nothing_is_saved() {
    let mut started = Started::over(Full(MemoryStore::new()));
    assert!(started.add("a", 1).await.is_ok());
    let lost = started.add("b", 1);
    // Whatever comes next must not let the answer out.
    started.handle.tell(Input::Woken(ServiceName::Hotline));
    assert_eq!(lost.await.unwrap_err().code, "service.stopping");
    assert!(started.died.recv().await.unwrap().contains("the disk is full"));
    assert_eq!(started.add("c", 1).await.unwrap_err().code, "service.stopping");
    started.stop.now();
    let _ = (&mut started.ended).await;
    assert_eq!(started.snapshots(), 0, "what is folded is not what is on disk");
}

#[tokio::test]
async fn a_service_that_fails_in_its_own_code_ends_the_process() {
    let mut started = Started::over(MemoryStore::new());
    assert!(started.add("a", i64::MAX).await.is_ok());
    assert_eq!(
        started.add("b", i64::MAX).await.unwrap_err().code,
        "service.stopping"
    );
    assert!(started.died.recv().await.unwrap().contains("overflow"));
    started.stop.now();
    let _ = (&mut started.ended).await;
    assert_eq!(started.snapshots(), 0);
}

#[tokio::test]
async fn a_stop_answers_what_was_taken_and_saves_a_snapshot() {
    let mut started = Started::over(MemoryStore::new());
    let taken = started.add("a", 1);
    let (taken, ()) = tokio::join!(taken, async { started.stop.now() });
    assert!(taken.is_ok());
    let _ = (&mut started.ended).await;
    assert_eq!(started.snapshots(), 1);
}

#[tokio::test]
async fn a_question_is_answered_beside_the_writer_and_sees_what_was_answered_before_it() {
    let mut started = Started::over(MemoryStore::new());
    for counted in 1..=3 {
        assert!(started.add(&format!("a{counted}"), 1).await.is_ok());
        let answer = loop {
            // The writer may still be at work; then it has to be asked.
            if let Some(answer) = started.handle.answer_now(&Value::Null, &Actor::Local) {
                break answer;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(answer, Ok(format!(r#"{{"x":{counted}}}"#).into_bytes()));
    }
    started.stop.now();
    let _ = (&mut started.ended).await;
    assert_eq!(started.handle.answer_now(&Value::Null, &Actor::Local), None);
}

#[tokio::test]
async fn a_flood_is_bounded_told_so_at_once_and_shuts_nobody_else_out() {
    let (disk, go_on) = mpsc::channel();
    let store = Slow {
        store: MemoryStore::new(),
        go_on: Mutex::new(go_on),
    };
    let started = Started::over(store);
    let all = async {
        let floods = async {
            // Nothing gets onto the disk, so whoever is answered was told that it is busy.
            tokio::join!(
                started.flood("f1", 2_000),
                started.flood("f2", 2_000),
                started.flood("f3", 2_000),
                started.flood("f4", 2_000),
                started.flood("f5", 2_000),
            )
        };
        let quiet = async {
            assert_eq!(
                started.handle.waiting.load().requests,
                4_096 + 8,
                "four shares, and the little that everybody may"
            );
            let first = started.add_as("quiet".parse().unwrap(), "q", 1);
            let disk_goes_on = async { drop(disk) };
            tokio::join!(first, disk_goes_on).0
        };
        tokio::join!(floods, quiet)
    };
    let (floods, quiet) = all.await;
    assert!(quiet.is_ok());
    let (f1, f2, f3, f4, f5) = floods;
    assert_eq!([f1, f2, f3, f4], [(1_024, 976); 4]);
    assert_eq!(f5, (8, 1_992));
    assert_eq!(started.handle.waiting.load(), Load::default());
    assert_eq!(
        started.flood("later", 1_000).await,
        (1_000, 0),
        "full speed again"
    );
    started.stop.now();
    let _ = started.ended.await;
}
