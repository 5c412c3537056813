//! Notices warnings and breaches when their time has come (SLA-20, SLA-22).

use decider::clocks::{self, AT_ONCE};
use decider::{Context, Draft};
use proto::dispatch::DispatchEvent;
use types::Instant;

use crate::state::State;

/// Every warning and breach due at or before `until`, in order of their due times, each once.
pub(crate) fn fire(state: &State, until: Instant, context: &Context<'_>) -> Vec<Draft<DispatchEvent>> {
    // The earliest notices of all belong to the clocks whose next one is earliest.
    let ready = state.queue().take_while(|(at, _)| *at <= until).take(AT_ONCE);
    let ready = ready.filter_map(|(_, id)| {
        let order = state.order(&id.order)?;
        Some((order.clock(id)?.clone(), order.machine_down))
    });
    clocks::drafts(clocks::fire(ready.collect(), until, context))
}

#[cfg(test)]
mod tests {
    use proto::dispatch::ClockId;
    use sla::policy::{ClockKind, DEFAULT_POLICY, Role};
    use types::ServiceName;

    use super::*;
    use crate::testing::{
        arrived, dealer, departed, facts, hear, lines, lines_of, number, opens, order, person, t, with_order,
    };

    const EACH_ONCE: [&str; 4] = [
        "SLA-2/1 warning 1 of 05 20:00 noticed 05 20:00 rung 0",
        "SLA-2/1 warning 2 of 06 08:00 noticed 06 08:00 rung 1",
        "SLA-2/1 warning 3 of 06 17:00 noticed 06 17:00 rung 2",
        "SLA-2/1 breach of 06 20:00 noticed 06 20:00 rung 3",
    ];

    // rule: SLA-2, SLA-20
    #[test]
    fn the_36_hour_clock_warns_at_12_24_and_33_hours_and_breaches_at_36_once_each() {
        let mut dealer = with_order();
        let events = dealer.passes_until("2026-01-06T21:00:00+08:00");
        assert_eq!(lines_of(ClockKind::Response36, &events), EACH_ONCE);
        assert_eq!(dealer.passes_until("2026-01-09T08:00:00+08:00"), []);
    }

    // rule: SLA-1
    #[test]
    fn the_station_has_two_hours_to_reply_and_is_warned_at_one_half_and_four_fifths() {
        let events = with_order().passes_until("2026-01-05T12:00:00+08:00");
        let expected = [
            "SLA-1/1 warning 1 of 05 09:00 noticed 05 09:00 rung 0",
            "SLA-1/1 warning 2 of 05 09:36 noticed 05 09:36 rung 1",
            "SLA-1/1 breach of 05 10:00 noticed 05 10:00 rung 2",
        ];
        assert_eq!(lines(&events), expected);
    }

    // rule: SLA-22
    #[test]
    fn after_a_sleep_over_all_of_them_each_notice_comes_once_in_order_of_its_due_time() {
        let mut dealer = with_order();
        dealer
            .not_hearing(&[ServiceName::Field])
            .asleep_until("2026-01-07T08:00:00+08:00");
        let events = dealer.fires();
        let expected = [
            "SLA-1/1 warning 1 of 05 09:00 noticed 07 08:00 rung 0",
            "SLA-1/1 warning 2 of 05 09:36 noticed 07 08:00 rung 1",
            "SLA-1/1 breach of 05 10:00 noticed 07 08:00 rung 2",
            "SLA-2/1 warning 1 of 05 20:00 noticed 07 08:00 rung 0",
            "SLA-2/1 warning 2 of 06 08:00 noticed 07 08:00 rung 1",
            "SLA-2/1 warning 3 of 06 17:00 noticed 07 08:00 rung 2",
            "SLA-2/1 breach of 06 20:00 noticed 07 08:00 rung 3",
        ];
        assert_eq!(lines(&events), expected);
        let Some(DispatchEvent::ClockBreached(breach)) = events.last() else {
            panic!("no breach")
        };
        assert_eq!(breach.unheard, [ServiceName::Field]);
        assert_eq!(dealer.fires(), []);
    }

    // rule: SLA-22
    #[test]
    fn a_machine_that_is_down_starts_one_rung_higher_and_the_ladder_ends_at_head_office() {
        let mut dealer = dealer();
        opens(
            &mut dealer,
            proto::order::OrderFacts {
                machine_down: true,
                ..facts(1)
            },
        );
        let events = dealer.passes_until("2026-01-06T21:00:00+08:00");
        let policy = dealer.common.policies.adopted();
        let told: Vec<(u32, &[Role])> = events
            .iter()
            .filter_map(|event| match event {
                DispatchEvent::ClockWarned(warned) => Some((&warned.clock, warned.rung)),
                DispatchEvent::ClockBreached(breached) => Some((&breached.clock, breached.rung)),
                _ => None,
            })
            .filter(|(clock, _)| clock.kind == ClockKind::Response36)
            .map(|(clock, rung)| (rung, policy.rung_for(clock.kind, rung as usize + 1, false)))
            .collect();
        let expected: [(u32, &[Role]); 4] = [
            (1, &[Role::RegionalServiceDirector]),
            (2, &[Role::ServiceDirector]),
            (3, &[Role::ServiceDirector]),
            (4, &[Role::ServiceDirector]),
        ];
        assert_eq!(told, expected);
    }

