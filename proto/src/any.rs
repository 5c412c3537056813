//! An event of any log, for those who read several.

use schemars::JsonSchema;
use serde::Serialize;
use types::ServiceName;

use crate::claims::{ClaimsEvent, ReportPiece};
use crate::clock::ClockEvent;
use crate::common::CommonEvent;
use crate::directory::DirectoryEvent;
use crate::dispatch::DispatchEvent;
use crate::document::Document;
use crate::event::{DecodeFailure, Event, Kind};
use crate::field::FieldEvent;
use crate::hotline::HotlineEvent;
use crate::notify::NotifyEvent;
use crate::returns::ReturnsEvent;

/// An event of whichever log.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum AnyEvent {
    Directory(DirectoryEvent),
    Hotline(HotlineEvent),
    Dispatch(DispatchEvent),
    Field(FieldEvent),
    Notify(NotifyEvent),
    Claims(ClaimsEvent),
    Returns(ReturnsEvent),
    /// What the kit wrote, in whichever log.
    Common(CommonEvent),
}

impl AnyEvent {
    /// Reads an event of a log.
    ///
    /// # Errors
    /// [`DecodeFailure`] when schema and version are unknown or the bytes do not fit.
    pub fn decode(log: ServiceName, schema: u16, version: u16, bytes: &[u8]) -> Result<Self, DecodeFailure> {
        if CommonEvent::KINDS.iter().any(|kind| kind.schema == schema) {
            return CommonEvent::decode(schema, version, bytes).map(Self::Common);
        }
        match log {
            ServiceName::Directory => DirectoryEvent::decode(schema, version, bytes).map(Self::Directory),
            ServiceName::Hotline => HotlineEvent::decode(schema, version, bytes).map(Self::Hotline),
            ServiceName::Dispatch => DispatchEvent::decode(schema, version, bytes).map(Self::Dispatch),
            ServiceName::Field => FieldEvent::decode(schema, version, bytes).map(Self::Field),
            ServiceName::Notify => NotifyEvent::decode(schema, version, bytes).map(Self::Notify),
            ServiceName::Claims => ClaimsEvent::decode(schema, version, bytes).map(Self::Claims),
            ServiceName::Returns => ReturnsEvent::decode(schema, version, bytes).map(Self::Returns),
        }
    }

    /// The event's bytes without its envelope.
    ///
    /// # Errors
    /// When a value cannot be written, which no event of this crate does.
    pub fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Directory(event) => event.encode(),
            Self::Hotline(event) => event.encode(),
            Self::Dispatch(event) => event.encode(),
            Self::Field(event) => event.encode(),
            Self::Notify(event) => event.encode(),
            Self::Claims(event) => event.encode(),
            Self::Returns(event) => event.encode(),
            Self::Common(event) => event.encode(),
        }
    }

    /// The kinds that can stand in a log.
    #[must_use]
    pub fn kinds(log: ServiceName) -> Vec<Kind> {
        let own = match log {
            ServiceName::Directory => DirectoryEvent::KINDS,
            ServiceName::Hotline => HotlineEvent::KINDS,
            ServiceName::Dispatch => DispatchEvent::KINDS,
            ServiceName::Field => FieldEvent::KINDS,
            ServiceName::Notify => NotifyEvent::KINDS,
            ServiceName::Claims => ClaimsEvent::KINDS,
            ServiceName::Returns => ReturnsEvent::KINDS,
        };
        own.iter().chain(CommonEvent::KINDS).copied().collect()
    }

    /// What it says about an SLA clock, when it is about one.
    #[must_use]
    pub fn clock_event(&self) -> Option<ClockEvent> {
        match self {
            Self::Dispatch(event) => event.clock_event(),
            Self::Field(event) => event.clock_event(),
            Self::Claims(event) => event.clock_event(),
            Self::Returns(event) => event.clock_event(),
            Self::Directory(_) | Self::Hotline(_) | Self::Notify(_) | Self::Common(_) => None,
        }
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Directory(event) => event.kind(),
            Self::Hotline(event) => event.kind(),
            Self::Dispatch(event) => event.kind(),
            Self::Field(event) => event.kind(),
            Self::Notify(event) => event.kind(),
            Self::Claims(event) => event.kind(),
            Self::Returns(event) => event.kind(),
            Self::Common(event) => event.kind(),
        }
    }

    /// The photos and papers it names (CLM-19).
    #[must_use]
    pub fn documents(&self) -> Vec<&Document> {
        match self {
            Self::Field(FieldEvent::DocumentAttached(attached)) => vec![&attached.document],
            Self::Claims(ClaimsEvent::ClaimReportNoted(noted)) => match &noted.piece {
                ReportPiece::Attached { document, .. } => vec![document],
                ReportPiece::Filed { .. }
                | ReportPiece::Part { .. }
                | ReportPiece::Withdrawn { .. }
                | ReportPiece::Judged { .. } => Vec::new(),
            },
            Self::Claims(ClaimsEvent::PackageBuilt(built)) => vec![&built.package],
            Self::Returns(ReturnsEvent::PartCheckedIn(checked_in)) => checked_in.photo.iter().collect(),
            _ => Vec::new(),
        }
    }

    #[must_use]
    pub fn stream(&self) -> String {
        match self {
            Self::Directory(event) => event.stream(),
            Self::Hotline(event) => event.stream(),
            Self::Dispatch(event) => event.stream(),
            Self::Field(event) => event.stream(),
            Self::Notify(event) => event.stream(),
            Self::Claims(event) => event.stream(),
            Self::Returns(event) => event.stream(),
            Self::Common(event) => event.stream(),
        }
    }
}

impl From<DirectoryEvent> for AnyEvent {
    fn from(event: DirectoryEvent) -> Self {
        Self::Directory(event)
    }
}

impl From<HotlineEvent> for AnyEvent {
    fn from(event: HotlineEvent) -> Self {
        Self::Hotline(event)
    }
}

impl From<DispatchEvent> for AnyEvent {
    fn from(event: DispatchEvent) -> Self {
        Self::Dispatch(event)
    }
}

impl From<FieldEvent> for AnyEvent {
    fn from(event: FieldEvent) -> Self {
        Self::Field(event)
    }
}

impl From<NotifyEvent> for AnyEvent {
    fn from(event: NotifyEvent) -> Self {
        Self::Notify(event)
    }
}

impl From<ClaimsEvent> for AnyEvent {
    fn from(event: ClaimsEvent) -> Self {
        Self::Claims(event)
    }
}

impl From<ReturnsEvent> for AnyEvent {
    fn from(event: ReturnsEvent) -> Self {
        Self::Returns(event)
    }
}
