//! All clocks of a log, and the queue of what comes due.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use proto::clock::{ClockEvent, ClockId};
use serde::{Deserialize, Serialize};
use types::Instant;

use super::{AT_ONCE, Clock, ClockCounts, Counted, fire};
use crate::shelf::{Archive, Shelf};
use crate::{Context, Policies};

/// The clocks, and each one's next warning or breach in order of time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClockBook {
    clocks: Archive<ClockId, Clock>,
    counts: ClockCounts,
    queue: BTreeSet<(Instant, ClockId)>,
}

/// What a clock counts as, and when it has something to say.
#[derive(Debug, Clone, Copy)]
struct Standing {
    counted: Counted,
    next_notice_at: Option<Instant>,
}

impl ClockBook {
    /// Puts clocks that have ended onto a shelf.
    pub fn put_onto(&mut self, shelf: &Arc<dyn Shelf>) {
        self.clocks.put_onto(shelf);
    }

    #[must_use]
    pub fn get(&self, id: &ClockId) -> Option<Cow<'_, Clock>> {
        self.clocks.get(id)
    }

    /// Every clock, in order of their orders, kinds and runs; for lists that somebody asks for.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Clock>> {
        self.clocks.iter().map(|(_, clock)| clock)
    }

    /// How many clocks are open and overdue.
    #[must_use]
    pub const fn counts(&self) -> &ClockCounts {
        &self.counts
    }

    /// Folds an event of the log about one of its clocks. `policies` are those adopted before it.
    pub fn evolve(&mut self, event: &ClockEvent, policies: &Policies) {
        let id = event.clock();
        let before = self.standing(id, policies);
        if let ClockEvent::Started(started) = event {
            self.clocks.insert(id.clone(), Clock::started(started));
        } else {
            self.clocks.change(id, |clock| clock.evolve(event));
        }
        let after = self.standing(id, policies);
        let counted = |standing: Option<Standing>| standing.map(|standing| standing.counted);
        self.counts.change(counted(before), counted(after));
        if let Some(at) = before.and_then(|before| before.next_notice_at) {
            self.queue.remove(&(at, id.clone()));
        }
        if let Some(at) = after.and_then(|after| after.next_notice_at) {
            self.queue.insert((at, id.clone()));
        }
    }

    fn standing(&self, id: &ClockId, policies: &Policies) -> Option<Standing> {
        self.clocks.get(id).map(|clock| Standing {
            counted: clock.counted(),
            next_notice_at: clock.next_notice_at(policies),
        })
    }

    /// When the next warning or breach comes due.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        self.queue.first().map(|(at, _)| *at)
    }

    /// What came due at or before `until`, as [`fire`] gives it.
    #[must_use]
    pub fn fire(
        &self,
        until: Instant,
        context: &Context<'_>,
        machine_down: impl Fn(&ClockId) -> bool,
    ) -> Vec<(ClockEvent, Instant)> {
        let ready = self.queue.iter().take_while(|(at, _)| *at <= until).take(AT_ONCE);
        let clocks = ready.filter_map(|(_, id)| Some((self.clocks.get(id)?.into_owned(), machine_down(id))));
        fire(clocks.collect(), until, context)
    }
}
