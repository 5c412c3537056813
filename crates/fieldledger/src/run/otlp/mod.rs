//! Exports traces by OTLP over HTTP to a collector, when its address was given.
//!
//! What a request is, and what it made, stands in spans that gateway and services have anyway; here they get the names
//! that tracing systems expect, and leave in batches, beside the work. A collector that is away costs a warning.

mod naming;
mod sending;

use std::time::Duration;

use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TracerProvider};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, SdkTracerProvider, ShouldSample};
use reqwest::Url;
use tokio::runtime::Handle;
use tracing::Level;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

use self::naming::Named;
use self::sending::Sending;

/// Where a collector takes traces, below its address.
const TRACES: &str = "v1/traces";
/// How long a stop waits for the last spans to leave.
const LAST_SPANS: Duration = Duration::from_secs(5);
/// Questions of monitoring: a trace for each would bury the others.
const NOT_TRACED: [&str; 4] = ["/health", "/healthz", "/metrics", "/ready"];

/// Says why no traces can be exported.
#[derive(Debug, thiserror::Error)]
pub(super) enum CannotExport {
    #[error("--otlp takes the http:// address of a collector, as http://127.0.0.1:4318, and not {0}")]
    Address(String),
    #[error("failed to prepare the export of traces")]
    Client(#[source] reqwest::Error),
    #[error("failed to prepare the export of traces")]
    Exporter(#[source] ExporterBuildError),
}

/// The export of this process's traces.
pub(super) struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Begins to export to a collector, as a service of this name. `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_BSP_*` are
    /// heeded as the standard has them.
    ///
    /// # Errors
    /// [`CannotExport`].
    pub(super) fn to(collector: &str, service: String, runtime: Handle) -> Result<Self, CannotExport> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Sending::new(runtime).map_err(CannotExport::Client)?)
            .with_endpoint(address(collector)?)
            .build()
            .map_err(CannotExport::Exporter)?;
        let provider = SdkTracerProvider::builder()
            .with_resource(Resource::builder().with_service_name(service).build())
            .with_sampler(Sampler::ParentBased(Box::new(Requests)))
            .with_batch_exporter(Named(exporter))
            .build();
        global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Self { provider })
    }

    /// Takes the spans of gateway and services, and of events those worth a line and the records that were made.
    pub(super) fn layer<S: Subscriber + for<'span> LookupSpan<'span>>(&self) -> impl Layer<S> + use<S> {
        let ours = Targets::new()
            .with_targets([("gateway", Level::INFO), ("kit", Level::INFO)])
            .with_target(bus::trace::RECORDS, Level::TRACE);
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("fieldledger"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(ours)
    }

    /// Sends what has not left yet.
    pub(super) fn finish(self) {
        if let Err(failure) = self.provider.shutdown_with_timeout(LAST_SPANS) {
            tracing::warn!(%failure, "the last traces were not sent");
        }
    }
}

/// The collector's address for traces, by its address for everything.
fn address(collector: &str) -> Result<String, CannotExport> {
    let wrong = || CannotExport::Address(collector.to_owned());
    let url: Url = collector.parse().map_err(|_| wrong())?;
    if url.scheme() != "http" || url.host().is_none() {
        return Err(wrong());
    }
    Ok(format!("{}/{TRACES}", url.as_str().trim_end_matches('/')))
}

/// Begins a trace with each request that has an id, and with nothing else that happens by itself.
#[derive(Debug, Clone)]
struct Requests;

impl ShouldSample for Requests {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _: TraceId,
        _: &str,
        _: &SpanKind,
        attributes: &[KeyValue],
        _: &[Link],
    ) -> SamplingResult {
        let value = |name| attributes.iter().find(|known| known.key.as_str() == name);
        let monitors = value("path").is_some_and(|path| NOT_TRACED.contains(&path.value.as_str().as_ref()));
        let decision = if value("request").is_some() && !monitors {
            SamplingDecision::RecordAndSample
        } else {
            SamplingDecision::Drop
        };
        let trace_state = parent.map(|parent| parent.span().span_context().trace_state().clone());
        SamplingResult {
            decision,
            attributes: Vec::new(),
            trace_state: trace_state.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_is_named_by_its_address_for_everything() {
        for given in ["http://127.0.0.1:4318", "http://127.0.0.1:4318/"] {
            assert_eq!(address(given).unwrap(), "http://127.0.0.1:4318/v1/traces");
        }
        assert_eq!(
            address("http://collector.example/otlp").unwrap(),
            "http://collector.example/otlp/v1/traces"
        );
        for wrong in ["https://collector.example", "127.0.0.1:4318", "collector", ""] {
            assert!(matches!(address(wrong), Err(CannotExport::Address(_))), "{wrong}");
        }
    }

    #[test]
    fn a_trace_begins_with_a_request_and_not_with_monitoring_or_what_happens_by_itself() {
        let begins = |attributes: &[(&'static str, &'static str)]| {
            let attributes: Vec<KeyValue> = attributes
                .iter()
                .map(|(key, value)| KeyValue::new(*key, *value))
                .collect();
            let sampled =
                Requests.should_sample(None, TraceId::INVALID, "", &SpanKind::Internal, &attributes, &[]);
            sampled.decision == SamplingDecision::RecordAndSample
        };
        assert!(begins(&[("path", "/api/v1/orders"), ("request", "r1")]));
        assert!(begins(&[
            ("service", "hotline"),
            ("endpoint", "open-order"),
            ("request", "r1")
        ]));
        assert!(!begins(&[("service", "hotline"), ("endpoint", "feed.read")]));
        assert!(!begins(&[("path", "/metrics"), ("request", "r1")]));
    }
}
