//! Repeat calls about an open order (ORD-18).

use decider::{Context, Draft};
use proto::hotline::{AttachCall, CallAttached};

use super::{Decided, order_for, still_open, time_of_call};
use crate::State;

/// Attaches a call. The same caller saying the same at the same moment is one call.
///
/// # Errors
/// Unknown order, an ended order, a call later than now.
pub(super) fn attach_call(state: &State, command: &AttachCall, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let called_at = time_of_call(command.called_at, context);
    let already = order.calls.iter().any(|call| {
        Ok(call.called_at) == called_at
            && call.caller.phone == command.caller.phone
            && call.said == command.said
    });
    if already {
        return Ok(Vec::new());
    }
    still_open(order)?;
    let called_at = called_at?;
    let attached = CallAttached {
        order: command.order.clone(),
        caller: command.caller.clone(),
        said: command.said.clone(),
        called_at,
    };
    Ok(vec![Draft::of(attached).occurred(called_at)])
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use proto::dispatch::SolvedByPhone;
    use serde_json::json;
    use types::{ServiceName, Span};

    use super::super::given::{self, KNOWN, call, caller, opened};
    use super::*;
    use crate::Hotline;

    // rule: ORD-18
    #[test]
    fn a_repeat_call_counts_once_and_shows_on_the_order() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let repeat = AttachCall {
            order: order.clone(),
            caller: caller(),
            said: "师傅到哪了？".to_owned(),
            called_at: Some(hotline.now()),
        };
        assert_eq!(hotline.when(repeat.clone()).kinds(), ["CallAttached"]);
        hotline.passes(Span::minutes(5));
        hotline.when(repeat.clone()).then_nothing();
        let whole = Hotline::read_model(&hotline.state);
        assert_eq!(
            whole["orders"][order.as_str()]["calls"][0]["said"],
            json!("师傅到哪了？")
        );

        hotline
            .when(AttachCall {
                order: given::no_order(),
                ..repeat.clone()
            })
            .rejected("order.unknown");
        let solved = SolvedByPhone {
            order,
            solution: "重启".to_owned(),
            at: hotline.now(),
            by: None,
            message: None,
        };
        hotline.hears(
            ServiceName::Dispatch,
            proto::dispatch::DispatchEvent::from(solved),
        );
        hotline
            .when(AttachCall {
                called_at: None,
                ..repeat
            })
            .rejected("ORD-17.already_ended");
    }
}
