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
    let (status, body) = answer(edge.post(path, "id,name\nA\n")).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("import.refused"))
    );
    assert_eq!(body["facts"]["bad"][0]["line"], 2);
    let (_, body) = answer(edge.post(path, &b"id,name\nA,\xba\xbc\n"[..])).await;
    assert_eq!(
        (&body["code"], &body["facts"]["byte"]),
        (&json!("import.not_utf8"), &json!(10))
    );
    edge.end().await;
}
