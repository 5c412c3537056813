//! The money: from the repair to the manufacturer's answer, and from the machine to the warehouse.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test whose system does not do what it must fails where it stands, with what it saw"
)]

use std::fs;

use serde_json::{Value, json};
use types::{Hash, Instant};
use whole_system::{Data, Options, Sent, System, at, photo, replaced, story_begins, unpacked};

const MACHINE: &str = "EC300DL60417";
const ENGINEER: &str = "B2";
const ENGINEER_PHONE: &str = "13700000202";
const MANAGER: &str = "B1";
const MANAGER_PHONE: &str = "13700000201";
const CLAIMS: &str = "C1";

fn dealer(data: &Data) -> System {
    let system = System::start(&Options::sandbox(data, story_begins()));
    system.import_dealer();
    system
}

/// Opened at eight, planned, reached at 11:40, two seals replaced at three, repaired at four: told by SMS.
fn repaired_by_sms(system: &System) -> String {
    let order = system.open_claimable(MACHINE, "动臂下降过快", false);
    system.advance_to(at("2026-03-02 08:40"));
    let inputs = json!({ "parts": "密封件有货", "engineers": "1人", "agreed_with_customer": "当天到", "arrears": "无" });
    let plan =
        json!({ "order": order, "depart_at": at("2026-03-02 10:00"), "lead": ENGINEER, "inputs": inputs });
    system.does(MANAGER, "dispatch/make-plan", &plan);
    for (when, text) in [
        ("09:30", format!("出发 {order} 预计 12:00")),
        ("11:40", "到达".to_owned()),
        ("15:00", "换件 4611-1234 x2 旧 A0912 新 B1177".to_owned()),
        ("16:00", "修复".to_owned()),
    ] {
        system.advance_to(at(&format!("2026-03-02 {when}")));
        system.sms(ENGINEER_PHONE, &text);
    }
    order
}

/// A clock of an order by its kind.
fn clock(system: &System, order: &str, kind: &str) -> Value {
    let page = system.page(order);
    let clocks = page["clocks"].as_array().unwrap();
    let found = clocks.iter().find(|clock| clock["summary"]["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind} in {clocks:?}"))["summary"].clone()
}

/// Its draft opened by itself, says why the machine is covered, and asks for what the report names.
// rule: CLM-2, CLM-3, CLM-5, CLM-17, SLA-5, OLD-1
fn check_draft(system: &System, order: &str) {
    let page = system.claim(order);
    assert_eq!(page["row"]["state"], "draft", "{page:#}");
    assert_eq!(page["tries"][0]["drafted_by"], Value::Null);
    let cover = &page["cover"];
    assert_eq!(
        (
            &cover["day"],
            &cover["last_day"],
            &cover["last_hour"],
            &cover["ended_by"]
        ),
        (
            &json!("2026-03-02"),
            &json!("2027-04-09"),
            &json!(8000),
            &Value::Null
        )
    );
    let explained = cover["explanation"]["zh"].as_str().unwrap();
    assert!(
        explained.contains("2024-A") && explained.contains("2027-04-09"),
        "{explained}"
    );
    let part = &page["report"]["parts"][0];
    assert_eq!(part["exchange"]["old_serial"], "A0912", "{part}");
    assert_eq!(part["exchange"]["new_serial"], "B1177", "{part}");
    assert_eq!(page["parts"][0]["tag"], format!("{order}-P1"));
    assert_eq!(page["parts"][0]["state"], "expected");
    let due: Instant = serde_json::from_value(page["clock"]["summary"]["due_at"].clone()).unwrap();
    assert!(
        due < at("2026-03-17 00:00") && due > at("2026-03-16 23:59:59"),
        "{due}"
    );
}

