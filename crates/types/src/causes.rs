//! Failures with everything that brought them about.

use std::error::Error;

/// A failure's own words, then each cause after what it brought about: `failed to open: disk full`.
#[must_use]
pub fn with_causes(failure: &dyn Error) -> String {
    match failure.source() {
        Some(cause) => format!("{failure}: {}", with_causes(cause)),
        None => failure.to_string(),
    }
}
