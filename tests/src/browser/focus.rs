//! Working with the keyboard alone.

use serde_json::{Value, json};

use crate::browser::{Key, Window};

/// More stops than any page has.
const STOPS: usize = 400;
/// Notes where the focus is, and says whether it can be seen there, and whether it has come round. Things are known by
/// name, since a page that is told something replaces parts of itself. A field for a moment has several stops within
/// itself; after the last stop the focus may be on the page as a whole.
const STOP: &str = "
window.stops ??= new Set();
window.named = (one) => {
  const name = (it) => [it.tagName, it.id, it.name, it.getAttribute('href') ?? it.textContent].join(' ');
  const alike = [...document.querySelectorAll(one.tagName)].filter((other) => name(other) === name(one));
  return name(one) + alike.indexOf(one);
};
const at = document.activeElement;
const whole = at === document.body;
const name = window.named(at);
const round = !whole && name !== window.lastStop && window.stops.has(name);
window.lastStop = name;
if (!whole) window.stops.add(name);
const { outlineStyle, outlineWidth } = getComputedStyle(at);
const seen = whole || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
return { round, seen, html: at.outerHTML.slice(0, 200) };";
/// What can be used and was not stopped at. Of the choices of one name, one is a stop.
const PASSED_BY: &str =
    "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !one.disabled
    && one.type !== 'hidden' && one.type !== 'radio' && !window.stops.has(window.named(one)))
  .map((one) => one.outerHTML.slice(0, 200))";

impl Window<'_> {
    /// Goes on by Tab to what a CSS selector names.
    ///
    /// # Panics
    /// When Tab does not lead there, or the focus cannot be seen on the way.
    pub fn tabs_to(&self, css: &str) {
        self.has(css);
        for _ in 0..STOPS {
            self.presses(&[Key::Tab]);
            if self.asks(&format!("document.activeElement.matches({})", json!(css))) == json!(true) {
                return;
            }
        }
        panic!("Tab does not lead to {css}\n{}", self.described());
    }

    /// Checks that Tab leads through the whole page and out of it, to everything that can be used, and that one sees
    /// where one is.
    ///
    /// # Panics
    /// When it does not.
    pub fn is_walked_by_tab(&self) {
        let mut stops = 0;
        loop {
            self.presses(&[Key::Tab]);
            let stop = self.done(self.wire.run(STOP, &json!([])));
            assert_eq!(stop["seen"], true, "nobody sees the focus at {stop}");
            if stop["round"] == json!(true) {
                break;
            }
            stops += 1;
            assert!(stops < STOPS, "the focus does not leave the page");
        }
        let passed_by = self.asks(PASSED_BY);
        let all = passed_by.as_array().is_some_and(Vec::<Value>::is_empty);
        assert!(
            all,
            "{} after {stops} stops: not reached {passed_by:#}",
            self.path()
        );
    }
}
