//! All clocks of a log, and the queue of what comes due.

use std::collections::{BTreeMap, BTreeSet};

use proto::clock::{ClockEvent, ClockId};
use serde::{Deserialize, Serialize};
use types::Instant;

use super::{AT_ONCE, Clock, fire};
use crate::{Context, Policies};

/// The clocks, and each one's next warning or breach in order of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockBook {
    clocks: BTreeMap<ClockId, Clock>,
    queue: BTreeSet<(Instant, ClockId)>,
}

impl ClockBook {
    #[must_use]
    pub fn get(&self, id: &ClockId) -> Option<&Clock> {
        self.clocks.get(id)
    }

    /// In order of their orders, kinds and runs.
    pub fn iter(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.values()
    }

    /// Folds an event of the log about one of its clocks. `policies` are those adopted before it.
    pub fn evolve(&mut self, event: &ClockEvent, policies: &Policies) {
        let id = event.clock();
        if let Some(at) = self
            .clocks
            .get(id)
            .and_then(|clock| clock.next_notice_at(policies))
        {
            self.queue.remove(&(at, id.clone()));
        }
        if let ClockEvent::Started(started) = event {
            self.clocks.insert(id.clone(), Clock::started(started));
        } else if let Some(clock) = self.clocks.get_mut(id) {
            clock.evolve(event);
        }
        if let Some(at) = self
            .clocks
            .get(id)
            .and_then(|clock| clock.next_notice_at(policies))
        {
            self.queue.insert((at, id.clone()));
        }
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
        let clocks = ready.filter_map(|(_, id)| Some((self.clocks.get(id)?.clone(), machine_down(id))));
        fire(clocks.collect(), until, context)
    }
}
