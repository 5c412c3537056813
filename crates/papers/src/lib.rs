//! Papers: claim packages, tags of old parts, packing lists; from what the logs say to bytes.
//!
//! The same input makes the same bytes, today and after any update: nothing here reads a clock, a file or the
//! machine's language. Pages print in black and white on A4 and load nothing from elsewhere. Chinese stands first and
//! English small beside it, because who reads a paper is not known when it is printed.

mod code;
mod package;
mod packing;
mod sheet;
mod tags;
mod words;
mod zip;

pub use package::{PackageFailure, package_name, write_package};
pub use packing::{PackedPart, PackingList, packing_list};
pub use tags::tags;

/// Says why a page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperFailure {
    #[error("failed to fill in the page")]
    Page(#[from] askama::Error),
    #[error("{text:?} does not fit into a code")]
    Code {
        text: String,
        source: qrcode::types::QrError,
    },
}
