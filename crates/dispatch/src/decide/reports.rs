//! Takes up what engineers reported, and corrections of it (ORD-37, SMS-8): clocks end by it.

use decider::Context;
use proto::dispatch::{Progress, TakeReport, VisitProgressed};
use sla::policy::ClockKind;

use super::{Decision, known};
use crate::sequel::Sequel;
use crate::state::State;

/// Takes a report, at the time it says; the same report with another time is a correction.
///
/// A visit needs no plan: engineers also leave on a phone call. Reports of orders that are over are taken too, because
/// what was done in time may be heard of late (SLA-32).
pub(super) fn take_report(state: &State, command: &TakeReport, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    let (visit, at) = (command.visit, command.at);
    if order
        .visits
        .get(&visit)
        .is_some_and(|known| known.knows(&command.progress, at))
    {
        return Ok(Vec::new());
    }
    let mut sequel = Sequel::of(order, context).said_by(&command.by).because("已修复");
    if command.progress == Progress::Repaired && order.standing_plan().is_some_and(|plan| plan.visit != visit)
    {
        sequel.withdraw_plan();
    }
    let TakeReport {
        order: number,
        progress,
        by,
        ..
    } = command.clone();
    sequel.add(
        VisitProgressed {
            order: number,
            visit,
            progress,
            at,
            by,
        },
        at,
    );
    sequel.settle_clocks();
    if let Progress::Departed { eta: Some(eta) } = command.progress
        && sequel.order.over_at().is_none_or(|over_at| at < over_at)
    {
        sequel.start_clock(ClockKind::PromisedArrival, visit, at, Some(eta));
    }
    Ok(sequel.finish())
}

#[cfg(test)]
mod tests {
    use proto::field::ReportKind;

    use crate::testing::{
        Dealer, arrived, corrected, departed, hear, left, lines, lines_of, plan, repaired, with_order,
    };
    use sla::policy::ClockKind;

    fn planned() -> Dealer {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        dealer.asleep_until("2026-01-05T18:00:00+08:00");
        dealer
    }

    // rule: SLA-3, SLA-4
    #[test]
    fn a_departure_keeps_one_promise_and_makes_another_that_the_arrival_keeps() {
        let mut dealer = planned();
        let events = hear(&mut dealer, departed(1, "05 13:50", Some("05 17:00")));
        let expected = [
            "VisitProgressed",
            "SLA-3/1 met 05 13:50",
            "SLA-4/1 started 05 13:50, due 05 17:00",
        ];
        assert_eq!(lines(&events), expected);
        assert!(hear(&mut dealer, departed(1, "05 13:50", Some("05 17:00"))).is_empty());
        let events = hear(&mut dealer, arrived(1, "05 16:40"));
        assert_eq!(
            lines(&events),
            ["VisitProgressed", "SLA-2/1 met 05 16:40", "SLA-4/1 met 05 16:40"]
        );
    }

    // rule: SLA-3
    #[test]
    fn whoever_arrives_without_reporting_departure_had_departed() {
        let mut dealer = planned();
        let expected = [
            "VisitProgressed",
            "SLA-2/1 met 05 14:30",
            "SLA-3/1 breach of 05 14:00 noticed 05 18:00 rung 0",
            "SLA-3/1 stopped 05 14:30",
        ];
        assert_eq!(lines(&hear(&mut dealer, arrived(1, "05 14:30"))), expected);
        let earlier = ["VisitProgressed", "SLA-3/1 lifted, met 05 13:30"];
        assert_eq!(lines(&hear(&mut dealer, departed(1, "05 13:30", None))), earlier);
    }

    // rule: SLA-2, SLA-32
    #[test]
    fn a_repair_is_an_arrival_until_the_arrival_itself_is_heard() {
        let mut dealer = with_order();
        dealer.passes_until("2026-01-06T22:00:00+08:00");
        let events = hear(&mut dealer, repaired(1, "06 21:00"));
        assert_eq!(
            lines_of(ClockKind::Response36, &events),
            ["SLA-2/1 stopped 06 21:00"]
        );
        let events = hear(&mut dealer, arrived(1, "06 19:00"));
        assert_eq!(
            lines_of(ClockKind::Response36, &events),
            ["SLA-2/1 lifted, met 06 19:00"]
        );
    }

    // rule: ORD-37
    #[test]
    fn a_visit_left_unrepaired_is_followed_by_a_new_plan_for_a_new_visit_and_new_promises() {
        let mut dealer = planned();
        for report in [
            departed(1, "05 14:00", Some("05 16:00")),
            arrived(1, "05 15:00"),
            left(1, "05 17:00"),
        ] {
            hear(&mut dealer, report);
        }
        let expected = ["plan 2 for visit 2", "SLA-3/2 started 05 18:00, due 06 09:00"];
        assert_eq!(lines(&dealer.when(plan("06 09:00")).events()), expected);
        dealer.asleep_until("2026-01-06T12:00:00+08:00");
        let expected = [
            "VisitProgressed",
            "SLA-3/2 met 06 09:00",
            "SLA-4/2 started 06 09:00, due 06 11:00",
        ];
        assert_eq!(
            lines(&hear(&mut dealer, departed(2, "06 09:00", Some("06 11:00")))),
            expected
        );
        let late = [
            "VisitProgressed",
            "SLA-4/2 breach of 06 11:00 noticed 06 12:00 rung 0",
            "SLA-4/2 stopped 06 11:30",
        ];
        assert_eq!(lines(&hear(&mut dealer, arrived(2, "06 11:30"))), late);
        assert_eq!(
            lines(&hear(&mut dealer, repaired(2, "06 12:00"))),
            ["VisitProgressed"]
        );
    }

    // rule: SLA-1
    #[test]
    fn engineers_under_way_without_a_plan_are_a_reply_in_deed() {
        let mut dealer = with_order();
        let expected = [
            "VisitProgressed",
            "SLA-1/1 met 05 08:00",
            "SLA-4/1 started 05 08:00, due 05 10:00",
        ];
        assert_eq!(
            lines(&hear(&mut dealer, departed(1, "05 08:00", Some("05 10:00")))),
            expected
        );
    }

    // rule: SMS-8, SLA-32
    #[test]
    fn a_corrected_time_is_judged_again_either_way() {
        let mut dealer = planned();
        hear(&mut dealer, departed(1, "05 13:55", None));
        let late = [
            "VisitProgressed",
            "SLA-3/1 breach of 05 14:00 noticed 05 18:00 rung 0",
            "SLA-3/1 stopped 05 14:10",
        ];
        assert_eq!(
            lines(&hear(
                &mut dealer,
                corrected(ReportKind::Departed, "05 13:55", "05 14:10")
            )),
            late
        );
        let lifted = ["VisitProgressed", "SLA-3/1 lifted, met 05 13:59"];
        assert_eq!(
            lines(&hear(
                &mut dealer,
                corrected(ReportKind::Departed, "05 14:10", "05 13:59")
            )),
            lifted
        );
        let late_again = ["VisitProgressed", "SLA-3/1 stopped 05 14:05"];
        assert_eq!(
            lines(&hear(
                &mut dealer,
                corrected(ReportKind::Departed, "05 13:59", "05 14:05")
            )),
            late_again
        );
        assert!(
            hear(
                &mut dealer,
                corrected(ReportKind::Arrived, "05 14:00", "05 14:05")
            )
            .is_empty()
        );
    }
}
