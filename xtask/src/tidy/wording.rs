//! Files stay small, name no machine and are finished.

use std::path::Path;

use super::Problem;
use super::files::File;

const FORBIDDEN: &str = include_str!("forbidden.txt");
const LONGEST: usize = 600;

pub(super) fn check(root: &Path, files: &[File]) -> Vec<Problem> {
    let here = root.to_string_lossy();
    let mut words: Vec<(&str, &str)> = FORBIDDEN
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .collect();
    if here.len() > 1 {
        words.push((&here, "the path of this checkout"));
    }
    let mut problems = Vec::new();
    for file in files {
        let length = file.text.lines().count();
        if file.is_rust() && length > LONGEST {
            problems.push(Problem::new(
                &file.path,
                LONGEST,
                format!("{length} lines; split it ({LONGEST} at most)"),
            ));
        }
        for (number, line) in file.lines() {
            for (word, why) in words.iter().filter(|(word, _)| line.contains(word)) {
                problems.push(Problem::new(&file.path, number, format!("`{word}`: {why}")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_in(text: String) -> Vec<Problem> {
        check(
            Path::new("/srv/checkout"),
            &[File {
                path: "a.rs".to_owned(),
                text,
            }],
        )
    }

    #[test]
    fn a_machines_path_is_found_with_its_line() {
        let problems = problems_in("let a = 1;\nlet b = \"/srv/checkout/b\";\n".to_owned());
        assert_eq!(
            problems.iter().map(|problem| problem.line).collect::<Vec<_>>(),
            [2]
        );
    }

    #[test]
    fn a_file_may_have_six_hundred_lines_and_no_more() {
        assert_eq!(problems_in("x\n".repeat(LONGEST)), []);
        assert_eq!(problems_in("x\n".repeat(LONGEST + 1)).len(), 1);
    }
}
