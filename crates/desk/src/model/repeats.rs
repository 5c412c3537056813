//! Which orders repeat which, and which were ever thought to (ORD-14, KPI-3).

use proto::hotline::{HotlineEvent, RepeatVerdict};
use types::{Instant, OrderNumber};

use super::{Model, OrderStory};

impl Model {
    /// The orders that were ever thought to repeat another, whatever is thought of them now.
    pub(super) fn ever_thought_to_repeat(&self, earlier: &OrderNumber) -> impl Iterator<Item = &OrderStory> {
        let ever = self.repeats.get(earlier).into_iter().flatten();
        ever.filter_map(|later| self.orders.get(later))
    }

    /// Notes which order another was thought to repeat, whatever is thought of it later (ORD-14).
    pub(super) fn note_repeat(&mut self, event: &HotlineEvent) {
        let (earlier, later) = if let HotlineEvent::RepeatSuspected(suspected) = event {
            (&suspected.earlier, &suspected.order)
        } else if let HotlineEvent::RepeatJudged(judged) = event
            && let RepeatVerdict::Repeat { of } = &judged.verdict
        {
            (of, &judged.order)
        } else {
            return;
        };
        let all = self.repeats.entry(earlier.clone()).or_default();
        all.insert(later.clone());
    }

    /// The order that counts as a repeat of another's repair, the first of them (KPI-3).
    pub(crate) fn repeat_of(&self, earlier: &OrderNumber) -> Option<&OrderNumber> {
        let mut stories = self.ever_thought_to_repeat(earlier);
        let counts = stories.find(|story| story.closing.repeats() == Some(earlier));
        counts.map(|story| &story.facts.order)
    }

    /// An order counts otherwise when another begins or ceases to repeat it.
    pub(super) fn repeated_changes(&mut self, later: &OrderNumber, at: Instant) {
        let later = self.orders.get(later);
        let Some(earlier) = later.and_then(|later| later.closing.repeats()).cloned() else {
            return;
        };
        self.lots.changed(&earlier, at);
        if let Some(order) = self.orders.get_mut(&earlier) {
            order.changes(at);
        }
    }
}
