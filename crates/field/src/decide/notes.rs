//! What hotline and dispatch say about an order, copied so that this log explains itself.

use decider::Draft;
use proto::field::{
    AssignmentNoted, EndFieldOrder, FieldEvent, FieldOrderClosed, FieldOrderEnded, FieldOrderNoted,
    FieldOrderReopened, NoteAssignment, NoteClosing, NoteFieldOrder,
};

use crate::State;
use crate::order::Assignment;

pub(super) fn note_order(state: &State, note: &NoteFieldOrder) -> Vec<Draft<FieldEvent>> {
    if state
        .order(&note.facts.order)
        .is_some_and(|order| order.facts == note.facts)
    {
        return Vec::new();
    }
    vec![Draft::of(FieldOrderNoted {
        facts: note.facts.clone(),
    })]
}

pub(super) fn note_assignment(state: &State, note: &NoteAssignment) -> Vec<Draft<FieldEvent>> {
    let Some(order) = state.order(&note.order) else {
        return Vec::new();
    };
    let noted = AssignmentNoted {
        order: note.order.clone(),
        plan: note.plan,
        visit: note.visit,
        depart_at: note.depart_at,
        lead: note.lead.clone(),
        companions: note.companions.clone(),
    };
    if order.assignment == Assignment::of(&noted) {
        return Vec::new();
    }
    vec![Draft::of(noted)]
}

/// The first end stands.
// rule: ORD-17
pub(super) fn end_order(state: &State, end: &EndFieldOrder) -> Vec<Draft<FieldEvent>> {
    let Some(order) = state.order(&end.order).filter(|order| order.ended.is_none()) else {
        return Vec::new();
    };
    let ended = FieldOrderEnded {
        order: order.facts.order.clone(),
        at: end.at,
        cancelled: end.cancelled,
    };
    vec![Draft::of(ended).occurred(end.at)]
}

// rule: ORD-14
pub(super) fn note_closing(state: &State, note: &NoteClosing) -> Vec<Draft<FieldEvent>> {
    let Some(known) = state
        .order(&note.order)
        .filter(|order| order.closed != note.closed)
    else {
        return Vec::new();
    };
    let (order, at) = (known.facts.order.clone(), note.at);
    let draft = if note.closed {
        Draft::of(FieldOrderClosed { order, at })
    } else {
        Draft::of(FieldOrderReopened { order, at })
    };
    vec![draft.occurred(at)]
}
