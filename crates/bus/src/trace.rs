//! Carries the trace a request belongs to from one process to the next, as W3C `traceparent`.
//!
//! Where nobody exports traces, nothing is carried.

use async_nats::HeaderMap;
use opentelemetry::Context;
use opentelemetry::global::get_text_map_propagator;
use opentelemetry::propagation::{Extractor, Injector};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The target of events that show a trace which records a request made.
pub const RECORDS: &str = "fieldledger::records";

/// The one header of the standard that is passed on; what tracing systems put into `tracestate` is theirs.
const TRACEPARENT: &str = "traceparent";

/// Puts a span that has not been entered into the trace that a header names; `header` gives headers by their names.
pub fn join<'h>(span: &Span, header: impl Fn(&str) -> Option<&'h str>) {
    let found = Received(header(TRACEPARENT));
    if found.0.is_none() {
        return;
    }
    let context = get_text_map_propagator(|known| known.extract_with_context(&Context::new(), &found));
    // Refused only where no traces are exported.
    let _ = span.set_parent(context);
}

/// Names the trace of the current span in the headers of a request.
pub fn pass_on(headers: &mut HeaderMap) {
    let span = Span::current();
    if span.is_none() {
        return;
    }
    let context = span.context();
    get_text_map_propagator(|known| known.inject_context(&context, &mut Sent(headers)));
}

struct Received<'h>(Option<&'h str>);

impl Extractor for Received<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.filter(|_| key == TRACEPARENT)
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

struct Sent<'h>(&'h mut HeaderMap);

impl Injector for Sent<'_> {
    fn set(&mut self, key: &str, value: String) {
        if key == TRACEPARENT {
            self.0.insert(TRACEPARENT, value.as_str());
        }
    }
}
