//! What must stand whatever bytes come in: one function for each way in, which panics when something does not.
//!
//! libFuzzer runs them by the hour (`cargo xtask fuzz`), and `cargo xtask test` over the committed corpus and some
//! thousands of mutations of it, on stable Rust. An input that broke something joins the corpus.

#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "each of these functions is an assertion"
)]

mod commands;
mod events;
mod frames;
mod policies;
mod sheet;
mod sms;

pub use commands::commands;
pub use events::events;
pub use frames::frames;
pub use policies::policies;
pub use sheet::spreadsheets;
pub use sms::sms;

/// A way in, by name.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// How many mutations a test run tries: some seconds' worth.
    pub mutations: u32,
}

/// Every way in. The names are those of the corpus' folders and of the programs libFuzzer runs.
pub const TARGETS: [Target; 6] = [
    Target {
        name: "sms",
        run: sms,
        mutations: 3_000,
    },
    Target {
        name: "frames",
        run: frames,
        mutations: 3_000,
    },
    Target {
        name: "events",
        run: events,
        mutations: 20_000,
    },
    Target {
        name: "commands",
        run: commands,
        mutations: 10_000,
    },
    Target {
        name: "policies",
        run: policies,
        mutations: 200,
    },
    Target {
        name: "spreadsheets",
        run: spreadsheets,
        mutations: 1_000,
    },
];
