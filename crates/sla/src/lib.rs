//! Calendars, clocks and the policy: everything about time that can be computed without asking anybody.
//!
//! * [`calendar`]: when a calendar is open, as intervals of real instants (SLA-21, SLA-26, SLA-27).
//! * [`clock`]: one pure function that judges an SLA clock from facts and terms (SLA-20 to SLA-25, SLA-32).
//! * days of the month and calendar days as limits (SLA-5 to SLA-7).
//! * [`explain`](mod@explain): what counted, what was closed, what was paused (SLA-25).
//! * [`policy`]: the policy file, checked as a whole, with line and reason for each problem (SLA-20).
//! * [`eval`]: one case line in, one answer line out, for people and other programs to check us by.
//!
//! Nothing here reads a clock, a file or a network: instants come in as arguments, policies as text.

pub mod calendar;
pub mod clock;
mod dates;
pub mod eval;
pub mod explain;
pub mod policy;
