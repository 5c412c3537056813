//! Somebody who looks, and texts that would do harm where they are not escaped.

use chrono_tz::Asia::Shanghai;
use proto::desk::OrderSummary;
use serde_json::json;
use sla::policy::Role;
use types::{Actor, Instant, Lang, PersonId};

use crate::{Frame, Place, Visitor};

pub(crate) fn visitor(language: Lang, roles: &[Role]) -> Visitor {
    Visitor {
        actor: Actor::Person(PersonId::new("P101").unwrap()),
        name: "周敏".to_owned(),
        roles: roles.to_vec(),
        station: None,
        region: None,
        language,
        csrf: "a-token".to_owned(),
        sandbox: true,
    }
}

pub(crate) fn now() -> Instant {
    "2026-01-05T10:00:00+08:00".parse().unwrap()
}

pub(crate) fn frame(visitor: &Visitor) -> Frame<'_> {
    Frame {
        visitor,
        now: now(),
        zone: Shanghai,
        place: Place::Board,
        here: "/?station=north&step=opened",
        request: "r-1",
        sees_phones: visitor.has(Role::Operator),
    }
}

/// What people type, or are said to: scripts, marks that turn text round, emoji, formulas, long names.
pub(crate) fn naughty() -> Vec<String> {
    let long = "长".repeat(700);
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "{{ 7*7 }} ${7*7} <%= 7 %>",
        "&lt;b&gt; &amp;",
        "\u{202e}txt.exe\u{202c} \u{200f}مرحبا",
        "👩‍🔧🚜",
        "=1+1|cmd",
        "</textarea></title><!--",
        long.as_str(),
    ]
    .map(str::to_owned)
    .to_vec()
}

/// How a text stands in HTML, character by character as it was.
pub(crate) fn escaped(text: &str) -> String {
    let each = text.chars().map(|c| match c {
        '<' => "&#60;".to_owned(),
        '>' => "&#62;".to_owned(),
        '&' => "&#38;".to_owned(),
        '"' => "&#34;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    });
    each.collect()
}

/// An order of this morning with those words wherever somebody may write.
pub(crate) fn order(words: &str) -> OrderSummary {
    let clock = |kind: &str, state: &str, remaining: i64, warnings: u32| {
        json!({
            "kind": kind, "run": 1, "title": { "zh": "36小时响应", "en": "36-hour response" },
            "state": state, "open": true, "due_at": "2026-01-06T20:00:00+08:00",
            "remaining_s": remaining, "warnings": warnings, "next_warning_at": null, "ended_at": null,
        })
    };
    serde_json::from_value(json!({
        "order": "2600017", "order_type": "failure_repair",
        "order_type_title": { "zh": "故障", "en": "failure repair" }, "subtype": null,
        "machine_down": true, "machine": null, "machine_said": null, "model": words,
        "customer": { "id": "C1", "name": words }, "caller": words, "caller_phone": "13900002001",
        "site": words, "fault": words,
        "station": { "id": "north", "name": words, "region": "华北" },
        "step": "opened", "step_title": { "zh": "待回复", "en": "waiting for station" },
        "step_since": "2026-01-05T08:00:00+08:00", "opened_at": "2026-01-05T08:00:00+08:00",
        "calls": 2, "operator": null, "lead": { "id": "P301", "name": words },
        "trip": {
            "visit": 1, "depart_at": "2026-01-05T10:30:00+08:00", "departed": null, "eta": null, "arrived": null,
            "ended": null, "companions": [{ "known": { "id": "P302", "name": words } }, { "unknown": words }],
        },
        "clocks": [clock("SLA-1", "breached", -60, 2), clock("SLA-2", "running", 45_000, 1)],
        "follow_ups_due": 0, "flags": 1, "unsettled_messages": 0, "call_back_due": false, "claim": null,
    }))
    .unwrap()
}
