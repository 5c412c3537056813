//! The gateway over real HTTP and a real nats-server, with stand-ins for the services.

mod commands;
mod imports;
mod messages;
mod operations;
mod stand_in;
