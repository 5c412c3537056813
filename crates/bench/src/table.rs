//! The table, for the terminal and for the page.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::figure::{Figure, Promise};

/// What stands before and after the part of the page that a run replaces.
const FROM: &str = "<!-- figures: written by `cargo xtask bench` -->";
const TO: &str = "<!-- end of figures -->";

/// Everything one run found.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) figures: Vec<Figure>,
    /// What was skipped, and on what it was measured.
    pub(crate) notes: Vec<String>,
}

impl Table {
    /// Adds a figure and shows it at once.
    pub(crate) fn add(&mut self, figure: Figure) {
        let (low, high) = figure.spread();
        let mark = if figure.is_kept() { "  " } else { "! " };
        println!(
            "{mark}{:<62} {:>8} [{} {}] {:<14} {}",
            figure.name,
            number(figure.ratio()),
            number(low),
            number(high),
            promised(&figure),
            figure.scale
        );
        self.figures.push(figure);
    }

    /// Adds a remark and shows it at once.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        println!("   {note}");
        self.notes.push(note);
    }

    /// Puts what was found apart at the end.
    pub(crate) fn follow(&mut self, apart: Self) {
        self.figures.extend(apart.figures);
        self.notes.extend(apart.notes);
    }

    pub(crate) fn broken(&self) -> Vec<&Figure> {
        self.figures.iter().filter(|figure| !figure.is_kept()).collect()
    }

    fn markdown(&self) -> String {
        let mut text = String::from(
            "| figure | ratio | rounds | promised | aim | for scale |\n| --- | --- | --- | --- | --- | --- |\n",
        );
        for figure in &self.figures {
            let (low, high) = figure.spread();
            let ratio = number(figure.ratio());
            let ratio = if figure.is_kept() {
                ratio
            } else {
                format!("**{ratio}**")
            };
            let aim = figure.aim.map(number).unwrap_or_default();
            text.push_str(&format!(
                "| {} | {ratio} | {} to {} | {} | {aim} | {} |\n",
                figure.name,
                number(low),
                number(high),
                promised(figure),
                figure.scale
            ));
        }
        text.push('\n');
        for note in &self.notes {
            text.push_str(&format!("- {note}\n"));
        }
        text
    }

    /// Replaces the table of a page by this one.
    pub(crate) fn write_into(&self, page: &Path) -> Result<()> {
        let text =
            std::fs::read_to_string(page).with_context(|| format!("failed to read {}", page.display()))?;
        let replaced = between(&text, &self.markdown())
            .with_context(|| format!("{} has no place for the figures", page.display()))?;
        std::fs::write(page, replaced).with_context(|| format!("failed to write {}", page.display()))
    }
}

fn between(page: &str, figures: &str) -> Option<String> {
    let (before, rest) = page.split_once(FROM)?;
    let (_, after) = rest.split_once(TO)?;
    Some(format!("{before}{FROM}\n\n{figures}\n{TO}{after}"))
}

fn promised(figure: &Figure) -> String {
    match figure.promise {
        Promise::AtLeast(floor) => format!("at least {}", number(floor)),
        Promise::AtMost(ceiling) => format!("at most {}", number(ceiling)),
        Promise::Shown => String::new(),
    }
}

/// As many digits as mean something.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_replaces_the_figures_of_a_page_and_nothing_else() {
        let page = format!("# Speed\n{FROM}\nold\n{TO}\nWhere the time goes\n");
        let mut table = Table::default();
        table.add(Figure::new("in process", vec![0.25], Promise::AtLeast(0.5)));
        table.note("skipped: nothing");
        let once = between(&page, &table.markdown()).unwrap();
        assert!(once.starts_with("# Speed\n") && once.ends_with("\nWhere the time goes\n"));
        assert!(once.contains("| in process | **0.25** | 0.25 to 0.25 | at least 0.50 |"));
        assert!(!once.contains("old") && once.contains("- skipped: nothing"));
        assert_eq!(between(&once, &table.markdown()).unwrap(), once);
        assert_eq!(between("no place", "figures"), None);
    }
}
