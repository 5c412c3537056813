//! The policy that ships with the program, in force until another is loaded.

use std::sync::{Arc, LazyLock};

use super::{DEFAULT_POLICY, Policy};

#[expect(
    clippy::expect_used,
    reason = "a test reads the shipped policy; it is part of the program"
)]
static SHIPPED: LazyLock<Arc<Policy>> =
    LazyLock::new(|| Arc::new(Policy::parse(DEFAULT_POLICY).expect("the shipped policy reads")));

impl Policy {
    /// The policy that ships with the program.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        Arc::clone(&SHIPPED)
    }

    /// The same, borrowed for as long as the program runs.
    #[must_use]
    pub fn shipped_ref() -> &'static Self {
        &SHIPPED
    }
}