    // rule: SLA-20
    #[test]
    fn a_clock_keeps_the_policy_it_started_under() {
        let mut dealer = with_order();
        dealer.policy(&DEFAULT_POLICY.replace("limit = \"36h\"", "limit = \"40h\""));
        let later = opens(&mut dealer, facts(2));
        assert_eq!(
            lines_of(ClockKind::Response36, &later),
            ["SLA-2/1 started 05 08:00, due 07 00:00"]
        );
        let breaches: Vec<(ClockId, Instant)> = dealer
            .passes_until("2026-01-08T08:00:00+08:00")
            .into_iter()
            .filter_map(|event| match event {
                DispatchEvent::ClockBreached(breach) => Some((breach.clock, breach.due_at)),
                _ => None,
            })
            .filter(|(clock, _)| clock.kind == ClockKind::Response36)
            .collect();
        let clock = |counter| ClockId {
            order: number(counter),
            kind: ClockKind::Response36,
            run: 1,
        };
        assert_eq!(breaches, [(clock(1), t("06 20:00")), (clock(2), t("07 00:00"))]);
    }

    // rule: SLA-32
    #[test]
    fn an_arrival_at_35_59_that_is_heard_at_36_10_lifts_the_breach() {
        let mut dealer = with_order();
        dealer.passes_until("2026-01-06T20:10:00+08:00");
        let events = hear(&mut dealer, arrived(1, "06 19:59"));
        assert_eq!(
            lines_of(ClockKind::Response36, &events),
            ["SLA-2/1 lifted, met 06 19:59"]
        );
        assert_eq!(dealer.passes_until("2026-01-08T08:00:00+08:00"), []);
    }

    // rule: SLA-2
    #[test]
    fn an_act_at_the_due_instant_is_in_time_and_one_minute_later_is_not() {
        let heard_at = |at: &str, fired: bool| {
            let mut dealer = with_order();
            dealer.asleep_until("2026-01-06T20:05:00+08:00");
            if fired {
                dealer.fires();
            }
            lines_of(ClockKind::Response36, &hear(&mut dealer, arrived(1, at)))
        };
        assert_eq!(heard_at("06 20:00", false), ["SLA-2/1 met 06 20:00"]);
        assert_eq!(heard_at("06 20:00", true), ["SLA-2/1 lifted, met 06 20:00"]);
        let late = [
            "SLA-2/1 breach of 06 20:00 noticed 06 20:05 rung 0",
            "SLA-2/1 stopped 06 20:01",
        ];
        assert_eq!(heard_at("06 20:01", false), late);
        assert_eq!(heard_at("06 20:01", true), ["SLA-2/1 stopped 06 20:01"]);
    }

    // rule: SLA-4
    #[test]
    fn an_eta_warns_half_an_hour_before_and_is_breached_when_nobody_came() {
        let mut dealer = with_order();
        dealer.when(crate::testing::plan("05 10:00")).taken();
        dealer.asleep_until("2026-01-05T10:00:00+08:00");
        hear(&mut dealer, departed(1, "05 10:00", Some("05 13:00")));
        let events = dealer.passes_until("2026-01-05T14:00:00+08:00");
        let expected = [
            "SLA-4/1 warning 1 of 05 12:30 noticed 05 12:30 rung 0",
            "SLA-4/1 breach of 05 13:00 noticed 05 13:00 rung 1",
        ];
        assert_eq!(lines_of(ClockKind::PromisedArrival, &events), expected);
        let late = hear(&mut dealer, arrived(1, "05 13:30"));
        assert_eq!(
            lines_of(ClockKind::PromisedArrival, &late),
            ["SLA-4/1 stopped 05 13:30"]
        );
    }

    // rule: SLA-3, SLA-22
    #[test]
    fn promises_warn_half_an_hour_before_and_short_ones_not_at_all() {
        let mut dealer = with_order();
        let plan = crate::testing::plan("05 10:00");
        dealer.when(plan).taken();
        let events = dealer.passes_until("2026-01-05T11:00:00+08:00");
        let expected = [
            "SLA-3/1 warning 1 of 05 09:30 noticed 05 09:30 rung 0",
            "SLA-3/1 breach of 05 10:00 noticed 05 10:00 rung 1",
        ];
        assert_eq!(lines_of(ClockKind::PromisedDeparture, &events), expected);
        let short = proto::dispatch::ChangePlan {
            order: order(),
            depart_at: Some(t("05 11:20")),
            lead: Some(person("han")),
            companions: None,
            reason: "客户改时间".into(),
        };
        dealer.when(short).taken();
        let events = dealer.passes_until("2026-01-05T12:00:00+08:00");
        let expected = ["SLA-3/2 breach of 05 11:20 noticed 05 11:20 rung 0"];
        assert_eq!(lines_of(ClockKind::PromisedDeparture, &events), expected);
    }

    // rule: SLA-22
    #[test]
    fn a_long_sleep_over_many_clocks_is_noticed_in_pieces_without_losing_the_order() {
        let mut dealer = dealer();
        for counter in 1..=100 {
            opens(&mut dealer, facts(counter));
        }
        dealer.asleep_until("2026-01-09T08:00:00+08:00");
        let first = dealer.fires();
        let second = dealer.fires();
        assert_eq!(
            (first.len(), second.len(), dealer.fires().len()),
            (AT_ONCE, 700 - AT_ONCE, 0)
        );
        let due_times: Vec<Instant> = first
            .iter()
            .chain(&second)
            .map(|event| match event {
                DispatchEvent::ClockWarned(warned) => warned.warned_due_at,
                DispatchEvent::ClockBreached(breached) => breached.due_at,
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(due_times.is_sorted());
    }
}
