//! Takes up what hotline says: a new order and its clocks, later changes, cancelling.

use decider::Context;
use proto::dispatch::{DropOrder, NoteOrder, OrderDropped, OrderNews, OrderNoted};
use proto::order::OrderFacts;
use sla::policy::ClockKind;

use super::{Decision, known};
use crate::order::Order;
use crate::sequel::Sequel;
use crate::state::State;

/// Notes an order; SLA-1 and SLA-2 run from its opening.
pub(super) fn note(state: &State, command: &NoteOrder, context: &Context<'_>) -> Decision {
    match state.order(&command.facts.order) {
        Some(order) => note_change(&order, command, context),
        None => Ok(note_first(command, context).finish()),
    }
}

fn note_first<'a>(command: &NoteOrder, context: &'a Context<'a>) -> Sequel<'a> {
    let opened_at = command.facts.opened_at;
    let mut sequel = Sequel::of(&Order::noted(&command.facts), context);
    sequel.add(noted(command), opened_at);
    sequel.start_clock(ClockKind::FirstResponse, 1, opened_at, None);
    sequel.start_clock(ClockKind::Response36, 1, opened_at, None);
    sequel
}

fn note_change(order: &Order, command: &NoteOrder, context: &Context<'_>) -> Decision {
    let reopens = order.is_over() && matches!(command.news, Some(OrderNews::Reopened { .. }));
    if !reopens && *order.facts == command.facts {
        return Ok(Vec::new());
    }
    let reason = command.reason.clone().unwrap_or_else(|| "改派服务站".to_owned());
    let mut sequel = Sequel::of(order, context).because(reason);
    sequel.add(noted(command), context.now);
    // rule: ORD-38. Engineers already under way finish their visit; the next plan is the new station's.
    if other_station(order, &command.facts) && order.visit_under_way().is_none() {
        sequel.withdraw_plan();
    }
    Ok(sequel.finish())
}

fn other_station(order: &Order, facts: &OrderFacts) -> bool {
    order.station.is_some() && order.station != facts.station
}

fn noted(command: &NoteOrder) -> OrderNoted {
    OrderNoted {
        facts: command.facts.clone(),
        reason: command.reason.clone(),
        news: command.news.clone(),
    }
}

/// Stops every clock without breach, and calls the engineers back (ORD-17).
pub(super) fn drop_order(state: &State, command: &DropOrder, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    if order.dropped_at.is_some() {
        return Ok(Vec::new());
    }
    let DropOrder {
        order: number,
        at,
        reason,
    } = command.clone();
    let reasons = context.policy().cancel_reasons();
    let title = reasons.iter().find(|known| known.code == reason);
    let because = title.map_or(&reason, |known| &known.name.zh);
    let mut sequel = Sequel::of(order, context).because(because);
    // Before the order is over, while its plan still stands.
    sequel.withdraw_plan();
    sequel.add(
        OrderDropped {
            order: number,
            at,
            reason,
        },
        command.at,
    );
    Ok(sequel.finish())
}

#[cfg(test)]
mod tests {
    use proto::dispatch::DispatchEvent;
    use proto::dispatch::SolveByPhone;
    use proto::hotline::{
        HotlineEvent, MachineStateReported, OrderCancelled, OrderCorrected, OrderReopened, StationGiven,
        TakenOver,
    };
    use serde_json::json;
    use types::{ImportId, ServiceName, StationId};

    use crate::testing::{
        Dealer, arrived, corrected, dealer, departed, facts, hear, left, lines, opens, order, person, plan,
        repaired, t, takes_over, with_order,
    };

    fn moved(dealer: &mut Dealer) -> Vec<DispatchEvent> {
        let given = StationGiven {
            order: order(),
            station: StationId::new("south").unwrap(),
            previous: StationId::new("north").ok(),
            reason: Some("机器转场".into()),
        };
        dealer
            .hears(ServiceName::Hotline, HotlineEvent::from(given))
            .events()
    }

    fn cancelled(dealer: &mut Dealer, at: &str) -> Vec<DispatchEvent> {
        let cancelled = OrderCancelled {
            order: order(),
            reason: "duplicate".into(),
            note: String::new(),
        };
        dealer
            .hears_of(ServiceName::Hotline, HotlineEvent::from(cancelled), t(at))
            .events()
    }

    // rule: SLA-1, SLA-2
    #[test]
    fn an_order_that_is_heard_of_starts_both_clocks_at_the_call_once() {
        let mut dealer = dealer();
        dealer.asleep_until("2026-01-05T08:20:00+08:00");
        let expected = [
            "OrderNoted",
            "SLA-1/1 started 05 08:00, due 05 10:00",
            "SLA-2/1 started 05 08:00, due 06 20:00",
        ];
        assert_eq!(lines(&opens(&mut dealer, facts(1))), expected);
        assert!(opens(&mut dealer, facts(1)).is_empty());
    }

