//! Subjects, headers, answers and refusals: what stands on the bus.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Hash, Instant, OrderNumber, Sentence, ServiceName};

/// Header: who acts, a person's id. Believed on loopback only, until people sign in.
pub const ACTOR: &str = "Fl-Actor";
/// Header: the client's name for its command; the same id is the same command.
pub const REQUEST_ID: &str = "Fl-Request-Id";
/// Header: what the client has seen, `hotline=12,dispatch=4`; the answer will not be older.
pub const SEEN: &str = "Fl-Seen";
/// Header of the services convention: a number as in HTTP.
pub const ERROR_CODE: &str = "Nats-Service-Error-Code";
/// Header of the services convention: our stable code.
pub const ERROR: &str = "Nats-Service-Error";

/// The largest record payload one command may make, and the size at which a frame closes: 256 KiB.
pub const FRAME_LIMIT_BYTES: usize = 256 * 1024;

/// The subject of a service's endpoint, `fl.hotline.open-order`.
#[must_use]
pub fn subject(service: &str, what: &str) -> String {
    format!("fl.{service}.{what}")
}

/// The endpoints every service with a log has beside its commands.
pub mod endpoint {
    /// Frames of the log for readers: [`super::FeedRead`] to [`super::FeedPage`].
    pub const FEED_READ: &str = "feed.read";
    /// The service's own aggregates, as JSON.
    pub const QUERY: &str = "query";
    /// [`super::Status`].
    pub const STATUS: &str = "status";
    /// [`crate::numbers::Health`].
    pub const HEALTH: &str = "health";
    /// [`crate::numbers::Numbers`].
    pub const NUMBERS: &str = "numbers";
    /// [`super::Probe`] to [`super::Probed`], for the one who holds virtual time.
    pub const PROBE: &str = "probe";
    /// [`super::Await`] to [`super::Status`], once that much of the other logs is folded here.
    pub const AWAIT: &str = "await";
    /// Stopped feeds and what was set aside.
    pub const FEED_SHOW: &str = "feed.show";
    /// [`super::FeedRelease`].
    pub const FEED_RELEASE: &str = "feed.release";
    /// [`super::LogTail`] to a list of records as JSON.
    pub const LOG_TAIL: &str = "log.tail";
    /// [`super::LogFrames`] to frames as they are stored, for a copy of the log.
    pub const LOG_FRAMES: &str = "log.frames";
    /// [`super::LogVerified`].
    pub const LOG_VERIFY: &str = "log.verify";
    /// Published, without answer, after every frame with records.
    pub const WAKE: &str = "wake";
}

/// How far logs have been read, by log.
pub type Reach = BTreeMap<ServiceName, u64>;

/// Writes a reach as a header, `hotline=12,dispatch=4`.
#[must_use]
pub fn write_seen(seen: &Reach) -> String {
    seen.iter()
        .map(|(log, frame)| format!("{log}={frame}"))
        .collect::<Vec<_>>()
        .join(",")
}

/// Reads a reach from a header.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn read_seen(text: &str) -> Result<Reach, String> {
    text.split(',')
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (log, frame) = part
                .trim()
                .split_once('=')
                .ok_or_else(|| format!("a frame is written like hotline=12, not {part:?}"))?;
            let frame = frame
                .parse()
                .map_err(|_| format!("a frame is a number, not {frame:?}"))?;
            Ok((log.parse()?, frame))
        })
        .collect()
}

/// One event of an answered command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnsweredEvent {
    pub stream: String,
    pub version: u64,
    pub kind: String,
    /// The event as JSON.
    pub event: serde_json::Value,
}

/// A command was taken and is on disk. Without events it was so already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    pub log: ServiceName,
    /// The frame that holds the events; for a command without events, the log's head.
    pub frame: u64,
    pub events: Vec<AnsweredEvent>,
}

impl Accepted {
    /// The first event of a kind, as JSON.
    #[must_use]
    pub fn event(&self, kind: &str) -> Option<&serde_json::Value> {
        self.events
            .iter()
            .find(|answered| answered.kind == kind)
            .map(|answered| &answered.event)
    }
}

