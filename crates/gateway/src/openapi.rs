//! The API document (OpenAPI 3.1), made from the table of routes and the contract's schemas.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use proto::Rejection;
use proto::about::without_links;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::body::json as json_answer;
use crate::door::Area;
use crate::gate::Gate;
use crate::routes::{self, Content, Parameter, Route};

const ABOUT: &str = "Everything an operator, a station manager or an engineer can do. Commands are repeatable: \
the same Idempotency-Key is the same command. A refusal says why in Chinese and English, with a stable code.";

/// What whoever calls the API shows.
const TOKEN: &str = "token";
/// What a provider or a telephone system shows, where a secret was agreed upon.
const WEBHOOK: &str = "webhook";

pub(crate) fn routes() -> Vec<Route> {
    let document = json_schema!({ "type": "object", "required": ["openapi", "info", "paths", "components"] });
    vec![
        Route::get(
            "about",
            "/api/v1/openapi.json",
            "This document",
            document_of,
            Content::json(document),
        ),
        Route::get(
            "about",
            "/healthz",
            "Whether the gateway runs",
            || async { "ok\n" },
            Content::text("text/plain"),
        ),
    ]
}

async fn document_of(State(gate): State<Gate>) -> Response {
    json_answer(gate.document())
}

/// The API document as it is served and published.
#[must_use]
pub fn document() -> Value {
    let mut schemas = routes::schemas();
    let table = routes::table(&mut schemas);
    of_table(&table, schemas)
}

/// The document of a table whose schemas were made by `schemas`.
pub(crate) fn of_table(table: &[Route], mut schemas: SchemaGenerator) -> Value {
    let rejection = schemas.subschema_for::<Rejection>();
    let mut paths = Map::new();
    for route in table {
        let path = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.verb.as_str().to_owned(), operation(route, &rejection));
        }
    }
    let groups: BTreeSet<&str> = table.iter().map(|route| route.group).collect();
    let tags: Vec<Value> = groups.into_iter().map(|name| json!({ "name": name })).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": { "title": "fieldledger", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT },
        "tags": tags,
        "security": [{ TOKEN: [] }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                TOKEN: { "type": "http", "scheme": "bearer", "description": "One of `fieldledger access token new`" },
                WEBHOOK: { "type": "apiKey", "in": "header", "name": "Fl-Secret" },
            },
        },
    });
    without_links(&mut document);
    document
}

/// What must be shown at an address, where that is not a token; nothing at all is good from this machine.
fn security(path: &str) -> Option<Value> {
    match Area::of(path) {
        Area::Public => Some(json!([])),
        Area::Watched => Some(json!([{}, { TOKEN: [] }])),
        Area::Webhook => Some(json!([{}, { WEBHOOK: [] }])),
        Area::Call => Some(json!([{}, { TOKEN: [] }, { WEBHOOK: [] }])),
        Area::Api | Area::Pages => None,
    }
}

fn operation(route: &Route, rejection: &Schema) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route),
        "tags": [route.group],
        "summary": route.summary,
        "parameters": route.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": {
            "200": { "description": "Done", "content": given(route) },
            "default": { "description": "Refused; nothing changed", "content": refused(route, rejection) },
        },
    });
    let takes = route.takes.as_ref();
    let body = takes.map(|takes| json!({ "required": true, "content": content(takes) }));
    let more = [("requestBody", body), ("security", security(&route.path))];
    for (name, value) in more {
        if let (Some(value), Some(operation)) = (value, operation.as_object_mut()) {
            operation.insert(name.to_owned(), value);
        }
    }
    operation
}

/// What a "no" looks like: the door's are ours, also where the route's own are in somebody else's words.
fn refused(route: &Route, rejection: &Schema) -> Value {
    let ours = Content::json(rejection.clone());
    match &route.refuses {
        Some(theirs) if theirs.media == ours.media => {
            json!({ ours.media: { "schema": { "anyOf": [ours.schema, theirs.schema] } } })
        }
        Some(theirs) => json!({
            ours.media: { "schema": ours.schema },
            theirs.media: { "schema": theirs.schema },
        }),
        None => content(&ours),
    }
}

