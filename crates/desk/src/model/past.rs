//! What was written of orders and messages, to be folded again as far as a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use decider::shelf::Shelf;
use types::{Instant, MessageId, OrderNumber, ServiceName};

use super::{Chronicle, Kept, Model, OrderStory};

/// Orders and messages by their names.
#[derive(Debug, Default)]
pub(crate) struct Things {
    pub(crate) orders: BTreeSet<OrderNumber>,
    pub(crate) messages_in: BTreeSet<MessageId>,
    pub(crate) messages_out: BTreeSet<MessageId>,
}

impl Things {
    pub(crate) fn of_orders<'a>(stories: impl Iterator<Item = &'a OrderStory>) -> Self {
        Self {
            orders: stories.map(|story| story.facts.order.clone()).collect(),
            ..Self::default()
        }
    }

    /// Those of these that another does not name.
    pub(crate) fn without(mut self, other: &Self) -> Self {
        self.orders.retain(|order| !other.orders.contains(order));
        self.messages_in.retain(|id| !other.messages_in.contains(id));
        self.messages_out.retain(|id| !other.messages_out.contains(id));
        self
    }
}

/// Everything that was written of some things so far, not read yet.
#[derive(Debug, Default)]
pub struct Past {
    pub(crate) things: Things,
    histories: Vec<Chronicle>,
    /// Of orders that were ever thought to repeat one of these: what hotline says of them.
    repeats: Vec<Chronicle>,
    of_messages: Vec<Kept>,
    shelf: Option<Arc<dyn Shelf>>,
}

impl Past {
    /// What is known of these things, and of all messages about the orders among them.
    pub(crate) fn of(model: &Model, things: Things) -> Self {
        let mut past = Self {
            shelf: model.shelf.clone(),
            ..Self::default()
        };
        for story in things.orders.iter().filter_map(|order| model.orders.get(order)) {
            past.add_order(model, story);
        }
        for id in &things.messages_in {
            past.add_message_in(model, id);
        }
        for id in &things.messages_out {
            past.add_message_out(model, id);
        }
        past.things.orders = things.orders;
        past
    }

    fn add_order(&mut self, model: &Model, story: &OrderStory) {
        self.histories.push(story.records.clone());
        for later in model.ever_thought_to_repeat(&story.facts.order) {
            self.repeats.push(later.records.clone());
        }
        for id in &story.messages_in {
            self.add_message_in(model, id);
        }
        for id in &story.messages_out {
            self.add_message_out(model, id);
        }
    }

    fn add_message_in(&mut self, model: &Model, id: &MessageId) {
        if !self.things.messages_in.insert(id.clone()) {
            return;
        }
        if let Some(message) = model.messages_in.get(id) {
            self.of_messages.extend_from_slice(&message.records);
            // What they say of it stands with them.
            for by in &message.completed_by {
                self.add_message_in(model, by);
            }
        }
    }

    fn add_message_out(&mut self, model: &Model, id: &MessageId) {
        if self.things.messages_out.insert(id.clone())
            && let Some(message) = model.messages_out.get(id)
        {
            self.of_messages.extend_from_slice(&message.records);
        }
    }

    /// Folds what was written at or before a moment, causes before what follows from them.
    pub(crate) fn fold_into(&self, model: &mut Model, at: Instant) {
        let shelf = self.shelf.as_deref();
        let read = |history: &Chronicle| history.records(shelf);
        let own = self.histories.iter().flat_map(read);
        let repeats = self.repeats.iter().flat_map(read);
        let repeats = repeats.filter(|kept| kept.log == ServiceName::Hotline);
        let all = own.chain(repeats).chain(self.of_messages.iter().cloned());
        let known = all.filter(|kept| kept.recorded_at <= at);
        // What is about several of them stands with each.
        let once: BTreeMap<_, Kept> = known.map(|kept| (kept.place_in_logs(), kept)).collect();
        for (record, depth) in once.values().filter_map(Kept::foreign) {
            model.fold(&record, depth);
        }
    }
}

impl Model {
    /// The orders that were known at a moment and count in another way since.
    pub(crate) fn changed_since(&self, at: Instant) -> impl Iterator<Item = &OrderStory> {
        let stories = self.lots.changed_since(at);
        let stories = stories.filter_map(|number| self.orders.get(number));
        stories.filter(move |story| story.was_known(at) && story.changed_since(at))
    }

    /// The messages that were there at a moment, were perhaps about no order then, and changed since.
    pub(crate) fn apart_changed_since(&self, at: Instant) -> Things {
        let came = self.apart_in.union(&self.apart_once);
        let came = came.filter_map(|id| self.messages_in.mark(id));
        let went = self.apart_out.iter().filter_map(|id| self.messages_out.mark(id));
        let since = |first: Instant, last: Instant| first <= at && at < last;
        Things {
            orders: BTreeSet::new(),
            messages_in: came
                .filter(|(_, mark)| since(mark.at, mark.changed_at))
                .map(|(id, _)| id.clone())
                .collect(),
            messages_out: went
                .filter(|(_, mark)| since(mark.at, mark.changed_at))
                .map(|(id, _)| id.clone())
                .collect(),
        }
    }
}
