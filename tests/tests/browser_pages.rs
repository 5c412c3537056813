//! Every page of the console in a real browser, in both languages.

use std::path::PathBuf;

use whole_system::{Album, Browser, Data, Options, System, day_begins, tour};

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
        let is_trouble = window.text("h1")
            == if language == "zh" {
                "出错了"
            } else {
                "Something is wrong"
            };
        assert_eq!(is_trouble, stop.name == "nowhere", "{}", stop.path);
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

/// Where `cargo xtask screenshots` has the pictures put.
const ALBUM: &str = "FIELDLEDGER_SCREENSHOTS";

#[test]
#[ignore = "writes docs/console; run by cargo xtask screenshots"]
fn pictures_of_every_page_are_taken() {
    let folder = std::env::var_os(ALBUM).map(PathBuf::from);
    let folder = folder.expect("FIELDLEDGER_SCREENSHOTS names the folder for the pictures");
    let browser = Browser::find().expect("pictures need chromium and chromium-driver");
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, day_begins()));
    let day = system.play_day();
    let window = browser.window(&system);
    let mut album = Album::default();
    window.tours(&system, &tour(&day), |stop, language| {
        if Album::wants(stop, language) {
            album.takes(&folder, stop, language, &window.picture());
        }
    });
    album.closes(&folder);
}
