//! The engineer's report as its pieces come in (ORD-25, CLM-17).

use proto::document::DocumentKind;
use proto::field::{
    DocumentAttached, FieldEvent, PartExchange, ReportContent, ReportGap, ServiceReportFiled,
};
use serde::{Deserialize, Serialize};
use types::{Hash, Instant, PersonId};

use super::Few;

/// What was reported of a service so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ReportKept {
    pub(crate) content: ReportContent,
    /// Who filed the last piece, and when.
    pub(crate) filed: Option<(Option<PersonId>, Instant)>,
    /// By their lines; one that was taken off is gone.
    pub(crate) parts: Few<u16, PartExchange>,
    /// Those that were not withdrawn, with when they were attached.
    pub(crate) documents: Vec<(DocumentAttached, Instant)>,
    /// What it lacks; none until it was judged.
    pub(crate) gaps: Option<Vec<ReportGap>>,
}

impl ReportKept {
    /// Whether anything was said of it.
    pub(crate) const fn is_there(&self) -> bool {
        self.filed.is_some() || self.gaps.is_some() || !self.documents.is_empty()
    }

    /// Whether nothing is missing (SLA-10).
    pub(crate) fn is_complete(&self) -> bool {
        self.gaps.as_ref().is_some_and(Vec::is_empty)
    }

    /// The documents of a kind.
    pub(crate) fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &DocumentAttached> {
        let documents = self.documents.iter().map(|(attached, _)| attached);
        documents.filter(move |attached| attached.document.kind == kind)
    }

    /// Folds what an event says of the report, when it says something of it.
    pub(crate) fn evolve(&mut self, event: &FieldEvent, at: Instant) {
        if let FieldEvent::ServiceReportFiled(filed) = event {
            self.file(filed, at);
        } else if let FieldEvent::PartReplaced(replaced) = event {
            self.set_part(replaced.line, &replaced.exchange);
            self.filed = Some((replaced.by.clone(), at));
        } else if let FieldEvent::PartCorrected(corrected) = event {
            self.set_part(corrected.line, &corrected.exchange);
        } else if let FieldEvent::DocumentAttached(attached) = event {
            self.attach(attached, at);
        } else if let FieldEvent::DocumentWithdrawn(withdrawn) = event {
            self.withdraw(withdrawn.hash);
        } else if let FieldEvent::ServiceReportJudged(judged) = event {
            self.gaps = Some(judged.gaps.clone());
        }
    }

    fn file(&mut self, filed: &ServiceReportFiled, at: Instant) {
        self.content.take(&filed.content);
        self.filed = Some((filed.by.clone(), at));
    }

    fn set_part(&mut self, line: u16, exchange: &PartExchange) {
        self.content.take_part(exchange);
        if exchange.quantity == 0 {
            self.parts.retain(|known, _| *known != line);
        } else {
            self.parts.insert(line, exchange.clone());
        }
    }

    /// The same document may stand for several things of one order.
    fn attach(&mut self, attached: &DocumentAttached, at: Instant) {
        let known = self.documents.iter().any(|(known, _)| {
            known.document.hash == attached.document.hash && known.target == attached.target
        });
        if !known {
            self.documents.push((attached.clone(), at));
        }
    }

    fn withdraw(&mut self, hash: Hash) {
        self.documents
            .retain(|(attached, _)| attached.document.hash != hash);
    }
}
