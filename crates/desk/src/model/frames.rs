//! Which frames of the logs an order's page is made of, and the board of a moment.

use std::collections::BTreeSet;

use proto::hotline::{HotlineEvent, RepeatVerdict};
use types::{Instant, OrderNumber, ServiceName};

use super::{Kept, Model, OrderStory};

impl Model {
    /// Every frame that says something of an order, and those of hotline about the orders that were ever thought to
    /// repeat it.
    pub(crate) fn frames_about(&self, number: &OrderNumber) -> BTreeSet<(ServiceName, u64)> {
        let mut frames = BTreeSet::new();
        if let Some(story) = self.orders.get(number) {
            frames.extend(self.own(story).iter().map(at));
            for message in story.messages_in.iter().filter_map(|id| self.messages_in.get(id)) {
                frames.extend(message.records.iter().map(at));
            }
            for message in story
                .messages_out
                .iter()
                .filter_map(|id| self.messages_out.get(id))
            {
                frames.extend(message.records.iter().map(at));
            }
        }
        let later = self.repeats.get(number).into_iter().flatten();
        for story in later.filter_map(|later| self.orders.get(later)) {
            let of_hotline = self.own(story).into_iter();
            let of_hotline = of_hotline.filter(|kept| kept.log == ServiceName::Hotline);
            frames.extend(of_hotline.map(|kept| at(&kept)));
        }
        frames
    }

    /// Every frame that says something of the orders that may have been open at a moment.
    pub(crate) fn frames_about_open(&self, at: Instant) -> BTreeSet<(ServiceName, u64)> {
        let orders = self
            .orders
            .iter()
            .filter(|(_, story)| story.may_have_been_open(at));
        orders.flat_map(|(number, _)| self.frames_about(number)).collect()
    }

    fn own(&self, story: &OrderStory) -> Vec<Kept> {
        story.records.records(self.shelf.as_deref())
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
        let ever = self.repeats.get(earlier).into_iter().flatten();
        let mut stories = ever.filter_map(|later| self.orders.get(later));
        let counts = stories.find(|story| story.closing.repeats() == Some(earlier));
        counts.map(|story| &story.facts.order)
    }

    /// An order counts otherwise when another begins or ceases to repeat it.
    pub(super) fn repeated_changes(&mut self, later: &OrderNumber) {
        if let Some(story) = self.orders.get(later)
            && let Some(earlier) = story.closing.repeats()
        {
            self.lots.changed(earlier);
        }
    }
}

fn at(kept: &Kept) -> (ServiceName, u64) {
    (kept.log, kept.frame)
}
