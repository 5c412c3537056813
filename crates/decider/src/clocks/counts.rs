//! How many clocks are open, counted as they start and end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;

use super::Clock;

/// As what a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    kind: ClockKind,
    is_open: bool,
    is_overdue: bool,
}

/// How many clocks of each kind that ever ran are open, and how many of those are overdue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCounts(BTreeMap<ClockKind, (u64, u64)>);

impl Clock {
    /// As what it counts while it stands as it does.
    #[must_use]
    pub fn counted(&self) -> Counted {
        let is_open = self.is_open();
        Counted {
            kind: self.id.kind,
            is_open,
            is_overdue: is_open && self.breach.is_some_and(|breach| !breach.lifted),
        }
    }
}

impl ClockCounts {
    /// Counts a clock as it stands after an event, and no longer as it stood before.
    pub fn change(&mut self, before: Option<Counted>, after: Option<Counted>) {
        if let Some(clock) = before {
            let (open, overdue) = self.0.entry(clock.kind).or_default();
            *open = open.saturating_sub(u64::from(clock.is_open));
            *overdue = overdue.saturating_sub(u64::from(clock.is_overdue));
        }
        if let Some(clock) = after {
            let (open, overdue) = self.0.entry(clock.kind).or_default();
            *open += u64::from(clock.is_open);
            *overdue += u64::from(clock.is_overdue);
        }
    }

    /// By kind, how many are open and how many of those overdue.
    pub fn iter(&self) -> impl Iterator<Item = (ClockKind, u64, u64)> {
        self.0
            .iter()
            .map(|(kind, (open, overdue))| (*kind, *open, *overdue))
    }
}
