//! Counts over everything (KPI-1, KPI-2).

use proto::desk::{ClockState, Figures, MessageInFigures, MessageOutFigures};
use sla::policy::ClockKind;
use types::Instant;

use super::{clock, count};
use crate::Model;
use crate::model::{OrderStory, VisitKept};

pub(super) fn figures(model: &Model, now: Instant) -> Figures {
    let mut figures = Figures {
        calls: model.calls,
        orders: count(model.orders.len()),
        orders_open: count(model.open.len()),
        set_aside: count(model.set_aside.len()),
        messages_in: messages_in(model),
        messages_out: messages_out(model),
        ..Figures::default()
    };
    for story in model.orders.values() {
        count_order(&mut figures, story);
        count_clocks(&mut figures, story, model, now);
    }
    let rate = |kind| {
        figures
            .clocks
            .get(&kind)
            .map(proto::desk::ClockFigures::rate)
            .unwrap_or_default()
    };
    (figures.first_response, figures.response_36) =
        (rate(ClockKind::FirstResponse), rate(ClockKind::Response36));
    figures
}

fn count_order(figures: &mut Figures, story: &OrderStory) {
    *figures.orders_by_step.entry(story.step).or_default() += 1;
    *figures.orders_by_type.entry(story.facts.order_type).or_default() += 1;
    figures.orders_99 += u64::from(story.facts.order.is_99());
    figures.attached_calls += count(story.calls.len());
    figures.solved_by_phone += u64::from(story.solution.is_some());
    figures.plans += count(story.plans.len());
    figures.visits += count(story.visits.values().filter(|visit| visit.has_begun()).count());
    let left = |visit: &&VisitKept| visit.unrepaired.is_some();
    figures.left_unrepaired += count(story.visits.values().filter(left).count());
    figures.follow_ups_open += count(
        story
            .follow_ups
            .values()
            .filter(|kept| kept.done.is_none())
            .count(),
    );
    for (flagged, _) in &story.flags {
        *figures.flags.entry(flagged.flag).or_default() += 1;
    }
}

fn count_clocks(figures: &mut Figures, story: &OrderStory, model: &Model, now: Instant) {
    for ((kind, _), kept) in &story.clocks {
        // rule: KPI-1, KPI-2
        let clocks = figures.clocks.entry(*kind).or_default();
        let state = clock::state(kept, &model.common.policies, now);
        clocks.count(state);
        let ended = !kept.clock.is_open() || matches!(state, ClockState::Met | ClockState::Cancelled);
        clocks.ended += u64::from(ended);
        clocks.ended_twice += u64::from(kept.ended_twice);
        clocks.warnings += count(kept.warnings.len());
    }
}

fn messages_in(model: &Model) -> MessageInFigures {
    let mut figures = MessageInFigures {
        total: count(model.messages_in.len()),
        waiting: count(model.waiting.len()),
        ..MessageInFigures::default()
    };
    for message in model.messages_in.values() {
        *figures.by_outcome.entry(message.outcome).or_default() += 1;
        figures.settled += u64::from(message.settled.is_some());
        for answer in &message.answers {
            match answer {
                proto::desk::Answer::Given { .. } => figures.answers += 1,
                proto::desk::Answer::Withheld { .. } => figures.answers_withheld += 1,
            }
        }
    }
    figures
}

fn messages_out(model: &Model) -> MessageOutFigures {
    let total = count(model.messages_out.len());
    let mut figures = MessageOutFigures {
        total,
        ..MessageOutFigures::default()
    };
    for message in model.messages_out.values() {
        *figures.by_state.entry(message.state).or_default() += 1;
        *figures.by_purpose.entry(message.wanted.purpose).or_default() += 1;
    }
    figures
}
