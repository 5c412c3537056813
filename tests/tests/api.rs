//! The HTTP API: what it lists, what it refuses, and who may not use it.

use serde_json::{Value, json};
use whole_system::{Data, HANGZHOU, Options, System, at};

const START: &str = "2026-01-05 08:00";

fn note(order: &str) -> Value {
    json!({ "order": order, "text": "客户催" })
}

#[test]
fn the_document_lists_every_command_that_the_services_offer() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)));
    let document = system.ask("openapi.json");
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.")),
        "{document}"
    );
    let paths = document["paths"].as_object().unwrap();
    let commands = [
        "directory/appoint-deputy",
        "hotline/open-order",
        "hotline/cancel-order",
        "dispatch/make-plan",
        "dispatch/solve-by-phone",
        "field/report",
        "field/settle-message",
        "notify/dismiss-message",
    ];
    for command in commands {
        let path = format!("/api/v1/{command}");
        assert!(
            paths[&path]["post"]["requestBody"].is_object(),
            "{path} in {document}"
        );
    }
    for internal in [
        "/api/v1/hotline/reach-step",
        "/api/v1/notify/queue-messages",
        "/api/v1/notify/record-send",
    ] {
        assert!(!paths.contains_key(internal), "{internal}");
        system
            .http()
            .post(internal)
            .json(&json!({}))
            .send()
            .refused(404, "request.no_such_route");
    }
    system.stop();
}

#[test]
fn what_cannot_be_read_is_refused_with_a_code_and_a_sentence() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let post = || system.http().post("/api/v1/hotline/add-note").acting("P101");
    let json = "application/json";
    post().body(json, "{").send().refused(400, "request.malformed");
    post()
        .body(json, b"\xff\xfe".to_vec())
        .send()
        .refused(400, "request.malformed");
    post()
        .json(&json!({ "order": order, "text": "x", "colour": 3 }))
        .send()
        .refused(400, "request.malformed");
    post()
        .json(&json!({ "order": "2600010", "text": "x" }))
        .send()
        .refused(400, "request.malformed");
    post()
        .body(json, vec![b' '; 2 * 1024 * 1024])
        .send()
        .refused(413, "request.too_large");
    post()
        .header("Fl-Request-Id", "x")
        .json(&note(&order))
        .send()
        .taken();
    system
        .http()
        .get("/api/v1/nothing")
        .send()
        .refused(404, "request.no_such_route");
    system
        .http()
        .request("DELETE", "/api/v1/board")
        .send()
        .refused(405, "request.wrong_method");
    system
        .http()
        .get("/api/v1/board")
        .with("at", "gestern")
        .send()
        .json()["code"]
        .as_str()
        .unwrap();
    system
        .http()
        .get("/api/v1/board")
        .with("colour", "red")
        .send()
        .refused(400, "request.malformed");
    system.http().get("/api/v1/orders/2600022").send().json()["sentence"]["zh"]
        .as_str()
        .unwrap();
    system.stop();
}

#[test]
fn a_command_sent_twice_under_one_id_is_done_once_and_the_id_is_good_for_nothing_else() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let send = |body: &Value| {
        let post = system.http().post("/api/v1/hotline/add-note").acting("P101");
        post.header("Idempotency-Key", "note-1").json(body).send()
    };
    let first = send(&note(&order)).taken();
    assert_eq!(send(&note(&order)).taken(), first);
    let other = send(&json!({ "order": order, "text": "另一条" }));
    assert_eq!(other.status, 409, "{}", other.body);
    assert_eq!(system.page(&order)["notes"].as_array().unwrap().len(), 1);
    system.stop();
}

#[test]
fn a_web_page_cannot_act_through_a_browser_on_this_machine() {
    let data = Data::new();
    let system = System::start(&Options::sandbox(&data, at(START)));
    system.import_sample();
    let order = system.open_order(&HANGZHOU);
    let post = || system.http().post("/api/v1/hotline/add-note").acting("local");
    let body = note(&order);
    post()
        .header("Origin", "https://pages.example")
        .json(&body)
        .send()
        .refused(403, "request.from_elsewhere");
    // The owner's token is for this machine, called by its own name.
    post()
        .header("Host", "pages.example")
        .json(&body)
        .send()
        .refused(401, "token.unknown");
    // What a page may send without asking first.
    for simple in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        post()
            .body(simple, body.to_string())
            .send()
            .refused(400, "request.not_json");
    }
    assert_eq!(system.page(&order)["notes"], json!([]));
    // What it may ask for as a picture.
    let text = system
        .http()
        .get("/sms/kannel")
        .with("from", "13800001201")
        .with("text", "电话解决 已处理");
    let asked = text.header("Sec-Fetch-Site", "cross-site").send();
    asked.refused(403, "request.from_elsewhere");
    system.settle();
    assert_eq!(system.page(&order)["summary"]["step"], "opened");
    system.stop();
}

#[test]
fn a_data_directory_has_one_system_and_one_kind_of_time() {
    let (sandbox, real) = (Data::new(), Data::new());
    let first = System::start(&Options::sandbox(&sandbox, at(START)));
    let second = System::try_start(&Options::sandbox(&sandbox, at(START))).unwrap_err();
    assert!(
        second.err.contains("another `fieldledger up` runs on"),
        "{second:?}"
    );
    first.import_sample();
    first.stop();
    let refused = System::try_start(&Options::real_time(&sandbox)).unwrap_err();
    assert!(
        refused.err.contains("virtual time") && refused.err.contains("real time"),
        "{refused:?}"
    );

    let system = System::start(&Options::real_time(&real));
    system
        .import("stations", "站号,站名,区域\nHZ,杭州站,华东\n")
        .taken();
    system
        .http()
        .post("/api/v1/time/advance")
        .json(&json!({ "by": "1h" }))
        .send()
        .refused(409, "time.real");
    system.stop();
    let refused = System::try_start(&Options::sandbox(&real, at(START))).unwrap_err();
    assert!(
        refused.err.contains("virtual time") && refused.err.contains("real time"),
        "{refused:?}"
    );
}
