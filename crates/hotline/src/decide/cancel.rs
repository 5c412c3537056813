//! Cancelling an order (ORD-17).

use decider::{Context, Draft};
use proto::hotline::{CancelOrder, OrderCancelled};

use super::{Decided, order_for, still_open};
use crate::{OrderRejection, State};

/// Cancels an order with one of the policy's reasons, by its code or its name.
///
/// # Errors
/// Unknown order, an ended order, a reason the policy does not have.
pub(super) fn cancel_order(state: &State, command: &CancelOrder, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let known = context.policy().cancel_reasons();
    let meant = known.iter().find(|reason| reason.is_called(&command.reason));
    let code = meant.map_or(&command.reason, |reason| &reason.code);
    if order
        .cancellation
        .as_ref()
        .is_some_and(|cancelled| cancelled.reason == *code)
    {
        return Ok(Vec::new());
    }
    still_open(order)?;
    // rule: ORD-17
    let Some(meant) = meant else {
        return Err(OrderRejection::UnknownCancelReason {
            reason: command.reason.clone(),
            known: known.to_vec(),
        });
    };
    let note = command.note.trim().to_owned();
    Ok(vec![Draft::of(OrderCancelled {
        order: command.order.clone(),
        reason: meant.code.clone(),
        note,
    })])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::given::{self, KNOWN, call, opened, repaired};
    use super::*;

    // rule: ORD-17
    #[test]
    fn an_order_is_cancelled_once_with_a_reason_of_the_policy() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let cancel = |reason: &str| CancelOrder {
            order: order.clone(),
            reason: reason.to_owned(),
            note: String::new(),
        };
        let no = hotline.when(cancel("bored")).rejected("ORD-17.reason_unknown");
        assert_eq!(
            no.facts["known"],
            json!(["duplicate", "customer_withdrew", "wrong_number"])
        );
        assert_eq!(hotline.when(cancel("duplicate")).kinds(), ["OrderCancelled"]);
        hotline.when(cancel("duplicate")).then_nothing();
        hotline.when(cancel("重复报修")).then_nothing();
        hotline
            .when(cancel("wrong_number"))
            .rejected("ORD-17.already_ended");

        let next = opened(hotline.when(call(KNOWN))).order;
        repaired(&mut hotline, &next, 1);
        let late = CancelOrder {
            order: next,
            ..cancel("duplicate")
        };
        hotline.when(late).rejected("ORD-17.already_ended");
    }
}
