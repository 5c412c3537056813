//! Moments as tests write them.

use types::Instant;

/// A moment on the wall clock of Shanghai, `2026-01-05 08:00` or with seconds.
///
/// # Panics
/// When it is written otherwise.
#[must_use]
pub fn at(wall: &str) -> Instant {
    let seconds = if wall.len() == "2026-01-05 08:00".len() {
        ":00"
    } else {
        ""
    };
    let text = format!("{}{seconds}+08:00", wall.replace(' ', "T"));
    text.parse().expect("a moment is written like 2026-01-05 08:00")
}

/// The wall clock of Shanghai at a moment, `2026-01-05 08:00:00`.
#[must_use]
pub fn wall(moment: Instant) -> String {
    moment
        .local(chrono_tz::Asia::Shanghai)
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}
