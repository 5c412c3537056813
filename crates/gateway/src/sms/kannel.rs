//! Kannel's way: a GET for each message and for each delivery report.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use proto::field::TakeMessage;
use proto::notify::{Delivery, TakeDeliveryReport};
use schemars::json_schema;
use types::{Instant, Phone};

use super::query::RawParams;
use super::when::{self, Zone};
use super::{GROUP, charset, report, take};
use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::routes::{Content, Route};

const GATEWAY: &str = "kannel";

pub(super) fn routes() -> Vec<Route> {
    let empty = || Content::text("text/plain");
    let text = json_schema!({ "type": "string" });
    let mo = Route::get(
        GROUP,
        "/sms/kannel",
        "A message from a phone, as Kannel brings it",
        message,
        empty(),
    )
    .refusing(empty());
    let dlr = Route::get(
        GROUP,
        "/sms/kannel/dlr",
        "What became of a message, by Kannel",
        delivery,
        empty(),
    )
    .refusing(empty());
    let names = ["from", "to", "text", "charset", "coding", "time", "id", "smsc"];
    let mo = names
        .into_iter()
        .fold(mo, |route, name| route.query(name, text.clone()));
    let dlr = ["message", "status"]
        .into_iter()
        .fold(dlr, |route, name| route.query(name, text.clone()));
    vec![mo, dlr]
}

/// Kannel would send the body of a good answer to the phone: it is empty.
async fn message(State(gate): State<Gate>, RawQuery(query): RawQuery) -> Response {
    let params = RawParams::read(&query.unwrap_or_default());
    match read_message(&params, gate.time().now()) {
        Ok(message) => answered(take(&gate, &message).await),
        Err(reason) => unreadable(&reason),
    }
}

async fn delivery(State(gate): State<Gate>, RawQuery(query): RawQuery) -> Response {
    let params = RawParams::read(&query.unwrap_or_default());
    match read_report(&params, gate.time().now()) {
        Ok(taken) => answered(report(&gate, &taken).await),
        Err(reason) => unreadable(&reason),
    }
}

fn answered(taken: Result<(), Refusal>) -> Response {
    match taken {
        Ok(()) => (StatusCode::OK, "").into_response(),
        Err(refusal) => {
            tracing::warn!(
                code = refusal.rejection().code,
                "a message or report was not taken; Kannel brings it again"
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                refusal.rejection().sentence.en.clone(),
            )
                .into_response()
        }
    }
}

fn unreadable(reason: &str) -> Response {
    tracing::warn!(reason, "Kannel's request cannot be read");
    (StatusCode::BAD_REQUEST, reason.to_owned()).into_response()
}

fn read_message(params: &RawParams, now: Instant) -> Result<TakeMessage, String> {
    let text = params.bytes("text").ok_or("the parameter text is missing")?;
    let (charset, coding) = (params.text("charset"), params.text("coding"));
    Ok(TakeMessage {
        from: phone(params)?.into(),
        text: charset::decode(text, charset.as_deref(), coding.as_deref()).into(),
        sent_at: when::read_or(params.text("time").as_deref(), Zone::Utc, now),
        gateway: GATEWAY.to_owned(),
        gateway_id: params.text("id"),
    })
}

/// A `+` that was not percent-encoded came in as a space; Kannel writes numbers of other countries so.
fn phone(params: &RawParams) -> Result<Phone, String> {
    let from = params
        .bytes("from")
        .map(String::from_utf8_lossy)
        .ok_or("the parameter from is missing")?;
    let number = from
        .strip_prefix(' ')
        .map_or_else(|| from.to_string(), |rest| format!("+{rest}"));
    number
        .parse()
        .map_err(|failure: types::InvalidPhone| format!("the parameter from: {failure}"))
}

fn read_report(params: &RawParams, now: Instant) -> Result<TakeDeliveryReport, String> {
    let message = params.text("message").ok_or("the parameter message is missing")?;
    let status = params.text("status").ok_or("the parameter status is missing")?;
    let delivery = match status.as_str() {
        "1" => Delivery::Delivered,
        "2" => Delivery::Failed,
        "4" => Delivery::Queued,
        "8" => Delivery::Accepted,
        "16" => Delivery::Refused,
        other => return Err(format!("status is 1, 2, 4, 8 or 16, not {other:?}")),
    };
    let message = message
        .parse()
        .map_err(|failure: types::InvalidId| failure.to_string())?;
    Ok(TakeDeliveryReport {
        message,
        delivery,
        at: now,
        detail: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<TakeMessage, String> {
        read_message(&RawParams::read(query), Instant::EPOCH)
    }

    // rule: SMS-1
    #[test]
    fn kannels_parameters_become_a_message_with_the_time_it_was_sent() {
        let query = "from=%2B8613800138000&to=106900&text=%E5%87%BA%E5%8F%91+2600014&charset=UTF-8&coding=2\
                     &time=1772326812&id=0f1e&smsc=smsc1";
        let message = read(query).unwrap();
        assert_eq!(message.from.open().unwrap().as_str(), "13800138000");
        assert_eq!(message.text.open().unwrap(), "出发 2600014");
        assert_eq!(message.sent_at.to_string(), "2026-03-01T01:00:12Z");
        assert_eq!(
            (message.gateway.as_str(), message.gateway_id.as_deref()),
            ("kannel", Some("0f1e"))
        );
        let plus = read("from=+49301234567&text=&time=2026-03-01+01:00:12").unwrap();
        assert_eq!(plus.from.open().unwrap().as_str(), "+49301234567");
        assert_eq!(plus.text.open().unwrap(), "");
        assert_eq!(plus.sent_at, message.sent_at);
    }

    #[test]
    fn without_sender_or_text_there_is_no_message() {
        for query in [
            "",
            "text=x",
            "from=13800138000",
            "from=CMCC&text=x",
            "from=&text=x",
        ] {
            assert!(read(query).is_err(), "{query}");
        }
    }

    // rule: SMS-10
    #[test]
    fn kannels_numbers_say_what_became_of_a_message() {
        let read = |query: &str| read_report(&RawParams::read(query), Instant::EPOCH);
        let all = [
            (1, Delivery::Delivered),
            (2, Delivery::Failed),
            (4, Delivery::Queued),
            (8, Delivery::Accepted),
            (16, Delivery::Refused),
        ];
        for (status, delivery) in all {
            assert_eq!(
                read(&format!("message=m-1&status={status}")).unwrap().delivery,
                delivery
            );
        }
        for query in [
            "message=m-1",
            "status=1",
            "message=m-1&status=%d",
            "message=a%20b&status=1",
        ] {
            assert!(read(query).is_err(), "{query}");
        }
    }
}
