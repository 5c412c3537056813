//! What can be done about a message that waits.

use proto::desk::{InboxItem, InboxKind};
use serde_json::json;
use sla::policy::{Policy, Reason};
use types::{Lang, OrderNumber};

use super::Meaning;
use crate::form::{Field, Form, Kind, Offer, Typed, chosen};
use crate::texts::InboxTexts;

/// The field for an order that is not among those offered.
const OTHER_ORDER: &str = "order";

/// The form of a command about a message; none for a command that is not about this one.
#[must_use]
pub fn message_form(command: &str, item: &InboxItem, policy: &Policy, language: Lang) -> Option<Form> {
    let i = InboxTexts::of(language);
    let died = item.kind == InboxKind::Dead;
    let (title, fields) = match command {
        "field.settle-message" if !died => {
            let meanings = meanings(policy, language).into_iter().map(|meaning| Offer {
                key: meaning.value.clone(),
                text: meaning.text,
                value: happened(&meaning.value),
            });
            let fields = vec![
                Field::new(OTHER_ORDER, i.other, Kind::Line),
                Field::new("happened", i.meaning, Kind::Choice(meanings.collect())),
                Field::new("note", i.note, Kind::Line),
            ];
            (i.settle, fields)
        }
        "field.answer-message" if !died => {
            (i.answer, vec![Field::new("text", i.text, Kind::Text).required()])
        }
        "notify.resend-message" if died => (i.resend, Vec::new()),
        "notify.dismiss-message" if died => (i.dismiss, vec![Field::new("note", i.note, Kind::Line)]),
        _ => return None,
    };
    Some(Form {
        command: command.to_owned(),
        title,
        fields,
        fixed: vec![("message", json!(item.message.as_ref()?))],
    })
}

/// The orders a message may be about, each with its digit; the one that was chosen, or else the first, is chosen.
pub(super) fn candidates(item: &InboxItem, typed: Option<&Typed>) -> Vec<(String, String, bool)> {
    let mut orders: Vec<&OrderNumber> = item.order.iter().collect();
    for candidate in &item.candidates {
        if !orders.contains(&candidate) {
            orders.push(candidate);
        }
    }
    let is_chosen = |at: usize, order: &OrderNumber| match typed {
        Some(typed) => chosen(typed, OTHER_ORDER, order.as_str()),
        None => at == 0,
    };
    let keyed = orders.into_iter().take(9).enumerate();
    keyed
        .map(|(at, order)| ((at + 1).to_string(), order.to_string(), is_chosen(at, order)))
        .collect()
}

/// What a message may have meant, each with its letter; the reasons for leaving without a repair have none.
pub(super) fn meanings(policy: &Policy, language: Lang) -> Vec<Meaning> {
    let i = InboxTexts::of(language);
    let plain = [
        ("d", "departed", i.departed),
        ("a", "arrived", i.arrived),
        ("r", "repaired", i.repaired),
        ("c", "acknowledged", i.acknowledged),
    ];
    let plain = plain.map(|(key, value, text)| Meaning {
        key,
        value: value.to_owned(),
        text: text.to_owned(),
    });
    let left = policy.unrepaired_reasons().iter().map(|known| {
        let Reason { code, name } = &known.reason;
        Meaning {
            key: "",
            value: format!("unrepaired-{code}"),
            text: format!("{} · {}", i.unrepaired, name.in_language(language)),
        }
    });
    plain.into_iter().chain(left).collect()
}

fn happened(value: &str) -> serde_json::Value {
    match value.strip_prefix("unrepaired-") {
        Some(code) => json!({ "left_unrepaired": { "reason": code } }),
        None if value == "departed" => json!({ "departed": {} }),
        None => json!(value),
    }
}
