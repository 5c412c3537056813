//! What the world itself counted: the other side of the system's figures.

use std::collections::{BTreeMap, BTreeSet};

use types::Hash;

/// Counts of what was done from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Calls made, each once.
    pub calls: u64,
    /// Calls that opened an order.
    pub opened: u64,
    /// Calls that were attached to one.
    pub attached: u64,
    /// Calls that led to no order.
    pub calls_lost: u64,
    /// Different texts sent in.
    pub texts: u64,
    /// Texts brought once more under other ids.
    pub copies: u64,
    /// Texts that came minutes or more after they were sent.
    pub late: u64,
    /// Reports that engineers filed.
    pub reports: u64,
    /// Texts that told of exchanged parts.
    pub parts_texts: u64,
    /// Photos and papers that were put, and those of them that a command named; each content once.
    pub put: BTreeSet<Hash>,
    pub kept: BTreeSet<Hash>,
    /// Commands of people that a rule said no to, by code.
    pub refusals: BTreeMap<String, u64>,
    /// Time steps that were needed.
    pub steps: u64,
}

impl Tally {
    pub(super) fn refused(&mut self, code: &str) {
        *self.refusals.entry(code.to_owned()).or_default() += 1;
    }
}
