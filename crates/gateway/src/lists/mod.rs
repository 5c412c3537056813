//! Every list as a table to take away, CSV or XLSX.
//!
//! What a list's columns are called and what stands in them is declared once, in the file of its part: the directory's
//! lists in [`directory`], orders in [`orders`], messages in [`messages`], claims in [`claims`], old parts in
//! [`parts`], rates in [`figures`]. A list that can be asked for has its [`List`] there, and nothing else is to be done.

mod claims;
mod column;
mod directory;
mod export;
mod figures;
mod messages;
mod orders;
mod parts;
mod shape;

use proto::desk::Query;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

pub(crate) use self::column::{Part, Reader};
pub(crate) use self::export::export;
pub(crate) use self::shape::{AskedList, Shape, parameters};

/// A question that is answered with rows, and how the rows stand in a table.
pub(crate) trait List: DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static {
    /// What the desk answers.
    type Answer: DeserializeOwned + JsonSchema + Send;

    /// What the file is called, without its ending.
    fn name(&self) -> &'static str;

    /// What the worksheet is called.
    fn title(&self, reader: &Reader) -> String;

    fn query(self) -> Query;

    /// The heads, and the rows of one answer.
    fn part(answer: &Self::Answer, reader: &Reader) -> Part;

    /// The question for the rows behind this answer's; none when these were the last.
    fn rest(&self, answer: &Self::Answer) -> Option<Self>;
}

/// How many rows to leave out, and how many to show at most.
type Piece = (Option<u32>, Option<u32>);

/// The piece behind one that showed so many rows of `total`.
fn behind((skip, limit): Piece, shown: usize, total: u64) -> Option<Piece> {
    let shown = u32::try_from(shown).ok().filter(|shown| *shown > 0)?;
    let next = skip.unwrap_or_default().saturating_add(shown);
    let left = limit.map(|limit| limit.saturating_sub(shown));
    (u64::from(next) < total && left != Some(0)).then_some((Some(next), left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_each_other_up_to_the_total_or_the_limit() {
        assert_eq!(behind((None, None), 200, 450), Some((Some(200), None)));
        assert_eq!(behind((Some(200), None), 200, 450), Some((Some(400), None)));
        assert_eq!(behind((Some(400), None), 50, 450), None);
        assert_eq!(behind((None, Some(250)), 200, 450), Some((Some(200), Some(50))));
        assert_eq!(behind((Some(200), Some(50)), 50, 450), None);
        assert_eq!(behind((Some(100), None), 0, 450), None);
    }
}
