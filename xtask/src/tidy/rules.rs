//! `docs/rules.md` and the code say the same about which rule is decided and shown where.

mod code;
mod page;

use super::Problem;
use super::files::File;
use page::{Page, Row};

const PAGE: &str = "docs/rules.md";

pub(super) fn check(files: &[File]) -> Vec<Problem> {
    let Some(file) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Problem::new(PAGE, 0, "the list of rules is missing")];
    };
    let (page, mut problems) = page::read(file);
    problems.extend(carried_and_shown(&page));
    for row in &page.rows {
        problems.extend(row.decided_in.iter().filter_map(|path| decided(row, path, files)));
        problems.extend(row.shown_by.iter().filter_map(|test| shown(row, test, files)));
    }
    problems.extend(named_in_code(&page, files));
    problems
}

/// Every carried rule has exactly one row, and nothing else has one.
fn carried_and_shown(page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (line, id) in &page.carried {
        if !page.rows.iter().any(|row| row.id == *id) {
            problems.push(Problem::new(
                PAGE,
                *line,
                format!("{id} is carried and has no row"),
            ));
        }
    }
    for (index, row) in page.rows.iter().enumerate() {
        if !page.carried.iter().any(|(_, id)| *id == row.id) {
            problems.push(Problem::new(
                PAGE,
                row.line,
                format!("{} has a row and is not carried", row.id),
            ));
        }
        if page.rows.iter().take(index).any(|earlier| earlier.id == row.id) {
            problems.push(Problem::new(
                PAGE,
                row.line,
                format!("{} has another row above", row.id),
            ));
        }
    }
    problems
}

fn decided(row: &Row, path: &str, files: &[File]) -> Option<Problem> {
    let objection = match files.iter().find(|file| file.path == path) {
        None => format!("{}: {path} is not there", row.id),
        Some(file) if !code::names(&file.text, &row.id) => format!("{}: {path} never names it", row.id),
        Some(_) => return None,
    };
    Some(Problem::new(PAGE, row.line, objection))
}

fn shown(row: &Row, test: &str, files: &[File]) -> Option<Problem> {
    let problem = |text: String| Some(Problem::new(PAGE, row.line, format!("{}: {text}", row.id)));
    let Some((path, name)) = test.rsplit_once("::") else {
        return problem(format!("{test} should be path/to/file.rs::name_of_the_test"));
    };
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return problem(format!("{path} is not there"));
    };
    let Some(found) = code::function(&file.text, name) else {
        return problem(format!("{path} has no fn {name}"));
    };
    if !found.is_test {
        return problem(format!("{name} in {path} is not a test"));
    }
    if !found.rules.contains(&row.id) {
        return problem(format!(
            "{name} in {path} carries no comment `// rule: {}`",
            row.id
        ));
    }
    None
}

/// Every `// rule: ID` in the code has a row. The checker's own sources speak about such comments, so they stay out.
fn named_in_code(page: &Page, files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.is_rust() && !file.path.starts_with("xtask/"))
    {
        for (number, line) in file.lines() {
            let Some(ids) = code::rules_named(line) else {
                continue;
            };
            if ids.is_empty() {
                problems.push(Problem::new(&file.path, number, "the comment names no rule"));
            }
            for id in ids
                .iter()
                .filter(|id| !page.rows.iter().any(|row| row.id == **id))
            {
                problems.push(Problem::new(
                    &file.path,
                    number,
                    format!("{id} has no row in {PAGE}"),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: &str = "#[test]\n// rule: ORD-3\nfn a_repeat_call_opens_nothing() {\n    assert!(true);\n}\n";

    fn problems(page: &str, code: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let found = check(&[file(PAGE, page), file("crates/hotline/src/open.rs", code)]);
        found
            .into_iter()
            .map(|problem| format!("{}:{}: {}", problem.file, problem.line, problem.text))
            .collect()
    }

    fn page(row: &str) -> String {
        format!(
            "Carried: ORD-3\n\n| Rule | What | Decided in | Shown by |\n| --- | --- | --- | --- |\n{row}\n"
        )
    }

    #[test]
    fn a_rule_with_its_file_and_its_test_passes() {
        let row = "| ORD-3 | No second order. | crates/hotline/src/open.rs | \
                   `crates/hotline/src/open.rs::a_repeat_call_opens_nothing` |";
        assert_eq!(problems(&page(row), TEST), Vec::<String>::new());
    }

    #[test]
    fn a_carried_rule_without_a_row_is_named_with_its_line() {
        let code = "fn nothing() {}\n";
        assert_eq!(
            problems(&page(""), code),
            ["docs/rules.md:1: ORD-3 is carried and has no row"]
        );
    }

    #[test]
    fn a_row_whose_test_or_file_is_gone_is_named() {
        let row =
            "| ORD-3 | No second order. | crates/hotline/src/gone.rs | crates/hotline/src/open.rs::gone |";
        let expected = [
            "docs/rules.md:5: ORD-3: crates/hotline/src/gone.rs is not there",
            "docs/rules.md:5: ORD-3: crates/hotline/src/open.rs has no fn gone",
        ];
        assert_eq!(problems(&page(row), TEST), expected);
    }

    #[test]
    fn a_comment_in_code_needs_a_row() {
        let code = format!("{TEST}// rule: ORD-99\nfn f() {{}}\n");
        let row = "| ORD-3 | No second order. | crates/hotline/src/open.rs | \
                   crates/hotline/src/open.rs::a_repeat_call_opens_nothing |";
        assert_eq!(
            problems(&page(row), &code),
            ["crates/hotline/src/open.rs:6: ORD-99 has no row in docs/rules.md"]
        );
    }
}
