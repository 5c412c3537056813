//! Calling the customer back after an order was resolved (ORD-13).

use decider::{Context, Draft};
use proto::hotline::{CalledBack, RecordCallBack};
use types::Personal;

use super::{Decided, order_for, spoken};
use crate::{Order, OrderRejection, State};

/// Records a call-back; a later one takes the place of an earlier one, and a customer who was not reached is still to
/// be called. It may come after the closing.
///
/// # Errors
/// Unknown order, an order that is not resolved, a customer who is not satisfied and does not say why.
pub(super) fn record_call_back(state: &State, command: &RecordCallBack, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let words = command.words.clone().filter(spoken);
    if already(order, command, words.as_ref(), context) {
        return Ok(Vec::new());
    }
    // rule: ORD-13
    if order.aftercare.resolution.is_none() {
        return Err(OrderRejection::NotResolved {
            order: command.order.clone(),
            step: order.standing.step,
        });
    }
    // rule: ORD-13
    if command.satisfied == Some(false) && words.is_none() {
        return Err(OrderRejection::WordsRequired);
    }
    Ok(vec![Draft::of(CalledBack {
        order: command.order.clone(),
        satisfied: command.satisfied,
        words,
        by: context.person().cloned(),
    })])
}

/// What the customer said is on record, or this very try is.
fn already(
    order: &Order,
    command: &RecordCallBack,
    words: Option<&Personal<String>>,
    context: &Context<'_>,
) -> bool {
    let last = match command.satisfied {
        Some(_) => order.aftercare.called_back(),
        None => order
            .aftercare
            .call_backs
            .last()
            .filter(|call| call.at == context.now),
    };
    last.is_some_and(|call| call.satisfied == command.satisfied && call.words.as_ref() == words)
}

#[cfg(test)]
mod tests {
    use proto::dispatch::{DispatchEvent, SolvedByPhone};
    use types::{OrderNumber, ServiceName, Span};

    use super::super::given::{self, KNOWN, call, opened};
    use super::*;
    use crate::ClosingGap;

    fn call_back(order: &OrderNumber, satisfied: Option<bool>, words: Option<&str>) -> RecordCallBack {
        RecordCallBack {
            order: order.clone(),
            satisfied,
            words: words.map(|words| words.to_owned().into()),
        }
    }

    // rule: ORD-7
    // rule: ORD-13
    #[test]
    fn a_customer_is_called_back_after_the_solution_until_reached() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        hotline
            .when(call_back(&order, Some(true), None))
            .rejected("ORD-14.not_resolved");
        let solved = SolvedByPhone {
            order: order.clone(),
            solution: "重启控制器".to_owned(),
            at: hotline.now(),
            by: None,
            message: None,
        };
        hotline.hears(ServiceName::Dispatch, DispatchEvent::from(solved));
        assert_eq!(
            hotline.when(call_back(&order, None, None)).kinds(),
            ["CalledBack"]
        );
        hotline.when(call_back(&order, None, None)).then_nothing();
        hotline.passes(Span::hours(1));
        assert_eq!(
            hotline.when(call_back(&order, None, None)).kinds(),
            ["CalledBack"],
            "another try"
        );
        let to_do = hotline.state.order(&order).unwrap().aftercare.still_to_do();
        assert_eq!(to_do, [ClosingGap::CallBack]);
        assert_eq!(
            hotline.when(call_back(&order, Some(true), None)).kinds(),
            ["CalledBack"]
        );
        let aftercare = &hotline.state.order(&order).unwrap().aftercare;
        assert!(aftercare.still_to_do().is_empty());
    }

    // rule: ORD-13
    #[test]
    fn whoever_is_not_satisfied_says_why_and_a_later_call_back_counts() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        given::repaired(&mut hotline, &order, 1);
        for silent in [None, Some("  ")] {
            hotline
                .when(call_back(&order, Some(false), silent))
                .rejected("ORD-13.words_required");
        }
        let unhappy = call_back(&order, Some(false), Some("等了两天"));
        assert_eq!(hotline.when(unhappy.clone()).kinds(), ["CalledBack"]);
        hotline.passes(Span::hours(1));
        hotline.when(unhappy).then_nothing();
        let happy = call_back(&order, Some(true), Some("已补送滤芯"));
        assert_eq!(hotline.when(happy).kinds(), ["CalledBack"]);
        hotline.when(call_back(&order, None, None)).taken();
        let order = hotline.state.order(&order).unwrap();
        let counts = order.aftercare.called_back().unwrap();
        assert_eq!(counts.satisfied, Some(true), "a try in vain takes nothing back");
    }
}
