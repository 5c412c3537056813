//! A form as a page shows it, with what was typed before.

use types::Hash;

use super::rows::{REMOVE, RowAsked, Rows, cell};
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
    /// Whether it can be sent as it stands, so that Enter sends it.
    pub(crate) is_ready: bool,
    pub(crate) fields: Vec<FieldShown>,
}

pub(crate) struct FieldShown {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: &'static str,
    /// The type of an input, or what it is instead of one.
    pub(crate) kind: &'static str,
    /// Which keys a small keyboard shows.
    pub(crate) input_mode: &'static str,
    pub(crate) required: bool,
    pub(crate) wide: bool,
    pub(crate) asks: Option<&'static str>,
    pub(crate) is_first: bool,
    pub(crate) value: String,
    pub(crate) checked: bool,
    pub(crate) choose: &'static str,
    pub(crate) offers: Vec<OfferShown>,
    /// The headings of rows.
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<RowShown>,
}

/// One of several things that the same is asked of.
pub(crate) struct RowShown {
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) cells: Vec<FieldShown>,
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
        let name = |field: &Field| field.name.to_owned();
        let fields = form.fields.iter();
        let fields = fields.map(|field| shown(field, name(field), &field.preset, &id, typed, t));
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
            is_ready: false,
        }
    }
}

impl FormShown {
    /// The same where nothing more needs to be typed: Enter sends it.
    pub(crate) const fn ready(mut self) -> Self {
        self.is_ready = self.problem.is_none();
        self
    }

    /// The same among others of its kind on one page: ids and request are its own.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.id = format!("{}-{place}", self.id);
        self.request = following(&self.request, place);
        for field in &mut self.fields {
            field.id = format!("{}-{place}", field.id);
            let cells = field.rows.iter_mut().flat_map(|row| &mut row.cells);
            cells.for_each(|cell| cell.id = format!("{}-{place}", cell.id));
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

fn shown(
    field: &Field,
    name: String,
    preset: &str,
    form: &str,
    typed: Option<&Typed>,
    t: &'static FormTexts,
) -> FieldShown {
    // What a form was filled in from is what stands now, whatever it was when somebody began.
    let typed = typed.filter(|_| field.name != super::SEEN);
    let value = typed.map_or(preset, |typed| value_of(typed, &name));
    let (kind, input_mode) = kind_of(field);
    let offers = match &field.kind {
        Kind::Choice(offers) | Kind::Choices(offers) => offers.as_slice(),
        _ => &[],
    };
    let is_chosen = |key: &str| match typed {
        Some(typed) => chosen(typed, &name, key),
        None => preset.lines().any(|preset| preset == key),
    };
    let offered = offers.iter().map(|offer| OfferShown {
        key: offer.key.clone(),
        text: offer.text.clone(),
        chosen: is_chosen(&offer.key),
    });
    let (columns, rows) = match &field.kind {
        Kind::Rows(rows) => table(rows, &name, form, typed, t),
        _ => (Vec::new(), Vec::new()),
    };
    FieldShown {
        id: format!("{form}-{}", name.replace('.', "-")),
        label: field.label,
        kind,
        input_mode,
        required: field.required,
        wide: matches!(
            field.kind,
            Kind::Text | Kind::Lines | Kind::Choices(_) | Kind::Rows(_)
        ),
        asks: field.asks,
        is_first: field.is_first,
        value: value.to_owned(),
        checked: !value.is_empty(),
        choose: t.choose,
        offers: offered.collect(),
        columns,
        rows,
        name,
    }
}

/// How a field is drawn, and which keys it wants.
const fn kind_of(field: &Field) -> (&'static str, &'static str) {
    match field.kind {
        Kind::Line => ("text", "text"),
        Kind::Phone => ("tel", "tel"),
        Kind::Text | Kind::Lines => ("area", "text"),
        Kind::Number => ("number", "numeric"),
        Kind::Money | Kind::Quantity => ("text", "decimal"),
        Kind::Check => ("check", ""),
        Kind::Moment => ("datetime-local", ""),
        Kind::Choice(_) if field.is_spread => ("spread", ""),
        Kind::Choice(_) => ("choice", ""),
        Kind::Choices(_) => ("choices", ""),
        Kind::Hidden => ("hidden", ""),
        Kind::Rows(_) => ("rows", ""),
    }
}

fn table(
    rows: &Rows,
    name: &str,
    form: &str,
    typed: Option<&Typed>,
    t: &'static FormTexts,
) -> (Vec<&'static str>, Vec<RowShown>) {
    let removal = rows
        .is_removable
        .then(|| Field::new(REMOVE, t.remove, Kind::Check));
    let columns: Vec<&Field> = rows.columns.iter().chain(&removal).collect();
    let headings = columns.iter().map(|column| column.label).collect();
    let row_of = |row: &RowAsked| {
        let cells = columns.iter().enumerate().map(|(at, column)| {
            let preset = row.presets.get(at).map_or("", String::as_str);
            let name = cell(name, &row.key, column.name);
            FieldShown {
                // An empty row is left out, whatever its columns need.
                required: false,
                ..shown(column, name, preset, form, typed, t)
            }
        });
        RowShown {
            title: row.title.clone(),
            about: row.about.clone(),
            cells: cells.collect(),
        }
    };
    let shown = rows.shown(name, typed);
    (headings, shown.iter().map(row_of).collect())
}
