//! Gives our spans the names, kinds and outcomes that tracing systems sort by.

use std::time::Duration;

use opentelemetry::Value;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter as Exports};

/// Exports spans under their names for others.
#[derive(Debug)]
pub(super) struct Named(pub(super) SpanExporter);

impl Exports for Named {
    async fn export(&self, mut spans: Vec<SpanData>) -> OTelSdkResult {
        spans.iter_mut().for_each(name);
        self.0.export(spans).await
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

/// A request over HTTP is called by its route, one on the bus by service and endpoint. A refusal is an answer; only what
/// failed is an error.
fn name(span: &mut SpanData) {
    let called = match span.name.as_ref() {
        "http" => [value(span, "method"), value(span, "route")],
        "request" => [value(span, "service"), value(span, "endpoint")],
        _ => return,
    };
    let called: Vec<String> = called.into_iter().flatten().map(ToString::to_string).collect();
    if matches!(value(span, "status"), Some(Value::I64(500..))) {
        span.status = Status::error("");
    }
    span.span_kind = SpanKind::Server;
    span.name = called.join(" ").into();
}

fn value<'s>(span: &'s SpanData, name: &str) -> Option<&'s Value> {
    let found = span.attributes.iter().find(|known| known.key.as_str() == name);
    found.map(|known| &known.value)
}
