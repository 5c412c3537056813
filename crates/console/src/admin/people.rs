//! The staff, as the directory lists them.

use std::collections::BTreeMap;

use askama::Template;
use proto::desk::PersonListed;
use proto::directory::{Person, Station};
use types::{Instant, PersonId, StationId};

use super::{Entrance, Section};
use crate::board::ROWS;
use crate::frame::{Link, query};
use crate::texts::{AdminTexts, LayoutTexts};
use crate::{Frame, Unwritten, place};

/// Some of the staff.
#[derive(Debug)]
pub struct PeopleView<'a> {
    pub people: &'a [PersonListed],
    /// How people come in, for whoever may know.
    pub entrances: Option<&'a BTreeMap<PersonId, Entrance>>,
    pub total: u64,
    pub skip: u32,
    pub station: Option<&'a StationId>,
    pub stations: &'a [Station],
    /// Whether they may add people.
    pub may_add: bool,
}

#[derive(Template)]
#[template(path = "admin_people.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    stations: Vec<(&'a str, &'a str, bool)>,
    people: Vec<PersonLine<'a>>,
    total: u64,
    shows_access: bool,
    may_add: bool,
    newer: Option<String>,
    older: Option<String>,
}

struct PersonLine<'a> {
    href: String,
    id: &'a str,
    name: String,
    roles: String,
    station: &'a str,
    region: &'a str,
    phones: String,
    deputy: &'a str,
    access: &'static str,
    left: bool,
}

impl<'a> PeopleView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let more = u64::from(self.skip) + u64::from(ROWS) < self.total;
        let stations = self.stations.iter();
        let page = Page {
            frame,
            layout: frame.layout(),
            a: AdminTexts::of(frame.language()),
            sections: Section::People.links(frame),
            stations: stations
                .map(|one| (one.id.as_str(), one.name.as_str(), Some(&one.id) == self.station))
                .collect(),
            people: self
                .people
                .iter()
                .map(|listed| self.line(listed, frame))
                .collect(),
            total: self.total,
            shows_access: self.entrances.is_some(),
            may_add: self.may_add,
            newer: (self.skip > 0).then(|| self.address(self.skip.saturating_sub(ROWS))),
            older: more.then(|| self.address(self.skip.saturating_add(ROWS))),
        };
        Ok(page.render()?)
    }

    fn line(&self, listed: &'a PersonListed, frame: &Frame<'_>) -> PersonLine<'a> {
        let person = &listed.person;
        PersonLine {
            href: person_page(person.id.as_str()),
            id: person.id.as_str(),
            name: person.name.to_string(),
            roles: roles(person, frame),
            station: place::station_name(person.station.as_ref(), self.stations),
            region: person.region.as_deref().unwrap_or_default(),
            phones: phones_now(person, frame).join(frame.comma()),
            deputy: listed.deputy.as_ref().map_or("", |deputy| deputy.name.as_str()),
            access: self.access(person, frame),
            left: listed.left,
        }
    }

    fn access(&self, person: &Person, frame: &Frame<'_>) -> &'static str {
        let a = AdminTexts::of(frame.language());
        let Some(entrances) = self.entrances else {
            return "";
        };
        match entrances.get(&person.id) {
            Some(entrance) if entrance.has_password => a.can,
            Some(entrance) if entrance.code_until.is_some() => a.has_code,
            Some(_) | None => a.cannot,
        }
    }

    fn address(&self, skip: u32) -> String {
        let skip = skip.to_string();
        let mut pairs = vec![("skip", skip.as_str())];
        if let Some(station) = self.station {
            pairs.push(("station", station.as_str()));
        }
        format!("/admin/people?{}", query(&pairs))
    }
}

/// Where somebody's page is; their number goes into the question, for it may hold what a path may not.
pub(super) fn person_page(id: &str) -> String {
    format!("/admin/person?{}", query(&[("id", id)]))
}

pub(super) fn roles(person: &Person, frame: &Frame<'_>) -> String {
    let names: Vec<&str> = person
        .roles
        .iter()
        .map(|role| role.name(frame.language()))
        .collect();
    names.join(frame.comma())
}

fn phones_now(person: &Person, frame: &Frame<'_>) -> Vec<String> {
    let is_theirs = |until: Option<Instant>| until.is_none_or(|until| frame.now < until);
    let now = person.phones.iter().filter(|held| is_theirs(held.until));
    now.filter_map(|held| held.phone.open())
        .map(|phone| frame.phone(phone))
        .collect()
}
