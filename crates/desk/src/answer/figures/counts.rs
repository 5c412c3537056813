//! Counts of orders, clocks, messages, claims and parts.

use decider::Policies;
use proto::desk::{Figures, MessageInFigures, MessageOutFigures};
use types::{Instant, OrderNumber};

use super::narrow::Narrow;
use super::settled;
use crate::Model;
use crate::answer::names::Named;
use crate::answer::standing::Standing;
use crate::answer::{clock, count};
use crate::model::{InMark, OrderStory, OutMark, TryKept, VisitKept};

/// The counts of the orders that fit, and of the messages about them; of everything when nothing is narrowed.
pub(super) fn counts(standing: &Standing<'_>, narrow: &Narrow) -> Figures {
    let model = standing.named().model;
    let fits = |number: Option<&OrderNumber>| {
        let story = number.and_then(|number| standing.story(number));
        narrow.is_open() || story.is_some_and(|(story, named)| narrow.fits_order(story, &named))
    };
    let set_aside = model.set_aside.iter().filter(|kept| standing.knows(kept.at));
    let set_aside = set_aside.filter(|kept| fits(proto::order_of_stream(&kept.what.stream).as_ref()));
    let mut figures = Figures {
        set_aside: count(set_aside.count()),
        ..settled::counted(narrow, standing)
    };
    if narrow.is_open() {
        figures.calls = count(model.calls.partition_point(|at| standing.knows(*at)));
        count_in(&mut figures.messages_in, standing.apart_in());
        count_out(&mut figures.messages_out, standing.apart_out());
    } else {
        figures.calls = figures.orders + figures.attached_calls;
    }
    figures
}

/// Counts an order with its clocks, claims, parts and messages.
pub(super) fn count_story(figures: &mut Figures, story: &OrderStory, named: &Named<'_>, now: Instant) {
    count_order(figures, story);
    count_clocks(figures, story, &named.common.policies, now);
    count_claims(figures, story);
    count_messages(figures, story, named.model);
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

fn count_clocks(figures: &mut Figures, story: &OrderStory, policies: &Policies, now: Instant) {
    for ((kind, _), kept) in story.clocks.iter() {
        let clocks = figures.clocks.entry(*kind).or_default();
        let state = clock::state(kept, policies, now);
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

/// Counts the messages about an order. One that turned out to be about another is counted there.
fn count_messages(figures: &mut Figures, story: &OrderStory, model: &Model) {
    let about = |order: Option<&OrderNumber>| order == Some(&story.facts.order);
    let came = story
        .messages_in
        .iter()
        .filter_map(|id| model.messages_in.mark(id));
    let came = came
        .map(|(_, mark)| mark)
        .filter(|mark| about(mark.order.as_ref()));
    count_in(&mut figures.messages_in, came);
    let went = story
        .messages_out
        .iter()
        .filter_map(|id| model.messages_out.mark(id));
    let went = went
        .map(|(_, mark)| mark)
        .filter(|mark| about(mark.order.as_ref()));
    count_out(&mut figures.messages_out, went);
}

fn count_in<'a>(figures: &mut MessageInFigures, messages: impl IntoIterator<Item = &'a InMark>) {
    for message in messages {
        figures.total += 1;
        figures.waiting += u64::from(message.waits);
        *figures.by_outcome.entry(message.outcome).or_default() += 1;
        figures.settled += u64::from(message.is_settled);
        figures.answers += u64::from(message.given);
        figures.answers_withheld += u64::from(message.withheld);
    }
}

fn count_out<'a>(figures: &mut MessageOutFigures, messages: impl IntoIterator<Item = &'a OutMark>) {
    for message in messages {
        figures.total += 1;
        *figures.by_state.entry(message.state).or_default() += 1;
        *figures.by_purpose.entry(message.purpose).or_default() += 1;
    }
}
