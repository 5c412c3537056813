//! A JSON value as YAML, as people like to read it: blocks, plain words where they are safe. The documents of bus and
//! HTTP are published so.

use std::fmt::Write as _;

use serde_json::Value;

/// Writes a value as a YAML document.
#[must_use]
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    block(&mut text, value, 0);
    text
}

/// Writes what follows a key or a dash, with the line's end.
fn block(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                indent(text, depth);
                text.push_str(&scalar(key));
                text.push(':');
                after_key(text, value, depth + 1);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                indent(text, depth);
                text.push('-');
                after_dash(text, item, depth + 1);
            }
        }
        Value::String(words) => line(text, &scalar(words)),
        other => line(text, &other.to_string()),
    }
}

fn after_key(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::String(words) if words.contains('\n') => literal(text, words, depth),
        value if is_nested(value) => {
            text.push('\n');
            block(text, value, depth);
        }
        value => {
            text.push(' ');
            block(text, value, depth);
        }
    }
}

/// The first line of what stands in a list begins behind its dash.
fn after_dash(text: &mut String, value: &Value, depth: usize) {
    let mut inner = String::new();
    block(&mut inner, value, depth);
    let _ = write!(text, " {}", inner.trim_start());
}

fn is_nested(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// Words of several lines, as they are.
fn literal(text: &mut String, words: &str, depth: usize) {
    text.push_str(" |-\n");
    for words in words.lines() {
        if !words.is_empty() {
            indent(text, depth);
        }
        line(text, words);
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

fn line(text: &mut String, words: &str) {
    text.push_str(words);
    text.push('\n');
}

/// A string without quotes where nobody could take it for anything else; otherwise quoted as in JSON.
fn scalar(words: &str) -> String {
    let taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let safe = |c: char| c.is_alphanumeric() || " _-./,;()'`$".contains(c);
    let plain = words.starts_with(|c: char| c.is_alphabetic() || c == '$')
        && words.chars().all(safe)
        && !words.ends_with(' ')
        && !taken.contains(&words.to_ascii_lowercase().as_str());
    if plain {
        words.to_owned()
    } else {
        Value::from(words).to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_stand_as_blocks_and_words_are_quoted_where_yaml_would_read_something_else() {
        let value = json!({
            "version": "3.0.0",
            "title": "service orders 工单",
            "yes": ["no", "a: b", "", { "a": 1, "b": [true, null] }, []],
            "about": "Two lines,\n\nand a third.",
            "empty": {},
        });
        assert_eq!(
            write(&value),
            "version: \"3.0.0\"\ntitle: service orders 工单\n\"yes\":\n  - \"no\"\n  - \"a: b\"\n  - \"\"\n  \
             - a: 1\n    b:\n      - true\n      - null\n  - []\nabout: |-\n  Two lines,\n\n  and a third.\nempty: {}\n"
        );
    }
}
