//! The edge: the HTTP API, text messages in and out.
//!
//! Everything that comes in becomes a command or a question on the bus; what a service refuses is passed on as it
//! is. The gateway decides no rule, joins no answers and keeps nothing but how far it has seen each log. A text
//! message is answered with 200 only when the service says that it is on disk (SMS-11).
//!
//! One table of routes ([`routes`]) makes both the router and the API document, so neither can lack a route.

mod ask;
mod body;
mod commands;
mod console;
mod disk;
mod documents;
mod door;
mod gate;
mod guard;
mod imports;
mod lists;
mod openapi;
mod operations;
mod outbox;
mod papers;
mod params;
mod policy;
mod queries;
mod refusal;
mod request_ids;
mod routes;
mod sender;
mod serve;
mod sms;
mod status;
mod wall;
mod watch;
mod who;

pub use door::{AccessSettings, Webhooks};
pub use openapi::document as api_document;
pub use sender::{Kannel, KannelFailure, KannelSettings, OutboxFailure, OutboxFile, Sender};
pub use serve::{Running, ServeFailure, Settings, serve};
