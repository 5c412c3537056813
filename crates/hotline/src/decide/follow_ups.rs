//! Notes and follow-ups with a time (ORD-39). Both may come after the end: a call-back stays to do (ORD-7).

use decider::{Context, Draft};
use proto::hotline::{AddNote, CompleteFollowUp, FollowUpDone, FollowUpSet, NoteAdded, SetFollowUp};
use types::Personal;

use super::{Decided, order_for, spoken};
use crate::{OrderRejection, State};

/// Writes a note; the same note again by the same person right after is the same note.
///
/// # Errors
/// Unknown order, no text.
pub(super) fn add_note(state: &State, command: &AddNote, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let last = order.notes.last();
    if last.is_some_and(|note| note.text == command.text && note.by.as_ref() == context.person()) {
        return Ok(Vec::new());
    }
    check_text(&command.text)?;
    Ok(vec![Draft::of(NoteAdded {
        order: command.order.clone(),
        text: command.text.clone(),
    })])
}

/// Sets something to be done at a later time.
///
/// # Errors
/// Unknown order, no text, a time that is over.
pub(super) fn set_follow_up(state: &State, command: &SetFollowUp, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let already = order
        .follow_ups
        .iter()
        .any(|follow_up| follow_up.at == command.at && follow_up.text == command.text);
    if already {
        return Ok(Vec::new());
    }
    check_text(&command.text)?;
    // rule: ORD-39
    if command.at <= context.now {
        return Err(OrderRejection::FollowUpInPast {
            at: command.at,
            now: context.now,
        });
    }
    let follow_up = u32::try_from(order.follow_ups.len())
        .unwrap_or(u32::MAX)
        .saturating_add(1);
    Ok(vec![Draft::of(FollowUpSet {
        order: command.order.clone(),
        follow_up,
        text: command.text.clone(),
        at: command.at,
        set_by: context.person().cloned(),
    })])
}

/// Ticks off a follow-up, before or after its time.
///
/// # Errors
/// Unknown order, unknown follow-up.
pub(super) fn complete_follow_up(
    state: &State,
    command: &CompleteFollowUp,
    context: &Context<'_>,
) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let (number, follow_up) = (command.order.clone(), command.follow_up);
    let found = order
        .follow_up(follow_up)
        .ok_or(OrderRejection::UnknownFollowUp {
            order: number.clone(),
            follow_up,
        })?;
    if found.done.is_some() {
        return Ok(Vec::new());
    }
    let note = command.note.trim().to_owned();
    Ok(vec![Draft::of(FollowUpDone {
        order: number,
        follow_up,
        note,
    })])
}

fn check_text(text: &Personal<String>) -> Result<(), OrderRejection> {
    // rule: ORD-39
    if !spoken(text) {
        return Err(OrderRejection::TextRequired);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proto::hotline::{FollowUpCameDue, HotlineEvent};
    use types::{Instant, OrderNumber, Span};

    use super::super::given::{self, KNOWN, call, opened};
    use super::*;

    fn follow_up(order: &OrderNumber, text: &str, at: Instant) -> SetFollowUp {
        SetFollowUp {
            order: order.clone(),
            text: text.to_owned().into(),
            at,
        }
    }

    // rule: ORD-39
    #[test]
    fn a_follow_up_comes_due_once_at_its_time_and_not_when_it_was_done_before() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let at = hotline.now() + Span::hours(3);
        assert_eq!(
            hotline.when(follow_up(&order, "三点再打", at)).kinds(),
            ["FollowUpSet"]
        );
        hotline.when(follow_up(&order, "三点再打", at)).then_nothing();
        hotline.when(follow_up(&order, "问配件", at + Span::hours(1)));
        let done = CompleteFollowUp {
            order: order.clone(),
            follow_up: 2,
            note: "已问".to_owned(),
        };
        assert_eq!(hotline.when(done.clone()).kinds(), ["FollowUpDone"]);
        hotline.when(done).then_nothing();
        let came_due = FollowUpCameDue {
            order: order.clone(),
            follow_up: 1,
            due_at: at,
        };
        assert_eq!(hotline.passes(Span::hours(6)), [HotlineEvent::from(came_due)]);
        assert!(hotline.passes(Span::hours(2)).is_empty());
        let first = CompleteFollowUp {
            order,
            follow_up: 1,
            note: String::new(),
        };
        assert_eq!(hotline.when(first).kinds(), ["FollowUpDone"]);
    }

    // rule: ORD-39
    #[test]
    fn after_a_time_asleep_every_overdue_follow_up_comes_due_in_its_order() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let now = hotline.now();
        for hours in [5, 2] {
            hotline.when(follow_up(&order, "回电", now + Span::hours(hours)));
        }
        hotline.asleep_until("2026-01-06T08:00:00+08:00");
        let due: Vec<Instant> = hotline
            .fires()
            .iter()
            .filter_map(|event| match event {
                HotlineEvent::FollowUpCameDue(due) => Some(due.due_at),
                _ => None,
            })
            .collect();
        assert_eq!(due, [now + Span::hours(2), now + Span::hours(5)]);
    }

    // rule: ORD-39
    #[test]
    fn notes_and_follow_ups_need_a_text_and_a_time_to_come() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let now = hotline.now();
        hotline
            .when(follow_up(&order, "", now + Span::hours(1)))
            .rejected("ORD-39.text_required");
        hotline
            .when(follow_up(&order, "回电", now))
            .rejected("ORD-39.time_is_over");
        let unknown = CompleteFollowUp {
            order: order.clone(),
            follow_up: 1,
            note: String::new(),
        };
        hotline.when(unknown).rejected("ORD-39.follow_up_unknown");
        let note = |text: &str| AddNote {
            order: order.clone(),
            text: text.to_owned().into(),
        };
        hotline.when(note(" ")).rejected("ORD-39.text_required");
        assert_eq!(hotline.when(note("客户催单")).kinds(), ["NoteAdded"]);
        hotline.when(note("客户催单")).then_nothing();
    }
}
