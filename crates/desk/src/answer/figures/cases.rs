//! The cases each rate is made of: by definition they add up to it.

use proto::desk::{ClockState, FigureKind};
use sla::policy::ClockKind;
use types::{ClaimNumber, Instant, OrderNumber, PartTag, Sentence, StationId};

use super::{claimed, repairs, returned};
use crate::answer::clock;
use crate::answer::names::Named;
use crate::model::{ClockStory, OrderStory};

/// One case for or against a figure.
pub(super) struct Case<'a> {
    pub(super) story: &'a OrderStory,
    pub(super) station: Option<&'a StationId>,
    pub(super) claim: Option<ClaimNumber>,
    pub(super) part: Option<PartTag>,
    pub(super) met: bool,
    /// The moment whose day decides to which period it belongs.
    pub(super) at: Instant,
    pub(super) why: Sentence,
}

impl<'a> Case<'a> {
    /// A case of an order, at its station.
    pub(super) fn of(story: &'a OrderStory, met: bool, at: Instant, why: Sentence) -> Self {
        Self {
            story,
            station: story.facts.station.as_ref(),
            claim: None,
            part: None,
            met,
            at,
            why,
        }
    }

    pub(super) fn order(&self) -> &OrderNumber {
        &self.story.facts.order
    }
}

/// Every case of a figure that an order makes, as [`FigureKind`] defines it.
pub(super) fn cases_of<'a>(
    kind: FigureKind,
    story: &'a OrderStory,
    named: &Named<'a>,
    now: Instant,
) -> Vec<Case<'a>> {
    let one = |case: Option<Case<'a>>| case.into_iter().collect();
    match kind {
        // rule: KPI-1
        FigureKind::FirstResponse => of_clocks(ClockKind::FirstResponse, story, named, now, opened),
        // rule: KPI-2
        FigureKind::Response36 => of_clocks(ClockKind::Response36, story, named, now, opened),
        FigureKind::FirstTimeFix => one(repairs::first_time_fix(story, named)),
        // rule: KPI-4
        FigureKind::ClaimTimeliness => of_clocks(ClockKind::ClaimFiling, story, named, now, due),
        FigureKind::ClaimCompleteness => one(claimed::completeness(story, named, now)),
        FigureKind::ClaimSuccess => claimed::success(story),
        FigureKind::ChecklistFirstTime => claimed::checklist_first_time(story),
        FigureKind::PartReturn => returned::part_return(story, named, now),
        FigureKind::MaintenanceTimeliness => {
            one(repairs::maintenance(story, named, now, |state, _| is_met(state)))
        }
        FigureKind::MaintenanceCompletion => one(repairs::maintenance(story, named, now, |_, story| {
            story.is_resolved()
        })),
        FigureKind::CallBack => one(repairs::call_back(story)),
        FigureKind::Satisfaction => one(repairs::satisfaction(story)),
    }
}

/// How a clock counts: for the figure, against it, or not at all while it is open or when it was called off.
pub(super) const fn counts(state: ClockState) -> Option<bool> {
    match state {
        ClockState::Met | ClockState::Lifted => Some(true),
        ClockState::Breached => Some(false),
        ClockState::Running | ClockState::Paused | ClockState::Cancelled => None,
    }
}

fn is_met(state: ClockState) -> bool {
    counts(state) == Some(true)
}

type When = fn(&OrderStory, &ClockStory, &Named<'_>) -> Instant;

fn opened(story: &OrderStory, _: &ClockStory, _: &Named<'_>) -> Instant {
    story.facts.opened_at
}

/// When a clock is due; one that stands still is counted at its start.
pub(super) fn due(_: &OrderStory, kept: &ClockStory, named: &Named<'_>) -> Instant {
    let due = kept.clock.due(&named.common.policies);
    due.unwrap_or(kept.clock.start)
}

fn of_clocks<'a>(
    kind: ClockKind,
    story: &'a OrderStory,
    named: &Named<'_>,
    now: Instant,
    when: When,
) -> Vec<Case<'a>> {
    let policies = &named.common.policies;
    let kept = story.clocks.range((kind, 0)..=(kind, u32::MAX));
    kept.filter_map(|(_, kept)| {
        let state = clock::state(kept, policies, now);
        let at = when(story, kept, named);
        Some(Case::of(story, counts(state)?, at, state.title()))
    })
    .collect()
}
