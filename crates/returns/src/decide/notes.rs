//! What feeds bring, and which parts are expected because of it, in whatever order the feeds come (OLD-1, OLD-7).

use std::borrow::Cow;

use decider::Draft;
use proto::returns::{
    ClaimStandNoted, ExpectedPart, NotExpectedReason, NoteClaimStand, NotePart, NoteStation, PartExpected,
    PartNotExpected, PartNoted, PartState, ReturnsEvent, StationNoted,
};

use types::OrderNumber;

use crate::order::Order;
use crate::state::State;

/// Copies a part of the report as it stands now; who replaced it stays known when it is put right.
pub(super) fn part(state: &State, command: &NotePart) -> Vec<Draft<ReturnsEvent>> {
    let mut order = copy(state, &command.tag.order);
    let known = order.reported.get(&command.tag.line);
    let engineer = command
        .engineer
        .clone()
        .or_else(|| known.and_then(|noted| noted.engineer.clone()));
    let noted = PartNoted {
        tag: command.tag.clone(),
        exchange: command.exchange.clone(),
        engineer,
    };
    if known == Some(&noted) {
        return Vec::new();
    }
    order.reported.insert(noted.tag.line, noted.clone());
    followed(noted.into(), &order)
}

/// Copies where a try of the claim stands; the day of its decision stays known.
// rule: OLD-7
pub(super) fn claim(state: &State, command: &NoteClaimStand) -> Vec<Draft<ReturnsEvent>> {
    let number = &command.claim.order;
    let mut order = copy(state, number);
    let known = order.claims.get(&command.claim);
    let noted = ClaimStandNoted {
        order: number.clone(),
        claim: command.claim.clone(),
        state: command.state,
        decided_at: command
            .decided_at
            .or_else(|| known.and_then(|noted| noted.decided_at)),
    };
    if known == Some(&noted) {
        return Vec::new();
    }
    order.claims.insert(noted.claim.clone(), noted.clone());
    followed(noted.into(), &order)
}

/// Copies what an order's tags need; what the command leaves out stays as it is known.
pub(super) fn station(state: &State, command: &NoteStation) -> Vec<Draft<ReturnsEvent>> {
    let mut order = copy(state, &command.order);
    let known = order.noted.clone();
    let noted = StationNoted {
        order: command.order.clone(),
        opened_at: command.opened_at.or_else(|| known.as_ref()?.opened_at),
        machine: command
            .machine
            .clone()
            .or_else(|| known.as_ref()?.machine.clone()),
        model: command.model.clone().or_else(|| known.as_ref()?.model.clone()),
        station: command
            .station
            .clone()
            .or_else(|| known.as_ref()?.station.clone()),
        engineer: command
            .engineer
            .clone()
            .or_else(|| known.as_ref()?.engineer.clone()),
    };
    if known.as_ref() == Some(&noted) {
        return Vec::new();
    }
    order.noted = Some(noted.clone());
    followed(noted.into(), &order)
}

/// A note, and what follows from it for each part of the order as it is then.
// rule: OLD-1
fn followed(note: ReturnsEvent, order: &Order) -> Vec<Draft<ReturnsEvent>> {
    let sequel = order.reported.values().filter_map(|noted| sequel(noted, order));
    std::iter::once(note).chain(sequel).map(Draft::of).collect()
}

fn sequel(noted: &PartNoted, order: &Order) -> Option<ReturnsEvent> {
    let tag = &noted.tag;
    let known = order.parts.get(&tag.line);
    let state = known.map_or(PartState::NotExpected, |part| part.state);
    let reason = match (order.is_claimed(), noted.exchange.quantity) {
        (true, 1..) => return expected(noted, order),
        (true, 0) => NotExpectedReason::TakenOffReport,
        (false, _) => NotExpectedReason::ClaimDropped,
    };
    // What the station holds it ships, whatever becomes of the claim.
    (state == PartState::Expected).then(|| {
        PartNotExpected {
            tag: tag.clone(),
            reason,
        }
        .into()
    })
}

/// The tag is written anew as long as the part has not left the station.
fn expected(noted: &PartNoted, order: &Order) -> Option<ReturnsEvent> {
    let known = order.parts.get(&noted.tag.line);
    let still_wanted = known.filter(|part| part.state != PartState::NotExpected);
    let open =
        still_wanted.is_none_or(|part| matches!(part.state, PartState::Expected | PartState::AtStation));
    let (facts, exchange) = (order.noted.as_ref(), &noted.exchange);
    let claim = still_wanted.map(|part| part.label.claim.clone());
    let label = ExpectedPart {
        tag: noted.tag.clone(),
        // Another try of the claim is about the same part.
        claim: claim.or_else(|| Some(order.claim()?.claim.clone()))?,
        machine: facts.and_then(|facts| facts.machine.clone()),
        model: facts.and_then(|facts| facts.model.clone()),
        station: facts.and_then(|facts| facts.station.clone()),
        engineer: noted.engineer.clone().or_else(|| facts?.engineer.clone()),
        part_number: exchange.part_number.clone(),
        name: exchange.name.clone(),
        quantity: exchange.quantity,
        serial: exchange.old_serial.clone(),
    };
    let changed = still_wanted.is_none_or(|part| part.label != label);
    (open && changed).then(|| PartExpected { part: label }.into())
}

