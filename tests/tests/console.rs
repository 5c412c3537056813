//! The console's pages over HTTP, from a call to a closed order, as somebody works through them without scripts.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use whole_system::{Answer, Data, HANGZHOU, Options, System, at, phone};

const OPERATOR: &str = "P101";
const MANAGER: &str = "P201";
const ENGINEER: &str = "P301";
const FAULT: &str = "<script>alert(1)</script> \u{202e}=1+1 🚜 动臂无力";
const SHOWN: &str = "&#60;script&#62;alert(1)&#60;/script&#62; \u{202e}=1+1 🚜 动臂无力";

fn look(system: &System, person: &str, path: &str) -> String {
    let answer = system.http().get(path).acting(person).send();
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// Sends a form and goes where it leads.
fn fill_in(system: &System, person: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = system.http().post(path).acting(person).form(fields).send();
    system.settle();
    answer
}

fn done(system: &System, person: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = fill_in(system, person, path, fields);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

fn started(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system.settle();
    system
}

// rule: ORD-1
// rule: ORD-7
// rule: ORD-14
// rule: ORD-18
#[test]
fn a_call_becomes_a_closed_order_through_forms_alone() {
    let data = Data::new();
    let system = started(&data);
    let brought = format!("/intake?phone={}&machine={}", HANGZHOU.phone, HANGZHOU.machine);
    let intake = look(&system, OPERATOR, &brought);
    assert!(intake.contains(&format!("value=\"{}\"", HANGZHOU.phone)));
    assert!(intake.contains("请勿录入真实来电") && intake.contains("钱江土石方工程队"));
    let request = between(&intake, "name=\"request\" value=\"", "\"").to_owned();
    let call = [
        ("request", request.as_str()),
        ("caller.phone", HANGZHOU.phone),
        ("machine", HANGZHOU.machine),
        ("fault", FAULT),
        ("order_type", "failure_repair"),
    ];
    let order = done(&system, OPERATOR, "/intake", &call);
    assert!(order.contains(SHOWN) && !order.contains("<script>alert"));
    let number = between(&order, "<h1>工单 ", " ").to_owned();
    let twice = done(&system, OPERATOR, "/intake", &call);
    assert!(
        twice.contains(&format!("工单 {number}")),
        "a form sent twice is one call"
    );

    let again = [("request", "another-call"), call[1], call[2], call[3], call[4]];
    let refused = fill_in(&system, OPERATOR, "/intake", &again);
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains(SHOWN), "what was typed is lost");
    assert!(refused.body.contains(&format!("/intake/attach/{number}")));
    let attached = done(&system, OPERATOR, &format!("/intake/attach/{number}"), &again);
    assert!(attached.contains("重复来电"));

    let board = look(&system, MANAGER, "/");
    assert!(board.contains(&number) && board.contains(SHOWN) && board.contains("2 次来电"));
    let act = |person: &str, command: &str, fields: &[(&str, &str)]| {
        done(&system, person, &format!("/orders/{number}/{command}"), fields)
    };
    let solved = act(
        MANAGER,
        "dispatch/solve-by-phone",
        &[("solution", "指导清洗滤芯后恢复")],
    );
    assert!(solved.contains("电话解决"));
    let early = fill_in(
        &system,
        OPERATOR,
        &format!("/orders/{number}/hotline/close-order"),
        &[],
    );
    assert!(
        early.status == 409 && early.body.contains("role=\"alert\""),
        "{}",
        early.status
    );
    act(OPERATOR, "hotline/record-call-back", &[("satisfied", "yes")]);
    let closed = act(OPERATOR, "hotline/close-order", &[]);
    assert!(closed.contains("已关闭"));
    assert!(!look(&system, MANAGER, "/").contains(&number));
    let then = look(&system, MANAGER, &format!("/orders/{number}?entry=0"));
    assert!(then.contains("回到现在") && !then.contains("class=\"entry\""));
}

#[test]
fn pages_speak_both_languages_and_show_each_what_they_may_see() {
    let data = Data::new();
    let system = started(&data);
    let number = system.open_order(&HANGZHOU);
    system.settle();
    let order = format!("/orders/{number}");
    for path in [
        "/",
        "/intake",
        &order,
        "/figures",
        "/figures/part_return",
        "/figures/unrepaired",
        "/machines",
        "/machines?q=EC210",
        "/machines/file?serial=EC210BLC30121",
    ] {
        let zh = look(&system, OPERATOR, path);
        let english = system
            .http()
            .get(path)
            .acting(OPERATOR)
            .header("Cookie", "fl-language=en");
        let en = english.send().body;
        assert!(
            zh.contains("lang=\"zh-CN\"") && en.contains("lang=\"en\""),
            "{path}"
        );
        assert!(en.contains("enter no real calls here"), "{path}");
        assert!(zh.len() < 100_000 && en.len() < 100_000, "{path} weighs too much");
    }
    let page = look(&system, MANAGER, &order);
    assert!(page.contains("f-dispatch-make-plan") && !page.contains("f-hotline-cancel-order"));
    assert_eq!(
        fill_in(
            &system,
            MANAGER,
            &format!("{order}/hotline/cancel-order"),
            &[("reason", "duplicate")]
        )
        .status,
        403
    );
    for (path, status) in [
        ("/orders/2600025", 404),
        ("/orders/none", 400),
        ("/?station=", 200),
        ("/?step=flying", 400),
        ("/figures/flying", 400),
        ("/figures?from=soon", 400),
        ("/machines?customer=C999", 404),
        ("/machines/file?serial=EC210BLC00000", 404),
        ("/machines/file", 400),
    ] {
        let answer = system.http().get(path).acting(OPERATOR).send();
        assert_eq!(answer.status, status, "{path}");
        assert!(
            answer.body.starts_with("<!doctype html>"),
            "{path}: {}",
            answer.body
        );
    }
    let style = between(&page, "rel=\"stylesheet\" href=\"", "\"");
    assert_eq!(system.http().get(style).send().status, 200);
}

// rule: SMS-7
// rule: ORD-8
#[test]
fn a_station_plans_from_its_desk_and_a_message_nobody_understood_is_settled_from_the_inbox() {
    let data = Data::new();
    let system = started(&data);
    let number = system.open_order(&HANGZHOU);
    system.settle();
    let desk = look(&system, MANAGER, "/station");
    assert!(desk.contains(&format!("&amp;plan={number}#f-dispatch-make-plan")));
    let plan = [
        ("depart_at", "2026-01-05T10:00"),
        ("lead", ENGINEER),
        ("inputs.parts", "液压泵有库存"),
        ("inputs.engineers", "2人有空"),
        ("inputs.agreed_with_customer", "下午到"),
        ("inputs.arrears", "无欠款"),
    ];
    let (make_plan, order) = (
        "/station/dispatch/make-plan?station=HZ",
        ("order", number.as_str()),
    );
    let plan = [&[order], &plan[..]].concat();
    let early = fill_in(&system, MANAGER, make_plan, &plan[..4]);
    assert_eq!(early.status, 422);
    assert!(early.body.contains("请填写：") && early.body.contains("液压泵有库存"));
    assert!(done(&system, MANAGER, make_plan, &plan).contains("已计划"));

    system.sms(&phone(ENGINEER), "好像到工地了吧");
    let inbox = look(&system, OPERATOR, "/inbox");
    assert!(
        inbox.contains("好像到工地了吧") && inbox.contains(&format!("value=\"{number}\" data-key=\"1\""))
    );
    let settle = between(&inbox, "<form method=\"post\" action=\"/inbox/", "\"").to_owned();
    let request = between(&inbox, "class=\"settle\">", "</form>");
    let request = between(request, "name=\"request\" value=\"", "\"").to_owned();
    let meant = [
        ("request", request.as_str()),
        ("order", number.as_str()),
        ("happened", "arrived"),
    ];
    let left = done(&system, OPERATOR, &format!("/inbox/{settle}"), &meant);
    assert!(!left.contains("好像到工地了吧") && left.contains("没有待处理的短信"));
    assert!(look(&system, MANAGER, &format!("/orders/{number}")).contains("在现场"));
}

// rule: KPI-1
// rule: ORD-12
#[test]
fn a_rate_opens_down_to_the_orders_behind_it_and_leaves_as_a_file() {
    let data = Data::new();
    let system = started(&data);
    let number = system.open_order(&HANGZHOU);
    system.settle();
    let link = format!("href=\"/orders/{number}\"");
    assert!(look(&system, MANAGER, "/figures/unrepaired").contains(&link));
    let before = look(&system, MANAGER, "/figures/first_response");
    assert!(before.contains("没有符合条件的记录") && !before.contains(&link));
    let solve = format!("/orders/{number}/dispatch/solve-by-phone");
    done(&system, MANAGER, &solve, &[("solution", "指导清洗滤芯后恢复")]);
    let figures = look(&system, MANAGER, "/figures?from=2026-01-05");
    assert!(figures.contains("/figures/first_response?from=2026-01-05\"") && figures.contains("100.0%"));
    let figure = look(
        &system,
        MANAGER,
        "/figures/first_response?from=2026-01-05&met=true",
    );
    assert!(figure.contains(&link) && figure.contains("2026-01"));
    let file = between(&figure, "href=\"/api/v1/figures/cases?", "\"").replace("&#38;", "&");
    let file = look(&system, MANAGER, &format!("/api/v1/figures/cases?{file}"));
    assert!(file.contains(&number), "{file}");
    let missed = look(&system, MANAGER, "/figures/first_response?met=false");
    assert!(!missed.contains(&link) && missed.contains("没有符合条件的记录"));
    let elsewhere = look(&system, MANAGER, "/figures/first_response?to=2026-01-04");
    assert!(!elsewhere.contains(&link) && elsewhere.contains("2025-08"));
}

// rule: DIR-5
#[test]
fn a_phone_leads_to_the_customer_their_machines_and_each_machines_history() {
    let data = Data::new();
    let system = started(&data);
    let number = system.open_order(&HANGZHOU);
    system.settle();
    let order = format!("href=\"/orders/{number}\"");
    let found = look(&system, OPERATOR, &format!("/machines?q={}", HANGZHOU.phone));
    assert!(found.contains("钱江土石方工程队") && found.contains(&order));
    let theirs = between(&found, "data-row href=\"/machines?", "\"").to_owned();
    let machines = look(&system, OPERATOR, &format!("/machines?{theirs}"));
    let file = format!("/machines/file?serial={}", HANGZHOU.machine);
    assert!(machines.contains("客户的设备") && machines.contains(&file));
    assert!(look(&system, OPERATOR, "/machines").contains("天山北麓矿业"));
    let solve = format!("/orders/{number}/dispatch/solve-by-phone");
    done(&system, MANAGER, &solve, &[("solution", "指导清洗滤芯后恢复")]);
    let file = look(&system, OPERATOR, &file);
    assert!(file.contains(&order) && file.contains("电话解决") && file.contains("2024-A: 24 个月"));
    let nothing = look(&system, OPERATOR, "/machines?q=%3Cscript%3Ealert(1)");
    assert!(nothing.contains("没有找到: <bdi>&#60;script&#62;alert(1)</bdi>"));
}
