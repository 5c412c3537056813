//! Rows of the station list.

use decider::Masters;
use proto::directory::Station;
use types::StationId;

use super::columns::Field;
use super::together::location;
use super::{RowReader, cell};

pub(super) fn read(row: &mut RowReader<'_>, masters: &Masters) -> Option<Station> {
    let id: Option<StationId> = row.required(Field::Id, cell::id);
    let known = id.as_ref().and_then(|id| masters.station(id));
    let name = row.required(Field::Name, cell::text);
    let region = row.required(Field::Region, cell::text);
    // rule: SLA-21
    let zone = row.optional_or(
        Field::Zone,
        cell::zone,
        known.and_then(|station| station.zone.clone()),
    );
    let location = location(row, known.and_then(|station| station.location), false);
    Some(Station {
        id: id?,
        name: name?,
        region: region?,
        zone,
        location,
    })
}
