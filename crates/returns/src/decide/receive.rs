//! The warehouse counts a consignment against its list (OLD-4, SLA-7).

use std::collections::BTreeSet;

use decider::{Context, Draft};
use proto::returns::{
    ConsignmentReceived, Counted, CountedPart, Discrepancy, DiscrepancyKind, PartState, ReceiveConsignment,
    ReturnsEvent, SurplusPart,
};
use sla::policy::ClockKind;
use types::{Instant, PartTag, Sentence};

use super::{Decision, happened_at, known_consignment, refuse_earlier};
use crate::clocks;
use crate::consignment::Consignment;
use crate::order::Part;
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Takes a count; what does not agree with the list becomes a numbered discrepancy. The same count once more is none.
///
/// # Errors
/// `consignment.unknown`, `OLD-4.counted_twice`, `OLD-4.not_on_list`, `OLD-4.surplus_is_listed`,
/// `OLD-4.surplus_unclear`, `OLD-4.already_received`, `OLD-4.in_future`, `OLD-4.too_early`.
pub(super) fn receive(state: &State, command: &ReceiveConsignment, context: &Context<'_>) -> Decision {
    let consignment = known_consignment(state, &command.consignment)?;
    refuse_muddled(consignment, command)?;
    let listed: Vec<CountedPart> = consignment
        .shipped
        .parts
        .iter()
        .map(|tag| count(state, command, tag))
        .collect();
    let discrepancies = discrepancies(&listed, command);
    if let Some(received) = &consignment.received {
        return repeated(received, &listed, &discrepancies, command.at);
    }
    let at = happened_at("OLD-4", command.at, context)?;
    let of = Sentence::new("发运时间", "it was shipped");
    refuse_earlier("OLD-4", at, consignment.shipped.at, of)?;
    let found = found_besides(state, consignment, command);
    let clocks: Vec<Draft<ReturnsEvent>> = clocks_of(state, consignment, &listed, &found, at, context);
    let received = ConsignmentReceived {
        consignment: command.consignment.clone(),
        parts: listed.into_iter().chain(found).collect(),
        discrepancies,
        at,
        by: context.person().cloned(),
    };
    let received = Draft::of(received).occurred(at);
    Ok(std::iter::once(received).chain(clocks).collect())
}

/// Each part once, listed ones on the list, others as surplus, with something that tells them apart.
fn refuse_muddled(consignment: &Consignment, command: &ReceiveConsignment) -> Result<(), ReturnsRejection> {
    let on_list = |tag: &PartTag| consignment.shipped.parts.contains(tag);
    let surplus = || command.surplus.iter().filter_map(|surplus| surplus.tag.as_ref());
    let mut seen = BTreeSet::new();
    let tags = command.counted.iter().map(|counted| &counted.tag);
    if let Some(tag) = tags.chain(surplus()).find(|tag| !seen.insert(*tag)).cloned() {
        return Err(ReturnsRejection::CountedTwice { tag });
    }
    let counted = command.counted.iter().map(|counted| counted.tag.clone());
    let parts: Vec<PartTag> = counted.filter(|tag| !on_list(tag)).collect();
    if !parts.is_empty() {
        let consignment = command.consignment.clone();
        return Err(ReturnsRejection::NotOnList { consignment, parts });
    }
    if let Some(tag) = surplus().find(|tag| on_list(tag)).cloned() {
        return Err(ReturnsRejection::SurplusIsListed { tag });
    }
    let unclear =
        |part: &SurplusPart| part.quantity == 0 || (part.tag.is_none() && part.words.trim().is_empty());
    if command.surplus.iter().any(unclear) {
        return Err(ReturnsRejection::SurplusUnclear);
    }
    Ok(())
}

/// What was counted of a listed part; 0 when nobody counted it.
fn count(state: &State, command: &ReceiveConsignment, tag: &PartTag) -> CountedPart {
    CountedPart {
        tag: tag.clone(),
        listed: state.part(tag).map_or(1, |part| part.label.quantity),
        counted: counted(command, tag).map_or(0, |counted| counted.quantity),
    }
}

fn counted<'c>(command: &'c ReceiveConsignment, tag: &PartTag) -> Option<&'c Counted> {
    command.counted.iter().find(|counted| counted.tag == *tag)
}

