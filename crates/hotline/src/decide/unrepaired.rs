//! Urging the station, and the afternoon's round of unrepaired orders (ORD-5, ORD-12).

use decider::{Context, Draft};
use proto::hotline::{ConfirmUnrepaired, Department, RecordUrging, UnrepairedConfirmed, Urged};
use sla::policy::UnrepairedReason;

use super::{Decided, order_for, spoken, still_open};
use crate::{Confirmation, OrderRejection, State};

/// Records that the station was urged; the same words again by the same person right after are the same.
///
/// # Errors
/// Unknown order, an ended order, no words.
pub(super) fn record_urging(state: &State, command: &RecordUrging, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let last = order.urgings.last();
    if last.is_some_and(|last| last.note == command.note && last.by.as_ref() == context.person()) {
        return Ok(Vec::new());
    }
    still_open(order)?;
    // rule: ORD-5
    if !spoken(&command.note) {
        return Err(OrderRejection::UrgingNoteRequired);
    }
    Ok(vec![Draft::of(Urged {
        order: command.order.clone(),
        note: command.note.clone(),
        by: context.person().cloned(),
    })])
}

/// Records why an open order is unrepaired; the same on another day is said anew.
///
/// # Errors
/// Unknown order, an ended order, a reason the policy does not have, a department that did not confirm it, an expected
/// time that is over.
pub(super) fn confirm_unrepaired(
    state: &State,
    command: &ConfirmUnrepaired,
    context: &Context<'_>,
) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let known = context.policy().unrepaired_reasons();
    let meant = known.iter().find(|known| known.reason.is_called(&command.reason));
    let said = Confirmation {
        reason: meant.map_or(&command.reason, |meant| &meant.reason.code).clone(),
        confirmed_with: departments(command),
        note: command.note.clone().filter(spoken),
        expected_at: command.expected_at,
        by: context.person().cloned(),
        at: context.now,
    };
    if order
        .confirmation
        .as_ref()
        .is_some_and(|known| says_the_same_today(known, &said, context))
    {
        return Ok(Vec::new());
    }
    still_open(order)?;
    // rule: ORD-12
    let Some(meant) = meant else {
        return Err(OrderRejection::UnknownUnrepairedReason {
            reason: command.reason.clone(),
            known: known.iter().map(|known| known.reason.clone()).collect(),
        });
    };
    // rule: ORD-12
    if let Some(department) = department_of(meant).filter(|one| !said.confirmed_with.contains(one)) {
        return Err(OrderRejection::ConfirmWith {
            reason: meant.reason.clone(),
            department,
        });
    }
    if let Some(at) = said.expected_at.filter(|at| *at <= context.now) {
        return Err(OrderRejection::ExpectedInPast { at, now: context.now });
    }
    Ok(vec![Draft::of(UnrepairedConfirmed {
        order: command.order.clone(),
        reason: said.reason,
        confirmed_with: said.confirmed_with,
        note: said.note,
        expected_at: said.expected_at,
        by: said.by,
    })])
}

/// Each department once, in their own order.
fn departments(command: &ConfirmUnrepaired) -> Vec<Department> {
    let mut departments = command.confirmed_with.clone();
    departments.sort_unstable();
    departments.dedup();
    departments
}

/// The department a reason lies with, which must confirm it.
fn department_of(reason: &UnrepairedReason) -> Option<Department> {
    Department::of_code(reason.confirm_with.as_deref()?)
}

fn says_the_same_today(known: &Confirmation, said: &Confirmation, context: &Context<'_>) -> bool {
    let zone = context.policy().zone();
    let day = |confirmation: &Confirmation| confirmation.at.local(zone).date_naive();
    day(known) == day(said)
        && known.reason == said.reason
        && known.confirmed_with == said.confirmed_with
        && known.note == said.note
        && known.expected_at == said.expected_at
}

#[cfg(test)]
mod tests {
    use proto::field::{FieldEvent, LeftUnrepaired};
    use proto::hotline::{HotlineEvent, UnrepairedListIssued};
    use proto::order::Step;
    use serde_json::json;
    use types::{OrderNumber, ServiceName, Span};

