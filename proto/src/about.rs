//! What the documents of the contract say of each field: the code's own descriptions, without its links.

use serde_json::Value;

/// Takes the links to code out of every description: of [`super::ROWS`] only the name is left.
pub fn without_links(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" && text.contains("[`") => {
                        *text = unlinked(text)
                    }
                    value => without_links(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_links),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn unlinked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        plain.push_str(before);
        let Some((name, left)) = after.split_once("`]") else {
            plain.push_str("[`");
            rest = after;
            continue;
        };
        let name = name.rsplit("super::").next().unwrap_or(name);
        plain.push('`');
        plain.push_str(name);
        plain.push('`');
        rest = left;
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_description_names_things_and_links_to_none() {
        let mut document = json!({
            "description": "As [`super::Row::days_left`] counts them, [`ALL`] of them, [1] and [`so",
            "properties": { "description": { "items": [{ "description": "[`x`]" }] } },
        });
        without_links(&mut document);
        let expected = json!({
            "description": "As `Row::days_left` counts them, `ALL` of them, [1] and [`so",
            "properties": { "description": { "items": [{ "description": "`x`" }] } },
        });
        assert_eq!(document, expected);
    }
}
