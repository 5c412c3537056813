//! Moving an order on by what station and field report (ORD-7, ORD-8, ORD-11, ORD-37).

use decider::Draft;
use proto::hotline::{ReachStep, StepReached};
use proto::order::Step;

use super::Decided;
use crate::{Order, OrderRejection, Standing, State};

/// Takes a step that leads on. What is late, out of order or after the end moves nothing.
///
/// # Errors
/// Unknown order: another log speaks of one that was never opened here.
pub(super) fn reach_step(state: &State, command: &ReachStep) -> Decided {
    let order = &*state
        .order(&command.order)
        .ok_or_else(|| OrderRejection::UnknownOrder(command.order.clone()))?;
    let reached = if order.has_ended() {
        None
    } else if command.step == Step::Opened {
        plan_withdrawn(order, command)
    } else {
        moved_on(&order.standing, command)
    };
    Ok(reached
        .map(|reached| Draft::of(reached).occurred(command.at))
        .into_iter()
        .collect())
}

fn moved_on(standing: &Standing, command: &ReachStep) -> Option<StepReached> {
    // rule: ORD-7
    let solved = command.step == Step::SolvedByPhone;
    // rule: ORD-37
    let outranks = (command.visit, rank(command.step)) > (standing.visit, rank(standing.step));
    (solved || outranks).then(|| StepReached {
        order: command.order.clone(),
        step: command.step,
        visit: command.visit,
        at: command.at,
        reason: command.reason.clone(),
    })
}

/// Before anybody left, the order waits for a plan again, as it did before (ORD-38).
fn plan_withdrawn(order: &Order, command: &ReachStep) -> Option<StepReached> {
    let before = &order.before_plan;
    (order.standing.step == Step::Planned).then(|| StepReached {
        order: command.order.clone(),
        step: before.step,
        visit: before.visit,
        at: command.at,
        reason: before.reason.clone(),
    })
}

/// How far a step lies on the way of one visit.
const fn rank(step: Step) -> u8 {
    match step {
        Step::Opened => 0,
        Step::Planned => 1,
        Step::Departed => 2,
        Step::Arrived => 3,
        Step::Unrepaired => 4,
        Step::SolvedByPhone | Step::Repaired | Step::Cancelled | Step::Closed => 5,
    }
}

#[cfg(test)]
mod tests {
    use proto::dispatch::{DispatchEvent, PlanMade, PlanWithdrawn, SolvedByPhone};
    use proto::field::{Arrived, Departed, FieldEvent, LeftUnrepaired};
    use proto::hotline::HotlineEvent;
    use types::ServiceName::{Dispatch, Field};
    use types::{OrderNumber, ServiceName, Span};

    use super::super::given::{self, Hotlines, KNOWN, call, opened, repaired};
    use super::*;

    fn plan(hotline: &Hotlines, order: &OrderNumber, visit: u32) -> DispatchEvent {
        PlanMade {
            order: order.clone(),
            plan: visit,
            visit,
            station: None,
            depart_at: hotline.now() + Span::hours(2),
            lead: None,
            companions: Vec::new(),
            inputs: None,
            at: hotline.now(),
            by: None,
            message: None,
        }
        .into()
    }

    fn withdrawn(order: &OrderNumber, plan: u32) -> DispatchEvent {
        PlanWithdrawn {
            order: order.clone(),
            plan,
            released: Vec::new(),
            reason: "换站".to_owned(),
        }
        .into()
    }

    fn departed(hotline: &Hotlines, order: &OrderNumber, visit: u32) -> FieldEvent {
        let (order, at) = (order.clone(), hotline.now());
        let lead = "E1".parse().unwrap();
        Departed {
            order,
            visit,
            lead,
            companions: Vec::new(),
            eta: None,
            at,
            message: None,
        }
        .into()
    }

    fn arrived(hotline: &Hotlines, order: &OrderNumber, visit: u32) -> FieldEvent {
        let (order, at) = (order.clone(), hotline.now());
        Arrived {
            order,
            visit,
            by: "E1".parse().unwrap(),
            at,
            message: None,
        }
        .into()
    }

    fn unrepaired(hotline: &Hotlines, order: &OrderNumber, visit: u32) -> FieldEvent {
        LeftUnrepaired {
            order: order.clone(),
            visit,
            by: "E1".parse().unwrap(),
            reason: "waiting_parts".to_owned(),
            words: "等配件".to_owned(),
            at: hotline.now(),
            message: None,
        }
        .into()
    }

