//! Photos and papers over HTTP, and the pages that are made of them.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use proto::Rejection;
use reqwest::StatusCode;
use serde_json::{Value, json};
use types::Hash;

use crate::stand_in::{Edge, TOKEN, answer};

/// What hangs fails.
const PATIENCE: Duration = Duration::from_secs(120);
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 a hose that burst";

fn unfinished(documents: &Path) -> usize {
    fs::read_dir(documents.join("incoming")).unwrap().count()
}

// rule: CLM-19
#[tokio::test]
async fn a_document_comes_back_as_it_was_put_and_is_called_what_its_content_is() {
    let edge = Edge::begin().await;
    let put = || {
        let request = edge.post("/api/v1/documents?name=%E6%97%A7%E4%BB%B6.png", PHOTO);
        answer(request.header("Content-Type", "image/png"))
    };
    let (status, body) = put().await;
    let hash = Hash::of(&[PHOTO]).to_string();
    let expected =
        json!({ "hash": hash, "size": PHOTO.len(), "media_type": "image/jpeg", "name": "旧件.png" });
    assert_eq!((status, &body), (StatusCode::OK, &expected));
    assert_eq!(put().await.1, expected);

    let got = edge.get(&format!("/api/v1/documents/{hash}?name=%E6%97%A7%E4%BB%B6.jpg"));
    let got = got.send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "image/jpeg");
    assert_eq!(got.headers()["x-content-type-options"], "nosniff");
    assert_eq!(
        got.headers()["content-disposition"],
        "inline; filename=\"__.jpg\"; filename*=UTF-8''%E6%97%A7%E4%BB%B6.jpg"
    );
    assert_eq!(got.bytes().await.unwrap(), PHOTO);

    let text = "整机读数\n".as_bytes();
    answer(edge.post("/api/v1/documents", text)).await;
    let got = edge.get(&format!("/api/v1/documents/{}", Hash::of(&[text])));
    let got = got.send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "text/plain; charset=utf-8");
    edge.end().await;
}

// rule: CLM-19
#[tokio::test]
async fn what_is_no_document_is_refused_in_words_and_leaves_nothing() {
    let edge = Edge::begin().await;
    let mut large = PHOTO.to_vec();
    large.resize(64 * 1024 * 1024 + 1, 0);
    let refused = [
        (Vec::new(), StatusCode::BAD_REQUEST, "document.empty"),
        (
            b"MZ\x90\0".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "document.unknown_type",
        ),
        (large, StatusCode::PAYLOAD_TOO_LARGE, "document.too_large"),
    ];
    for (bytes, status, code) in refused {
        let (answered, body) = answer(edge.post("/api/v1/documents", bytes)).await;
        assert_eq!((answered, &body["code"]), (status, &json!(code)));
        assert!(body["sentence"]["zh"].is_string() && body["sentence"]["en"].is_string());
        assert_eq!(unfinished(&edge.documents), 0);
    }
    let (status, body) = answer(edge.get(&format!("/api/v1/documents/{}", Hash::NONE))).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("document.unknown"))
    );
    let (status, _) = answer(edge.get("/api/v1/documents/..%2F..%2Frun.json")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    edge.end().await;
}

/// Waits until so many documents are begun and not finished.
async fn comes_to_hold(edge: &Edge, wanted: usize) {
    let held = async {
        while unfinished(&edge.documents) != wanted {
            tokio::task::yield_now().await;
        }
    };
    let came = tokio::time::timeout(PATIENCE, held).await;
    assert!(
        came.is_ok(),
        "{} unfinished documents",
        unfinished(&edge.documents)
    );
}

#[tokio::test]
async fn a_client_that_goes_away_in_the_middle_leaves_nothing() {
    let edge = Edge::begin().await;
    let mut client = TcpStream::connect(edge.address()).unwrap();
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 1000\r\n\r\n"
    );
    client.write_all(head.as_bytes()).unwrap();
    client.write_all(PHOTO).unwrap();
    comes_to_hold(&edge, 1).await;
    drop(client);
    comes_to_hold(&edge, 0).await;
    let (status, _) = answer(edge.get(&format!("/api/v1/documents/{}", Hash::of(&[PHOTO])))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    edge.end().await;
}

fn part(line: u16, state: &str) -> Value {
    json!({
        "tag": format!("2600017-P{line}"), "claim": "2600017-1", "machine": "EC210BLC30121", "model": "EC210BLC",
        "station": "HZ", "engineer": "P301", "part_number": "4611-1234", "name": "密封包", "quantity": 2,
        "serial": null, "state": state, "check_in": { "condition": "complete" }, "clocks": [],
    })
}

