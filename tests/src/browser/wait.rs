//! Waiting for a page to be as it must.

use serde_json::{Value, json};

use crate::browser::Window;
use crate::browser::wire::{Done, Trouble};

/// Looks at the page until the condition holds, or for half a second.
const LOOK: &str = "
const done = arguments[arguments.length - 1];
const met = () => { try { return Boolean(HOLDS); } catch { return false; } };
let looks = 0;
const look = () => {
  if (met()) done(true); else if (++looks > 33) done(false); else setTimeout(look, 15);
};
look();";
/// How often it is looked for half a second, which a page that goes away cuts short.
const LOOKS: usize = 120;
/// How often an element may be replaced under one click.
const ATTEMPTS: usize = 50;

impl Window<'_> {
    /// Waits until an expression of JavaScript holds on the page, whichever page that is by then.
    ///
    /// # Panics
    /// When it does not for a minute, with what the page shows.
    pub fn until(&self, holds: &str) {
        let look = LOOK.replace("HOLDS", holds);
        for _ in 0..LOOKS {
            match self.wire.run_until_told(&look, &json!([])) {
                Ok(Value::Bool(true)) => return,
                Err(trouble) if trouble.is_the_end() => panic!("{}: {}", trouble.code, trouble.message),
                // Not yet; or the page was left while it was looked at.
                Ok(_) | Err(_) => {}
            }
        }
        panic!("never: {holds}\n{}", self.described());
    }

    /// Waits until the page shows a text.
    ///
    /// # Panics
    /// When it does not for a minute.
    pub fn sees(&self, text: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(text)));
    }

    /// Waits until the page shows a text no more.
    ///
    /// # Panics
    /// When it does for a minute.
    pub fn sees_no_more(&self, text: &str) {
        self.until(&format!("!document.body.innerText.includes({})", json!(text)));
    }

    /// Waits until there is what a CSS selector names.
    ///
    /// # Panics
    /// When there is not for a minute.
    pub fn has(&self, css: &str) {
        self.until(&format!("document.querySelector({})", json!(css)));
    }

    /// Waits until the page at a path is there, its query apart.
    ///
    /// # Panics
    /// When it is not for a minute.
    pub fn is_at(&self, path: &str) {
        self.until(&format!(
            "location.pathname === {} && document.readyState === 'complete'",
            json!(path)
        ));
    }

    /// Does something again where the page was left, or a part of it replaced, while it was done.
    pub(super) fn insisting<T>(&self, mut act: impl FnMut() -> Done<T>) -> Done<T> {
        let mut done = act();
        for _ in 1..ATTEMPTS {
            match &done {
                Err(trouble) if !trouble.is_the_end() => done = act(),
                Ok(_) | Err(_) => break,
            }
        }
        done
    }
}

impl Trouble {
    /// Whether no page can do better: the browser is gone.
    fn is_the_end(&self) -> bool {
        ["no answer", "invalid session id", "no such window"].contains(&self.code.as_str())
    }
}
