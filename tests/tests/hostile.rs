//! Texts that do harm where they are not escaped, put in by every way in, and looked for wherever they come out again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use whole_system::{Data, HOSTILE, Options, Question, Story, System, Taken, photo, story_begins, unpacked};

const MACHINE: &str = "EC140DL60555";
const CUSTOMER: &str = "13600000001";
const STRANGER: &str = "13600000099";
/// Whose eyes the pages are seen with: the owner, an operator, a director, a manager, claims staff, the warehouse.
const WHO: [&str; 6] = ["local", "A1", "A2", "B1", "C1", "D1"];
/// Where pages are entered that no other page leads to.
const DOORS: [&str; 4] = ["/", "/intake", "/account", "/machines?q=h0"];
/// A list's narrowings are many; so many of each page are looked at.
const OF_ONE_PAGE: usize = 4;

/// The story's dealer with every hostile text wherever somebody may write, by the order it was written about.
struct Written {
    system: System,
    story: Story,
    orders: BTreeMap<&'static str, String>,
    long: String,
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Whether a list from elsewhere may hold it: a cell that was to be computed is refused by name, and a file with zero
/// bytes is no text.
fn may_stand_in_a_list(text: &str) -> bool {
    !text.starts_with(['=', '@']) && !text.contains('\0')
}

/// A text as a list from elsewhere is read: spreadsheets carry marks that nobody sees, and those are left out.
fn seen(text: &str) -> String {
    let unseen = |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    text.replace(unseen, "")
}

/// A text as a file holds it: a control character would make it no text, and stands there as its picture.
fn pictured(text: &str) -> String {
    let picture = |c: char| match c {
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap(),
        '\u{7f}' => '\u{2421}',
        other => other,
    };
    text.chars().map(picture).collect()
}

fn written(data: &Data) -> Written {
    let system = System::start(&Options::sandbox(data, story_begins()));
    let story = system.play_story();
    let long = format!("h99{}", "长".repeat(650));
    let orders = HOSTILE
        .iter()
        .map(|text| (*text, opened(&system, text)))
        .collect();
    let written = Written {
        system,
        story,
        orders,
        long,
    };
    written.by_list();
    written.by_form();
    written.by_text();
    written.by_report();
    written.system.settle();
    written
}

fn opened(system: &System, text: &str) -> String {
    let call = json!({
        "caller": { "phone": CUSTOMER, "name": text }, "machine": MACHINE, "fault": text, "site": text,
        "machine_down": false, "order_type": "failure_repair", "second_order_reason": text,
    });
    let answer = system.does("A1", "hotline/open-order", &call);
    let order = answer["events"][0]["event"]["facts"]["order"]
        .as_str()
        .unwrap()
        .to_owned();
    let about = |more: Value| {
        let mut body = more;
        body["order"] = json!(order);
        body
    };
    system.does("A1", "hotline/add-note", &about(json!({ "text": text })));
    let inputs = json!({ "parts": text, "engineers": text, "agreed_with_customer": text, "arrears": text });
    let plan = json!({ "depart_at": system.now(), "lead": "B2", "inputs": inputs });
    system.does("B1", "dispatch/make-plan", &about(plan));
    order
}

impl Written {
    /// Names in the directory, by a file.
    fn by_list(&self) {
        let named = HOSTILE
            .iter()
            .zip(10..)
            .filter(|(text, _)| may_stand_in_a_list(text));
        let rows = named.map(|(text, number)| {
            let name = quoted(text);
            let machine = format!("EC210DL{number:05},EC210DL,K{number},TZ,{name},10\n");
            (
                format!("K{number},{name},136000001{number}\n"),
                machine,
                format!("P{number},{name},operator,,,\n"),
            )
        });
        let mut files = [
            "客户编号,客户名称,联系电话\n",
            "整机编号,机型,客户编号,服务站,工地,工作小时\n",
            "工号,姓名,角色,服务站,区域,手机\n",
        ]
        .map(str::to_owned);
        for (customer, machine, person) in rows {
            for (file, row) in files.iter_mut().zip([customer, machine, person]) {
                file.push_str(&row);
            }
        }
        for (list, file) in ["customers", "machines", "people"].into_iter().zip(files) {
            self.system.import(list, file).taken();
        }
        let computed = format!(
            "客户编号,客户名称,联系电话\nK9,{},13600000109\n",
            quoted(HOSTILE[8])
        );
        self.system
            .import("customers", computed)
            .refused(422, "import.refused");
    }

