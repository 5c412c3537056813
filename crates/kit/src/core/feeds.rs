//! How far other logs have been read, and in which order their frames may be taken.
//!
//! A frame is held back until everything its writer had read is read here too, so "arrived" never comes before
//! "opened". No I/O: reads are asked for, pages come in.

mod record;

use std::collections::{BTreeMap, VecDeque};

use decider::Foreign;
use proto::numbers::FeedNumbers;
use proto::wire::{FeedPage, FeedRead, FeedStatus, Reach};
use serde::{Deserialize, Serialize};
use types::{Hash, Instant, ServiceName};

pub(crate) use self::record::frames_of;
use self::record::read_frame;
pub use self::record::read_record;

/// How much of a log one page may hold.
const PAGE_BYTES: u32 = 512 * 1024;
/// When a log whose promise falls short is asked for another one.
const ASK_AGAIN: types::Span = types::Span::micros(250_000);

/// How far a log was folded: which log it was, and the frame's hash as a witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub log_id: String,
    pub frame: u64,
    pub hash: Hash,
}

/// A frame of another log, as far as its records matter here.
#[derive(Debug)]
pub struct ForeignFrame {
    pub log: ServiceName,
    pub stamp: Instant,
    pub records: Vec<Foreign>,
    /// How far other logs had been read when it was written.
    pub vector: Reach,
    cursor: Cursor,
    /// How many frames of its log are passed with it: those before it that hold nothing for us, and itself.
    passed: u64,
    /// The first record that cannot be read, and why.
    unreadable: Option<String>,
}

impl ForeignFrame {
    #[must_use]
    pub fn number(&self) -> u64 {
        self.cursor.frame
    }

    #[must_use]
    pub(crate) fn passed(&self) -> u64 {
        self.passed
    }
}

/// One followed log.
#[derive(Debug, Default)]
struct Feed {
    kinds: Vec<u16>,
    /// Folded to here.
    cursor: Option<Cursor>,
    /// Read to here; what lies between is in `waiting`.
    read_to: Option<Cursor>,
    waiting: VecDeque<ForeignFrame>,
    head: u64,
    /// No later frame will be stamped before this.
    promise: Instant,
    /// No frame that was passed over, because it holds nothing for us, is stamped later than this.
    passed_over: Instant,
    in_flight: bool,
    again: bool,
    /// It could not be read just now; it is asked again when it has rested, by one question at a time.
    resting: bool,
    /// It was once read up to where it ended.
    caught_up: bool,
    /// The read under way began where we no longer are: its page is dropped.
    outdated: bool,
    /// The last frame that was asked for because something else names it.
    asked_for: u64,
    issued: u64,
    completed: u64,
    stopped: Option<String>,
    /// A frame whose unreadable records a person chose to leave out.
    leave_out: Option<u64>,
    /// It cannot be read.
    away_since: Option<Instant>,
    /// It can be read, but not folded: it is stopped, or a frame waits for its causes.
    held_since: Option<Instant>,
    promise_asked: Option<Instant>,
}

/// All followed logs of one reader.
#[derive(Debug)]
pub struct Feeds {
    feeds: BTreeMap<ServiceName, Feed>,
    reads: Vec<(ServiceName, FeedRead)>,
    alarms: Vec<String>,
}

impl Feeds {
    /// Follows logs by the schema ids that matter; an empty list means all.
    #[must_use]
    pub fn new(follows: impl IntoIterator<Item = (ServiceName, Vec<u16>)>) -> Self {
        let feeds = follows
            .into_iter()
            .map(|(log, kinds)| {
                (
                    log,
                    Feed {
                        kinds,
                        ..Feed::default()
                    },
                )
            })
            .collect();
        Self {
            feeds,
            reads: Vec::new(),
            alarms: Vec::new(),
        }
    }

    /// Takes up where the folded log left off.
    pub fn resume(&mut self, cursors: &BTreeMap<ServiceName, Cursor>) {
        for (log, cursor) in cursors {
            if let Some(feed) = self.feeds.get_mut(log) {
                feed.cursor = Some(cursor.clone());
                feed.read_to = Some(cursor.clone());
            }
        }
    }

    pub fn logs(&self) -> impl Iterator<Item = ServiceName> {
        self.feeds.keys().copied()
    }

    #[must_use]
    pub fn follows(&self, log: ServiceName) -> bool {
        self.feeds.contains_key(&log)
    }

