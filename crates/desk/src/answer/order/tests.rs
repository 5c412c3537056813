//! An order from the call to the engineer's report, as its page shows it.

use proto::AnyEvent;
use proto::desk::{ClockState, InOutcome, OutState, PlanState, Query};
use proto::dispatch::{ClockMet, OrderNoted, PlanInputs, PlanInputsRecorded, PlanMade};
use proto::field::{Departed, FieldEvent, MessageUnderstood, Repaired, ReportCorrected, ReportKind};
use proto::hotline::StepReached;
use proto::notify::{Delivery, DeliveryReported, MessageQueued, SendAccepted, SendStarted};
use proto::order::Step;
use sla::policy::ClockKind;
use types::ServiceName;

use super::*;
use crate::testing::{Logs, clock, facts, message, number, person, phone, t, wanted};

fn page_of(logs: &Logs) -> OrderPage {
    logs.ask(&Query::Order(OrderQuery { order: number(1) }))
}

fn reaches(logs: &mut Logs, step: Step, visit: u32) {
    let at = logs.now;
    logs.hotline(StepReached {
        order: number(1),
        step,
        visit,
        at,
        reason: None,
    });
}

fn opened(logs: &mut Logs) {
    logs.opens(facts(1)).dispatch(OrderNoted {
        facts: facts(1),
        reason: None,
        news: None,
    });
    logs.notify(MessageQueued {
        wanted: wanted("s1", &number(1)),
    });
    let to = phone("13900000002").into();
    logs.notify(SendStarted {
        message: message("s1"),
        attempt: 1,
        to,
    });
    logs.notify(SendAccepted {
        message: message("s1"),
        attempt: 1,
    });
    let (delivery, detail) = (Delivery::Delivered, String::new());
    logs.notify(DeliveryReported {
        message: message("s1"),
        delivery,
        at: t("05 08:01"),
        detail,
    });
}

/// The plan comes by SMS; its four inputs are recorded later.
fn planned(logs: &mut Logs) {
    logs.at("05 08:40").by("luo").dispatch(PlanMade {
        order: number(1),
        plan: 1,
        visit: 1,
        station: facts(1).station,
        depart_at: t("05 09:30"),
        lead: Some(person("tan")),
        companions: vec![person("bai")],
        inputs: None,
        at: t("05 08:40"),
        by: Some(person("luo")),
        message: None,
    });
    logs.dispatch(ClockMet {
        clock: clock(&number(1), ClockKind::FirstResponse, 1),
        at: t("05 08:40"),
    });
    reaches(logs, Step::Planned, 1);
    let inputs = PlanInputs {
        parts: "密封圈有库存".into(),
        engineers: "两人".into(),
        agreed_with_customer: "上午到".into(),
        arrears: "无".into(),
    };
    logs.at("05 09:00").dispatch(PlanInputsRecorded {
        order: number(1),
        plan: 1,
        inputs,
        by: Some(person("luo")),
    });
}

fn departed(logs: &mut Logs) {
    let text = format!("出发 {} 预计11:00", number(1));
    logs.at("05 09:35").sms("m1", Some("tan"), &text);
    logs.by("tan").field(MessageUnderstood {
        message: message("m1"),
        order: number(1),
        completes: None,
    });
    logs.field(Departed {
        order: number(1),
        visit: 1,
        lead: person("tan"),
        companions: vec![
            Companion::Known {
                person: person("bai"),
            },
            Companion::Unknown {
                said: "小何".to_owned().into(),
            },
        ],
        eta: Some(t("05 11:00")),
        at: t("05 09:35"),
        message: Some(message("m1")),
    });
    reaches(logs, Step::Departed, 1);
}

/// The report of arrival is heard at noon and corrected soon after.
fn arrived(logs: &mut Logs) {
    let (order, by) = (number(1), person("tan"));
    logs.at("05 12:00");
    let arrived = proto::field::Arrived {
        order,
        visit: 1,
        by,
        at: t("05 10:55"),
        message: None,
    };
    logs.record(ServiceName::Field, AnyEvent::Field(arrived.into()), t("05 10:55"));
    logs.dispatch(ClockMet {
        clock: clock(&number(1), ClockKind::Response36, 1),
        at: t("05 10:55"),
    });
    reaches(logs, Step::Arrived, 1);
    logs.at("05 12:10").field(ReportCorrected {
        order: number(1),
        visit: 1,
        of: ReportKind::Arrived,
        by: person("tan"),
        was: t("05 10:55"),
        at: t("05 10:45"),
        message: None,
    });
}

fn repaired(logs: &mut Logs) {
    logs.at("05 15:00");
    let repaired = Repaired {
        order: number(1),
        visit: 1,
        by: person("tan"),
        at: t("05 15:00"),
        message: None,
    };
    logs.field(FieldEvent::Repaired(repaired));
    reaches(logs, Step::Repaired, 1);
}

const ACTS: [fn(&mut Logs); 5] = [opened, planned, departed, arrived, repaired];

fn story() -> Logs {
    let mut logs = Logs::new();
    ACTS.iter().for_each(|act| act(&mut logs));
    logs
}

