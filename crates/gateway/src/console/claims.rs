//! The claims desk, and one order's claim.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use console::{ClaimView, ClaimsView, Place, ROWS, Refused};
use proto::desk::{Answered, ClaimPage, ClaimQuery, Claims, ClaimsQuery, Query};
use sla::policy::Policy;
use types::{ClaimNumber, OrderNumber};

use super::answer::{Written, or_kept, page, shown, to};
use super::asked::{ask_desk, policy, stations};
use super::sent::{Sent, send};
use super::visit::Visit;
use crate::gate::Gate;
use crate::params::{self, Params};
use crate::refusal::{Refusal, malformed, no_such_path};

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

impl Known {
    async fn of(gate: &Gate, visit: &Visit, number: &str) -> Result<Self, Refusal> {
        let order = order_of(number)?;
        let caller = &visit.caller;
        let claim = ask_desk::<ClaimPage>(gate, caller, None, Query::Claim(ClaimQuery { order }));
        let (claim, policy) = futures::try_join!(claim, policy(gate, caller))?;
        Ok(Self { claim, policy })
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
    let written = match number {
        Ok(params::Place(number)) => one(&gate, &visit, &number).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn one(gate: &Gate, visit: &Visit, number: &str) -> Written {
    let known = Known::of(gate, visit, number).await?;
    let frame = visit.frame(Place::Claims, known.claim.as_of, &known.policy);
    Ok(known.view(None).page(&frame)?)
}

/// Sends a command about a claim; where it is refused the page comes back with what was typed.
pub(super) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<(String, String, String)>, Refusal>,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match (place, sent) {
        (Ok(params::Place((number, service, command))), Ok(sent)) => or_kept(
            &visit,
            &sent,
            acted(&gate, &visit, &number, &format!("{service}.{command}"), &sent).await,
        ),
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn acted(
    gate: &Gate,
    visit: &Visit,
    number: &str,
    command: &str,
    sent: &Sent,
) -> Result<Response, Refusal> {
    let known = Known::of(gate, visit, number).await?;
    let frame = visit.frame(Place::Claims, known.claim.as_of, &known.policy);
    let form = known.view(None).form(command, &frame);
    let form = form.ok_or_else(|| no_such_path(command))?;
    match send(gate, visit, &form, sent, known.policy.zone()).await {
        Ok(_) => Ok(to(&format!("/claims/{}", known.claim.answer.row.order))),
        Err((status, sentence)) => {
            let known = Known::of(gate, visit, number).await?;
            let refused = Refused {
                command,
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            let frame = visit.frame(Place::Claims, known.claim.as_of, &known.policy);
            Ok(page(status, known.view(Some(refused)).page(&frame)?))
        }
    }
}
