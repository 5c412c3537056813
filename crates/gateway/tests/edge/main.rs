//! The gateway over real HTTP and a real nats-server, with stand-ins for the services.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails where it stands"
)]

mod commands;
mod documents;
mod door;
mod imports;
mod lists;
mod messages;
mod operations;
mod stand_in;
