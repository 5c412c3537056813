//! Traces exported by OTLP: one request is one trace, whichever processes it passes through.

use std::net::TcpListener;

use serde_json::json;
use whole_system::{Collector, Data, HANGZHOU, Options, System, at, said};

/// A trace that began elsewhere, as W3C writes it: its id, and the span that asks.
const TRACE: [u8; 16] = [
    0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36,
];
const CALLER: [u8; 8] = [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7];
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[test]
fn one_request_is_one_trace_from_its_caller_through_gateway_and_service_to_the_record() {
    let (data, collector) = (Data::new(), Collector::start());
    let url = collector.url();
    let options = Options::sandbox(&data, at("2026-01-05 08:00")).processes();
    let system = System::start(&options.exporting_to(&url));
    system.import_sample();
    let opened = system
        .http()
        .post("/api/v1/hotline/open-order")
        .acting("P101")
        .header("X-Request-Id", "trace-0001")
        .header("traceparent", TRACEPARENT)
        .json(&json!({
            "caller": { "phone": "13900000001", "name": "某机主" }, "site": "城北采石场", "fault": "动臂无动作",
            "machine_down": true, "order_type": "failure_repair", "machine": HANGZHOU.machine,
        }))
        .send();
    assert_eq!(opened.status, 200, "{}", opened.body);
    assert_eq!(system.http().get("/metrics").send().status, 200);
    // What has not left yet leaves when the processes stop.
    system.stop();

    let spans = collector.spans();
    let of = |service: &str, name: &str| {
        // Asked again while the service was slow, a request is there more than once, alike.
        let found = spans.iter().find(|(from, span)| {
            from == service && span.name == name && said(&span.attributes, "request") == Some("trace-0001")
        });
        &found
            .unwrap_or_else(|| panic!("no {name} of {service} in {spans:#?}"))
            .1
    };
    let http = of("fieldledger-gateway", "POST /api/v1/hotline/open-order");
    assert_eq!(
        (&http.trace_id[..], &http.parent_span_id[..]),
        (&TRACE[..], &CALLER[..])
    );
    let asked = of("fieldledger-hotline", "hotline open-order");
    assert_eq!(
        (&asked.trace_id, &asked.parent_span_id),
        (&http.trace_id, &http.span_id)
    );
    let recorded = asked
        .events
        .iter()
        .find(|event| event.name == "recorded")
        .unwrap();
    assert_eq!(said(&recorded.attributes, "kind"), Some("OrderOpened"));
    assert!(
        said(&recorded.attributes, "stream")
            .unwrap()
            .starts_with("order/")
    );
    for (service, span) in &spans {
        let by_itself = ["feed.read", "health", "numbers", "/metrics"];
        assert!(
            !by_itself.iter().any(|what| span.name.ends_with(what)),
            "{service}: {}",
            span.name
        );
    }
}

#[test]
fn a_collector_that_is_not_there_or_not_named_rightly_is_told_of_and_stops_nothing() {
    let data = Data::new();
    let options = Options::sandbox(&data, at("2026-01-05 08:00"));
    let refused = System::try_start(&options.exporting_to("https://collector.example")).unwrap_err();
    assert!(
        refused.err.contains("--otlp takes the http:// address"),
        "{}",
        refused.err
    );
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", deaf.local_addr().unwrap());
    // Whoever connects is hung up on.
    std::thread::spawn(move || deaf.incoming().count());
    let system = System::start(&options.exporting_to(&url));
    system.import_sample();
    let err = system.stop_and_tell();
    assert_eq!(err.matches("traces cannot be exported").count(), 1, "{err}");
}
