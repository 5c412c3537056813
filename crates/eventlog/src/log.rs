//! One log, as its readers see it.

use std::sync::Arc;

use types::{Hash, Instant};

use crate::failure::{Finding, Flaw, LogFailure};
use crate::frame::{BadFrame, FORMAT, Frame, LogId, Timekeeping, decode};
use crate::frames::{Follower, Frames};
use crate::shared::Shared;
use crate::store::Store;
use crate::verify::{Verification, check_witness, verify};
use crate::writer::Writer;

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

    pub(crate) fn of(frame: &Frame) -> Self {
        Self {
            frame: frame.header.frame,
            hash: frame.hash,
            position: frame.header.last_position(),
            stamp: frame.header.stamp,
        }
    }
}

/// Reads one log. Clones are cheap and may read from any thread while the writer appends; they see only
/// frames that are on disk.
#[derive(Clone)]
pub struct Log {
    pub(crate) shared: Arc<Shared>,
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
        let shared = Arc::new(Shared::new(store, name, id, timekeeping, head));
        let writer = Writer::new(Arc::clone(&shared));
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
        self.shared.head()
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

    /// Gives a frame's bytes as they are stored, checked: what [`crate::LogCopy::take`] takes.
    ///
    /// # Errors
    /// As [`Log::read`].
    pub fn stored(&self, frame: u64) -> Result<Vec<u8>, LogFailure> {
        self.read(frame)?;
        let bytes = self.shared.store.read(frame);
        let bytes = bytes.map_err(|cause| self.shared.finding(frame, Flaw::Unreadable(cause)))?;
        let head = self.head().frame;
        bytes.ok_or_else(|| self.shared.finding(frame, Flaw::Missing { head }))
    }

    /// Reads the frames after `after`, up to the head at each step; asked again at the end, it goes on with
    /// what was appended since. It ends for good after an error.
    #[must_use]
    pub fn frames(&self, after: u64) -> Frames {
        Frames::new(self.clone(), after)
    }

    /// Follows the log from the frame after `after`, waiting where it ends.
    #[must_use]
    pub fn follow(&self, after: u64) -> Follower {
        Follower::new(self.frames(after))
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
        Ok(Some(bytes)) => decode(frame, &bytes).map_err(|bad| refuse(name, frame, bad)),
        Ok(None) => Err(finding(Flaw::Missing { head: store.head() })),
        Err(cause) => Err(finding(Flaw::Unreadable(cause))),
    }
}

/// A bad frame is damage; one of a newer format is another thing, and has another cure.
pub(crate) fn refuse(log: &str, frame: u64, bad: BadFrame) -> LogFailure {
    match bad {
        BadFrame::Format(format) if format > FORMAT => LogFailure::Newer {
            log: log.to_owned(),
            frame,
            format,
        },
        bad => LogFailure::Damaged(Box::new(Finding {
            log: log.to_owned(),
            frame,
            flaw: bad.into(),
        })),
    }
}
