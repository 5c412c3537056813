//! `cargo xtask tidy`: what the compiler does not check about this project.

mod edges;
mod files;
mod links;
mod rules;
mod wording;

use anyhow::{Result, bail};

use crate::project::Project;

/// One thing that is not as it should be. Lines count from 1; 0 means the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    file: String,
    line: usize,
    text: String,
}

impl Problem {
    fn new(file: &str, line: usize, text: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            text: text.into(),
        }
    }
}

/// Prints every problem as `file:line: text` and fails when there is one.
pub(crate) fn run(project: &Project) -> Result<()> {
    let files = files::read(project.root())?;
    let mut problems = edges::check(project, &files);
    problems.extend(rules::check(&files));
    problems.extend(wording::check(project.root(), &files));
    problems.extend(links::check(project.root(), &files));
    problems.sort();
    for Problem { file, line, text } in &problems {
        println!("{file}:{}: {text}", line.max(&1));
    }
    if !problems.is_empty() {
        bail!("{} problems", problems.len());
    }
    println!("tidy: {} files, nothing to tidy", files.len());
    Ok(())
}
