//! What those who look after the system ask for.

use proto::{Class, Rejection};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::stand_in::{Edge, Heard, answer};

fn status(heard: &Heard) -> crate::stand_in::Answer {
    let service = heard.subject.split('.').nth(1).unwrap();
    let digest = heard.body["digest"].as_bool().unwrap().then(|| "ab".repeat(32));
    Ok(json!({
        "service": service, "log_id": "l", "head": 3, "head_hash": "00".repeat(32), "position": 9,
        "stamp": "2026-03-01T01:00:00Z", "now": "2026-03-01T01:00:00Z", "reach": {}, "stopped": {}, "set_aside": 0,
        "digest": digest,
    }))
}

#[tokio::test]
async fn the_status_names_who_is_away_and_a_digest_only_when_all_are_there() {
    let edge = Edge::begin().await;
    for service in ["claims", "directory", "hotline", "dispatch", "field", "returns"] {
        edge.answer(&format!("fl.{service}.status"), status).await;
    }
    let (_, body) = answer(edge.get("/api/v1/status")).await;
    let names = |body: &Value| -> Vec<String> {
        let services = body["services"].as_array().unwrap().iter();
        services
            .map(|status| status["service"].as_str().unwrap().to_owned())
            .collect()
    };
    let there = ["claims", "directory", "dispatch", "field", "hotline", "returns"];
    assert_eq!(names(&body), there);
    assert_eq!(body["away"]["notify"]["class"], "unavailable");
    edge.answer("fl.notify.status", status).await;
    let (_, body) = answer(edge.get("/api/v1/status?digest=true")).await;
    assert!(names(&body).contains(&"notify".to_owned()));
    assert_eq!(body["digest"].as_str().map(str::len), Some(64));
    edge.end().await;
}

#[tokio::test]
async fn an_export_is_the_whole_log_or_breaks_off() {
    let edge = Edge::begin().await;
    let pages = |heard: &Heard| match heard.body["after"].as_u64() {
        Some(0) => Ok(json!([{ "frame": 1, "position": 0 }, { "frame": 4, "position": 1 }])),
        Some(4) => Ok(json!([{ "frame": 6, "position": 2 }])),
        _ => Ok(json!([])),
    };
    edge.answer("fl.field.log.tail", pages).await;
    let exported = edge.get("/api/v1/logs/field/export").send().await.unwrap();
    let lines = exported.text().await.unwrap();
    assert_eq!(
        lines,
        "{\"frame\":1,\"position\":0}\n{\"frame\":4,\"position\":1}\n{\"frame\":6,\"position\":2}\n"
    );

    let broken = |heard: &Heard| match heard.body["after"].as_u64() {
        Some(0) => Ok(json!([{ "frame": 1 }])),
        _ => Err(Box::new(Rejection::new(
            Class::Conflict,
            "log.damaged",
            "日志损坏",
            "the log is damaged",
        ))),
    };
    edge.answer("fl.notify.log.tail", broken).await;
    let exported = edge.get("/api/v1/logs/notify/export").send().await.unwrap();
    assert_eq!(exported.status(), StatusCode::OK);
    assert!(exported.text().await.is_err());
    edge.end().await;
}

#[tokio::test]
async fn outside_a_sandbox_the_gateway_tells_the_time_and_the_outbox_may_be_missing() {
    let edge = Edge::begin().await;
    let (_, time) = answer(edge.get("/api/v1/time")).await;
    assert_eq!(time["now"], "2026-03-01T01:00:00Z");
    assert!(!edge.outbox.exists());
    let (_, outbox) = answer(edge.get("/api/v1/sms/outbox?after=0")).await;
    assert_eq!(outbox, json!({ "messages": [], "last": 0 }));
    let (_, document) = answer(edge.get("/api/v1/openapi.json")).await;
    assert_eq!(document, gateway::api_document());
    assert_eq!(
        edge.get("/healthz").send().await.unwrap().text().await.unwrap(),
        "ok\n"
    );
    edge.end().await;
}
