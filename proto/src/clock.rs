//! SLA clocks as they stand in the log that keeps them: dispatch, field, claims and returns each have their own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{Hash, Instant, OrderNumber, ServiceName};

/// Which clock of which order: the departure that an order's third plan promised is `SLA-3` run 3.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ClockId {
    pub order: OrderNumber,
    pub kind: ClockKind,
    /// What counts it: the plan for SLA-3, the visit for SLA-4 and SLA-10, the part's line for SLA-6 and SLA-7; 1 for
    /// the others, which run once. SLA-5 runs again when the repair's time was corrected or a dropped claim is opened.
    pub run: u32,
}

/// An SLA clock began to run. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockStarted {
    pub clock: ClockId,
    pub start: Instant,
    /// The promised time of SLA-3 and SLA-4.
    pub promised: Option<Instant>,
    /// Its limits come from this version of the policy for as long as it lives (SLA-20).
    pub policy: Hash,
    /// The zone of the station, when it has one of its own; otherwise the policy's (SLA-21).
    pub zone: Option<String>,
    pub due_at: Option<Instant>,
}

/// A clock was paused (SLA-23). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockPaused {
    pub clock: ClockId,
    pub at: Instant,
    pub reason: String,
}

/// A paused clock runs on (SLA-23). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockResumed {
    pub clock: ClockId,
    pub at: Instant,
    pub due_at: Option<Instant>,
}

/// A clock's warning point passed (SLA-20, SLA-22). Readers: notify, which tells people; desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockWarned {
    pub clock: ClockId,
    /// Which of the clock's warnings, counted from 1.
    pub warning: u32,
    pub warned_due_at: Instant,
    pub noticed_at: Instant,
    /// When the clock will be breached.
    pub due_at: Instant,
    /// The rung of the ladder, counted from 0 and not held at the top: one up for each notice of this clock that
    /// came before, higher from the start while the machine is down (SLA-22). Told are
    /// `policy.rung_for(kind, rung + 1, false)`.
    pub rung: u32,
    /// The version the ladder is taken from.
    pub policy: Hash,
}

/// A clock ran out (SLA-22, SLA-32). Readers: notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockBreached {
    pub clock: ClockId,
    pub due_at: Instant,
    pub noticed_at: Instant,
    /// As in [`ClockWarned`].
    pub rung: u32,
    pub policy: Hash,
    /// Services that could not be heard: an act in time may still be lying there.
    pub unheard: Vec<ServiceName>,
}

/// What ended the clock had happened in time after all; the breach stays in the record (SLA-32). Readers: notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BreachLifted {
    pub clock: ClockId,
    pub met_at: Instant,
}

/// A clock was met, in time. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockMet {
    pub clock: ClockId,
    pub at: Instant,
}

/// A breached clock's act came at last, too late; the breach stands. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockStopped {
    pub clock: ClockId,
    pub at: Instant,
}

/// A clock ended without being met or breached (ORD-17, ORD-38). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockCancelled {
    pub clock: ClockId,
    pub at: Instant,
    pub reason: String,
}

/// What a log says about one of its clocks, whichever log it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockEvent {
    Started(ClockStarted),
    Paused(ClockPaused),
    Resumed(ClockResumed),
    Warned(ClockWarned),
    Breached(ClockBreached),
    Lifted(BreachLifted),
    Met(ClockMet),
    Stopped(ClockStopped),
    Cancelled(ClockCancelled),
}

impl ClockEvent {
    /// The clock it is about.
    #[must_use]
    pub const fn clock(&self) -> &ClockId {
        match self {
            Self::Started(event) => &event.clock,
            Self::Paused(event) => &event.clock,
            Self::Resumed(event) => &event.clock,
            Self::Warned(event) => &event.clock,
            Self::Breached(event) => &event.clock,
            Self::Lifted(event) => &event.clock,
            Self::Met(event) => &event.clock,
            Self::Stopped(event) => &event.clock,
            Self::Cancelled(event) => &event.clock,
        }
    }
}

macro_rules! clock_event_from {
    ($($event:ident => $variant:ident),+ $(,)?) => {
        $(impl From<$event> for ClockEvent {
            fn from(event: $event) -> Self { Self::$variant(event) }
        })+
    };
}

clock_event_from! {
    ClockStarted => Started,
    ClockPaused => Paused,
    ClockResumed => Resumed,
    ClockWarned => Warned,
    ClockBreached => Breached,
    BreachLifted => Lifted,
    ClockMet => Met,
    ClockStopped => Stopped,
    ClockCancelled => Cancelled,
}

/// Lets a log's events be read as what they say about clocks, and clock events be written into it.
macro_rules! keeps_clocks {
    ($log:ident) => {
        impl $log {
            /// What it says about a clock, when it is about one.
            #[must_use]
            pub fn clock_event(&self) -> Option<$crate::clock::ClockEvent> {
                use $crate::clock::ClockEvent;
                match self {
                    Self::ClockStarted(event) => Some(ClockEvent::Started(event.clone())),
                    Self::ClockPaused(event) => Some(ClockEvent::Paused(event.clone())),
                    Self::ClockResumed(event) => Some(ClockEvent::Resumed(event.clone())),
                    Self::ClockWarned(event) => Some(ClockEvent::Warned(event.clone())),
                    Self::ClockBreached(event) => Some(ClockEvent::Breached(event.clone())),
                    Self::BreachLifted(event) => Some(ClockEvent::Lifted(event.clone())),
                    Self::ClockMet(event) => Some(ClockEvent::Met(event.clone())),
                    Self::ClockStopped(event) => Some(ClockEvent::Stopped(event.clone())),
                    Self::ClockCancelled(event) => Some(ClockEvent::Cancelled(event.clone())),
                    _ => None,
                }
            }
        }

        impl From<$crate::clock::ClockEvent> for $log {
            fn from(event: $crate::clock::ClockEvent) -> Self {
                use $crate::clock::ClockEvent;
                match event {
                    ClockEvent::Started(event) => Self::ClockStarted(event),
                    ClockEvent::Paused(event) => Self::ClockPaused(event),
                    ClockEvent::Resumed(event) => Self::ClockResumed(event),
                    ClockEvent::Warned(event) => Self::ClockWarned(event),
                    ClockEvent::Breached(event) => Self::ClockBreached(event),
                    ClockEvent::Lifted(event) => Self::BreachLifted(event),
                    ClockEvent::Met(event) => Self::ClockMet(event),
                    ClockEvent::Stopped(event) => Self::ClockStopped(event),
                    ClockEvent::Cancelled(event) => Self::ClockCancelled(event),
                }
            }
        }
    };
}
pub(crate) use keeps_clocks;
