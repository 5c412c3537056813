//! Who asks, under which id, having seen what.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use proto::wire::{self, Reach};
use types::{Actor, RequestId};

use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden, malformed};

/// The header by which a client names its command.
pub(crate) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The header by which whoever stands before us names a request; it is the command's name where there is no other.
const X_REQUEST_ID: &str = "X-Request-Id";

/// What a request says about its sender.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    pub(crate) id: RequestId,
    pub(crate) seen: Reach,
}

impl Caller {
    /// The gateway itself, on behalf of somebody whose text message it passes on.
    pub(crate) fn gateway(id: RequestId) -> Self {
        Self {
            actor: Actor::Gateway,
            id,
            seen: Reach::new(),
        }
    }

    /// The same caller with a request that follows from this one.
    pub(crate) fn with_id(&self, id: RequestId) -> Self {
        Self { id, ..self.clone() }
    }
}

impl FromRequestParts<Gate> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self, Refusal> {
        let id = match parts.extensions.get::<RequestId>() {
            Some(id) => id.clone(),
            None => request_id(&parts.headers, gate)?,
        };
        let seen = header(&parts.headers, wire::SEEN)?;
        let seen = seen
            .map_or_else(|| Ok(Reach::new()), wire::read_seen)
            .map_err(malformed)?;
        Ok(Self {
            actor: actor(parts, gate)?,
            id,
            seen,
        })
    }
}

/// The client's id for its command, or a new one.
pub(crate) fn request_id(headers: &HeaderMap, gate: &Gate) -> Result<RequestId, Refusal> {
    let named = match header(headers, IDEMPOTENCY_KEY)? {
        Some(id) => Some(id),
        None => header(headers, X_REQUEST_ID)?,
    };
    Ok(match named {
        Some(id) => RequestId::new(id)?,
        None => gate.new_request_id()?,
    })
}

/// A person names themselves; whoever acts as `local` and changes something shows that they own the data directory.
fn actor(parts: &Parts, gate: &Gate) -> Result<Actor, Refusal> {
    let actor = match header(&parts.headers, wire::ACTOR)? {
        Some(name) => name.parse()?,
        None => Actor::Local,
    };
    match actor {
        Actor::Person(_) => Ok(actor),
        Actor::Local if parts.method.is_safe() || shows_token(&parts.headers, gate)? => Ok(actor),
        Actor::Local => Err(forbidden(
            "actor.token_missing",
            "以 local 身份操作须出示 run.json 中的令牌（Authorization: Bearer …）；否则请注明人员（Fl-Actor）",
            "to act as local show the token of run.json (Authorization: Bearer ...), or name a person (Fl-Actor)",
        )),
        Actor::Gateway | Actor::Service(_) => Err(forbidden(
            "actor.not_a_person",
            "只能以人员工号或 local 的身份操作",
            "act as a person of the directory, or as local",
        )),
    }
}

fn shows_token(headers: &HeaderMap, gate: &Gate) -> Result<bool, Refusal> {
    let Some(token) = gate.local_token() else {
        return Ok(true);
    };
    let shown = header(headers, "Authorization")?.and_then(|text| text.strip_prefix("Bearer "));
    Ok(shown == Some(token))
}

/// A header's text; ids may be Chinese, so it is UTF-8.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Ok(Some(text.trim())),
        Err(_) => Err(malformed(format!("the header {name} is not UTF-8"))),
    }
}
