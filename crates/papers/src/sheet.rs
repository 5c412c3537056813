//! What every printed page begins with.

/// How pages look: one file without anything from elsewhere, black on white, A4.
pub(crate) const STYLE: &str = include_str!("../templates/style.css");
