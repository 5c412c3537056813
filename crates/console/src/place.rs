//! Where machines and stations are, and how far apart.

use proto::directory::{Location, Position, Station, degrees};
use types::StationId;

use crate::Frame;

/// The earth's mean radius.
const RADIUS_KM: f64 = 6_371.0;

/// The station of an id, where the directory has it.
pub(crate) fn station<'a>(id: Option<&StationId>, stations: &'a [Station]) -> Option<&'a Station> {
    stations.iter().find(|station| Some(&station.id) == id)
}

/// Its name, `—` where there is none.
pub(crate) fn station_name<'a>(id: Option<&StationId>, stations: &'a [Station]) -> &'a str {
    station(id, stations).map_or("—", |station| station.name.as_str())
}

/// Where a machine was seen, and how far its station is from there, as the crow flies.
pub(crate) fn seen(position: &Position, station: Option<&Station>, frame: &Frame<'_>) -> String {
    let here = Location {
        latitude: position.latitude,
        longitude: position.longitude,
    };
    let place = written(here);
    match station.and_then(|station| station.location) {
        Some(there) => format!(
            "{place} · {} {:.0} km",
            frame.layout().to_station,
            distance_km(here, there)
        ),
        None => place,
    }
}

/// As maps take it, `30.312507, 120.346118`.
pub(crate) fn written(at: Location) -> String {
    format!("{}, {}", degrees(at.latitude), degrees(at.longitude))
}

/// Along a great circle.
fn distance_km(one: Location, other: Location) -> f64 {
    let radians = |millionths: i32| (f64::from(millionths) / 1e6).to_radians();
    let (here, there) = (radians(one.latitude), radians(other.latitude));
    let north = (there - here) / 2.0;
    let east = (radians(other.longitude) - radians(one.longitude)) / 2.0;
    let half_chord = here
        .cos()
        .mul_add(there.cos() * east.sin().powi(2), north.sin().powi(2));
    2.0 * RADIUS_KM * half_chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_map() {
        let at = |latitude, longitude| Location { latitude, longitude };
        let (hangzhou, ningbo) = (at(30_274_100, 120_155_100), at(29_868_300, 121_544_000));
        let urumqi = at(43_825_600, 87_616_800);
        let km = |one, other| distance_km(one, other).round();
        assert_eq!((km(hangzhou, hangzhou), km(hangzhou, ningbo)), (0.0, 141.0));
        assert_eq!(km(hangzhou, urumqi), km(urumqi, hangzhou));
        assert_eq!(
            km(at(0, 0), at(0, 180_000_000)),
            (std::f64::consts::PI * RADIUS_KM).round()
        );
        assert_eq!(written(at(-500_000, 87_616_800)), "-0.500000, 87.616800");
    }
}
