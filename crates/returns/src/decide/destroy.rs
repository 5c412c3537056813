//! What the warehouse does with a part in the end: destroyed before two people, or sent on (OLD-5, OLD-7).

use chrono::{Days, NaiveDate};
use decider::{Context, Draft};
use proto::claims::ClaimState;
use proto::returns::{DestroyPart, ForwardPart, PartDestroyed, PartForwarded, PartState};
use types::PersonId;

use super::{Decision, known_part, written};
use crate::order::{HowEnded, Order, Part};
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Destroys a part of the warehouse whose claim is decided, once the manufacturer may not ask for it any more.
///
/// # Errors
/// `part.unknown`, `OLD-5.not_in_warehouse`, `OLD-7.claim_undecided`, `OLD-7.recall_window`, `OLD-5.actor_required`,
/// `OLD-5.two_people`, `OLD-5.witness_unknown`, `DIR-4.witness_left`.
pub(super) fn destroy(state: &State, command: &DestroyPart, context: &Context<'_>) -> Decision {
    let part = &*known_part(state, &command.tag)?;
    let already = matches!(&part.ending, Some(ending)
        if matches!(&ending.how, HowEnded::Destroyed(destroyed) if destroyed.witness == command.witness));
    if already {
        return Ok(Vec::new());
    }
    refuse_elsewhere(part)?;
    if let Some(order) = state.orders.get(&command.tag.order) {
        refuse_too_soon(part, &order, context)?;
    }
    let by = two_people(&command.witness, context)?;
    let destroyed = PartDestroyed {
        tag: command.tag.clone(),
        by: Some(by),
        witness: command.witness.clone(),
    };
    Ok(vec![Draft::of(destroyed)])
}

/// Sends a part of the warehouse on to the manufacturer, who may ask for it at any time.
///
/// # Errors
/// `part.unknown`, `OLD-5.not_in_warehouse`, `OLD-5.carrier_required`.
pub(super) fn forward(state: &State, command: &ForwardPart, context: &Context<'_>) -> Decision {
    let part = &*known_part(state, &command.tag)?;
    let (carrier, tracking) = (command.carrier.trim(), command.tracking.trim());
    let already = matches!(&part.ending, Some(ending)
        if matches!(&ending.how, HowEnded::Forwarded(sent) if sent.carrier == carrier && sent.tracking == tracking));
    if already {
        return Ok(Vec::new());
    }
    refuse_elsewhere(part)?;
    let forwarded = PartForwarded {
        tag: command.tag.clone(),
        carrier: written(carrier, ReturnsRejection::CarrierRequired { rule: "OLD-5" })?,
        tracking: tracking.to_owned(),
        by: context.person().cloned(),
    };
    Ok(vec![Draft::of(forwarded)])
}

fn refuse_elsewhere(part: &Part) -> Result<(), ReturnsRejection> {
    if part.state == PartState::Received {
        return Ok(());
    }
    let (tag, state) = (part.label.tag.clone(), part.state);
    Err(ReturnsRejection::NotInWarehouse { tag, state })
}

/// A claim that was dropped without ever being decided has nobody who could ask for its parts.
// rule: OLD-7
fn refuse_too_soon(part: &Part, order: &Order, context: &Context<'_>) -> Result<(), ReturnsRejection> {
    let tag = part.label.tag.clone();
    let Some(stand) = order.claim() else {
        let (claim, state) = (part.label.claim.clone(), ClaimState::Draft);
        return Err(ReturnsRejection::ClaimUndecided { tag, claim, state });
    };
    let (claim, state) = (stand.claim.clone(), stand.state);
    if !state.is_decided() && state != ClaimState::Dropped {
        return Err(ReturnsRejection::ClaimUndecided { tag, claim, state });
    }
    let Some((decided_on, from)) = keep_until(order, context) else {
        return Ok(());
    };
    if today(context) < from {
        let (decided_on, from) = (decided_on.to_string(), from.to_string());
        return Err(ReturnsRejection::RecallWindow {
            tag,
            claim,
            decided_on,
            from,
        });
    }
    Ok(())
}

/// The day on which an order's claim was last decided, and the first day after the recall window that began then, by
/// the policy's zone; none while nothing was decided.
pub(crate) fn keep_until(order: &Order, context: &Context<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let policy = context.policy();
    let decided_on = order.decided_at()?.local(policy.zone()).date_naive();
    let days = u64::from(policy.returns().recall_window_days) + 1;
    let from = decided_on
        .checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX);
    Some((decided_on, from))
}

fn today(context: &Context<'_>) -> NaiveDate {
    context.now.local(context.policy().zone()).date_naive()
}

/// Whoever acts, and somebody else of this house who saw it.
// rule: OLD-5
fn two_people(witness: &PersonId, context: &Context<'_>) -> Result<PersonId, ReturnsRejection> {
    let by = context.person().ok_or(ReturnsRejection::ActorRequired)?;
    if by == witness {
        return Err(ReturnsRejection::TwoPeople { person: by.clone() });
    }
    let masters = context.masters();
    let witness = masters
        .person(witness)
        .ok_or_else(|| ReturnsRejection::WitnessUnknown {
            witness: witness.clone(),
        })?;
    if masters.has_left(&witness.id, context.now) {
        return Err(ReturnsRejection::WitnessLeft {
            witness: witness.id.clone(),
            name: witness.name.to_string(),
        });
    }
    Ok(by.clone())
}

