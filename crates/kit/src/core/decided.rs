//! What became of a command: its events, shown only when somebody wants to see them.

use proto::wire::{Accepted, AnsweredEvent};
use proto::{Event, Recorded, Rejection};
use serde::ser::{Serialize, Serializer};
use types::ServiceName;

/// A command was taken. Its events are kept as they are: showing them as JSON is left to whoever answers, because the
/// thread that decides has the next command waiting.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided<E> {
    pub log: ServiceName,
    /// The frame that holds the events; for a command without events, the log's head.
    pub frame: u64,
    pub events: Vec<Recorded<E>>,
}

impl<E: Event> Decided<E> {
    /// Writes the answer as JSON, the same as its [`Self::accepted`] would be.
    ///
    /// # Errors
    /// `answer.unwritable`, which no event is.
    pub fn to_json(&self) -> Result<Vec<u8>, Rejection> {
        decider::said(&Shown {
            log: self.log,
            frame: self.frame,
            events: self.events.iter().map(shown).collect(),
        })
    }

    /// The answer for whoever reads it in this process.
    #[must_use]
    pub fn accepted(self) -> Accepted {
        let answered = |recorded: Recorded<E>| AnsweredEvent {
            event: serde_json::to_value(Inside(&recorded.event)).unwrap_or_default(),
            stream: recorded.stream,
            version: recorded.version,
            kind: recorded.kind.to_owned(),
        };
        Accepted {
            log: self.log,
            frame: self.frame,
            events: self.events.into_iter().map(answered).collect(),
        }
    }
}

/// [`Accepted`] without a copy of anything.
#[derive(serde::Serialize)]
#[serde(bound = "")]
struct Shown<'a, E: Event> {
    log: ServiceName,
    frame: u64,
    events: Vec<ShownEvent<'a, E>>,
}

#[derive(serde::Serialize)]
#[serde(bound = "")]
struct ShownEvent<'a, E: Event> {
    stream: &'a str,
    version: u64,
    kind: &'static str,
    event: Inside<'a, E>,
}

fn shown<E: Event>(recorded: &Recorded<E>) -> ShownEvent<'_, E> {
    ShownEvent {
        stream: &recorded.stream,
        version: recorded.version,
        kind: recorded.kind,
        event: Inside(&recorded.event),
    }
}

/// An event without the name of its kind around it, which stands beside it.
struct Inside<'a, E>(&'a E);

impl<E: Event> Serialize for Inside<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_inside(serializer)
    }
}

#[cfg(test)]
mod tests {
    use proto::common::{CommonEvent, FeedReleased};
    use proto::{Cause, Event as _};
    use types::{Actor, Instant};

    use super::*;

    #[test]
    fn the_json_of_an_answer_is_what_the_wire_says_of_it() {
        let event: CommonEvent = FeedReleased {
            log: ServiceName::Hotline,
            frame: 3,
            set_aside: false,
            reason: "已修复".to_owned(),
        }
        .into();
        let recorded = Recorded {
            log: ServiceName::Notify,
            frame: 7,
            position: 9,
            stream: event.stream(),
            version: 2,
            kind: event.kind().name,
            occurred_at: Instant::MIN,
            recorded_at: Instant::MIN,
            actor: Actor::Local,
            cause: Cause::Due { at: Instant::MIN },
            event,
        };
        let decided = Decided {
            log: ServiceName::Notify,
            frame: 7,
            events: vec![recorded],
        };
        let written = decided.to_json().unwrap();
        let accepted = decided.accepted();
        assert_eq!(written, serde_json::to_vec(&accepted).unwrap());
        assert_eq!(
            accepted.event("FeedReleased").unwrap()["reason"],
            serde_json::json!("已修复")
        );
    }
}
