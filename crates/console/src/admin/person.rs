//! One of the staff: what the directory says, and how they come in.

use askama::Template;
use proto::desk::{NamedPerson, PersonListed};
use proto::directory::{BadCell, Station};
use serde_json::json;
use sla::policy::{Policy, Role};
use types::Instant;

use super::people::roles;
use super::{BadLine, ENTRY, Entrance, Section, bad_lines};
use crate::form::{Field, Form, FormShown, Kind, Offer, Refused};
use crate::frame::{Link, query};
use crate::texts::AdminTexts;
use crate::write::Moment;
use crate::{Frame, Unwritten, place};

/// A person, or a form for a new one.
#[derive(Debug)]
pub struct PersonView<'a> {
    /// None for somebody new.
    pub listed: Option<&'a PersonListed>,
    pub stations: &'a [Station],
    /// Who could be their deputy.
    pub colleagues: &'a [NamedPerson],
    /// How they come in, for whoever may know.
    pub entrance: Option<&'a Entrance>,
    pub code: Option<CodeShown<'a>>,
    pub policy: &'a Policy,
    pub refused: Option<Refused<'a>>,
    /// What is wrong with what was typed about them.
    pub bad: &'a [BadCell],
}

/// A one-time code, on the one page that shows it.
#[derive(Debug, Clone, Copy)]
pub struct CodeShown<'a> {
    pub code: &'a str,
    pub until: Instant,
}

#[derive(Template)]
#[template(path = "admin_person.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    a: &'static AdminTexts,
    sections: Vec<Link>,
    person: Option<Known<'a>>,
    entrance: Option<EntranceShown<'a>>,
    code: Option<(&'a str, Moment)>,
    bad: Vec<BadLine<'a>>,
    forms: Vec<FormShown>,
    csrf: &'a str,
}

/// What the directory says.
struct Known<'a> {
    id: &'a str,
    name: String,
    roles: String,
    station: &'a str,
    region: &'a str,
    grade: String,
    phones: Vec<(String, Moment, Option<Moment>)>,
    deputy: &'a str,
    left: bool,
    /// For the addresses of what is done about them.
    question: String,
}

struct EntranceShown<'a> {
    entrance: &'a Entrance,
    code_until: Option<Moment>,
    signed_in_at: Option<Moment>,
}

/// What can be done about somebody.
const ABOUT_THEM: [&str; 5] = [
    ENTRY,
    "directory.give-phone",
    "directory.appoint-deputy",
    "directory.end-deputy",
    "directory.record-leaving",
];

