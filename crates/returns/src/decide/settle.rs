//! Discrepancies of a consignment are cleared up, one by one (OLD-4).

use decider::{Context, Draft};
use proto::returns::{
    Discrepancy, DiscrepancyKind, DiscrepancyOutcome, DiscrepancySettled, PartState, ReturnsEvent,
    SettleDiscrepancy,
};
use sla::policy::ClockKind;
use types::PartTag;

use super::{Decision, known_consignment, loss, written};
use crate::clocks;
use crate::consignment::Consignment;
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Settles a discrepancy: explained, or, of what was missing, found or lost. What was lost can still be found.
///
/// # Errors
/// `consignment.unknown`, `OLD-4.not_received_yet`, `OLD-4.discrepancy_unknown`, `OLD-4.already_settled`,
/// `OLD-4.nothing_missing`, `OLD-4.reason_required`.
pub(super) fn settle(state: &State, command: &SettleDiscrepancy, context: &Context<'_>) -> Decision {
    let consignment = known_consignment(state, &command.consignment)?;
    let discrepancy = named(consignment, command)?;
    if let Some(settled) = consignment.settled.get(&command.number) {
        let (was, now) = (settled.outcome, command.outcome);
        if was == now {
            return Ok(Vec::new());
        }
        if (was, now) != (DiscrepancyOutcome::Lost, DiscrepancyOutcome::Found) {
            let number = command.number;
            return Err(ReturnsRejection::AlreadySettled { number, outcome: was });
        }
    }
    if command.outcome != DiscrepancyOutcome::Explained && discrepancy.kind != DiscrepancyKind::Missing {
        let (number, kind) = (command.number, discrepancy.kind);
        return Err(ReturnsRejection::NothingMissing { number, kind });
    }
    let settled = DiscrepancySettled {
        consignment: command.consignment.clone(),
        number: command.number,
        outcome: command.outcome,
        reason: written(
            &command.reason,
            ReturnsRejection::ReasonRequired { rule: "OLD-4" },
        )?,
        tag: discrepancy.tag.clone(),
        at: context.now,
        by: context.person().cloned(),
    };
    let sequel = sequel(state, &settled, context);
    Ok(std::iter::once(Draft::of(settled)).chain(sequel).collect())
}

fn named<'s>(
    consignment: &'s Consignment,
    command: &SettleDiscrepancy,
) -> Result<&'s Discrepancy, ReturnsRejection> {
    let id = || command.consignment.clone();
    if consignment.received.is_none() {
        return Err(ReturnsRejection::NotReceivedYet { consignment: id() });
    }
    let mut all = consignment.discrepancies().iter();
    all.find(|discrepancy| discrepancy.number == command.number)
        .ok_or_else(|| ReturnsRejection::DiscrepancyUnknown {
            consignment: id(),
            number: command.number,
        })
}

