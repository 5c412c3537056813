//! The engineer's report of a service (ORD-25, CLM-17).

use proto::desk::{DocumentShown, PartReported, ReportShown};
use proto::field::DocumentAttached;
use types::{Instant, OrderNumber, PartTag};

use super::names::Named;
use crate::model::{OrderStory, ReportKept};

/// The report of an order; none while there is nothing of it.
pub(super) fn shown(story: &OrderStory, named: &Named<'_>) -> Option<ReportShown> {
    let report = &story.report;
    if !report.is_there() {
        return None;
    }
    let filed = report.filed.as_ref();
    let filed_by = filed.and_then(|(by, _)| by.as_ref());
    Some(ReportShown {
        content: report.content.clone(),
        by: filed_by.map(|id| named.person(id)),
        filed_at: filed.map(|(_, at)| *at),
        parts: parts(report, &story.facts.order),
        documents: documents(report, named),
        gaps: report.gaps.clone().unwrap_or_default(),
        complete: report.is_complete(),
    })
}

fn parts(report: &ReportKept, order: &OrderNumber) -> Vec<PartReported> {
    let shown = report.parts.iter().map(|(line, exchange)| PartReported {
        line: *line,
        tag: PartTag {
            order: order.clone(),
            line: *line,
        },
        exchange: exchange.clone(),
    });
    shown.collect()
}

fn documents(report: &ReportKept, named: &Named<'_>) -> Vec<DocumentShown> {
    let shown = |(attached, at): &(DocumentAttached, Instant)| DocumentShown {
        document: attached.document.clone(),
        kind_title: attached.document.kind.title(),
        target: attached.target,
        by: attached.by.as_ref().map(|id| named.person(id)),
        at: *at,
    };
    report.documents.iter().map(shown).collect()
}
