//! Lists as they come and go.

#![expect(
    clippy::unwrap_used,
    reason = "a test that does not get what it must fails where it stands, with what it saw"
)]

mod round_trip;
mod workbook;
