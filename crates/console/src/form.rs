//! Forms: what is asked for a command, how it is shown, and how what was typed becomes the command's body.

mod rows;
mod shown;

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use proto::desk::NamedPerson;
use serde_json::{Map, Value};
use types::{Fen, Instant, Lang, Quantity, Sentence};

use crate::texts::FormTexts;

pub use rows::{RowAsked, Rows};
pub(crate) use shown::FormShown;
pub use shown::Refused;

/// What was typed into a form, as it came.
pub type Typed = [(String, String)];

/// How browsers write a moment that was typed, in their visitor's zone.
const TYPED_MOMENT: &str = "%Y-%m-%dT%H:%M";

/// What is asked for one command.
#[derive(Debug, Clone)]
pub struct Form {
    /// As the policy's table of rights names it, `hotline.cancel-order`.
    pub command: String,
    pub title: &'static str,
    pub fields: Vec<Field>,
    /// What the body holds without anybody typing it.
    pub fixed: Vec<(&'static str, Value)>,
}

/// The field that says what a form was filled in from.
pub(crate) const SEEN: &str = "seen";

/// One thing that is asked.
#[derive(Debug, Clone)]
pub struct Field {
    /// Where it goes in the body; a dot leads into a part of it, `caller.phone`.
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// What stands there before anybody types; of several choices one to a line.
    pub preset: String,
    /// Where the page looks something up while this is being typed.
    pub asks: Option<&'static str>,
    /// Whether typing begins here.
    pub is_first: bool,
    /// Whether everything that can be chosen stands side by side.
    pub is_spread: bool,
}

/// How something is asked.
#[derive(Debug, Clone)]
pub enum Kind {
    Line,
    Phone,
    Text,
    Number,
    /// In yuan, with at most two decimals.
    Money,
    /// With at most two decimals.
    Quantity,
    Check,
    Moment,
    /// Several, one to a line.
    Lines,
    Choice(Vec<Offer>),
    /// Any number of them; nothing is said where none is chosen.
    Choices(Vec<Offer>),
    /// Comes back as it stood on the page; nobody types it.
    Hidden,
    /// Several alike, one to a row.
    Rows(Rows),
}

/// One thing that can be chosen.
#[derive(Debug, Clone)]
pub struct Offer {
    pub key: String,
    pub text: String,
    /// What the body says when it is chosen.
    pub value: Value,
}

impl Offer {
    /// People by their names, chosen by their staff numbers.
    pub(crate) fn people(people: &[NamedPerson]) -> Vec<Self> {
        let each = people.iter();
        each.map(|person| Self::plain(person.id.as_str(), &format!("{} {}", person.name, person.id)))
            .collect()
    }

    /// Chosen by its own word.
    #[must_use]
    pub fn plain(key: &str, text: &str) -> Self {
        Self {
            key: key.to_owned(),
            text: text.to_owned(),
            value: Value::from(key),
        }
    }
}

/// Says that something typed cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub field: &'static str,
    pub sentence: Sentence,
}

