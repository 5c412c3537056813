//! Whether every old part is somewhere.

use std::collections::{BTreeMap, BTreeSet};

use proto::returns::PartState;
use types::{OrderNumber, PartTag};

use super::Check;
use super::gathered::Gathered;
use crate::simulate::world::World;

/// Every part of a claimed order's report has one tag, in one state, and every tag is of a part that an engineer told of.
/// A text without a number may have been put on another order than the one its sender meant.
pub(super) fn each_is_somewhere(world: &World, gathered: &Gathered) -> Check {
    let claimed = gathered.claims.iter().filter(|(_, page)| !page.tries.is_empty());
    let reported: BTreeSet<(&OrderNumber, &str)> = claimed
        .filter_map(|(order, _)| Some((order, world.shelf.reported.get(order)?)))
        .flat_map(|(order, parts)| parts.iter().map(move |part| (order, part.as_str())))
        .collect();
    let tagged = gathered.parts.iter();
    let tagged: BTreeSet<(&OrderNumber, &str)> = tagged
        .map(|part| (&part.order, part.part_number.as_str()))
        .collect();
    let elsewhere = || tagged.difference(&reported);
    let tags: BTreeSet<&PartTag> = gathered.parts.iter().map(|part| &part.tag).collect();
    let mut states: BTreeMap<PartState, u64> = BTreeMap::new();
    for part in &gathered.parts {
        *states.entry(part.state).or_default() += 1;
    }
    let figures = gathered.figures.parts.iter().filter(|(_, count)| **count > 0);
    let each_once = gathered.parts.len() == tags.len() && gathered.parts.len() == tagged.len();
    let holds = each_once
        && reported.is_subset(&tagged)
        && elsewhere().all(|(_, part)| world.shelf.texted.contains(*part))
        && figures.eq(states.iter());
    let sum: Vec<String> = states.values().map(ToString::to_string).collect();
    let shown = format!(
        "{} + {} = {}",
        reported.len(),
        elsewhere().count(),
        sum.join(" + ")
    );
    Check::new(
        "每件应返旧件都有去处",
        "each expected old part is in exactly one place",
        holds,
        shown,
    )
}

/// What was destroyed, sent on or lost stands so.
pub(super) fn what_was_done_stands(world: &World, gathered: &Gathered) -> Check {
    let ends = [PartState::Destroyed, PartState::Forwarded, PartState::Lost];
    let found = gathered.parts.iter().filter(|part| ends.contains(&part.state));
    let found: BTreeMap<&PartTag, PartState> = found.map(|part| (&part.tag, part.state)).collect();
    let done: BTreeMap<&PartTag, PartState> = world
        .shelf
        .ended
        .iter()
        .map(|(tag, state)| (tag, *state))
        .collect();
    let all = |wanted: PartState| done.values().filter(|state| **state == wanted).count();
    let shown = ends.map(|state| all(state).to_string()).join(" + ");
    Check::new(
        "销毁、转发、遗失的旧件与操作一致",
        "old parts destroyed, forwarded and lost are those that people dealt with",
        found == done,
        format!("{} = {shown}", found.len()),
    )
}
