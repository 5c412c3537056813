//! One log: a writer that appends frames, readers that see what is on disk.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use types::{Hash, Instant};

use crate::failure::{Finding, Flaw, LogFailure};
use crate::frame::{FORMAT, Frame, Header, LogId, NewFrame, Timekeeping, decode, encode};
use crate::merkle;
use crate::store::{MAX_PART_BYTES, MAX_PARTS, Mark, Store};
use crate::verify::{Verification, check_witness, verify};

/// The last frame that is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// 0 while the log is empty.
    pub frame: u64,
    /// [`Hash::NONE`] while the log is empty.
    pub hash: Hash,
    /// Position of the last record; 0 while there is none.
    pub position: u64,
    /// [`Instant::MIN`] while the log is empty.
    pub stamp: Instant,
}

impl Head {
    const EMPTY: Self = Self {
        frame: 0,
        hash: Hash::NONE,
        position: 0,
        stamp: Instant::MIN,
    };

    fn of(frame: &Frame) -> Self {
        Self {
            frame: frame.header.frame,
            hash: frame.hash,
            position: frame.header.last_position(),
            stamp: frame.header.stamp,
        }
    }
}

/// Where an appended frame stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    pub frame: u64,
    pub hash: Hash,
    /// Position of its first record; without records the position the next one will have.
    pub first_position: u64,
}

struct State {
    head: Head,
    closed: bool,
}

struct Shared {
    store: Box<dyn Store>,
    name: String,
    id: LogId,
    timekeeping: Timekeeping,
    state: Mutex<State>,
    moved: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finding(&self, frame: u64, flaw: Flaw) -> LogFailure {
        LogFailure::Damaged(Box::new(Finding {
            log: self.name.clone(),
            frame,
            flaw,
        }))
    }
}

/// Reads one log. Clones are cheap and may read from any thread while the writer appends; they see only
/// frames that are on disk.
#[derive(Clone)]
pub struct Log {
    shared: Arc<Shared>,
}

/// Appends to one log. There is one for each open log; dropping it ends what follows the log.
pub struct Writer {
    shared: Arc<Shared>,
    poisoned: bool,
}

impl Log {
    /// Begins a log in an empty store. Nothing is written before the first frame.
    ///
    /// # Errors
    /// [`LogFailure::NotEmpty`]; [`LogFailure::Damaged`] when the store once held frames.
    pub fn create(
        store: impl Store + 'static,
        name: &str,
        id: LogId,
        timekeeping: Timekeeping,
    ) -> Result<(Self, Writer), LogFailure> {
        if store.head() > 0 {
            return Err(LogFailure::NotEmpty { log: name.to_owned() });
        }
        check_witness(&store, name)?;
        Ok(Self::start(Box::new(store), name, id, timekeeping, Head::EMPTY))
    }

    /// Opens a log at its last frame, which says name, id and timekeeping.
    ///
    /// # Errors
    /// [`LogFailure::Empty`], [`LogFailure::Name`], [`LogFailure::Timekeeping`];
    /// [`LogFailure::Damaged`] when the last frame is not as it was written or frames are missing after it.
    /// Earlier frames are checked as they are read, all of them by [`Log::verify`].
    pub fn open(
        store: impl Store + 'static,
        name: &str,
        timekeeping: Timekeeping,
    ) -> Result<(Self, Writer), LogFailure> {
        check_witness(&store, name)?;
        let head = store.head();
        if head == 0 {
            return Err(LogFailure::Empty { log: name.to_owned() });
        }
        let last = read(&store, name, head)?;
        if last.header.name != name {
            return Err(LogFailure::Name {
                log: name.to_owned(),
                found: last.header.name,
            });
        }
        if last.header.timekeeping != timekeeping {
            return Err(LogFailure::Timekeeping {
                log: name.to_owned(),
                is: last.header.timekeeping,
                asked: timekeeping,
            });
        }
        let head = Head::of(&last);
        Ok(Self::start(
            Box::new(store),
            name,
            last.header.log,
            timekeeping,
            head,
        ))
    }

