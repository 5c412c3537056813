//! Directory: stations, people, customers, machines, deputies and the policy (DIR-1, DIR-2, DIR-4, SLA-20, SLA-21).
//!
//! Streams: `import/ID`, `person/ID`, `policy`. It reads files row by row and takes all of them or none, and it is
//! where every other log's copy of the masters begins. It folds no masters of its own: the context's are its own
//! events. It reads no other log and never decides who may do what; the policy does.

mod decide;
mod project;
mod rejection;
mod service;
mod sheet;
mod state;

pub use rejection::DirectoryRejection;
pub use service::Directory;
pub use state::{Import, Outcome, State};
