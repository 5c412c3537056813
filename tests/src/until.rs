//! Waiting for what comes about elsewhere, and failing with what was seen when it does not.

use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::{MissedTickBehavior, interval};

const BETWEEN: Duration = Duration::from_millis(20);
/// Two minutes: what hangs fails, what is slow does not.
const LOOKS: u32 = 6_000;

/// Looks again and again until something is there; each look in vain says what it saw.
///
/// # Panics
/// After two minutes of looking, with what was seen last.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let mut tick = {
        let _inside = runtime.enter();
        interval(BETWEEN)
    };
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = String::new();
    for _ in 0..LOOKS {
        match look() {
            Ok(found) => return found,
            Err(saw) => seen = saw,
        }
        runtime.block_on(tick.tick());
    }
    panic!("in vain: {what}; seen last: {seen}");
}
