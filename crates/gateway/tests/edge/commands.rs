//! Commands and questions, and what is refused before it reaches anybody.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use proto::{Class, Rejection};
use reqwest::StatusCode;
use serde_json::json;

use crate::stand_in::{Edge, Heard, accepted, answer};

#[tokio::test]
async fn a_command_is_passed_on_and_whoever_asks_next_reads_what_it_wrote() {
    let edge = Edge::begin().await;
    let mut hotline = edge
        .answer("fl.hotline.open-order", |_| accepted("hotline", 7, &[]))
        .await;
    let mut desk = edge
        .answer("fl.desk.query", |_| {
            Ok(json!({ "as_of": "now", "cut": {}, "answer": {} }))
        })
        .await;
    let order = json!({ "site": "城北采石场" });
    let open = edge.post("/api/v1/hotline/open-order", order.to_string());
    let response = open
        .header("Fl-Actor", "王-01")
        .header("Idempotency-Key", "open-1")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["Fl-Request-Id"], "open-1");
    let heard = hotline.recv().await.unwrap();
    assert_eq!(
        (heard.actor.as_deref(), heard.id.as_deref()),
        (Some("王-01"), Some("open-1"))
    );
    assert_eq!((heard.body, heard.seen), (order, None));

    let board = edge
        .get("/api/v1/board?station=HZ&type=&at=now&limit=20")
        .header("Fl-Seen", "dispatch=4");
    assert_eq!(answer(board).await.0, StatusCode::OK);
    let heard = desk.recv().await.unwrap();
    assert_eq!(heard.seen.as_deref(), Some("hotline=7,dispatch=4"));
    assert_eq!(heard.body["at"], "now");
    assert_eq!(heard.body["query"]["board"]["station"], "HZ");
    assert_eq!(heard.body["query"]["board"]["limit"], 20);
    edge.end().await;
}

#[tokio::test]
async fn a_service_that_is_away_for_a_moment_gets_the_command_under_one_id_until_it_takes_it() {
    let edge = Edge::begin().await;
    let open = tokio::spawn(answer(edge.post("/api/v1/hotline/open-order", "{}")));
    let tries = AtomicU32::new(0);
    let third_time = move |_: &Heard| match tries.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => Err(Box::new(Rejection::new(
            Class::Unavailable,
            "service.stopping",
            "正在停止",
            "stopping",
        ))),
        _ => accepted("hotline", 1, &[]),
    };
    let mut hotline = edge.answer("fl.hotline.open-order", third_time).await;
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        ids.insert(hotline.recv().await.unwrap().id);
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(open.await.unwrap().0, StatusCode::OK);
    edge.end().await;
}

#[tokio::test]
async fn what_a_service_refuses_leaves_with_its_own_words_and_code() {
    let edge = Edge::begin().await;
    let no = Rejection::new(
        Class::Refused,
        "ORD-8.departure_required",
        "须有出发时间",
        "a departure is needed",
    );
    let said = no.clone();
    let _dispatch = edge
        .answer("fl.dispatch.make-plan", move |_| Err(Box::new(said.clone())))
        .await;
    let (status, body) = answer(edge.post("/api/v1/dispatch/make-plan", "{}")).await;
    assert_eq!((status, body), (StatusCode::UNPROCESSABLE_ENTITY, json!(no)));
    edge.end().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_words_and_never_with_an_empty_page() {
    let edge = Edge::begin().await;
    let post = |body: &str| edge.post("/api/v1/hotline/open-order", body.to_owned());
    let requests = [
        (post("{\"site\":"), StatusCode::BAD_REQUEST, "request.malformed"),
        (post("\u{0}"), StatusCode::BAD_REQUEST, "request.malformed"),
        (
            post(&"x".repeat(2 << 20)),
            StatusCode::PAYLOAD_TOO_LARGE,
            "request.too_large",
        ),
        (
            post("{}").header("Content-Type", "text/plain"),
            StatusCode::BAD_REQUEST,
            "request.not_json",
        ),
        (
            post("{}").header("Idempotency-Key", "a b"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            post("{}").header("Fl-Actor", "gateway"),
            StatusCode::FORBIDDEN,
            "actor.not_a_person",
        ),
        (
            post("{}").header("Fl-Seen", "moon=1"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            post("{}").header("Origin", "https://pages.example"),
            StatusCode::FORBIDDEN,
            "request.from_elsewhere",
        ),
        (
            edge.get("/api/v1/hotline/open-order"),
            StatusCode::METHOD_NOT_ALLOWED,
            "request.wrong_method",
        ),
        (
            edge.post("/api/v1/hotline/sing", "{}"),
            StatusCode::NOT_FOUND,
            "request.no_such_route",
        ),
        (
            edge.get("/nowhere"),
            StatusCode::NOT_FOUND,
            "request.no_such_route",
        ),
        (
            edge.get("/api/v1/orders/2600015"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            edge.get("/api/v1/board?colour=red"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            edge.get("/api/v1/board?limit=-1"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            edge.get("/api/v1/directory/ships"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            edge.get("/api/v1/feeds/%ff"),
            StatusCode::BAD_REQUEST,
            "request.malformed",
        ),
        (
            edge.post("/api/v1/time/advance", r#"{"by":"37h"}"#),
            StatusCode::CONFLICT,
            "time.real",
        ),
    ];
    for (request, status, code) in requests {
        let shown = format!("{request:?}");
        let (answered, body) = answer(request).await;
        assert_eq!(
            (answered, body["code"].as_str()),
            (status, Some(code)),
            "{shown} {body}"
        );
        assert!(body["sentence"]["zh"].is_string(), "{shown}");
    }
    edge.end().await;
}

#[tokio::test]
async fn whoever_is_told_that_it_is_busy_hears_it_in_a_sentence_and_when_to_come_again() {
    let edge = Edge::begin().await;
    let busy = |_: &Heard| Err(Box::new(bus::admission::busy()));
    let _hotline = edge.answer("fl.hotline.open-order", busy).await;
    let response = edge
        .post("/api/v1/hotline/open-order", "{}")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["Retry-After"], "1");
    let refusal: Rejection = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!((refusal.class, &*refusal.code), (Class::Busy, "service.busy"));
    assert!(refusal.sentence.zh.contains("稍后") && refusal.sentence.en.contains("try again"));
    edge.end().await;
}
