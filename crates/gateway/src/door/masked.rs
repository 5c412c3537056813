//! Answers and pages for whoever does not need phone numbers: the same, with every number masked.
//!
//! It is done where answers leave, so that no page and no route can forget it. Tables as files are masked cell by cell
//! where they are made ([`masked_cells`]), because a workbook is no text.

use std::convert::Infallible;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde_json::Value;
use sheets::Cell;
use types::{masked_number, masked_phones};

use super::proof::Proof;
use crate::gate::Gate;
use crate::refusal::failed;

/// More than any answer of the bus and any page.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Fields that hold a phone number and nothing else, however short it is.
const PHONE_FIELDS: [&str; 6] = ["phone", "phones", "caller_phone", "from", "to", "called_from"];
/// Words in the heads of columns that hold a phone number.
const PHONE_HEADS: [&str; 3] = ["电话", "手机", "phone"];

/// What an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Html,
    Events,
}

/// An answer as somebody may see it.
pub(crate) async fn as_seen_by(gate: &Gate, proof: Option<&Proof>, response: Response) -> Response {
    let Some(kind) = kind(&response) else {
        return response;
    };
    match proof {
        Some(proof) if !matches!(proof, Proof::Nothing) && !gate.shows_phones(proof).await => {
            masked(kind, response).await
        }
        Some(_) | None => response,
    }
}

fn kind(response: &Response) -> Option<Kind> {
    let media = response.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    match media.split(';').next()?.trim() {
        "application/json" => Some(Kind::Json),
        "text/html" => Some(Kind::Html),
        "text/event-stream" => Some(Kind::Events),
        _ => None,
    }
}

async fn masked(kind: Kind, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if kind == Kind::Events {
        let events = body.into_data_stream().map(|event| {
            // A stream that breaks off ends; what went before it stands.
            let event = event.unwrap_or_default();
            Ok::<_, Infallible>(text(&String::from_utf8_lossy(&event)))
        });
        return Response::from_parts(parts, Body::from_stream(events));
    }
    let bytes = match to_bytes(body, MOST_BYTES).await {
        Ok(bytes) => bytes,
        Err(failure) => return failed("answer.too_long", &failure).into_response(),
    };
    let bytes = match kind {
        Kind::Json => json(&bytes),
        Kind::Html | Kind::Events => text(&String::from_utf8_lossy(&bytes)).into_bytes(),
    };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}

fn text(text: &str) -> String {
    masked_phones(text).unwrap_or_else(|| text.to_owned())
}

/// What cannot be read as JSON is masked as text: nothing leaves as it is.
fn json(bytes: &[u8]) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else {
        return text(&String::from_utf8_lossy(bytes)).into_bytes();
    };
    mask(&mut value, false);
    serde_json::to_vec(&value).unwrap_or_default()
}

fn mask(value: &mut Value, is_phone: bool) {
    match value {
        Value::String(said) if is_phone && is_number(said) => *said = masked_number(said),
        Value::String(said) => {
            if let Some(masked) = masked_phones(said) {
                *said = masked;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, is_phone)),
        Value::Object(fields) => {
            for (name, field) in fields {
                mask(field, PHONE_FIELDS.contains(&name.as_str()));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_number(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii_digit() || letter == '+')
}

/// Masks the phone numbers in a table's rows.
pub(crate) fn masked_cells(heads: &[String], rows: &mut [Vec<Cell>]) {
    let phones: Vec<bool> = heads
        .iter()
        .map(|head| PHONE_HEADS.iter().any(|word| head.contains(word)))
        .collect();
    for row in rows {
        for (cell, is_phone) in row.iter_mut().zip(&phones) {
            if let Cell::Text(said) = cell {
                let numbers = *is_phone && !said.is_empty() && is_number(said);
                *said = if numbers { masked_number(said) } else { text(said) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json as of;

    use super::*;

    #[test]
    fn phones_are_masked_wherever_they_stand_in_an_answer_and_nothing_else_is() {
        let answer = of!({
            "order": "2600017", "machine": "EC210BLC30121", "claimed": 13_800_138_000_u64,
            "caller": { "phone": "13800138000", "name": "张工" },
            "phones": ["02155551234", "55512"],
            "notes": [{ "text": "回电\n13900139000，谢谢" }],
            "from": "2026-01-05T10:00:00Z", "hash": "13800138000abc",
        });
        let shown: Value = serde_json::from_slice(&json(answer.to_string().as_bytes())).unwrap();
        assert_eq!(shown["caller"], of!({ "phone": "138****8000", "name": "张工" }));
        assert_eq!(shown["phones"], of!(["021****1234", "***12"]));
        assert_eq!(shown["notes"][0]["text"], "回电\n139****9000，谢谢");
        for kept in ["order", "machine", "claimed", "from", "hash"] {
            assert_eq!(shown[kept], answer[kept], "{kept}");
        }
    }

    #[test]
    fn a_tables_phones_are_masked_by_their_column_and_in_its_texts() {
        let heads = ["工单", "联系电话", "内容"].map(ToOwned::to_owned);
        let mut rows = vec![["2600017", "55512345", "打13800138000"].map(Cell::text).to_vec()];
        masked_cells(&heads, &mut rows);
        let expected = ["2600017", "******45", "打138****8000"].map(Cell::text).to_vec();
        assert_eq!(rows, vec![expected]);
    }
}