impl Field {
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            kind,
            required: false,
            preset: String::new(),
            asks: None,
            is_first: false,
            is_spread: false,
        }
    }

    /// What stands on the page as it is, and comes back with the form.
    pub(crate) fn hidden(name: &'static str, value: impl Into<String>) -> Self {
        Self::new(name, "", Kind::Hidden).preset(value)
    }

    /// What the form was filled in from, so that nobody overwrites what somebody else wrote meanwhile.
    pub(crate) fn seen(state: impl Into<String>) -> Self {
        Self::hidden(SEEN, state)
    }

    #[must_use]
    pub(crate) const fn spread(mut self) -> Self {
        self.is_spread = true;
        self
    }

    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub fn preset(mut self, preset: impl Into<String>) -> Self {
        self.preset = preset.into();
        self
    }

    #[must_use]
    pub const fn asking(mut self, path: &'static str) -> Self {
        self.asks = Some(path);
        self
    }

    #[must_use]
    pub const fn first(mut self) -> Self {
        self.is_first = true;
        self
    }

    /// What the body says for what was typed under a name; none when nothing was.
    fn read(&self, name: &str, typed: &Typed, zone: Tz) -> Result<Option<Value>, Unreadable> {
        let text = value_of(typed, name).trim();
        let read = match &self.kind {
            Kind::Check => return Ok(Some(Value::from(!text.is_empty()))),
            Kind::Rows(rows) => return rows.read(name, typed, zone).map(Some),
            Kind::Choices(offers) => {
                let chosen = offers.iter().filter(|offer| chosen(typed, name, &offer.key));
                let values: Vec<Value> = chosen.map(|offer| offer.value.clone()).collect();
                return Ok((!values.is_empty()).then(|| Value::from(values)));
            }
            _ if text.is_empty() => return Ok(None),
            Kind::Line | Kind::Phone | Kind::Text | Kind::Hidden => Some(Value::from(text)),
            Kind::Number => text.parse::<u32>().ok().map(Value::from),
            Kind::Money => text.parse::<Fen>().ok().map(|fen| Value::from(fen.0)),
            Kind::Quantity => text
                .parse::<Quantity>()
                .ok()
                .map(|quantity| Value::from(quantity.0)),
            Kind::Moment => moment(text, zone).map(|at| Value::from(at.to_string())),
            Kind::Lines => Some(lines(text)),
            Kind::Choice(offers) => {
                let chosen = offers.iter().find(|offer| offer.key == text);
                chosen.map(|offer| offer.value.clone())
            }
        };
        read.map(Some).ok_or_else(|| self.unreadable(text))
    }

    fn missing(&self) -> Unreadable {
        self.not_taken(|t| t.missing, self.label)
    }

    /// The same in one row of several.
    fn missing_of(&self, row: &str) -> Unreadable {
        self.not_taken(|t| t.missing, &format!("{row} {}", self.label))
    }

    fn unreadable(&self, text: &str) -> Unreadable {
        let shown: String = text.chars().take(40).collect();
        self.not_taken(|t| t.unreadable, &shown)
    }

    fn not_taken(&self, words: fn(&FormTexts) -> &'static str, about: &str) -> Unreadable {
        let say = |language| {
            let colon = if language == Lang::Zh { "：" } else { ": " };
            format!("{}{colon}{about}", words(FormTexts::of(language)))
        };
        Unreadable {
            field: self.name,
            sentence: Sentence::new(say(Lang::Zh), say(Lang::En)),
        }
    }
}

impl Form {
    /// The command's body, of what was typed; what is empty is left out.
    ///
    /// # Errors
    /// What it was filled in from has changed since; or the first field that is empty although the command cannot do
    /// without it, or holds no number, moment or choice although it must.
    pub fn body(&self, typed: &Typed, zone: Tz) -> Result<Value, Unreadable> {
        self.refuse_overtaken(typed)?;
        let mut body = Map::new();
        for (name, value) in &self.fixed {
            put(&mut body, name, value.clone());
        }
        for field in self.fields.iter().filter(|field| field.name != SEEN) {
            match field.read(field.name, typed, zone)? {
                Some(value) => put(&mut body, field.name, value),
                None if field.required => return Err(field.missing()),
                None => {}
            }
        }
        Ok(Value::Object(body))
    }

    /// Says no where somebody else changed what this form was filled in from.
    fn refuse_overtaken(&self, typed: &Typed) -> Result<(), Unreadable> {
        let seen = self.fields.iter().find(|field| field.name == SEEN);
        match seen.filter(|field| value_of(typed, SEEN) != field.preset) {
            Some(_) => Err(Unreadable {
                field: SEEN,
                sentence: Sentence::new(
                    FormTexts::of(Lang::Zh).overtaken,
                    FormTexts::of(Lang::En).overtaken,
                ),
            }),
            None => Ok(()),
        }
    }

