//! Finds claims by their own or the manufacturer's number, and old parts by their tags (CLM-6, OLD-1).

use proto::desk::{ClaimFound, Matched, PartFound};
use types::{ClaimNumber, PartTag};

use super::in_lots;
use super::needle::Needle;
use crate::Model;
use crate::answer::names::Named;
use crate::model::{Haystack, LotTexts, OrderStory, PartKept, TryKept};

/// Adds what an order's claims and old parts can be found by.
pub(super) fn add(texts: &mut LotTexts, story: &OrderStory) {
    for kept in story.claim.tries.values() {
        texts.claims.add(kept.claim().clone(), |hay| add_claim(hay, kept));
    }
    for part in story.parts.values() {
        texts.parts.add(part.label.tag.clone(), |hay| add_part(hay, part));
    }
}

pub(super) fn claims(model: &Model, needle: &Needle) -> Vec<ClaimFound> {
    in_lots(model, needle, |texts| &texts.claims)
        .filter_map(|(claim, matched)| claim_found(model, claim, matched))
        .collect()
}

fn claim_found(model: &Model, claim: &ClaimNumber, matched: Matched) -> Option<ClaimFound> {
    let story = model.orders.get(&claim.order)?;
    let kept = story.claim.tries.values().find(|kept| kept.claim() == claim)?;
    Some(ClaimFound {
        claim: claim.clone(),
        matched,
        kind: kept.kind,
        state: kept.state,
        state_title: kept.state.title(),
        manufacturer_number: kept.number.clone(),
        machine: story.facts.machine.clone(),
        claimed: kept.claimed(),
    })
}

fn add_claim(hay: &mut Haystack, kept: &TryKept) {
    hay.add(Matched::Number, &kept.claim().to_string());
    hay.add(Matched::Number, kept.number.as_deref().unwrap_or_default());
}

pub(super) fn parts(model: &Model, needle: &Needle) -> Vec<PartFound> {
    in_lots(model, needle, |texts| &texts.parts)
        .filter_map(|(tag, matched)| part_found(model, tag, matched))
        .collect()
}

fn part_found(model: &Model, tag: &PartTag, matched: Matched) -> Option<PartFound> {
    let story = model.orders.get(&tag.order)?;
    let part = story.parts.values().find(|part| part.label.tag == *tag)?;
    Some(PartFound {
        tag: tag.clone(),
        matched,
        state: part.state,
        state_title: part.state.title(),
        part_number: part.label.part_number.clone(),
        name: part.label.name.clone(),
        serial: part.label.serial.clone(),
        station: part.station().map(|id| Named::of(model).station(id)),
    })
}

fn add_part(hay: &mut Haystack, part: &PartKept) {
    let label = &part.label;
    hay.add(Matched::Number, &label.tag.to_string());
    // As it is typed without the dash.
    hay.add(
        Matched::Number,
        &format!("{}P{}", label.tag.order, label.tag.line),
    );
    hay.add(Matched::Number, &label.part_number);
    hay.add(Matched::Serial, label.serial.as_deref().unwrap_or_default());
    hay.add(Matched::Name, &label.name);
}
