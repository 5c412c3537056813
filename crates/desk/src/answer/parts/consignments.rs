//! Consignments with their lists and discrepancies (OLD-3, OLD-4).

use proto::desk::{
    ConsignmentPage, ConsignmentPart, ConsignmentQuery, ConsignmentRow, Consignments, ConsignmentsQuery,
    DiscrepancyShown, Month,
};
use proto::returns::Discrepancy;
use proto::{Class, Rejection};
use sla::policy::ClockKind;
use types::{ConsignmentId, Instant, PartTag};

use super::row as part_row;
use crate::Model;
use crate::answer::names::Named;
use crate::answer::{count, few, rows};
use crate::model::{ConsignmentKept, OrderStory, PartKept};

/// The consignments that fit, the newest first.
pub(crate) fn consignments(model: &Model, query: &ConsignmentsQuery) -> Consignments {
    let named = Named::of(model);
    let all = model
        .consignments
        .values()
        .filter(|kept| fits(kept, query, &named));
    let mut fitting: Vec<ConsignmentRow> = all.map(|kept| row(kept, &named)).collect();
    fitting.sort_by(|a, b| (b.shipped_at, &b.consignment).cmp(&(a.shipped_at, &a.consignment)));
    let total = count(fitting.len());
    Consignments {
        consignments: rows(fitting, query.skip, query.limit),
        total,
    }
}

fn fits(kept: &ConsignmentKept, query: &ConsignmentsQuery, named: &Named<'_>) -> bool {
    let shipped = &kept.shipped;
    let month = || Month::of(named.day(shipped.at, Some(&shipped.station)));
    let is_open = || kept.received.is_none() || kept.discrepancies().1 > 0;
    query
        .station
        .as_ref()
        .is_none_or(|wanted| *wanted == shipped.station)
        && query.month.is_none_or(|wanted| month() == wanted)
        && (!query.open || is_open())
}

fn row(kept: &ConsignmentKept, named: &Named<'_>) -> ConsignmentRow {
    let (shipped, received) = (&kept.shipped, kept.received.as_ref());
    let (discrepancies, unsettled) = kept.discrepancies();
    let received_by = received.and_then(|received| received.by.as_ref());
    ConsignmentRow {
        consignment: shipped.consignment.clone(),
        station: named.station(&shipped.station),
        parts: few(shipped.parts.len()),
        carrier: shipped.carrier.clone(),
        tracking: shipped.tracking.clone(),
        freight: shipped.freight,
        shipped_at: shipped.at,
        shipped_by: shipped.by.as_ref().map(|id| named.person(id)),
        arrival_due_at: shipped
            .parts
            .iter()
            .filter_map(|tag| arrival_due(tag, named))
            .min(),
        received_at: received.map(|received| received.at),
        received_by: received_by.map(|id| named.person(id)),
        discrepancies: few(discrepancies),
        unsettled: few(unsettled),
    }
}

fn arrival_due(tag: &PartTag, named: &Named<'_>) -> Option<Instant> {
    // rule: SLA-7
    let story = named.model.orders.get(&tag.order)?;
    let kept = story.clocks.get(&(ClockKind::PartArrival, u32::from(tag.line)))?;
    kept.clock.due(&named.common.policies)
}

/// One consignment as a whole.
///
/// # Errors
/// `consignment.unknown`.
pub(crate) fn consignment(
    model: &Model,
    query: &ConsignmentQuery,
    now: Instant,
) -> Result<ConsignmentPage, Rejection> {
    let named = Named::of(model);
    let kept = model
        .consignments
        .get(&query.consignment)
        .ok_or_else(|| unknown(&query.consignment))?;
    let parts = kept.shipped.parts.iter();
    let parts = parts.filter_map(|tag| {
        let (story, part) = found(model, tag)?;
        Some(listed(part, story, kept, &named, now))
    });
    let discrepancies = kept.received.iter().flat_map(|received| &received.discrepancies);
    Ok(ConsignmentPage {
        row: row(kept, &named),
        parts: parts.collect(),
        discrepancies: discrepancies
            .map(|discrepancy| discrepancy_shown(discrepancy, kept, &named))
            .collect(),
    })
}

fn unknown(id: &ConsignmentId) -> Rejection {
    Rejection::new(
        Class::Unknown,
        "consignment.unknown",
        format!("没有货单 {id}，请核对编号"),
        format!("there is no consignment {id}; check the number"),
    )
    .with("consignment", id.as_str())
}

fn found<'a>(model: &'a Model, tag: &PartTag) -> Option<(&'a OrderStory, &'a PartKept)> {
    let story = model.orders.get(&tag.order)?;
    Some((story, story.parts.get(&tag.line)?))
}

fn listed(
    part: &PartKept,
    story: &OrderStory,
    kept: &ConsignmentKept,
    named: &Named<'_>,
    now: Instant,
) -> ConsignmentPart {
    let mut counted = kept.received.iter().flat_map(|received| &received.parts);
    let counted = counted.find(|counted| counted.tag == part.label.tag);
    ConsignmentPart {
        part: part_row(part, story, named, now),
        listed: counted.map_or(part.label.quantity, |counted| counted.listed),
        counted: counted.map(|counted| counted.counted),
    }
}

fn discrepancy_shown(
    discrepancy: &Discrepancy,
    kept: &ConsignmentKept,
    named: &Named<'_>,
) -> DiscrepancyShown {
    let settled = kept.settled.get(&discrepancy.number);
    let settled_by = settled.and_then(|settled| settled.by.as_ref());
    DiscrepancyShown {
        discrepancy: discrepancy.clone(),
        kind_title: discrepancy.kind.title(),
        outcome: settled.map(|settled| settled.outcome),
        reason: settled.map(|settled| settled.reason.clone()).unwrap_or_default(),
        settled_at: settled.map(|settled| settled.at),
        settled_by: settled_by.map(|id| named.person(id)),
    }
}
