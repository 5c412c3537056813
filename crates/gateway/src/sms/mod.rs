//! Text messages in, and what carriers report about those that went out.
//!
//! A message counts as taken when field says that it is on disk; until then its gateway hears 503 and brings it
//! again. Repeats are harmless: the request id is the message's own content, and field knows a repeat (SMS-11).

mod charset;
mod json;
mod kannel;
mod providers;
mod query;
mod when;

use proto::Encoding;
use proto::field::TakeMessage;
use proto::notify::TakeDeliveryReport;
use proto::wire::subject;
use proto::{Class, Rejection};
use serde::Serialize;
use types::{RequestId, ServiceName};

use crate::ask::Manner;
use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};
use crate::request_ids::derived;
use crate::routes::Route;
use crate::who::Caller;

const GROUP: &str = "text messages";

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = kannel::routes();
    routes.extend(json::routes());
    routes
}

/// Hands a message to field. When this returns without a refusal, the message is on disk.
async fn take(gate: &Gate, message: &TakeMessage) -> Result<(), Refusal> {
    let (from, text) = (message.from.open(), message.text.open());
    let id = same(
        "sms-in",
        &(&message.gateway, from, text, message.sent_at, &message.gateway_id),
    )?;
    send(gate, ServiceName::Field, "take-message", id, message).await
}

/// Hands a delivery report to notify. One about a message that is not ours is noted and done with: its gateway
/// would bring it again for nothing.
async fn report(gate: &Gate, report: &TakeDeliveryReport) -> Result<(), Refusal> {
    let id = same("sms-report", report)?;
    match send(gate, ServiceName::Notify, "take-delivery-report", id, report).await {
        Err(refusal) if refusal.rejection().class == Class::Unknown => {
            not_ours(report.message.as_str(), refusal.rejection());
            Ok(())
        }
        answer => answer,
    }
}

fn not_ours(message: &str, rejection: &Rejection) {
    tracing::info!(
        message,
        code = rejection.code,
        "a delivery report is about no message of ours"
    );
}

async fn send<C: Serialize>(
    gate: &Gate,
    service: ServiceName,
    command: &str,
    id: RequestId,
    body: &C,
) -> Result<(), Refusal> {
    let body = Encoding::Json.write(body).map_err(malformed)?;
    let subject = subject(service.as_str(), command);
    let answer = gate
        .ask(&Caller::gateway(id), &subject, Manner::Insisting, body)
        .await?;
    gate.learn(&answer);
    Ok(())
}

/// The same content is the same request.
fn same<C: Serialize>(kind: &str, content: &C) -> Result<RequestId, Refusal> {
    let content = Encoding::Json.write(content).map_err(malformed)?;
    Ok(derived(&[kind.as_bytes(), b"\0", &content])?)
}
