//! What stands before each area: the API, the pages, what is watched from outside, and the webhooks.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};

use types::Actor;

use super::carried;
use super::proof::{Proof, bearer, unproved};
use super::webhooks::{self, CALL};
use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden};

/// The header by which a browser says whose page it asks for; a gateway of text messages has no page.
const FETCH_SITE: &str = "Sec-Fetch-Site";
const FETCH_MODE: &str = "Sec-Fetch-Mode";
/// The header by which a script shows the session's token; a form has a field for it.
const CSRF: &str = "Fl-Csrf";
/// What a proxy says of whoever it speaks for.
const FORWARDED: [&str; 2] = ["X-Forwarded-For", "Forwarded"];
/// What may be read from another machine by whoever shows the token for it.
pub(crate) const WATCHED: [&str; 3] = ["/health", "/ready", "/metrics"];
/// What anybody may know: that the gateway runs, and what the API is.
const PUBLIC: [&str; 2] = ["/healthz", "/api/v1/openapi.json"];

/// Where somebody wants in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Public,
    Watched,
    /// Callbacks of SMS gateways.
    Webhook,
    /// The telephone system's word, by its secret or by a token.
    Call,
    Api,
    /// What people look at in a browser.
    Pages,
}

impl Area {
    pub(crate) fn of(path: &str) -> Self {
        if PUBLIC.contains(&path) {
            Self::Public
        } else if WATCHED.contains(&path) {
            Self::Watched
        } else if path.starts_with("/sms/") {
            Self::Webhook
        } else if path == CALL {
            Self::Call
        } else if path.starts_with("/api/") {
            Self::Api
        } else {
            Self::Pages
        }
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The machine that sent it, or for which a proxy on this machine says that it did.
    pub(crate) address: Option<IpAddr>,
    /// It was sent on this machine, to this machine, by nobody on behalf of somebody else.
    pub(crate) here: bool,
}

impl Origin {
    pub(crate) fn of(request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        Self::from(peer.map(|peer| peer.0.ip().to_canonical()), request.headers())
    }

