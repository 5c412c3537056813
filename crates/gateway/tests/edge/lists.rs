//! Lists that leave as files.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::stand_in::{Answer, Edge, Heard, answer};

const NAMES: [&str; 5] = ["=HYPERLINK(\"x\")", "甬东路桥", "+86公司", "天山, 北麓", "湘湖"];
/// What the stand-in shows in one answer.
const SHOWN: usize = 2;

fn customers(heard: &Heard) -> Answer {
    let query = &heard.body["query"]["directory"];
    let skip = usize::try_from(query["skip"].as_u64().unwrap_or_default()).unwrap();
    let limit = usize::try_from(query["limit"].as_u64().unwrap_or(9)).unwrap();
    let rows: Vec<Value> = (0..)
        .zip(NAMES)
        .skip(skip)
        .take(limit.min(SHOWN))
        .map(|(number, name)| {
            json!({ "id": format!("C{number}"), "name": name, "phones": ["13900002001", "057400002002"] })
        })
        .collect();
    // Something is recorded while the third page is asked for.
    let live = heard.body["at"].is_null();
    let frame = if live && skip >= 2 * SHOWN { 8 } else { 7 };
    Ok(json!({
        "as_of": "2026-01-05T08:00:00+08:00",
        "cut": { "directory": frame },
        "answer": { "entries": { "customers": rows }, "total": NAMES.len() },
    }))
}

#[tokio::test]
async fn a_list_leaves_whole_and_of_one_moment_and_computes_nothing() {
    let edge = Edge::begin().await;
    let mut desk = edge.answer("fl.desk.query", customers).await;
    let _directory = edge
        .answer("fl.directory.query", |_| {
            Ok(json!({ "text": "", "zone": "Asia/Shanghai" }))
        })
        .await;
    let path = "/api/v1/directory/customers?format=csv";
    let file = edge.get(path).send().await.unwrap();
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(file.headers()[CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(
        file.headers()[CONTENT_DISPOSITION],
        "attachment; filename=\"customers.csv\""
    );
    let expected = "\u{feff}客户编号,客户名称,联系电话\r\n\
        C0,\"'=HYPERLINK(\"\"x\"\")\",13900002001、057400002002\r\n\
        C1,甬东路桥,13900002001、057400002002\r\n\
        C2,'+86公司,13900002001、057400002002\r\n\
        C3,\"天山, 北麓\",13900002001、057400002002\r\n\
        C4,湘湖,13900002001、057400002002\r\n";
    assert_eq!(
        String::from_utf8(file.bytes().await.unwrap().to_vec()).unwrap(),
        expected
    );
    let mut asked = Vec::new();
    while asked.len() < 4 {
        let heard = desk.recv().await.unwrap();
        asked.push((
            heard.body["at"].clone(),
            heard.body["query"]["directory"]["skip"].clone(),
        ));
    }
    let first_moment = json!("2026-01-05T00:00:00Z");
    let expected = [
        (json!(null), json!(null)),
        (json!(null), json!(2)),
        (json!(null), json!(4)),
        (first_moment, json!(4)),
    ];
    assert_eq!(asked, expected);

    let path = "/api/v1/directory/customers?format=xlsx&lang=en&skip=1&limit=3&at=directory:7";
    let file = edge.get(path).send().await.unwrap().bytes().await.unwrap();
    let sheet = sheets::read(&file).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("customers"));
    assert_eq!(sheet.heads, ["customer", "name", "phone"]);
    let names: Vec<&str> = sheet.rows.iter().map(|row| row.cells[1].as_str()).collect();
    assert_eq!(names, NAMES[1..4]);
    assert_eq!(desk.recv().await.unwrap().body["at"], "directory:7");
    edge.end().await;
}

#[tokio::test]
async fn a_list_is_json_unless_a_file_is_asked_for_and_other_wishes_are_refused() {
    let edge = Edge::begin().await;
    let _desk = edge.answer("fl.desk.query", customers).await;
    for path in [
        "/api/v1/directory/customers",
        "/api/v1/directory/customers?format=json",
    ] {
        let (status, body) = answer(edge.get(path)).await;
        assert_eq!((status, &body["answer"]["total"]), (StatusCode::OK, &json!(5)));
    }
    for wish in [
        "format=pdf",
        "format=csv&lang=fr",
        "format=csv&zone=Mars",
        "colour=red",
    ] {
        let (status, body) = answer(edge.get(&format!("/api/v1/board?{wish}"))).await;
        assert_eq!(
            (status, &body["code"]),
            (StatusCode::BAD_REQUEST, &json!("request.malformed")),
            "{wish}"
        );
    }
    edge.end().await;
}