/// Two failed items reach the engineer and the station's manager by SMS; the claim comes back when both have come, the
/// part that he names by SMS and the photo.
// rule: CLM-4
fn return_and_complete(system: &System, order: &str) {
    let claim = format!("{order}-1");
    let before = system.sent_so_far();
    let failed = json!([
        { "item": "model", "passed": true },
        { "item": "parts", "passed": false, "note": "缺O形圈" },
        { "item": "photos", "passed": false, "note": "缺铭牌照片" },
    ]);
    let review = json!({ "claim": claim, "items": failed });
    system.does(CLAIMS, "claims/review-claim", &review);
    let told: Vec<Sent> = system.outbox_after(before);
    let mut phones: Vec<&str> = told.iter().map(|sent| sent.to.as_str()).collect();
    phones.sort_unstable();
    assert_eq!(phones, [MANAGER_PHONE, ENGINEER_PHONE], "{told:?}");
    for sent in &told {
        for said in ["索赔退回", order, "缺O形圈", "照片（缺铭牌照片）"] {
            assert!(sent.text.contains(said), "{said}: {sent:?}");
        }
    }
    let returned = system.claim(order);
    assert_eq!(returned["row"]["state"], "returned");
    assert_eq!(returned["clock"]["summary"]["state"], "running");

    system.sms(ENGINEER_PHONE, "换件 9017-55 x1");
    let half = system.claim(order);
    assert_eq!(half["row"]["state"], "returned", "the photo is still asked for");
    let plate = photo(&format!("{order} name plate"));
    system.attach(ENGINEER, order, "photo", &json!("order"), plate);
    let back = system.claim(order);
    assert_eq!(back["row"]["state"], "in_review", "{back:#}");
    assert_eq!(back["tries"][0]["returned"], 1);
    let model = back["checklist"].as_array().unwrap();
    let model = model.iter().find(|item| item["item"] == "model").unwrap();
    assert_eq!(model["state"], "passed", "what passed stays passed");
    assert_eq!(back["parts"][1]["tag"], format!("{order}-P2"));
}

/// Labour, seals, a ring, and freight that ends in half a fen: 1,120.00, 1,220.00, 18.50 and 33.17 yuan.
fn priced() -> Value {
    json!([
        { "line": 1, "kind": "labour", "code": "311-04", "description": "动臂油缸拆装", "quantity": 350, "price": 32_000 },
        { "line": 2, "kind": "material", "code": "4611-1234", "description": "油缸密封件", "quantity": 200,
          "price": 61_000, "part": 1 },
        { "line": 3, "kind": "material", "code": "9017-55", "description": "O形圈", "quantity": 100, "price": 1_850,
          "part": 2 },
        { "line": 4, "kind": "freight", "description": "密封件急件运费", "quantity": 33, "price": 10_050 },
    ])
}

const CLAIMED: i64 = 112_000 + 122_000 + 1_850 + 3_317;

/// The lines are priced, everything passes, both judge, and it goes in by the hash of its package.
// rule: CLM-5, CLM-6, CLM-19, CLM-20, SLA-5
fn submit_first_try(system: &System, order: &str) {
    let claim = format!("{order}-1");
    let change = json!({ "claim": claim, "lines": priced(), "remarks": "密封件早期磨损" });
    system.does(CLAIMS, "claims/change-lines", &change);
    system.pass_review(order);
    let judgement = json!({ "claim": claim, "reason": "我看可以" });
    system
        .act(CLAIMS, "claims/judge-claim", &judgement)
        .refused(403, "actor.not_allowed");
    system.judge(order);
    let package = system.package(order);
    let zip = format!("/api/v1/claims/{claim}/package");
    assert_eq!(Hash::of(&[&system.http().get(&zip).download()]), package);

    let other = json!({ "claim": claim, "package": Hash::of(&[b"another package"]) });
    system
        .act(CLAIMS, "claims/submit-claim", &other)
        .refused(409, "CLM-6.other_package");
    system.submit(order);
    assert_eq!(clock(system, order, "SLA-5")["state"], "met");
    let number = json!({ "claim": claim, "number": "HC-88120" });
    system.does(CLAIMS, "claims/record-manufacturer-number", &number);
}