    /// The service that takes the command, and its name there.
    #[must_use]
    pub fn addressee(&self) -> (&str, &str) {
        self.command.split_once('.').unwrap_or((&self.command, ""))
    }
}

/// What was typed under a name; nothing when there is no such field.
pub(crate) fn value_of<'t>(typed: &'t Typed, name: &str) -> &'t str {
    let found = typed.iter().find(|(field, _)| field == name);
    found.map_or("", |(_, value)| value)
}

/// Whether one of the values under a name is that.
pub(crate) fn chosen(typed: &Typed, name: &str, key: &str) -> bool {
    typed.iter().any(|(field, value)| field == name && value == key)
}

/// A moment as browsers write it, on the wall clock of a zone; the first of two where the clock goes back.
fn moment(text: &str, zone: Tz) -> Option<Instant> {
    let local = text.get(..16).unwrap_or(text);
    let local = NaiveDateTime::parse_from_str(local, TYPED_MOMENT).ok()?;
    let at = zone.from_local_datetime(&local).earliest()?;
    Some(Instant::from_seconds(at.timestamp()))
}

fn lines(text: &str) -> Value {
    let each = text.lines().map(str::trim);
    each.filter(|line| !line.is_empty()).collect()
}

/// Puts a value where dots lead.
fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            body.insert(name.to_owned(), value);
        }
        Some((part, rest)) => {
            let inner = body
                .entry(part.to_owned())
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Shanghai;
    use serde_json::json;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    fn form() -> Form {
        let told = Offer {
            key: "again".into(),
            text: "返修".into(),
            value: json!({ "repeat": { "of": "2600001" } }),
        };
        let with = ["P1", "P2"].map(|id| Offer::plain(id, id));
        Form {
            command: "dispatch.make-plan".to_owned(),
            title: "",
            fields: vec![
                Field::new("depart_at", "", Kind::Moment),
                Field::new("inputs.parts", "", Kind::Line),
                Field::new("inputs.arrears", "", Kind::Text),
                Field::new("hours", "", Kind::Number),
                Field::new("down", "", Kind::Check),
                Field::new("missing", "", Kind::Lines),
                Field::new("verdict", "", Kind::Choice(vec![told])),
                Field::new("companions", "", Kind::Choices(with.into())),
            ],
            fixed: vec![("order", json!("2600001"))],
        }
    }

    #[test]
    fn what_is_typed_becomes_the_commands_body() {
        let typed = typed(&[
            ("depart_at", "2026-01-05T10:00"),
            ("inputs.parts", " 液压泵 "),
            ("inputs.arrears", "=1+1 <script>"),
            ("hours", "3120"),
            ("missing", "签字页\r\n\r\n照片"),
            ("verdict", "again"),
            ("companions", "P1"),
            ("companions", "P2"),
            ("order", "someone else's"),
        ]);
        let expected = json!({
            "order": "2600001",
            "depart_at": "2026-01-05T02:00:00Z",
            "inputs": { "parts": "液压泵", "arrears": "=1+1 <script>" },
            "hours": 3120,
            "down": false,
            "missing": ["签字页", "照片"],
            "verdict": { "repeat": { "of": "2600001" } },
            "companions": ["P1", "P2"],
        });
        assert_eq!(form().body(&typed, Shanghai).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_what_is_empty_is_left_out() {
        for (name, value) in [("hours", "many"), ("depart_at", "tomorrow"), ("verdict", "else")] {
            let no = form().body(&typed(&[(name, value)]), Shanghai).unwrap_err();
            assert_eq!(no.field, name);
            assert!(no.sentence.zh.contains(value) && no.sentence.en.contains(value));
        }
        let mut must = form();
        must.fields[0] = Field::new("depart_at", "预计派工时间", Kind::Moment).required();
        let no = must.body(&[], Shanghai).unwrap_err();
        assert!(no.sentence.zh.contains("预计派工时间"));
        let empty = form().body(&[], Shanghai).unwrap();
        assert_eq!(empty, json!({ "order": "2600001", "down": false }));
    }
}
