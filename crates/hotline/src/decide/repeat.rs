//! Repeat repairs 返修: suspected by the machine's last repair, judged by a person (ORD-14).

use decider::{Context, Draft, cells};
use proto::hotline::{JudgeRepeat, RepeatJudged, RepeatSuspected, RepeatVerdict};
use proto::order::OrderFacts;
use types::{OrderNumber, Span};

use super::{Decided, order_for};
use crate::{Order, OrderRejection, State};

/// The repair that an order's failure may be a repeat of: the machine's last one, less than the policy's days ago.
pub(super) fn suspicion(state: &State, facts: &OrderFacts, context: &Context<'_>) -> Option<RepeatSuspected> {
    let days = Span::days(i64::from(context.policy().repeat_repair_days()));
    let machine = facts.machine.as_ref().filter(|_| is_failure(facts))?;
    let repairs = state
        .resolved(machine)
        .filter(|(number, _)| **number != facts.order);
    // rule: ORD-14
    let (resolved_at, earlier) = repairs
        .filter(|(_, resolved_at)| {
            *resolved_at <= facts.opened_at && facts.opened_at.since(*resolved_at) < days
        })
        .map(|(number, resolved_at)| (resolved_at, number))
        .max()?;
    let earlier = state.order(earlier)?;
    Some(RepeatSuspected {
        order: facts.order.clone(),
        earlier: earlier.facts.order.clone(),
        resolved_at,
        same_words: same_words(&earlier.facts.fault, &facts.fault),
    })
}

/// The suspicion that follows from changed facts, when it is another than the one on record.
pub(super) fn new_suspicion(
    state: &State,
    order: &Order,
    facts: &OrderFacts,
    context: &Context<'_>,
) -> Option<RepeatSuspected> {
    let same_machine = order.facts.machine == facts.machine;
    let known = order.repeat.suspected.as_ref().filter(|_| same_machine);
    suspicion(state, facts, context).filter(|found| known != Some(found))
}

fn is_failure(facts: &OrderFacts) -> bool {
    facts.order_type == proto::order::OrderType::FailureRepair
}

/// Whether two faults read the same, whatever their spaces, punctuation, width and case.
fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        let folded = cells::folded(text).to_lowercase();
        folded.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    plain(one) == plain(other)
}

/// Decides whether an order is a repeat repair, suspected or not; a later decision takes the place of an earlier one.
///
/// # Errors
/// Unknown order, unknown earlier order, one of another machine, one that is no earlier repair, no reason.
pub(super) fn judge_repeat(state: &State, command: &JudgeRepeat, context: &Context<'_>) -> Decided {
    let order = &*order_for(state, &command.order, context)?;
    let reason = command.reason.trim().to_owned();
    let judged = order.repeat.judged.as_ref();
    if judged.is_some_and(|judged| judged.verdict == command.verdict && judged.reason == reason) {
        return Ok(Vec::new());
    }
    match &command.verdict {
        RepeatVerdict::Repeat { of } | RepeatVerdict::Objective { of } => check_earlier(state, order, of)?,
        RepeatVerdict::AnotherFault => {}
    }
    // rule: ORD-14
    if reason.is_empty() {
        return Err(OrderRejection::ReasonRequired);
    }
    Ok(vec![Draft::of(RepeatJudged {
        order: command.order.clone(),
        verdict: command.verdict.clone(),
        reason,
        by: context.person().cloned(),
    })])
}

