//! The tokens of machines that use the API.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use console::{Place, Refused, TokenLine, TokensView, token_form};
use serde::Deserialize;
use types::Sentence;

use crate::console::answer::{Written, or_kept, page, shown, to};
use crate::console::asked::policy;
use crate::console::sent::Sent;
use crate::console::visit::Visit;
use crate::door::{TokenShown, TokenWanted};
use crate::gate::Gate;
use crate::params::{self, Nothing, Params};
use crate::refusal::{Refusal, malformed};

const PATH: &str = "/admin/tokens";

pub(in crate::console) async fn tokens(
    State(gate): State<Gate>,
    visit: Visit,
    wanted: Result<Params<Nothing>, Refusal>,
) -> Response {
    let written = match wanted {
        Ok(_) => written(&gate, &visit, None, None).await,
        Err(refusal) => Err(refusal),
    };
    shown(&visit, written)
}

async fn written(gate: &Gate, visit: &Visit, given: Option<&str>, refused: Option<Refused<'_>>) -> Written {
    let tokens: Vec<TokenLine> = gate.tokens(&visit.caller).await?.into_iter().map(line).collect();
    let policy = policy(gate, &visit.caller).await?;
    let view = TokensView {
        tokens: &tokens,
        given,
        refused,
    };
    let frame = visit.frame(Place::Admin, gate.time().now(), &policy);
    Ok(view.page(&frame)?)
}

fn line(token: TokenShown) -> TokenLine {
    TokenLine {
        id: token.id,
        name: token.name,
        scopes: token.scopes,
        person: token.person,
        made_by: token.made_by,
        made_at: token.made_at,
    }
}

/// Makes a token and shows it this once.
pub(in crate::console) async fn make(
    State(gate): State<Gate>,
    visit: Visit,
    sent: Result<Sent, Refusal>,
) -> Response {
    let made = match sent {
        Ok(sent) => or_kept(&visit, &sent, made(&gate, &visit, &sent).await),
        Err(refusal) => Err(refusal),
    };
    made.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn made(gate: &Gate, visit: &Visit, sent: &Sent) -> Result<Response, Refusal> {
    match token(gate, visit, sent).await {
        Ok(token) => {
            let html = written(gate, visit, Some(&token), None).await?;
            Ok(page(StatusCode::OK, html))
        }
        Err((status, sentence)) => {
            let refused = Refused {
                command: "access.make-token",
                typed: &sent.typed,
                problem: sentence.in_language(visit.visitor.language),
            };
            Ok(page(status, written(gate, visit, None, Some(refused)).await?))
        }
    }
}

async fn token(gate: &Gate, visit: &Visit, sent: &Sent) -> Result<String, (StatusCode, Sentence)> {
    let said = |refusal: Refusal| (refusal.status(), refusal.rejection().sentence.clone());
    let policy = policy(gate, &visit.caller).await.map_err(said)?;
    let frame = visit.frame(Place::Admin, gate.time().now(), &policy);
    let body = token_form(&frame)
        .body(&sent.typed, policy.zone())
        .map_err(|unreadable| (StatusCode::UNPROCESSABLE_ENTITY, unreadable.sentence))?;
    let wanted = TokenWanted::deserialize(body).map_err(|failure| said(malformed(failure.to_string())))?;
    let given = gate.make_token(&visit.caller, wanted).await.map_err(said)?;
    Ok(given.token)
}

/// Takes a token away.
pub(in crate::console) async fn revoke(
    State(gate): State<Gate>,
    visit: Visit,
    place: Result<params::Place<String>, Refusal>,
) -> Response {
    let revoked = match place {
        Ok(params::Place(id)) => gate.revoke_token(&visit.caller, id).await.map(|()| to(PATH)),
        Err(refusal) => Err(refusal),
    };
    revoked.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}
