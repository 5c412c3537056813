//! Claims decides what the manufacturer is asked to pay for, and keeps it until he has answered and paid.
//!
//! When an order is repaired it judges the machine's cover and opens a draft by itself, with lines made from the
//! engineer's report; people review, judge and submit it, and record the decision line by line. It keeps the clock
//! SLA-5. Its streams are `order/NUMBER`, with every try of the order's claim in it. Its effect is the claim's package.
//!
//! It carries CLM-1 to CLM-8, CLM-13, CLM-16, CLM-17, CLM-19, CLM-20 and CLM-22, the part of CLM-9 that concerns one
//! claim, and SLA-5. It never builds a package (the edge does), never waits for a part (returns does), and tells nobody
//! (notify does).

mod answers;
mod case;
mod claim;
mod content;
mod cover;
mod decide;
mod fire;
mod follow;
mod lacks;
mod lines;
mod pending;
mod project;
mod react;
mod rejection;
mod sequel;
mod service;
mod state;
#[cfg(test)]
mod testing;

pub use pending::BuildPackage;
pub use service::Claims;
pub use state::State;
