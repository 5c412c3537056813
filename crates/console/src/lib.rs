//! The console: what people look at in a browser, made from what the desk answers and who looks.
//!
//! Pure rendering: no I/O, no clock, no web framework. It decides nothing: what may be done is asked of those who
//! decide, and what is typed leaves as the commands that the API takes.
//!
//! * [`texts`]: every word of the pages, in both languages.
//! * `templates/`: the pages, checked when they are compiled; every value is escaped where it stands.
//! * [`files`]: style and scripts, under names that change with their content.

mod admin;
mod board;
mod choice;
mod claims;
mod clock;
mod door;
mod figures;
pub mod files;
mod form;
mod frame;
mod inbox;
mod intake;
mod machines;
mod order;
mod parts;
mod place;
mod station;
#[cfg(test)]
mod testing;
pub mod texts;
mod trouble;
mod visitor;
mod write;

pub use admin::{
    CodeShown, Entrance, ImportView, PeopleView, PersonView, PolicyOutcome, PolicyView, StationEntryView,
    StationsView, SystemView, TokenLine, TokensView, release_form, station_row, token_form,
};
pub use board::{BoardView, ROWS};
pub use claims::{ClaimView, ClaimsView};
pub use door::{Account, CallNotice, Carried, ChoosePassword, Continue, DoorPage, PageFailure, SignIn};
pub use figures::{FigureView, FiguresView, MonthRate, Period, UnrepairedView, months};
pub use form::{Field, Form, Kind, Offer, Refused, RowAsked, Rows, Typed, Unreadable};
pub use frame::{Frame, Place};
pub use inbox::{InboxView, message_form};
pub use intake::{IntakeView, known_caller, open_order};
pub use machines::{MachineView, MachinesShown, MachinesView};
pub use order::{Offers, OrderView, order_form};
pub use parts::{ConsignmentView, PART_ROWS, PartView, PartsView, Unscanned, Whereabouts};
pub use station::{StationView, station_of};
pub use trouble::Trouble;
pub use visitor::Visitor;

/// Says that a page could not be written.
#[derive(Debug, thiserror::Error)]
#[error("failed to write the page")]
pub struct Unwritten(#[from] askama::Error);