#[cfg(test)]
mod tests {
    use proto::claims::Decision;
    use proto::directory::PersonLeft;
    use serde_json::json;

    use super::*;
    use crate::testing::{
        Dealer, decided, destroy, drafted, dropped, hear, moment, person, receive, shipped, submitted, t, tag,
    };

    /// One part of a submitted claim lies in the warehouse.
    fn in_warehouse() -> Dealer {
        let mut dealer = shipped(1);
        hear(&mut dealer, submitted(1));
        dealer.when(receive(&[tag(1)])).taken();
        dealer
    }

    #[test]
    fn no_part_is_destroyed_while_its_claim_is_undecided() {
        // rule: OLD-7
        let mut dealer = in_warehouse();
        let no = dealer
            .when(destroy(tag(1), "chen"))
            .rejected("OLD-7.claim_undecided");
        assert_eq!(
            (&no.facts["claim"], &no.facts["state"]),
            (&json!("2600017-1"), &json!("submitted"))
        );
        hear(&mut dealer, decided(1, Decision::Rejected, "01-22 09:00"));
        hear(&mut dealer, drafted(1, 2));
        let no = dealer
            .when(destroy(tag(1), "chen"))
            .rejected("OLD-7.claim_undecided");
        assert_eq!(no.facts["claim"], json!("2600017-2"));
    }

    #[test]
    fn a_part_is_kept_for_the_recall_window_and_destroyed_before_two_people_after_it() {
        // rule: OLD-5, OLD-7
        let mut dealer = in_warehouse();
        hear(&mut dealer, decided(1, Decision::PartlyAccepted, "01-22 09:00"));
        dealer.asleep_until(&moment("04-22 23:59"));
        let no = dealer
            .when(destroy(tag(1), "chen"))
            .rejected("OLD-7.recall_window");
        assert_eq!(
            (&no.facts["claim"], &no.facts["from"]),
            (&json!("2600017-1"), &json!("2026-04-23"))
        );
        assert!(
            no.sentence.zh.contains("2026-04-23起可以销毁"),
            "{}",
            no.sentence.zh
        );
        dealer.asleep_until(&moment("04-23 00:00"));
        let destroyed = PartDestroyed {
            tag: tag(1),
            by: Some(person("ku")),
            witness: person("chen"),
        };
        dealer.when(destroy(tag(1), "chen")).then(vec![destroyed.into()]);
        dealer.when(destroy(tag(1), "chen")).then_nothing();
        dealer
            .when(destroy(tag(1), "li"))
            .rejected("OLD-5.not_in_warehouse");
    }

    #[test]
    fn the_window_runs_from_the_last_decision_even_when_another_try_was_dropped() {
        // rule: OLD-7
        let mut dealer = in_warehouse();
        hear(&mut dealer, decided(1, Decision::Rejected, "01-22 09:00"));
        hear(&mut dealer, drafted(1, 2));
        hear(&mut dealer, dropped(2));
        dealer
            .when(destroy(tag(1), "chen"))
            .rejected("OLD-7.recall_window");
    }

    #[test]
    fn the_part_of_a_claim_that_was_never_filed_may_go_at_once() {
        // rule: OLD-7
        let mut dealer = shipped(1);
        dealer.when(receive(&[tag(1)])).taken();
        hear(&mut dealer, dropped(1));
        dealer.when(destroy(tag(1), "chen")).taken();
    }

    #[test]
    fn whoever_destroys_and_whoever_verifies_are_two_people_of_this_house() {
        // rule: OLD-5
        let mut dealer = shipped(1);
        dealer.when(receive(&[tag(1)])).taken();
        hear(&mut dealer, dropped(1));
        let mut refused = |witness: &str| dealer.when(destroy(tag(1), witness)).0.unwrap_err().code;
        assert_eq!(refused("ku"), "OLD-5.two_people");
        assert_eq!(refused("nobody"), "OLD-5.witness_unknown");
        dealer.directory(PersonLeft {
            person: person("chen"),
            at: t("01-15 18:00"),
        });
        // rule: DIR-4
        dealer
            .when(destroy(tag(1), "chen"))
            .rejected("DIR-4.witness_left");
        dealer.by_actor(types::Actor::Local);
        dealer
            .when(destroy(tag(1), "li"))
            .rejected("OLD-5.actor_required");
    }

    #[test]
    fn a_part_the_manufacturer_asks_for_is_sent_on_before_and_after_his_decision() {
        // rule: OLD-5
        let forward = |carrier: &str| ForwardPart {
            tag: tag(1),
            carrier: carrier.into(),
            tracking: "DB77".into(),
        };
        let mut dealer = shipped(1);
        dealer.when(forward("德邦")).rejected("OLD-5.not_in_warehouse");
        let mut dealer = in_warehouse();
        dealer.when(forward(" ")).rejected("OLD-5.carrier_required");
        assert_eq!(dealer.when(forward("德邦")).kinds(), ["PartForwarded"]);
        dealer.when(forward("德邦")).then_nothing();
        dealer
            .when(destroy(tag(1), "chen"))
            .rejected("OLD-5.not_in_warehouse");
    }
}