/// In the order of the list, then the surplus parts, numbered from 1.
// rule: OLD-4
fn discrepancies(listed: &[CountedPart], command: &ReceiveConsignment) -> Vec<Discrepancy> {
    let of_list = listed.iter().flat_map(|part| of_listed(part, command));
    let of_surplus = command.surplus.iter().map(|surplus| Discrepancy {
        number: 0,
        kind: DiscrepancyKind::Surplus,
        tag: surplus.tag.clone(),
        listed: 0,
        counted: surplus.quantity,
        words: surplus.words.trim().to_owned(),
    });
    let all = of_list.chain(of_surplus);
    (1..)
        .zip(all)
        .map(|(number, discrepancy)| Discrepancy {
            number,
            ..discrepancy
        })
        .collect()
}

fn of_listed(part: &CountedPart, command: &ReceiveConsignment) -> Vec<Discrepancy> {
    let seen = counted(command, &part.tag).filter(|counted| counted.quantity > 0);
    let condition = |wrong: fn(&Counted) -> bool| seen.is_some_and(wrong);
    let kinds = [
        (DiscrepancyKind::Missing, part.counted < part.listed),
        (DiscrepancyKind::Surplus, part.counted > part.listed),
        (DiscrepancyKind::NoTag, condition(|counted| counted.without_tag)),
        (
            DiscrepancyKind::BadPacking,
            condition(|counted| counted.badly_packed),
        ),
        (
            DiscrepancyKind::Incomplete,
            condition(|counted| counted.incomplete),
        ),
    ];
    let wrong = kinds.into_iter().filter(|(_, applies)| *applies);
    wrong
        .map(|(kind, _)| Discrepancy {
            number: 0,
            kind,
            tag: Some(part.tag.clone()),
            listed: part.listed,
            counted: part.counted,
            words: String::new(),
        })
        .collect()
}

/// Counting once more changes nothing when it comes to the same; what came of it since is in the discrepancies.
fn repeated(
    received: &ConsignmentReceived,
    listed: &[CountedPart],
    discrepancies: &[Discrepancy],
    at: Option<Instant>,
) -> Decision {
    let same = received.parts.starts_with(listed)
        && received.discrepancies == discrepancies
        && at.is_none_or(|at| at == received.at);
    if same {
        return Ok(Vec::new());
    }
    Err(ReturnsRejection::AlreadyReceived {
        consignment: received.consignment.clone(),
    })
}

/// Surplus parts that are this station's own and were not shipped before: held there when the consignment left, or
/// handed to nobody. They were in the box, so they are received like the others.
fn found_besides(state: &State, consignment: &Consignment, command: &ReceiveConsignment) -> Vec<CountedPart> {
    let shipped = &consignment.shipped;
    let ours = |part: &Part| {
        let here = part.station() == Some(&shipped.station);
        let before = |part: &Part| part.check_in.as_ref().is_some_and(|held| held.at <= shipped.at);
        here && (part.state == PartState::Expected || (part.state == PartState::AtStation && before(part)))
    };
    let found = command.surplus.iter().filter_map(|surplus| {
        let tag = surplus.tag.clone()?;
        state.part(&tag).filter(|part| ours(part))?;
        Some(CountedPart {
            tag,
            listed: 0,
            counted: surplus.quantity,
        })
    });
    found.collect()
}

/// Listed parts that came have arrived. One that travelled without being listed was shipped with the others; it never
/// was on its way by the record, so that nothing waits for its arrival.
// rule: SLA-7
fn clocks_of(
    state: &State,
    consignment: &Consignment,
    listed: &[CountedPart],
    found: &[CountedPart],
    at: Instant,
    context: &Context<'_>,
) -> Vec<Draft<ReturnsEvent>> {
    let came = listed.iter().filter(|part| part.counted > 0);
    let arrived = came.flat_map(|part| clocks::meet(state, &part.tag, ClockKind::PartArrival, at, context));
    let shipped_at = consignment.shipped.at;
    let shipped = found
        .iter()
        .flat_map(|part| clocks::meet(state, &part.tag, ClockKind::PartReturn, shipped_at, context));
    arrived.chain(shipped).collect()
}
