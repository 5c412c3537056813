//! Values held against a published document's schemas, more strictly than JSON Schema asks: what an object has and its
//! schema does not name is wrong.

use serde_json::{Map, Value};

/// A published document, whose schemas refer to each other.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a>(pub &'a Value);

impl Described<'_> {
    /// Everything that is wrong with a value, each with its place; empty when the schema describes it.
    #[must_use]
    pub fn wrong(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        self.check(schema, value, "$", &mut wrong);
        wrong
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let Value::Object(schema) = schema else {
            return;
        };
        if let Some(pointer) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.0.pointer(pointer.trim_start_matches('#'));
            let target = target.unwrap_or_else(|| panic!("{pointer} leads nowhere"));
            return self.check(target, value, at, wrong);
        }
        if let Some(choices) = ["oneOf", "anyOf"]
            .iter()
            .find_map(|key| schema.get(*key)?.as_array())
        {
            return self.check_choices(choices, value, at, wrong);
        }
        let names = |key: &str| schema.get(key).and_then(Value::as_array);
        if names("enum").is_some_and(|all| !all.contains(value))
            || schema.get("const").is_some_and(|only| only != value)
        {
            wrong.push(format!("{at}: {value} is none of its values"));
        }
        if !is_of_type(schema.get("type"), value) {
            wrong.push(format!("{at}: {value} is no {}", schema["type"]));
        }
        match value {
            Value::Object(fields) => self.check_fields(schema, fields, at, wrong),
            Value::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    let place_of = |places: &Vec<Value>| places.get(place).cloned();
                    let positional = names("prefixItems").and_then(place_of);
                    if let Some(of_item) = positional.as_ref().or_else(|| schema.get("items")) {
                        self.check(of_item, item, &format!("{at}[{place}]"), wrong);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// One of the choices must describe it; otherwise the choice with the fewest faults is told.
    fn check_choices(&self, choices: &[Value], value: &Value, at: &str, wrong: &mut Vec<String>) {
        let faults = choices.iter().map(|choice| {
            let mut faults = Vec::new();
            self.check(choice, value, at, &mut faults);
            faults
        });
        wrong.extend(faults.min_by_key(Vec::len).unwrap_or_default());
    }

    fn check_fields(
        &self,
        schema: &Map<String, Value>,
        fields: &Map<String, Value>,
        at: &str,
        wrong: &mut Vec<String>,
    ) {
        let (properties, others) = (schema.get("properties"), schema.get("additionalProperties"));
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            let missing = required
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| !fields.contains_key(*name));
            wrong.extend(missing.map(|name| format!("{at}.{name} is missing")));
        }
        for (name, value) in fields {
            let at = format!("{at}.{name}");
            match properties.and_then(|properties| properties.get(name)).or(others) {
                Some(Value::Bool(false)) => wrong.push(format!("{at} is not described")),
                Some(schema) => self.check(schema, value, &at, wrong),
                None if properties.is_some() => wrong.push(format!("{at} is not described")),
                None => {}
            }
        }
    }
}

/// A schema names no type, one, or several.
fn is_of_type(of: Option<&Value>, value: &Value) -> bool {
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type {other}"),
    };
    match of {
        None => true,
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        Some(other) => panic!("{other} is no type"),
    }
}
