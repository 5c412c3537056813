//! Reading `docs/rules.md`.

use super::code::is_rule;
use crate::tidy::Problem;
use crate::tidy::files::File;

/// What the page says.
pub(super) struct Page {
    /// The rules this version carries, with the line that says so.
    pub(super) carried: Vec<(usize, String)>,
    pub(super) rows: Vec<Row>,
}

/// One row of the table.
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) decided_in: Vec<String>,
    pub(super) shown_by: Vec<String>,
}

pub(super) fn read(file: &File) -> (Page, Vec<Problem>) {
    let mut page = Page {
        carried: Vec::new(),
        rows: Vec::new(),
    };
    let mut problems = Vec::new();
    for (number, line) in file.lines() {
        let read = if let Some(list) = line.strip_prefix("Carried: ") {
            carried(list).map(|ids| page.carried.extend(ids.into_iter().map(|id| (number, id))))
        } else if line.starts_with('|') && !is_heading(line) {
            row(number, line).map(|row| page.rows.push(row))
        } else {
            Ok(())
        };
        problems.extend(read.err().map(|text| Problem::new(&file.path, number, text)));
    }
    (page, problems)
}

fn is_heading(line: &str) -> bool {
    let first = line.split('|').nth(1).unwrap_or_default().trim();
    first == "Rule" || first.chars().all(|c| c == '-' || c == ':')
}

/// Reads `ORD-1 to ORD-11, ORD-15`.
fn carried(list: &str) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for part in list.split(',').map(str::trim) {
        let (first, last) = part.split_once(" to ").unwrap_or((part, part));
        let (Some((family, from)), Some((same, to))) = (numbered(first), numbered(last)) else {
            return Err(format!("`{part}` is neither a rule nor `RULE to RULE`"));
        };
        if family != same || from > to {
            return Err(format!("`{part}` does not go upwards in one family"));
        }
        ids.extend((from..=to).map(|number| format!("{family}-{number}")));
    }
    Ok(ids)
}

fn numbered(id: &str) -> Option<(&str, u32)> {
    let (family, number) = id.split_once('-').filter(|_| is_rule(id))?;
    Some((family, number.parse().ok()?))
}

fn row(line: usize, text: &str) -> Result<Row, String> {
    let cells: Vec<&str> = text.trim().trim_matches('|').split('|').map(str::trim).collect();
    let [id, sentence, decided_in, shown_by] = cells.as_slice() else {
        return Err("a row has four cells: rule, sentence, decided in, shown by".to_owned());
    };
    if !is_rule(id) {
        return Err(format!("`{id}` is not a rule's id"));
    }
    if sentence.is_empty() {
        return Err(format!("{id} has no sentence"));
    }
    let (decided_in, shown_by) = (listed(decided_in), listed(shown_by));
    if decided_in.is_empty() || shown_by.is_empty() {
        return Err(format!("{id} names no file or no test"));
    }
    Ok(Row {
        line,
        id: (*id).to_owned(),
        decided_in,
        shown_by,
    })
}

fn listed(cell: &str) -> Vec<String> {
    cell.split(',')
        .map(|item| item.trim().trim_matches('`').to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_written_out() {
        assert_eq!(
            carried("ORD-9 to ORD-11, ORD-15").unwrap(),
            ["ORD-9", "ORD-10", "ORD-11", "ORD-15"]
        );
        assert!(carried("ORD-3 to ORD-1").is_err());
        assert!(carried("ORD-1 to SMS-3").is_err());
        assert!(carried("orders").is_err());
    }

    #[test]
    fn a_row_with_a_cell_too_few_is_refused() {
        assert!(row(1, "| ORD-3 | sentence | crates/a.rs |").is_err());
    }
}
