//! The station manager's call to the customer (ORD-6).

use decider::Context;
use proto::dispatch::{CustomerCalled, RecordStationCall};

use super::{Decision, known, refuse_over, refuse_strangers};
use crate::rejection::{Check, DispatchRejection};
use crate::sequel::Sequel;
use crate::state::State;

/// Puts on record what the customer said: the fault, whether it can be solved by phone, the site, his own parts.
///
/// It answers no clock: the station's reply is a plan or a phone solution. Another call takes the place of the last.
pub(super) fn record(state: &State, command: &RecordStationCall, context: &Context<'_>) -> Decision {
    let order = &*known(state, &command.order)?;
    let at = command.at.unwrap_or(context.now);
    let called = CustomerCalled {
        order: order.number.clone(),
        fault: command.fault.trim().to_owned(),
        solvable_by_phone: command.solvable_by_phone,
        site: command.site.trim().to_owned(),
        customer_parts: command.customer_parts.trim().to_owned(),
        at,
        by: context.person().cloned(),
    };
    if order
        .call
        .as_ref()
        .is_some_and(|known| says_the_same(known, &called, command))
    {
        return Ok(Vec::new());
    }
    refuse_over(order)?;
    refuse_strangers(order, context)?;
    refuse_missing(&called)?;
    if at > context.now {
        let now = context.now;
        return Err(DispatchRejection::CalledInFuture { at, now });
    }
    if at < order.opened_at {
        let opened_at = order.opened_at;
        return Err(DispatchRejection::CalledBeforeOrder { at, opened_at });
    }
    let mut sequel = Sequel::of(order, context);
    sequel.add(called, at);
    Ok(sequel.finish())
}

/// Whoever enters it: a call is told by its words, and by its time where one is named.
fn says_the_same(known: &CustomerCalled, called: &CustomerCalled, command: &RecordStationCall) -> bool {
    known.fault == called.fault
        && known.solvable_by_phone == called.solvable_by_phone
        && known.site == called.site
        && known.customer_parts == called.customer_parts
        && command.at.is_none_or(|at| at == known.at)
}

fn refuse_missing(called: &CustomerCalled) -> Result<(), DispatchRejection> {
    let all = [
        (Check::Fault, &called.fault),
        (Check::Site, &called.site),
        (Check::CustomerParts, &called.customer_parts),
    ];
    let empty = all.into_iter().filter(|(_, text)| text.is_empty());
    let missing: Vec<Check> = empty.map(|(check, _)| check).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(DispatchRejection::ChecksRequired { missing })
    }
}

#[cfg(test)]
mod tests {
    use proto::dispatch::DispatchEvent;
    use serde_json::json;

    use super::*;
    use crate::testing::{hear, lines, order, person, plan, repaired, t, with_order};

    fn call(at: Option<&str>) -> RecordStationCall {
        RecordStationCall {
            order: order(),
            fault: "动臂提升无力，热机后更明显".into(),
            solvable_by_phone: false,
            site: "二号矿东坡，小车可到".into(),
            customer_parts: "有液压油两桶".into(),
            at: at.map(t),
        }
    }

    // rule: ORD-6
    #[test]
    fn the_stations_call_puts_the_four_checks_on_record_once_and_answers_no_clock() {
        let mut dealer = with_order();
        dealer.asleep_until("2026-01-05T08:40:00+08:00");
        let events = dealer.when(call(Some("05 08:30"))).events();
        assert_eq!(lines(&events), ["CustomerCalled"]);
        let [DispatchEvent::CustomerCalled(called)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(
            (called.at, called.by.as_ref()),
            (t("05 08:30"), Some(&person("li")))
        );
        dealer.when(call(Some("05 08:30"))).then_nothing();
        dealer.when(call(None)).then_nothing();
        let answer = dealer.asks(&json!({ "order": order() })).unwrap();
        assert_eq!(answer["call"]["customer_parts"], "有液压油两桶");
        let second = RecordStationCall {
            solvable_by_phone: true,
            ..call(None)
        };
        assert_eq!(lines(&dealer.when(second).events()), ["CustomerCalled"]);
    }

    // rule: ORD-6
    #[test]
    fn a_call_without_one_of_the_checks_is_refused_and_says_which() {
        let mut dealer = with_order();
        let bare = RecordStationCall {
            fault: " ".into(),
            customer_parts: String::new(),
            ..call(None)
        };
        let refused = dealer.when(bare).rejected("ORD-6.checks_required");
        assert_eq!(refused.facts["missing"], json!(["fault", "customer_parts"]));
        assert_eq!(refused.sentence.zh, "请写明：故障、客户自备配件");
        dealer
            .when(call(Some("05 08:01")))
            .rejected("ORD-6.called_in_future");
        dealer
            .when(call(Some("05 07:59")))
            .rejected("ORD-6.called_before_order");
    }

    // rule: ORD-6
    #[test]
    fn only_the_orders_own_station_and_the_hotline_record_its_call_and_only_while_it_is_open() {
        let mut dealer = with_order();
        dealer
            .by("sun")
            .when(call(None))
            .rejected("ORD-6.not_this_station");
        dealer.by("chen").when(call(None)).taken();
        dealer.by("li").when(plan("05 14:00")).taken();
        hear(&mut dealer, repaired(1, "05 08:00"));
        dealer.when(call(None)).rejected("ORD-17.already_ended");
    }
}
