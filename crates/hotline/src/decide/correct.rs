//! Putting right what was written down wrongly (ORD-15).

use decider::{Context, Draft};
use proto::hotline::{CorrectOrder, OrderCorrected};
use proto::order::OrderFacts;

use super::repeat::new_suspicion;
use super::{Decided, order_for};
use crate::{OrderRejection, State};

/// Corrects entries, at any time, also after the end. Only what differs is recorded.
///
/// # Errors
/// Unknown order, an empty fault, a subtype that does not fit, no reason, no entry.
pub(super) fn correct_order(state: &State, command: &CorrectOrder, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let facts = &order.facts;
    let corrected = differing(command, facts);
    if !is_empty(command) && says_nothing(&corrected) {
        return Ok(Vec::new());
    }
    // rule: ORD-1
    if command
        .fault
        .as_ref()
        .is_some_and(|fault| fault.trim().is_empty())
    {
        return Err(OrderRejection::FaultRequired);
    }
    // rule: ORD-2
    let order_type = command.order_type.unwrap_or(facts.order_type);
    if let Some(subtype) = command.subtype.filter(|subtype| !subtype.fits(order_type)) {
        return Err(OrderRejection::SubtypeDoesNotFit { order_type, subtype });
    }
    // rule: ORD-15
    if corrected.reason.is_empty() {
        return Err(OrderRejection::CorrectionReasonRequired);
    }
    if is_empty(command) {
        return Err(OrderRejection::NothingToCorrect);
    }
    let suspected = new_suspicion(state, order, &corrected.apply(facts), context);
    let corrected = Draft::of(corrected);
    Ok(std::iter::once(corrected)
        .chain(suspected.map(Draft::of))
        .collect())
}

fn differing(command: &CorrectOrder, facts: &OrderFacts) -> OrderCorrected {
    let text = |said: &Option<String>, known: &str| {
        said.as_ref()
            .map(|said| said.trim().to_owned())
            .filter(|said| said != known)
    };
    OrderCorrected {
        order: command.order.clone(),
        fault: text(&command.fault, &facts.fault),
        site: text(&command.site, &facts.site),
        hours: command.hours.filter(|hours| facts.hours != Some(*hours)),
        order_type: command
            .order_type
            .filter(|order_type| facts.order_type != *order_type),
        subtype: command.subtype.filter(|subtype| facts.subtype != Some(*subtype)),
        reason: command.reason.trim().to_owned(),
    }
}

fn is_empty(command: &CorrectOrder) -> bool {
    command.fault.is_none()
        && command.site.is_none()
        && command.hours.is_none()
        && command.order_type.is_none()
        && command.subtype.is_none()
}

fn says_nothing(corrected: &OrderCorrected) -> bool {
    corrected.fault.is_none()
        && corrected.site.is_none()
        && corrected.hours.is_none()
        && corrected.order_type.is_none()
        && corrected.subtype.is_none()
}

#[cfg(test)]
mod tests {
    use proto::hotline::HotlineEvent;
    use proto::order::{OrderSubtype, OrderType};
    use types::OrderNumber;

    use super::super::given::{self, KNOWN, call, opened, repaired};
    use super::*;

    fn correction(order: &OrderNumber) -> CorrectOrder {
        CorrectOrder {
            order: order.clone(),
            fault: None,
            site: None,
            hours: None,
            order_type: None,
            subtype: None,
            reason: "听错".to_owned(),
        }
    }

    // rule: ORD-15
    #[test]
    fn a_correction_records_only_what_differs_and_may_come_after_the_end() {
        let mut hotline = given::hotline();
        let facts = opened(hotline.when(call(KNOWN)));
        repaired(&mut hotline, &facts.order, 1);
        let command = CorrectOrder {
            fault: Some(facts.fault.clone()),
            hours: Some(6_310),
            ..correction(&facts.order)
        };
        let events = hotline.when(command.clone()).events();
        let [HotlineEvent::OrderCorrected(corrected)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!((&corrected.fault, corrected.hours), (&None, Some(6_310)));
        hotline.when(command).then_nothing();
        let order = hotline.state.order(&facts.order).unwrap();
        assert_eq!(
            (order.facts.hours, order.facts.fault.as_str()),
            (Some(6_310), facts.fault.as_str())
        );
    }

    // rule: ORD-15
    #[test]
    fn a_correction_says_what_and_why() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        hotline
            .when(correction(&order))
            .rejected("ORD-15.nothing_to_correct");
        let hours = CorrectOrder {
            hours: Some(1),
            ..correction(&order)
        };
        hotline
            .when(CorrectOrder {
                reason: " ".to_owned(),
                ..hours.clone()
            })
            .rejected("ORD-15.reason_required");
        hotline
            .when(CorrectOrder {
                fault: Some(String::new()),
                ..hours.clone()
            })
            .rejected("ORD-1.fault_required");
        hotline
            .when(CorrectOrder {
                subtype: Some(OrderSubtype::Ordinary),
                ..hours
            })
            .rejected("ORD-2.subtype_does_not_fit");
    }

    // rule: ORD-18
    #[test]
    fn an_order_corrected_to_another_type_no_longer_stands_in_the_way_of_a_failure_order() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let command = CorrectOrder {
            order_type: Some(OrderType::MachineInspection),
            ..correction(&order)
        };
        assert_eq!(hotline.when(command).kinds(), ["OrderCorrected"]);
        opened(hotline.when(call(KNOWN)));
    }
}
