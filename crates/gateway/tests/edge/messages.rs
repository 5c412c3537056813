//! Text messages in.

use proto::{Class, Rejection};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::stand_in::{Answer, Edge, Heard, accepted, answer};

const SAMPLES: &str = include_str!("../../../../tests/cases/sms_callbacks.json");

fn sample(name: &str) -> String {
    let samples: Value = serde_json::from_str(SAMPLES).unwrap();
    let samples = samples["samples"].as_array().unwrap();
    samples.iter().find(|sample| sample["name"] == name).unwrap()["body"].to_string()
}

fn away() -> Answer {
    Err(Box::new(Rejection::new(
        Class::Busy,
        "service.busy",
        "请稍后",
        "try again soon",
    )))
}

// rule: SMS-11
#[tokio::test]
async fn a_callback_is_good_only_when_every_message_of_it_is_on_disk() {
    let edge = Edge::begin().await;
    let second_fails = |heard: &Heard| match heard.body["from"].as_str() {
        Some("13900139000") => away(),
        _ => accepted("field", 3, &[]),
    };
    let mut field = edge.answer("fl.field.take-message", second_fails).await;
    let (status, body) = answer(edge.post("/sms/json", sample("aliyun-SmsUp"))).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!(503))
    );
    let (first, second) = (field.recv().await.unwrap(), field.recv().await.unwrap());
    assert_eq!(
        (first.actor.as_deref(), second.actor.as_deref()),
        (Some("gateway"), Some("gateway"))
    );
    answer(edge.post("/sms/json", sample("aliyun-SmsUp"))).await;
    assert_eq!(field.recv().await.unwrap().id, first.id);
    assert_ne!(first.id, second.id);

    let (status, body) = answer(edge.post("/sms/json", sample("tencent-reply"))).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({ "result": 0, "errmsg": "OK" }))
    );
    let (status, body) = answer(edge.post("/sms/json", "hello")).await;
    assert_eq!(
        (status, &body["code"], &body["result"]),
        (StatusCode::BAD_REQUEST, &json!(400), &json!(400))
    );
    edge.end().await;
}

// rule: SMS-10
#[tokio::test]
async fn a_report_about_a_message_that_is_not_ours_is_not_brought_again() {
    let edge = Edge::begin().await;
    let knows_one = |heard: &Heard| match heard.body["message"].as_str() {
        Some("so-20240017-dispatch-1") => accepted("notify", 5, &[]),
        _ => Err(Box::new(Rejection::new(
            Class::Unknown,
            "message.unknown",
            "没有",
            "there is none",
        ))),
    };
    let _notify = edge.answer("fl.notify.take-delivery-report", knows_one).await;
    let (status, body) = answer(edge.post("/sms/json", sample("aliyun-SmsReport"))).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({ "code": 0, "msg": "OK" }))
    );
    let (status, body) = answer(edge.post("/sms/json", sample("tencent-status"))).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({ "result": 0, "errmsg": "OK" }))
    );
    let (status, _) = answer(edge.get("/sms/kannel/dlr?message=nobody&status=1")).await;
    assert_eq!(status, StatusCode::OK);
    let (status, _) = answer(edge.get("/sms/kannel/dlr?message=nobody&status=3")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    edge.end().await;
}

// rule: SMS-1
#[tokio::test]
async fn kannel_hears_an_empty_200_for_what_is_taken_and_503_for_what_is_not() {
    let edge = Edge::begin().await;
    let refuses_stop = |heard: &Heard| match heard.body["text"].as_str() {
        Some("stop") => away(),
        _ => accepted("field", 3, &[]),
    };
    let mut field = edge.answer("fl.field.take-message", refuses_stop).await;
    let get = |text: &str| {
        edge.get(&format!(
            "/sms/kannel?from=%2B8613800138000&to=1&text={text}&coding=2&time=1772326812&id=u1"
        ))
    };
    let (status, body) = answer(get("%51%FA%53%D1&charset=UTF-16BE")).await;
    assert_eq!((status, body), (StatusCode::OK, json!("")));
    let heard = field.recv().await.unwrap().body;
    assert_eq!(
        (&heard["text"], &heard["sent_at"]),
        (&json!("出发"), &json!("2026-03-01T01:00:12Z"))
    );
    assert_eq!(answer(get("stop")).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        answer(edge.get("/sms/kannel?from=13800138000")).await.0,
        StatusCode::BAD_REQUEST
    );
    edge.end().await;
}
