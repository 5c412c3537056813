//! Cells that only count together.

use proto::directory::Location;
use types::Sentence;

use super::columns::Field;
use super::{RowReader, cell};

/// Where something is: both degrees, or nothing at all. `any` says that something else of the row belongs to it.
pub(super) fn location(row: &mut RowReader<'_>, known: Option<Location>, any: bool) -> Option<Location> {
    let before = row.problems();
    let latitude = row.optional_or(
        Field::Latitude,
        |text| cell::degrees(text, 90),
        known.map(|known| known.latitude),
    );
    let longitude = row.optional_or(
        Field::Longitude,
        |text| cell::degrees(text, 180),
        known.map(|known| known.longitude),
    );
    let both = both(
        row,
        before,
        (Field::Latitude, latitude),
        (Field::Longitude, longitude),
        any,
    );
    both.map(|(latitude, longitude)| Location { latitude, longitude })
}

/// Two values that only count together. One without the other, or what belongs to them (`any`) without both, is a bad
/// cell, unless one of them was bad already: then the row had more problems than `before`.
pub(super) fn both<A, B>(
    row: &mut RowReader<'_>,
    before: usize,
    one: (Field, Option<A>),
    other: (Field, Option<B>),
    any: bool,
) -> Option<(A, B)> {
    match (one.1, other.1) {
        (Some(one), Some(other)) => return Some((one, other)),
        (None, None) if !any => return None,
        (had, _) if row.problems() == before => {
            let missing = if had.is_none() { one.0 } else { other.0 };
            let reason = Sentence::new(
                "此格与相关各列须一起填写，或一起留空",
                "fill this cell together with the columns that belong to it, or leave all of them empty",
            );
            row.refuse(missing, reason);
        }
        _ => {}
    }
    None
}
