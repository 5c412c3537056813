//! Forms: what is asked for a command, how it is shown, and how what was typed becomes the command's body.

mod shown;

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use types::{Instant, Lang, Sentence};

use crate::texts::FormTexts;

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
}

/// How something is asked.
#[derive(Debug, Clone)]
pub enum Kind {
    Line,
    Phone,
    Text,
    Number,
    Check,
    Moment,
    /// Several, one to a line.
    Lines,
    Choice(Vec<Offer>),
    /// Any number of them; nothing is said where none is chosen.
    Choices(Vec<Offer>),
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
        }
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

    /// What the body says for what was typed; none when nothing was.
    fn read(&self, typed: &Typed, zone: Tz) -> Result<Option<Value>, Unreadable> {
        let text = value_of(typed, self.name).trim();
        if let Kind::Check = self.kind {
            return Ok(Some(Value::from(!text.is_empty())));
        }
        if let Kind::Choices(offers) = &self.kind {
            let chosen = offers.iter().filter(|offer| chosen(typed, self.name, &offer.key));
            let values: Vec<Value> = chosen.map(|offer| offer.value.clone()).collect();
            return Ok((!values.is_empty()).then(|| Value::from(values)));
        }
        if text.is_empty() {
            return Ok(None);
        }
        let read = match &self.kind {
            Kind::Line | Kind::Phone | Kind::Text => Some(Value::from(text)),
            Kind::Number => text.parse::<u32>().ok().map(Value::from),
            Kind::Moment => moment(text, zone).map(|at| Value::from(at.to_string())),
            Kind::Lines => Some(lines(text)),
            Kind::Choice(offers) => {
                let chosen = offers.iter().find(|offer| offer.key == text);
                chosen.map(|offer| offer.value.clone())
            }
            Kind::Check | Kind::Choices(_) => None,
        };
        read.map(Some).ok_or_else(|| self.unreadable(text))
    }

    fn missing(&self) -> Unreadable {
        self.not_taken(|t| t.missing, self.label)
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
    /// The first field that is empty although the command cannot do without it, or holds no number, moment or choice
    /// although it must.
    pub fn body(&self, typed: &Typed, zone: Tz) -> Result<Value, Unreadable> {
        let mut body = Map::new();
        for (name, value) in &self.fixed {
            put(&mut body, name, value.clone());
        }
        for field in &self.fields {
            match field.read(typed, zone)? {
                Some(value) => put(&mut body, field.name, value),
                None if field.required => return Err(field.missing()),
                None => {}
            }
        }
        Ok(Value::Object(body))
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
