//! The dealer of `deploy/sample`: three stations, twenty-six people, six customers, twelve machines.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Answer, System};

/// A file of the project.
#[must_use]
pub fn project_file(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are a folder of the project");
    root.join(path)
}

/// The phone of somebody of the sample, by the number behind the P of their id.
#[must_use]
pub fn phone(person: &str) -> String {
    format!("1380000{}", person.replacen('P', "1", 1))
}

/// A call about a machine of the sample.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub phone: &'a str,
    pub machine: &'a str,
    pub machine_down: bool,
}

/// The first customer's machine of the Hangzhou station.
pub const HANGZHOU: Call<'static> = Call {
    phone: "13900002001",
    machine: "EC210BLC30121",
    machine_down: false,
};

impl System {
    /// Imports the lists of the sample.
    ///
    /// # Panics
    /// When one is refused.
    pub fn import_sample(&self) {
        for list in ["stations", "people", "customers", "machines"] {
            let file = project_file(&format!("deploy/sample/{list}.csv"));
            let rows = std::fs::read(&file).unwrap_or_else(|failure| panic!("{}: {failure}", file.display()));
            let imported = self.import(list, rows).taken();
            assert!(
                imported["changed"].as_u64().is_some_and(|changed| changed > 0),
                "{list}: {imported}"
            );
        }
        self.settle();
    }

    /// Sends a file of a list.
    #[must_use]
    pub fn import(&self, list: &str, file: impl Into<Vec<u8>>) -> Answer {
        let request = self
            .http()
            .post(&format!("/api/v1/imports/{list}"))
            .with("file", format!("{list}.csv"));
        request.body("text/csv", file).send()
    }

    /// Opens a failure order as the operator P101; gives its number.
    ///
    /// # Panics
    /// When it is refused.
    #[must_use]
    pub fn open_order(&self, call: &Call<'_>) -> String {
        let body = json!({
            "caller": { "phone": call.phone, "name": "吴师傅" },
            "machine": call.machine,
            "fault": "动臂提升无力",
            "machine_down": call.machine_down,
            "order_type": "failure_repair",
        });
        let opened = self.act("P101", "hotline/open-order", &body).taken();
        self.settle();
        event(&opened, "OrderOpened")["facts"]["order"]
            .as_str()
            .expect("an order has a number")
            .to_owned()
    }

    /// Plans a dispatch as the station's manager.
    ///
    /// # Panics
    /// When it is refused.
    pub fn plan(&self, manager: &str, order: &str, depart_at: types::Instant, lead: &str) {
        let body = json!({
            "order": order,
            "depart_at": depart_at,
            "lead": lead,
            "inputs": { "parts": "有货", "engineers": "1人", "agreed_with_customer": "今天上午", "arrears": "无" },
        });
        self.act(manager, "dispatch/make-plan", &body).taken();
        self.settle();
    }
}

/// The first event of a kind in a command's answer.
fn event(accepted: &Value, kind: &str) -> Value {
    let events = accepted["events"]
        .as_array()
        .expect("a command's answer has events");
    let found = events.iter().find(|answered| answered["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {accepted}"))["event"].clone()
}
