//! The policy in force, and another in its place (SLA-20).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use console::{Place, PolicyOutcome, PolicyView};
use proto::Encoding;
use proto::command::named_in_rights;
use proto::directory::LoadPolicy;
use proto::wire::subject;
use sla::policy::{Policy, PolicyProblem};
use types::ServiceName;

use crate::ask::Manner;
use crate::console::answer::{Written, or_kept, page, shown};
use crate::console::asked;
use crate::console::sent::Sent;
use crate::console::visit::Visit;
use crate::gate::Gate;
use crate::params::{Nothing, Params};
use crate::refusal::{Refusal, malformed};

pub(in crate::console) async fn policy(
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

async fn written(
    gate: &Gate,
    visit: &Visit,
    typed: Option<&str>,
    outcome: Option<PolicyOutcome<'_>>,
) -> Written {
    let policy = asked::policy(gate, &visit.caller).await?;
    let view = PolicyView {
        policy: &policy,
        typed,
        outcome,
    };
    let frame = visit.frame(Place::Admin, gate.time().now(), &policy);
    Ok(view.page(&frame)?)
}

/// Checks what was typed, and loads it when that was asked for.
pub(in crate::console) async fn act(
    State(gate): State<Gate>,
    visit: Visit,
    sent: Result<Sent, Refusal>,
) -> Response {
    let acted = match sent {
        Ok(sent) => or_kept(&visit, &sent, acted(&gate, &visit, &sent).await),
        Err(refusal) => Err(refusal),
    };
    acted.unwrap_or_else(|refusal| shown(&visit, Err(refusal)))
}

async fn acted(gate: &Gate, visit: &Visit, sent: &Sent) -> Result<Response, Refusal> {
    // Browsers send every line with a carriage return.
    let text = sent.value("text").unwrap_or_default().replace("\r\n", "\n");
    if let Err(problems) = checked(&text) {
        let bad = Some(PolicyOutcome::Bad(&problems));
        let html = written(gate, visit, Some(&text), bad).await?;
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, html));
    }
    if sent.value("act") != Some("load") {
        let html = written(gate, visit, Some(&text), Some(PolicyOutcome::Good)).await?;
        return Ok(page(StatusCode::OK, html));
    }
    match load(gate, visit, sent, &text).await {
        Ok(()) => {
            let html = written(gate, visit, Some(&text), Some(PolicyOutcome::Loaded)).await?;
            Ok(page(StatusCode::OK, html))
        }
        Err(refusal) => {
            let why = refusal.rejection().sentence.in_language(visit.visitor.language);
            let html = written(gate, visit, Some(&text), Some(PolicyOutcome::Refused(why))).await?;
            Ok(page(refusal.status(), html))
        }
    }
}

fn checked(text: &str) -> Result<Policy, Vec<PolicyProblem>> {
    Policy::check(text, &named_in_rights())
}

async fn load(gate: &Gate, visit: &Visit, sent: &Sent, text: &str) -> Result<(), Refusal> {
    let text = text.to_owned();
    let body = Encoding::Json.write(&LoadPolicy { text }).map_err(malformed)?;
    let subject = subject(ServiceName::Directory.as_str(), "load-policy");
    let caller = sent.caller(visit)?;
    let answer = gate.ask(&caller, &subject, Manner::Insisting, body).await?;
    gate.learn(&answer);
    Ok(())
}
