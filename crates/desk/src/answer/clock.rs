//! Clocks: in short for the board, with everything that explains them for the page (SLA-23, SLA-25, SLA-32).

use decider::Policies;
use decider::clocks::Notice;
use proto::desk::{BreachShown, ClockPage, ClockState, ClockSummary, PauseShown, WarningShown};
use sla::clock::Judgement;
use sla::explain::{SegmentKind, sum};
use types::{Instant, Span};

use super::few;
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
        warnings: few(story.warnings.len()),
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
    let policies = &named.common.policies;
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
            story.clock.policy(&named.common.policies),
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
            story.clock.policy(&named.common.policies),
            story.clock.id.kind,
            kept.rung,
        ),
        unheard: story.unheard.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proto::desk::{OrderPage, OrderQuery, Query};
    use proto::dispatch::{
        BreachLifted, ClockBreached, ClockCancelled, ClockPaused, ClockResumed, ClockWarned,
    };
    use sla::policy::{ClockKind, Policy};

    use super::*;
    use crate::testing::{Logs, clock, facts, number, t};

    fn response(logs: &Logs) -> ClockPage {
        let page: OrderPage = logs.ask(&Query::Order(OrderQuery { order: number(1) }));
        page.clocks
            .into_iter()
            .find(|clock| clock.summary.kind == ClockKind::Response36)
            .expect("SLA-2")
    }

    // rule: SLA-23, SLA-25
    #[test]
    fn the_counted_stretches_add_up_to_the_allowance_and_the_wall_figure_stands_beside() {
        let mut logs = Logs::new();
        let clock = clock(&number(1), ClockKind::Response36, 1);
        logs.opens(facts(1));
        let paused = ClockPaused {
            clock: clock.clone(),
            at: t("05 12:00"),
            reason: "customer_asked_later".into(),
        };
        logs.at("05 12:00").dispatch(paused);
        let shown = response(&logs);
        assert_eq!(
            (shown.summary.state, shown.summary.due_at),
            (ClockState::Paused, None)
        );
        let resumed = ClockResumed {
            clock,
            at: t("06 12:00"),
            due_at: Some(t("07 20:00")),
        };
        logs.at("06 12:00").dispatch(resumed).at("06 18:00");
        let shown = response(&logs);
        assert_eq!(
            (shown.summary.due_at, shown.summary.remaining_s),
            (Some(t("07 20:00")), 26 * 3_600)
        );
        assert_eq!(
            (shown.allowance_s, shown.counted_s, shown.wall_s),
            (36 * 3_600, 10 * 3_600, 34 * 3_600)
        );
        assert_eq!(shown.segments_counted_s, shown.allowance_s);
        assert_eq!(
            (shown.segments_paused_s, shown.segments_closed_s),
            (24 * 3_600, 0)
        );
        assert_eq!(shown.pauses[0].reason.title.zh, "客户要求改期");
    }

    // rule: SLA-22, SLA-32
    #[test]
    fn a_lifted_breach_stays_in_sight_with_both_its_times_and_whom_it_told() {
        let mut logs = Logs::new();
        let (clock, policy) = (
            clock(&number(1), ClockKind::Response36, 1),
            Policy::shipped_ref().hash(),
        );
        logs.opens(facts(1));
        logs.at("05 20:00").dispatch(ClockWarned {
            clock: clock.clone(),
            warning: 1,
            warned_due_at: t("05 20:00"),
            noticed_at: t("05 20:00"),
            due_at: t("06 20:00"),
            rung: 0,
            policy,
        });
        logs.at("06 20:10").dispatch(ClockBreached {
            clock: clock.clone(),
            due_at: t("06 20:00"),
            noticed_at: t("06 20:10"),
            rung: 3,
            policy,
            unheard: Vec::new(),
        });
        assert_eq!(response(&logs).summary.state, ClockState::Breached);
        logs.at("06 20:15").dispatch(BreachLifted {
            clock,
            met_at: t("06 19:59"),
        });
        let shown = response(&logs);
        assert_eq!(
            (shown.summary.state, shown.summary.remaining_s),
            (ClockState::Lifted, 60)
        );
        let breach = shown.breach.expect("the breach");
        assert_eq!(
            (breach.due_at, breach.noticed_at, breach.lifted),
            (t("06 20:00"), t("06 20:10"), true)
        );
        assert_eq!(breach.told[0].zh, "服务总监");
        assert_eq!(shown.warnings[0].told[0].en, "station manager");
    }

    // rule: ORD-17
    #[test]
    fn a_clock_called_off_before_it_was_due_is_cancelled_even_when_its_breach_had_been_noticed() {
        let state_after = |called_off_at: &str| {
            let mut logs = Logs::new();
            let (clock, policy) = (
                clock(&number(1), ClockKind::Response36, 1),
                Policy::shipped_ref().hash(),
            );
            logs.opens(facts(1)).at("06 20:10").dispatch(ClockBreached {
                clock: clock.clone(),
                due_at: t("06 20:00"),
                noticed_at: t("06 20:10"),
                rung: 0,
                policy,
                unheard: Vec::new(),
            });
            let reason = "duplicate".into();
            logs.dispatch(ClockCancelled {
                clock,
                at: t(called_off_at),
                reason,
            });
            response(&logs).summary.state
        };
        assert_eq!(state_after("06 19:50"), ClockState::Cancelled);
        assert_eq!(state_after("06 20:05"), ClockState::Breached);
    }
}
