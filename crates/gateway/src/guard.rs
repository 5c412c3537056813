//! What stands before every route: nobody signs in yet, so the API is for this machine only, and nothing is for web
//! pages from elsewhere.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bus::admission::busy;
use bus::trace;
use proto::wire;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use types::RequestId;

use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden};
use crate::who::request_id;

/// The header by which an answer names its request.
const REQUEST_ID: &str = "Fl-Request-Id";
/// The header by which a browser says whose page it asks for; a gateway of text messages has no page.
const FETCH_SITE: &str = "Sec-Fetch-Site";
/// What may be read from another machine by whoever shows the token for it.
const WATCHED: [&str; 3] = ["/health", "/ready", "/metrics"];

/// Lets in who may, gives the request its id, and a span that carries it.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = match admitted(&gate, request, route.as_deref(), next).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    let method = if route.is_some() { method.as_str() } else { "any" };
    let status = response.status().as_u16();
    gate.http()
        .answered(method, route.as_deref(), status, began.elapsed());
    response
}

async fn admitted(
    gate: &Gate,
    mut request: Request,
    route: Option<&str>,
    next: Next,
) -> Result<Response, Refusal> {
    if for_a_page_elsewhere(request.headers()) {
        return Err(not_local());
    }
    if request.uri().path().starts_with("/api/") {
        on_this_machine(peer(&request), request.headers())?;
    }
    if WATCHED.contains(&request.uri().path()) && !shows_metrics_token(gate, request.headers()) {
        on_this_machine(peer(&request), request.headers())?;
    }
    let client = client(&request);
    let Some(_place) = gate.under_way().enter(client, 0) else {
        return Err(busy().into());
    };
    let id = request_id(request.headers(), gate)?;
    let span = span(&request, route, &id);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
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

/// Whose requests are counted together: a person's, the owner's, and every SMS gateway's.
fn client(request: &Request) -> Box<[u8]> {
    let path = request.uri().path();
    if WATCHED.contains(&path) {
        return WATCHED.concat().into_bytes().into();
    }
    if !path.starts_with("/api/") {
        return Box::default();
    }
    let actor = request.headers().get(wire::ACTOR);
    actor.map_or(b"local".as_slice(), HeaderValue::as_bytes).into()
}

fn peer(request: &Request) -> Option<SocketAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map(|peer| peer.0)
}

fn shows_metrics_token(gate: &Gate, headers: &HeaderMap) -> bool {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|text| text.strip_prefix("Bearer "));
    shown.is_some() && shown == gate.metrics_token()
}

/// A peer elsewhere is refused, and so is whoever calls this machine by a name of elsewhere.
fn on_this_machine(peer: Option<SocketAddr>, headers: &HeaderMap) -> Result<(), Refusal> {
    let here = peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let called_here = headers.get(header::HOST).is_none_or(|host| is_local(host, ""));
    if here && called_here {
        Ok(())
    } else {
        Err(not_local())
    }
}

/// Whether a web page from elsewhere acts through a browser here: a GET as for a picture has no origin, but browsers
/// say of each request whether it is for another site.
fn for_a_page_elsewhere(headers: &HeaderMap) -> bool {
    match (headers.get(header::ORIGIN), headers.get(FETCH_SITE)) {
        (Some(origin), _) => !is_local(origin, "://"),
        (None, Some(site)) => !["none", "same-origin"].iter().any(|own| site == own),
        (None, None) => false,
    }
}

fn not_local() -> Refusal {
    forbidden(
        "request.not_local",
        "接口只接受本机访问",
        "the API is for this machine only, until people sign in",
    )
}

/// Whether `host:port`, after what precedes it, is this machine by name or number.
fn is_local(value: &HeaderValue, after: &str) -> bool {
    let Ok(text) = value.to_str() else { return false };
    let place = match after {
        "" => text,
        mark => text.split_once(mark).map_or(text, |(_, place)| place),
    };
    let host = match place.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => place.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        let all = all
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        all.collect()
    }

    #[test]
    fn only_this_machine_uses_the_api() {
        let here = Some("127.0.0.1:40000".parse().unwrap());
        let mapped = Some("[::ffff:127.0.0.1]:40000".parse().unwrap());
        let elsewhere = Some("192.0.2.7:40000".parse().unwrap());
        let called = |host| headers(&[("host", host)]);
        assert!(on_this_machine(here, &called("127.0.0.1:8080")).is_ok());
        assert!(on_this_machine(mapped, &called("[::1]:8080")).is_ok());
        assert!(on_this_machine(elsewhere, &called("127.0.0.1:8080")).is_err());
        assert!(on_this_machine(here, &called("pages.example")).is_err());
        assert!(on_this_machine(None, &called("localhost")).is_err());
    }

    #[test]
    fn a_page_from_elsewhere_does_nothing_here_and_everybody_else_may() {
        let elsewhere = |all| for_a_page_elsewhere(&headers(all));
        assert!(elsewhere(&[("origin", "https://pages.example")]));
        assert!(elsewhere(&[("origin", "null")]));
        assert!(elsewhere(&[("sec-fetch-site", "cross-site")]));
        assert!(elsewhere(&[("sec-fetch-site", "same-site")]));
        assert!(!elsewhere(&[
            ("origin", "http://localhost:8080"),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(!elsewhere(&[("sec-fetch-site", "same-origin")]));
        assert!(!elsewhere(&[("sec-fetch-site", "none")]));
        assert!(!elsewhere(&[]));
    }
}
