//! The claim of the story's order, and the way of its old part.

use serde_json::json;

use crate::{System, at};

impl System {
    /// Two days after the repair the claim is reviewed, judged and handed in.
    pub(super) fn file(&self, order: &str, claim: &str) {
        self.advance_to(at("2026-03-04 10:00"));
        let lines = json!([
            { "line": 1, "kind": "labour", "code": "311-04", "description": "动臂油缸拆装", "quantity": 350,
              "price": 32_000 },
            { "line": 2, "kind": "material", "code": "4611-1234", "description": "油缸密封件", "quantity": 200,
              "price": 61_000, "part": 1 },
        ]);
        let change = json!({ "claim": claim, "lines": lines, "remarks": "照片齐全" });
        self.does("C1", "claims/change-lines", &change);
        self.pass_review(order);
        self.judge(order);
        self.submit(order);
        let number = json!({ "claim": claim, "number": "HC-88120" });
        self.does("C1", "claims/record-manufacturer-number", &number);
    }

    /// A week later the manufacturer accepts it, and pays.
    pub(super) fn decide(&self, claim: &str) {
        self.advance_to(at("2026-03-11 09:00"));
        let lines = json!([{ "line": 1, "approved": 112_000 }, { "line": 2, "approved": 122_000 }]);
        self.does(
            "C1",
            "claims/record-decision",
            &json!({ "claim": claim, "lines": lines }),
        );
        let credit = json!({ "claim": claim, "credit_note": "CN-2603-09", "amount": 234_000 });
        self.does("C1", "claims/record-credit", &credit);
        self.does("C1", "claims/close-claim", &json!({ "claim": claim }));
    }

    /// The station takes the part in and ships it, after the first reminder.
    pub(super) fn ship_part(&self, order: &str) -> String {
        self.advance_to(at("2026-03-20 15:00"));
        let shipment =
            json!({ "station": "TZ", "carrier": "顺捷物流", "tracking": "SJ30918", "freight": 4_500 });
        let shipped = self.does("B1", "returns/ship-consignment", &shipment);
        let consignment = &shipped["events"][0]["event"]["consignment"];
        consignment
            .as_str()
            .unwrap_or_else(|| panic!("no consignment of {order} in {shipped}"))
            .to_owned()
    }

    /// The station takes the part in from the engineer.
    pub(super) fn hand_in_part(&self, order: &str) {
        self.advance_to(at("2026-03-05 09:00"));
        let check_in = json!({ "tag": format!("{order}-P1"), "condition": "complete" });
        self.does("B1", "returns/check-in-part", &check_in);
    }

    /// The warehouse finds the part without its tag, and clears that up.
    pub(super) fn count_part(&self, order: &str, consignment: &str) {
        self.advance_to(at("2026-03-25 09:00"));
        let counted = json!([{ "tag": format!("{order}-P1"), "quantity": 2, "without_tag": true }]);
        let count = json!({ "consignment": consignment, "counted": counted });
        self.does("D1", "returns/receive-consignment", &count);
        let settle = json!({ "consignment": consignment, "number": 1, "outcome": "explained", "reason": "标签落在箱底" });
        self.does("D1", "returns/settle-discrepancy", &settle);
    }
}
