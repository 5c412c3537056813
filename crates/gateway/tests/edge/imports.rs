//! Files of the directory.

use reqwest::StatusCode;
use serde_json::json;

use crate::stand_in::{Edge, Heard, accepted, answer};

fn csv(rows: usize) -> String {
    let rows: String = (1..=rows).map(|row| format!("C{row},客户{row}\n")).collect();
    format!("\u{feff}编号,名称\n{rows}")
}

fn applied(heard: &Heard) -> crate::stand_in::Answer {
    match heard.subject.as_str() {
        "fl.directory.apply-import" => {
            let event =
                json!({ "import": "i", "list": "customers", "file": "f", "rows": 700, "changed": 650 });
            accepted("directory", 4, &[("ImportApplied", event)])
        }
        _ => accepted("directory", 1, &[]),
    }
}

#[tokio::test]
async fn a_file_goes_in_pieces_and_comes_back_as_one_answer() {
    let edge = Edge::begin().await;
    let mut directory = edge.answer("fl.directory.*", applied).await;
    let path = "/api/v1/imports/customers?file=%E5%AE%A2%E6%88%B7.csv";
    let send = || edge.post(path, csv(700)).header("Idempotency-Key", "k");
    let (status, body) = answer(send()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!((&body["rows"], &body["changed"]), (&json!(700), &json!(650)));
    answer(send()).await;
    let mut heard = Vec::new();
    while heard.len() < 8 {
        heard.push(directory.recv().await.unwrap());
    }
    let (first, again) = heard.split_at(4);
    let ids = |heard: &[Heard]| heard.iter().map(|heard| heard.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(first), ids(again));
    assert_eq!(first[1].body["file"], "客户.csv");
    assert_eq!(first[1].body["heads"], json!(["编号", "名称"]));
    assert_eq!(first[1].body["piece"], 1);
    assert_eq!(
        first[1].body["rows"][0],
        json!({ "line": 302, "cells": ["C301", "客户301"] })
    );
    assert_eq!(first[3].body["pieces"], 3);
    edge.end().await;
}

#[tokio::test]
async fn a_bad_file_is_refused_by_line_wherever_the_mistake_is_found() {
    let edge = Edge::begin().await;
    let bad =
        json!([{ "line": 2, "column": "名称", "reason": { "zh": "不能为空", "en": "may not be empty" } }]);
    let refused = json!({ "import": "i", "list": "customers", "file": "f", "bad": bad });
    let _directory = edge
        .answer("fl.directory.*", move |heard| match heard.subject.as_str() {
            "fl.directory.apply-import" => accepted("directory", 4, &[("ImportRefused", refused.clone())]),
            _ => accepted("directory", 1, &[]),
        })
        .await;
    let path = "/api/v1/imports/customers";
    let (status, body) = answer(edge.post(path, csv(1))).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("import.refused"))
    );
    assert_eq!(body["facts"]["bad"], bad);
    let (_, body) = answer(edge.post(path, &b"id,name\nA,M\xfcller\n"[..])).await;
    assert_eq!(
        (&body["code"], &body["facts"]["byte"]),
        (&json!("import.not_text"), &json!(11))
    );
    let (_, body) = answer(edge.post(path, "id,name\n")).await;
    assert_eq!(body["code"], "import.empty");
    let (_, body) = answer(edge.post(path, &b"PK\x03\x04broken"[..])).await;
    assert_eq!(body["code"], "import.damaged");
    edge.end().await;
}

#[tokio::test]
async fn every_bad_row_of_every_piece_is_answered_although_a_record_names_only_the_first() {
    let edge = Edge::begin().await;
    let _hotline = edge
        .answer("fl.hotline.*", |heard| match heard.subject.as_str() {
            "fl.hotline.apply-orders" => {
                let first = bad_cell(&json!(2));
                accepted("hotline", 4, &[("OrdersRefused", json!({ "bad": [first] }))])
            }
            _ => {
                let rows = heard.body["rows"].as_array().unwrap().iter();
                let bad: Vec<_> = rows.map(|row| bad_cell(&row["line"])).collect();
                accepted("hotline", 1, &[("OrdersStaged", json!({ "bad": bad }))])
            }
        })
        .await;
    let (status, body) = answer(edge.post("/api/v1/imports/orders", csv(700))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let lines = body["facts"]["bad"].as_array().unwrap().iter();
    let lines: Vec<u64> = lines.map(|bad| bad["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, (2..=701).collect::<Vec<u64>>());
    edge.end().await;
}

fn bad_cell(line: &serde_json::Value) -> serde_json::Value {
    json!({ "line": line, "column": "名称", "reason": { "zh": "不能为空", "en": "may not be empty" } })
}

#[tokio::test]
async fn a_workbook_and_old_chinese_text_are_taken_like_utf_8() {
    let edge = Edge::begin().await;
    let mut directory = edge.answer("fl.directory.*", applied).await;
    let table = sheets::Table {
        title: "客户".to_owned(),
        heads: ["编号", "名称"].map(str::to_owned).to_vec(),
        rows: vec![["C1", "客户"].map(sheets::Cell::text).to_vec()],
    };
    let workbook = sheets::write_xlsx(&table).unwrap();
    let gbk = b"\xb1\xe0\xba\xc5;\xc3\xfb\xb3\xc6\nC1;\xbf\xcd\xbb\xa7\n".to_vec();
    for (file, sheet) in [(workbook, json!("客户")), (gbk, json!(null))] {
        let (status, body) = answer(edge.post("/api/v1/imports/customers", file)).await;
        assert_eq!((status, &body["sheet"]), (StatusCode::OK, &sheet), "{body}");
        let staged = directory.recv().await.unwrap();
        assert_eq!(staged.body["heads"], json!(["编号", "名称"]));
        assert_eq!(
            staged.body["rows"],
            json!([{ "line": 2, "cells": ["C1", "客户"] }])
        );
        directory.recv().await.unwrap();
    }
    edge.end().await;
}