/// The few codes a refusal is sorted into, as in HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 400: the request cannot be read.
    Malformed,
    /// 403: this actor may not.
    Forbidden,
    /// 404: what it names is not there.
    Unknown,
    /// 409: not in this state, or the id was used for something else.
    Conflict,
    /// 413: too large.
    TooLarge,
    /// 422: readable, but a rule says no.
    Refused,
    /// 429: too much at once; try again soon.
    Busy,
    /// 503: a part of the system is away; try again.
    Unavailable,
}

impl Class {
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Forbidden => 403,
            Self::Unknown => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Refused => 422,
            Self::Busy => 429,
            Self::Unavailable => 503,
        }
    }
}

/// A "no" with its code, rule, sentence and facts. It changed nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejection {
    pub class: Class,
    /// Stable and ASCII, `ORD-8.departure_required`.
    pub code: String,
    /// The rule that says no, `ORD-8`; empty for the machine's own refusals.
    pub rule: String,
    /// What is wrong and what to do.
    pub sentence: Sentence,
    /// What explains it, by name.
    pub facts: BTreeMap<String, serde_json::Value>,
}

impl Rejection {
    /// Makes a refusal whose rule is the part of the code before the dot, when that is a rule's id.
    #[must_use]
    pub fn new(class: Class, code: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let code = code.into();
        let rule = code
            .split('.')
            .next()
            .filter(|head| head.contains('-'))
            .unwrap_or_default()
            .to_owned();
        Self {
            class,
            code,
            rule,
            sentence: Sentence::new(zh, en),
            facts: BTreeMap::new(),
        }
    }

    /// Adds a fact that explains it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }
}

/// Asks for a log's frames after one (exclusive), only with records of some kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedRead {
    pub after: u64,
    /// The hash of the frame `after`, as the reader remembers it; a differing one is refused.
    pub after_hash: Option<Hash>,
    /// Schema ids; all when empty.
    pub kinds: Vec<u16>,
    /// At most this many bytes of records, but at least one frame.
    pub max_bytes: u32,
    /// Only frames stamped at or before this.
    pub until_stamp: Option<Instant>,
    /// Only frames up to this one.
    pub until_frame: Option<u64>,
}

/// One frame's matching records, as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedFrame {
    pub frame: u64,
    pub hash: Hash,
    pub stamp: Instant,
    /// How far other logs had been read when this frame was written.
    pub vector: Reach,
    /// Position and stored bytes of each matching record.
    pub records: Vec<(u64, Vec<u8>)>,
}

/// Some frames of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedPage {
    pub log: ServiceName,
    /// Which log of that name this is; a reader stops when it changes.
    pub log_id: String,
    pub frames: Vec<FeedFrame>,
    /// Every matching record up to this frame is in this page or an earlier one.
    pub upto: u64,
    pub upto_hash: Hash,
    pub head: u64,
    /// No frame that comes later will be stamped before this.
    pub promise: Instant,
}

/// How a service stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    pub service: String,
    pub log_id: String,
    pub head: u64,
    pub head_hash: Hash,
    pub position: u64,
    pub stamp: Instant,
    pub now: Instant,
    /// How far each other log has been read.
    pub reach: Reach,
    /// Logs whose feed is stopped, and why.
    pub stopped: BTreeMap<ServiceName, String>,
    pub set_aside: u64,
    /// SHA-256 over the read models as canonical JSON, when asked for.
    pub digest: Option<Hash>,
}

/// Asks for a status, with or without its digest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusQuery {
    #[serde(default)]
    pub digest: bool,
}

/// Asks for an answer as soon as so much of the other logs has been read and answered for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Await {
    pub seen: Reach,
}

/// Tells a service the virtual time, lets it catch up with every log it follows, and asks how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Probe {
    pub now: Instant,
    /// Fire what is due at or before `now`.
    pub fire: bool,
    /// The last frames with records of the other logs, as they were last heard of; they are read first.
    pub heads: Reach,
}

