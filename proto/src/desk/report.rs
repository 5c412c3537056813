//! The engineer's report of a service, with its parts, documents and gaps (ORD-25).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, PartTag, Sentence};

use super::NamedPerson;
use crate::document::{Document, DocumentTarget};
use crate::field::{PartExchange, ReportContent, ReportGap};

/// The report as all its pieces together say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportShown {
    pub content: ReportContent,
    /// Who filed the last piece, and when.
    pub by: Option<NamedPerson>,
    pub filed_at: Option<Instant>,
    pub parts: Vec<PartReported>,
    /// Those that were not withdrawn.
    pub documents: Vec<DocumentShown>,
    /// What it lacks; none until the service is finished.
    pub gaps: Vec<ReportGap>,
    /// Whether nothing is missing (SLA-10); false until the service is finished.
    pub complete: bool,
}

/// A part that was put in (CLM-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartReported {
    pub line: u16,
    /// The tag the old part has, when it is expected back (OLD-1).
    pub tag: PartTag,
    pub exchange: PartExchange,
}

/// A document of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentShown {
    pub document: Document,
    pub kind_title: Sentence,
    pub target: DocumentTarget,
    pub by: Option<NamedPerson>,
    pub at: Instant,
}
