//! A claim and a consignment of old parts in a real browser, from draft to answer and from tag to warehouse.

use serde_json::json;
use whole_system::{Browser, Data, Key, Options, System, Window, replaced, story_begins};

const MACHINE: &str = "EC300DL60417";

/// Types into the fields of a form that is shown already, and sends it.
fn fills(window: &Window<'_>, command: &str, fields: &[(&str, &str)]) {
    let form = format!("#f-{command}");
    window.has(&form);
    for (name, value) in fields {
        window.sets(&format!("{form} [name='{name}']"), value);
    }
    window.clicks(&format!("{form} > button, {form} button:not([type=button])"));
}

/// Opens the form of a command on a claim's page, fills it in and sends it.
fn does(window: &Window<'_>, command: &str, fields: &[(&str, &str)]) {
    window.clicks(&format!("details:has(#f-{command}) > summary"));
    fills(window, command, fields);
}

// rule: CLM-5, CLM-6, CLM-7, SLA-5
#[test]
fn a_claim_goes_from_draft_to_the_manufacturers_answer_on_the_screens_of_those_who_decide() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    system.import_dealer();
    let order = system.repaired(MACHINE, &json!([replaced("4611-1234", "A0912")]));
    system.attach_papers("B2", &order);
    let window = browser.window(&system);
    window.signs_in(&system, "C1");
    window.goes("/claims");
    window.clicks(&format!("a[href='/claims/{order}']"));
    window.sees("剩14天");
    window.clicks("[data-choose=passed]");
    fills(&window, "claims-review-claim", &[]);
    window.until("!document.querySelector('#lacking, .lack')?.innerText.includes('待审核')");
    system.judge(&order);
    let _ = system.package(&order);
    window.goes(&format!("/claims/{order}"));
    does(&window, "claims-submit-claim", &[]);
    window.sees("已提交");
    does(
        &window,
        "claims-record-manufacturer-number",
        &[("number", "HC-88120")],
    );
    window.sees("HC-88120");
    does(
        &window,
        "claims-record-decision",
        &[("lines.1.approved", "1120.00")],
    );
    window.until("document.querySelector('h1 .mark').innerText === '已受理'");
    window.was_quiet();
}

// rule: OLD-2, OLD-3, OLD-4
#[test]
fn old_parts_go_from_the_scanner_into_a_consignment_and_are_counted_in_the_warehouse() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()));
    system.import_dealer();
    let parts = json!([replaced("4611-1234", "A0912"), replaced("9017-55", "Q1")]);
    let order = system.repaired(MACHINE, &parts);
    let tags = [1, 2].map(|line| format!("{order}-P{line}"));
    let (station, warehouse) = (browser.window(&system), browser.window(&system));
    station.signs_in(&system, "B1");
    warehouse.signs_in(&system, "D1");
    station.goes("/parts");
    for tag in &tags {
        // A scanner types the tag, and Enter, into the field that the cursor is in.
        station.writes(tag);
        station.presses(&[Key::Enter]);
        station.is_at(&format!("/parts/{tag}"));
        fills(&station, "returns-check-in-part", &[("condition", "complete")]);
        station.until("document.activeElement.id === 'scan' && document.activeElement.value === ''");
    }
    station.goes("/parts?show=held&station=TZ");
    for tag in &tags {
        station.writes(tag);
        station.presses(&[Key::Enter]);
        station.until(&format!(
            "document.querySelector(\"[name=parts][value='{tag}']\").checked"
        ));
    }
    let shipped = [
        ("carrier", "顺捷物流"),
        ("tracking", "SJ30918"),
        ("freight", "45.00"),
    ];
    fills(&station, "returns-ship-consignment", &shipped);
    station.has("a[href^='/consignments/']");

    warehouse.goes("/parts");
    warehouse.clicks("a[href^='/consignments/']");
    warehouse.sees("SJ30918");
    let [came, missing] = tags.map(|tag| format!("counted.{tag}.quantity"));
    let counted = [(came.as_str(), "1"), (missing.as_str(), "0")];
    fills(&warehouse, "returns-receive-consignment", &counted);
    warehouse.sees("缺件");
    station.was_quiet();
    warehouse.was_quiet();
}
