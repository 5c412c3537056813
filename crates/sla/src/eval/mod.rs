//! One case line in, one answer line out: how other programs and people check the arithmetic.

mod answer;
mod case;

use serde_json::{Map, Value};

/// Answers one JSON case with one JSON object: the case's `id`, and the fields its operation asks for, or
/// `error`. `explain` adds the counted, closed and paused intervals (SLA-25). Never fails.
///
/// An end before its start answers 0 here; commands refuse it before it comes this far (SLA-27).
#[must_use]
pub fn eval_line(line: &str, explain: bool) -> String {
    let mut fields = Map::new();
    match serde_json::from_str::<Value>(line) {
        Err(error) => {
            fields.extend(id_in_broken(line).map(|id| ("id".to_owned(), id)));
            fields.insert("error".to_owned(), format!("not JSON: {error}").into());
        }
        Ok(value) => {
            fields.extend(value.get("id").map(|id| ("id".to_owned(), id.clone())));
            match case::read(&value).and_then(|case| answer::answer(&case, explain)) {
                Ok(found) => fields.extend(found),
                Err(error) => {
                    fields.insert("error".to_owned(), error.into());
                }
            }
        }
    }
    Value::Object(fields).to_string()
}

/// The id of a line that breaks off, when it stands whole before the break.
fn id_in_broken(line: &str) -> Option<Value> {
    let (_, rest) = line.split_once("\"id\"")?;
    let value = rest.trim_start().strip_prefix(':')?;
    let mut values = serde_json::Deserializer::from_str(value).into_iter::<Value>();
    values.next()?.ok().filter(|id| id.is_string() || id.is_number())
}

#[cfg(test)]
mod tests;
