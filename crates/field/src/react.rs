//! What hotline and dispatch say that field copies: an order's facts, who is assigned, and that it ended elsewhere.

use decider::{Follow, Foreign};
use proto::AnyEvent;
use proto::dispatch::DispatchEvent;
use proto::field::{EndFieldOrder, FieldCommand, NoteAssignment, NoteClosing, NoteFieldOrder};
use proto::hotline::HotlineEvent;
use proto::order::OrderFacts;
use types::{Instant, OrderNumber, ServiceName};

use crate::State;

pub(crate) const FOLLOWS: &[Follow] = &[
    Follow {
        log: ServiceName::Hotline,
        kinds: &[
            "OrderOpened",
            "MachineIdentified",
            "StationGiven",
            "OrderCorrected",
            "MachineStateReported",
            "OrderCancelled",
            "OrderClosed",
            "OrderReopened",
        ],
    },
    Follow {
        log: ServiceName::Dispatch,
        kinds: &["SolvedByPhone", "PlanMade", "PlanChanged", "PlanWithdrawn"],
    },
];

pub(crate) fn react(state: &State, foreign: &Foreign) -> Vec<FieldCommand> {
    let command = match &foreign.event {
        AnyEvent::Hotline(event) => of_hotline(state, event, foreign.occurred_at),
        AnyEvent::Dispatch(event) => of_dispatch(event),
        AnyEvent::Directory(_)
        | AnyEvent::Field(_)
        | AnyEvent::Notify(_)
        | AnyEvent::Claims(_)
        | AnyEvent::Returns(_)
        | AnyEvent::Common(_) => None,
    };
    command.into_iter().collect()
}

fn of_hotline(state: &State, event: &HotlineEvent, occurred_at: Instant) -> Option<FieldCommand> {
    let number = match event {
        HotlineEvent::OrderCancelled(cancelled) => {
            let order = cancelled.order.clone();
            return Some(
                EndFieldOrder {
                    order,
                    at: occurred_at,
                    cancelled: true,
                }
                .into(),
            );
        }
        HotlineEvent::OrderClosed(closed) => return Some(closing(&closed.order, occurred_at, true)),
        HotlineEvent::OrderReopened(opened) => return Some(closing(&opened.order, occurred_at, false)),
        HotlineEvent::OrderOpened(opened) => &opened.facts.order,
        HotlineEvent::MachineIdentified(found) => &found.order,
        HotlineEvent::StationGiven(given) => &given.order,
        HotlineEvent::OrderCorrected(corrected) => &corrected.order,
        HotlineEvent::MachineStateReported(report) => &report.order,
        // Not followed.
        _ => return None,
    };
    let known = state.order(number);
    OrderFacts::after(known.as_ref().map(|order| &order.facts), event)
        .map(|facts| NoteFieldOrder { facts }.into())
}

// rule: ORD-14
fn closing(order: &OrderNumber, at: Instant, closed: bool) -> FieldCommand {
    let order = order.clone();
    NoteClosing { order, at, closed }.into()
}

