//! Orders and messages as an answer sees them: as they stand, or as they stood at a moment.

use types::{Instant, OrderNumber};

use super::names::Named;
use crate::Model;
use crate::model::{InMark, OrderStory, OutMark, Past, Things};

/// A model as it stands, or as it stood at a moment.
///
/// What nothing happened to since stands there as it did. The others were folded again, as far as the moment.
pub(crate) struct Standing<'a> {
    /// The live model, with the directory to go by.
    named: Named<'a>,
    pub(crate) now: Instant,
    then: Option<Then<'a>>,
}

/// What no longer stands as it did.
struct Then<'a> {
    /// Each with what it names; what an earlier one names is read there.
    folded: [(&'a Past, &'a Model); 2],
    /// Whether everything that the directory says of stations and policies was the same.
    is_judged_alike: bool,
}

impl<'a> Standing<'a> {
    pub(crate) const fn of(model: &'a Model, now: Instant) -> Self {
        Self {
            named: Named::of(model),
            now,
            then: None,
        }
    }

    /// As it stood at a moment; the directory of then is in the first model that was folded.
    pub(crate) fn at(live: &'a Model, folded: [(&'a Past, &'a Model); 2], at: Instant) -> Self {
        let [(_, then), _] = folded;
        let (common, now) = (&then.common, &live.common);
        let is_judged_alike =
            common.policies == now.policies && common.masters.stations().eq(now.masters.stations());
        Self {
            named: Named { model: live, common },
            now: at,
            then: Some(Then {
                folded,
                is_judged_alike,
            }),
        }
    }

    /// The live model, with the directory to go by.
    pub(crate) const fn named(&self) -> Named<'a> {
        self.named
    }

    /// An order, and what it is to be read with; none when it was not there yet.
    pub(crate) fn story(&self, number: &OrderNumber) -> Option<(&'a OrderStory, Named<'a>)> {
        let story = self.named.model.orders.get(number)?;
        if self.then.is_none() || !story.changed_since(self.now) {
            return Some((story, self.named));
        }
        let model = self.folded(|things| things.orders.contains(number))?;
        let named = Named {
            model,
            common: self.named.common,
        };
        Some((model.orders.get(number)?, named))
    }

    /// Every order that was there, and what it is to be read with.
    pub(crate) fn stories(&self) -> impl Iterator<Item = (&'a OrderStory, Named<'a>)> {
        let live = self.named.model.orders.values();
        live.filter_map(|story| {
            if self.then.is_none() || !story.changed_since(self.now) {
                Some((story, self.named))
            } else {
                self.story(&story.facts.order)
            }
        })
    }

    /// Orders among which are all that had not ended.
    pub(crate) fn may_be_open(&self) -> Vec<&'a OrderNumber> {
        let live = &self.named.model.open;
        let folded = self.then.iter().flat_map(|then| then.folded);
        let named = folded.flat_map(|(past, _)| &past.things.orders);
        live.iter()
            .chain(named.filter(|number| !live.contains(*number)))
            .collect()
    }

    /// Whether what was recorded at an instant is known.
    pub(crate) fn knows(&self, recorded_at: Instant) -> bool {
        self.then.is_none() || recorded_at <= self.now
    }

    /// Whether orders of which the last changed at an instant, and whatever they are judged by, stand as they did.
    pub(crate) fn stands(&self, changed_at: Option<Instant>) -> bool {
        let then = self.then.as_ref();
        then.is_none_or(|then| then.is_judged_alike && changed_at <= Some(self.now))
    }

    /// The instant at which something is judged that is kept for every later question: none of those is about an
    /// earlier one than the last record's.
    pub(crate) fn kept_as_of(&self) -> Instant {
        let last = self.named.model.lots.changed_at();
        let is_ahead = self.then.is_some();
        last.filter(|_| is_ahead)
            .map_or(self.now, |last| last.min(self.now))
    }

    /// The messages in that were about no order.
    pub(crate) fn apart_in(&self) -> Vec<&'a InMark> {
        let live = self.named.model;
        let standing = live.apart_in.iter().filter_map(|id| live.messages_in.mark(id));
        let standing = standing.filter(|(_, mark)| self.knows(mark.changed_at));
        let changed = self.apart_changed().messages_in;
        let changed = changed.iter().filter_map(|id| {
            let then = self.folded(|things| things.messages_in.contains(id))?;
            let mark = then.messages_in.mark(id);
            mark.filter(|(_, mark)| self.is_apart(mark.order.as_ref()))
        });
        standing.chain(changed).map(|(_, mark)| mark).collect()
    }

    /// The messages out that were about no order.
    pub(crate) fn apart_out(&self) -> Vec<&'a OutMark> {
        let live = self.named.model;
        let standing = live.apart_out.iter().filter_map(|id| live.messages_out.mark(id));
        let standing = standing.filter(|(_, mark)| self.knows(mark.changed_at));
        let changed = self.apart_changed().messages_out;
        let changed = changed.iter().filter_map(|id| {
            let then = self.folded(|things| things.messages_out.contains(id))?;
            let mark = then.messages_out.mark(id);
            mark.filter(|(_, mark)| self.is_apart(mark.order.as_ref()))
        });
        standing.chain(changed).map(|(_, mark)| mark).collect()
    }

    /// Whether what is about this order, or about none, is about none that was there.
    fn is_apart(&self, order: Option<&OrderNumber>) -> bool {
        order.is_none_or(|number| self.story(number).is_none())
    }

    fn apart_changed(&self) -> Things {
        let then = self.then.as_ref();
        then.map_or_else(Things::default, |_| {
            self.named.model.apart_changed_since(self.now)
        })
    }

    /// The model in which something was folded again.
    fn folded(&self, names: impl Fn(&Things) -> bool) -> Option<&'a Model> {
        let mut folded = self.then.iter().flat_map(|then| then.folded);
        folded
            .find(|(past, _)| names(&past.things))
            .map(|(_, model)| model)
    }
}
