//! A failure from the call to the money, and its old part to the warehouse.

use serde_json::{Value, json};
use types::{Instant, ServiceName, Span};

use super::dealer::Station;
use super::orders::{open, plan};
use super::{Keep, Pen, a_morning, begins, clock};
use crate::dice::Dice;

const CLAIMS: ServiceName = ServiceName::Claims;

/// What the reviewers look at: every item of the built-in policy's checklist that a failure has.
fn checklist() -> Vec<Value> {
    let Ok(policy) = sla::policy::Policy::parse(sla::policy::DEFAULT_POLICY) else {
        return Vec::new();
    };
    let items = policy.claims().checklist_for("failure");
    items
        .map(|item| json!({ "item": item.reason.code, "passed": true }))
        .collect()
}

pub(super) fn claimed(pen: &mut Pen, dice: &mut Dice, station: &Station) {
    let called = a_morning(dice);
    let down = dice.happens(5_000);
    open(pen, called, station.claimed_machine, down);
    let planned = called + dice.minutes(20, 70);
    plan(pen, planned, station, station.engineer);
    let repaired = visit(pen, dice, station, planned);
    let written = repaired + dice.minutes(15, 90);
    report(pen, dice, station, written);
    close(pen, dice, repaired + Span::hours(3));
    file(pen, dice, station, repaired + Span::days(2));
    part(pen, dice, station, repaired + Span::days(3));
    decide(pen, dice, station, repaired + Span::days(8));
    ship(pen, dice, station);
    pen.ends(&format!("claimed at {}", station.id));
}

fn visit(pen: &mut Pen, dice: &mut Dice, station: &Station, planned: Instant) -> Instant {
    let departed = planned + dice.minutes(20, 60);
    let arrived = departed + dice.minutes(40, 150);
    let changed = arrived + dice.minutes(60, 120);
    let repaired = changed + dice.minutes(10, 60);
    let eta = clock(departed + Span::minutes(100));
    let texts = [
        (departed, format!("出发 {{order}} 预计 {eta}")),
        (arrived, "到达 {order}".to_owned()),
        (
            changed,
            format!("换件 {{order}} 4611-1234 x2 旧 A09{0} 新 B11{0}", station.id),
        ),
        (repaired, "修复 {order}".to_owned()),
    ];
    for (at, text) in texts {
        pen.text(at, station.engineer_phone, &text, at);
        if dice.happens(2_500) {
            // The carrier brings it once more, under another id of its own.
            pen.text(at + dice.minutes(0, 4), station.engineer_phone, &text, at);
        }
    }
    repaired
}

fn report(pen: &mut Pen, dice: &mut Dice, station: &Station, at: Instant) {
    let content = json!({
        "hours": 3121, "work_condition": "淤泥", "fault": "动臂下降过快", "cause": "油缸密封磨损", "repair": "更换密封件",
        "labour": [{ "code": "311-04", "description": "动臂油缸拆装", "hours": 350 }],
    });
    let body = json!({ "order": "{order}", "content": content }).to_string();
    pen.does(at, station.engineer, (ServiceName::Field, "file-report"), &body);
    let visit = json!({ "visit": { "visit": 1 } });
    let part = json!({ "part": { "line": 1 } });
    let order = json!("order");
    let papers = [
        ("service_report", &order),
        ("machine_readout", &order),
        ("pfr_draft", &order),
        ("repair_history", &order),
        ("parts_requisition", &order),
        ("return_slip", &order),
        ("photo", &visit),
        ("part_photo", &part),
    ];
    for (kind, target) in papers {
        let is_photo = kind.ends_with("photo");
        let head: &[u8] = if is_photo {
            b"\xff\xd8\xff\xe0\0\x10JFIF\0 "
        } else {
            b""
        };
        let bytes = [head, station.id.as_bytes(), kind.as_bytes()].concat();
        let media = if is_photo { "image/jpeg" } else { "text/plain" };
        let document = pen.document(kind, media, bytes);
        let body = json!({ "order": "{order}", "target": target, "document": document }).to_string();
        let attach = (ServiceName::Field, "attach-document");
        pen.does(at + dice.minutes(1, 20), station.engineer, attach, &body);
    }
}

