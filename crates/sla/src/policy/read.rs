//! Reads entries of a policy file and gathers what is wrong with them, each with its place.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use types::{Sentence, Span};

use super::PolicyProblem;
use super::added::ADDED;

/// Why a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// It is to be loaded: every entry must be there, and none that nobody knows.
    Loading,
    /// It was loaded once, perhaps by an older program or a newer one: what it lacks is filled in, what nobody knows is
    /// passed over.
    Adopted,
}

/// The problems found so far in one text.
pub(super) struct Problems<'t> {
    text: &'t str,
    why: Why,
    found: RefCell<Vec<PolicyProblem>>,
}

impl<'t> Problems<'t> {
    pub(super) const fn of(text: &'t str, why: Why) -> Self {
        Self {
            text,
            why,
            found: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn add(&self, at: usize, entry: &str, reason: Sentence) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.found.borrow_mut().push(PolicyProblem {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            entry: entry.to_owned(),
            reason,
        });
    }

    /// All of them, in the order of the text.
    pub(super) fn into_found(self) -> Vec<PolicyProblem> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|problem| (problem.line, problem.column));
        found
    }
}

/// One value of the file with its place.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    problems: &'a Problems<'a>,
    pub(super) path: String,
    at: Range<usize>,
    value: &'a DeValue<'a>,
    /// What fills in for entries that it lacks, when it is a table.
    added: Option<&'a DeTable<'a>>,
}

/// One table of the file; remembers which keys were asked for, so that [`Self::refuse_unasked`] can refuse the rest.
pub(super) struct Section<'a> {
    problems: &'a Problems<'a>,
    pub(super) path: String,
    at: Range<usize>,
    table: &'a DeTable<'a>,
    added: Option<&'a DeTable<'a>>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Entry<'a> {
    pub(super) fn refuse(&self, reason: Sentence) {
        self.problems.add(self.at.start, &self.path, reason);
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        self.or_refuse(self.value.as_str(), "文字", "a text")
    }

    pub(super) fn flag(&self) -> Option<bool> {
        self.or_refuse(self.value.as_bool(), "true 或 false", "true or false")
    }

    /// A whole number from 0 up.
    pub(super) fn count(&self) -> Option<u32> {
        let number = self
            .value
            .as_integer()
            .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        self.or_refuse(number, "不小于 0 的整数", "a whole number from 0 up")
    }

    /// A span above zero.
    pub(super) fn span(&self) -> Option<Span> {
        let span = self.value.as_str().and_then(|text| text.parse::<Span>().ok());
        self.or_refuse(
            span.filter(|span| *span > Span::ZERO),
            "大于零的时长，如 36h、1h30m、45s、2d",
            "a span above zero like 36h, 1h30m, 45s or 2d",
        )
    }

    pub(super) fn items(&self) -> Vec<Self> {
        let items = self.or_refuse(self.value.as_array(), "列表", "a list");
        let entry = |(index, value): (usize, &'a Spanned<DeValue<'a>>)| Self {
            problems: self.problems,
            path: format!("{}[{index}]", self.path),
            at: value.span(),
            value: value.get_ref(),
            added: None,
        };
        items.into_iter().flatten().enumerate().map(entry).collect()
    }

    pub(super) fn section(&self) -> Option<Section<'a>> {
        let table = self.or_refuse(self.value.as_table(), "表", "a table")?;
        Some(Section {
            problems: self.problems,
            path: self.path.clone(),
            at: self.at.clone(),
            table,
            added: self.added,
            asked: RefCell::new(Vec::new()),
        })
    }

    fn or_refuse<T>(&self, value: Option<T>, zh: &str, en: &str) -> Option<T> {
        if value.is_none() {
            self.refuse(Sentence::new(
                format!("这里应为：{zh}"),
                format!("this must be {en}"),
            ));
        }
        value
    }
}

impl<'a> Section<'a> {
    pub(super) fn root(problems: &'a Problems<'a>, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self {
            problems,
            path: String::new(),
            at: 0..0,
            table: table.get_ref(),
            added: (problems.why == Why::Adopted).then(|| ADDED.get_ref()),
            asked: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn optional(&self, key: &'static str) -> Option<Entry<'a>> {
        self.asked.borrow_mut().push(key);
        let (key, value) = self.table.get_key_value(key)?;
        Some(self.entry(key, value))
    }

    pub(super) fn required(&self, key: &'static str) -> Option<Entry<'a>> {
        let entry = self.optional(key).or_else(|| self.filled_in(key));
        if entry.is_none() {
            self.problems.add(
                self.at.start,
                &self.path_of(key),
                Sentence::new("缺少这一项", "this entry is missing"),
            );
        }
        entry
    }

    fn filled_in(&self, key: &str) -> Option<Entry<'a>> {
        let (key, value) = self.added?.get_key_value(key)?;
        Some(self.entry(key, value))
    }

    /// Every entry of a table whose keys are names, in the order of the file.
    pub(super) fn all(&self) -> Vec<(&'a str, Entry<'a>)> {
        let mut all: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), self.entry(key, value)))
            .collect();
        all.sort_by_key(|(_, entry)| entry.at.start);
        all
    }

    /// Refuses the keys nobody asked for, with the nearest one that exists.
    pub(super) fn refuse_unasked(&self) {
        if self.problems.why == Why::Adopted {
            return;
        }
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !asked.contains(&name) {
                let hint = nearest(name, asked.iter().copied());
                self.problems
                    .add(key.span().start, &self.path_of(name), unknown(hint));
            }
        }
    }

    pub(super) fn refuse(&self, reason: Sentence) {
        self.problems.add(self.at.start, &self.path, reason);
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    fn entry(&self, key: &Spanned<toml::de::DeString<'a>>, value: &'a Spanned<DeValue<'a>>) -> Entry<'a> {
        let at = if value.get_ref().is_table() {
            key.span()
        } else {
            value.span()
        };
        Entry {
            problems: self.problems,
            path: self.path_of(key.get_ref()),
            at,
            value: value.get_ref(),
            added: self
                .added
                .and_then(|added| added.get(key.get_ref().as_ref())?.get_ref().as_table()),
        }
    }
}

/// Says that a name is not known, and which one may have been meant.
pub(super) fn unknown(hint: Option<&str>) -> Sentence {
    hint.map_or_else(
        || Sentence::new("没有这个名称", "there is no such name here"),
        |hint| {
            Sentence::new(
                format!("没有这个名称，是否指 {hint}？"),
                format!("there is no such name here; did you mean {hint}?"),
            )
        },
    )
}

/// The candidate that needs the fewest changed letters, if that is less than half of them.
pub(super) fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| distance * 2 < candidate.chars().count().max(2))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters to change, add or leave out to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = index;
        let mut previous = index + 1;
        let mut next = vec![previous];
        for (above, right) in row.iter().skip(1).zip(&to) {
            let here = (diagonal + usize::from(left != *right))
                .min(above + 1)
                .min(previous + 1);
            diagonal = *above;
            previous = here;
            next.push(here);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
