//! The contract as an AsyncAPI 3.0 document, made from the names and types that the services themselves use.

mod endpoints;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use types::ServiceName;

use crate::about::without_links;
use crate::claims::{ClaimsCommand, ClaimsEvent};
use crate::common::CommonEvent;
use crate::directory::{DirectoryCommand, DirectoryEvent};
use crate::dispatch::{DispatchCommand, DispatchEvent};
use crate::event::Kind;
use crate::field::{FieldCommand, FieldEvent};
use crate::hotline::{HotlineCommand, HotlineEvent};
use crate::notify::{NotifyCommand, NotifyEvent};
use crate::returns::{ReturnsCommand, ReturnsEvent};
use crate::wire::subject;
use crate::{Command, Encoding, Event, yaml};

const ABOUT: &str = "\
Every service offers its commands and a few endpoints of its own on NATS, by the NATS services convention, and follows \
the other services' logs by `feed.read`. Bodies are JSON unless `Content-Type` says `application/postcard`; a refusal \
is always JSON and is told by the header `Nats-Service-Error`. Commands from people need the header `Fl-Actor`.";

/// The document as YAML, `asyncapi.yaml`.
#[must_use]
pub fn document() -> String {
    yaml::write(&value())
}

/// The document as a value.
#[must_use]
pub fn value() -> Value {
    let mut contract = Contract::new();
    contract.common_messages();
    contract.service::<DirectoryCommand, DirectoryEvent>(ServiceName::Directory);
    contract.service::<HotlineCommand, HotlineEvent>(ServiceName::Hotline);
    contract.service::<DispatchCommand, DispatchEvent>(ServiceName::Dispatch);
    contract.service::<FieldCommand, FieldEvent>(ServiceName::Field);
    contract.service::<NotifyCommand, NotifyEvent>(ServiceName::Notify);
    contract.service::<ClaimsCommand, ClaimsEvent>(ServiceName::Claims);
    contract.service::<ReturnsCommand, ReturnsEvent>(ServiceName::Returns);
    contract.endpoints();
    let mut document = contract.finish();
    without_links(&mut document);
    document
}

/// What an endpoint takes and gives, by the names of messages.
struct Endpoint<'a> {
    /// A service's name, or `{service}` for an endpoint that several have.
    service: &'a str,
    what: &'a str,
    about: String,
    takes: &'a str,
    gives: &'a [String],
    parameters: Option<Value>,
}

/// The document in the making.
struct Contract {
    schemas: SchemaGenerator,
    channels: Map<String, Value>,
    operations: Map<String, Value>,
    messages: Map<String, Value>,
    /// The messages that come back to whoever asked.
    replies: Map<String, Value>,
}

impl Contract {
    fn new() -> Self {
        let settings = SchemaSettings::draft07()
            .with(|settings| settings.definitions_path = "/components/schemas".into());
        Self {
            schemas: settings.into_generator(),
            channels: Map::new(),
            operations: Map::new(),
            messages: Map::new(),
            replies: Map::new(),
        }
    }

    /// A service's commands, its log's events, and the endpoint that shows its log.
    fn service<C: Command, E: Event + JsonSchema>(&mut self, name: ServiceName) {
        for (command, payload) in C::schemas(&mut self.schemas) {
            let message = format!("{name}.{command}");
            let about = self.about(payload.as_value());
            self.message(
                &message,
                about.clone(),
                payload.to_value(),
                both(),
                Some("CommandHeaders"),
            );
            self.endpoint(&Endpoint {
                service: name.as_str(),
                what: command,
                about,
                takes: &message,
                gives: &["accepted".to_owned()],
                parameters: None,
            });
        }
        let events = [
            self.events::<E>(name.as_str()),
            self.events::<CommonEvent>("common"),
        ]
        .concat();
        self.log_tail(name, &events);
    }

    /// Adds a message for each kind of event. Gives the kinds with their schemas.
    fn events<E: Event + JsonSchema>(&mut self, log: &str) -> Vec<(Kind, Value)> {
        let whole = E::json_schema(&mut self.schemas).to_value();
        let choices = whole
            .pointer("/oneOf")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let events = E::KINDS.iter().zip(choices).map(|(kind, choice)| {
            let payload = choice
                .pointer(&format!("/properties/{}", kind.name))
                .cloned()
                .unwrap_or_default();
            (*kind, payload)
        });
        let events: Vec<(Kind, Value)> = events.collect();
        for (kind, payload) in &events {
            let mut about = self.about(payload);
            about.push_str("\n\nStored as postcard under schema id and version; shown as JSON.");
            let name = format!("{log}.{}", kind.name);
            self.message(&name, about, payload.clone(), only_json(), None);
            if let Some(message) = self.messages.get_mut(&name).and_then(Value::as_object_mut) {
                message.insert("x-schema-id".to_owned(), kind.schema.into());
                message.insert("x-schema-version".to_owned(), kind.version.into());
            }
        }
        events
    }