/// How a service stands after it caught up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Probed {
    pub service: String,
    /// Logs whose feed a record has stopped; time cannot go on until somebody releases them.
    pub stopped: Vec<ServiceName>,
    /// The last frame that holds records.
    pub last_with_records: u64,
    /// How far each followed log has been read.
    pub reach: Reach,
    /// The earliest instant at which something comes due here.
    pub due: Option<Instant>,
}

/// Moves virtual time on, by a span or to a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    #[serde(default)]
    pub by: Option<types::Span>,
    #[serde(default)]
    pub to: Option<Instant>,
    /// Services that are not waited for.
    #[serde(default)]
    pub without: Vec<ServiceName>,
}

/// What time it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimeShown {
    pub now: Instant,
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
    /// After settling: the last frame with records of each log.
    pub heads: Reach,
}

/// A person releases a stopped feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedRelease {
    pub log: ServiceName,
    /// Leave the record out instead of trying it again.
    pub set_aside: bool,
    #[serde(default)]
    pub reason: String,
}

/// One feed of a service, as `feed show` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedStatus {
    pub log: ServiceName,
    pub read_to: u64,
    /// Why it stands still, when it does.
    pub stopped: Option<String>,
}

/// The feeds of a service and what was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Feeds {
    pub feeds: Vec<FeedStatus>,
    pub set_aside: Vec<crate::common::SetAside>,
}

/// Asks for records after a position, newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogTail {
    /// Frames after this one; the last twenty frames when missing.
    #[serde(default)]
    pub after: Option<u64>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for frames as they are stored. The answer is bytes: each frame behind its length in four bytes, big-endian; as
/// many as fit one answer, at least one, and nothing when there is none left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogFrames {
    /// Frames after this one.
    #[serde(default)]
    pub after: u64,
    /// The last frame wanted; the log's head when missing.
    #[serde(default)]
    pub upto: Option<u64>,
}

/// What verifying a log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogVerified {
    pub log: ServiceName,
    pub frames: u64,
    pub records: u64,
    /// Days whose heads were signed and fit the log.
    pub signed_days: u64,
    pub head_hash: Hash,
    /// What is wrong, naming the frame; none when the log verifies.
    pub finding: Option<Sentence>,
    /// Photos and papers that the log names, each content counted once, and their files compared (CLM-19).
    pub documents: u64,
    /// How many of them are not as the log says.
    pub bad_documents: u64,
    /// The first of those, at most [`BAD_DOCUMENTS_NAMED`].
    pub bad: Vec<BadDocument>,
}

/// How many bad documents an answer names one by one.
pub const BAD_DOCUMENTS_NAMED: usize = 500;

impl LogVerified {
    /// Whether nothing at all is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.finding.is_none() && self.bad_documents == 0
    }
}

/// A document that is not as a log says it is (CLM-19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BadDocument {
    pub hash: Hash,
    /// As its sender called it.
    pub name: String,
    pub order: Option<OrderNumber>,
    /// Of the first record that names it.
    pub position: u64,
    pub problem: DocumentProblem,
}

/// What is wrong with a document's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentProblem {
    Missing,
    /// In bytes.
    WrongSize {
        expected: u64,
        found: u64,
    },
    /// The hash of what the file holds.
    Differs {
        found: Hash,
    },
    Unreadable {
        reason: String,
    },
}

impl DocumentProblem {
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Missing => Sentence::new("文件丢失", "the file is missing"),
            Self::WrongSize { expected, found } => Sentence::new(
                format!("应为{expected}字节，实为{found}字节"),
                format!("it has {found} bytes instead of {expected}"),
            ),
            Self::Differs { found } => Sentence::new(
                format!("内容被改动，现为{}", found.short()),
                format!("its content differs, it is {} now", found.short()),
            ),
            Self::Unreadable { reason } => Sentence::new(
                format!("文件无法读取：{reason}"),
                format!("the file cannot be read: {reason}"),
            ),
        }
    }
}