// rule: OLD-1
#[tokio::test]
async fn tags_are_printed_for_a_station_or_an_order_and_only_for_parts_that_go_on() {
    let edge = Edge::begin().await;
    let mut returns = edge
        .answer("fl.returns.query", |heard| match heard.body.get("station") {
            Some(_) => {
                Ok(json!({ "expected": [part(1, "expected")], "at_station": [part(2, "at_station")] }))
            }
            None => Ok(json!({ "parts": [part(3, "received"), part(4, "destroyed")] })),
        })
        .await;
    let page = |query: &str| edge.get(&format!("/api/v1/returns/tags?{query}")).send();
    let station = page("station=HZ").await.unwrap();
    assert_eq!(station.headers()["content-type"], "text/html; charset=utf-8");
    let station = station.text().await.unwrap();
    assert!(station.contains("2600017-P1") && station.contains("2600017-P2"));
    assert_eq!(returns.recv().await.unwrap().body, json!({ "station": "HZ" }));
    let order = page("order=2600017").await.unwrap().text().await.unwrap();
    assert!(order.contains("2600017-P3") && !order.contains("2600017-P4"));
    let neither = page("").await.unwrap();
    assert_eq!(neither.status(), StatusCode::BAD_REQUEST);
    edge.end().await;
}

// rule: OLD-3
#[tokio::test]
async fn a_packing_list_is_printed_from_what_returns_says_of_the_consignment() {
    let edge = Edge::begin().await;
    let stands = json!({
        "station": "HZ", "carrier": "顺丰", "tracking": "SF1029384756", "freight": 3550,
        "shipped_at": "2026-02-25T01:05:00Z", "received_at": null,
    });
    let found = json!({
        "consignment": "HZ-202602", "zone": "Asia/Shanghai", "stands": stands, "list": [part(1, "on_the_way")],
    });
    let mut returns = edge.answer("fl.returns.query", move |_| Ok(found.clone())).await;
    let page = edge.get("/api/v1/returns/consignments/HZ-202602/packing-list");
    let page = page.send().await.unwrap().text().await.unwrap();
    assert_eq!(
        returns.recv().await.unwrap().body,
        json!({ "consignment": "HZ-202602" })
    );
    for said in ["HZ-202602", "2026-02-25 09:05", "35.50", "2600017-P1", "完整"] {
        assert!(page.contains(said), "{said}");
    }
    edge.end().await;
}

// rule: CLM-6
#[tokio::test]
async fn a_claims_package_comes_under_its_name_or_not_before_it_is_built() {
    let edge = Edge::begin().await;
    let zip = b"PK\x03\x04 packed";
    let (_, put) = answer(edge.post("/api/v1/documents", &zip[..])).await;
    let package = json!({
        "hash": put["hash"], "size": put["size"], "media_type": "application/zip",
        "name": "2600017_EC210BLC.zip", "kind": "claim_package",
    });
    let unknown = Rejection::new(proto::Class::Unknown, "claim.unknown", "没有", "none");
    let _claims = edge
        .answer("fl.claims.query", move |heard| {
            match heard.body["claim"].as_str() {
                Some("2600017-1") => Ok(json!({ "package": { "built": package } })),
                Some("2600017-2") => Ok(json!({ "package": null })),
                Some("2600017-3") => Ok(json!({ "package": { "building": "2600017_EC210BLC" } })),
                Some("2600017-4") => Ok(json!({ "package": { "failed": "a photo is missing" } })),
                _ => Err(Box::new(unknown.clone())),
            }
        })
        .await;
    let get = |claim: &str| edge.get(&format!("/api/v1/claims/{claim}/package"));
    let got = get("2600017-1").send().await.unwrap();
    assert_eq!(
        got.headers()["content-disposition"],
        "attachment; filename=\"2600017_EC210BLC.zip\"; filename*=UTF-8''2600017_EC210BLC.zip"
    );
    assert_eq!(got.bytes().await.unwrap(), &zip[..]);
    let refused = [
        ("2600017-2", StatusCode::CONFLICT, "CLM-6.no_package"),
        (
            "2600017-3",
            StatusCode::TOO_MANY_REQUESTS,
            "CLM-6.package_building",
        ),
        ("2600017-4", StatusCode::CONFLICT, "CLM-6.package_failed"),
        ("2600017-5", StatusCode::NOT_FOUND, "claim.unknown"),
    ];
    for (claim, status, code) in refused {
        let (answered, body) = answer(get(claim)).await;
        assert_eq!((answered, &body["code"]), (status, &json!(code)), "{claim}");
    }
    edge.end().await;
}
