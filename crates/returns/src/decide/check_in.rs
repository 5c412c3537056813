//! The station takes a part in from the engineer (OLD-2, SLA-6).

use decider::{Context, Draft};
use proto::document::Document;
use proto::returns::{CheckInPart, PartCheckedIn, PartState};
use sla::policy::ClockKind;
use types::Sentence;

use super::{Decision, happened_at, known_part, refuse_earlier, refuse_strangers};
use crate::clocks;
use crate::order::Part;
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Takes an expected part in at its order's station; from then on it is to be shipped by the 25th.
///
/// # Errors
/// `part.unknown`, `OLD-2.no_station`, `OLD-2.not_this_station`, `OLD-2.not_to_check_in`, `OLD-2.in_future`,
/// `OLD-2.too_early`, `OLD-2.not_a_photo`, `OLD-2.photo_too_large`, `OLD-2.media_type`.
pub(super) fn check_in(state: &State, command: &CheckInPart, context: &Context<'_>) -> Decision {
    let (tag, part) = (&command.tag, known_part(state, &command.tag)?);
    let order = tag.order.clone();
    let station = part
        .station()
        .ok_or_else(|| ReturnsRejection::NoStation { order })?;
    refuse_strangers(station, context)?;
    if done_already(part, command) {
        return Ok(Vec::new());
    }
    // rule: OLD-2
    if part.state != PartState::Expected {
        let (tag, state) = (tag.clone(), part.state);
        return Err(ReturnsRejection::NotToCheckIn { tag, state });
    }
    let at = happened_at("OLD-2", command.at, context)?;
    if let Some(opened_at) = state.orders.get(&tag.order).and_then(|order| order.opened_at()) {
        refuse_earlier("OLD-2", at, opened_at, Sentence::new("报修时间", "the call"))?;
    }
    if let Some(photo) = &command.photo {
        refuse_unfit(photo, context)?;
    }
    let checked_in = PartCheckedIn {
        tag: tag.clone(),
        station: station.clone(),
        condition: command.condition,
        photo: command.photo.clone(),
        at,
        by: context.person().cloned(),
    };
    // rule: SLA-6
    let clock = clocks::start(tag, ClockKind::PartReturn, at, station, context);
    let checked_in = Draft::of(checked_in).occurred(at);
    Ok(std::iter::once(checked_in).chain(clock).collect())
}

fn done_already(part: &Part, command: &CheckInPart) -> bool {
    let same = |check_in: &PartCheckedIn| {
        check_in.condition == command.condition
            && check_in.photo == command.photo
            && command.at.is_none_or(|at| at == check_in.at)
    };
    part.state == PartState::AtStation && part.check_in.as_ref().is_some_and(same)
}

fn refuse_unfit(photo: &Document, context: &Context<'_>) -> Result<(), ReturnsRejection> {
    if !photo.kind.is_photo() {
        return Err(ReturnsRejection::NotAPhoto { kind: photo.kind });
    }
    let documents = context.policy().documents();
    if photo.size > documents.max_bytes {
        return Err(ReturnsRejection::PhotoTooLarge {
            bytes: photo.size,
            at_most: documents.max_bytes,
        });
    }
    if !documents.media_types.contains(&photo.media_type) {
        return Err(ReturnsRejection::PhotoMediaType {
            media_type: photo.media_type.clone(),
            allowed: documents.media_types.clone(),
        });
    }
    Ok(())
}
