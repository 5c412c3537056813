//! Whether old parts were shipped within their month (KPI-5).

use proto::desk::PartReturn;
use proto::returns::PartState;
use types::Instant;

use super::cases::Case;
use crate::answer::names::Named;
use crate::answer::parts;
use crate::model::OrderStory;

/// An order's parts that were shipped or whose due day is past, and whether they were shipped within the month.
pub(super) fn part_return<'a>(story: &'a OrderStory, named: &Named<'_>, now: Instant) -> Vec<Case<'a>> {
    // rule: KPI-5
    let parts = story.parts.values();
    let expected = parts.filter(|part| part.state != PartState::NotExpected);
    expected
        .filter_map(|part| {
            let due = parts::return_due(part, story, named)?;
            if part.shipped.is_none() && now <= due {
                return None;
            }
            let part_return = parts::part_return(part, Some(due), named, now);
            let met = matches!(part_return, PartReturn::InTime | PartReturn::Late);
            Some(Case {
                station: part.station(),
                part: Some(part.label.tag.clone()),
                ..Case::of(story, met, due, part_return.title())
            })
        })
        .collect()
}
