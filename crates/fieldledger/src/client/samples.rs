//! Answers as the desk gives them, for tests.

use serde_json::{Value, json};
use types::OrderNumber;

/// An order in progress: the machine is down, one clock was met, one runs, one is over.
pub(crate) fn summary() -> Value {
    json!({
        "order": OrderNumber::compose(26, 1),
        "order_type": "failure_repair", "order_type_title": { "zh": "故障", "en": "failure repair" },
        "subtype": null, "machine_down": true, "machine": "EC210-0042", "machine_said": null, "model": "EC210",
        "customer": { "id": "C-7", "name": "安吉土方" }, "caller": "赵敏", "caller_phone": "13800138000",
        "site": "安吉二号料场", "fault": "动臂无力",
        "station": { "id": "HZ", "name": "杭州站", "region": "华东" },
        "step": "planned", "step_title": { "zh": "已计划", "en": "planned" },
        "step_since": "2026-01-05T01:00:00Z", "opened_at": "2026-01-05T00:00:00Z", "calls": 2,
        "operator": null, "lead": { "id": "eng-01", "name": "林涛" },
        "clocks": [
            { "kind": "SLA-1", "run": 1, "title": { "zh": "首次响应", "en": "first response" }, "state": "met",
              "open": false, "due_at": "2026-01-05T02:00:00Z", "remaining_s": 3600, "next_warning_at": null,
              "ended_at": "2026-01-05T01:00:00Z" },
            { "kind": "SLA-2", "run": 1, "title": { "zh": "36小时实际响应", "en": "36-hour response" },
              "state": "running", "open": true, "due_at": "2026-01-06T12:00:00Z", "remaining_s": 127200,
              "next_warning_at": "2026-01-05T12:00:00Z", "ended_at": null },
            { "kind": "SLA-3", "run": 1, "title": { "zh": "承诺出发", "en": "promised departure" },
              "state": "breached", "open": true, "due_at": "2026-01-05T02:00:00Z", "remaining_s": -7200,
              "next_warning_at": null, "ended_at": null }
        ],
        "follow_ups_due": 1, "flags": 0, "unsettled_messages": 0, "call_back_due": false
    })
}
