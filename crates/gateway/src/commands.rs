//! Commands: one route for each, the body passed on as it came.

use axum::extract::State;
use axum::response::Response;
use proto::claims::ClaimsCommand;
use proto::directory::DirectoryCommand;
use proto::dispatch::DispatchCommand;
use proto::field::FieldCommand;
use proto::hotline::HotlineCommand;
use proto::notify::NotifyCommand;
use proto::returns::ReturnsCommand;
use proto::wire::{self, Accepted};
use proto::{Command, wire::subject};
use schemars::{SchemaGenerator, json_schema};
use types::{RequestId, ServiceName};

use crate::ask::Manner;
use crate::body::{Json, json};
use crate::gate::Gate;
use crate::refusal::Refusal;
use crate::routes::{Content, Route};
use crate::who::{Caller, IDEMPOTENCY_KEY};

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let mut routes = of::<DirectoryCommand>(ServiceName::Directory, schemas);
    routes.extend(of::<HotlineCommand>(ServiceName::Hotline, schemas));
    routes.extend(of::<DispatchCommand>(ServiceName::Dispatch, schemas));
    routes.extend(of::<FieldCommand>(ServiceName::Field, schemas));
    routes.extend(of::<ClaimsCommand>(ServiceName::Claims, schemas));
    routes.extend(of::<ReturnsCommand>(ServiceName::Returns, schemas));
    routes.extend(of::<NotifyCommand>(ServiceName::Notify, schemas));
    routes
}

fn of<C: Command>(service: ServiceName, schemas: &mut SchemaGenerator) -> Vec<Route> {
    let accepted = schemas.subschema_for::<Accepted>();
    let request_id = schemas.subschema_for::<RequestId>();
    C::schemas(schemas)
        .into_iter()
        .map(|(name, body)| {
            let subject = subject(service.as_str(), name);
            let send = move |State(gate): State<Gate>, caller: Caller, Json(body): Json| {
                let subject = subject.clone();
                async move { send(&gate, &caller, &subject, body).await }
            };
            let summary = name.replace('-', " ");
            let path = format!("/api/v1/{service}/{name}");
            Route::post(
                service.as_str(),
                &path,
                &summary,
                send,
                Content::json(accepted.clone()),
            )
            .taking(Content::json(body))
            .header(IDEMPOTENCY_KEY, request_id.clone())
            .header(
                wire::ACTOR,
                json_schema!({ "type": "string", "default": "local" }),
            )
        })
        .collect()
}

/// Passes a command on and remembers where it stands.
pub(crate) async fn send(
    gate: &Gate,
    caller: &Caller,
    subject: &str,
    body: Vec<u8>,
) -> Result<Response, Refusal> {
    let answer = gate.ask(caller, subject, Manner::Insisting, body).await?;
    gate.learn(&answer);
    Ok(json(answer))
}
