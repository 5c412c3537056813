//! Two people at one order, a session that ends, a service that is away, a call: in real browsers.

use serde_json::json;
use whole_system::{Browser, Data, HANGZHOU, Key, Options, System, at};

const OPERATOR: &str = "P101";
const MANAGER: &str = "P201";

fn started(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, at("2026-01-05 08:00")));
    system.import_sample();
    system
}

// rule: ORD-7
#[test]
fn of_two_people_at_one_order_the_second_is_told_in_words_and_keeps_what_was_typed() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = started(&data);
    let order = system.open_order(&HANGZHOU);
    let (first, second) = (browser.window(&system), browser.window(&system));
    first.signs_in(&system, OPERATOR);
    second.signs_in(&system, MANAGER);
    let cancel = first.opens_form(&order, "hotline-cancel-order");
    let solve = second.opens_form(&order, "dispatch-solve-by-phone");
    let typed = "换了先导滤芯，<b>压力</b>恢复 ＝1+1";
    second.types(&solve("[name=solution]"), typed);
    first.sets(&cancel("[name=reason]"), "duplicate");
    first.clicks(&cancel("button"));
    first.sees("已取消");
    second.clicks(&solve("button"));
    let told = second.text(".problem[role=alert]");
    assert!(told.contains("已结束"), "{told}");
    assert_eq!(second.value(&solve("[name=solution]")), typed);
    first.was_quiet();
    second.was_quiet();
}

#[test]
fn a_session_that_ends_in_mid_form_costs_a_sign_in_and_not_a_letter() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = started(&data);
    let window = browser.window(&system);
    window.signs_in(&system, OPERATOR);
    window.goes("/intake");
    window.writes(HANGZHOU.phone);
    window.sees("钱江土石方工程队");
    window.types("[name=machine]", HANGZHOU.machine);
    let typed = "动臂无力\n第二行 <i>&amp;</i> 🚜 \"引号\"";
    window.types("[name=fault]", typed);
    system.advance("5h");
    window.presses(&[Key::F9]);
    window.sees("登录已到期");
    window.signs_in_again(OPERATOR);
    window.sees("填写的内容都在");
    assert_eq!(window.value("[name=fault]"), typed);
    window.presses(&[Key::Enter]);
    window.until("location.pathname.startsWith('/orders/')");
    window.sees("第二行 <i>&amp;</i> 🚜 \"引号\"");
    window.was_quiet();
}

#[test]
fn a_call_at_an_operators_telephone_opens_the_filled_form_on_their_screen_alone() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = started(&data);
    let (one, other) = (browser.window(&system), browser.window(&system));
    for (window, person, extension) in [(&one, "P101", "8001"), (&other, "P102", "8002")] {
        window.signs_in(&system, person);
        window.goes("/account");
        window.types("#extension", extension);
        window.clicks("form[action='/account/seat'] button");
        window.until(&format!(
            "document.querySelector('#extension')?.defaultValue === '{extension}'"
        ));
        window.goes("/");
    }
    let call = json!({ "caller": HANGZHOU.phone, "extension": "8001" });
    let rings = || system.http().post("/api/v1/cti/call").json(&call).send();
    assert_eq!(rings().status, 200);
    one.is_at("/intake");
    one.sees("钱江土石方工程队");
    assert_eq!(one.value("[name='caller.phone']"), HANGZHOU.phone);

    one.types("[name=fault]", "正在录入");
    assert_eq!(rings().status, 200);
    one.has("#calls a");
    assert_eq!(one.value("[name=fault]"), "正在录入");
    assert_eq!(other.path(), "/");
    assert_eq!(other.text("#calls"), "");
    one.was_quiet();
    other.was_quiet();
}

#[test]
fn a_page_says_that_a_service_is_away_and_works_again_when_it_is_back() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at("2026-01-05 08:00")).processes());
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let window = browser.window(&system);
    window.signs_in(&system, OPERATOR);
    let note = window.opens_form(&order, "hotline-add-note");
    window.types(&note("[name=text]"), "请走下层便道");
    system.hold("hotline", true);
    window.clicks(&note("button"));
    window.has(".problem[role=alert]");
    assert!(window.text(".problem").contains("没有应答"));
    assert_eq!(window.value(&note("[name=text]")), "请走下层便道");
    system.hold("hotline", false);
    window.clicks(&note("button"));
    window.until("!document.querySelector('.problem')");
    window.sees("请走下层便道");

    let note = window.opens_form(&order, "hotline-add-note");
    window.types(&note("[name=text]"), "钥匙在门卫处");
    system.hold("desk", true);
    window.clicks(&note("button"));
    window.sees("尚未提交");
    assert_eq!(window.value("textarea[name=text]"), "钥匙在门卫处");
    system.hold("desk", false);
    window.clicks("button[autofocus]");
    window.until("location.pathname.startsWith('/orders/')");
    window.sees("钥匙在门卫处");
    window.was_quiet();
}