fn check_earlier(state: &State, order: &Order, of: &OrderNumber) -> Result<(), OrderRejection> {
    let earlier = state
        .order(of)
        .ok_or_else(|| OrderRejection::UnknownOrder(of.clone()))?;
    let number = order.facts.order.clone();
    // rule: ORD-14
    if order.facts.machine.is_none() || order.facts.machine != earlier.facts.machine {
        return Err(OrderRejection::OtherMachine {
            order: number,
            of: of.clone(),
        });
    }
    let resolved_at = earlier.aftercare.resolution.map(|resolution| resolution.at);
    let before = resolved_at.is_some_and(|at| at <= order.facts.opened_at);
    if number == *of || !before || !order.is_failure() || !earlier.is_failure() {
        return Err(OrderRejection::NoEarlierRepair {
            order: number,
            of: of.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proto::hotline::{CorrectOrder, HotlineEvent, IdentifyMachine, OpenOrder};

    use super::super::given::{self, Hotlines, KNOWN, call, opened, repaired};
    use super::*;

    /// The machine's failure, repaired at noon of 5 January.
    fn repaired_at_noon(hotline: &mut Hotlines) -> OrderNumber {
        let first = opened(hotline.when(call(KNOWN))).order;
        hotline.passes(Span::hours(4));
        repaired(hotline, &first, 1);
        first
    }

    fn suspected(events: Vec<HotlineEvent>) -> Option<RepeatSuspected> {
        events.into_iter().find_map(|event| match event {
            HotlineEvent::RepeatSuspected(suspected) => Some(suspected),
            _ => None,
        })
    }

    // rule: ORD-14
    #[test]
    fn a_failure_less_than_thirty_days_after_the_machine_s_last_repair_may_be_a_repeat() {
        let days = |moment: &str, fault: &str, machine: &str| {
            let mut hotline = given::hotline();
            let first = repaired_at_noon(&mut hotline);
            hotline.passes_until(moment);
            let again = OpenOrder {
                fault: fault.to_owned(),
                ..call(machine)
            };
            let found = suspected(hotline.when(again).events());
            found.map(|found| (found.earlier == first, found.same_words))
        };
        let last_moment = "2026-02-04T11:59:59.999999+08:00";
        assert_eq!(days(last_moment, "动臂下沉", KNOWN), Some((true, true)));
        assert_eq!(days(last_moment, " 动臂 下沉。", KNOWN), Some((true, true)));
        assert_eq!(days(last_moment, "回转无力", KNOWN), Some((true, false)));
        assert_eq!(days("2026-02-04T12:00:00+08:00", "动臂下沉", KNOWN), None);
        assert_eq!(days(last_moment, "动臂下沉", given::IN_URUMQI), None);
    }

    // rule: ORD-14
    #[test]
    fn a_repeat_is_also_suspected_when_the_machine_or_the_type_comes_later() {
        let mut hotline = given::hotline();
        let first = repaired_at_noon(&mut hotline);
        let unknown = opened(hotline.when(call("EC999X"))).order;
        let identify = IdentifyMachine {
            order: unknown.clone(),
            machine: KNOWN.parse().unwrap(),
            reason: None,
        };
        let found = suspected(hotline.when(identify).events()).unwrap();
        assert_eq!((found.order, found.earlier), (unknown.clone(), first));
        let wrong = IdentifyMachine {
            order: unknown.clone(),
            machine: given::IN_URUMQI.parse().unwrap(),
            reason: Some("听错".to_owned()),
        };
        assert_eq!(suspected(hotline.when(wrong).events()), None);
        let order = hotline.state.order(&unknown).unwrap();
        assert_eq!(order.repeat.suspected, None, "another machine's repair");

        let inspection = OpenOrder {
            order_type: proto::order::OrderType::MachineInspection,
            ..call(KNOWN)
        };
        let events = hotline.when(inspection).events();
        let [HotlineEvent::OrderOpened(inspection)] = events.as_slice() else {
            panic!("{events:?}")
        };
        let failure = CorrectOrder {
            order: inspection.facts.order.clone(),
            fault: None,
            site: None,
            hours: None,
            order_type: Some(proto::order::OrderType::FailureRepair),
            subtype: None,
            reason: "实为故障".to_owned(),
        };
        assert!(suspected(hotline.when(failure).events()).is_some());
    }

    // rule: ORD-14
    #[test]
    fn a_person_decides_with_a_reason_about_an_earlier_repair_of_the_same_machine() {
        let mut hotline = given::hotline();
        let first = repaired_at_noon(&mut hotline);
        let elsewhere = opened(hotline.when(call(given::IN_URUMQI))).order;
        let again = opened(hotline.when(call(KNOWN))).order;
        let judge = |verdict: RepeatVerdict, reason: &str| JudgeRepeat {
            order: again.clone(),
            verdict,
            reason: reason.to_owned(),
        };
        let of = |of: &OrderNumber| RepeatVerdict::Repeat { of: of.clone() };
        hotline
            .when(judge(of(&elsewhere), "同一故障"))
            .rejected("ORD-14.other_machine");
        hotline
            .when(judge(of(&given::no_order()), "同一故障"))
            .rejected("order.unknown");
        hotline
            .when(judge(of(&again), "同一故障"))
            .rejected("ORD-14.no_earlier_repair");
        hotline
            .when(judge(of(&first), " "))
            .rejected("ORD-14.reason_required");
        let objective = judge(RepeatVerdict::Objective { of: first.clone() }, "客户自行改装");
        assert_eq!(hotline.when(objective.clone()).kinds(), ["RepeatJudged"]);
        hotline.when(objective).then_nothing();
        let another = judge(RepeatVerdict::AnotherFault, "回转马达，与动臂无关");
        assert_eq!(hotline.when(another).kinds(), ["RepeatJudged"]);
    }
}
