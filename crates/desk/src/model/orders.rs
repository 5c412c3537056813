//! Every order, by number.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use types::OrderNumber;

use super::OrderStory;

/// Every order in a place of its own: numbers only grow, and a tree that only grows at its end has room for as many again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Orders(BTreeMap<OrderNumber, Box<OrderStory>>);

impl Orders {
    pub(super) fn insert(&mut self, number: OrderNumber, story: OrderStory) {
        self.0.insert(number, Box::new(story));
    }

    pub(crate) fn get(&self, number: &OrderNumber) -> Option<&OrderStory> {
        self.0.get(number).map(Box::as_ref)
    }

    pub(crate) fn get_key_value(&self, number: &OrderNumber) -> Option<(&OrderNumber, &OrderStory)> {
        let (number, story) = self.0.get_key_value(number)?;
        Some((number, story.as_ref()))
    }

    pub(super) fn get_mut(&mut self, number: &OrderNumber) -> Option<&mut OrderStory> {
        self.0.get_mut(number).map(Box::as_mut)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &OrderStory> {
        self.0.values().map(Box::as_ref)
    }
}
