//! Every page of the console in a real browser, in both languages.

use whole_system::{Browser, Data, Options, System, day_begins, tour};

/// Longer than any page takes, and shorter than a browser keeps the connection of a page that was left.
const PATIENCE_MS: u64 = 30_000;

#[test]
fn every_page_can_be_used_by_everybody_in_both_languages_and_says_that_this_is_practice() {
    let Some(browser) = Browser::find() else { return };
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, day_begins()));
    let day = system.play_day();
    let window = browser.window(&system);
    let mut broken = Vec::new();
    window.tours(&system, &tour(&day), |stop, language| {
        let mark = window.text(".sandbox");
        assert!(mark.contains(if language == "zh" {
            "请勿录入真实来电"
        } else {
            "no real calls"
        }));
        let found = window.barriers();
        if !found.is_empty() {
            broken.push(format!("{} {language} {}\n{found}", stop.name, stop.path));
        }
    });
    let waited = window.longest_wait_ms();
    assert!(
        waited < PATIENCE_MS,
        "a page was waited for {waited} ms: the browser ran out of connections"
    );
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    window.was_quiet();
}