/// The manufacturer cuts the seals; what he cut is asked for once more and accepted.
// rule: CLM-8, CLM-16
fn cut_and_resubmit(system: &System, order: &str) {
    let (first, second) = (format!("{order}-1"), format!("{order}-2"));
    system.advance_to(at("2026-03-11 09:00"));
    let cut = json!([
        { "line": 1, "approved": 112_000 },
        { "line": 2, "approved": 99_999, "reason": "按价目表" },
        { "line": 3, "approved": 1_850 },
        { "line": 4, "approved": 3_317 },
    ]);
    let decision = json!({ "claim": first, "lines": cut });
    system.does(CLAIMS, "claims/record-decision", &decision);
    assert_eq!(system.claim(order)["row"]["state"], "partly_accepted");

    let again = json!({ "claim": first, "reason": "附配件发票" });
    system.does(CLAIMS, "claims/resubmit-claim", &again);
    system.pass_review(order);
    system.judge(order);
    system.submit(order);
    let page = system.claim(order);
    assert_eq!(page["tries"][0]["state"], "resubmitted");
    assert_eq!(page["tries"][1]["claimed"], 22_001);
    let decision = json!({ "claim": second, "lines": [{ "line": 2, "approved": 22_001 }] });
    system.does(CLAIMS, "claims/record-decision", &decision);
}

// rule: CLM-7, CLM-9
fn pay_and_close(system: &System, order: &str) {
    for (claim, note, amount) in [
        (format!("{order}-1"), "CN-2603-09", 217_166),
        (format!("{order}-2"), "CN-2603-10", 22_001),
    ] {
        let credit = |amount: i64| json!({ "claim": claim, "credit_note": note, "amount": amount });
        system
            .act(CLAIMS, "claims/record-credit", &credit(amount - 1))
            .refused(422, "CLM-9.explanation_required");
        system.does(CLAIMS, "claims/record-credit", &credit(amount));
    }
    let close = json!({ "claim": format!("{order}-2") });
    system.does(CLAIMS, "claims/close-claim", &close);
}

fn sum(values: &Value, field: &str) -> i64 {
    let values = values.as_array().unwrap().iter();
    values
        .map(|value| value[field].as_i64().unwrap_or_default())
        .sum()
}

/// What was approved line by line over both tries is what was claimed first, and all of it came.
// rule: CLM-8, CLM-9, CLM-16
fn check_money(system: &System, order: &str) {
    let page = system.claim(order);
    assert_eq!(page["row"]["state"], "closed", "{page:#}");
    assert_eq!(page["tries"][0]["claimed"], CLAIMED);
    let lines = page["lines"].as_array().unwrap();
    let first = lines
        .iter()
        .map(|line| line["tries"][0]["claimed"].as_i64().unwrap());
    assert_eq!(first.sum::<i64>(), CLAIMED);
    let approved: i64 = lines.iter().map(|line| sum(&line["tries"], "approved")).sum();
    assert_eq!((approved, sum(&page["credits"], "amount")), (CLAIMED, CLAIMED));
    let seals = &lines[1]["tries"];
    assert_eq!(
        (&seals[0]["approved"], &seals[0]["reason"], &seals[1]["claimed"]),
        (&json!(99_999), &json!("按价目表"), &json!(22_001))
    );
    let figures = system.ask("figures")["answer"].clone();
    let stands = figures["claims"].as_object().unwrap().values();
    let all = Value::Array(stands.cloned().collect());
    assert_eq!(sum(&all, "claims"), 2);
    assert_eq!((sum(&all, "approved"), sum(&all, "credited")), (CLAIMED, CLAIMED));
    let rate = |name: &str| {
        let rates = figures["rates"].as_array().unwrap();
        let rate = rates.iter().find(|rate| rate["figure"] == name).unwrap();
        rate["whole"].clone()
    };
    for figure in ["claim_timeliness", "claim_completeness"] {
        assert_eq!(rate(figure), json!({ "met": 1, "of": 1 }), "{figure}");
    }
    assert_eq!(rate("claim_success"), json!({ "met": 2, "of": 2 }));
    assert_eq!(rate("checklist_first_time"), json!({ "met": 0, "of": 1 }));
}