fn copy(state: &State, number: &OrderNumber) -> Order {
    state.orders.get(number).map(Cow::into_owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proto::claims::Decision;
    use proto::field::Repaired;

    use super::*;
    use crate::testing::{
        Dealer, check_in, claim, corrected, dealer, decided, drafted, dropped, expecting, given_to, hear,
        lines, lines_with, opened, order, person, replaced, station, submitted, t, tag,
    };

    fn label(dealer: &Dealer) -> ExpectedPart {
        dealer.state.part(&tag(1)).unwrap().label.clone()
    }

    #[test]
    fn every_replaced_part_of_a_claimed_report_is_expected_whichever_feed_comes_first() {
        // rule: OLD-1
        let orderings: [[proto::AnyEvent; 3]; 3] = [
            [opened(1).into(), replaced(1, 1).into(), drafted(1, 1).into()],
            [drafted(1, 1).into(), opened(1).into(), replaced(1, 1).into()],
            [replaced(1, 1).into(), drafted(1, 1).into(), opened(1).into()],
        ];
        let labels = orderings.map(|events| {
            let mut dealer = dealer();
            for event in events {
                hear(&mut dealer, event);
            }
            label(&dealer)
        });
        let expected = ExpectedPart {
            tag: tag(1),
            claim: claim(1, 1),
            machine: Some("20145".parse().unwrap()),
            model: Some("EC210B".into()),
            station: Some(station("NJ01")),
            engineer: Some(person("wu")),
            part_number: "14531612".into(),
            name: "主泵".into(),
            quantity: 1,
            serial: Some("P-7781".into()),
        };
        assert_eq!(labels, [expected.clone(), expected.clone(), expected]);
    }

    #[test]
    fn without_a_claim_no_part_is_expected() {
        // rule: OLD-1
        let mut dealer = dealer();
        hear(&mut dealer, opened(1));
        assert_eq!(lines(&hear(&mut dealer, replaced(1, 1))), ["PartNoted"]);
        assert!(dealer.state.part(&tag(1)).is_none());
    }

    #[test]
    fn a_part_put_right_is_expected_anew_until_it_is_shipped_and_not_at_all_with_quantity_0() {
        // rule: OLD-1
        let mut dealer = expecting(1, 2);
        let two = hear(&mut dealer, corrected(1, 2));
        assert_eq!(lines_with("expected", &two), ["expected 2600017-P1 x2"]);
        assert_eq!(lines(&hear(&mut dealer, corrected(1, 2))), Vec::<String>::new());
        let off = hear(&mut dealer, corrected(1, 0));
        assert_eq!(
            lines_with("expected", &off),
            ["not expected 2600017-P1: TakenOffReport"]
        );
        let again = hear(&mut dealer, corrected(1, 1));
        assert_eq!(lines_with("expected", &again), ["expected 2600017-P1 x1"]);

        dealer.when(check_in(tag(1))).taken();
        assert_eq!(
            lines_with("expected", &hear(&mut dealer, corrected(1, 3))),
            ["expected 2600017-P1 x3"]
        );
        assert_eq!(
            lines_with("expected", &hear(&mut dealer, corrected(1, 0))),
            Vec::<String>::new()
        );
        dealer.when(crate::testing::ship("SF1")).taken();
        assert_eq!(
            lines_with("expected", &hear(&mut dealer, corrected(1, 4))),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_dropped_claim_gives_up_what_was_not_handed_in_yet() {
        // rule: OLD-1
        let mut dealer = expecting(1, 2);
        dealer.when(check_in(tag(1))).taken();
        let released = hear(&mut dealer, dropped(1));
        assert_eq!(
            lines_with("expected", &released),
            ["not expected 2600017-P2: ClaimDropped"]
        );
        assert_eq!(dealer.state.part(&tag(1)).unwrap().state, PartState::AtStation);
        let back = hear(&mut dealer, drafted(1, 2));
        assert_eq!(lines_with("expected", &back), ["expected 2600017-P2 x1"]);
    }

    #[test]
    fn another_try_is_about_the_same_tags_and_dropping_it_leaves_what_the_first_asked_for() {
        // rule: OLD-1
        let mut dealer = expecting(1, 1);
        hear(&mut dealer, submitted(1));
        hear(&mut dealer, decided(1, Decision::Rejected, "01-20 10:00"));
        for event in [drafted(1, 2), dropped(2)] {
            assert_eq!(lines(&hear(&mut dealer, event)), ["ClaimStandNoted"]);
        }
        assert_eq!(dealer.state.part(&tag(1)).unwrap().state, PartState::Expected);
    }

    #[test]
    fn the_tag_follows_the_order_to_another_station_and_names_who_repaired_it() {
        // rule: OLD-1
        let mut dealer = dealer();
        hear(&mut dealer, opened(1));
        hear(&mut dealer, drafted(1, 1));
        let replaced = proto::field::PartReplaced {
            order: order(1),
            line: 1,
            exchange: crate::testing::exchange(1),
            by: None,
            message: None,
        };
        hear(&mut dealer, proto::field::FieldEvent::from(replaced));
        hear(&mut dealer, given_to(1, "SZ02"));
        let repaired = Repaired {
            order: order(1),
            visit: 1,
            by: person("zhao"),
            at: t("01-05 16:00"),
            message: None,
        };
        hear(&mut dealer, proto::field::FieldEvent::from(repaired));
        let label = label(&dealer);
        assert_eq!(
            (label.station, label.engineer),
            (Some(station("SZ02")), Some(person("zhao")))
        );
    }
}