    /// A call by the console's own form.
    fn by_form(&self) {
        let call = [
            ("request", "by-form"),
            ("caller.phone", STRANGER),
            ("caller.name", self.long.as_str()),
            ("fault", self.long.as_str()),
            ("order_type", "failure_repair"),
        ];
        let answer = self.system.http().post("/intake").acting("A1").form(&call).send();
        assert_eq!(answer.status, 200, "{}", answer.body);
        let sent = [
            ("request", "refused"),
            ("caller.phone", HOSTILE[1]),
            ("fault", HOSTILE[0]),
        ];
        let refused = self.system.http().post("/intake").acting("A1").form(&sent).send();
        assert_eq!(refused.status, 422, "{}", refused.body);
        let shown = Taken::of(&refused.body);
        assert!(shown.harm.is_empty(), "{:?}", shown.harm);
        assert!(
            shown.text.contains(HOSTILE[0]) && shown.text.contains(HOSTILE[1]),
            "what was typed is lost"
        );
    }

    /// From phones: by Kannel, and by a provider whose JSON was cut in the midst of an emoji.
    fn by_text(&self) {
        for (text, number) in HOSTILE.iter().zip(10..) {
            self.system.kannel(
                &format!("136000000{number}"),
                text,
                self.system.now(),
                &format!("k{number}"),
            );
        }
        let cut = r#"[{"phone_number":"13600000098","send_time":"2026-03-25 09:00:00","content":"h19 cut \ud83d here",
            "sign_name":"x","dest_code":"1","sequence_id":1}]"#;
        let taken = self
            .system
            .http()
            .post("/sms/json")
            .body("application/json", cut)
            .send();
        assert_eq!(taken.status, 200, "{}", taken.body);
        let call = json!({ "caller": HOSTILE[0], "extension": HOSTILE[1] });
        let refused = self.system.http().post("/api/v1/cti/call").json(&call).send();
        assert_eq!(refused.status, 400, "{}", refused.body);
    }

    /// What a report says stands on tags, packing lists and in claim packages.
    fn by_report(&self) {
        let call = json!({
            "caller": { "phone": CUSTOMER }, "machine": MACHINE, "fault": HOSTILE[3], "machine_down": false,
            "order_type": "failure_repair", "subtype": "claimable", "second_order_reason": HOSTILE[3],
        });
        let opened = self.system.does("A1", "hotline/open-order", &call);
        let order = opened["events"][0]["event"]["facts"]["order"]
            .as_str()
            .unwrap()
            .to_owned();
        self.system.repair_at_once(&order, "B1", "B2");
        let labour = HOSTILE.map(|text| json!({ "code": "311-04", "description": text, "hours": 350 }));
        let content = json!({
            "hours": 3121, "work_condition": HOSTILE[0], "fault": HOSTILE[1], "cause": HOSTILE[2], "repair": HOSTILE[3],
            "labour": labour,
        });
        let parts = (10..).zip(HOSTILE);
        let parts = parts.map(
            |(number, text)| json!({ "part_number": format!("4611-{number}"), "name": text, "quantity": 1 }),
        );
        let parts: Vec<Value> = parts.collect();
        self.system.does(
            "B2",
            "field/file-report",
            &json!({ "order": order, "content": content, "parts": parts }),
        );
        let put = self
            .system
            .http()
            .post("/api/v1/documents")
            .with("name", HOSTILE[14]);
        let mut document = put.body("application/octet-stream", photo(&order)).send().taken();
        document["kind"] = json!("photo");
        let attach = json!({ "order": order, "target": "order", "document": document });
        self.system.does("B2", "field/attach-document", &attach);
        let tags = self.paper(&format!("/api/v1/returns/tags?order={order}"));
        assert_holds_all(&tags, "the tags");
        self.by_consignment(&order);
        self.by_claim(&order);
    }

    /// A page to print, taken apart.
    fn paper(&self, path: &str) -> String {
        let paper = self.system.http().get(path).send();
        assert_eq!(paper.status, 200, "{path}: {}", paper.body);
        harmless_page(path, &paper.body)
    }

    fn by_consignment(&self, order: &str) {
        let tags: Vec<String> = (1..=HOSTILE.len())
            .map(|line| format!("{order}-P{line}"))
            .collect();
        for tag in &tags {
            let check_in = json!({ "tag": tag, "condition": "complete" });
            self.system.does("B1", "returns/check-in-part", &check_in);
        }
        let shipment = json!({ "station": "TZ", "parts": tags, "carrier": HOSTILE[1], "tracking": HOSTILE[3], "freight": 4_500 });
        let shipped = self.system.does("B1", "returns/ship-consignment", &shipment);
        let consignment = shipped["events"][0]["event"]["consignment"].as_str().unwrap();
        let list = self.paper(&format!(
            "/api/v1/returns/consignments/{consignment}/packing-list"
        ));
        assert_holds_all(&list, "the packing list");
        assert!(list.contains(HOSTILE[1]) && list.contains(HOSTILE[3]), "{list}");
    }

    fn by_claim(&self, order: &str) {
        let system = &self.system;
        system.attach_papers("B2", order);
        let lines = (1..).zip(HOSTILE).map(|(line, text)| {
            json!({ "line": line, "kind": "labour", "code": "311-04", "description": text, "quantity": 350,
                "price": 32_000 })
        });
        let lines: Vec<Value> = lines.collect();
        let change = json!({ "claim": format!("{order}-1"), "lines": lines, "remarks": HOSTILE[4] });
        system.does("C1", "claims/change-lines", &change);
        system.pass_review(order);
        system.judge(order);
        let _ = system.package(order);
        let zip = system
            .http()
            .get(&format!("/api/v1/claims/{order}-1/package"))
            .download();
        let files = unpacked(&zip);
        for path in files.keys() {
            let plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
            let inside = !path.starts_with('/') && path.split('/').all(|part| !part.starts_with('.'));
            assert!(
                inside && path.chars().all(plain),
                "{path:?} is a file's name in the package"
            );
        }
        let form = String::from_utf8(files["claim.html"].clone()).unwrap();
        assert_holds_all(&harmless_page("claim.html", &form), "the claim's form");
        let claim: Value = serde_json::from_slice(&files["claim.json"]).unwrap();
        let said = strings(&claim);
        for text in HOSTILE {
            assert!(said.contains(text), "{text:?} is not in the claim: {claim:#}");
        }
    }

    /// Follows every link from the doors on, and gives each page's text.
    fn pages(&self, who: &str) -> BTreeMap<String, String> {
        let mut waiting: Vec<String> = DOORS.map(str::to_owned).into();
        waiting.extend(self.orders.values().map(|order| format!("/orders/{order}")));
        let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut texts = BTreeMap::new();
        while let Some(path) = waiting.pop() {
            let path = path.split('#').next().unwrap_or_default().to_owned();
            let page = path.split('?').next().unwrap_or_default().to_owned();
            let of_page = seen.entry(page.clone()).or_default();
            let skipped = ["/static", "/api", "/language", "/sign-out", "/events"];
            if page.is_empty()
                || skipped.iter().any(|skipped| page.starts_with(skipped))
                || of_page.len() >= OF_ONE_PAGE
                || !of_page.insert(path.clone())
            {
                continue;
            }
            let answer = self.system.http().get(&path).acting(who).send();
            assert!(
                [200, 403].contains(&answer.status),
                "{who} at {path}: {} {}",
                answer.status,
                answer.body
            );
            let taken = Taken::of(&answer.body);
            assert!(taken.harm.is_empty(), "{who} at {path}: {:?}", taken.harm);
            let here = |link: &String| {
                link.strip_prefix('?')
                    .map_or(link.clone(), |query| format!("{page}?{query}"))
            };
            waiting.extend(taken.links.iter().map(here));
            texts.insert(path, taken.text);
        }
        texts
    }
}

