//! Entries of the policy that came later than the first texts in logs.

use std::sync::LazyLock;

use toml::Spanned;
use toml::de::DeTable;

/// What each of them says where a text lacks it. Entries are put in and never changed, so that a log is judged tomorrow
/// as it is today; they refer to nothing that an older text may lack, too.
#[expect(
    clippy::expect_used,
    reason = "a test reads a text that lacks all of it; it is part of the program"
)]
pub(super) static ADDED: LazyLock<Spanned<DeTable<'static>>> =
    LazyLock::new(|| DeTable::parse(include_str!("added.toml")).expect("the added entries are TOML"));
