//! Who asks, under which id, having seen what.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use proto::wire::{self, Reach};
use types::{Actor, RequestId};

use crate::door::{Proof, unproved};
use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};

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
    /// What they have shown.
    pub(crate) proof: Proof,
}

impl Caller {
    /// The gateway itself, on behalf of somebody whose text message it passes on.
    pub(crate) fn gateway(id: RequestId) -> Self {
        Self {
            actor: Actor::Gateway,
            id,
            seen: Reach::new(),
            proof: Proof::Nothing,
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
        let proof = parts.extensions.get::<Proof>().ok_or_else(unproved)?;
        Ok(Self {
            actor: proof.actor(&parts.headers)?,
            id,
            seen,
            proof: proof.clone(),
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

/// A header's text; ids may be Chinese, so it is UTF-8.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Ok(Some(text.trim())),
        Err(_) => Err(malformed(format!("the header {name} is not UTF-8"))),
    }
}
