//! Why a file cannot be read as a list.

/// Says why a file cannot be read as a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetProblem {
    /// A workbook of the old format, or one with a password: both come in the same wrapping.
    #[error("the workbook has the format of before 2007, or a password")]
    OldFormat,
    /// The bytes are text in none of the encodings that are read.
    #[error("the file is no text from byte {byte} on, on line {line}")]
    NotText {
        /// Counted from 0.
        byte: usize,
        /// Counted from 1.
        line: usize,
    },
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// No heads, or nothing below them.
    #[error("the file holds no rows")]
    Empty,
    /// Larger than [`crate::LIMITS`], unpacked.
    #[error("the file holds more than a list may")]
    TooLarge,
    /// Rows longer than a row may be; in CSV a closing quote may be missing.
    #[error("rows are longer than {} bytes", crate::LIMITS.row_bytes)]
    LongRows(Vec<u32>),
}
