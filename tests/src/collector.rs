//! A collector of traces, as far as a test needs one.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::runtime::Runtime;

type Taken = Arc<Mutex<Vec<(String, Span)>>>;

/// Takes what is exported by OTLP, on a port of its own, until it is dropped.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    taken: Taken,
    _runtime: Runtime,
}

impl Collector {
    /// Starts to listen.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let taken = Taken::default();
        let app = Router::new()
            .route("/v1/traces", post(take))
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&taken));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("its address");
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self {
            address,
            taken,
            _runtime: runtime,
        }
    }

    /// The address exporters are given.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The spans that were taken, each with the name of the service that sent it.
    #[must_use]
    pub fn spans(&self) -> Vec<(String, Span)> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn take(State(taken): State<Taken>, body: Bytes) {
    let exported = ExportTraceServiceRequest::decode(body).expect("an export of traces");
    for of_resource in exported.resource_spans {
        let resource = of_resource.resource.unwrap_or_default();
        let service = said(&resource.attributes, "service.name")
            .unwrap_or_default()
            .to_owned();
        let spans = of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.extend(spans.map(|span| (service.clone(), span)));
    }
}

/// The text of an attribute.
#[must_use]
pub fn said<'a>(attributes: &'a [KeyValue], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|known| known.key == name)?;
    match &found.value {
        Some(AnyValue {
            value: Some(Value::StringValue(text)),
        }) => Some(text),
        _ => None,
    }
}
