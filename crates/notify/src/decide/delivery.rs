//! What carriers report about messages we sent (SMS-10).

use decider::{Context, Draft};
use proto::notify::{Delivery, DeliveryReported, MessageDied, TakeDeliveryReport, WhyDead};

use super::{Decided, known};
use crate::NotifyState;
use crate::state::{Message, Way};

/// Takes a delivery report. Reports come twice and in any order: `Delivered` is the last word, and what the
/// carrier could not deliver is dead unless it was delivered after all.
///
/// # Errors
/// [`UnknownMessage`](crate::NotifyRejection::UnknownMessage).
// rule: SMS-10
pub(super) fn take_delivery_report(
    state: &NotifyState,
    command: &TakeDeliveryReport,
    context: &Context<'_>,
) -> Decided {
    let message = known(state, &command.message)?;
    if message.reports.contains(&command.delivery) {
        return Ok(Vec::new());
    }
    let id = command.message.clone();
    let reported = DeliveryReported {
        message: id.clone(),
        delivery: command.delivery,
        at: command.at,
        detail: command.detail.clone(),
    };
    let reported = Draft::of(reported).occurred(command.at.min(context.now));
    let reason = WhyDead::NotDelivered {
        detail: command.detail.clone(),
    };
    let died = ends_it(&message, command.delivery).then(|| Draft::of(MessageDied { message: id, reason }));
    Ok(std::iter::once(reported).chain(died).collect())
}

fn ends_it(message: &Message, delivery: Delivery) -> bool {
    let is_final = matches!(delivery, Delivery::Failed | Delivery::Refused);
    let on_its_way = matches!(
        message.way,
        Way::Sending | Way::Accepted | Way::Retrying { .. } | Way::Uncertain { .. }
    );
    is_final && on_its_way
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use proto::notify::NotifyEvent;
    use types::MessageId;

    use super::*;
    use crate::Notify;
    use crate::samples::{at, with_message};

    fn report(message: &MessageId, delivery: Delivery) -> TakeDeliveryReport {
        let at = at("2026-01-05T08:00:05+08:00");
        TakeDeliveryReport {
            message: message.clone(),
            delivery,
            at,
            detail: "031".to_owned(),
        }
    }

    fn state_of(state: &NotifyState, id: &MessageId) -> &'static str {
        state.messages.get(id).unwrap().way.name()
    }

    #[test]
    fn reports_count_once_in_any_order_and_delivered_is_the_last_word() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        let reported = |delivery| -> NotifyEvent {
            let TakeDeliveryReport {
                message,
                delivery,
                at,
                detail,
            } = report(id, delivery);
            DeliveryReported {
                message,
                delivery,
                at,
                detail,
            }
            .into()
        };
        scenario
            .when(report(id, Delivery::Accepted))
            .then(vec![reported(Delivery::Accepted)]);
        assert!(
            Notify::pending(&scenario.state)
                .iter()
                .all(|effect| effect.message != *id)
        );
        scenario
            .when(report(id, Delivery::Delivered))
            .then(vec![reported(Delivery::Delivered)]);
        scenario.when(report(id, Delivery::Delivered)).then_nothing();
        for late in [Delivery::Queued, Delivery::Failed] {
            scenario.when(report(id, late)).then(vec![reported(late)]);
            assert_eq!(state_of(&scenario.state, id), "delivered");
        }
    }

    #[test]
    fn what_the_carrier_could_not_deliver_is_dead_until_it_says_otherwise() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        let events = scenario.when(report(id, Delivery::Failed)).events();
        let reason = WhyDead::NotDelivered {
            detail: "031".to_owned(),
        };
        assert_eq!(
            events.last(),
            Some(
                &MessageDied {
                    message: id.clone(),
                    reason
                }
                .into()
            )
        );
        scenario.when(report(id, Delivery::Queued)).taken();
        assert_eq!(state_of(&scenario.state, id), "dead");
        scenario.when(report(id, Delivery::Delivered)).taken();
        assert_eq!(state_of(&scenario.state, id), "delivered");
        assert!(scenario.state.dead.is_empty());
    }

    #[test]
    fn a_report_about_no_message_of_ours_is_refused() {
        // rule: SMS-10
        let (mut scenario, _) = with_message();
        let nobodys = MessageId::new("4711").unwrap();
        scenario
            .when(report(&nobodys, Delivery::Delivered))
            .rejected("SMS-10.unknown_message");
    }
}
