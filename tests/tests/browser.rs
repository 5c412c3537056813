//! The console in a real browser: a call until its order is closed, seen live and done with the keyboard.

use serde_json::json;
use whole_system::{Browser, Data, HANGZHOU, Key, Options, System, Window, at, phone, replaced};

const OPERATOR: &str = "P101";
const MANAGER: &str = "P201";
const ENGINEER: &str = "P301";
/// What a page may weigh that nobody has seen before, in bytes over the wire.
const FIRST_PAGE: u64 = 100_000;

fn started(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system
}

/// Counts from now on how often the page that is shown was told of a change and fetched a part of itself for it.
fn counts_news(window: &Window<'_>) {
    window.does(
        "window.news = 0;
         document.addEventListener('htmx:afterSwap', (event) => {
           if (event.detail.requestConfig?.triggeringEvent?.type === 'sse:changed') window.news += 1;
         });",
    );
}

/// Waits until the board shows an order at a step, having been told of it.
fn shows_live(board: &Window<'_>, order: &str, step: &str) {
    board.until(&format!(
        "window.news > 0 && document.querySelector('#o-{order}').closest('tr').innerText.includes('{step}')"
    ));
}

// rule: ORD-1
// rule: ORD-14
#[test]
fn a_call_becomes_a_closed_order_while_boards_show_each_step_live() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = started(&data);
    let (operator, manager) = (browser.window(&system), browser.window(&system));
    operator.signs_in(&system, OPERATOR);
    manager.signs_in(&system, MANAGER);
    let received = manager.received_bytes();
    assert!(
        received < FIRST_PAGE,
        "{received} bytes for the way in and the first page"
    );

    counts_news(&manager);
    operator.goes("/intake");
    operator.writes(HANGZHOU.phone);
    operator.sees("钱江土石方工程队");
    operator.clicks(&format!("[data-value={}]", HANGZHOU.machine));
    operator.types("[name=fault]", "动臂提升无力");
    operator.presses(&[Key::F9]);
    operator.until("location.pathname.startsWith('/orders/')");
    let order = operator.path().replace("/orders/", "");
    operator.sees("动臂提升无力");
    shows_live(&manager, &order, "待回复");

    operator.goes("/");
    counts_news(&operator);
    let plan = manager.opens_form(&order, "dispatch-make-plan");
    manager.sets(&plan("[name=depart_at]"), "2026-01-05T10:00");
    manager.sets(&plan("[name=lead]"), ENGINEER);
    for (input, said) in [
        ("parts", "液压泵有库存"),
        ("engineers", "2人有空"),
        ("agreed_with_customer", "上午到"),
        ("arrears", "无欠款"),
    ] {
        manager.types(&plan(&format!("[name='inputs.{input}']")), said);
    }
    manager.clicks(&plan("button"));
    manager.sees("已计划");
    shows_live(&operator, &order, "已计划");
    for (text, step) in [("出发", "在途"), ("到达", "在现场")] {
        system.sms(&phone(ENGINEER), &format!("{text} {order}"));
        shows_live(&operator, &order, step);
    }
    system.sms(&phone(ENGINEER), &format!("修复 {order}"));
    operator.until(&format!("!document.querySelector('#o-{order}')"));

    system.file_report(ENGINEER, &order, &json!([replaced("4611-1234", "A0912")]));
    system.attach_papers(ENGINEER, &order);
    let papers = json!({ "order": order, "class": "to_be_claimed" });
    system.does("P110", "hotline/review-papers", &papers);
    let call_back = operator.opens_form(&order, "hotline-record-call-back");
    operator.sets(&call_back("[name=satisfied]"), "yes");
    operator.clicks(&call_back("button"));
    operator.sees("满意 2026-01-05");
    let close = operator.opens_form(&order, "hotline-close-order");
    operator.clicks(&close("button"));
    operator.sees("已关闭");
    for window in [&operator, &manager] {
        window.was_quiet();
    }
}