// rule: ORD-7, ORD-8, ORD-9, ORD-10, ORD-11, SMS-8
#[test]
fn the_page_shows_plan_visit_clocks_and_what_is_still_to_do() {
    let page = page_of(&story());
    assert_eq!(
        (page.summary.step, page.summary.call_back_due),
        (Step::Repaired, true)
    );
    assert_eq!(page.summary.lead.map(|lead| lead.name).as_deref(), Some("谭松"));
    let plan = &page.plans[0];
    assert_eq!(
        (
            plan.state,
            plan.inputs.as_ref().map(|inputs| inputs.arrears.as_str())
        ),
        (PlanState::CarriedOut, Some("无"))
    );
    let visit = &page.visits[0];
    let times = (visit.departed, visit.eta, visit.arrived, visit.repaired);
    let expected = (
        Some(t("05 09:35")),
        Some(t("05 11:00")),
        Some(t("05 10:45")),
        Some(t("05 15:00")),
    );
    assert_eq!(times, expected);
    assert_eq!(visit.companions[1], Crew::Unknown("小何".into()));
    assert_eq!(visit.corrections[0].was, t("05 10:55"));
    let clocks: Vec<_> = page
        .clocks
        .iter()
        .map(|clock| (clock.summary.kind, clock.summary.state))
        .collect();
    let expected = [
        (ClockKind::FirstResponse, ClockState::Met),
        (ClockKind::Response36, ClockState::Met),
    ];
    assert_eq!(clocks, expected);
    assert_eq!(page.messages_in[0].outcome, InOutcome::Understood);
    assert_eq!(
        (page.messages_out[0].state, page.messages_out[0].attempts),
        (OutState::Delivered, 1)
    );
}

// rule: SMS-6
#[test]
fn the_timeline_holds_every_log_in_order_of_what_happened_and_says_when_it_was_heard() {
    let timeline = page_of(&story()).timeline;
    let told: Vec<&str> = timeline.iter().map(|entry| entry.sentence.zh.as_str()).collect();
    let departure = format!("收到 13900000003 的短信：出发 {} 预计11:00", number(1));
    let expected = [
        "来电报修：EX215 EX215-0088，动臂油缸漏油",
        "SLA-1 首次响应 开始计时，01-05 10:00 到时",
        "SLA-2 36小时实际响应 开始计时，01-06 20:00 到时",
        "派工收到工单内容",
        "给罗成的短信（新工单）：【服务热线】新工单",
        "第1次发送，发往 13900000002",
        "短信网关已接收",
        "运营商回执：已送达",
        "第1次派工：谭松、白杨，01-05 09:30 出发",
        "SLA-1 首次响应 按时完成",
        "工单状态：已计划",
        "补齐第1次派工的四项依据",
        &departure,
        "短信已识别为报告",
        "第1次上门：谭松、白杨、小何出发，预计 01-05 11:00 到达",
        "工单状态：在途",
        "谭松到达工地",
        "SLA-2 36小时实际响应 按时完成",
        "工单状态：在现场",
        "谭松把到达时间从 01-05 10:55 更正为 01-05 10:45",
        "谭松修复后离开工地",
        "工单状态：已修复",
    ];
    assert_eq!(told, expected);
    let arrival = timeline
        .iter()
        .find(|entry| entry.kind == "Arrived")
        .expect("the arrival");
    assert_eq!(
        (arrival.occurred_at, arrival.recorded_at),
        (t("05 10:55"), t("05 12:00"))
    );
    assert_eq!(
        (arrival.actor.name.zh.as_str(), arrival.sentence.en.as_str()),
        ("谭松", "谭松 arrived on site")
    );
    assert!(timeline.iter().all(|entry| !entry.sentence.en.is_empty()));
}

/// What is asked about the past is asked of a model of fewer records.
#[test]
fn after_any_act_of_the_story_the_page_shows_that_moment() {
    let mut logs = Logs::new();
    let mut steps = Vec::new();
    for act in ACTS {
        act(&mut logs);
        steps.push(page_of(&logs).summary.step);
    }
    assert_eq!(
        steps,
        [
            Step::Opened,
            Step::Planned,
            Step::Departed,
            Step::Arrived,
            Step::Repaired
        ]
    );
}

#[test]
fn an_unknown_order_is_refused_by_its_number() {
    let mut logs = Logs::new();
    logs.opens(facts(1));
    let refused = logs
        .try_ask(&Query::Order(OrderQuery { order: number(9) }))
        .unwrap_err();
    assert_eq!(
        (refused.class, refused.code.as_str()),
        (Class::Unknown, "order.unknown")
    );
}

// rule: ORD-8
// rule: ORD-9
#[test]
fn the_visit_that_stands_is_told_from_its_plan_to_its_end_with_who_goes_along() {
    let mut logs = Logs::new();
    logs.opens(facts(1));
    let trip = |logs: &Logs| page_of(logs).summary.trip;
    assert_eq!(trip(&logs), None);
    planned(&mut logs);
    let known = trip(&logs).unwrap();
    assert_eq!(
        (known.visit, known.depart_at, known.departed),
        (1, Some(t("05 09:30")), None)
    );
    assert_eq!(known.companions.len(), 1);
    departed(&mut logs);
    let known = trip(&logs).unwrap();
    assert_eq!(
        (known.departed, known.eta),
        (Some(t("05 09:35")), Some(t("05 11:00")))
    );
    assert_eq!(known.companions.len(), 2, "as the engineer told it");
    arrived(&mut logs);
    repaired(&mut logs);
    let known = trip(&logs).unwrap();
    assert_eq!(
        (known.arrived, known.ended),
        (Some(t("05 10:45")), Some(t("05 15:00")))
    );
}