fn of_dispatch(event: &DispatchEvent) -> Option<FieldCommand> {
    match event {
        DispatchEvent::PlanMade(plan) => Some(
            NoteAssignment {
                order: plan.order.clone(),
                plan: plan.plan,
                visit: plan.visit,
                depart_at: Some(plan.depart_at),
                lead: plan.lead.clone(),
                companions: plan.companions.clone(),
            }
            .into(),
        ),
        DispatchEvent::PlanChanged(plan) => Some(
            NoteAssignment {
                order: plan.order.clone(),
                plan: plan.plan,
                visit: plan.visit,
                depart_at: Some(plan.depart_at),
                lead: plan.lead.clone(),
                companions: plan.companions.clone(),
            }
            .into(),
        ),
        DispatchEvent::PlanWithdrawn(plan) => Some(
            NoteAssignment {
                order: plan.order.clone(),
                plan: plan.plan,
                visit: 0,
                depart_at: None,
                lead: None,
                companions: Vec::new(),
            }
            .into(),
        ),
        DispatchEvent::SolvedByPhone(solved) => Some(
            EndFieldOrder {
                order: solved.order.clone(),
                at: solved.at,
                cancelled: false,
            }
            .into(),
        ),
        // Not followed.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use proto::dispatch::{PlanChanged, PlanMade, PlanWithdrawn, SolvedByPhone};
    use proto::field::{AssignmentNoted, FieldOrderEnded, FieldOrderNoted};
    use proto::hotline::{OrderCancelled, OrderOpened, StationGiven};
    use types::StationId;

    use super::*;
    use crate::Field;
    use crate::decide::given::*;

    fn noted(plan: u32, visit: u32, depart_at: Option<&str>, lead: Option<&str>) -> AssignmentNoted {
        AssignmentNoted {
            order: number(1),
            plan,
            visit,
            depart_at: depart_at.map(at),
            lead: lead.map(person),
            companions: Vec::new(),
        }
    }

    // rule: ORD-8
    // rule: ORD-38
    #[test]
    fn an_order_its_plans_and_its_end_are_copied_once() {
        let (hotline, dispatch) = (ServiceName::Hotline, ServiceName::Dispatch);
        let mut world = world();
        let opened = OrderOpened {
            facts: facts(1),
            operator: None,
            second_order_reason: None,
            taken_over: None,
        };
        world
            .hears(hotline, AnyEvent::Hotline(opened.clone().into()))
            .then(vec![FieldOrderNoted { facts: facts(1) }.into()]);
        world
            .hears(hotline, AnyEvent::Hotline(opened.into()))
            .then_nothing();
        let given = StationGiven {
            order: number(1),
            station: StationId::new("shunyi").unwrap(),
            previous: facts(1).station,
            reason: None,
        };
        let mut moved = facts(1);
        moved.station = Some(given.station.clone());
        world
            .hears(hotline, AnyEvent::Hotline(given.into()))
            .then(vec![FieldOrderNoted { facts: moved }.into()]);
        let made = PlanMade {
            order: number(1),
            plan: 1,
            visit: 1,
            station: None,
            depart_at: at("09:00"),
            lead: Some(person("tao")),
            companions: Vec::new(),
            inputs: None,
            at: at("08:00"),
            by: None,
            message: None,
        };
        let made = || AnyEvent::Dispatch(made.clone().into());
        world
            .hears(dispatch, made())
            .then(vec![noted(1, 1, Some("09:00"), Some("tao")).into()]);
        world.hears(dispatch, made()).then_nothing();
        let changed = PlanChanged {
            order: number(1),
            plan: 2,
            visit: 1,
            depart_at: at("10:00"),
            lead: None,
            companions: Vec::new(),
            released: vec![person("tao")],
            reason: "车辆故障".to_owned(),
            by: None,
        };
        world
            .hears(dispatch, AnyEvent::Dispatch(changed.into()))
            .then(vec![noted(2, 1, Some("10:00"), None).into()]);
        let withdrawn = PlanWithdrawn {
            order: number(1),
            plan: 2,
            released: Vec::new(),
            reason: "改派".to_owned(),
        };
        world
            .hears(dispatch, AnyEvent::Dispatch(withdrawn.into()))
            .then(vec![noted(2, 0, None, None).into()]);
        assert_eq!(world.state.order(&number(1)).unwrap().assignment, None);
        let solved = SolvedByPhone {
            order: number(1),
            solution: "复位".to_owned(),
            at: at("08:00"),
            by: None,
            message: None,
        };
        let ended = FieldOrderEnded {
            order: number(1),
            at: at("08:00"),
            cancelled: false,
        };
        world
            .hears(dispatch, AnyEvent::Dispatch(solved.into()))
            .then(vec![ended.into()]);
        let (reason, note) = ("duplicate".to_owned(), String::new());
        let cancelled = OrderCancelled {
            order: number(1),
            reason,
            note,
        };
        world
            .hears(hotline, AnyEvent::Hotline(cancelled.into()))
            .then_nothing();
    }

    #[test]
    fn what_is_followed_exists_in_the_logs_it_is_read_from() {
        for follow in Field::FOLLOWS {
            let known: Vec<&str> = AnyEvent::kinds(follow.log).iter().map(|kind| kind.name).collect();
            assert!(follow.kinds.iter().all(|kind| known.contains(kind)), "{follow:?}");
        }
    }
}
