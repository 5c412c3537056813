//! Entries of the directory, typed into a form: a list of one row.

use axum::http::StatusCode;
use chrono_tz::Tz;
use console::Form;
use proto::directory::BadCell;
use proto::{Class, Rejection};
use serde::Deserialize;
use serde_json::Value;
use types::Sentence;

use crate::console::sent::Sent;
use crate::console::visit::Visit;
use crate::gate::Gate;
use crate::imports::{Listed, take_row};
use crate::refusal::Refusal;

/// Why an entry was not taken.
pub(super) struct NotTaken {
    pub(super) status: StatusCode,
    pub(super) sentence: Sentence,
    pub(super) bad: Vec<BadCell>,
}

impl From<Refusal> for NotTaken {
    fn from(refusal: Refusal) -> Self {
        Self {
            status: refusal.status(),
            sentence: refusal.rejection().sentence.clone(),
            bad: bad_cells(&refusal),
        }
    }
}

/// The cells that a refusal names.
pub(super) fn bad_cells(refusal: &Refusal) -> Vec<BadCell> {
    let bad = refusal.rejection().facts.get("bad");
    bad.and_then(|bad| Vec::deserialize(bad).ok()).unwrap_or_default()
}

/// Takes what was typed as an entry of a list, and says its id. The form's fields are named as the list's columns are.
pub(super) async fn save(
    gate: &Gate,
    visit: &Visit,
    list: Listed,
    form: &Form,
    sent: &Sent,
    zone: Tz,
) -> Result<String, NotTaken> {
    let body = form.body(&sent.typed, zone).map_err(|unreadable| NotTaken {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        sentence: unreadable.sentence,
        bad: Vec::new(),
    })?;
    let id = body.get("id").map(cell).unwrap_or_default();
    // A field that is empty is an empty cell, which clears what was there; a column that is missing would keep it.
    let typed = form.fields.iter().map(|field| field.name);
    let fixed = form.fixed.iter().map(|(name, _)| *name);
    let cells = typed.chain(fixed).map(|name| {
        let said = body.get(name).map(cell).unwrap_or_default();
        (name.to_owned(), said)
    });
    let cells = cells.collect();
    take_row(gate, &sent.caller(visit)?, list, cells).await?;
    Ok(id)
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

/// Somebody types as new what is there already.
pub(super) fn is_there(id: &str) -> Refusal {
    Rejection::new(
        Class::Conflict,
        "entry.is_there",
        format!("名录里已有{id}，请打开它来修改"),
        format!("{id} is in the directory already; open it to change it"),
    )
    .with("id", id)
    .into()
}
