//! One browser of one person.

use std::cell::RefCell;
use std::marker::PhantomData;

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::System;
use crate::browser::journal::Journal;
use crate::browser::wire::{Done, Wire};
use crate::browser::{Browser, Key};
use crate::parts::signal;

/// How Chromium is started: without a screen, as any user, and speaking to nobody by itself.
const SWITCHES: [&str; 15] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-lcd-text",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--window-size=1280,900",
    "--lang=zh-CN",
];
/// How long the driver waits for a page or a condition, in milliseconds.
const PATIENCE: u64 = 60_000;
/// A password that everybody here has.
const PASSWORD: &str = "动臂油缸漏油了快来人";

/// A browser of somebody's own; dropping it closes it.
#[derive(Debug)]
pub struct Window<'a> {
    pub(super) wire: Wire,
    pub(super) journal: RefCell<Journal>,
    base: String,
    process: u32,
    browser: PhantomData<&'a Browser>,
    /// What the browser keeps, and whatever else it writes.
    _folder: TempDir,
}

impl Window<'_> {
    pub(super) fn open(mut wire: Wire, base: &str) -> Self {
        let folder = tempfile::tempdir().expect("a directory for a browser");
        let mut switches: Vec<String> = SWITCHES.map(str::to_owned).into();
        switches.push(format!("--user-data-dir={}", folder.path().display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "timeouts": { "script": PATIENCE, "pageLoad": PATIENCE, "implicit": 0 },
            "goog:chromeOptions": { "args": switches },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } });
        let has = wire.begin(&wanted).expect("Chromium starts");
        let process = has["goog:processID"]
            .as_u64()
            .and_then(|pid| u32::try_from(pid).ok());
        Self {
            wire,
            journal: RefCell::new(Journal::of(base)),
            base: base.to_owned(),
            process: process.expect("a driver names the browser's process"),
            browser: PhantomData,
            _folder: folder,
        }
    }

    /// Goes to a path.
    ///
    /// # Panics
    /// When no page comes.
    pub fn goes(&self, path: &str) {
        let url = json!({ "url": format!("{}{path}", self.base) });
        self.done(self.wire.post("/url", &url));
    }

    /// Signs somebody in by a one-time code, as on their first day.
    ///
    /// # Panics
    /// When they may not come in.
    pub fn signs_in(&self, system: &System, person: &str) {
        let made = system.cli().json(&["access", "code", person]);
        let code = made["code"].as_str().expect("a code");
        self.goes("/sign-in");
        self.types("#name", person);
        self.types("#password", code);
        self.clicks("main button");
        self.types("#chosen", PASSWORD);
        self.types("#repeated", PASSWORD);
        self.clicks("main button");
        self.is_at("/");
    }

    /// Signs somebody in again, on the sign-in page that is shown, by the password that [`Window::signs_in`] chose.
    ///
    /// # Panics
    /// When they may not come in.
    pub fn signs_in_again(&self, person: &str) {
        self.types("#name", person);
        self.types("#password", PASSWORD);
        self.clicks("main button");
    }

    /// Goes to an order's page and opens the form of a command there, `dispatch-make-plan`; gives what selects
    /// something in it.
    ///
    /// # Panics
    /// When there is no such form.
    pub fn opens_form(&self, order: &str, command: &str) -> impl Fn(&str) -> String {
        self.goes(&format!("/orders/{order}"));
        let form = format!("#f-{command}");
        self.clicks(&format!("details:has({form}) > summary"));
        move |field| format!("{form} {field}")
    }

    /// Clicks what a CSS selector names, once it can be clicked.
    ///
    /// # Panics
    /// When it never can.
    pub fn clicks(&self, css: &str) {
        self.has(css);
        self.done(self.insisting(|| {
            let element = self.wire.find(css)?;
            self.wire.post(&format!("{element}/click"), &json!({}))
        }));
    }

    /// Types a text into the field that a CSS selector names.
    ///
    /// # Panics
    /// When there is no such field.
    pub fn types(&self, css: &str, text: &str) {
        self.has(css);
        let text = json!({ "text": text });
        self.done(self.insisting(|| {
            let element = self.wire.find(css)?;
            self.wire.post(&format!("{element}/value"), &text)
        }));
    }

    /// Sets the field that a CSS selector names, as a date's, a choice's or a slider's own control does.
    ///
    /// # Panics
    /// When there is no such field.
    pub fn sets(&self, css: &str, value: &str) {
        self.has(css);
        let set = "const field = document.querySelector(arguments[0]); field.value = arguments[1];
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));";
        self.done(self.wire.run(set, &json!([css, value])));
    }

    /// Presses keys one after another, wherever the page's focus is.
    ///
    /// # Panics
    /// When the driver cannot.
    pub fn presses(&self, keys: &[Key]) {
        let mut strokes = Vec::new();
        for key in keys {
            let held = key.held();
            strokes.extend(
                held.iter()
                    .map(|sign| json!({ "type": "keyDown", "value": sign })),
            );
            strokes.extend(
                held.iter()
                    .rev()
                    .map(|sign| json!({ "type": "keyUp", "value": sign })),
            );
        }
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.done(self.wire.post("/actions", &actions));
    }

    /// Writes a text with the keyboard, wherever the page's focus is.
    ///
    /// # Panics
    /// When the driver cannot.
    pub fn writes(&self, text: &str) {
        let keys: Vec<Key> = text.chars().map(Key::Of).collect();
        self.presses(&keys);
    }

    /// Has a script run in the page.
    ///
    /// # Panics
    /// When it fails.
    pub fn does(&self, script: &str) {
        self.done(self.wire.run(script, &json!([])));
    }

    /// What an expression of JavaScript is on the page.
    ///
    /// # Panics
    /// When it is nothing.
    #[must_use]
    pub fn asks(&self, expression: &str) -> Value {
        let script = format!("return {expression};");
        self.done(self.insisting(|| self.wire.run(&script, &json!([]))))
    }

    /// The text of what a CSS selector names.
    ///
    /// # Panics
    /// When there is nothing.
    #[must_use]
    pub fn text(&self, css: &str) -> String {
        self.has(css);
        let text = self.asks(&format!("document.querySelector({}).innerText", json!(css)));
        text.as_str().expect("a text").to_owned()
    }

    /// What stands in the field that a CSS selector names.
    ///
    /// # Panics
    /// When there is no such field.
    #[must_use]
    pub fn value(&self, css: &str) -> String {
        self.has(css);
        let value = self.asks(&format!("document.querySelector({}).value", json!(css)));
        value.as_str().expect("a field's value").to_owned()
    }

    /// Path and query of the page.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn path(&self) -> String {
        let path = self.asks("location.pathname + location.search");
        path.as_str().expect("a path").to_owned()
    }

    pub(super) fn done<T>(&self, done: Done<T>) -> T {
        done.unwrap_or_else(|trouble| panic!("{}: {}\n{}", trouble.code, trouble.message, self.described()))
    }

    /// Where it stands and what it shows, for whoever reads why a test failed.
    pub(super) fn described(&self) -> String {
        let shown = self.wire.run(
            "return location.href + '\\n' + document.body.innerText.slice(0, 3000);",
            &json!([]),
        );
        let shown = shown.unwrap_or_else(|trouble| json!(trouble.message));
        shown.as_str().unwrap_or_default().to_owned()
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if self.wire.end().is_err() {
            signal(self.process, Signal::KILL);
        }
    }
}