    #[must_use]
    pub fn cursors(&self) -> BTreeMap<ServiceName, Cursor> {
        self.feeds
            .iter()
            .filter_map(|(log, feed)| Some((*log, feed.cursor.clone()?)))
            .collect()
    }

    /// How far each log has been folded.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.feeds
            .iter()
            .map(|(log, feed)| (*log, feed.folded()))
            .collect()
    }

    /// Whether everything in `seen` that is followed here and matters here has been folded.
    #[must_use]
    pub fn has_reached(&self, seen: &Reach) -> bool {
        seen.iter()
            .all(|(log, frame)| self.feeds.get(log).is_none_or(|feed| feed.complete() >= *frame))
    }

    /// Asks for what is missing of what somebody has seen; whether it is there is theirs to know.
    pub fn catch_up_to(&mut self, seen: &Reach) {
        for (log, frame) in seen {
            if self.feeds.get(log).is_some_and(|feed| feed.read() < *frame) {
                self.want(*log);
            }
        }
    }

    /// Asks for what is missing of a frame's causes, once: they are on disk by now, so the next read that succeeds
    /// brings them.
    fn ask_for_causes(&mut self, vector: &Reach) {
        for (log, frame) in vector {
            let Some(feed) = self.feeds.get_mut(log) else {
                continue;
            };
            if feed.read() < *frame && feed.asked_for < *frame {
                feed.asked_for = *frame;
                self.want(*log);
            }
        }
    }

    /// Asks for a log's news: at once, or after the read that is under way.
    pub fn want(&mut self, log: ServiceName) {
        let Some(feed) = self.feeds.get_mut(&log) else {
            return;
        };
        if feed.stopped.is_some() {
            return;
        }
        if feed.in_flight || feed.resting {
            feed.again = true;
            return;
        }
        feed.in_flight = true;
        feed.issued += 1;
        let read = FeedRead {
            after: feed.read(),
            after_hash: feed.read_to.as_ref().map(|cursor| cursor.hash),
            kinds: feed.kinds.clone(),
            max_bytes: PAGE_BYTES,
            until_stamp: None,
            until_frame: None,
        };
        self.reads.push((log, read));
    }

    pub fn want_all(&mut self) {
        for log in self.feeds.keys().copied().collect::<Vec<_>>() {
            self.want(log);
        }
    }

    /// The reads to perform now.
    pub fn take_reads(&mut self) -> Vec<(ServiceName, FeedRead)> {
        std::mem::take(&mut self.reads)
    }

    /// Takes a page. A log that is not the one that was read before stops its feed.
    pub fn page(&mut self, page: FeedPage) {
        let log = page.log;
        let Some(feed) = self.feeds.get_mut(&log) else {
            return;
        };
        feed.end_read();
        feed.away_since = None;
        if let Some(read_to) = &feed.read_to
            && read_to.log_id != page.log_id
        {
            let reason = format!(
                "it is another log ({}) than the one read before ({})",
                page.log_id, read_to.log_id
            );
            self.stop(log, reason);
            return;
        }
        let dropped = std::mem::take(&mut feed.outdated);
        if !dropped {
            feed.take(page);
        }
        if dropped || std::mem::take(&mut feed.again) || feed.read() < feed.head {
            self.want(log);
        }
    }

    /// Notes that a log could not be read.
    pub fn unreachable(&mut self, log: ServiceName, now: Instant) {
        if let Some(feed) = self.feeds.get_mut(&log) {
            feed.end_read();
            feed.again = false;
            feed.outdated = false;
            feed.resting = true;
            feed.away_since.get_or_insert(now);
        }
    }

    /// Asks a log again that could not be read a while ago.
    pub fn rested(&mut self, log: ServiceName) {
        if let Some(feed) = self.feeds.get_mut(&log) {
            feed.resting = false;
            feed.again = false;
        }
        self.want(log);
    }

    /// Notes that a log refused to be read on: it is not what it was.
    pub fn broken(&mut self, log: ServiceName, reason: String) {
        if let Some(feed) = self.feeds.get_mut(&log) {
            feed.end_read();
            feed.outdated = false;
            self.stop(log, reason);
        }
    }

    /// Stops a feed until a person releases it.
    fn stop(&mut self, log: ServiceName, reason: String) {
        if let Some(feed) = self.feeds.get_mut(&log) {
            self.alarms.push(format!("feed of {log} stopped: {reason}"));
            feed.stopped = Some(reason);
        }
    }

    /// What a person should hear of, each once.
    pub fn take_alarms(&mut self) -> Vec<String> {
        std::mem::take(&mut self.alarms)
    }

    /// Releases a stopped feed; `leave_out` passes over the record that stopped it. Gives back its frame.
    pub fn release(&mut self, log: ServiceName, leave_out: bool) -> Option<u64> {
        let feed = self.feeds.get_mut(&log)?;
        feed.stopped.take()?;
        let frame = feed
            .waiting
            .front()
            .map_or_else(|| feed.folded(), ForeignFrame::number);
        if leave_out {
            feed.leave_out = Some(frame);
        } else {
            feed.waiting.clear();
            feed.read_to.clone_from(&feed.cursor);
            feed.outdated = feed.in_flight;
        }
        self.want(log);
        Some(frame)
    }

    /// The next frame that may be folded, in the order of the logs' names.
    pub fn next_frame(&mut self) -> Option<ForeignFrame> {
        for log in self.logs().collect::<Vec<_>>() {
            if let Some(frame) = self.next_of(log) {
                return Some(frame);
            }
        }
        None
    }

    fn next_of(&mut self, log: ServiceName) -> Option<ForeignFrame> {
        let feed = self.feeds.get_mut(&log)?;
        if feed.stopped.is_some() {
            return None;
        }
        let front = feed.waiting.front()?;
        if let Some(reason) = &front.unreadable
            && feed.leave_out != Some(front.number())
        {
            let reason = format!("frame {}: {reason}", front.number());
            self.stop(log, reason);
            return None;
        }
        let vector = front.vector.clone();
        if !self.has_reached(&vector) {
            self.ask_for_causes(&vector);
            return None;
        }
        let feed = self.feeds.get_mut(&log)?;
        let mut frame = feed.waiting.pop_front()?;
        frame.passed = frame.number().saturating_sub(feed.folded());
        feed.cursor = Some(frame.cursor.clone());
        Some(frame)
    }

    /// The latest stamp among the frames that wait, and those that were passed over: what knows of a frame is not
    /// stamped before it, or no cut by stamps would hold the one with the other.
    #[must_use]
    pub fn latest_stamp(&self) -> Option<Instant> {
        let stamps = |feed: &Feed| feed.waiting.iter().map(|frame| frame.stamp).max();
        self.feeds
            .values()
            .map(|feed| feed.passed_over.max(stamps(feed).unwrap_or(feed.passed_over)))
            .max()
    }

    /// Notes since when logs cannot be folded on although they can be read.
    pub(crate) fn note_held(&mut self, now: Instant) {
        for feed in self.feeds.values_mut() {
            if feed.stopped.is_none() && feed.waiting.is_empty() {
                feed.held_since = None;
            } else {
                feed.held_since.get_or_insert(now);
            }
        }
    }

    /// Up to where every log has been heard, and which ones are so long out of reach that they no longer count.
    #[must_use]
    pub fn heard_until(&self, now: Instant, unheard_after: types::Span) -> (Instant, Vec<ServiceName>) {
        let mut until = Instant::MAX;
        let mut unheard = Vec::new();
        for (log, feed) in &self.feeds {
            let silent = [feed.away_since, feed.held_since].into_iter().flatten().min();
            if silent.is_some_and(|since| now.since(since) >= unheard_after) {
                unheard.push(*log);
            } else if feed.waiting.is_empty() {
                until = until.min(feed.promise);
            } else {
                until = Instant::MIN;
            }
        }
        (until, unheard)
    }

    /// When a log's promise does not reach beyond `due` yet, asks all for newer ones, now and then: asked one by one, as
    /// each falls short, they would be waited for one after another.
    pub fn ask_promises(&mut self, due: Instant, now: Instant) {
        if self.feeds.values().all(|feed| feed.promise > due) {
            return;
        }
        let old = |feed: &Feed| feed.promise <= now && !feed.in_flight && feed.away_since.is_none();
        let lately = |feed: &Feed| {
            feed.promise_asked
                .is_some_and(|asked| now.since(asked) < ASK_AGAIN)
        };
        let mut wanted = Vec::new();
        for (log, feed) in &mut self.feeds {
            if old(feed) && !lately(feed) {
                feed.promise_asked = Some(now);
                wanted.push(*log);
            }
        }
        for log in wanted {
            self.want(log);
        }
    }

    /// Whether frames wait whose causes are not folded here.
    #[must_use]
    pub fn holds_back(&self) -> bool {
        self.feeds.values().any(|feed| !feed.waiting.is_empty())
    }

    /// Whether every log was once read and folded up to where it ended, as far as stopped ones allow.
    #[must_use]
    pub fn has_caught_up(&self) -> bool {
        let any_stopped = self.feeds.values().any(|feed| feed.stopped.is_some());
        any_stopped
            || self
                .feeds
                .values()
                .all(|feed| feed.caught_up && feed.waiting.is_empty())
    }

    /// The schema ids read of a log.
    #[must_use]
    pub fn kinds(&self, log: ServiceName) -> Vec<u16> {
        self.feeds
            .get(&log)
            .map(|feed| feed.kinds.clone())
            .unwrap_or_default()
    }

    /// Nothing is being read and nothing waits to be folded, but for what a stopped feed holds or holds back.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        let any_stopped = self.feeds.values().any(|feed| feed.stopped.is_some());
        self.feeds.values().all(|feed| {
            feed.stopped.is_some() || (!feed.in_flight && (any_stopped || feed.waiting.is_empty()))
        })
    }

    /// Asks every log for its news and says how many reads will then have come in; see [`Self::have_completed`].
    pub fn read_afresh(&mut self) -> BTreeMap<ServiceName, u64> {
        let reads = self
            .feeds
            .iter()
            .map(|(log, feed)| (*log, feed.issued + 1))
            .collect();
        self.want_all();
        reads
    }

    #[must_use]
    pub fn have_completed(&self, reads: &BTreeMap<ServiceName, u64>) -> bool {
        reads.iter().all(|(log, count)| {
            self.feeds.get(log).is_none_or(|feed| {
                feed.stopped.is_some() || feed.completed >= *count && feed.waiting.is_empty()
            })
        })
    }

    #[must_use]
    pub fn stopped(&self) -> BTreeMap<ServiceName, String> {
        self.feeds
            .iter()
            .filter_map(|(log, feed)| Some((*log, feed.stopped.clone()?)))
            .collect()
    }

    /// How far each log was read, for whoever watches.
    #[must_use]
    pub fn numbers(&self) -> Vec<FeedNumbers> {
        let of = |(log, feed): (&ServiceName, &Feed)| FeedNumbers {
            log: *log,
            read_to: feed.complete(),
            behind: feed.head.saturating_sub(feed.complete()),
            caught_up: feed.caught_up,
            stopped: feed.stopped.is_some(),
            away: feed.away_since.is_some(),
        };
        self.feeds.iter().map(of).collect()
    }

    #[must_use]
    pub fn show(&self) -> Vec<FeedStatus> {
        self.feeds
            .iter()
            .map(|(log, feed)| FeedStatus {
                log: *log,
                read_to: feed.folded(),
                stopped: feed.stopped.clone(),
            })
            .collect()
    }
}

