//! Attaches documents to an order, a visit or a part, and takes them off again (ORD-15, ORD-25).

use decider::{Context, Draft};
use proto::document::{Document, DocumentTarget};
use proto::field::{
    AttachDocument, DocumentAttached, DocumentWithdrawn, FieldEvent, FlagKind, ReportFlagged,
    WithdrawDocument,
};

use super::Decided;
use super::filing::{known, reporter};
use crate::order::{FieldOrder, Flag};
use crate::rejection::ReportRejection as No;
use crate::{FieldRejection, State};

/// Attaches a document that lies in the store already. Papers come before the visit and after the closing, too:
/// the claims people ask for them late.
// rule: ORD-25
pub(super) fn attach(state: &State, attach: &AttachDocument, context: &Context<'_>) -> Decided {
    let order = &*known(state, &attach.order)?;
    let by = reporter(order, None, context)?;
    let (target, document) = (attach.target, &attach.document);
    let is_there = |known: &crate::Attached| known.target == target && known.document.hash == document.hash;
    if order.report.documents.iter().any(is_there) {
        return Ok(Vec::new());
    }
    if order.is_cancelled() {
        return Err(No::Cancelled(attach.order.clone()).into());
    }
    exists(order, target)?;
    is_taken(document, context)?;
    let attached = DocumentAttached {
        order: attach.order.clone(),
        target,
        document: document.clone(),
        by: by.cloned(),
    };
    let flagged = seen_elsewhere(state, order, target, document);
    Ok(std::iter::once(Draft::of(attached)).chain(flagged).collect())
}

// rule: ORD-15
pub(super) fn withdraw(state: &State, withdraw: &WithdrawDocument, context: &Context<'_>) -> Decided {
    let order = &*known(state, &withdraw.order)?;
    reporter(order, None, context)?;
    let hash = withdraw.hash;
    if order.report.withdrawn.contains(&hash) {
        return Ok(Vec::new());
    }
    if !order.report.holds(hash) {
        let order = withdraw.order.clone();
        return Err(No::NotAttached { order, hash }.into());
    }
    let reason = withdraw.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(No::ReasonRequired.into());
    }
    let order = withdraw.order.clone();
    let withdrawn: FieldEvent = DocumentWithdrawn { order, hash, reason }.into();
    Ok(vec![Draft::of(withdrawn)])
}

/// What it is attached to is there.
fn exists(order: &FieldOrder, target: DocumentTarget) -> Result<(), FieldRejection> {
    let number = || order.facts.order.clone();
    match target {
        DocumentTarget::Visit { visit } if !order.visits.contains_key(&visit) => Err(No::UnknownVisit {
            order: number(),
            visit,
        }
        .into()),
        DocumentTarget::Part { line } if !order.report.replaced().any(|(known, _)| known == line) => {
            Err(No::UnknownLine {
                order: number(),
                line,
            }
            .into())
        }
        DocumentTarget::Order | DocumentTarget::Visit { .. } | DocumentTarget::Part { .. } => Ok(()),
    }
}

/// The policy takes documents of its size and kind of content.
fn is_taken(document: &Document, context: &Context<'_>) -> Result<(), FieldRejection> {
    let policy = context.policy().documents();
    if !(1..=policy.max_bytes).contains(&document.size) {
        let (bytes, max_bytes) = (document.size, policy.max_bytes);
        return Err(No::DocumentSize { bytes, max_bytes }.into());
    }
    if !policy.media_types.contains(&document.media_type) {
        return Err(No::MediaType {
            said: document.media_type.clone(),
            known: policy.media_types.clone(),
        }
        .into());
    }
    Ok(())
}

/// A photo that is on other orders too is taken, and looked at.
// rule: ORD-25
fn seen_elsewhere(
    state: &State,
    order: &FieldOrder,
    target: DocumentTarget,
    document: &Document,
) -> Option<Draft<FieldEvent>> {
    let number = &order.facts.order;
    let others: Vec<String> = state
        .attached_to(document.hash)
        .filter(|other| other != number && document.kind.is_photo())
        .map(|other| other.to_string())
        .collect();
    let visit = match target {
        DocumentTarget::Visit { visit } => visit,
        DocumentTarget::Order | DocumentTarget::Part { .. } => order.last_visit(),
    };
    let flag = Flag {
        visit,
        flag: FlagKind::PhotoOnTwoOrders,
        about: others.join("、").into(),
    };
    (!others.is_empty() && !order.is_flagged(&flag)).then(|| {
        Draft::of(ReportFlagged {
            order: number.clone(),
            visit: flag.visit,
            flag: flag.flag,
            about: flag.about,
        })
    })
}

