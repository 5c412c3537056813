//! The engineer's report of an order: what was said of the service, the parts and the documents (ORD-25, CLM-17).

use std::collections::{BTreeMap, BTreeSet};

use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{FieldEvent, PartExchange, ReportContent, ReportGap};
use serde::{Deserialize, Serialize};
use sla::policy::{ReportField, ReportNeeds};
use types::{Hash, Instant, PersonId, Sentence};

/// A document on the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    pub target: DocumentTarget,
    pub document: Document,
    pub by: Option<PersonId>,
}

/// What the engineers said of a service, piece by piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceReport {
    pub content: ReportContent,
    /// By line, counted from 1; a quantity of 0 was taken off again, and its line is not given to another part.
    pub parts: BTreeMap<u16, PartExchange>,
    pub documents: Vec<Attached>,
    /// Documents that were taken off again.
    pub withdrawn: BTreeSet<Hash>,
    /// What it lacks; None before the service was finished.
    pub gaps: Option<Vec<ReportGap>>,
    /// When what was heard of it last happened.
    pub changed_at: Option<Instant>,
}

impl ServiceReport {
    /// The parts that stand on it.
    pub fn replaced(&self) -> impl Iterator<Item = (u16, &PartExchange)> {
        let standing = self.parts.iter().filter(|(_, part)| part.quantity > 0);
        standing.map(|(line, part)| (*line, part))
    }

    #[must_use]
    pub fn holds(&self, hash: Hash) -> bool {
        self.documents
            .iter()
            .any(|attached| attached.document.hash == hash)
    }

    /// Whether something was found missing, or nobody has looked yet because the service goes on.
    #[must_use]
    pub fn lacks_something(&self) -> bool {
        self.gaps.as_ref().is_none_or(|gaps| !gaps.is_empty())
    }

    pub(crate) fn next_line(&self) -> u16 {
        self.parts
            .last_key_value()
            .map_or(1, |(line, _)| line.saturating_add(1))
    }

    /// Folds an event about the order; only those about its report change it.
    pub(crate) fn evolve(&mut self, event: &FieldEvent, at: Instant) {
        match event {
            FieldEvent::ServiceReportFiled(filed) => self.content.take(&filed.content),
            FieldEvent::PartReplaced(part) => self.set_part(part.line, &part.exchange),
            FieldEvent::PartCorrected(part) => self.set_part(part.line, &part.exchange),
            FieldEvent::DocumentAttached(said) => {
                self.withdrawn.remove(&said.document.hash);
                self.documents.push(Attached {
                    target: said.target,
                    document: said.document.clone(),
                    by: said.by.clone(),
                });
            }
            FieldEvent::DocumentWithdrawn(said) => {
                self.withdrawn.insert(said.hash);
                self.documents
                    .retain(|attached| attached.document.hash != said.hash);
            }
            FieldEvent::ServiceReportJudged(judged) => {
                self.gaps = Some(judged.gaps.clone());
                return;
            }
            _ => return,
        }
        self.changed_at = self.changed_at.max(Some(at));
    }

    fn set_part(&mut self, line: u16, exchange: &PartExchange) {
        self.content.take_part(exchange);
        self.parts.insert(line, exchange.clone());
    }

    /// The content with a piece added to it.
    pub(crate) fn content_after(&self, said: &ReportContent) -> ReportContent {
        let mut content = self.content.clone();
        content.take(said);
        content
    }

    /// What it still lacks of what reports of its kind need, each a failed item.
    // rule: ORD-25
    pub(crate) fn gaps_by(&self, needs: &ReportNeeds) -> Vec<ReportGap> {
        let attached: BTreeSet<&str> = self
            .documents
            .iter()
            .map(|attached| attached.document.kind.as_str())
            .collect();
        let content = needs.content.iter().filter(|field| !self.says(**field));
        let documents = needs
            .documents
            .iter()
            .filter(|kind| !attached.contains(kind.as_str()));
        content
            .map(|field| field_gap(*field))
            .chain(documents.map(|kind| document_gap(kind)))
            .collect()
    }

    fn says(&self, field: ReportField) -> bool {
        let content = &self.content;
        match field {
            ReportField::Hours => content.hours.is_some(),
            ReportField::WorkCondition => content.work_condition.is_some(),
            ReportField::Fault => content.fault.is_some(),
            ReportField::Cause => content.cause.is_some(),
            ReportField::Repair => content.repair.is_some(),
            ReportField::Labour => content.labour.as_ref().is_some_and(|labour| !labour.is_empty()),
            ReportField::Parts => content.no_parts || self.replaced().next().is_some(),
        }
    }
}

/// What is missing, and what to send.
fn field_gap(field: ReportField) -> ReportGap {
    let (zh, en) = match field {
        ReportField::Hours => (
            "缺机器小时数，请补报小时表读数",
            "the machine's hours are missing: send the meter's reading",
        ),
        ReportField::WorkCondition => (
            "缺工况，请补报机器在做什么，如：采石、土方",
            "the work condition is missing: say what the machine does, such as rock or earthwork",
        ),
        ReportField::Fault => (
            "缺故障现象，请补报机器出了什么问题",
            "the fault is missing: say what was wrong with the machine",
        ),
        ReportField::Cause => (
            "缺故障原因，请补报查明的原因",
            "the cause is missing: say why it failed",
        ),
        ReportField::Repair => (
            "缺维修内容，请补报做了哪些工作",
            "the repair is missing: say what was done",
        ),
        ReportField::Labour => (
            "缺工时，请补报每项工作的工时",
            "the labour is missing: send each piece of work with its hours",
        ),
        ReportField::Parts => (
            "缺更换配件，请补报件号和数量；没有换件也请注明",
            "the replaced parts are missing: send numbers and quantities, or say that there were none",
        ),
    };
    ReportGap {
        code: field.as_str().to_owned(),
        sentence: Sentence::new(zh, en),
    }
}

fn document_gap(code: &str) -> ReportGap {
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.as_str() == code);
    let title = kind.map_or_else(|| Sentence::new(code, code), DocumentKind::title);
    ReportGap {
        code: code.to_owned(),
        sentence: Sentence::new(
            format!("缺{}，请上传", title.zh),
            format!("the {} is missing: upload it", title.en),
        ),
    }
}