    fn start(
        store: Box<dyn Store>,
        name: &str,
        id: LogId,
        timekeeping: Timekeeping,
        head: Head,
    ) -> (Self, Writer) {
        let shared = Arc::new(Shared {
            store,
            name: name.to_owned(),
            id,
            timekeeping,
            state: Mutex::new(State { head, closed: false }),
            moved: Condvar::new(),
        });
        let writer = Writer {
            shared: Arc::clone(&shared),
            poisoned: false,
        };
        (Self { shared }, writer)
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    #[must_use]
    pub fn id(&self) -> &LogId {
        &self.shared.id
    }

    #[must_use]
    pub fn timekeeping(&self) -> Timekeeping {
        self.shared.timekeeping
    }

    /// The last frame that is on disk.
    #[must_use]
    pub fn head(&self) -> Head {
        self.shared.state().head
    }

    /// Reads one frame and checks it.
    ///
    /// # Errors
    /// [`LogFailure::NoSuchFrame`] for 0 and beyond the head; [`LogFailure::Damaged`].
    pub fn read(&self, frame: u64) -> Result<Frame, LogFailure> {
        let head = self.head().frame;
        if frame == 0 || frame > head {
            return Err(LogFailure::NoSuchFrame {
                log: self.shared.name.clone(),
                frame,
                head,
            });
        }
        let read = read(&*self.shared.store, &self.shared.name, frame)?;
        let header = &read.header;
        if header.name != self.shared.name
            || header.log != self.shared.id
            || header.timekeeping != self.shared.timekeeping
        {
            return Err(self.shared.finding(frame, Flaw::stranger(header)));
        }
        Ok(read)
    }

    /// Reads the frames after `after`, up to the head at each step; asked again at the end, it goes on with
    /// what was appended since. It ends for good after an error.
    #[must_use]
    pub fn frames(&self, after: u64) -> Frames {
        Frames {
            log: self.clone(),
            after,
            failed: false,
        }
    }

    /// Follows the log from the frame after `after`, waiting where it ends.
    #[must_use]
    pub fn follow(&self, after: u64) -> Follower {
        Follower {
            frames: self.frames(after),
        }
    }

    /// Reads every frame and checks hashes, chain, Merkle roots, positions and stamps, beside a running
    /// writer as well.
    ///
    /// # Errors
    /// [`LogFailure::Damaged`] with the first frame that is not as it was written.
    pub fn verify(&self) -> Result<Verification, LogFailure> {
        verify(&*self.shared.store, &self.shared.name)
    }
}

pub(crate) fn read(store: &dyn Store, name: &str, frame: u64) -> Result<Frame, LogFailure> {
    let finding = |flaw| {
        LogFailure::Damaged(Box::new(Finding {
            log: name.to_owned(),
            frame,
            flaw,
        }))
    };
    match store.read(frame) {
        Ok(Some(bytes)) => decode(frame, &bytes).map_err(|bad| finding(bad.into())),
        Ok(None) => Err(finding(Flaw::Missing { head: store.head() })),
        Err(cause) => Err(finding(Flaw::Unreadable(cause))),
    }
}

impl Writer {
    /// Appends a frame; it is on disk, and visible to readers, when this returns.
    ///
    /// # Errors
    /// [`LogFailure::StampBack`] and [`LogFailure::TooLarge`] write nothing. [`LogFailure::Append`] means that
    /// the process must end: every later append is [`LogFailure::Poisoned`], because the disk is never asked
    /// a second time.
    pub fn append(&mut self, new: &NewFrame) -> Result<Appended, LogFailure> {
        let log = || self.shared.name.clone();
        if self.poisoned {
            return Err(LogFailure::Poisoned { log: log() });
        }
        let last = self.shared.state().head;
        if new.stamp < last.stamp {
            return Err(LogFailure::StampBack {
                log: log(),
                given: new.stamp,
                last: last.stamp,
            });
        }
        let header = self.header(new, &last)?;
        let (hash, bytes) =
            encode(&header, new).map_err(|bad| self.shared.finding(header.frame, bad.into()))?;
        let parts = self.parts(&bytes)?;
        self.write(
            Mark {
                frame: header.frame,
                hash,
            },
            &parts,
        )?;
        self.publish(Head {
            frame: header.frame,
            hash,
            position: header.last_position(),
            stamp: new.stamp,
        });
        Ok(Appended {
            frame: header.frame,
            hash,
            first_position: header.first_position,
        })
    }

    fn header(&self, new: &NewFrame, last: &Head) -> Result<Header, LogFailure> {
        let record_count = u32::try_from(new.records.len()).map_err(|_| self.too_large(usize::MAX))?;
        Ok(Header {
            format: FORMAT,
            log: self.shared.id.clone(),
            name: self.shared.name.clone(),
            timekeeping: self.shared.timekeeping,
            frame: last.frame.saturating_add(1),
            first_position: last.position.saturating_add(1),
            record_count,
            stamp: new.stamp,
            vector: new.vector.clone(),
            previous: last.hash,
            records_root: merkle::root(&new.records),
            extra_hash: Hash::of(&[&new.extra]),
        })
    }

    fn parts(&self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, LogFailure> {
        let parts: Vec<Vec<u8>> = bytes.chunks(MAX_PART_BYTES).map(<[u8]>::to_vec).collect();
        if parts.len() > MAX_PARTS {
            return Err(self.too_large(bytes.len()));
        }
        Ok(parts)
    }

    fn too_large(&self, bytes: usize) -> LogFailure {
        LogFailure::TooLarge {
            log: self.shared.name.clone(),
            bytes,
            limit: MAX_PART_BYTES * MAX_PARTS,
        }
    }

    fn write(&mut self, mark: Mark, parts: &[Vec<u8>]) -> Result<(), LogFailure> {
        let store = &self.shared.store;
        let written = store.append(mark.frame, parts).and_then(|()| store.witness(mark));
        written.map_err(|cause| {
            self.poisoned = true;
            LogFailure::Append {
                log: self.shared.name.clone(),
                frame: mark.frame,
                cause,
            }
        })
    }

    fn publish(&self, head: Head) {
        self.shared.state().head = head;
        self.shared.moved.notify_all();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.shared.moved.notify_all();
    }
}

/// Reads frames one after another, see [`Log::frames`].
pub struct Frames {
    log: Log,
    after: u64,
    failed: bool,
}

impl Iterator for Frames {
    type Item = Result<Frame, LogFailure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.after >= self.log.head().frame {
            return None;
        }
        let read = self.log.read(self.after.saturating_add(1));
        match &read {
            Ok(frame) => self.after = frame.header.frame,
            Err(_) => self.failed = true,
        }
        Some(read)
    }
}

/// Reads frames as they come, see [`Log::follow`].
///
/// As an iterator it blocks until there is a next frame, and ends once the writer is gone and everything it
/// wrote was read.
pub struct Follower {
    frames: Frames,
}

impl Iterator for Follower {
    type Item = Result<Frame, LogFailure>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.frames.failed {
            self.wait();
        }
        self.frames.next()
    }
}

impl Follower {
    fn wait(&self) {
        let shared = &self.frames.log.shared;
        let mut state = shared.state();
        while state.head.frame <= self.frames.after && !state.closed {
            state = shared.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
