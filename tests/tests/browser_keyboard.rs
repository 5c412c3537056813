//! The console without a mouse: Tab, Enter, access keys, and the keys of its own.

use whole_system::{Browser, Data, HANGZHOU, Key, Options, System, at, phone};

// rule: SMS-7
#[test]
fn a_call_a_plan_and_a_text_are_dealt_with_by_the_keyboard_alone() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")));
    system.import_sample();
    let window = browser.window(&system);
    window.signs_in(&system, "P110");

    window.presses(&[Key::Access('1')]);
    window.is_at("/intake");
    window.writes(HANGZHOU.phone);
    window.sees("钱江土石方工程队");
    window.tabs_to(&format!("[data-value={}]", HANGZHOU.machine));
    window.presses(&[Key::Enter]);
    window.until(&format!(
        "document.activeElement.value === '{}'",
        HANGZHOU.machine
    ));
    window.tabs_to("[name=fault]");
    window.writes("动臂提升无力");
    window.presses(&[Key::F9]);
    window.until("location.pathname.startsWith('/orders/')");
    let order = window.path().replace("/orders/", "");

    window.tabs_to("details:has(#f-hotline-add-note) > summary");
    window.presses(&[Key::Enter]);
    window.tabs_to("#f-hotline-add-note [name=text]");
    window.writes("请走下层便道");
    window.tabs_to("#f-hotline-add-note button");
    window.presses(&[Key::Enter]);
    window.sees("请走下层便道");

    system.plan("P201", &order, at("2026-01-05 10:00"), "P301");
    system.sms(&phone("P301"), "好像到工地了吧");
    window.presses(&[Key::Access('4')]);
    window.is_at("/inbox");
    window.presses(&[Key::Of('j'), Key::Of('1'), Key::Of('a')]);
    window.sees("没有待处理的短信");
    window.presses(&[Key::Access('2')]);
    window.is_at("/");
    window.presses(&[Key::Of('j'), Key::Enter]);
    window.is_at(&format!("/orders/{order}"));
    window.sees("在现场");
    for page in [&format!("/orders/{order}"), "/", "/intake"] {
        window.goes(page);
        window.is_walked_by_tab();
    }
    window.was_quiet();
}
