//! The console: what people look at in a browser, made from what the desk answers and who looks.
//!
//! Pure rendering: no I/O, no clock, no web framework. It decides nothing; what may be done is asked of those who decide.

mod door;
mod visitor;

pub use door::{Account, CallNotice, Carried, ChoosePassword, Continue, PageFailure, SignIn};
pub use visitor::Visitor;
