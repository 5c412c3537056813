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
        "follow_ups_due": 1, "flags": 0, "unsettled_messages": 0, "call_back_due": false,
        "claim": null
    })
}

/// A claim in review: one item failed, nine days are left.
pub(crate) fn claim_row() -> Value {
    json!({
        "order": "2600017", "claim": "2600017-1",
        "kind": "failure", "kind_title": { "zh": "故障索赔", "en": "failure" },
        "state": "in_review", "state_title": { "zh": "审核中", "en": "in review" }, "since": "2026-01-09T01:00:00Z",
        "order_type": "failure_repair", "subtype": null, "fault": "动臂无力", "machine": "EC210-0042", "model": "EC210",
        "customer": { "id": "C-7", "name": "安吉土方" },
        "station": { "id": "HZ", "name": "杭州站", "region": "华东" },
        "engineer": { "id": "eng-01", "name": "林涛" }, "repaired_at": "2026-01-05T08:55:00Z",
        "claimed": 128_305, "approved": null, "credited": 0, "manufacturer_number": null, "clock": null,
        "days_left": 9, "pending": true, "looked_at": null, "looked_at_today": false,
        "lacking": [{ "kind": "checklist", "code": "photos", "title": { "zh": "照片", "en": "photos" }, "note": "不清楚" }]
    })
}

/// The page of that claim.
pub(crate) fn claim_page() -> Value {
    let checker = json!({ "id": "cl-01", "name": "钱芳" });
    let check = |item: &str, zh: &str, state: &str, note: &str| {
        let by = (state != "open").then(|| checker.clone());
        let at = (state != "open").then_some("2026-01-09T01:00:00Z");
        json!({ "item": item, "title": { "zh": zh, "en": item }, "state": state, "note": note, "by": by, "at": at })
    };
    json!({
        "row": claim_row(),
        "cover": { "day": "2026-01-05", "in_service": "2025-03-01", "terms": null, "extension": null, "last_day": null,
            "hours": null, "last_hour": null, "ended_by": null,
            "explanation": { "zh": "保修期内", "en": "under warranty" } },
        "not_claimed": null,
        "checklist": [check("cause", "故障原因", "passed", ""), check("photos", "照片", "failed", "不清楚"),
            check("repair", "维修内容", "open", "")],
        "report": null,
        "papers": [{ "kind": "part_photo", "title": { "zh": "旧件照片", "en": "photo of the part" }, "documents": [] }],
        "judgements": [{ "claim": "2600017-1", "role": "claims_supervisor",
            "role_title": { "zh": "索赔主管", "en": "claims supervisor" }, "by": { "id": "sup-01", "name": "汪洋" },
            "counts": true, "out_of_range": null, "reason": "材料缺陷", "at": "2026-01-09T02:00:00Z" }],
        "lines": [{ "line": 1, "kind": "material", "kind_title": { "zh": "配件", "en": "material" },
            "code": "4611-1234", "description": "油封", "part": 1,
            "tries": [{ "claim": "2600017-1", "quantity": 500, "price": 25_661, "claimed": 128_305, "approved": null,
                "reason": "" }] }],
        "tries": [{ "claim": "2600017-1", "kind": "failure", "kind_title": { "zh": "故障索赔", "en": "failure" },
            "state": "in_review", "state_title": { "zh": "审核中", "en": "in review" }, "since": "2026-01-09T01:00:00Z",
            "drafted_at": "2026-01-05T08:55:00Z", "drafted_by": null, "reason": "", "remarks": "", "claimed": 128_305,
            "returned": 1, "package": null, "package_problem": null, "submission": null, "manufacturer_number": null,
            "decision": null, "credited": 0, "given_up": null }],
        "credits": [], "clock": null, "parts": [], "timeline": []
    })
}

/// An old part that its station holds.
pub(crate) fn part_row() -> Value {
    json!({
        "tag": "2600017-P1", "order": "2600017", "claim": "2600017-1", "claim_state": "submitted",
        "claim_state_title": { "zh": "已提交", "en": "submitted" }, "machine": "EC210-0042", "model": "EC210",
        "station": { "id": "HZ", "name": "杭州站", "region": "华东" }, "engineer": { "id": "eng-01", "name": "林涛" },
        "part_number": "4611-1234", "name": "油封", "quantity": 2, "serial": "SN1",
        "state": "at_station", "state_title": { "zh": "在站", "en": "at station" }, "since": "2026-01-06T01:00:00Z",
        "month": "2026-01", "return": "held", "return_title": { "zh": "待寄", "en": "to be shipped" },
        "condition": "complete", "photo": null, "checked_in_at": "2026-01-06T01:00:00Z", "consignment": null,
        "shipped_at": null, "received_at": null, "loss": null, "gone": null,
        "clocks": [{ "kind": "SLA-6", "run": 1, "title": { "zh": "旧件寄回", "en": "old parts back" },
            "state": "running", "open": true, "due_at": "2026-01-25T15:59:59Z", "remaining_s": 1_321_260,
            "next_warning_at": null, "ended_at": null }]
    })
}
