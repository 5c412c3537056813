//! Who looks at a page: the session's person as the directory knows them now.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use console::Visitor;
use types::{Actor, Sentence};

use super::cookies;
use super::people::Known;
use super::proof::Proof;
use crate::gate::Gate;
use crate::refusal::Refusal;

/// htmx asks for parts of a page: where nobody is signed in any more, what is on the page stays as it is.
const HTMX: &str = "HX-Request";
const ENDED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("fl-session"),
    HeaderValue::from_static("ended"),
);

impl FromRequestParts<Gate> for Visitor {
    type Rejection = Response;

    /// Knows the visitor by their session, or sends the browser to sign in and back again.
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self, Response> {
        let proof = parts.extensions.get::<Proof>();
        let visitor = match proof {
            Some(proof) => visitor(gate, proof, &parts.headers).await,
            None => Ok(None),
        };
        match visitor {
            Ok(Some(visitor)) => Ok(visitor),
            Ok(None) => Err(not_signed_in(parts)),
            Err(refusal) => Err(refusal.into_response()),
        }
    }
}

/// Whom a proof makes a visitor; none when they prove nothing, or work here no more.
pub(super) async fn visitor(
    gate: &Gate,
    proof: &Proof,
    headers: &HeaderMap,
) -> Result<Option<Visitor>, Refusal> {
    if matches!(proof, Proof::Nothing | Proof::Token(_)) {
        return Ok(None);
    }
    let actor = proof.actor(headers)?;
    let known = match &actor {
        Actor::Person(person) => match gate.person(person).await? {
            // rule: DIR-4
            Some(known) if !known.left => Some(known),
            Some(_) | None => return Ok(None),
        },
        Actor::Local | Actor::Gateway | Actor::Service(_) => None,
    };
    let csrf = match proof {
        Proof::Session { key, .. } => key.csrf(),
        Proof::Nothing | Proof::Owner | Proof::Token(_) => String::new(),
    };
    Ok(Some(seen_as(gate, actor, known, csrf, headers)))
}

fn seen_as(
    gate: &Gate,
    actor: Actor,
    known: Option<Arc<Known>>,
    csrf: String,
    headers: &HeaderMap,
) -> Visitor {
    let language = cookies::language(headers);
    let owner = Sentence::new("系统管理员（本机）", "owner of this machine");
    let known = known.as_deref();
    Visitor {
        name: known.map_or_else(
            || owner.in_language(language).to_owned(),
            |known| known.name.clone(),
        ),
        roles: known.map(|known| known.roles.clone()).unwrap_or_default(),
        station: known.and_then(|known| known.station.clone()),
        region: known.and_then(|known| known.region.clone()),
        actor,
        language,
        csrf,
        sandbox: gate.is_sandbox(),
    }
}

fn not_signed_in(parts: &Parts) -> Response {
    if parts.headers.contains_key(HTMX) {
        return (StatusCode::UNAUTHORIZED, [ENDED]).into_response();
    }
    let wanted = parts.uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    Redirect::to(&sign_in_and_back(wanted)).into_response()
}

/// The sign-in page that leads back to a path.
pub(super) fn sign_in_and_back(wanted: &str) -> String {
    match serde_urlencoded::to_string([("next", wanted)]) {
        Ok(next) if wanted != "/" => format!("/sign-in?{next}"),
        Ok(_) | Err(_) => "/sign-in".to_owned(),
    }
}
