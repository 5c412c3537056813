//! Reports from the field and their clock, answers to messages, phones that want nothing more (ORD-9 to ORD-11, SLA-10,
//! SMS-14).

use decider::{Context, Foreign};
use proto::field::{
    AnswerGiven, Arrived, Companion, Departed, FieldEvent, LeftUnrepaired, MessagesStopped, Repaired,
};
use proto::notify::{NoteNotifyOrder, NotifyCommand, Purpose, StopPhone};
use proto::order::OrderFacts;
use sla::policy::OrderNotice;
use types::OrderNumber;

use super::{clocks, reason_name};
use crate::NotifyState;
use crate::post::Post;
use crate::texts::{About, customer, staff};

pub(super) fn react(
    state: &NotifyState,
    event: &FieldEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Vec<NotifyCommand> {
    let told = tell(state, event, foreign, context);
    left_the_machine(state, event).into_iter().chain(told).collect()
}

/// Notes whose report of the service is to come.
// rule: SLA-10
fn left_the_machine(state: &NotifyState, event: &FieldEvent) -> Option<NotifyCommand> {
    let (order, engineer) = match event {
        FieldEvent::Repaired(report) => (&report.order, &report.by),
        FieldEvent::LeftUnrepaired(report) => (&report.order, &report.by),
        _ => return None,
    };
    let known = state.order(order)?;
    let noted = NoteNotifyOrder {
        facts: known.facts.clone(),
        cancelled: known.cancelled,
        engineer: Some(engineer.clone()),
    };
    Some(noted.into())
}

fn tell(
    state: &NotifyState,
    event: &FieldEvent,
    foreign: &Foreign,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let facts = |order: &OrderNumber| state.order(order).map(|known| known.into_owned().facts);
    let post = || Post::new(foreign, context);
    match event {
        FieldEvent::Departed(report) => departed(report, &facts(&report.order)?, post(), context),
        FieldEvent::Arrived(report) => arrived(report, &facts(&report.order)?, post(), context),
        FieldEvent::Repaired(report) => repaired(report, &facts(&report.order)?, post(), context),
        FieldEvent::LeftUnrepaired(report) => {
            left_unrepaired(report, &facts(&report.order)?, post(), context)
        }
        FieldEvent::AnswerGiven(answer) => answer_given(answer, post()),
        FieldEvent::MessagesStopped(stopped) => messages_stopped(stopped, context),
        FieldEvent::ClockWarned(_) | FieldEvent::ClockBreached(_) | FieldEvent::BreachLifted(_) => {
            let clock = event.clock_event()?;
            clocks::react(&*state.order(&clock.clock().order)?, &clock, foreign, context)
        }
        FieldEvent::MessageReceived(_)
        | FieldEvent::MessageNotUnderstood(_)
        | FieldEvent::MessageQuarantined(_)
        | FieldEvent::CustomerWrote(_)
        | FieldEvent::AutomaticReplyKept(_)
        | FieldEvent::WhichOrderAsked(_)
        | FieldEvent::MessageUnderstood(_)
        | FieldEvent::AnswerWithheld(_)
        | FieldEvent::MessageSettled(_)
        | FieldEvent::Acknowledged(_)
        | FieldEvent::PlanReported(_)
        | FieldEvent::PhoneSolutionReported(_)
        | FieldEvent::ReportCorrected(_)
        | FieldEvent::ReportFlagged(_)
        | FieldEvent::FieldOrderNoted(_)
        | FieldEvent::AssignmentNoted(_)
        | FieldEvent::FieldOrderEnded(_)
        | FieldEvent::FieldOrderClosed(_)
        | FieldEvent::FieldOrderReopened(_)
        | FieldEvent::ServiceReportFiled(_)
        | FieldEvent::PartReplaced(_)
        | FieldEvent::PartCorrected(_)
        | FieldEvent::DocumentAttached(_)
        | FieldEvent::DocumentWithdrawn(_)
        | FieldEvent::ServiceReportJudged(_)
        | FieldEvent::ClockStarted(_)
        | FieldEvent::ClockPaused(_)
        | FieldEvent::ClockResumed(_)
        | FieldEvent::ClockMet(_)
        | FieldEvent::ClockStopped(_)
        | FieldEvent::ClockCancelled(_) => None,
    }
}

/// An arrival time that has passed is no news for the customer: the report came late.
// rule: ORD-9
fn departed(
    report: &Departed,
    facts: &OrderFacts,
    post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let (mut post, about) = (post.about(&facts.order), About::new(facts, context));
    let (masters, now) = (context.masters(), context.now);
    let lead = masters.name_of(&report.lead);
    let companions: Vec<String> = report
        .companions
        .iter()
        .map(|companion| match companion {
            Companion::Known { person } => masters.name_of(person),
            Companion::Unknown { said } => said.to_string(),
        })
        .collect();
    let text = staff::departed(&about, &lead, &companions, report.at, report.eta);
    post.staff(OrderNotice::Departed, facts, Purpose::Departed, &text);
    if report.eta.is_none_or(|eta| eta >= now) {
        let phone = masters.phone_of(&report.lead, now);
        let text = customer::departed(&about, &lead, phone.as_ref(), report.eta);
        post.customer(OrderNotice::Departed, facts, Purpose::Departed, &text);
    }
    post.into_command()
}

// rule: ORD-10
fn arrived(
    report: &Arrived,
    facts: &OrderFacts,
    post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let (mut post, about) = (post.about(&facts.order), About::new(facts, context));
    let text = staff::arrived(&about, &context.masters().name_of(&report.by), report.at);
    post.staff(OrderNotice::Arrived, facts, Purpose::Arrived, &text);
    post.customer(
        OrderNotice::Arrived,
        facts,
        Purpose::Arrived,
        &customer::arrived(&about),
    );
    post.into_command()
}

// rule: ORD-11
fn repaired(
    report: &Repaired,
    facts: &OrderFacts,
    post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let (mut post, about) = (post.about(&facts.order), About::new(facts, context));
    let text = staff::repaired(&about, &context.masters().name_of(&report.by), report.at);
    post.staff(OrderNotice::Repaired, facts, Purpose::Repaired, &text);
    post.customer(
        OrderNotice::Repaired,
        facts,
        Purpose::Repaired,
        &customer::repaired(&about),
    );
    post.into_command()
}

// rule: ORD-11
fn left_unrepaired(
    report: &LeftUnrepaired,
    facts: &OrderFacts,
    post: Post<'_>,
    context: &Context<'_>,
) -> Option<NotifyCommand> {
    let (mut post, about) = (post.about(&facts.order), About::new(facts, context));
    let why = reason_name(context.policy(), &report.reason);
    let engineer = context.masters().name_of(&report.by);
    let text = staff::left_unrepaired(&about, &engineer, report.at, why, &report.words);
    post.staff(OrderNotice::LeftUnrepaired, facts, Purpose::LeftUnrepaired, &text);
    let text = customer::left_unrepaired(&about);
    post.customer(OrderNotice::LeftUnrepaired, facts, Purpose::LeftUnrepaired, &text);
    post.into_command()
}

/// The answer goes to the phone that wrote.
fn answer_given(answer: &AnswerGiven, post: Post<'_>) -> Option<NotifyCommand> {
    let text = answer.text.open()?;
    let mut post = match &answer.order {
        Some(order) => post.about(order),
        None => post,
    };
    post.phone(&answer.to, Purpose::Answer, text);
    post.into_command()
}

/// Only customers may opt out: staff are told because it is their work.
// rule: SMS-14
fn messages_stopped(stopped: &MessagesStopped, context: &Context<'_>) -> Option<NotifyCommand> {
    let phone = stopped.phone.open()?;
    let is_staff = context.masters().staff_by_phone(phone, context.now).is_some();
    (!is_staff).then(|| {
        StopPhone {
            phone: stopped.phone.clone(),
        }
        .into()
    })
}

#[cfg(test)]
mod tests {
    use decider::harness::{Outcome, Scenario};
    use proto::field::AnswerKind;
    use proto::notify::{NotifyEvent, PhoneStopped};
    use types::MessageId;
    use types::ServiceName::Field;

    use super::*;
    use crate::Notify;
    use crate::samples::{
        CUSTOMER_PHONE, at, departure, expect, number, person, phone, queued, scene, told, with_order,
    };

    fn hears(scenario: &mut Scenario<Notify>, event: impl Into<FieldEvent>) -> Outcome<NotifyEvent> {
        scenario.hears(Field, event.into())
    }

    fn message() -> MessageId {
        MessageId::new("in-1").unwrap()
    }

    #[test]
    fn a_departure_tells_the_customer_who_comes_and_the_managers() {
        // rule: ORD-9
        let mut scenario = with_order();
        let wanted = queued(hears(&mut scenario, departure()));
        assert_eq!(wanted.len(), 3);
        let to_customer = wanted.last().unwrap();
        assert_eq!(to_customer.to, Some(phone(CUSTOMER_PHONE)));
        let text = to_customer.text.to_string();
        for said in ["何田", "13900000003", "1月5日 15:00", &number().to_string()] {
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn a_departure_heard_of_after_its_arrival_time_is_no_news_for_the_customer() {
        // rule: ORD-9
        let mut scenario = with_order();
        scenario.asleep_until("2026-01-05T15:00:01+08:00");
        let outcome = hears(&mut scenario, departure());
        assert_eq!(
            told(outcome),
            expect(&[("zhou", Purpose::Departed), ("qin", Purpose::Departed)])
        );
    }

    #[test]
    fn arrival_and_repair_tell_station_and_sales_manager() {
        let mut scenario = with_order();
        let at = at("2026-01-05T15:00:00+08:00");
        // rule: ORD-10
        let arrived = Arrived {
            order: number(),
            visit: 1,
            by: person("he"),
            at,
            message: None,
        };
        let outcome = hears(&mut scenario, arrived);
        assert_eq!(
            told(outcome),
            expect(&[("zhou", Purpose::Arrived), ("qin", Purpose::Arrived)])
        );
        // rule: ORD-11
        let repaired = Repaired {
            order: number(),
            visit: 1,
            by: person("he"),
            at,
            message: None,
        };
        let outcome = hears(&mut scenario, repaired);
        assert_eq!(
            told(outcome),
            expect(&[("zhou", Purpose::Repaired), ("qin", Purpose::Repaired)])
        );
    }

    #[test]
    fn leaving_unrepaired_tells_the_station_manager_the_reason() {
        // rule: ORD-11
        let mut scenario = with_order();
        let left = LeftUnrepaired {
            order: number(),
            visit: 1,
            by: person("he"),
            reason: "waiting_parts".to_owned(),
            words: "缺主泵密封".to_owned(),
            at: at("2026-01-05T17:00:00+08:00"),
            message: None,
        };
        let wanted = queued(hears(&mut scenario, left));
        let to_manager = wanted
            .iter()
            .find(|wanted| wanted.to == Some(phone("13900000001")))
            .unwrap();
        let text = to_manager.text.to_string();
        assert!(text.contains("等待配件") && text.contains("缺主泵密封"), "{text}");
    }

    #[test]
    fn an_answer_goes_to_the_phone_that_wrote() {
        // rule: SMS-7
        let mut scenario = with_order();
        let answer = AnswerGiven {
            message: message(),
            to: phone("13900000004"),
            order: Some(number()),
            kind: AnswerKind::Question,
            text: "请回复预计到达时间".to_owned().into(),
        };
        let wanted = queued(hears(&mut scenario, answer.clone()));
        assert_eq!(wanted[0].to, Some(answer.to.clone()));
        assert_eq!(wanted[0].text.to_string(), "【服务热线】请回复预计到达时间");
        assert_eq!(wanted[0].order, Some(number()));
        let unknown = AnswerGiven {
            to: phone("13300000000"),
            ..answer
        };
        assert_eq!(
            told(hears(&mut scenario, unknown)),
            expect(&[("phone", Purpose::Answer)])
        );
    }

    #[test]
    fn only_customers_can_opt_out() {
        // rule: SMS-14
        let mut scenario = scene();
        let stopped = |number| MessagesStopped {
            message: message(),
            phone: phone(number),
        };
        hears(&mut scenario, stopped("13900000001")).then_nothing();
        let copied = PhoneStopped {
            phone: phone(CUSTOMER_PHONE),
        };
        hears(&mut scenario, stopped(CUSTOMER_PHONE)).then(vec![copied.into()]);
    }
}
