//! What stands before every route: who may come in, how many at once, an id and a span for each request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bus::admission::busy;
use bus::trace;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use types::RequestId;

use crate::door::{Proof, WATCHED, admitted, as_seen_by, sender};
use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::who::request_id;

/// The header by which an answer names its request.
const REQUEST_ID: &str = "Fl-Request-Id";

/// Lets in who may, gives the request its id, and a span that carries it.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = match admitted(&gate, request).await {
        Ok(request) => match answered(&gate, request, route.as_deref(), next).await {
            Ok(response) => response,
            Err(refusal) => refusal.into_response(),
        },
        Err(response) => response,
    };
    let method = if route.is_some() { method.as_str() } else { "any" };
    let status = response.status().as_u16();
    gate.http()
        .answered(method, route.as_deref(), status, began.elapsed());
    response
}

async fn answered(
    gate: &Gate,
    mut request: Request,
    route: Option<&str>,
    next: Next,
) -> Result<Response, Refusal> {
    let Some(_place) = gate.under_way().enter(client(&request), 0) else {
        return Err(busy().into());
    };
    // One that cannot be read is refused by whoever acts under it, after a wrong address or method was.
    let id = match request_id(request.headers(), gate) {
        Ok(id) => {
            request.extensions_mut().insert(id.clone());
            id
        }
        Err(_unreadable) => gate.new_request_id()?,
    };
    let span = span(&request, route, &id);
    let proof = request.extensions().get::<Proof>().cloned();
    let answer = next.run(request).instrument(span.clone()).await;
    let mut response = as_seen_by(gate, proof.as_ref(), answer).await;
    span.record("status", response.status().as_u16());
    span.in_scope(|| tracing::debug!("answered"));
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}

/// The span of a request, in the trace that whoever sent it belongs to.
fn span(request: &Request, route: Option<&str>, id: &RequestId) -> Span {
    let span = tracing::info_span!(
        "http",
        method = %request.method(),
        path = request.uri().path(),
        route,
        request = %id,
        status = Empty,
    );
    trace::join(&span, |name| request.headers().get(name)?.to_str().ok());
    span
}

/// Whose requests are counted together: a person's, the owner's, a token's, an address's where nobody signed in, and
/// every SMS gateway's.
fn client(request: &Request) -> Box<[u8]> {
    let path = request.uri().path();
    if WATCHED.contains(&path) {
        return WATCHED.concat().into_bytes().into();
    }
    let proof = request.extensions().get::<Proof>();
    match proof.map(|proof| proof.client(request.headers())) {
        Some(Some(client)) => client.into_bytes().into(),
        Some(None) => sender(request).into_bytes().into(),
        None => Box::default(),
    }
}
