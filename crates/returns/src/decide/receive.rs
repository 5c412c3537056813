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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        Dealer, check_in, consignment, counted, expecting, lines, lines_with, moment, person, receive, ship,
        shipped, t, tag,
    };
    use proto::returns::{DiscrepancyOutcome, RecordLoss, SettleDiscrepancy, ShipConsignment};
    use types::Fen;

    fn surplus(tag: Option<PartTag>, words: &str) -> SurplusPart {
        SurplusPart {
            tag,
            words: words.into(),
            quantity: 1,
        }
    }

    fn received(dealer: &Dealer) -> ConsignmentReceived {
        let known = &dealer.state.consignments[&consignment("NJ01-202601")];
        known.received.clone().unwrap()
    }

    fn kinds(dealer: &Dealer) -> Vec<(u32, DiscrepancyKind, Option<PartTag>)> {
        let all = received(dealer).discrepancies.into_iter();
        all.map(|found| (found.number, found.kind, found.tag)).collect()
    }

    fn state_of(dealer: &Dealer, line: u16) -> PartState {
        dealer.state.part(&tag(line)).unwrap().state
    }

    #[test]
    fn a_consignment_that_agrees_with_its_list_arrives_without_discrepancy_and_once() {
        // rule: OLD-4, SLA-7
        let mut dealer = shipped(2);
        let events = dealer.when(receive(&[tag(2), tag(1)])).events();
        let expected = [
            "ConsignmentReceived",
            "SLA-7 P1 met 01-22 10:00",
            "SLA-7 P2 met 01-22 10:00",
        ];
        assert_eq!(lines(&events), expected);
        assert_eq!(kinds(&dealer), []);
        dealer.asleep_until(&moment("01-23 10:00"));
        dealer.when(receive(&[tag(1), tag(2)])).then_nothing();
        let other = receive(&[tag(1)]);
        dealer.when(other).rejected("OLD-4.already_received");
    }

    #[test]
    fn what_nobody_counted_is_missing_and_stays_on_its_clock() {
        // rule: OLD-4, SLA-7
        let mut dealer = shipped(3);
        let mut count = receive(&[tag(1)]);
        count.counted.push(Counted {
            quantity: 0,
            ..counted(tag(2))
        });
        let events = dealer.when(count).events();
        assert_eq!(lines_with("SLA-7", &events), ["SLA-7 P1 met 01-22 10:00"]);
        let missing = DiscrepancyKind::Missing;
        assert_eq!(
            kinds(&dealer),
            [(1, missing, Some(tag(2))), (2, missing, Some(tag(3)))]
        );
        let states = [1, 2, 3].map(|line| state_of(&dealer, line));
        assert_eq!(
            states,
            [PartState::Received, PartState::Missing, PartState::Missing]
        );
        let overdue = dealer.passes_until(&moment("01-31 08:00"));
        assert_eq!(
            lines_with("breached", &overdue),
            ["SLA-7 P2 breached 01-30 23:59", "SLA-7 P3 breached 01-30 23:59"]
        );
    }

    #[test]
    fn a_part_whose_loss_on_the_way_is_recorded_stays_lost_with_those_who_answer_for_it() {
        // rule: OLD-4, OLD-6
        let mut dealer = shipped(2);
        let lost = RecordLoss {
            tag: tag(2),
            reason: "途中车辆起火".into(),
            answerable: vec![person("li")],
            deducted: Some(Fen(380_000)),
        };
        dealer.when(lost.clone()).taken();
        dealer.when(receive(&[tag(1)])).taken();
        assert_eq!(kinds(&dealer), [(1, DiscrepancyKind::Missing, Some(tag(2)))]);
        assert_eq!(state_of(&dealer, 2), PartState::Lost);
        let settled = SettleDiscrepancy {
            consignment: consignment("NJ01-202601"),
            number: 1,
            outcome: DiscrepancyOutcome::Lost,
            reason: "途中车辆起火".into(),
        };
        assert_eq!(dealer.when(settled).kinds(), ["DiscrepancySettled"]);
        dealer.when(lost).then_nothing();
    }

    #[test]
    fn bad_condition_and_surplus_are_numbered_after_the_list() {
        // rule: OLD-4
        let mut dealer = shipped(2);
        let mut count = receive(&[]);
        count.counted = vec![
            Counted {
                quantity: 2,
                without_tag: true,
                incomplete: true,
                ..counted(tag(2))
            },
            Counted {
                badly_packed: true,
                ..counted(tag(1))
            },
        ];
        count.surplus = vec![surplus(None, " 一只旧滤芯 ")];
        dealer.when(count).taken();
        let expected = [
            (1, DiscrepancyKind::BadPacking, Some(tag(1))),
            (2, DiscrepancyKind::Surplus, Some(tag(2))),
            (3, DiscrepancyKind::NoTag, Some(tag(2))),
            (4, DiscrepancyKind::Incomplete, Some(tag(2))),
            (5, DiscrepancyKind::Surplus, None),
        ];
        assert_eq!(kinds(&dealer), expected);
        assert_eq!(received(&dealer).discrepancies[4].words, "一只旧滤芯");
        assert_eq!(state_of(&dealer, 2), PartState::Received);
    }

    #[test]
    fn a_surplus_part_that_the_station_held_or_nobody_had_handed_in_is_received_with_the_others() {
        // rule: OLD-4
        let mut dealer = expecting(1, 4);
        dealer.asleep_until(&moment("01-12 09:00"));
        for line in [1, 2] {
            dealer.when(check_in(tag(line))).taken();
        }
        dealer.asleep_until(&moment("01-20 08:00"));
        let only_the_first = ShipConsignment {
            parts: Some(vec![tag(1)]),
            ..ship("SF100")
        };
        dealer.when(only_the_first).taken();
        dealer.asleep_until(&moment("01-21 08:00"));
        dealer.when(check_in(tag(4))).taken();
        dealer.by("ku");
        dealer.asleep_until(&moment("01-22 10:00"));
        let mut count = receive(&[tag(1)]);
        count.surplus = [2, 3, 4].map(|line| surplus(Some(tag(line)), "")).to_vec();
        let events = dealer.when(count.clone()).events();
        let clocks = ["SLA-7 P1 met 01-22 10:00", "SLA-6 P2 met 01-20 08:00"];
        assert_eq!(lines_with("SLA", &events), clocks);
        // The fourth came to the station after the box had left: somebody has to look.
        let states = [1, 2, 3, 4].map(|line| state_of(&dealer, line));
        let (received, held) = (PartState::Received, PartState::AtStation);
        assert_eq!(states, [received, received, received, held]);
        assert_eq!(kinds(&dealer).len(), 3);
        dealer.when(count).then_nothing();
    }

    #[test]
    fn a_muddled_count_is_refused_and_says_why() {
        // rule: OLD-4
        let mut dealer = shipped(1);
        let refused =
            |dealer: &mut Dealer, command: ReceiveConsignment| dealer.when(command).0.unwrap_err().code;
        let mut unknown = receive(&[tag(1)]);
        unknown.consignment = consignment("NJ01-202612");
        assert_eq!(refused(&mut dealer, unknown), "consignment.unknown");
        assert_eq!(
            refused(&mut dealer, receive(&[tag(1), tag(1)])),
            "OLD-4.counted_twice"
        );
        assert_eq!(
            refused(&mut dealer, receive(&[tag(1), tag(2)])),
            "OLD-4.not_on_list"
        );
        let with = |part: SurplusPart| ReceiveConsignment {
            surplus: vec![part],
            ..receive(&[])
        };
        assert_eq!(
            refused(&mut dealer, with(surplus(Some(tag(1)), ""))),
            "OLD-4.surplus_is_listed"
        );
        assert_eq!(
            refused(&mut dealer, with(surplus(None, " "))),
            "OLD-4.surplus_unclear"
        );
        let at = |at: &str| ReceiveConsignment {
            at: Some(t(at)),
            ..receive(&[tag(1)])
        };
        assert_eq!(refused(&mut dealer, at("01-22 10:01")), "OLD-4.in_future");
        assert_eq!(refused(&mut dealer, at("01-20 07:59")), "OLD-4.too_early");
    }
}