fn close(pen: &mut Pen, dice: &mut Dice, at: Instant) {
    let hotline = |command| (ServiceName::Hotline, command);
    let order = json!({ "order": "{order}" }).to_string();
    let satisfied = json!({ "order": "{order}", "satisfied": true }).to_string();
    let papers = json!({ "order": "{order}", "class": "to_be_claimed" }).to_string();
    pen.does(at, "A1", hotline("record-call-back"), &satisfied);
    pen.does(at + dice.minutes(1, 60), "C1", hotline("review-papers"), &papers);
    pen.does(at + dice.minutes(60, 90), "A1", hotline("close-order"), &order);
}

/// The claim's lines are priced, everything passes, both judge, and it goes in by the hash of its package.
fn file(pen: &mut Pen, dice: &mut Dice, station: &Station, at: Instant) {
    let lines = json!([
        { "line": 1, "kind": "labour", "code": "311-04", "description": "动臂油缸拆装", "quantity": 350, "price": 32_000 },
        { "line": 2, "kind": "material", "code": "4611-1234", "description": "油缸密封件", "quantity": 200,
          "price": 61_000, "part": 1 },
    ]);
    let claim = "{order}-1";
    let judgement = json!({ "claim": claim, "reason": "保修期内，非操作原因" });
    let acts = [
        (
            "C1",
            "change-lines",
            json!({ "claim": claim, "lines": lines, "remarks": "照片齐全" }),
        ),
        (
            "C1",
            "review-claim",
            json!({ "claim": claim, "items": checklist() }),
        ),
        ("C2", "judge-claim", judgement.clone()),
        ("C3", "judge-claim", judgement),
        (
            "C1",
            "submit-claim",
            json!({ "claim": claim, "package": "{package}" }),
        ),
        (
            "C1",
            "record-manufacturer-number",
            json!({ "claim": claim, "number": format!("HC-{}", station.id) }),
        ),
    ];
    let mut at = at;
    for (who, command, body) in acts {
        pen.does(at, who, (CLAIMS, command), &body.to_string());
        at = at + dice.minutes(1, 40);
    }
}

/// The station takes the part in.
fn part(pen: &mut Pen, dice: &mut Dice, station: &Station, at: Instant) {
    let body = json!({ "tag": "{order}-P1", "condition": "complete" }).to_string();
    let at = at + dice.minutes(0, 600);
    pen.does(
        at,
        station.manager,
        (ServiceName::Returns, "check-in-part"),
        &body,
    );
}

/// The manufacturer accepts, and pays.
fn decide(pen: &mut Pen, dice: &mut Dice, station: &Station, at: Instant) {
    let claim = "{order}-1";
    let lines = json!([{ "line": 1, "approved": 112_000 }, { "line": 2, "approved": 122_000 }]);
    let credit = json!({ "claim": claim, "credit_note": format!("CN-{}", station.id), "amount": 234_000 });
    let acts = [
        ("record-decision", json!({ "claim": claim, "lines": lines })),
        ("record-credit", credit),
        ("close-claim", json!({ "claim": claim })),
    ];
    let mut at = at;
    for (command, body) in acts {
        pen.does(at, "C1", (CLAIMS, command), &body.to_string());
        at = at + dice.minutes(1, 500);
    }
}

/// Around the 25th, in time or not, and what the warehouse counts.
fn ship(pen: &mut Pen, dice: &mut Dice, station: &Station) {
    let at = begins() + Span::days(18) + dice.minutes(0, 8 * 24 * 60);
    let shipment =
        json!({ "station": station.id, "carrier": "顺捷物流", "tracking": "SJ30918", "freight": 4_500 });
    let step = pen.does(
        at,
        station.manager,
        (ServiceName::Returns, "ship-consignment"),
        &shipment.to_string(),
    );
    step.keep = Some(Keep::Consignment);
    let counted = json!([{ "tag": "{order}-P1", "quantity": 2, "without_tag": true }]);
    let count = json!({ "consignment": "{consignment}", "counted": counted }).to_string();
    let at = at + Span::days(1) + dice.minutes(0, 3 * 24 * 60);
    pen.does(at, "D1", (ServiceName::Returns, "receive-consignment"), &count);
}
