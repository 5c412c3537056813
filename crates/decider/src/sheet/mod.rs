//! Reads the files people exchange row by row: columns are found by their heads, and whatever is wrong is collected with
//! line and column head, so that all of it can be put right at once.
//!
//! Which columns a list has, and what its rows mean, is its service's.

mod columns;
mod row;

use proto::directory::{BadCell, Row};
use types::Sentence;

pub use columns::{Column, Layout};
pub use row::RowReader;

use crate::cells;

/// Whether nothing stands in a row.
#[must_use]
pub fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cells::clean(cell).is_empty())
}

/// How many bad cells are named, so that a record stays small.
const NAMED_BAD_CELLS: usize = 300;

/// Bad cells by line, each once. Where there are too many each row keeps its first one, and where there are too many
/// bad rows the list ends with the word that there are more.
#[must_use]
pub fn most_important(mut bad: Vec<BadCell>) -> Vec<BadCell> {
    bad.sort_by(|one, other| {
        (one.line, &one.column, &one.reason).cmp(&(other.line, &other.column, &other.reason))
    });
    bad.dedup();
    if bad.len() > NAMED_BAD_CELLS {
        bad.dedup_by_key(|cell| cell.line);
    }
    let Some(line) = bad.get(NAMED_BAD_CELLS).map(|cell| cell.line) else {
        return bad;
    };
    bad.truncate(NAMED_BAD_CELLS);
    let reason = Sentence::new(
        "从这一行起还有问题未列出，请先改正以上各处",
        "more problems from this line on are not listed; put these right first",
    );
    bad.push(BadCell {
        line,
        column: String::new(),
        reason,
    });
    bad
}
