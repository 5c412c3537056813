//! The service stations.

use askama::Template;
use proto::directory::{BadCell, Station, degrees};
use serde_json::json;
use sla::policy::Policy;

use super::{BadLine, ENTRY, Section, bad_lines};
use crate::form::{Field, Form, FormShown, Kind, Refused};
use crate::frame::{Link, query};
use crate::place::written;
use crate::texts::AdminTexts;
use crate::{Frame, Unwritten};

/// All stations.
#[derive(Debug)]
pub struct StationsView<'a> {
    pub stations: &'a [Station],
    /// Whether they may change them.
    pub may_change: bool,
}

#[derive(Template)]
#[template(path = "admin_stations.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    stations: Vec<StationLine<'a>>,
    may_change: bool,
}

impl<'a> StationsView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let page = Page {
            frame,
            a: AdminTexts::of(frame.language()),
            sections: Section::Stations.links(frame),
            stations: self.stations.iter().map(line).collect(),
            may_change: self.may_change,
        };
        Ok(page.render()?)
    }
}

fn address(station: &Station) -> String {
    format!("/admin/station?{}", query(&[("id", station.id.as_str())]))
}

/// A station in a row.
struct StationLine<'a> {
    href: String,
    station: &'a Station,
    location: String,
}

fn line(station: &Station) -> StationLine<'_> {
    StationLine {
        href: address(station),
        location: station.location.map(written).unwrap_or_default(),
        station,
    }
}

/// Where a station's own desk is.
fn desk(station: &Station) -> String {
    format!("/station?{}", query(&[("station", station.id.as_str())]))
}

/// One station's entry, or a form for a new one.
#[derive(Debug)]
pub struct StationEntryView<'a> {
    pub station: Option<&'a Station>,
    pub policy: &'a Policy,
    pub refused: Option<Refused<'a>>,
    pub bad: &'a [BadCell],
}

#[derive(Template)]
#[template(path = "admin_station.html")]
struct EntryPage<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    station: Option<(&'a Station, String)>,
    bad: Vec<BadLine<'a>>,
    form: Option<FormShown>,
}

impl<'a> StationEntryView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let form = station_row(self.station, frame);
        let action = self.station.map_or_else(|| "/admin/station".to_owned(), address);
        let may = frame.visitor.may(self.policy, ENTRY);
        let page = EntryPage {
            frame,
            a: AdminTexts::of(frame.language()),
            sections: Section::Stations.links(frame),
            station: self.station.map(|one| (one, desk(one))),
            bad: bad_lines(self.bad, frame),
            form: may.then(|| FormShown::of(&form, action, frame, self.refused.as_ref())),
        };
        Ok(page.render()?)
    }
}

/// An entry of the station list; its fields are named as the list's columns are.
#[must_use]
pub fn station_row(station: Option<&Station>, frame: &Frame<'_>) -> Form {
    let a = AdminTexts::of(frame.language());
    let own = |part: fn(&Station) -> Option<String>| station.and_then(part).unwrap_or_default();
    let mut fields = vec![
        Field::new("name", a.station_name, Kind::Line)
            .required()
            .preset(own(|one| Some(one.name.clone()))),
        Field::new("region", a.region, Kind::Line)
            .required()
            .preset(own(|one| Some(one.region.clone()))),
        Field::new("zone", a.zone, Kind::Line).preset(own(|one| one.zone.clone())),
        Field::new("latitude", a.latitude, Kind::Line)
            .preset(own(|one| one.location.map(|at| degrees(at.latitude)))),
        Field::new("longitude", a.longitude, Kind::Line)
            .preset(own(|one| one.location.map(|at| degrees(at.longitude)))),
    ];
    if station.is_none() {
        fields.insert(0, Field::new("id", a.station_id, Kind::Line).required().first());
    }
    Form {
        command: ENTRY.to_owned(),
        title: if station.is_some() {
            a.change
        } else {
            a.new_station
        },
        fields,
        fixed: station.map(|one| ("id", json!(one.id))).into_iter().collect(),
    }
}
