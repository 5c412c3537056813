//! The reasons people choose from: why a clock pauses, why a machine stays unrepaired, why an order is off.

use types::Sentence;

use super::read::{Entry, Section};

/// A reason with its code and its name in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub code: String,
    pub name: Sentence,
}

impl Reason {
    /// Whether people mean this one: its code, or its name in either language.
    #[must_use]
    pub fn is_called(&self, said: &str) -> bool {
        let said = said.trim();
        said == self.code || said == self.name.zh || said.eq_ignore_ascii_case(&self.name.en)
    }
}

/// Why a clock may stand still (SLA-23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseReason {
    pub reason: Reason,
    /// Whether the customer wished it himself; the 36-hour clock stops for nothing else.
    pub customer_wish: bool,
}

/// Why engineers left a machine unrepaired (ORD-11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnrepairedReason {
    pub reason: Reason,
    /// Words that mean this reason in a text message.
    pub keywords: Vec<String>,
    /// The department that must confirm it, `claims` or `parts`, when it lies there (ORD-12).
    pub confirm_with: Option<String>,
}

/// The departments a reason can lie with (ORD-12).
const DEPARTMENTS: [&str; 2] = ["claims", "parts"];

pub(super) fn name(section: &Section<'_>) -> Sentence {
    let text = |key| {
        section
            .required(key)
            .and_then(|entry| filled(&entry))
            .unwrap_or_default()
    };
    Sentence::new(text("zh"), text("en"))
}

pub(super) fn filled(entry: &Entry<'_>) -> Option<String> {
    let text = entry.text()?.trim();
    if text.is_empty() {
        entry.refuse(Sentence::new("不能为空", "this must not be empty"));
    }
    Some(text.to_owned())
}

pub(super) fn pause_reasons(root: &Section<'_>) -> Vec<PauseReason> {
    reasons(root, "pause_reasons", |reason, section| PauseReason {
        reason,
        customer_wish: section
            .required("customer_wish")
            .and_then(|entry| entry.flag())
            .unwrap_or_default(),
    })
}

pub(super) fn unrepaired_reasons(root: &Section<'_>) -> Vec<UnrepairedReason> {
    reasons(root, "unrepaired_reasons", |reason, section| {
        let words = section
            .required("keywords")
            .map(|entry| entry.items())
            .unwrap_or_default();
        UnrepairedReason {
            reason,
            keywords: words.iter().filter_map(filled).collect(),
            confirm_with: section
                .optional("confirm_with")
                .and_then(|entry| department(&entry)),
        }
    })
}

fn department(entry: &Entry<'_>) -> Option<String> {
    let named = entry.text()?;
    if !DEPARTMENTS.contains(&named) {
        entry.refuse(Sentence::new(
            "部门须为claims（索赔）或parts（配件）",
            "a department is claims or parts",
        ));
    }
    Some(named.to_owned())
}

pub(super) fn cancel_reasons(root: &Section<'_>) -> Vec<Reason> {
    reasons(root, "cancel_reasons", |reason, _| reason)
}

fn reasons<T>(root: &Section<'_>, key: &'static str, read: impl Fn(Reason, &Section<'_>) -> T) -> Vec<T> {
    root.required(key)
        .map(|list| coded(&list, read))
        .unwrap_or_default()
}

/// Reads a list of tables that each have a code and a name in both languages; no code stands in it twice.
pub(super) fn coded<T>(list: &Entry<'_>, read: impl Fn(Reason, &Section<'_>) -> T) -> Vec<T> {
    let items = list.items();
    if items.is_empty() {
        list.refuse(Sentence::new("至少要有一项", "there must be at least one"));
    }
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for item in items {
        let Some(section) = item.section() else { continue };
        let code = section.required("code").and_then(|entry| {
            let code = filled(&entry)?;
            if seen.contains(&code) {
                entry.refuse(Sentence::new("代码重复", "this code is used twice"));
            }
            seen.push(code.clone());
            Some(code)
        });
        let reason = Reason {
            code: code.unwrap_or_default(),
            name: name(&section),
        };
        found.push(read(reason, &section));
        section.refuse_unasked();
    }
    found
}