/// Called back, its papers reviewed, it is closed; nothing of it is left to do.
// rule: ORD-13, ORD-14, ORD-24
fn close_order(system: &System, order: &str) {
    let close = json!({ "order": order });
    system
        .act("A1", "hotline/close-order", &close)
        .refused(409, "ORD-14.still_to_do");
    let call_back = json!({ "order": order, "satisfied": true });
    system.does("A1", "hotline/record-call-back", &call_back);
    let papers = json!({ "order": order, "class": "to_be_claimed" });
    system.does(CLAIMS, "hotline/review-papers", &papers);
    system.does("A1", "hotline/close-order", &close);
    assert_eq!(system.page(order)["summary"]["step"], "closed");
    assert_eq!(system.ask("to-do")["answer"]["items"], json!([]));
}

// rule: CLM-2, CLM-3, CLM-4, CLM-5, CLM-8, CLM-9, CLM-16, CLM-17, CLM-20, SLA-10, ORD-14
#[test]
fn a_repair_is_claimed_returned_completed_cut_resubmitted_and_paid_to_the_fen() {
    let data = Data::new();
    let system = dealer(&data);
    let order = repaired_by_sms(&system);
    check_draft(&system, &order);
    assert_eq!(clock(&system, &order, "SLA-10")["state"], "running");
    system.file_report(ENGINEER, &order, &json!([]));
    system.attach_papers(ENGINEER, &order);
    assert_eq!(clock(&system, &order, "SLA-10")["state"], "met");
    system.advance_to(at("2026-03-04 10:00"));
    return_and_complete(&system, &order);
    close_order(&system, &order);
    submit_first_try(&system, &order);
    cut_and_resubmit(&system, &order);
    pay_and_close(&system, &order);
    check_money(&system, &order);
    system.stop();
}

/// Saves the claim's only line, so many hundredths of an hour of labour, and passes the review.
fn ask_for_hours(system: &System, order: &str, hours: u32) {
    let lines = json!([{ "line": 1, "kind": "labour", "code": "311-04", "description": "动臂油缸拆装",
        "quantity": hours, "price": 32_000 }]);
    let change = json!({ "claim": format!("{order}-1"), "lines": lines });
    system.does(CLAIMS, "claims/change-lines", &change);
    system.pass_review(order);
}

/// Everything of a claim up to the judgements that make it ready.
fn almost_ready(system: &System) -> String {
    let order = system.repaired(MACHINE, &json!([replaced("4611-1234", "A0912")]));
    system.attach_papers(ENGINEER, &order);
    ask_for_hours(system, &order, 350);
    order
}

fn package_file(system: &System, order: &str) -> Vec<u8> {
    let path = format!("/api/v1/claims/{order}-1/package");
    system.http().get(&path).download()
}

/// The claim's own hash stands in the package, and every file of it is what the list says.
fn check_package(zip: &[u8]) {
    let files = unpacked(zip);
    let manifest: Value = serde_json::from_slice(&files["MANIFEST.json"]).unwrap();
    let hash = |bytes: &[u8]| json!(Hash::of(&[bytes]));
    assert_eq!(manifest["content"], hash(&files["claim.json"]));
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len() + 1, files.len());
    for file in listed {
        let path = file["path"].as_str().unwrap();
        assert_eq!(file["sha256"], hash(&files[path]), "{path}");
    }
}

/// Takes a document's file out of the store.
fn lose(data: &Data, hash: &str) {
    let file = data.path().join("documents").join(&hash[..2]).join(hash);
    fs::remove_file(file).unwrap();
}

/// Without one of its photos the package is not built and says so; with it, it is built when somebody asks again.
fn check_failure(data: &Data, system: &System, order: &str) {
    let seal = photo(&format!("{order} seal"));
    let hash = Hash::of(&[&seal]).to_string();
    lose(data, &hash);
    system.judge(order);
    let path = format!("/api/v1/claims/{order}-1/package");
    let refusal = system
        .http()
        .get(&path)
        .send()
        .refused(409, "CLM-6.package_failed");
    assert!(refusal["facts"]["problem"].as_str().unwrap().contains(&hash));
    let lacking = system.claim(order)["row"]["lacking"].clone();
    assert_eq!(lacking[0]["kind"], "package", "{lacking}");

    let put = system.http().post("/api/v1/documents").with("name", "part_photo");
    put.body("image/jpeg", seal).send().taken();
    let retry = json!({ "claim": format!("{order}-1") });
    system.does(CLAIMS, "claims/retry-package", &retry);
}

