//! A record as a CloudEvent, version 1.0, so that anybody's tools can read an export.

use serde_json::{Map, Value, json};

/// Puts a record, as a system or a data directory shows it, into the envelope. The same record is always the same
/// event: its id is its log and position.
pub(super) fn envelope(record: &Value) -> Value {
    let text = |name: &str| match record.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (log, kind) = (text("log"), text("kind"));
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| event.insert(name.to_owned(), value);
    put("specversion", json!("1.0"));
    put("id", json!(format!("{log}.{}", text("position"))));
    put("source", json!(format!("/fieldledger/logs/{log}")));
    put("datacontenttype", json!("application/json"));
    put("frame", json!(text("frame")));
    if let Some(reason) = record.get("unreadable") {
        put("type", json!(format!("{log}.unreadable")));
        put("data", json!({ "reason": reason }));
        return event.into();
    }
    put("type", json!(format!("{log}.{kind}")));
    put("subject", json!(text("stream")));
    put("time", json!(text("recorded_at")));
    put("occurredat", json!(text("occurred_at")));
    put("streamversion", json!(text("version")));
    put("actor", json!(text("actor")));
    put("cause", json!(text("cause")));
    put("data", record.get("event").cloned().unwrap_or_default());
    event.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_an_event_with_a_lasting_id_and_names_that_the_standard_allows() {
        let record = json!({
            "log": "hotline", "frame": 3, "position": 5, "stream": "order/2600017", "version": 2, "kind": "NoteAdded",
            "occurred_at": "2026-01-05T00:00:00Z", "recorded_at": "2026-01-05T00:00:01Z", "actor": "local",
            "cause": { "command": "c1" }, "event": { "text": "客户催了两次" }
        });
        let event = envelope(&record);
        assert_eq!(event["id"], "hotline.5");
        assert_eq!(event["type"], "hotline.NoteAdded");
        assert_eq!(event["time"], "2026-01-05T00:00:01Z");
        assert_eq!(event["data"]["text"], "客户催了两次");
        let lawful = |name: &String| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        assert!(event.as_object().unwrap().keys().all(lawful));
        let unreadable =
            envelope(&json!({ "log": "field", "frame": 3, "position": 9, "unreadable": "schema 900" }));
        assert_eq!(unreadable["type"], "field.unreadable");
        assert_eq!(unreadable["data"]["reason"], "schema 900");
    }
}