    fn from(peer: Option<IpAddr>, headers: &HeaderMap) -> Self {
        let loopback = peer.is_some_and(|peer| peer.is_loopback());
        let forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
        let called_here = headers.get(header::HOST).is_none_or(is_this_machine);
        let said = headers.get("X-Forwarded-For").filter(|_| loopback);
        let said = said.and_then(|text| text.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Self {
            address: said.or(peer),
            here: loopback && !forwarded && called_here,
        }
    }
}

/// What whoever has not signed in is counted by: the address they come from.
pub(crate) fn sender(request: &Request) -> String {
    let address = Origin::of(request).address;
    address.map(|address| address.to_string()).unwrap_or_default()
}

/// Lets in who may, with what they prove and where they come from at hand for whoever answers.
///
/// # Errors
/// The answer for whoever may not.
pub(crate) async fn admitted(gate: &Gate, mut request: Request) -> Result<Request, Response> {
    let area = Area::of(request.uri().path());
    if is_for_a_page_elsewhere(&request, area) {
        return Err(from_elsewhere().into_response());
    }
    let origin = Origin::of(&request);
    request.extensions_mut().insert(origin);
    match area {
        Area::Public => Ok(request),
        Area::Watched => watched(gate, request, origin),
        Area::Webhook => webhook(gate, request, origin).await,
        Area::Call if shows_token(gate, &request, origin) => api(gate, request, origin).await,
        Area::Call => webhook(gate, request, origin).await,
        Area::Api => api(gate, request, origin).await,
        Area::Pages => pages(gate, request, origin).await,
    }
}

fn watched(gate: &Gate, request: Request, origin: Origin) -> Result<Request, Response> {
    if origin.here || bearer(request.headers()).is_some_and(|shown| gate.is_metrics_token(shown)) {
        return Ok(request);
    }
    Err(not_local().into_response())
}

/// Whether a request shows a token that is known here; another secret may be a webhook's.
fn shows_token(gate: &Gate, request: &Request, origin: Origin) -> bool {
    bearer(request.headers()).is_some() && Proof::of(gate, request.headers(), origin.here).is_ok()
}

async fn webhook(gate: &Gate, request: Request, origin: Origin) -> Result<Request, Response> {
    webhooks::checked(gate, request, origin)
        .await
        .map_err(Refusal::into_response)
}

async fn api(gate: &Gate, mut request: Request, origin: Origin) -> Result<Request, Response> {
    let refused = Refusal::into_response;
    let proof = Proof::of(gate, request.headers(), origin.here).map_err(refused)?;
    let only_asks = request.method().is_safe();
    if matches!(proof, Proof::Nothing) {
        return Err(unproved().into_response());
    }
    proof
        .within_scope(request.uri().path(), only_asks)
        .map_err(refused)?;
    if only_asks {
        still_works(gate, &proof).await.map_err(refused)?;
    }
    if request.uri().path().starts_with("/api/v1/logs/") {
        gate.may_read_logs(&proof).await.map_err(refused)?;
    }
    if let Proof::Session { key, session } = &proof {
        if !only_asks && !shows(request.headers(), &key.csrf()) {
            return Err(forged().into_response());
        }
        gate.access().saw(key.clone(), session, gate.time().now()).await;
    }
    request.extensions_mut().insert(proof);
    Ok(request)
}

/// Checks that whoever asks works here still; whoever has a command is judged by its service.
async fn still_works(gate: &Gate, proof: &Proof) -> Result<(), Refusal> {
    let person = match proof {
        Proof::Session { session, .. } => match &session.actor {
            Actor::Person(person) => Some(person),
            Actor::Local | Actor::Gateway | Actor::Service(_) => None,
        },
        Proof::Token(token) => token.person.as_ref(),
        Proof::Nothing | Proof::Owner => None,
    };
    let Some(person) = person else { return Ok(()) };
    // rule: DIR-4
    match gate.person(person).await? {
        Some(known) if !known.left => Ok(()),
        Some(_) | None => Err(unproved()),
    }
}

/// A page without a proof is asked for like any other: whoever renders it sends the browser to sign in. What is posted
/// without one, or with a forged form, goes no further, and is not lost.
async fn pages(gate: &Gate, mut request: Request, origin: Origin) -> Result<Request, Response> {
    let proof = Proof::of(gate, request.headers(), origin.here).map_err(Refusal::into_response)?;
    let posts = !request.method().is_safe();
    let before_sign_in = carried::lets_in(request.uri().path());
    match &proof {
        Proof::Session { key, session } => {
            if posts && !before_sign_in && !shows(request.headers(), &key.csrf()) {
                request = carried::with_token(gate, request, &key.csrf()).await?;
            }
            gate.access().saw(key.clone(), session, gate.time().now()).await;
        }
        Proof::Nothing if posts && !before_sign_in => {
            return Err(carried::sign_in_first(gate, request).await);
        }
        Proof::Nothing | Proof::Owner | Proof::Token(_) => {}
    }
    request.extensions_mut().insert(proof);
    Ok(request)
}

fn shows(headers: &HeaderMap, csrf: &str) -> bool {
    headers.get(CSRF).is_some_and(|shown| shown == csrf)
}

/// Whether a web page from elsewhere acts through a browser here: a GET as for a picture has no origin, but browsers
/// say of each request whether it is for another site. Whoever follows a link to a page comes by themselves.
fn is_for_a_page_elsewhere(request: &Request, area: Area) -> bool {
    let headers = request.headers();
    let follows_a_link = area == Area::Pages
        && request.method() == Method::GET
        && headers.get(FETCH_MODE).is_some_and(|mode| mode == "navigate");
    match (headers.get(header::ORIGIN), headers.get(FETCH_SITE)) {
        (Some(origin), _) => !is_own(origin, headers.get(header::HOST)),
        (None, Some(site)) => !follows_a_link && !["none", "same-origin"].iter().any(|own| site == own),
        (None, None) => false,
    }
}

/// Whether a page's origin is the very place that was called.
fn is_own(origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
    let place = origin.to_str().ok().and_then(|text| text.split_once("://"));
    let host = host.and_then(|host| host.to_str().ok());
    place
        .zip(host)
        .is_some_and(|((_, place), host)| place.eq_ignore_ascii_case(host))
}

/// Whether `host:port` is this machine by name or number.
fn is_this_machine(value: &HeaderValue) -> bool {
    let Some(authority) = value
        .to_str()
        .ok()
        .and_then(|text| text.parse::<Authority>().ok())
    else {
        return false;
    };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

fn not_local() -> Refusal {
    forbidden(
        "request.not_local",
        "从其他机器访问须出示监控令牌",
        "from another machine show the token for health and numbers",
    )
}

fn from_elsewhere() -> Refusal {
    forbidden(
        "request.from_elsewhere",
        "不接受其他网站的页面发来的请求",
        "a page of another site may not act here",
    )
}

fn forged() -> Refusal {
    forbidden(
        "session.token_missing",
        "登录会话的请求须带防伪标记（Fl-Csrf）",
        "a request under a session shows its token against forged forms (Fl-Csrf)",
    )
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(method: &str, path: &str, headers: &[(&'static str, &str)]) -> Request {
        let request = Request::builder().method(method).uri(path);
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(Body::empty()).unwrap()
    }

    fn here(peer: &str, headers: &[(&'static str, &str)]) -> bool {
        Origin::from(peer.parse().ok(), request("GET", "/", headers).headers()).here
    }

    #[test]
    fn only_what_this_machine_sends_to_itself_for_itself_is_from_here() {
        assert!(here("127.0.0.1", &[("host", "127.0.0.1:8080")]));
        assert!(here("127.0.0.1", &[("host", "[::1]:8080")]));
        assert!(here("127.0.0.1", &[("host", "localhost")]));
        assert!(!here("192.0.2.7", &[("host", "127.0.0.1:8080")]));
        assert!(
            !here("127.0.0.1", &[("host", "pages.example")]),
            "a name that was bound anew"
        );
        assert!(!here(
            "127.0.0.1",
            &[("host", "localhost"), ("x-forwarded-for", "192.0.2.7")]
        ));
        assert!(!here("unknown", &[("host", "localhost")]));
    }

    #[test]
    fn a_proxy_on_this_machine_is_believed_and_nobody_elses() {
        let said = [("x-forwarded-for", "198.51.100.1, 192.0.2.7")];
        let address =
            |peer: &str| Origin::from(peer.parse().ok(), request("GET", "/", &said).headers()).address;
        assert_eq!(address("127.0.0.1"), "192.0.2.7".parse().ok());
        assert_eq!(address("203.0.113.5"), "203.0.113.5".parse().ok());
    }

    #[test]
    fn a_page_from_elsewhere_does_nothing_here_and_everybody_else_may() {
        let elsewhere = |method, path, headers: &[(&'static str, &str)]| {
            is_for_a_page_elsewhere(&request(method, path, headers), Area::of(path))
        };
        let post = |headers| elsewhere("POST", "/api/v1/hotline/open-order", headers);
        assert!(post(&[
            ("origin", "https://pages.example"),
            ("host", "localhost:8036")
        ]));
        assert!(post(&[("origin", "null"), ("host", "localhost:8036")]));
        assert!(
            post(&[("origin", "http://localhost:3000"), ("host", "localhost:8036")]),
            "another program here"
        );
        assert!(!post(&[
            ("origin", "http://localhost:8036"),
            ("host", "localhost:8036")
        ]));
        assert!(!post(&[
            ("origin", "https://service.example"),
            ("host", "service.example")
        ]));
        assert!(!post(&[]));
        let get =
            |path, site, mode| elsewhere("GET", path, &[("sec-fetch-site", site), ("sec-fetch-mode", mode)]);
        assert!(get("/api/v1/board", "cross-site", "no-cors"));
        assert!(get("/api/v1/board", "same-site", "navigate"));
        assert!(get("/orders/2600017", "cross-site", "no-cors"));
        assert!(
            !get("/orders/2600017", "cross-site", "navigate"),
            "a link in a mail"
        );
        assert!(!get("/orders/2600017", "same-origin", "cors"));
        assert!(!get("/orders/2600017", "none", "navigate"));
    }
}