impl<'a> PersonView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let forms = ABOUT_THEM
            .into_iter()
            .filter_map(|command| self.shown(command, frame));
        let page = Page {
            frame,
            a: AdminTexts::of(frame.language()),
            sections: Section::People.links(frame),
            person: self.listed.map(|listed| self.known(listed, frame)),
            entrance: self.entrance.map(|entrance| EntranceShown {
                entrance,
                code_until: entrance.code_until.as_ref().map(|until| frame.moment(until)),
                signed_in_at: entrance.signed_in_at.as_ref().map(|at| frame.moment(at)),
            }),
            code: self.code.map(|shown| (shown.code, frame.moment(&shown.until))),
            bad: bad_lines(self.bad, frame),
            forms: forms.collect(),
            csrf: &frame.visitor.csrf,
        };
        Ok(page.render()?)
    }

    fn known(&self, listed: &'a PersonListed, frame: &Frame<'_>) -> Known<'a> {
        let person = &listed.person;
        let phones = person.phones.iter().filter_map(|held| {
            let until = held.until.as_ref().map(|until| frame.moment(until));
            Some((frame.phone(held.phone.open()?), frame.moment(&held.from), until))
        });
        Known {
            id: person.id.as_str(),
            name: person.name.to_string(),
            roles: roles(person, frame),
            station: place::station_name(person.station.as_ref(), self.stations),
            region: person.region.as_deref().unwrap_or_default(),
            grade: person
                .grade
                .map(|grade| format!("TCL{grade}"))
                .unwrap_or_default(),
            phones: phones.collect(),
            deputy: listed.deputy.as_ref().map_or("", |deputy| deputy.name.as_str()),
            left: listed.left,
            question: query(&[("id", person.id.as_str())]),
        }
    }

    fn shown(&self, command: &str, frame: &Frame<'_>) -> Option<FormShown> {
        let form = self.form(command, frame)?;
        let may = frame.visitor.may(self.policy, command);
        let path = format!("/admin/person/{}", command.replace('.', "/"));
        let address = match self.listed {
            Some(listed) => format!("{path}?{}", query(&[("id", listed.person.id.as_str())])),
            None => path,
        };
        may.then(|| FormShown::of(&form, address, frame, self.refused.as_ref()))
    }

    /// The form of a command about them.
    #[must_use]
    pub fn form(&self, command: &str, frame: &Frame<'_>) -> Option<Form> {
        let a = AdminTexts::of(frame.language());
        let Some(listed) = self.listed else {
            return (command == ENTRY).then(|| self.entry(frame, a));
        };
        let (title, fields) = match command {
            ENTRY => return Some(self.entry(frame, a)),
            "directory.give-phone" if !listed.left => (
                a.give_phone,
                vec![
                    Field::new("phone", a.phone, Kind::Phone).required(),
                    Field::new("from", a.phone_from, Kind::Moment),
                ],
            ),
            "directory.appoint-deputy" if !listed.left => (
                a.appoint_deputy,
                vec![
                    Field::new("deputy", a.deputy, Kind::Choice(self.colleagues(listed))).required(),
                    Field::new("from", a.from, Kind::Moment).required(),
                    Field::new("until", a.until, Kind::Moment).required(),
                ],
            ),
            "directory.end-deputy" if listed.deputy.is_some() => (a.end_deputy, Vec::new()),
            "directory.record-leaving" if !listed.left => (
                a.record_leaving,
                vec![Field::new("at", a.leaves_at, Kind::Moment)],
            ),
            _ => return None,
        };
        Some(Form {
            command: command.to_owned(),
            title,
            fields,
            fixed: vec![("person", json!(listed.person.id))],
        })
    }

    /// An entry of the staff list; its fields are named as the list's columns are.
    fn entry(&self, frame: &Frame<'_>, a: &AdminTexts) -> Form {
        let person = self.listed.map(|listed| &listed.person);
        let offer = |role: Role| Offer::plain(role.as_str(), role.name(frame.language()));
        let stations = self.stations.iter();
        let stations = stations
            .map(|one| Offer::plain(one.id.as_str(), &one.name))
            .collect();
        let grades = (1..=4).map(|grade| Offer::plain(&grade.to_string(), &format!("TCL{grade}")));
        let own_roles = person.map(|person| lines(&person.roles)).unwrap_or_default();
        let own =
            |part: fn(&proto::directory::Person) -> Option<String>| person.and_then(part).unwrap_or_default();
        let mut fields = vec![
            Field::new("name", a.name, Kind::Line)
                .required()
                .preset(own(|person| Some(person.name.to_string()))),
            Field::new("roles", a.roles, Kind::Choices(Role::ALL.map(offer).into())).preset(own_roles),
            Field::new("station", a.station, Kind::Choice(stations))
                .preset(own(|person| person.station.as_ref().map(ToString::to_string))),
            Field::new("region", a.region, Kind::Line).preset(own(|person| person.region.clone())),
            Field::new("grade", a.grade, Kind::Choice(grades.collect()))
                .preset(own(|person| person.grade.map(|grade| grade.to_string()))),
        ];
        if person.is_none() {
            fields.insert(0, Field::new("id", a.id, Kind::Line).required().first());
            fields.push(Field::new("phone", a.phone, Kind::Phone));
        }
        Form {
            command: ENTRY.to_owned(),
            title: if person.is_some() { a.change } else { a.new_person },
            fields,
            fixed: person
                .map(|person| ("id", json!(person.id)))
                .into_iter()
                .collect(),
        }
    }

    fn colleagues(&self, listed: &PersonListed) -> Vec<Offer> {
        let others = self.colleagues.iter().filter(|one| one.id != listed.person.id);
        others
            .map(|one| Offer::plain(one.id.as_str(), &format!("{} {}", one.id, one.name)))
            .collect()
    }
}

fn lines(roles: &[Role]) -> String {
    let each: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    each.join("\n")
}
