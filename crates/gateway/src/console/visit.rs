//! Who looks at a page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use console::{Frame, Place, Visitor};
use sla::policy::Policy;
use types::Instant;

use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::who::Caller;

/// A header of htmx: the page is there already and a part of it is asked for.
const PART: &str = "HX-Request";

/// A visitor on their way to a page.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) caller: Caller,
    pub(super) visitor: Visitor,
    /// Path and query.
    here: String,
    /// Whether only the part of the page that changes is asked for.
    pub(super) wants_part: bool,
}

impl FromRequestParts<Gate> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, gate).await?;
        let caller = Caller::from_request_parts(parts, gate).await;
        let caller = caller.map_err(Refusal::into_response)?;
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            visitor,
            caller,
            here: here.to_owned(),
            wants_part: parts.headers.contains_key(PART),
        })
    }
}

impl Visit {
    /// Path and query of what was asked for.
    pub(super) fn here(&self) -> &str {
        &self.here
    }

    pub(super) fn frame(&self, place: Place, now: Instant, policy: &Policy) -> Frame<'_> {
        Frame {
            visitor: &self.visitor,
            now,
            zone: policy.zone(),
            place,
            here: &self.here,
            request: self.caller.id.as_str(),
            sees_phones: self.visitor.sees_phones(policy),
        }
    }
}
