//! Forms that ask the same of several things: lines of money, items of a list, parts of a box.

use chrono_tz::Tz;
use serde_json::{Map, Value};
use types::Sentence;

use super::{Field, Typed, Unreadable, put, value_of};

/// The field by which a row is taken out.
pub(super) const REMOVE: &str = "remove";

/// What is asked of each of several things. A row in which nothing is said is left out of the body.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Where a row's own key goes in its part of the body; none where a row has no name of its own.
    pub key: Option<&'static str>,
    /// Whether the key is a number.
    pub is_numbered: bool,
    pub columns: Vec<Field>,
    pub rows: Vec<RowAsked>,
    /// Whether rows can be taken out.
    pub is_removable: bool,
}

/// One of the things.
#[derive(Debug, Clone)]
pub struct RowAsked {
    pub key: String,
    pub title: String,
    /// What is known of it, to be held against what is asked.
    pub about: String,
    /// What stands in each column before anybody types.
    pub presets: Vec<String>,
}

/// The name under which a cell is typed.
pub(super) fn cell(name: &str, key: &str, column: &str) -> String {
    format!("{name}.{key}.{column}")
}

impl Rows {
    /// A list with an object for each row in which something is said.
    pub(super) fn read(&self, name: &str, typed: &Typed, zone: Tz) -> Result<Value, Unreadable> {
        let mut read = Vec::new();
        for key in keys(name, typed) {
            if let Some(row) = self.read_row(name, key, typed, zone)? {
                read.push(row);
            }
        }
        Ok(Value::from(read))
    }

    fn read_row(&self, name: &str, key: &str, typed: &Typed, zone: Tz) -> Result<Option<Value>, Unreadable> {
        let is_said = |column: &Field| !value_of(typed, &cell(name, key, column.name)).trim().is_empty();
        let is_removed = self.is_removable && !value_of(typed, &cell(name, key, REMOVE)).is_empty();
        if is_removed || !self.columns.iter().any(is_said) {
            return Ok(None);
        }
        let mut row = Map::new();
        if let Some(own) = self.key {
            put(&mut row, own, self.key_value(key)?);
        }
        for column in &self.columns {
            match column.read(&cell(name, key, column.name), typed, zone)? {
                Some(value) => put(&mut row, column.name, value),
                None if column.required => return Err(column.missing_of(&self.title_of(key))),
                None => {}
            }
        }
        Ok(Some(Value::Object(row)))
    }

    fn key_value(&self, key: &str) -> Result<Value, Unreadable> {
        if !self.is_numbered {
            return Ok(Value::from(key));
        }
        key.parse::<u16>().map(Value::from).map_err(|_| Unreadable {
            field: "",
            sentence: Sentence::new(format!("没有第{key}行"), format!("there is no row {key}")),
        })
    }

    fn title_of(&self, key: &str) -> String {
        let found = self.rows.iter().find(|row| row.key == key);
        found.map_or_else(|| key.to_owned(), |row| row.title.clone())
    }

    /// Its rows, and those that were typed and are not among them any more.
    pub(super) fn shown(&self, name: &str, typed: Option<&Typed>) -> Vec<RowAsked> {
        let mut shown = self.rows.clone();
        for key in typed.iter().flat_map(|typed| keys(name, typed)) {
            if !shown.iter().any(|row| row.key == key) {
                shown.push(RowAsked {
                    key: key.to_owned(),
                    title: key.to_owned(),
                    about: String::new(),
                    presets: Vec::new(),
                });
            }
        }
        shown
    }
}

/// The rows of which something was sent, in the order of the page, each once.
fn keys<'t>(name: &str, typed: &'t Typed) -> Vec<&'t str> {
    let mut keys: Vec<&str> = Vec::new();
    for (field, _) in typed {
        let below = field.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        let Some((key, _)) = below.and_then(|rest| rest.rsplit_once('.')) else {
            continue;
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Shanghai;
    use serde_json::json;

    use super::*;
    use crate::form::{Kind, Offer};

    fn rows() -> Rows {
        let row = |key: &str, title: &str| RowAsked {
            key: key.to_owned(),
            title: title.to_owned(),
            about: String::new(),
            presets: Vec::new(),
        };
        let kinds = vec![Offer::plain("labour", "工时"), Offer::plain("freight", "运费")];
        Rows {
            key: Some("line"),
            is_numbered: true,
            columns: vec![
                Field::new("kind", "类别", Kind::Choice(kinds)).required(),
                Field::new("quantity", "数量", Kind::Quantity).required(),
                Field::new("price", "单价", Kind::Money),
                Field::new("badly_packed", "包装", Kind::Check),
            ],
            rows: vec![row("1", "1"), row("2", "2")],
            is_removable: true,
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    }

    #[test]
    fn rows_become_objects_exact_to_the_fen_and_empty_or_removed_ones_are_left_out() {
        let sent = typed(&[
            ("lines.1.kind", "labour"),
            ("lines.1.quantity", "3.5"),
            ("lines.1.price", "320.05"),
            ("lines.2.kind", "freight"),
            ("lines.2.quantity", "1"),
            ("lines.2.badly_packed", "yes"),
            ("lines.3.kind", "freight"),
            ("lines.3.quantity", "1"),
            ("lines.3.remove", "yes"),
            ("lines.4.kind", ""),
            ("lines.4.quantity", " "),
            ("lined.5.kind", "labour"),
        ]);
        let expected = json!([
            { "line": 1, "kind": "labour", "quantity": 350, "price": 32_005, "badly_packed": false },
            { "line": 2, "kind": "freight", "quantity": 100, "badly_packed": true },
        ]);
        assert_eq!(rows().read("lines", &sent, Shanghai).unwrap(), expected);
    }

    #[test]
    fn what_a_row_lacks_is_named_and_a_row_of_others_stays_on_the_page() {
        let half = typed(&[("lines.2.kind", "labour"), ("lines.9.price", "1,5")]);
        let no = rows().read("lines", &half, Shanghai).unwrap_err();
        assert_eq!(no.sentence.zh, "请填写：2 数量");
        let wrong = typed(&[("lines.1.kind", "labour"), ("lines.1.quantity", "1,5")]);
        assert!(
            rows()
                .read("lines", &wrong, Shanghai)
                .unwrap_err()
                .sentence
                .en
                .contains("1,5")
        );
        let shown = rows().shown("lines", Some(&half));
        let keys: Vec<&str> = shown.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["1", "2", "9"]);
    }
}
