//! Pauses clocks and lets them run on (SLA-23).

use decider::Context;
use decider::clocks::Clock;
use proto::clock::{ClockEvent, ClockPaused, ClockResumed};
use proto::dispatch::{PauseClock, ResumeClock};
use sla::clock::Outcome;
use sla::policy::ClockKind;

use super::{Decision, known};
use crate::order::Order;
use crate::rejection::DispatchRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Pauses a running clock for a reason its policy version allows, by its code or its name.
pub(super) fn pause(state: &State, command: &PauseClock, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    let clock = running(order, command.clock, context)?;
    if clock.is_paused() {
        return Ok(Vec::new());
    }
    let policy = clock.policy(&context.common.policies);
    let known = policy.pause_reasons().iter().map(|known| &known.reason);
    let meant = known.clone().find(|known| known.is_called(&command.reason));
    let code = meant.map_or(&command.reason, |known| &known.code);
    if !policy.may_pause(command.clock, code) {
        let allowed = known.filter(|known| policy.may_pause(command.clock, &known.code));
        let allowed = allowed.cloned().collect();
        let (kind, reason) = (command.clock, command.reason.clone());
        return Err(DispatchRejection::ReasonNotAllowed {
            kind,
            reason,
            allowed,
        });
    }
    let paused = ClockPaused {
        clock: clock.id.clone(),
        at: context.now,
        reason: code.clone(),
    };
    let mut sequel = Sequel::of(order, context);
    sequel.add(paused, context.now);
    Ok(sequel.finish())
}

/// Lets a paused clock run on; its due time is later by the pause.
pub(super) fn resume(state: &State, command: &ResumeClock, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    let clock = running(order, command.clock, context)?;
    if !clock.is_paused() {
        return Ok(Vec::new());
    }
    let mut resumed = ClockResumed {
        clock: clock.id.clone(),
        at: context.now,
        due_at: None,
    };
    let mut after = clock.clone();
    after.evolve(&ClockEvent::from(resumed.clone()));
    resumed.due_at = after.due(&context.common.policies);
    let mut sequel = Sequel::of(order, context);
    sequel.add(resumed, context.now);
    Ok(sequel.finish())
}

/// The last clock of a kind, if it runs or is paused: one that ended or ran out does neither.
fn running<'o>(
    order: &'o Order,
    kind: ClockKind,
    context: &Context<'_>,
) -> Result<&'o Clock, DispatchRejection> {
    order
        .last_clock(kind)
        .filter(|clock| {
            let outcome = clock.outcome(&context.common.policies, context.now);
            clock.breach.is_none() && matches!(outcome, Outcome::Running | Outcome::Paused)
        })
        .ok_or_else(|| DispatchRejection::ClockNotRunning {
            order: order.number.clone(),
            kind,
        })
}

#[cfg(test)]
mod tests {
    use proto::dispatch::DispatchEvent;
    use sla::clock::{EndKind, Judgement};
    use sla::explain::{SegmentKind, sum};
    use types::Span;

    use super::*;
    use crate::testing::{Dealer, arrived, hear, lines, lines_of, order, t, with_order};

    const WISH: &str = "customer_asked_later";

    fn pause(clock: ClockKind, reason: &str) -> PauseClock {
        PauseClock {
            order: order(),
            clock,
            reason: reason.into(),
        }
    }

    fn resume(clock: ClockKind) -> ResumeClock {
        ResumeClock {
            order: order(),
            clock,
        }
    }

    /// Paused from ten in the morning to four in the afternoon, by the customer's wish.
    fn paused_six_hours() -> Dealer {
        let mut dealer = with_order();
        dealer.passes_until("2026-01-05T10:00:00+08:00");
        let paused = dealer.when(pause(ClockKind::Response36, WISH)).events();
        assert_eq!(lines(&paused), ["SLA-2/1 paused 05 10:00"]);
        assert!(dealer.passes_until("2026-01-05T16:00:00+08:00").is_empty());
        let resumed = dealer.when(resume(ClockKind::Response36)).events();
        assert_eq!(lines(&resumed), ["SLA-2/1 resumed 05 16:00, due 07 02:00"]);
        dealer
    }

    // rule: SLA-23
    #[test]
    fn the_36_hour_clock_pauses_for_the_customers_own_wish_and_nothing_else() {
        let mut dealer = with_order();
        let refused = dealer
            .when(pause(ClockKind::Response36, "road_closed"))
            .rejected("SLA-23.reason_not_allowed");
        assert_eq!(refused.facts["allowed"], serde_json::json!([WISH]));
        assert!(refused.sentence.zh.ends_with("可用的原因：客户要求改期"));
        dealer
            .when(pause(ClockKind::FirstResponse, WISH))
            .rejected("SLA-23.reason_not_allowed");
        dealer
            .when(pause(ClockKind::PromisedArrival, WISH))
            .rejected("SLA-23.not_running");
        dealer.when(resume(ClockKind::Response36)).then_nothing();
        let paused = dealer.when(pause(ClockKind::Response36, "客户要求改期")).events();
        assert!(matches!(paused.as_slice(), [DispatchEvent::ClockPaused(paused)] if paused.reason == WISH));
        dealer.when(pause(ClockKind::Response36, WISH)).then_nothing();
        hear(&mut dealer, arrived(1, "05 08:00"));
        dealer
            .when(resume(ClockKind::Response36))
            .rejected("SLA-23.not_running");
    }

    // rule: SLA-23
    #[test]
    fn a_pause_moves_warnings_and_breach_by_its_length() {
        let events = paused_six_hours().passes_until("2026-01-07T08:00:00+08:00");
        let expected = [
            "SLA-2/1 warning 1 of 06 02:00 noticed 06 02:00 rung 0",
            "SLA-2/1 warning 2 of 06 14:00 noticed 06 14:00 rung 1",
            "SLA-2/1 warning 3 of 06 23:00 noticed 06 23:00 rung 2",
            "SLA-2/1 breach of 07 02:00 noticed 07 02:00 rung 3",
        ];
        assert_eq!(lines_of(ClockKind::Response36, &events), expected);
    }

    // rule: SLA-23, SLA-25
    #[test]
    fn a_due_time_is_explained_by_stretches_that_sum_to_the_allowance_beside_the_wall_figure() {
        let mut dealer = paused_six_hours();
        hear(&mut dealer, arrived(1, "05 16:00"));
        let question = serde_json::json!({ "clock": { "order": order(), "kind": "SLA-2" } });
        let answer = dealer.asks(&question).unwrap();
        let judgement: Judgement = serde_json::from_value(answer["judgement"].clone()).unwrap();
        assert_eq!(
            judgement.end.map(|end| (end.at, end.kind)),
            Some((t("05 16:00"), EndKind::Met))
        );
        assert_eq!(sum(&judgement.explanation, SegmentKind::Counted), Span::hours(36));
        assert_eq!(sum(&judgement.explanation, SegmentKind::Paused), Span::hours(6));
        assert_eq!(
            (judgement.counted, judgement.wall_elapsed),
            (Span::hours(2), Span::hours(8))
        );
    }
}