    /// The doc comment of the type a schema refers to.
    fn about(&self, payload: &Value) -> String {
        let name = payload
            .pointer("/$ref")
            .and_then(Value::as_str)
            .and_then(|path| path.rsplit('/').next());
        let named = name.and_then(|name| self.schemas.definitions().get(name));
        let about = named
            .and_then(|schema| schema.get("description"))
            .and_then(Value::as_str);
        about.unwrap_or_default().to_owned()
    }

    fn message(&mut self, name: &str, about: String, payload: Value, types: Value, headers: Option<&str>) {
        let mut message = Map::new();
        message.insert("name".to_owned(), name.into());
        if !about.is_empty() {
            message.insert("description".to_owned(), about.into());
        }
        message.insert("contentType".to_owned(), Encoding::JSON.into());
        message.insert("x-content-types".to_owned(), types);
        if let Some(headers) = headers {
            message.insert("headers".to_owned(), reference("schemas", headers));
        }
        message.insert("payload".to_owned(), payload);
        self.messages.insert(name.to_owned(), message.into());
    }

    /// Adds a channel and the operation on it; every endpoint may refuse.
    fn endpoint(&mut self, endpoint: &Endpoint<'_>) {
        let id = format!("{}.{}", endpoint.service.trim_matches(['{', '}']), endpoint.what);
        let mut channel = Map::new();
        channel.insert(
            "address".to_owned(),
            subject(endpoint.service, endpoint.what).into(),
        );
        channel.insert(
            "messages".to_owned(),
            json!({ endpoint.takes: reference("messages", endpoint.takes) }),
        );
        if let Some(parameters) = &endpoint.parameters {
            channel.insert("parameters".to_owned(), parameters.clone());
        }
        self.channels.insert(id.clone(), channel.into());
        let mut replies = Vec::new();
        for name in endpoint.gives.iter().map(String::as_str).chain(["refused"]) {
            self.replies.insert(name.to_owned(), reference("messages", name));
            replies.push(json!({ "$ref": format!("#/channels/replies/messages/{name}") }));
        }
        let operation = json!({
            "action": "receive",
            "channel": { "$ref": format!("#/channels/{id}") },
            "summary": endpoint.about.lines().next().unwrap_or_default(),
            "messages": [{ "$ref": format!("#/channels/{id}/messages/{}", endpoint.takes) }],
            "reply": { "channel": { "$ref": "#/channels/replies" }, "messages": replies },
        });
        self.operations.insert(id, operation);
    }

    fn finish(mut self) -> Value {
        let replies = json!({
            "address": null,
            "description": "The inbox that a request names as its reply subject.",
            "messages": self.replies,
        });
        self.channels.insert("replies".to_owned(), replies);
        let mut schemas = self.schemas.take_definitions(true);
        schemas.extend(endpoints::headers());
        json!({
            "asyncapi": "3.0.0",
            "info": {
                "title": "fieldledger",
                "version": env!("CARGO_PKG_VERSION"),
                "description": ABOUT,
                "license": { "name": "Apache-2.0" },
            },
            "defaultContentType": Encoding::JSON,
            "servers": { "local": {
                "host": "127.0.0.1:4222",
                "protocol": "nats",
                "description": "The bus beside a system that runs on one machine.",
            } },
            "channels": self.channels,
            "operations": self.operations,
            "components": { "messages": self.messages, "schemas": schemas },
        })
    }
}

/// A body may be in either encoding.
fn both() -> Value {
    json!([Encoding::JSON, Encoding::POSTCARD])
}

/// A body is JSON whatever is asked for, because it holds values of any shape.
fn only_json() -> Value {
    json!([Encoding::JSON])
}

fn reference(of: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{of}/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    match value.as_str() {
                        Some(path) if key == "$ref" => found.push(path),
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn everything_the_document_refers_to_is_in_it() {
        let document = value();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for path in found {
            assert!(document.pointer(path.trim_start_matches('#')).is_some(), "{path}");
        }
    }

    #[test]
    fn every_event_has_its_schema_id_and_every_command_its_channel() {
        let document = value();
        for log in ServiceName::ALL {
            for kind in crate::AnyEvent::kinds(log) {
                let group = if kind.schema < 100 { "common" } else { log.as_str() };
                let message = &document["components"]["messages"][format!("{group}.{}", kind.name)];
                assert_eq!(message["x-schema-id"], kind.schema, "{log} {}", kind.name);
                assert!(message["payload"]["$ref"].is_string(), "{log} {}", kind.name);
            }
        }
        let address = &document["channels"]["hotline.open-order"]["address"];
        assert_eq!(address, "fl.hotline.open-order");
    }
}