    #[test]
    fn what_hotline_puts_right_later_is_noted_and_starts_nothing() {
        let mut dealer = with_order();
        let down = MachineStateReported {
            order: order(),
            machine_down: true,
            stopgap: None,
        };
        let said = dealer.hears(ServiceName::Hotline, HotlineEvent::from(down.clone()));
        assert_eq!(said.kinds(), ["OrderNoted"]);
        dealer
            .hears(ServiceName::Hotline, HotlineEvent::from(down))
            .then_nothing();
    }

    // rule: ORD-38
    #[test]
    fn another_station_withdraws_the_plan_and_its_promise_ends_cancelled() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        let events = moved(&mut dealer);
        assert_eq!(
            lines(&events),
            ["OrderNoted", "plan 1 withdrawn", "SLA-3/1 cancelled 05 08:00"]
        );
        let Some(DispatchEvent::PlanWithdrawn(withdrawn)) = events.get(1) else {
            panic!("{events:?}")
        };
        assert_eq!(withdrawn.released, [person("wu"), person("zhao")]);
        assert_eq!(withdrawn.reason, "机器转场");
        dealer.when(plan("05 15:00")).rejected("ORD-6.not_this_station");
        let plans = dealer.by("sun").when(plan("05 15:00")).events();
        assert_eq!(
            lines(&plans),
            ["plan 2 for visit 1", "SLA-3/2 started 05 08:00, due 05 15:00"]
        );
    }

    // rule: ORD-38
    #[test]
    fn engineers_under_way_finish_their_visit_for_the_old_station() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        hear(&mut dealer, departed(1, "05 14:00", None));
        assert_eq!(lines(&moved(&mut dealer)), ["OrderNoted"]);
    }

    // rule: ORD-17
    #[test]
    fn a_cancelled_order_stops_its_clocks_without_breach() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        dealer.passes_until("2026-01-05T09:00:00+08:00");
        let expected = [
            "plan 1 withdrawn",
            "OrderDropped",
            "SLA-2/1 cancelled 05 09:00",
            "SLA-3/1 cancelled 05 09:00",
        ];
        assert_eq!(lines(&cancelled(&mut dealer, "05 09:00")), expected);
        assert!(cancelled(&mut dealer, "05 09:00").is_empty());
        assert!(dealer.passes_until("2026-01-09T08:00:00+08:00").is_empty());
        dealer.when(plan("09 14:00")).rejected("ORD-17.already_ended");
    }

    // rule: ORD-17, SLA-32
    #[test]
    fn cancelling_leaves_a_breach_that_came_before_it_and_nothing_of_one_that_came_after() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T12:00:00+08:00");
        let after = cancelled(&mut dealer, "05 11:00");
        let breach = "SLA-1/1 breach of 05 10:00 noticed 05 12:00 rung 0";
        let cancels = ["SLA-1/1 cancelled 05 11:00", "SLA-2/1 cancelled 05 11:00"];
        assert_eq!(lines(&after), [&["OrderDropped", breach], &cancels[..]].concat());

        let mut dealer = with_order();
        dealer.passes_until("2026-01-05T12:00:00+08:00");
        let before = cancelled(&mut dealer, "05 09:50");
        let cancels = ["SLA-1/1 cancelled 05 09:50", "SLA-2/1 cancelled 05 09:50"];
        assert_eq!(lines(&before), [&["OrderDropped"], &cancels[..]].concat());
    }

    // rule: SLA-32
    #[test]
    fn an_arrival_before_the_cancelling_still_counts_when_it_is_heard_after() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T12:00:00+08:00");
        cancelled(&mut dealer, "05 11:00");
        let expected = [
            "VisitProgressed",
            "SLA-1/1 lifted, met 05 09:30",
            "SLA-2/1 met 05 09:30",
        ];
        assert_eq!(lines(&hear(&mut dealer, arrived(1, "05 09:30"))), expected);
    }

    /// On Wednesday morning the order comes from a list that says what had been done.
    fn taken_over(replied_at: Option<&str>, arrived_at: Option<&str>) -> (Dealer, Vec<String>) {
        let mut dealer = dealer();
        dealer.asleep_until("2026-01-07T08:00:00+08:00");
        let before = TakenOver {
            number: "A-17".into(),
            import: ImportId::new("i1").unwrap(),
            line: 4,
            dispatched_at: replied_at.map(t),
            arrived_at: arrived_at.map(t),
        };
        let events = takes_over(&mut dealer, facts(1), Some(before));
        (dealer, lines(&events))
    }

    // rule: SLA-1, SLA-2
    #[test]
    fn an_order_taken_over_from_a_list_is_judged_by_what_had_been_done_before() {
        let started = [
            "OrderNoted",
            "SLA-1/1 started 05 08:00, due 05 10:00",
            "SLA-2/1 started 05 08:00, due 06 20:00",
        ];
        let (mut dealer, events) = taken_over(Some("05 09:30"), Some("05 15:00"));
        let met = ["SLA-1/1 met 05 09:30", "SLA-2/1 met 05 15:00"];
        assert_eq!(events, [&started[..], &met[..]].concat());
        assert!(dealer.passes_until("2026-01-12T08:00:00+08:00").is_empty());

        let (mut dealer, events) = taken_over(Some("05 07:30"), None);
        assert_eq!(events, [&started[..], &["SLA-1/1 met 05 08:00"][..]].concat());
        let noticed = lines(&dealer.fires());
        assert_eq!(noticed.len(), 4, "nobody had been there: {noticed:?}");

        let (_, events) = taken_over(None, Some("06 21:00"));
        let late = [
            "SLA-1/1 breach of 05 10:00 noticed 07 08:00 rung 0",
            "SLA-1/1 stopped 06 21:00",
            "SLA-2/1 breach of 06 20:00 noticed 07 08:00 rung 0",
            "SLA-2/1 stopped 06 21:00",
        ];
        assert_eq!(events, [&started[..], &late[..]].concat());
    }

    fn reopens(dealer: &mut Dealer) -> Vec<String> {
        let reopened = OrderReopened {
            order: order(),
            reason: "客户来电：又漏油".into(),
            by: None,
        };
        lines(
            &dealer
                .hears(ServiceName::Hotline, HotlineEvent::from(reopened))
                .events(),
        )
    }

    /// Repaired on Monday afternoon; by now it is Thursday.
    fn repaired_order() -> Dealer {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        dealer.asleep_until("2026-01-08T08:00:00+08:00");
        for report in [
            departed(1, "05 14:00", Some("05 16:00")),
            arrived(1, "05 15:30"),
            repaired(1, "05 17:00"),
        ] {
            hear(&mut dealer, report);
        }
        dealer
    }

    // rule: ORD-14
    #[test]
    fn an_order_opened_again_is_planned_anew_for_a_new_visit_and_the_36_hours_do_not_start_again() {
        let mut dealer = repaired_order();
        dealer.when(plan("08 14:00")).rejected("ORD-17.already_ended");
        assert_eq!(reopens(&mut dealer), ["OrderNoted"]);
        assert!(reopens(&mut dealer).is_empty());
        let expected = ["plan 2 for visit 2", "SLA-3/2 started 08 08:00, due 08 14:00"];
        assert_eq!(lines(&dealer.when(plan("08 14:00")).events()), expected);
        dealer.asleep_until("2026-01-08T18:00:00+08:00");
        let departure = hear(&mut dealer, departed(2, "08 14:00", Some("08 15:00")));
        let expected = [
            "VisitProgressed",
            "SLA-3/2 met 08 14:00",
            "SLA-4/2 started 08 14:00, due 08 15:00",
        ];
        assert_eq!(lines(&departure), expected);
        let arrival = hear(&mut dealer, arrived(2, "08 14:50"));
        assert_eq!(lines(&arrival), ["VisitProgressed", "SLA-4/2 met 08 14:50"]);
        assert_eq!(
            lines(&hear(&mut dealer, repaired(2, "08 17:00"))),
            ["VisitProgressed"]
        );
        dealer.when(plan("09 14:00")).rejected("ORD-17.already_ended");
        let answer = dealer.asks(&json!({ "order": order() })).unwrap();
        assert_eq!(
            (&answer["reopened"], &answer["over_at"]),
            (&json!(1), &json!(t("08 17:00")))
        );
    }

    // rule: ORD-14
    #[test]
    fn what_is_heard_of_the_first_visit_after_the_reopening_belongs_to_the_first() {
        let mut dealer = repaired_order();
        reopens(&mut dealer);
        let kind = proto::field::ReportKind::Repaired;
        let said = hear(&mut dealer, corrected(kind, "05 17:00", "05 17:20"));
        assert_eq!(lines(&said), ["VisitProgressed"]);
        dealer.when(plan("08 14:00")).taken();
        assert_eq!(
            lines(&hear(&mut dealer, left(2, "08 08:00"))),
            ["VisitProgressed", "SLA-3/2 met 08 08:00"]
        );
        assert_eq!(
            lines(&dealer.when(plan("09 14:00")).events())[0],
            "plan 3 for visit 3"
        );
    }

    // rule: ORD-14
    #[test]
    fn an_order_solved_by_phone_and_opened_again_can_be_solved_once_more() {
        let mut dealer = with_order();
        let solution = SolveByPhone {
            order: order(),
            solution: "教客户复位急停开关".into(),
            at: None,
        };
        dealer.when(solution.clone()).taken();
        dealer.asleep_until("2026-01-06T08:00:00+08:00");
        reopens(&mut dealer);
        assert_eq!(lines(&dealer.when(solution).events()), ["SolvedByPhone"]);
        assert!(dealer.passes_until("2026-01-09T08:00:00+08:00").is_empty());
    }

    // rule: ORD-15
    #[test]
    fn what_hotline_puts_right_after_the_repair_is_known_when_the_order_is_opened_again() {
        let mut dealer = repaired_order();
        let corrected = OrderCorrected {
            order: order(),
            fault: Some("动臂油缸漏油".into()),
            site: None,
            hours: None,
            order_type: None,
            subtype: None,
            reason: "听错".into(),
        };
        let noted = dealer.hears(ServiceName::Hotline, HotlineEvent::from(corrected));
        assert_eq!(noted.kinds(), ["OrderNoted"]);
        reopens(&mut dealer);
        let known = dealer.state.order(&order()).unwrap();
        assert_eq!(known.facts.fault, "动臂油缸漏油");
    }
}