#[cfg(test)]
mod tests {
    use proto::document::DocumentKind;
    use proto::field::FieldOrderEnded;
    use types::Hash;

    use super::*;
    use crate::decide::given::*;

    fn on(target: DocumentTarget, content: &str) -> AttachDocument {
        AttachDocument {
            target,
            ..photo(1, content)
        }
    }

    fn withdrawn(content: &str, reason: &str) -> WithdrawDocument {
        WithdrawDocument {
            order: number(1),
            hash: Hash::of(&[content.as_bytes()]),
            reason: reason.to_owned(),
        }
    }

    // rule: ORD-25
    #[test]
    fn a_document_is_attached_once_to_the_order_a_visit_or_a_part_that_is_there() {
        let mut world = world_on_site();
        world.by("lin");
        world
            .when(filed(whole_content(), vec![part("4611-1234", 1)]))
            .taken();
        let (visit, part) = (
            DocumentTarget::Visit { visit: 1 },
            DocumentTarget::Part { line: 1 },
        );
        for target in [DocumentTarget::Order, visit, part] {
            assert_eq!(world.when(on(target, "泵")).kinds(), ["DocumentAttached"]);
            world.when(on(target, "泵")).then_nothing();
        }
        world
            .when(on(DocumentTarget::Visit { visit: 2 }, "泵"))
            .rejected("ORD-25.visit_unknown");
        world
            .when(on(DocumentTarget::Part { line: 2 }, "泵"))
            .rejected("ORD-25.line_unknown");
    }

    // rule: ORD-25
    #[test]
    fn each_no_of_a_document_is_named() {
        let mut world = world_with(&[&["lin"]]);
        world.by("lin");
        let mut large = photo(1, "大");
        large.document.size = 1 << 40;
        let no = world.when(large).rejected("ORD-25.document_size");
        assert_eq!(no.facts["max_bytes"], 20 * 1024 * 1024);
        let mut empty = photo(1, "空");
        empty.document.size = 0;
        world.when(empty).rejected("ORD-25.document_size");
        let mut program = photo(1, "程序");
        program.document.media_type = "application/x-msdownload".to_owned();
        world.when(program).rejected("ORD-25.media_type");
        world.when(photo(9, "泵")).rejected("order.unknown");
        world.by("tao").when(photo(1, "泵")).rejected("SMS-1.not_yours");
        world.given(vec![
            FieldOrderEnded {
                order: number(1),
                at: at("08:00"),
                cancelled: true,
            }
            .into(),
        ]);
        world.by("lin").when(photo(1, "泵")).rejected("ORD-17.cancelled");
    }

    // rule: ORD-25
    #[test]
    fn the_same_photo_on_a_second_order_is_attached_and_flagged_there() {
        let mut world = world_with(&[&["lin"], &["lin"]]);
        world.by("lin").when(photo(1, "泵")).taken();
        let events = world.when(photo(2, "泵")).events();
        let flagged = ReportFlagged {
            order: number(2),
            visit: 0,
            flag: FlagKind::PhotoOnTwoOrders,
            about: number(1).as_str().to_owned().into(),
        };
        assert_eq!((events.len(), events.last()), (2, Some(&flagged.into())));
        let mut paper = photo(1, "清单");
        paper.document.kind = DocumentKind::PartsRequisition;
        world.when(paper.clone()).taken();
        paper.order = number(2);
        assert_eq!(
            world.when(paper).kinds(),
            ["DocumentAttached"],
            "one list of parts may serve two orders"
        );
        // Taken off the wrong order, it is on one only.
        world.when(photo(1, "阀")).taken();
        world.when(withdrawn("阀", "传错工单")).taken();
        assert_eq!(world.when(photo(2, "阀")).kinds(), ["DocumentAttached"]);
    }

    // rule: ORD-15
    #[test]
    fn a_document_is_taken_off_with_a_reason_once_and_may_come_back() {
        let mut world = world_with(&[&["lin"]]);
        world.by("lin").when(photo(1, "泵")).taken();
        world
            .when(withdrawn("泵", " "))
            .rejected("ORD-15.reason_required");
        world
            .when(withdrawn("阀", "传错"))
            .rejected("ORD-15.not_attached");
        assert_eq!(world.when(withdrawn("泵", "传错")).kinds(), ["DocumentWithdrawn"]);
        world.when(withdrawn("泵", "传错")).then_nothing();
        assert_eq!(world.when(photo(1, "泵")).kinds(), ["DocumentAttached"]);
    }
}
