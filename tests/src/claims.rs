//! What people do for an order until its claim is handed in, one call each.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use types::Hash;

use crate::System;

/// The papers a failure's claim with replaced parts must hold, but for photos.
const PAPERS: [&str; 6] = [
    "service_report",
    "machine_readout",
    "pfr_draft",
    "repair_history",
    "parts_requisition",
    "return_slip",
];

impl System {
    /// Sends a command as a person, and waits until everything that follows has been done.
    ///
    /// # Panics
    /// When it is refused.
    pub fn does(&self, person: &str, command: &str, body: &Value) -> Value {
        let taken = self.act(person, command, body).taken();
        self.settle();
        taken
    }

    /// Opens a claimable failure order of the story's dealer; gives its number.
    ///
    /// # Panics
    /// When it is refused.
    #[must_use]
    pub fn open_claimable(&self, machine: &str, fault: &str, machine_down: bool) -> String {
        let opened = self.does(
            "A1",
            "hotline/open-order",
            &json!({
                "caller": { "phone": "13600000001", "name": "池经理" },
                "machine": machine, "fault": fault, "machine_down": machine_down,
                "order_type": "failure_repair", "subtype": "claimable",
            }),
        );
        let facts = &opened["events"][0]["event"]["facts"];
        facts["order"].as_str().expect("an order has a number").to_owned()
    }

    /// Somebody of the station goes and repairs it, all at this moment.
    ///
    /// # Panics
    /// When a step is refused.
    pub fn repair_at_once(&self, order: &str, manager: &str, engineer: &str) {
        let inputs =
            json!({ "parts": "有货", "engineers": "1人", "agreed_with_customer": "今天", "arrears": "无" });
        let plan = json!({ "order": order, "depart_at": self.now(), "lead": engineer, "inputs": inputs });
        self.does(manager, "dispatch/make-plan", &plan);
        for happened in [json!({ "departed": {} }), json!("arrived"), json!("repaired")] {
            let report = json!({ "order": order, "happened": happened });
            self.does(engineer, "field/report", &report);
        }
    }

    /// A claimable order of the story's station, repaired at this moment, whose report names parts.
    ///
    /// # Panics
    /// When a step is refused.
    #[must_use]
    pub fn repaired(&self, machine: &str, parts: &Value) -> String {
        let order = self.open_claimable(machine, "动臂下降过快", false);
        self.repair_at_once(&order, "B1", "B2");
        self.file_report("B2", &order, parts);
        order
    }

    /// Files a complete report of a boom cylinder's repair, with the parts it names.
    ///
    /// # Panics
    /// When it is refused.
    pub fn file_report(&self, engineer: &str, order: &str, parts: &Value) {
        let content = json!({
            "hours": 3121, "work_condition": "淤泥", "fault": "动臂下降过快", "cause": "油缸密封磨损", "repair": "更换密封件",
            "labour": [{ "code": "311-04", "description": "动臂油缸拆装", "hours": 350 }],
        });
        let report = json!({ "order": order, "content": content, "parts": parts });
        self.does(engineer, "field/file-report", &report);
    }

    /// Puts a document and attaches it to an order, a visit or a part; gives what stands for it.
    ///
    /// # Panics
    /// When it is refused.
    pub fn attach(&self, engineer: &str, order: &str, kind: &str, target: &Value, bytes: Vec<u8>) -> Value {
        let put = self.http().post("/api/v1/documents").with("name", kind);
        let mut document = put.body("application/octet-stream", bytes).send().taken();
        document["kind"] = json!(kind);
        let attach = json!({ "order": order, "target": target, "document": document });
        self.does(engineer, "field/attach-document", &attach);
        document
    }

    /// Attaches every paper and photo that the claim of a failure with one replaced part must hold.
    ///
    /// # Panics
    /// When one is refused.
    pub fn attach_papers(&self, engineer: &str, order: &str) {
        self.attach_papers_with(engineer, order, photo);
    }

