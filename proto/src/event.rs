//! How events stand on disk: one frozen struct for each schema id and version, told apart by both.
//!
//! The enum of a log's events is built by matching on (schema, version); the order of Rust variants is not
//! the format. A struct that is in a log never changes: a new shape is a new version with an upcaster.

use serde::{Deserialize, Serialize};
use types::{Actor, Instant, RequestId, ServiceName};

/// Says why stored bytes are no event this program knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFailure {
    #[error("schema {schema} version {version} is unknown to this program; a newer one wrote it")]
    UnknownSchema { schema: u16, version: u16 },
    #[error("schema {schema} version {version} does not decode: {reason}")]
    Malformed {
        schema: u16,
        version: u16,
        reason: String,
    },
    #[error("the record around an event does not decode: {0}")]
    Envelope(String),
}

/// One kind of event: its name, and the schema id and version its newest struct is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    pub schema: u16,
    pub version: u16,
}

/// What every enum of a log's events can do.
pub trait Event: Sized + Clone + Serialize + std::fmt::Debug + PartialEq + Send + Sync + 'static {
    const KINDS: &'static [Kind];

    fn kind(&self) -> Kind;

    /// The aggregate's stream this event belongs to, `order/2600017`.
    fn stream(&self) -> String;

    /// The event's bytes without its envelope.
    ///
    /// # Errors
    /// When a value cannot be written, which no event of this crate does.
    fn encode(&self) -> Result<Vec<u8>, postcard::Error>;

    /// Serialises the event as clients see it, without the name of its kind around it.
    ///
    /// # Errors
    /// Those of the serialiser.
    fn serialize_inside<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads any version ever written.
    ///
    /// # Errors
    /// [`DecodeFailure`] when schema and version are unknown or the bytes do not fit them.
    fn decode(schema: u16, version: u16, bytes: &[u8]) -> Result<Self, DecodeFailure>;
}

/// What made a record: the thread by which it can be followed back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A client's command.
    Request { id: RequestId },
    /// A record of another log that was read here.
    Record {
        log: ServiceName,
        stream: String,
        version: u64,
    },
    /// Something that came due.
    Due { at: Instant },
    /// The outcome of an effect: a message sent, a file written.
    Effect { of: String },
}

/// A record as it is written into a frame; the frame's stamp is its recorded-at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRecord {
    pub stream: String,
    pub version: u64,
    pub schema: u16,
    pub schema_version: u16,
    pub occurred_at: Instant,
    pub actor: Actor,
    pub cause: Cause,
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl StoredRecord {
    /// # Errors
    /// [`DecodeFailure::Envelope`] when the bytes are no record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeFailure> {
        postcard::from_bytes(bytes).map_err(|failure| DecodeFailure::Envelope(failure.to_string()))
    }

    /// # Errors
    /// When a value cannot be written, which no record does.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        to_postcard(self)
    }
}

/// Writes a value into bytes that have room at once for what most events take.
///
/// # Errors
/// When it cannot be written.
pub fn to_postcard<T: Serialize>(value: &T) -> Result<Vec<u8>, postcard::Error> {
    const ROOM: usize = 384;
    postcard::to_extend(value, Vec::with_capacity(ROOM))
}

/// An event with everything that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Recorded<E> {
    pub log: ServiceName,
    pub frame: u64,
    pub position: u64,
    pub stream: String,
    pub version: u64,
    pub kind: &'static str,
    /// When it happened in the world.
    pub occurred_at: Instant,
    /// When it was written: the frame's stamp.
    pub recorded_at: Instant,
    pub actor: Actor,
    pub cause: Cause,
    pub event: E,
}

impl<E: Event> Recorded<E> {
    /// Reads a stored record at its place in a log.
    ///
    /// # Errors
    /// [`DecodeFailure`] when envelope or event do not decode.
    pub fn read(
        log: ServiceName,
        frame: u64,
        position: u64,
        stamp: Instant,
        bytes: &[u8],
    ) -> Result<Self, DecodeFailure> {
        let stored = StoredRecord::from_bytes(bytes)?;
        let event = E::decode(stored.schema, stored.schema_version, &stored.body)?;
        Ok(Self {
            log,
            frame,
            position,
            stream: stored.stream,
            version: stored.version,
            kind: event.kind().name,
            occurred_at: stored.occurred_at,
            recorded_at: stamp,
            actor: stored.actor,
            cause: stored.cause,
            event,
        })
    }
}

/// Builds the enum of a log's events from its frozen structs.
///
/// `id v 2 Struct (1 as Older) => |event| stream` per line: what was written as `Older` is read as `Struct`. The enum serialises for JSON only; on disk stand schema, version and
/// the struct's own bytes.
macro_rules! events {
    ($(#[$doc:meta])* pub enum $name:ident { $($schema:literal v $version:literal $kind:ident $(($old:literal as $older:ty))* => |$event:ident| $stream:expr),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[allow(clippy::large_enum_variant, reason = "events are taken one at a time, never kept by the thousand")]
        pub enum $name { $($kind($kind)),+ }

        $(impl From<$kind> for $name {
            fn from(event: $kind) -> Self { Self::$kind(event) }
        })+

        impl $crate::event::Event for $name {
            const KINDS: &'static [$crate::event::Kind] = &[
                $($crate::event::Kind { name: stringify!($kind), schema: $schema, version: $version }),+
            ];

            fn kind(&self) -> $crate::event::Kind {
                match self {
                    $(Self::$kind(_) => $crate::event::Kind { name: stringify!($kind), schema: $schema, version: $version }),+
                }
            }

            fn stream(&self) -> String {
                match self { $(Self::$kind($event) => $stream),+ }
            }

            fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
                match self { $(Self::$kind(event) => $crate::event::to_postcard(event)),+ }
            }

            fn serialize_inside<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$kind(event) => serde::Serialize::serialize(event, serializer)),+ }
            }

            fn decode(schema: u16, version: u16, bytes: &[u8]) -> Result<Self, $crate::event::DecodeFailure> {
                let malformed = |failure: postcard::Error| $crate::event::DecodeFailure::Malformed {
                    schema, version, reason: failure.to_string(),
                };
                match (schema, version) {
                    $(
                        ($schema, $version) => postcard::from_bytes(bytes).map(Self::$kind).map_err(malformed),
                        $(($schema, $old) => postcard::from_bytes::<$older>(bytes)
                            .map(|older| Self::$kind(older.into()))
                            .map_err(malformed),)*
                    )+
                    _ => Err($crate::event::DecodeFailure::UnknownSchema { schema, version }),
                }
            }
        }
    };
}
pub(crate) use events;
