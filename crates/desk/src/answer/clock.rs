//! Clocks: in short for the board, with everything that explains them for the page (SLA-23, SLA-25, SLA-32).

use decider::Policies;
use decider::clocks::Notice;
use proto::desk::{BreachShown, ClockPage, ClockState, ClockSummary, PauseShown, WarningShown};
use sla::clock::Judgement;
use sla::explain::{SegmentKind, sum};
use types::{Instant, Span};

use super::names::{Named, same, told};
use crate::model::{ClockStory, NoticeKept};

/// A clock as it stands at an instant.
pub(crate) fn summary(story: &ClockStory, policies: &Policies, now: Instant) -> ClockSummary {
    summary_of(story, policies, &story.judgement(policies, now))
}

fn summary_of(story: &ClockStory, policies: &Policies, judgement: &Judgement) -> ClockSummary {
    let clock = &story.clock;
    let named = clock.policy(policies).clock(clock.id.kind);
    let next_warning = clock
        .notices(policies)
        .into_iter()
        .find(|notice| matches!(notice, Notice::Warning { .. }));
    ClockSummary {
        kind: clock.id.kind,
        run: clock.id.run,
        title: named.map_or_else(|| same(clock.id.kind.id()), |policy| policy.name.clone()),
        state: story.state(judgement),
        open: clock.is_open(),
        due_at: judgement.due,
        remaining_s: judgement.remaining.as_seconds(),
        next_warning_at: next_warning.map(Notice::due_at),
        ended_at: clock.end.map(|end| end.at),
    }
}

/// The state alone, for the figures.
pub(crate) fn state(story: &ClockStory, policies: &Policies, now: Instant) -> ClockState {
    story.state(&story.judgement(policies, now))
}

/// A clock with its explanation. The stretches that counted up to the due time add up to the allowance.
pub(crate) fn page(story: &ClockStory, named: &Named<'_>, now: Instant) -> ClockPage {
    // rule: SLA-25
    let policies = &named.0.common.policies;
    let judgement = story.judgement(policies, now);
    let seconds = |kind| sum(&judgement.explanation, kind).as_seconds();
    ClockPage {
        summary: summary_of(story, policies, &judgement),
        start: story.clock.start,
        promised: story.clock.promised,
        policy: story.clock.policy,
        allowance_s: judgement.allowance.as_seconds(),
        counted_s: judgement.counted.as_seconds(),
        wall_s: judgement.wall_elapsed.max(Span::ZERO).as_seconds(),
        segments_counted_s: seconds(SegmentKind::Counted),
        segments_closed_s: seconds(SegmentKind::Closed),
        segments_paused_s: seconds(SegmentKind::Paused),
        pauses: pauses(story, named),
        warnings: story
            .warnings
            .iter()
            .map(|warning| warning_shown(story, named, warning))
            .collect(),
        breach: story.breach.map(|breach| breach_shown(story, named, &breach)),
        cancelled_because: story.cancelled_because.clone(),
        segments: judgement.explanation,
    }
}

fn pauses(story: &ClockStory, named: &Named<'_>) -> Vec<PauseShown> {
    let reasons = story.pause_reasons.iter().map(|code| named.pause_reason(code));
    let shown = story.clock.pauses.iter().zip(reasons);
    shown
        .map(|(pause, reason)| PauseShown {
            from: pause.from,
            until: pause.until,
            reason,
        })
        .collect()
}

fn warning_shown(story: &ClockStory, named: &Named<'_>, kept: &NoticeKept) -> WarningShown {
    WarningShown {
        warning: kept.warning,
        due_at: kept.due_at,
        noticed_at: kept.noticed_at,
        told: told(
            story.clock.policy(&named.0.common.policies),
            story.clock.id.kind,
            kept.rung,
        ),
    }
}

fn breach_shown(story: &ClockStory, named: &Named<'_>, kept: &NoticeKept) -> BreachShown {
    BreachShown {
        due_at: kept.due_at,
        noticed_at: kept.noticed_at,
        lifted: story.clock.breach.is_some_and(|breach| breach.lifted),
        told: told(
            story.clock.policy(&named.0.common.policies),
            story.clock.id.kind,
            kept.rung,
        ),
        unheard: story.unheard.clone(),
    }
}
