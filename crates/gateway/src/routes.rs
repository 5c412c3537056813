//! The table of routes, from which come the router and the API document.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::gate::Gate;
use crate::{
    commands, documents, door, imports, openapi, operations, outbox, papers, policy, queries, sms, status,
    wall, watch,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verb {
    Get,
    Post,
}

impl Verb {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }
}

/// One way in.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// As both axum and OpenAPI write it: `/api/v1/orders/{number}`.
    pub(crate) path: String,
    pub(crate) group: &'static str,
    pub(crate) summary: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) takes: Option<Content>,
    pub(crate) gives: Content,
    /// Media types in which the same is given to whoever asks for them.
    pub(crate) gives_also: Vec<&'static str>,
    /// How it says no in words that are not ours.
    pub(crate) refuses: Option<Content>,
    handler: MethodRouter<Gate>,
}

/// A place in the path, a parameter of the query string or a header.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: &'static str,
    pub(crate) required: bool,
    pub(crate) schema: Schema,
}

/// A body: its media type and what it holds.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) media: &'static str,
    pub(crate) schema: Schema,
}

impl Content {
    pub(crate) fn json(schema: Schema) -> Self {
        Self {
            media: "application/json",
            schema,
        }
    }

    pub(crate) fn of<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Self {
        Self::json(schemas.subschema_for::<T>())
    }

    /// Bytes as they are, with what they may be.
    pub(crate) fn bytes(media: &'static str, about: &str) -> Self {
        Self {
            media,
            schema: json_schema!({ "type": "string", "format": "binary", "description": about }),
        }
    }

    pub(crate) fn text(media: &'static str) -> Self {
        Self {
            media,
            schema: json_schema!({ "type": "string" }),
        }
    }
}

impl Route {
    pub(crate) fn get<H, T>(
        group: &'static str,
        path: &str,
        summary: &str,
        handler: H,
        gives: Content,
    ) -> Self
    where
        H: Handler<T, Gate>,
        T: 'static,
    {
        Self::new(Verb::Get, group, path, summary, get(handler), gives)
    }

    pub(crate) fn post<H, T>(
        group: &'static str,
        path: &str,
        summary: &str,
        handler: H,
        gives: Content,
    ) -> Self
    where
        H: Handler<T, Gate>,
        T: 'static,
    {
        Self::new(Verb::Post, group, path, summary, post(handler), gives)
    }

    fn new(
        verb: Verb,
        group: &'static str,
        path: &str,
        summary: &str,
        handler: MethodRouter<Gate>,
        gives: Content,
    ) -> Self {
        Self {
            verb,
            path: path.to_owned(),
            group,
            summary: summary.to_owned(),
            parameters: Vec::new(),
            takes: None,
            gives,
            gives_also: Vec::new(),
            refuses: None,
            handler,
        }
    }

    #[must_use]
    pub(crate) fn taking(mut self, content: Content) -> Self {
        self.takes = Some(content);
        self
    }

    /// Gives the same as a file of this media type, too.
    #[must_use]
    pub(crate) fn or_giving(mut self, media: &'static str) -> Self {
        self.gives_also.push(media);
        self
    }

    /// Says no in the words of whoever calls, where it is not the door that does.
    #[must_use]
    pub(crate) fn refusing(mut self, content: Content) -> Self {
        self.refuses = Some(content);
        self
    }

    /// Names what stands in a place of the path.
    #[must_use]
    pub(crate) fn at(mut self, name: &str, schema: Schema) -> Self {
        self.parameters.push(Parameter {
            name: name.to_owned(),
            place: "path",
            required: true,
            schema,
        });
        self
    }

    #[must_use]
    pub(crate) fn header(mut self, name: &str, schema: Schema) -> Self {
        self.parameters.push(Parameter {
            name: name.to_owned(),
            place: "header",
            required: false,
            schema,
        });
        self
    }

    #[must_use]
    pub(crate) fn query(mut self, name: &str, schema: Schema) -> Self {
        self.parameters.push(Parameter {
            name: name.to_owned(),
            place: "query",
            required: false,
            schema,
        });
        self
    }

    /// Takes the fields of `T` as parameters of the query string.
    #[must_use]
    pub(crate) fn asking<T: JsonSchema>(mut self, schemas: &mut SchemaGenerator) -> Self {
        let schema = T::json_schema(schemas);
        let names = |pointer| schema.pointer(pointer);
        let required: Vec<&str> = names("/required")
            .and_then(serde_json::Value::as_array)
            .map(|names| names.iter().filter_map(serde_json::Value::as_str).collect())
            .unwrap_or_default();
        let properties = names("/properties").and_then(serde_json::Value::as_object);
        for (name, value) in properties.into_iter().flatten() {
            let schema = Schema::try_from(value.clone()).unwrap_or_default();
            let required = required.contains(&name.as_str());
            self.parameters.push(Parameter {
                name: name.clone(),
                place: "query",
                required,
                schema,
            });
        }
        self
    }

    /// Calls a parameter by its other name.
    #[must_use]
    pub(crate) fn calling(mut self, field: &str, name: &str) -> Self {
        for parameter in self
            .parameters
            .iter_mut()
            .filter(|parameter| parameter.name == field)
        {
            name.clone_into(&mut parameter.name);
        }
        self
    }
}

/// Schemas as OpenAPI 3.1 holds them.
pub(crate) fn schemas() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .into_generator()
}

/// Every route there is.
pub(crate) fn table(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let mut table = commands::routes(schemas);
    table.extend(queries::routes(schemas));
    table.extend(imports::routes(schemas));
    table.extend(documents::routes(schemas));
    table.extend(papers::routes(schemas));
    table.extend(policy::routes(schemas));
    table.extend(status::routes(schemas));
    table.extend(watch::routes(schemas));
    table.extend(operations::routes(schemas));
    table.extend(wall::routes(schemas));
    table.extend(door::routes(schemas));
    table.extend(sms::routes());
    table.extend(outbox::routes(schemas));
    table.extend(openapi::routes());
    table
}

/// The table as a router.
pub(crate) fn router(table: Vec<Route>) -> Router<Gate> {
    table.into_iter().fold(Router::new(), |router, route| {
        router.route(&route.path, route.handler)
    })
}
