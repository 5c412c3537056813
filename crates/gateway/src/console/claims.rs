//! The claims desk, and one order's claim.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{ClaimView, ClaimsView, Form, Frame, Place, ROWS, Refused};
use proto::desk::{Answered, ClaimPage, ClaimQuery, Claims, ClaimsQuery, Query};
use sla::policy::Policy;
use types::{ClaimNumber, OrderNumber};

use super::answer::{Written, shown};
use super::asked::{ask_desk, policy, stations};
use super::forms::{self, FormPage, look};
use super::sent::Sent;
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::{Refusal, malformed};

pub(super) async fn claims(
    State(gate): State<Gate>,
    visit: Visit,
    query: Result<Params<ClaimsQuery>, Refusal>,
) -> Response {
    let written = match query {
        Ok(Params(query)) => list(&gate, &visit, query).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn list(gate: &Gate, visit: &Visit, query: ClaimsQuery) -> Written {
    let filter = ClaimsQuery {
        limit: Some(ROWS),
        ..query
    };
    let caller = &visit.caller;
    let asked = ask_desk::<Claims>(gate, caller, None, Query::Claims(filter.clone()));
    let (claims, stations, policy) = futures::try_join!(asked, stations(gate, caller), policy(gate, caller))?;
    let frame = visit.frame(Place::Claims, claims.as_of, &policy);
    let view = ClaimsView {
        claims: &claims.answer,
        filter: &filter,
        stations: &stations,
    };
    Ok(if visit.wants_part {
        view.rows(&frame)?
    } else {
        view.page(&frame)?
    })
}

/// An order's claim as it stands.
struct Known {
    claim: Answered<ClaimPage>,
    policy: Arc<Policy>,
}

impl FormPage for Known {
    /// The order's number, or that of one of its claims.
    type About = String;

    async fn of(gate: &Gate, visit: &Visit, number: &String) -> Result<Self, Refusal> {
        let order = order_of(number)?;
        let caller = &visit.caller;
        let claim = ask_desk::<ClaimPage>(gate, caller, None, Query::Claim(ClaimQuery { order }));
        let (claim, policy) = futures::try_join!(claim, policy(gate, caller))?;
        Ok(Self { claim, policy })
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn form(&self, visit: &Visit, _: &String, command: &str) -> Option<Form> {
        self.view(None).form(command, &self.frame(visit))
    }

    fn page(&self, visit: &Visit, _: &String, refused: Option<Refused<'_>>) -> Written {
        Ok(self.view(refused).page(&self.frame(visit))?)
    }

    fn after(&self, _: &String, _: &str) -> String {
        format!("/claims/{}", self.claim.answer.row.order)
    }
}

impl Known {
    fn frame<'v>(&self, visit: &'v Visit) -> Frame<'v> {
        visit.frame(Place::Claims, self.claim.as_of, &self.policy)
    }

    fn view<'a>(&'a self, refused: Option<Refused<'a>>) -> ClaimView<'a> {
        ClaimView {
            page: &self.claim.answer,
            policy: &self.policy,
            refused,
        }
    }
}

/// The order that a page is about, by its own number or by that of one of its claims, `2600017-2`.
fn order_of(number: &str) -> Result<OrderNumber, Refusal> {
    if let Ok(claim) = number.parse::<ClaimNumber>() {
        return Ok(claim.order);
    }
    let number: Result<OrderNumber, _> = number.parse();
    number.map_err(|wrong| malformed(wrong.to_string()))
}

pub(super) async fn claim(
    State(gate): State<Gate>,
    visit: Visit,
    number: Result<params::Place<String>, Refusal>,
) -> Response {
    look::<Known>(&gate, &visit, number.map(|params::Place(number)| number)).await
}

/// Sends a command about a claim.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(String, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    forms::act::<Known>(&gate, &visit, place.map(|params::Place(wanted)| wanted), sent).await
}