    use super::super::given::{self, Hotlines, KNOWN, call, opened, repaired};
    use super::*;

    fn left(hotline: &mut Hotlines, order: &OrderNumber, reason: &str) {
        let report = LeftUnrepaired {
            order: order.clone(),
            visit: 1,
            by: "E1".parse().unwrap(),
            reason: reason.to_owned(),
            words: String::new(),
            at: hotline.now(),
            message: None,
        };
        hotline
            .hears(ServiceName::Field, FieldEvent::from(report))
            .taken();
    }

    fn confirm(order: &OrderNumber, reason: &str, with: &[Department]) -> ConfirmUnrepaired {
        ConfirmUnrepaired {
            order: order.clone(),
            reason: reason.to_owned(),
            confirmed_with: with.to_vec(),
            note: None,
            expected_at: None,
        }
    }

    fn lists(events: Vec<HotlineEvent>) -> Vec<UnrepairedListIssued> {
        let list = |event| match event {
            HotlineEvent::UnrepairedListIssued(list) => Some(list),
            _ => None,
        };
        events.into_iter().filter_map(list).collect()
    }

    // rule: ORD-5
    #[test]
    fn an_operator_urges_the_station_while_the_order_is_open_and_says_how() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let urge = |note: &str| RecordUrging {
            order: order.clone(),
            note: note.to_owned().into(),
        };
        hotline.when(urge(" ")).rejected("ORD-5.note_required");
        assert_eq!(hotline.when(urge("已催站长，十分钟内回电")).kinds(), ["Urged"]);
        hotline.when(urge("已催站长，十分钟内回电")).then_nothing();
        assert_eq!(hotline.when(urge("再催，占线")).kinds(), ["Urged"]);
        repaired(&mut hotline, &order, 1);
        hotline.when(urge("又催")).rejected("ORD-17.already_ended");
    }

    // rule: ORD-12
    #[test]
    fn a_reason_that_lies_with_parts_or_claims_is_confirmed_there_and_again_each_day() {
        use Department::{Claims, Parts, Station};
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        hotline
            .when(confirm(&order, "weather", &[]))
            .rejected("ORD-12.reason_unknown");
        for (reason, with, department) in [
            ("waiting_parts", vec![Station, Claims], "parts"),
            ("等待索赔决定", vec![], "claims"),
        ] {
            let no = hotline
                .when(confirm(&order, reason, &with))
                .rejected("ORD-12.confirm_with");
            assert_eq!(no.facts["department"], json!(department));
        }
        assert_eq!(
            hotline
                .when(confirm(&order, "等待配件", &[Parts, Station]))
                .kinds(),
            ["UnrepairedConfirmed"]
        );
        let same = confirm(&order, "waiting_parts", &[Station, Parts, Parts]);
        hotline.when(same.clone()).then_nothing();
        let over = ConfirmUnrepaired {
            expected_at: Some(hotline.now()),
            ..same.clone()
        };
        hotline.when(over).rejected("ORD-12.expected_in_past");
        hotline.passes(Span::days(1));
        assert_eq!(hotline.when(same).kinds(), ["UnrepairedConfirmed"]);
        assert_eq!(
            hotline.when(confirm(&order, "tools", &[])).kinds(),
            ["UnrepairedConfirmed"]
        );
        repaired(&mut hotline, &order, 1);
        hotline
            .when(confirm(&order, "customer", &[]))
            .rejected("ORD-17.already_ended");
    }

    // rule: ORD-12
    #[test]
    fn the_list_goes_out_at_half_past_four_with_the_reason_and_whether_it_was_confirmed_today() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        left(&mut hotline, &order, "waiting_parts");
        let later = opened(hotline.when(call(given::IN_URUMQI))).order;
        hotline
            .when(confirm(&later, "customer", &[Department::Station]))
            .taken();
        assert_eq!(hotline.passes_until("2026-01-05T16:29:59+08:00"), []);
        let issued = lists(hotline.passes_until("2026-01-05T16:30:00+08:00"));
        let [list] = issued.as_slice() else {
            panic!("{issued:?}")
        };
        assert_eq!(
            (list.date.to_string(), list.left_out),
            ("2026-01-05".to_owned(), 0)
        );
        let rows: Vec<_> = list
            .rows
            .iter()
            .map(|row| (&row.order, row.step, row.reason.as_deref(), row.confirmed_today))
            .collect();
        let expected = [
            (&order, Step::Unrepaired, Some("waiting_parts"), false),
            (&later, Step::Opened, Some("customer"), true),
        ];
        assert_eq!(rows, expected);

        repaired(&mut hotline, &order, 1);
        let next = lists(hotline.passes_until("2026-01-06T16:30:00+08:00"));
        let [row] = next[0].rows.as_slice() else {
            panic!("{next:?}")
        };
        assert_eq!((&row.order, row.confirmed_today), (&later, false));
        repaired(&mut hotline, &later, 1);
        assert_eq!(hotline.passes(Span::days(3_650)), [], "nothing is unrepaired");
    }

    // rule: ORD-12
    #[test]
    fn an_order_of_the_list_s_very_moment_waits_for_the_next_day_s() {
        let mut hotline = given::hotline();
        hotline.asleep_until("2026-01-05T16:30:00+08:00");
        opened(hotline.when(call(KNOWN)));
        let dates: Vec<String> = lists(hotline.passes(Span::days(2)))
            .iter()
            .map(|list| list.date.to_string())
            .collect();
        assert_eq!(dates, ["2026-01-06", "2026-01-07"]);
    }

    // rule: ORD-12
    #[test]
    fn after_days_or_years_asleep_only_the_last_day_s_list_goes_out() {
        for (awake, date) in [
            ("2026-01-09T16:29:59+08:00", "2026-01-08"),
            ("2026-01-09T16:30:00+08:00", "2026-01-09"),
            ("2031-03-01T00:00:00+08:00", "2031-02-28"),
        ] {
            let mut hotline = given::hotline();
            opened(hotline.when(call(KNOWN)));
            hotline.asleep_until(awake);
            let issued = lists(hotline.fires());
            assert_eq!(issued.len(), 1);
            assert_eq!(issued[0].date.to_string(), date);
            let due = hotline.state.list_due().unwrap();
            assert!(due > hotline.now() && due.since(hotline.now()) <= Span::days(1));
        }
    }

    // rule: ORD-12
    #[test]
    fn a_changed_time_of_day_holds_from_the_next_record_on_and_makes_no_second_list_on_one_day() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let text = sla::policy::DEFAULT_POLICY.replace("16:30", "18:00");
        assert_ne!(text, sla::policy::DEFAULT_POLICY);
        hotline.passes_until("2026-01-05T17:00:00+08:00");
        hotline.policy(&text);
        hotline.when(confirm(&order, "tools", &[])).taken();
        let issued = lists(hotline.passes_until("2026-01-06T23:00:00+08:00"));
        let due: Vec<String> = issued.iter().map(|list| list.due_at.to_string()).collect();
        assert_eq!(due, ["2026-01-06T10:00:00Z"]);
    }

    // rule: ORD-12
    #[test]
    fn a_list_that_came_due_while_yesterday_s_was_written_is_not_lost() {
        let mut hotline = given::hotline();
        opened(hotline.when(call(KNOWN)));
        hotline.asleep_until("2026-01-06T16:30:01+08:00");
        let yesterdays = UnrepairedListIssued {
            date: "2026-01-05".parse().unwrap(),
            due_at: "2026-01-05T16:30:00+08:00".parse().unwrap(),
            rows: Vec::new(),
            left_out: 0,
        };
        hotline.given(vec![yesterdays.into()]);
        let issued = lists(hotline.fires());
        assert_eq!(issued[0].date.to_string(), "2026-01-06");
    }

    // rule: ORD-12
    #[test]
    fn a_long_list_has_the_oldest_orders_and_says_how_many_it_leaves_out() {
        let mut hotline = given::hotline();
        for _ in 0..402 {
            opened(hotline.when(call("EC999X")));
        }
        let issued = lists(hotline.passes(Span::days(1)));
        assert_eq!((issued[0].rows.len(), issued[0].left_out), (400, 2));
        assert_eq!(issued[0].rows[0].order, OrderNumber::compose(99, 1));
    }
}
