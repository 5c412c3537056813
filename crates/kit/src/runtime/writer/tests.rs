//! The writer's thread when the machine or a service fails: it ends the process and leaves nothing wrong behind.

use eventlog::{LogId, Mark, MemoryStore, Snapshots, Store, StoreFailure, Timekeeping};
use proto::wire::Reach;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use types::{Actor, Hash, RequestId, ServiceName};

use super::*;
use crate::core::Request;
use crate::core::fold::Folded;
use crate::runtime::heads::Signing;
use toy::{Toy, ToyCommand};

#[path = "../../../tests/core/toy.rs"]
mod toy;

/// Takes one frame; then the disk is full.
struct Full(MemoryStore);

impl Store for Full {
    fn append(&self, frame: u64, parts: &[Vec<u8>]) -> Result<(), StoreFailure> {
        match frame {
            1 => self.0.append(frame, parts),
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
            folded: Folded::default(),
            log,
            writer,
            snapshots,
            directory: directory.path().to_owned(),
        };
        let (fatal, died) = unbounded_channel();
        let (jobs, _) = unbounded_channel();
        let (handle, stop, ended) = start(opened, &time, &fatal, jobs).unwrap();
        Self {
            handle,
            stop,
            ended,
            died,
            directory,
        }
    }

    async fn add(&self, id: &str, by: i64) -> Reply {
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
        self.handle.ask(request).await
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
