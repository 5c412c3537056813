//! Takes frames from the journal to the database, a good many at a time, behind the writer's back.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::database::Database;
use crate::store::StoreFailure;

/// A frame waits so long for others, so that one sync serves them all.
const GATHER: Duration = Duration::from_millis(100);
/// So many bytes wait for no others.
const ENOUGH_BYTES: usize = 1024 * 1024;

#[derive(Default)]
struct Queue {
    /// Durable in the journal, and not yet in the database.
    waiting: VecDeque<(u64, Arc<[u8]>)>,
    bytes: usize,
    /// Somebody waits until the queue is empty.
    pressed: bool,
    ends: bool,
    failed: Option<StoreFailure>,
    stopped: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread, and the frames on their way.
pub(crate) struct Mover {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Mover {
    pub(crate) fn start(database: &Arc<Database>) -> Result<Self, std::io::Error> {
        let shared = Arc::new(Shared::default());
        let (own, database) = (Arc::clone(&shared), Arc::clone(database));
        let thread = std::thread::Builder::new().name("log mover".to_owned());
        let thread = thread.spawn(move || run(&own, &database))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Hands over a frame that is durable in the journal.
    pub(crate) fn take(&self, frame: u64, bytes: &[u8]) {
        let mut queue = self.shared.queue();
        queue.bytes = queue.bytes.saturating_add(bytes.len());
        queue.waiting.push_back((frame, Arc::from(bytes)));
        if queue.waiting.len() == 1 || queue.bytes >= ENOUGH_BYTES {
            self.shared.changed.notify_all();
        }
    }

    /// A frame on its way; none when it stands in the database, or nowhere.
    pub(crate) fn find(&self, frame: u64) -> Option<Arc<[u8]>> {
        let queue = self.shared.queue();
        let (first, _) = queue.waiting.front()?;
        let index = usize::try_from(frame.checked_sub(*first)?).ok()?;
        queue.waiting.get(index).map(|(_, bytes)| Arc::clone(bytes))
    }

    /// Waits until a frame stands in the database, and says what went wrong since it was asked last.
    pub(crate) fn wait_for(&self, frame: u64) -> Result<(), StoreFailure> {
        let mut queue = self.shared.queue();
        let on_its_way = |queue: &Queue| queue.waiting.front().is_some_and(|(first, _)| *first <= frame);
        while on_its_way(&queue) && !queue.stopped {
            queue.pressed = true;
            self.shared.changed.notify_all();
            queue = self
                .shared
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
        match queue.failed.take() {
            Some(failure) => Err(failure),
            None if queue.stopped => Err(StoreFailure::Stuck),
            None => Ok(()),
        }
    }
}

impl Drop for Mover {
    /// Ends when everything stands in the database, or it fails, which leaves it to the journal.
    fn drop(&mut self) {
        self.shared.queue().ends = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// However the thread ends, nobody waits for it any more.
struct Ends<'a>(&'a Shared);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.queue().stopped = true;
        self.0.changed.notify_all();
    }
}

fn run(shared: &Shared, database: &Database) {
    let _ends = Ends(shared);
    while let Some(frames) = next(shared) {
        let written = database.write(frames.iter().map(|(frame, bytes)| (*frame, &bytes[..])));
        let mut queue = shared.queue();
        match written {
            Ok(()) => {
                queue.waiting.drain(..frames.len());
                queue.bytes = queue.waiting.iter().map(|(_, bytes)| bytes.len()).sum();
                queue.pressed = false;
            }
            Err(failure) => {
                queue.failed = Some(failure);
                return;
            }
        }
        drop(queue);
        shared.changed.notify_all();
    }
}

/// What is to be written next, once it is enough or has waited; none when there is nothing and nothing more will come.
fn next(shared: &Shared) -> Option<Vec<(u64, Arc<[u8]>)>> {
    let nothing = |queue: &mut Queue| queue.waiting.is_empty() && !queue.ends;
    let queue = shared.changed.wait_while(shared.queue(), nothing);
    let queue = queue.unwrap_or_else(PoisonError::into_inner);
    let few = |queue: &mut Queue| queue.bytes < ENOUGH_BYTES && !queue.pressed && !queue.ends;
    let waited = shared.changed.wait_timeout_while(queue, GATHER, few);
    let (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
    let frames: Vec<_> = queue.waiting.iter().cloned().collect();
    (!frames.is_empty()).then_some(frames)
}
