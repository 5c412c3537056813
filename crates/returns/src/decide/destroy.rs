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
    let part = known_part(state, &command.tag)?;
    let already = matches!(&part.ending, Some(ending)
        if matches!(&ending.how, HowEnded::Destroyed(destroyed) if destroyed.witness == command.witness));
    if already {
        return Ok(Vec::new());
    }
    refuse_elsewhere(part)?;
    if let Some(order) = state.orders.get(&command.tag.order) {
        refuse_too_soon(part, order, context)?;
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
    let part = known_part(state, &command.tag)?;
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
