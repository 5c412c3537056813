//! Entries of the directory as lists name them.

use types::{Sentence, StationId};

use super::folded;
use crate::Masters;

/// A station by code, or by a name that only one station has.
///
/// # Errors
/// A sentence that says what to write instead.
pub fn station(cell: &str, masters: &Masters) -> Result<StationId, Sentence> {
    let by_id = folded(cell)
        .parse::<StationId>()
        .ok()
        .filter(|id| masters.station(id).is_some());
    let by_name = || {
        let mut named = masters.stations().filter(|station| station.name == cell);
        let first = named.next()?;
        named.next().is_none().then(|| first.id.clone())
    };
    by_id.or_else(by_name).ok_or_else(|| {
        Sentence::new(
            format!("没有服务站“{cell}”，请先导入服务站，或改填站号"),
            format!("there is no station {cell:?}; import the stations first, or write its code"),
        )
    })
}