impl Feed {
    fn folded(&self) -> u64 {
        self.cursor.as_ref().map_or(0, |cursor| cursor.frame)
    }

    fn read(&self) -> u64 {
        self.read_to.as_ref().map_or(0, |cursor| cursor.frame)
    }

    /// Up to here everything that matters is folded: what lies between the cursor and the next frame that waits
    /// holds nothing for us. Without this, two logs could hold each other back for ever.
    fn complete(&self) -> u64 {
        self.waiting
            .front()
            .map_or_else(|| self.folded(), |next| next.number() - 1)
    }

    fn end_read(&mut self) {
        self.in_flight = false;
        self.completed += 1;
    }

    fn take(&mut self, page: FeedPage) {
        self.head = page.head;
        if page.upto >= page.head {
            self.caught_up = true;
            // Before that, frames that are there already may be stamped earlier than promised for later ones.
            self.promise = page.promise;
        }
        let upto = Cursor {
            log_id: page.log_id.clone(),
            frame: page.upto,
            hash: page.upto_hash,
        };
        let mut last = self.read();
        for frame in page.frames {
            last = frame.frame;
            self.waiting.push_back(read_frame(page.log, &page.log_id, frame));
        }
        if page.upto > last {
            // The page does not say when those were stamped, but later ones come no earlier than it promises.
            self.passed_over = self.passed_over.max(page.promise);
            self.waiting.push_back(ForeignFrame {
                log: page.log,
                stamp: Instant::MIN,
                records: Vec::new(),
                cursor: upto.clone(),
                passed: 0,
                vector: Reach::new(),
                unreadable: None,
            });
        }
        if page.upto > 0 {
            self.read_to = Some(upto);
        }
    }
}
