//! Forms that come without a session, or without its token: nothing that was typed is lost.
//!
//! A form posted after its session ended is answered with the sign-in page, which carries the form's fields through
//! and shows them again when somebody has signed in. What a form holds is given back as it came, never acted on.

use axum::body::Body as Stream;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use console::{Carried, Continue, DoorPage, SignIn};

use super::visitor;
use super::{Proof, cookies};
use crate::body::{Body, JSON_BYTES};
use crate::console::page as shown;
use crate::gate::Gate;
use crate::refusal::{Refusal, failed, malformed};

/// The field by which a form shows its session's token.
pub(super) const CSRF_FIELD: &str = "csrf";
const FORM: &str = "application/x-www-form-urlencoded";
/// Posts that come before anybody is signed in.
const BEFORE_SIGN_IN: [&str; 3] = ["/sign-in", "/sign-in/password", "/sign-out"];

/// Whether a path takes posts from whoever has not signed in.
pub(super) fn lets_in(path: &str) -> bool {
    BEFORE_SIGN_IN.contains(&path)
}

/// A form's fields, in their order.
pub(crate) type Fields = Vec<(String, String)>;

/// Reads a form's token and gives the request back whole.
///
/// # Errors
/// The answer for a form without the right token: the same form once more, to be sent or left.
pub(super) async fn with_token(gate: &Gate, request: Request, csrf: &str) -> Result<Request, Response> {
    let (parts, fields, bytes) = read(gate, request).await.map_err(Refusal::into_response)?;
    if fields
        .iter()
        .any(|(name, value)| name == CSRF_FIELD && value == csrf)
    {
        return Ok(Request::from_parts(parts, Stream::from(bytes)));
    }
    let wanted = path_of(&parts);
    Err(once_more(gate, &parts, wanted, fields, csrf).await)
}

/// Answers a post of nobody's with the sign-in page, which carries the form through.
pub(super) async fn sign_in_first(gate: &Gate, request: Request) -> Response {
    let language = cookies::language(request.headers());
    match read(gate, request).await {
        Ok((parts, fields, _)) => {
            let page = SignIn {
                language,
                sandbox: gate.is_sandbox(),
                next: path_of(&parts),
                carried: carried(fields),
                ..SignIn::default()
            };
            shown_over(&parts.headers, StatusCode::UNAUTHORIZED, page.page())
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// The same form once more, for somebody who is signed in.
async fn once_more(gate: &Gate, parts: &Parts, wanted: String, fields: Fields, csrf: &str) -> Response {
    let proof = parts.extensions.get::<Proof>().cloned();
    let key = cookies::session(&parts.headers, gate.access().https());
    let proof = proof.or_else(|| {
        let session = gate.access().session(key.as_ref()?, gate.time().now())?;
        Some(Proof::Session { key: key?, session })
    });
    let Some(proof) = proof else {
        return Refusal::into_response(super::unproved());
    };
    match visitor::visitor(gate, &proof, &parts.headers).await {
        Ok(Some(visitor)) => {
            let page = Continue {
                visitor: &visitor,
                csrf,
                next: &wanted,
                carried: &carried(fields),
                problem: None,
            };
            shown_over(&parts.headers, StatusCode::FORBIDDEN, page.page())
        }
        Ok(None) => super::unproved().into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// What is carried: every field but the token of the session that is over.
pub(crate) fn carried(fields: Fields) -> Vec<Carried> {
    let fields = fields.into_iter().filter(|(name, _)| name != CSRF_FIELD);
    fields.map(|(name, value)| Carried { name, value }).collect()
}

async fn read(gate: &Gate, request: Request) -> Result<(Parts, Fields, Vec<u8>), Refusal> {
    if !is_form(request.headers()) {
        return Err(super::unproved());
    }
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let Body(bytes) = Body::<JSON_BYTES>::from_request(request, gate).await?;
    let fields = serde_urlencoded::from_bytes(&bytes).map_err(|failure| malformed(failure.to_string()))?;
    Ok((parts, fields, bytes))
}

fn is_form(headers: &HeaderMap) -> bool {
    let media = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media = media.and_then(|text| text.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case(FORM))
}

fn path_of(parts: &Parts) -> String {
    parts
        .uri
        .path_and_query()
        .map_or("/", |wanted| wanted.as_str())
        .to_owned()
}

/// A page that takes the place of the one that was asked from, by htmx as by a plain form.
pub(super) fn shown_over(
    headers: &HeaderMap,
    status: StatusCode,
    page: Result<String, console::PageFailure>,
) -> Response {
    let page = match page {
        Ok(page) => page,
        Err(failure) => return failed("page.not_made", &failure).into_response(),
    };
    if headers.contains_key("HX-Request") {
        // htmx shows what is no success nowhere, and would put this where a part of a page belongs.
        let over = [("hx-retarget", "body"), ("hx-reswap", "outerHTML")];
        let over = over.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        return (over, shown(StatusCode::OK, page)).into_response();
    }
    shown(status, page)
}
