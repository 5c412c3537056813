//! Whether old parts were shipped within their month (KPI-5).

use proto::desk::PartReturn;
use proto::returns::PartState;
use types::Instant;

use super::cases::Case;
use crate::answer::names::Named;
use crate::answer::parts;

/// Parts that were shipped or whose due day is past, and whether they were shipped within the month.
pub(super) fn part_return<'a>(named: &Named<'a>, now: Instant) -> Vec<Case<'a>> {
    // rule: KPI-5
    let mut cases = Vec::new();
    for story in named.0.orders.values() {
        let parts = story.parts.values();
        for part in parts.filter(|part| part.state != PartState::NotExpected) {
            let Some(due) = parts::return_due(part, story, named) else {
                continue;
            };
            if part.shipped.is_none() && now <= due {
                continue;
            }
            let part_return = parts::part_return(part, Some(due), named, now);
            let met = matches!(part_return, PartReturn::InTime | PartReturn::Late);
            cases.push(Case {
                station: part.station(),
                part: Some(part.label.tag.clone()),
                ..Case::of(story, met, due, part_return.title())
            });
        }
    }
    cases
}
