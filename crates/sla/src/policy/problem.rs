//! What is wrong with a policy file, and where.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::Sentence;

/// One thing that is wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyProblem {
    /// Counted from 1.
    pub line: usize,
    /// Characters from 1.
    pub column: usize,
    /// The entry meant, `clocks.SLA-2.limit`; empty when the text is no TOML.
    pub entry: String,
    pub reason: Sentence,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        if !self.entry.is_empty() {
            write!(f, "{}: ", self.entry)?;
        }
        f.write_str(&self.reason.en)
    }
}