    fn hears(
        hotline: &mut Hotlines,
        log: ServiceName,
        event: impl Into<proto::AnyEvent>,
    ) -> Vec<(Step, u32)> {
        hotline.passes(Span::minutes(1));
        let events = hotline.hears(log, event).events();
        let step = |event: HotlineEvent| match event {
            HotlineEvent::StepReached(reached) => (reached.step, reached.visit),
            other => panic!("{other:?}"),
        };
        events.into_iter().map(step).collect()
    }

    // rule: ORD-8
    // rule: ORD-11
    // rule: ORD-37
    #[test]
    fn an_order_goes_through_two_visits_to_its_repair() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        for visit in [1, 2] {
            let event = plan(&hotline, &order, visit);
            assert_eq!(hears(&mut hotline, Dispatch, event), [(Step::Planned, visit)]);
            let event = departed(&hotline, &order, visit);
            assert_eq!(hears(&mut hotline, Field, event), [(Step::Departed, visit)]);
            let event = arrived(&hotline, &order, visit);
            assert_eq!(hears(&mut hotline, Field, event), [(Step::Arrived, visit)]);
            if visit == 1 {
                let event = unrepaired(&hotline, &order, visit);
                assert_eq!(hears(&mut hotline, Field, event), [(Step::Unrepaired, visit)]);
                let standing = &hotline.state.order(&order).unwrap().standing;
                assert_eq!(standing.reason.as_deref(), Some("waiting_parts"));
            }
        }
        assert_eq!(repaired(&mut hotline, &order, 2), ["StepReached"]);
        assert!(hotline.state.order(&order).unwrap().has_ended());
        opened(hotline.when(call(KNOWN)));
    }

    // rule: ORD-37
    #[test]
    fn late_and_doubled_reports_never_move_an_order_back() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let event = arrived(&hotline, &order, 1);
        assert_eq!(hears(&mut hotline, Field, event.clone()), [(Step::Arrived, 1)]);
        assert!(hears(&mut hotline, Field, event).is_empty());
        let event = departed(&hotline, &order, 1);
        assert!(hears(&mut hotline, Field, event).is_empty());
        let event = plan(&hotline, &order, 1);
        assert!(hears(&mut hotline, Dispatch, event).is_empty());
        assert!(hears(&mut hotline, Dispatch, withdrawn(&order, 1)).is_empty());
        let event = plan(&hotline, &order, 2);
        assert_eq!(hears(&mut hotline, Dispatch, event), [(Step::Planned, 2)]);
        let event = unrepaired(&hotline, &order, 1);
        assert!(hears(&mut hotline, Field, event).is_empty());
    }

    // rule: ORD-38
    #[test]
    fn a_withdrawn_plan_lets_the_order_wait_as_it_did_before() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let event = plan(&hotline, &order, 1);
        hears(&mut hotline, Dispatch, event.clone());
        assert_eq!(
            hears(&mut hotline, Dispatch, withdrawn(&order, 1)),
            [(Step::Opened, 0)]
        );
        assert_eq!(hears(&mut hotline, Dispatch, event), [(Step::Planned, 1)]);
        let event = unrepaired(&hotline, &order, 1);
        hears(&mut hotline, Field, event);
        let event = plan(&hotline, &order, 2);
        hears(&mut hotline, Dispatch, event);
        assert_eq!(
            hears(&mut hotline, Dispatch, withdrawn(&order, 2)),
            [(Step::Unrepaired, 1)]
        );
        let standing = &hotline.state.order(&order).unwrap().standing;
        assert_eq!(standing.reason.as_deref(), Some("waiting_parts"));
    }

    // rule: ORD-7
    #[test]
    fn an_order_solved_by_phone_ends_at_once_and_takes_no_later_report() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let solved = SolvedByPhone {
            order: order.clone(),
            solution: "重启控制器".to_owned(),
            at: hotline.now(),
            by: None,
            message: None,
        };
        assert_eq!(
            hears(&mut hotline, Dispatch, DispatchEvent::from(solved)),
            [(Step::SolvedByPhone, 0)]
        );
        assert!(repaired(&mut hotline, &order, 1).is_empty());
        let event = plan(&hotline, &order, 1);
        assert!(hears(&mut hotline, Dispatch, event).is_empty());
    }

    #[test]
    fn a_report_about_an_order_never_opened_here_is_a_puzzle_for_a_person() {
        let mut hotline = given::hotline();
        let event = plan(&hotline, &given::no_order(), 1);
        hotline.hears(Dispatch, event).rejected("order.unknown");
    }
}
