//! Relative links in Markdown lead somewhere.

use std::path::Path;

use super::Problem;
use super::files::File;

pub(super) fn check(root: &Path, files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.is_markdown()) {
        let folder = root
            .join(&file.path)
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default();
        for (line, target) in links(file) {
            if !folder.join(target).exists() {
                problems.push(Problem::new(
                    &file.path,
                    line,
                    format!("links to {target}, which is not there"),
                ));
            }
        }
    }
    problems
}

/// Targets of relative links with their lines, without fragments; code blocks are skipped.
fn links(file: &File) -> Vec<(usize, &str)> {
    let mut in_code = false;
    let mut found = Vec::new();
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if !in_code {
            found.extend(targets(line).map(|target| (number, target)));
        }
    }
    found
}

fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', ' ', '#']).next()?;
        let relative = !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:");
        relative.then_some(target)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_links_outside_code_are_followed() {
        let text = "[a](adr/1.md#why) [b](https://example.org/x) [c](#here)\n```\n[d](no.md)\n```\n[e](../README.md)\n";
        let file = File {
            path: "docs/a.md".to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(links(&file), [(1, "adr/1.md"), (5, "../README.md")]);
    }
}