    /// The same with pictures of another kind.
    pub(crate) fn attach_papers_with(&self, engineer: &str, order: &str, photo: impl Fn(&str) -> Vec<u8>) {
        for kind in PAPERS {
            let paper = format!("{order} {kind}\n").into_bytes();
            self.attach(engineer, order, kind, &json!("order"), paper);
        }
        let (visit, part) = (
            json!({ "visit": { "visit": 1 } }),
            json!({ "part": { "line": 1 } }),
        );
        self.attach(engineer, order, "photo", &visit, photo(&format!("{order} boom")));
        self.attach(
            engineer,
            order,
            "part_photo",
            &part,
            photo(&format!("{order} seal")),
        );
    }

    /// An order's claim with everything about it.
    #[must_use]
    pub fn claim(&self, order: &str) -> Value {
        self.ask(&format!("orders/{order}/claim"))["answer"].clone()
    }

    /// Passes every item of the last try's checklist.
    ///
    /// # Panics
    /// When that is refused.
    pub fn pass_review(&self, order: &str) {
        self.pass_review_as("C1", order);
    }

    /// The same as somebody of another dealer.
    pub(crate) fn pass_review_as(&self, person: &str, order: &str) {
        let page = self.claim(order);
        let items = page["checklist"].as_array().expect("a claim has a checklist");
        let passed = |item: &Value| json!({ "item": item["item"], "passed": true });
        let items: Vec<Value> = items.iter().map(passed).collect();
        let review = json!({ "claim": page["row"]["claim"], "items": items });
        self.does(person, "claims/review-claim", &review);
    }

    /// Both judges say that the last try falls under the claim range.
    ///
    /// # Panics
    /// When that is refused.
    pub fn judge(&self, order: &str) {
        let claim = self.claim(order)["row"]["claim"].clone();
        for judge in ["C2", "C3"] {
            let judgement = json!({ "claim": claim, "reason": "保修期内，非操作原因" });
            self.does(judge, "claims/judge-claim", &judgement);
        }
    }

    /// The package of the last try, once it is built.
    ///
    /// # Panics
    /// When it is not to be built.
    #[must_use]
    pub fn package(&self, order: &str) -> Hash {
        loop {
            let page = self.claim(order);
            let tried = page["tries"]
                .as_array()
                .and_then(|tries| tries.last())
                .expect("a claim has a try");
            assert!(tried["package_problem"].is_null(), "{tried}");
            assert_eq!(tried["state"], "ready", "{tried}");
            if let Ok(hash) = serde_json::from_value(tried["package"]["hash"].clone()) {
                return hash;
            }
            self.settle();
        }
    }

    /// Hands the last try in by its package.
    ///
    /// # Panics
    /// When that is refused.
    pub fn submit(&self, order: &str) {
        let package = self.package(order);
        let claim = self.claim(order)["row"]["claim"].clone();
        let submit = json!({ "claim": claim, "package": package });
        self.does("C1", "claims/submit-claim", &submit);
    }
}

/// A picture as far as its first bytes say.
#[must_use]
pub fn photo(of: &str) -> Vec<u8> {
    [b"\xff\xd8\xff\xe0\0\x10JFIF\0 ", of.as_bytes()].concat()
}

/// One part of a report, by its number and the serial of the old one.
#[must_use]
pub fn replaced(number: &str, serial: &str) -> Value {
    json!({ "part_number": number, "quantity": 1, "old_serial": serial })
}

/// What a package holds, by path. Its entries are stored one after another as they are.
///
/// # Panics
/// When it is no such file.
#[must_use]
pub fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut rest = zip;
    while rest.starts_with(b"PK\x03\x04") {
        let number = |at: usize| {
            usize::from(u16::from_le_bytes(
                rest[at..at + 2].try_into().expect("two bytes"),
            ))
        };
        let size = u32::from_le_bytes(rest[22..26].try_into().expect("four bytes")) as usize;
        let (name, content) = (30 + number(26), 30 + number(26) + number(28));
        let path = String::from_utf8(rest[30..name].to_vec()).expect("a path is text");
        files.insert(path, rest[content..content + size].to_vec());
        rest = &rest[content + size..];
    }
    files
}
