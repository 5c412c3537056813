//! The whole system for tests: the real binary with its nats-server and logs, in a directory and on ports of its own.
//!
//! A test starts it, speaks to it only through its public interfaces, and stops it; what is left of it when a test
//! fails is ended with the test. Nothing here waits for a duration: it waits for the system to say that it is there,
//! to answer, or to be settled.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

mod answer;
mod browser;
mod claims;
mod collector;
mod command_line;
mod data;
mod day;
mod frozen;
mod held;
mod hostile;
mod http;
mod kannel;
mod line;
mod machine;
mod options;
mod parts;
mod questions;
mod sample;
mod schema;
mod scrape;
mod sms;
mod story;
mod system;
mod time;
mod until;

pub use answer::Answer;
pub use browser::{Album, Browser, Key, Stop, Window, tour};
pub use claims::{photo, replaced, unpacked};
pub use collector::{Collector, said};
pub use command_line::{CommandLine, Ran, binary};
pub use data::Data;
pub use day::{Day, day_begins};
pub use frozen::{Frozen, FrozenLog, verified};
pub use held::{Held, ToBeHeld};
pub use hostile::{HOSTILE, Taken};
pub use http::{Http, Request};
pub use kannel::{Kannel, Received, Relay, RunningKannel, Seen};
pub use line::{Line, Way};
pub use machine::Machine;
pub use options::Options;
pub use questions::Question;
pub use sample::{Call, HANGZHOU, phone, project_file};
pub use schema::Described;
pub use scrape::Scrape;
pub use sms::Sent;
pub use story::{Story, story_begins};
pub use system::{Refused, System};
pub use time::{at, wall};
pub use until::until;
