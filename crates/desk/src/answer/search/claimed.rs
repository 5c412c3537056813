//! Finds claims by their own or the manufacturer's number, and old parts by their tags (CLM-6, OLD-1).

use proto::desk::{ClaimFound, Matched, PartFound};

use super::needle::{Haystack, Needle};
use super::ranked;
use crate::Model;
use crate::answer::names::Named;
use crate::model::{PartKept, TryKept};

pub(super) fn claims(model: &Model, needle: &Needle) -> Vec<ClaimFound> {
    let all = model.orders.values().flat_map(|story| story.claim.tries.values());
    let all = all.map(|kept| (kept, of_claim(kept), kept.claim()));
    let found = ranked(needle, all).into_iter();
    found
        .map(|(kept, matched)| ClaimFound {
            claim: kept.claim().clone(),
            matched,
            kind: kept.kind,
            state: kept.state,
            state_title: kept.state.title(),
            manufacturer_number: kept.number.clone(),
            machine: model
                .orders
                .get(&kept.claim().order)
                .and_then(|story| story.facts.machine.clone()),
            claimed: kept.claimed(),
        })
        .collect()
}

fn of_claim(kept: &TryKept) -> Haystack {
    let mut hay = Haystack::default();
    hay.add(Matched::Number, &kept.claim().to_string());
    hay.add(Matched::Number, kept.number.as_deref().unwrap_or_default());
    hay
}

pub(super) fn parts(model: &Model, needle: &Needle) -> Vec<PartFound> {
    let named = Named(model);
    let all = model.orders.values().flat_map(|story| story.parts.values());
    let all = all.map(|part| (part, of_part(part), &part.label.tag));
    let found = ranked(needle, all).into_iter();
    found
        .map(|(part, matched)| PartFound {
            tag: part.label.tag.clone(),
            matched,
            state: part.state,
            state_title: part.state.title(),
            part_number: part.label.part_number.clone(),
            name: part.label.name.clone(),
            serial: part.label.serial.clone(),
            station: part.station().map(|id| named.station(id)),
        })
        .collect()
}

fn of_part(part: &PartKept) -> Haystack {
    let label = &part.label;
    let mut hay = Haystack::default();
    hay.add(Matched::Number, &label.tag.to_string());
    // As it is typed without the dash.
    hay.add(
        Matched::Number,
        &format!("{}P{}", label.tag.order, label.tag.line),
    );
    hay.add(Matched::Number, &label.part_number);
    hay.add(Matched::Serial, label.serial.as_deref().unwrap_or_default());
    hay.add(Matched::Name, &label.name);
    hay
}
