//! Counts of orders, clocks, messages, claims and parts.

use proto::desk::{Figures, MessageInFigures, MessageOutFigures};
use types::{Instant, MessageId, OrderNumber};

use super::narrow::Narrow;
use super::settled;
use crate::Model;
use crate::answer::names::Named;
use crate::answer::{clock, count};
use crate::model::{InMark, OrderStory, OutMark, TryKept, VisitKept};

/// The counts of the orders that fit, and of the messages about them; of everything when nothing is narrowed.
pub(super) fn counts(model: &Model, narrow: &Narrow, named: &Named<'_>, now: Instant) -> Figures {
    let fits = |number: Option<&OrderNumber>| {
        let story = number.and_then(|number| model.orders.get(number));
        narrow.is_open() || story.is_some_and(|story| narrow.fits_order(story, named))
    };
    let set_aside = model.set_aside.iter();
    let set_aside = set_aside.filter(|kept| fits(proto::order_of_stream(&kept.what.stream).as_ref()));
    let mut figures = Figures {
        set_aside: count(set_aside.count()),
        ..settled::counted(narrow, named, now)
    };
    if narrow.is_open() {
        figures.calls = model.calls;
        count_messages(&mut figures, &model.apart_in, &model.apart_out, model, |_| true);
    } else {
        figures.calls = figures.orders + figures.attached_calls;
    }
    figures
}

/// Counts an order with its clocks, claims, parts and messages.
pub(super) fn count_story(figures: &mut Figures, story: &OrderStory, named: &Named<'_>, now: Instant) {
    count_order(figures, story);
    count_clocks(figures, story, named.0, now);
    count_claims(figures, story);
    // A message that turned out to be about another order is counted there.
    let about = |order: Option<&OrderNumber>| order == Some(&story.facts.order);
    count_messages(figures, &story.messages_in, &story.messages_out, named.0, about);
}

fn count_order(figures: &mut Figures, story: &OrderStory) {
    figures.orders += 1;
    figures.orders_open += u64::from(!story.step.is_ended());
    *figures.orders_by_step.entry(story.step).or_default() += 1;
    *figures.orders_by_type.entry(story.facts.order_type).or_default() += 1;
    figures.orders_99 += u64::from(story.facts.order.is_99());
    figures.attached_calls += count(story.calls.len());
    figures.solved_by_phone += u64::from(story.solution.is_some());
    figures.plans += count(story.plans.len());
    figures.visits += count(story.visits.values().filter(|visit| visit.has_begun()).count());
    let left = |visit: &&VisitKept| visit.unrepaired.is_some();
    figures.left_unrepaired += count(story.visits.values().filter(left).count());
    let follow_ups = story.follow_ups.values();
    figures.follow_ups_open += count(follow_ups.filter(|kept| kept.done.is_none()).count());
    for (flagged, _) in &story.flags {
        *figures.flags.entry(flagged.flag).or_default() += 1;
    }
    for part in story.parts.values() {
        *figures.parts.entry(part.state).or_default() += 1;
    }
}

fn count_clocks(figures: &mut Figures, story: &OrderStory, model: &Model, now: Instant) {
    for ((kind, _), kept) in story.clocks.iter() {
        let clocks = figures.clocks.entry(*kind).or_default();
        let state = clock::state(kept, &model.common.policies, now);
        clocks.count(state);
        clocks.ended += u64::from(!kept.clock.is_open());
        clocks.ended_twice += u64::from(kept.ended_twice);
        clocks.warnings += count(kept.warnings.len());
    }
}

fn count_claims(figures: &mut Figures, story: &OrderStory) {
    figures.claims_to_decide += u64::from(story.claim.is_to_decide());
    for kept in story.claim.tries.values() {
        let sums = figures.claims.entry(kept.state).or_default();
        sums.claims += 1;
        sums.claimed = sums.claimed + TryKept::claimed(kept);
        sums.approved = sums.approved + kept.approved().unwrap_or_default();
        sums.credited = sums.credited + kept.credited();
    }
}

/// Counts messages in and out whose order is the one that is looked for.
fn count_messages<'a>(
    figures: &mut Figures,
    came: impl IntoIterator<Item = &'a MessageId>,
    went: impl IntoIterator<Item = &'a MessageId>,
    model: &Model,
    about: impl Fn(Option<&OrderNumber>) -> bool,
) {
    let came = came.into_iter().filter_map(|id| model.messages_in.mark(id));
    for (_, mark) in came.filter(|(_, mark)| about(mark.order.as_ref())) {
        count_in(&mut figures.messages_in, mark);
    }
    let went = went.into_iter().filter_map(|id| model.messages_out.mark(id));
    for (_, mark) in went.filter(|(_, mark)| about(mark.order.as_ref())) {
        count_out(&mut figures.messages_out, mark);
    }
}

fn count_in(figures: &mut MessageInFigures, message: &InMark) {
    figures.total += 1;
    figures.waiting += u64::from(message.waits);
    *figures.by_outcome.entry(message.outcome).or_default() += 1;
    figures.settled += u64::from(message.is_settled);
    figures.answers += u64::from(message.given);
    figures.answers_withheld += u64::from(message.withheld);
}

fn count_out(figures: &mut MessageOutFigures, message: &OutMark) {
    figures.total += 1;
    *figures.by_state.entry(message.state).or_default() += 1;
    *figures.by_purpose.entry(message.purpose).or_default() += 1;
}