/// A part that is found arrives now; one that is lost has its end. Of a part that came in part only the rest is meant.
fn sequel(state: &State, settled: &DiscrepancySettled, context: &Context<'_>) -> Vec<Draft<ReturnsEvent>> {
    let in_state = |tag: &PartTag, states: &[PartState]| -> bool {
        state.part(tag).is_some_and(|part| states.contains(&part.state))
    };
    let Some(tag) = &settled.tag else {
        return Vec::new();
    };
    match settled.outcome {
        // rule: SLA-7
        DiscrepancyOutcome::Found if in_state(tag, &[PartState::Missing, PartState::Lost]) => {
            clocks::meet(state, tag, ClockKind::PartArrival, settled.at, context)
        }
        // rule: OLD-6
        DiscrepancyOutcome::Lost if in_state(tag, &[PartState::Missing]) => {
            loss::of_missing(state, tag, &settled.reason, context)
        }
        DiscrepancyOutcome::Found | DiscrepancyOutcome::Lost | DiscrepancyOutcome::Explained => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Dealer, consignment, counted, lines, moment, receive, shipped, tag};

    /// The second of two parts did not come.
    fn short_by_one() -> Dealer {
        let mut dealer = shipped(2);
        dealer.when(receive(&[tag(1)])).taken();
        dealer
    }

    fn settled(number: u32, outcome: DiscrepancyOutcome) -> SettleDiscrepancy {
        SettleDiscrepancy {
            consignment: consignment("NJ01-202601"),
            number,
            outcome,
            reason: "在货车上找到".into(),
        }
    }

    fn state_of(dealer: &Dealer, line: u16) -> PartState {
        dealer.state.part(&tag(line)).unwrap().state
    }

    #[test]
    fn a_part_found_later_is_received_when_it_is_found() {
        // rule: OLD-4, SLA-7
        let mut dealer = short_by_one();
        dealer.passes_until(&moment("02-02 11:00"));
        let events = dealer.when(settled(1, DiscrepancyOutcome::Found)).events();
        assert_eq!(
            lines(&events),
            ["settled 1 Found", "SLA-7 P2 stopped 02-02 11:00"]
        );
        assert_eq!(state_of(&dealer, 2), PartState::Received);
        dealer.when(settled(1, DiscrepancyOutcome::Found)).then_nothing();
        dealer
            .when(settled(1, DiscrepancyOutcome::Lost))
            .rejected("OLD-4.already_settled");
    }

    #[test]
    fn a_part_that_is_lost_ends_there_and_engineer_and_station_manager_answer_for_it() {
        // rule: OLD-4, OLD-6
        let mut dealer = short_by_one();
        let events = dealer.when(settled(1, DiscrepancyOutcome::Lost)).events();
        let expected = [
            "settled 1 Lost",
            "lost 2600017-P2 by [wu, li]",
            "SLA-7 P2 cancelled",
        ];
        assert_eq!(lines(&events), expected);
        assert_eq!(state_of(&dealer, 2), PartState::Lost);
        let found = dealer.when(settled(1, DiscrepancyOutcome::Found)).events();
        assert_eq!(lines(&found), ["settled 1 Found", "SLA-7 P2 met 01-22 10:00"]);
        assert_eq!(state_of(&dealer, 2), PartState::Received);
    }

    #[test]
    fn the_rest_of_a_part_that_came_in_part_may_be_lost_without_losing_what_came() {
        // rule: OLD-4
        let mut dealer = crate::testing::expecting(1, 1);
        crate::testing::hear(&mut dealer, crate::testing::corrected(1, 4));
        dealer.when(crate::testing::check_in(tag(1))).taken();
        dealer.when(crate::testing::ship("SF100")).taken();
        dealer.by("ku");
        let mut count = receive(&[]);
        count.counted = vec![proto::returns::Counted {
            quantity: 3,
            ..counted(tag(1))
        }];
        dealer.when(count).taken();
        let events = dealer.when(settled(1, DiscrepancyOutcome::Lost)).events();
        assert_eq!(lines(&events), ["settled 1 Lost"]);
        assert_eq!(state_of(&dealer, 1), PartState::Received);
    }

    #[test]
    fn what_cannot_be_settled_is_refused_and_says_why() {
        // rule: OLD-4
        let mut dealer = shipped(2);
        let refused =
            |dealer: &mut Dealer, command: SettleDiscrepancy| dealer.when(command).0.unwrap_err().code;
        let found = settled(1, DiscrepancyOutcome::Found);
        assert_eq!(refused(&mut dealer, found.clone()), "OLD-4.not_received_yet");
        let mut count = receive(&[tag(1), tag(2)]);
        count.counted[0].badly_packed = true;
        dealer.when(count).taken();
        assert_eq!(
            refused(&mut dealer, settled(2, DiscrepancyOutcome::Explained)),
            "OLD-4.discrepancy_unknown"
        );
        assert_eq!(refused(&mut dealer, found), "OLD-4.nothing_missing");
        let wordless = SettleDiscrepancy {
            reason: " ".into(),
            ..settled(1, DiscrepancyOutcome::Explained)
        };
        assert_eq!(refused(&mut dealer, wordless), "OLD-4.reason_required");
        dealer.when(settled(1, DiscrepancyOutcome::Explained)).taken();
    }
}
