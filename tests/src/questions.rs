//! Every question that the system's own document lists, asked about a story.

use serde_json::Value;

use crate::Story;

/// A question with its places filled.
#[derive(Debug, Clone)]
pub struct Question {
    /// As the document names it, `/api/v1/orders/{number}`.
    pub route: String,
    /// As it is asked, `/api/v1/orders/2600017`.
    pub path: String,
    /// Whether it may be asked about a moment.
    pub of_moments: bool,
    /// What is answered.
    pub schema: Value,
}

impl Question {
    /// Whether it asks about one thing, which its path names.
    #[must_use]
    pub fn is_of_one(&self) -> bool {
        ["{number}", "{consignment}", "{id}"]
            .iter()
            .any(|place| self.route.contains(place))
    }

    /// Every question of a document that is answered as JSON, once for each value its places may have.
    ///
    /// # Panics
    /// When a place of a path is new here.
    #[must_use]
    pub fn all(document: &Value, story: &Story) -> Vec<Self> {
        let routes = document["paths"].as_object().expect("a document has paths");
        let answered = routes.iter().filter_map(|(route, verbs)| {
            let operation = &verbs["get"];
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            (!schema.is_null()).then(|| (route, operation, schema.clone()))
        });
        answered
            .flat_map(|(route, operation, schema)| {
                let of_moments = parameters(operation).any(|parameter| parameter["name"] == "at");
                let ask = move |path| Self {
                    route: route.clone(),
                    path,
                    of_moments,
                    schema: schema.clone(),
                };
                filled(route, operation, document, story).into_iter().map(ask)
            })
            .collect()
    }
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// A path with its places filled, once for each value.
fn filled(path: &str, operation: &Value, document: &Value, story: &Story) -> Vec<String> {
    let mut paths = vec![path.to_owned()];
    for parameter in parameters(operation).filter(|parameter| parameter["required"] == true) {
        let name = parameter["name"].as_str().expect("a parameter has a name");
        let values = choices(document, &parameter["schema"]).unwrap_or_else(|| values(name, path, story));
        let fill = |path: &String| -> Vec<String> {
            let place = format!("{{{name}}}");
            let with = |value: &String| {
                if parameter["in"] == "path" {
                    path.replace(&place, value)
                } else {
                    format!("{path}?{name}={value}")
                }
            };
            values.iter().map(with).collect()
        };
        paths = paths.iter().flat_map(fill).collect();
    }
    paths
}

/// Every choice of a parameter that has choices.
fn choices(document: &Value, schema: &Value) -> Option<Vec<String>> {
    let target = schema["$ref"]
        .as_str()
        .map(|pointer| pointer.trim_start_matches('#'));
    let schema = target.map_or(schema, |pointer| {
        document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{pointer} leads nowhere"))
    });
    let of_each = |key: &str| schema[key].as_array().cloned().unwrap_or_default();
    let single = of_each("oneOf").into_iter().map(|choice| choice["const"].clone());
    let all: Vec<String> = of_each("enum")
        .into_iter()
        .chain(single)
        .filter_map(|choice| choice.as_str().map(ToOwned::to_owned))
        .collect();
    (!all.is_empty()).then_some(all)
}

/// What may stand in a place of a path, or behind a required name of a query string, and has no choices.
fn values(name: &str, path: &str, story: &Story) -> Vec<String> {
    match name {
        "number" => [&story.claimed, &story.unrepaired, &story.cancelled, &story.solved]
            .map(Clone::clone)
            .into(),
        "consignment" => vec!["TZ-202603".to_owned()],
        "id" => ["TZ", "B2", "K1", "EC300DL60417"].map(ToOwned::to_owned).into(),
        "q" => vec!["EC300".to_owned(), story.claimed.clone()],
        other => panic!("say what {other} of {path} may be"),
    }
}