#[test]
fn a_hostile_text_is_shown_unchanged_and_harmless_on_every_page() {
    let data = Data::new();
    let written = written(&data);
    for who in WHO {
        let pages = written.pages(who);
        let of_orders = pages.iter().filter(|(path, _)| path.starts_with("/orders/"));
        assert!(
            pages.len() > 30 && of_orders.count() >= HOSTILE.len(),
            "{who} sees {:?}",
            pages.keys()
        );
        for (text, order) in &written.orders {
            let page = &pages[&format!("/orders/{order}")];
            assert!(page.contains(text), "{text:?} is not on the page of {order}");
        }
    }
    let inbox = written.pages("A1");
    let inbox = &inbox["/inbox"];
    for text in HOSTILE.iter().chain(&["h19 cut \u{fffd} here"]) {
        assert!(inbox.contains(text), "{text:?} is not in the inbox: {inbox}");
    }
    written.system.stop();
}

#[test]
fn a_hostile_text_leaves_in_answers_and_files_as_it_came_and_is_computed_nowhere() {
    let data = Data::new();
    let written = written(&data);
    let system = &written.system;
    for (text, order) in &written.orders {
        let page = system.page(order);
        for said in [
            &page["summary"]["fault"],
            &page["summary"]["site"],
            &page["summary"]["caller"],
        ] {
            assert_eq!(said, text, "{page}");
        }
    }
    let document = system.ask("openapi.json");
    let mut lists = 0;
    for question in Question::all(&document, &written.story) {
        let answer = system.http().get(&question.path).send();
        let there = answer.status == 200 || answer.status == 404 && question.is_of_one();
        assert!(there, "{}: {} {}", question.path, answer.status, answer.body);
        assert!(!answer.json().is_null(), "{}", question.path);
        let files = &document["paths"][&question.route]["get"]["responses"]["200"]["content"];
        if files["text/csv; charset=utf-8"].is_null() {
            continue;
        }
        lists += 1;
        let with = if question.path.contains('?') { '&' } else { '?' };
        let file = |format: &str| {
            system
                .http()
                .get(&format!("{}{with}format={format}", question.path))
                .download()
        };
        let (csv, xlsx) = (file("csv"), file("xlsx"));
        let text = String::from_utf8(csv.clone()).unwrap();
        harmless(&question.path, text.strip_prefix('\u{feff}').unwrap());
        let of_csv = match sheets::read(&csv) {
            Err(sheets::SheetProblem::Empty) => continue,
            read => read.unwrap(),
        };
        let of_list = question.path.contains("/directory/");
        let read = |text: &str| if of_list { seen(text) } else { pictured(text) };
        let cells = |sheet: &sheets::Sheet| -> BTreeSet<String> {
            sheet
                .rows
                .iter()
                .flat_map(|row| row.cells.iter().map(|cell| read(cell)))
                .collect()
        };
        let (of_csv, of_xlsx) = (cells(&of_csv), cells(&sheets::read(&xlsx).unwrap()));
        for text in HOSTILE {
            let mark = text
                .trim_start_matches(['=', '@', '-', '+', '.', '/'])
                .get(..3)
                .unwrap();
            for cells in [&of_csv, &of_xlsx] {
                let here = cells.iter().find(|cell| cell.contains(mark));
                assert!(
                    here.is_none() || cells.iter().any(|cell| cell.contains(&read(text))),
                    "{}: {here:?}",
                    question.path
                );
            }
        }
    }
    assert!(lists > 15, "{lists} lists");
    for list in [
        "board?format=csv",
        "messages?format=csv",
        "directory/customers?format=csv",
    ] {
        let file = system.http().get(&format!("/api/v1/{list}")).download();
        let cells: BTreeSet<String> = sheets::read(&file)
            .unwrap()
            .rows
            .into_iter()
            .flat_map(|row| row.cells)
            .collect();
        let all = HOSTILE
            .iter()
            .filter(|text| !list.starts_with("directory") || may_stand_in_a_list(text));
        for text in all {
            let text = if list.starts_with("directory") {
                seen(text)
            } else {
                pictured(text)
            };
            assert!(cells.contains(&text), "{text:?} is not in {list}");
        }
    }
    written.system.stop();
}

/// A page's text, when nothing in it does harm.
fn harmless_page(name: &str, page: &str) -> String {
    let taken = Taken::of(page);
    assert!(taken.harm.is_empty(), "{name}: {:?}", taken.harm);
    taken.text
}

fn assert_holds_all(page: &str, name: &str) {
    for text in HOSTILE {
        assert!(page.contains(text), "{text:?} is not on {name}: {page}");
    }
}

/// Every text that stands anywhere in a value.
fn strings(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::String(text) => BTreeSet::from([text.as_str()]),
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

/// No cell of a CSV file begins as a formula does.
fn harmless(list: &str, csv: &str) {
    let mut quoted = false;
    let mut begins = true;
    for c in csv.chars() {
        match c {
            '"' => quoted = !quoted,
            '=' | '@' | '+' if begins => panic!("{list} has a cell that is computed: {csv}"),
            ',' | '\n' | '\r' if !quoted => begins = true,
            _ => begins = false,
        }
    }
}
