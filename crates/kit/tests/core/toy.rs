//! A service that counts, rings bells when they are due, and posts letters at the edge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use decider::shelf::{Archive, Shelf};
use decider::{Common, Context, Draft, Effect, Follow, Foreign, Service};
use proto::dispatch::DispatchEvent;
use proto::event::DecodeFailure;
use proto::hotline::HotlineEvent;
use proto::{AnyEvent, Class, Command, Encoding, Event, Kind, Recorded, Rejection};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use types::{Instant, ServiceName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ToyCommand {
    /// Adds to a count; 0 changes nothing, less than that is refused.
    Add {
        to: String,
        by: i64,
    },
    /// Adds to a count that must be known.
    AddKnown {
        to: String,
    },
    SetBell {
        at: Instant,
    },
    /// Makes an event of so many bytes.
    Fill {
        bytes: usize,
    },
    Post {
        letter: u32,
    },
    RecordPosted {
        letter: u32,
    },
}

impl Command for ToyCommand {
    const NAMES: &'static [&'static str] = &["toy"];

    fn name(&self) -> &'static str {
        "toy"
    }

    fn read(_: &str, encoding: Encoding, body: &[u8]) -> Result<Self, String> {
        encoding.read(body)
    }

    fn schemas(_: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
        Vec::new()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ToyEvent {
    Added { to: String, by: i64 },
    BellSet { at: Instant },
    Rang { at: Instant, unheard: Vec<ServiceName> },
    Filled { with: Vec<u8> },
    PostAsked { letter: u32 },
    Posted { letter: u32 },
}

const TOY: Kind = Kind {
    name: "Toy",
    schema: 900,
    version: 1,
};

impl Event for ToyEvent {
    const KINDS: &'static [Kind] = &[TOY];

    fn kind(&self) -> Kind {
        TOY
    }

    fn stream(&self) -> String {
        match self {
            Self::Added { to, .. } => format!("count/{to}"),
            Self::BellSet { .. } | Self::Rang { .. } => "bells".to_owned(),
            Self::Filled { .. } => "fill".to_owned(),
            Self::PostAsked { letter } | Self::Posted { letter } => format!("letter/{letter}"),
        }
    }

    fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    fn serialize_inside<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn decode(schema: u16, version: u16, bytes: &[u8]) -> Result<Self, DecodeFailure> {
        let malformed = |failure: postcard::Error| DecodeFailure::Malformed {
            schema,
            version,
            reason: failure.to_string(),
        };
        postcard::from_bytes(bytes).map_err(malformed)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ToyState {
    pub(crate) counts: BTreeMap<String, i64>,
    /// What was counted, in order.
    pub(crate) counted: Vec<String>,
    pub(crate) bells: BTreeSet<Instant>,
    pub(crate) rang: Vec<(Instant, Vec<ServiceName>)>,
    pub(crate) letters: BTreeSet<u32>,
    /// Each with itself.
    pub(crate) posted: Archive<u32, BTreeSet<u32>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Letter(pub(crate) u32);

impl Effect for Letter {
    fn id(&self) -> String {
        format!("letter/{}", self.0)
    }
}

pub(crate) struct Toy;

impl Service for Toy {
    const NAME: ServiceName = ServiceName::Notify;
    const FOLD_VERSION: u32 = 1;
    const FOLLOWS: &'static [Follow] = &[
        Follow {
            log: ServiceName::Hotline,
            kinds: &["NoteAdded", "FollowUpDone", "FollowUpCameDue"],
        },
        Follow {
            log: ServiceName::Dispatch,
            kinds: &["ClockMet"],
        },
    ];

    type Command = ToyCommand;
    type Event = ToyEvent;
    type State = ToyState;
    type Effect = Letter;

    fn decide(
        state: &ToyState,
        command: &ToyCommand,
        _: &Context<'_>,
    ) -> Result<Vec<Draft<ToyEvent>>, Rejection> {
        Ok(match command {
            ToyCommand::Add { by: 0, .. } => Vec::new(),
            ToyCommand::Add { by, .. } if *by < 0 => {
                return Err(Rejection::new(
                    Class::Refused,
                    "TOY-1.negative",
                    "不能减",
                    "counts only go up",
                ));
            }
            ToyCommand::Add { to, by } => event(ToyEvent::Added {
                to: to.clone(),
                by: *by,
            }),
            ToyCommand::AddKnown { to } if !state.counts.contains_key(to) => {
                return Err(Rejection::new(
                    Class::Unknown,
                    "TOY-2.unknown",
                    "没有",
                    "nobody counted that",
                ));
            }
            ToyCommand::AddKnown { to } => event(ToyEvent::Added {
                to: to.clone(),
                by: 1,
            }),
            ToyCommand::SetBell { at } => event(ToyEvent::BellSet { at: *at }),
            ToyCommand::Fill { bytes } => event(ToyEvent::Filled {
                with: vec![7; *bytes],
            }),
            ToyCommand::Post { letter } => event(ToyEvent::PostAsked { letter: *letter }),
            ToyCommand::RecordPosted { letter } if state.letters.contains(letter) => {
                event(ToyEvent::Posted { letter: *letter })
            }
            ToyCommand::RecordPosted { .. } => Vec::new(),
        })
    }

    fn evolve(state: &mut ToyState, record: &Recorded<ToyEvent>, _: &Common) {
        match &record.event {
            ToyEvent::Added { to, by } => {
                *state.counts.entry(to.clone()).or_default() += by;
                state.counted.push(to.clone());
            }
            ToyEvent::BellSet { at } => {
                state.bells.insert(*at);
            }
            ToyEvent::Rang { at, unheard } => {
                state.bells.remove(at);
                state.rang.push((*at, unheard.clone()));
            }
            ToyEvent::Filled { .. } => {}
            ToyEvent::PostAsked { letter } => {
                state.letters.insert(*letter);
            }
            ToyEvent::Posted { letter } => {
                state.letters.remove(letter);
                state.posted.insert(*letter, BTreeSet::from([*letter]));
            }
        }
    }

    fn shelve(state: &mut ToyState, shelf: &Arc<dyn Shelf>) {
        state.posted.put_onto(shelf);
    }

    /// A note is counted under its text, a met clock as `met`; a follow-up done is always refused.
    fn react(_: &ToyState, foreign: &Foreign, _: &Context<'_>) -> Vec<ToyCommand> {
        match &foreign.event {
            AnyEvent::Hotline(HotlineEvent::NoteAdded(note)) => {
                vec![ToyCommand::Add {
                    to: note.text.to_string(),
                    by: 1,
                }]
            }
            AnyEvent::Hotline(HotlineEvent::FollowUpDone(_)) => vec![ToyCommand::Add {
                to: "done".to_owned(),
                by: -1,
            }],
            AnyEvent::Dispatch(DispatchEvent::ClockMet(_)) => vec![ToyCommand::Add {
                to: "met".to_owned(),
                by: 1,
            }],
            _ => Vec::new(),
        }
    }

    fn due(state: &ToyState) -> Option<Instant> {
        state.bells.first().copied()
    }

    fn fire(state: &ToyState, until: Instant, context: &Context<'_>) -> Vec<Draft<ToyEvent>> {
        let rings = state.bells.iter().filter(|at| **at <= until);
        rings
            .map(|at| {
                Draft::of(ToyEvent::Rang {
                    at: *at,
                    unheard: context.unheard.to_vec(),
                })
            })
            .collect()
    }

    fn pending(state: &ToyState) -> Vec<Letter> {
        state.letters.iter().copied().map(Letter).collect()
    }

    fn answer(state: &ToyState, _: &Value, _: &Context<'_>) -> Result<Vec<u8>, Rejection> {
        decider::said(&state.counts)
    }

    fn read_model(state: &ToyState) -> Value {
        serde_json::json!(state.counts)
    }
}

fn event(event: ToyEvent) -> Vec<Draft<ToyEvent>> {
    vec![Draft::of(event)]
}