/// Builds the package where the service dies with the frame that asks for it on disk.
fn built_across_a_kill() -> Vec<u8> {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, story_begins()).processes());
    system.import_dealer();
    let order = almost_ready(&system);
    let before = system.pid("claims");
    let claim = json!({ "claim": format!("{order}-1"), "reason": "保修期内，非操作原因" });
    system.does("C2", "claims/judge-claim", &claim);
    fs::write(data.path().join("claims").join("kill-after-append"), "").unwrap();
    system.does("C3", "claims/judge-claim", &claim);
    assert_ne!(
        system.pid("claims"),
        before,
        "is the binary built with `--features faults`?"
    );
    let _ = system.package(&order);
    let zip = package_file(&system, &order);
    system.stop();
    zip
}

// rule: CLM-6
#[test]
fn a_package_is_the_same_bytes_however_often_and_wherever_it_is_built() {
    let data = Data::new();
    let system = dealer(&data);
    let order = almost_ready(&system);
    check_failure(&data, &system, &order);
    let package = system.package(&order);
    let zip = package_file(&system, &order);
    assert_eq!(Hash::of(&[&zip]), package);
    check_package(&zip);

    lose(&data, &package.to_string());
    ask_for_hours(&system, &order, 700);
    let other = system.package(&order);
    ask_for_hours(&system, &order, 350);
    assert_eq!(system.package(&order), package);
    assert_ne!(other, package);
    let rebuilt = package_file(&system, &order);
    assert!(rebuilt == zip, "the same claim made other bytes the second time");
    system.stop();
    let elsewhere = built_across_a_kill();
    assert!(elsewhere == zip, "the same claim made other bytes elsewhere");
}

// rule: CLM-13
#[test]
fn the_same_failure_and_the_same_part_are_claimed_once_and_every_refusal_names_the_first_claim() {
    let data = Data::new();
    let system = dealer(&data);
    let first = system.repaired(MACHINE, &json!([replaced("4611-1234", "A0912")]));
    let claimed = json!(format!("{first}-1"));
    let again = json!({ "order": first, "kind": "failure", "reason": "再报一次" });
    for _ in 0..2 {
        let refusal = system
            .act(CLAIMS, "claims/open-draft", &again)
            .refused(409, "CLM-13.already_claimed");
        assert_eq!(refusal["facts"]["first"], claimed);
    }
    assert_eq!(system.claim(&first)["tries"].as_array().unwrap().len(), 1);

    let parts = json!([replaced("4611 1234", "a0912"), replaced("4611-1234", "A0913")]);
    let second = system.repaired("EC140DL60555", &parts);
    let page = system.claim(&second);
    let asked: Vec<&Value> = page["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["part"])
        .collect();
    assert_eq!(asked, [&Value::Null, &json!(2)], "{page:#}");
    let remarks = page["tries"][0]["remarks"].as_str().unwrap();
    assert!(remarks.contains(claimed.as_str().unwrap()), "{remarks}");
    let lines = json!([{ "line": 1, "kind": "material", "code": "4611-1234", "description": "油缸密封件",
        "quantity": 100, "price": 61_000, "part": 1 }]);
    let change = json!({ "claim": format!("{second}-1"), "lines": lines });
    for _ in 0..2 {
        let refusal = system
            .act(CLAIMS, "claims/change-lines", &change)
            .refused(409, "CLM-13.part_already_claimed");
        assert_eq!(refusal["facts"]["first"], claimed);
        for language in ["zh", "en"] {
            let sentence = refusal["sentence"][language].as_str().unwrap();
            assert!(sentence.contains(claimed.as_str().unwrap()), "{sentence}");
        }
    }
    system.stop();
}
