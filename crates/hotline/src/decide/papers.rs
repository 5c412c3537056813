//! The papers of a finished service, and whether the engineer's report is complete (ORD-14, ORD-24).

use decider::{Context, Draft};
use proto::hotline::{NoteReport, PapersClass, PapersReviewed, ReportNoted, ReviewPapers};
use proto::order::{OrderFacts, OrderType, Step};

use super::{Decided, order_for, spoken};
use crate::{OrderRejection, Papers, State};

/// Records that records staff looked through the papers; nothing missing means that they are complete.
///
/// # Errors
/// Unknown order, an order that was not repaired on site or is closed, a class that does not fit its type, an unknown
/// person who was asked.
pub(super) fn review_papers(state: &State, command: &ReviewPapers, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let found = Papers {
        class: command.class,
        missing: missing(command),
        asked: command.asked.clone(),
        note: command.note.clone().filter(spoken),
        by: context.person().cloned(),
    };
    if order
        .aftercare
        .papers
        .as_ref()
        .is_some_and(|known| says_the_same(known, &found))
    {
        return Ok(Vec::new());
    }
    // rule: ORD-24
    if order.standing.step != Step::Repaired {
        return Err(OrderRejection::NotRepaired {
            order: command.order.clone(),
            step: order.standing.step,
        });
    }
    // rule: ORD-24
    let fitting = fitting_classes(&order.facts, context);
    if !fitting.contains(&found.class) {
        return Err(OrderRejection::ClassDoesNotFit {
            class: found.class,
            order_type: order.facts.order_type,
            fitting,
        });
    }
    if let Some(asked) = &found.asked
        && context.masters().person(asked).is_none()
    {
        return Err(OrderRejection::UnknownPerson(asked.clone()));
    }
    Ok(vec![Draft::of(PapersReviewed {
        order: command.order.clone(),
        class: found.class,
        missing: found.missing,
        asked: found.asked,
        note: found.note,
        by: found.by,
    })])
}

/// What is missing, each thing once.
fn missing(command: &ReviewPapers) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for item in command.missing.iter().map(|item| item.trim()) {
        if !item.is_empty() && !missing.iter().any(|known| known == item) {
            missing.push(item.to_owned());
        }
    }
    missing
}

fn says_the_same(known: &Papers, found: &Papers) -> bool {
    known.class == found.class
        && known.missing == found.missing
        && known.asked == found.asked
        && known.note == found.note
}

/// Repairs are filed as repaired, every other service as maintenance; what the policy lets be claimed may be filed as
/// to be claimed (ORD-24).
fn fitting_classes(facts: &OrderFacts, context: &Context<'_>) -> Vec<PapersClass> {
    let own = match facts.order_type {
        OrderType::FailureRepair | OrderType::WorkshopRepair => PapersClass::FailureRepaired,
        OrderType::PeriodicMaintenance
        | OrderType::TechnicalCampaign
        | OrderType::ArrivalInspection
        | OrderType::PreDelivery
        | OrderType::Delivery
        | OrderType::MachineInspection
        | OrderType::CustomerVisit
        | OrderType::StockUpkeep
        | OrderType::ServiceAgreement
        | OrderType::PartsInquiry
        | OrderType::SalesInquiry
        | OrderType::UsedMachine
        | OrderType::Complaint => PapersClass::Maintenance,
    };
    let subtype = facts.subtype.map(|subtype| subtype.as_str());
    let claimed = context
        .policy()
        .claims()
        .kind_of(facts.order_type.as_str(), subtype)
        .map(|_| PapersClass::ToBeClaimed);
    std::iter::once(own).chain(claimed).collect()
}

/// Takes up what the engineer's report lacks, as field judged it.
///
/// # Errors
/// Unknown order: field speaks of one that was never opened here.
pub(super) fn note_report(state: &State, command: &NoteReport) -> Decided {
    let order = state
        .order(&command.order)
        .ok_or_else(|| OrderRejection::UnknownOrder(command.order.clone()))?;
    if order.aftercare.report_gaps.as_ref() == Some(&command.gaps) {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::of(ReportNoted {
        order: command.order.clone(),
        gaps: command.gaps.clone(),
    })])
}

#[cfg(test)]
mod tests {
    use proto::hotline::{HotlineEvent, OpenOrder};
    use proto::order::OrderSubtype;
    use serde_json::json;
    use types::OrderNumber;

    use super::super::given::{self, KNOWN, call, opened, repaired};
    use super::*;

    fn review(order: &OrderNumber, class: PapersClass, missing: &[&str]) -> ReviewPapers {
        ReviewPapers {
            order: order.clone(),
            class,
            missing: missing.iter().map(|item| (*item).to_owned()).collect(),
            asked: None,
            note: None,
        }
    }

    // rule: ORD-24
    #[test]
    fn papers_are_reviewed_after_the_repair_until_nothing_is_missing() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let lacking = ReviewPapers {
            asked: Some("M-HZ".parse().unwrap()),
            ..review(
                &order,
                PapersClass::FailureRepaired,
                &["客户签字页", " ", "客户签字页"],
            )
        };
        hotline.when(lacking.clone()).rejected("ORD-24.not_repaired");
        repaired(&mut hotline, &order, 1);
        let stranger = ReviewPapers {
            asked: Some("P999".parse().unwrap()),
            ..lacking.clone()
        };
        hotline.when(stranger).rejected("ORD-24.person_unknown");
        let events = hotline.when(lacking.clone()).events();
        let [HotlineEvent::PapersReviewed(reviewed)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(reviewed.missing, ["客户签字页"]);
        hotline.when(lacking).then_nothing();
        let complete = review(&order, PapersClass::FailureRepaired, &[]);
        assert_eq!(hotline.when(complete).kinds(), ["PapersReviewed"]);
    }

    // rule: ORD-24
    #[test]
    fn the_class_of_the_papers_fits_the_type_of_the_order_and_only_what_may_be_claimed_is_to_be_claimed() {
        use PapersClass::{FailureRepaired, Maintenance, ToBeClaimed};
        let failure = OrderType::FailureRepair;
        let maintenance = OrderType::PeriodicMaintenance;
        for (order_type, subtype, fitting) in [
            (
                failure,
                Some(OrderSubtype::Claimable),
                vec![FailureRepaired, ToBeClaimed],
            ),
            (failure, Some(OrderSubtype::OutOfWarranty), vec![FailureRepaired]),
            (
                maintenance,
                Some(OrderSubtype::WarrantyService),
                vec![Maintenance, ToBeClaimed],
            ),
            (maintenance, Some(OrderSubtype::Ordinary), vec![Maintenance]),
            (OrderType::WorkshopRepair, None, vec![FailureRepaired]),
            (OrderType::CustomerVisit, None, vec![Maintenance]),
        ] {
            let mut hotline = given::hotline();
            let command = OpenOrder {
                order_type,
                subtype,
                ..call(KNOWN)
            };
            let order = opened(hotline.when(command)).order;
            repaired(&mut hotline, &order, 1);
            for class in PapersClass::ALL {
                let outcome = hotline.when(review(&order, class, &[]));
                if fitting.contains(&class) {
                    assert_eq!(outcome.kinds(), ["PapersReviewed"], "{order_type:?} {class:?}");
                } else {
                    let no = outcome.rejected("ORD-24.class_does_not_fit");
                    assert_eq!(no.facts["fitting"], json!(fitting), "{order_type:?} {class:?}");
                }
            }
        }
    }
}