/// `get /api/v1/orders/{number}` is called `get-orders-number`.
fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api/v1");
    let words = path.split(['/', '{', '}', '.']).filter(|word| !word.is_empty());
    std::iter::once(route.verb.as_str())
        .chain(words)
        .collect::<Vec<_>>()
        .join("-")
}

/// What is answered, and the files that hold the same.
fn given(route: &Route) -> Value {
    let mut of_media = Map::new();
    of_media.insert(
        route.gives.media.to_owned(),
        json!({ "schema": route.gives.schema }),
    );
    for media in &route.gives_also {
        of_media.insert((*media).to_owned(), json!({ "schema": file(media) }));
    }
    Value::Object(of_media)
}

/// The same as a file: text, or bytes.
fn file(media: &str) -> Schema {
    if media.starts_with("text/") {
        json_schema!({ "type": "string" })
    } else {
        json_schema!({ "type": "string", "format": "binary" })
    }
}

fn content(content: &Content) -> Value {
    let mut of_media = Map::new();
    of_media.insert(content.media.to_owned(), json!({ "schema": content.schema }));
    Value::Object(of_media)
}

fn parameter(parameter: &Parameter) -> Value {
    let may_be_empty = parameter.place == "query" && !parameter.required;
    let schema = if may_be_empty && !is_any_text(&parameter.schema) {
        // A parameter without a value is as good as none.
        json!({ "anyOf": [parameter.schema, { "const": "" }] })
    } else {
        json!(parameter.schema)
    };
    json!({
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "schema": schema,
    })
}

fn is_any_text(schema: &Schema) -> bool {
    let names = schema.as_object().into_iter().flat_map(Map::keys);
    schema.get("type").is_some_and(|kind| kind == "string")
        && names
            .into_iter()
            .all(|name| name == "type" || name == "description")
}

#[cfg(test)]
mod tests {
    use proto::Command;
    use proto::claims::ClaimsCommand;
    use proto::directory::DirectoryCommand;
    use proto::dispatch::DispatchCommand;
    use proto::field::FieldCommand;
    use proto::hotline::HotlineCommand;
    use proto::notify::NotifyCommand;
    use proto::returns::ReturnsCommand;

    use super::*;

    /// The published copy lies beside the contract it is made from.
    const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../proto/openapi.yaml");

    #[test]
    fn the_published_document_is_the_one_served() {
        let made = proto::yaml::write(&document());
        if std::env::var_os("FIELDLEDGER_WRITE_OPENAPI").is_some() {
            std::fs::write(PUBLISHED, &made).unwrap();
        }
        let published = std::fs::read_to_string(PUBLISHED).unwrap_or_default();
        assert!(
            made == published,
            "run the test once with FIELDLEDGER_WRITE_OPENAPI=1 and read the difference"
        );
    }

    #[test]
    fn every_command_that_clients_may_send_has_its_route() {
        let document = document();
        let all = [
            ("directory", DirectoryCommand::NAMES),
            ("hotline", HotlineCommand::NAMES),
            ("dispatch", DispatchCommand::NAMES),
            ("field", FieldCommand::NAMES),
            ("claims", ClaimsCommand::NAMES),
            ("returns", ReturnsCommand::NAMES),
            ("notify", NotifyCommand::NAMES),
        ];
        for (service, names) in all {
            for name in names {
                let operation = &document["paths"][format!("/api/v1/{service}/{name}")]["post"];
                assert!(operation["requestBody"].is_object(), "{service}/{name}");
            }
        }
    }

    #[test]
    fn every_reference_leads_to_a_schema_and_every_place_in_a_path_is_described() {
        let document = document();
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(references.len() > 100);
        for reference in references {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
        for (path, verbs) in document["paths"].as_object().unwrap() {
            for operation in verbs.as_object().unwrap().values() {
                let described = operation["parameters"].as_array().unwrap();
                let places = described.iter().filter(|parameter| parameter["in"] == "path");
                assert_eq!(places.count(), path.matches('{').count(), "{path}");
            }
        }
    }

    fn collect(value: &Value, references: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(fields.get("$ref").and_then(Value::as_str).map(ToOwned::to_owned));
                fields.values().for_each(|field| collect(field, references));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
