//! A form as a page shows it, with what was typed before.

use types::Hash;

use super::{Field, Form, Kind, Typed, chosen, value_of};
use crate::Frame;
use crate::texts::FormTexts;

/// How many hexadecimal digits the id of a form's command has.
const DIGITS: usize = 32;

/// What came of a form that was sent and not taken.
#[derive(Debug, Clone)]
pub struct Refused<'a> {
    pub command: &'a str,
    pub typed: &'a Typed,
    /// Why, for whoever typed.
    pub problem: &'a str,
}

/// A form on a page.
pub(crate) struct FormShown {
    pub(crate) id: String,
    pub(crate) action: String,
    pub(crate) title: &'static str,
    pub(crate) csrf: String,
    /// The command's request id: sent twice it is done once.
    pub(crate) request: String,
    pub(crate) refused: &'static str,
    pub(crate) problem: Option<String>,
    pub(crate) save: &'static str,
    pub(crate) fields: Vec<FieldShown>,
}

pub(crate) struct FieldShown {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// The type of an input, or what it is instead of one.
    pub(crate) kind: &'static str,
    pub(crate) required: bool,
    pub(crate) wide: bool,
    pub(crate) asks: Option<&'static str>,
    pub(crate) is_first: bool,
    pub(crate) value: String,
    pub(crate) checked: bool,
    pub(crate) choose: &'static str,
    pub(crate) offers: Vec<OfferShown>,
}

pub(crate) struct OfferShown {
    pub(crate) key: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

impl FormShown {
    /// A form that is sent to `action`, with what was typed when it was refused.
    pub(crate) fn of(form: &Form, action: String, frame: &Frame<'_>, refused: Option<&Refused<'_>>) -> Self {
        let t = FormTexts::of(frame.language());
        let refused = refused.filter(|refused| refused.command == form.command);
        let id = form.command.replace('.', "-");
        let typed = refused.map(|refused| refused.typed);
        let fields = form.fields.iter().map(|field| shown(field, &id, typed, t));
        Self {
            fields: fields.collect(),
            id,
            action,
            title: form.title,
            csrf: frame.visitor.csrf.clone(),
            request: following(frame.request, &form.command),
            refused: t.refused,
            problem: refused.map(|refused| refused.problem.to_owned()),
            save: t.save,
        }
    }
}

impl FormShown {
    /// The same among others of its kind on one page: ids and request are its own.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.id = format!("{}-{place}", self.id);
        self.request = following(&self.request, place);
        for field in &mut self.fields {
            field.id = format!("{}-{place}", field.id);
        }
        self
    }

    /// What stands in a field.
    pub(crate) fn value_of(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|field| field.name == name);
        found.map_or("", |field| field.value.as_str())
    }
}

/// An id that follows from another: the same for the same form of the same page, and no longer than ids may be.
fn following(request: &str, what: &str) -> String {
    let hash = Hash::of(&[request.as_bytes(), b"/", what.as_bytes()]);
    hash.to_string().chars().take(DIGITS).collect()
}

fn shown(field: &Field, form: &str, typed: Option<&Typed>, t: &FormTexts) -> FieldShown {
    let value = typed.map_or(field.preset.as_str(), |typed| value_of(typed, field.name));
    let kind = match &field.kind {
        Kind::Line => "text",
        Kind::Phone => "tel",
        Kind::Text | Kind::Lines => "area",
        Kind::Number => "number",
        Kind::Check => "check",
        Kind::Moment => "datetime-local",
        Kind::Choice(_) => "choice",
        Kind::Choices(_) => "choices",
    };
    let offers = match &field.kind {
        Kind::Choice(offers) | Kind::Choices(offers) => offers.as_slice(),
        Kind::Line | Kind::Phone | Kind::Text | Kind::Number | Kind::Check | Kind::Moment | Kind::Lines => {
            &[]
        }
    };
    let is_chosen = |key: &str| match typed {
        Some(typed) => chosen(typed, field.name, key),
        None => field.preset.lines().any(|preset| preset == key),
    };
    let offered = offers.iter().map(|offer| OfferShown {
        key: offer.key.clone(),
        text: offer.text.clone(),
        chosen: is_chosen(&offer.key),
    });
    FieldShown {
        id: format!("{form}-{}", field.name.replace('.', "-")),
        name: field.name,
        label: field.label,
        kind,
        required: field.required,
        wide: matches!(field.kind, Kind::Text | Kind::Lines | Kind::Choices(_)),
        asks: field.asks,
        is_first: field.is_first,
        value: value.to_owned(),
        checked: !value.is_empty(),
        choose: t.choose,
        offers: offered.collect(),
    }
}
