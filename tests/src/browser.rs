//! A real browser that does what a person would: Chromium without a screen, driven over WebDriver.
//!
//! A [`Browser`] is the program that starts browsers; a [`Window`] is one of them, of one person, with cookies of its
//! own. Nothing here waits for a duration: a condition is looked at within the page until it holds.

mod album;
mod axe;
mod driver;
mod focus;
mod journal;
mod keys;
mod picture;
mod tour;
mod wait;
mod window;
mod wire;

pub use album::Album;
pub use driver::Browser;
pub use keys::Key;
pub use tour::{Stop, tour};
pub use window::Window;
