//! What directory remembers beside the masters: its imports.

use std::collections::{BTreeMap, BTreeSet};

use proto::directory::{BadCell, DirectoryEvent, ImportStaged, ListKind, StagedEntry};
use serde::{Deserialize, Serialize};
use types::ImportId;

/// Every import by its id: staged, applied or refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    imports: BTreeMap<ImportId, Import>,
    /// How often the entries of each kind have changed.
    changes: BTreeMap<ListKind, u64>,
}

/// One import of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub list: ListKind,
    pub file: String,
    pub pieces: BTreeSet<u32>,
    /// What was read; empty again once it is settled.
    pub rows: Vec<StagedEntry>,
    pub bad: Vec<BadCell>,
    /// None while it is staged.
    pub outcome: Option<Outcome>,
    /// After how many changes of its kind of entries it was settled.
    as_of: u64,
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Applied {
        rows: u32,
        changed: u32,
    },
    /// Nothing was taken; the same file may be staged again.
    Refused,
}

impl State {
    #[must_use]
    pub fn import(&self, id: &ImportId) -> Option<&Import> {
        self.imports.get(id)
    }

    pub fn imports(&self) -> impl Iterator<Item = (&ImportId, &Import)> {
        self.imports.iter()
    }

    /// Whether an import was applied and is in force still, because nothing has changed since.
    pub(crate) fn is_in_force(&self, import: &Import) -> bool {
        matches!(import.outcome, Some(Outcome::Applied { .. }))
            && import.as_of == self.changes_of(import.list)
    }

    fn changes_of(&self, list: ListKind) -> u64 {
        self.changes.get(&list).copied().unwrap_or_default()
    }

    fn count_change(&mut self, list: ListKind) {
        *self.changes.entry(list).or_default() += 1;
    }

    pub(crate) fn evolve(&mut self, event: &DirectoryEvent) {
        match event {
            DirectoryEvent::ImportStaged(staged) => self.stage(staged),
            DirectoryEvent::ImportApplied(applied) => {
                let outcome = Outcome::Applied {
                    rows: applied.rows,
                    changed: applied.changed,
                };
                if applied.changed > 0 {
                    self.count_change(applied.list);
                }
                self.settle(&applied.import, outcome, Vec::new());
            }
            DirectoryEvent::ImportRefused(refused) => {
                self.settle(&refused.import, Outcome::Refused, refused.bad.clone());
            }
            DirectoryEvent::PhoneGiven(_) | DirectoryEvent::PersonLeft(_) => {
                self.count_change(ListKind::People);
            }
            DirectoryEvent::DeputyAppointed(_)
            | DirectoryEvent::DeputyEnded(_)
            | DirectoryEvent::PolicyLoaded(_) => {}
        }
    }

    /// The first piece after an import was settled begins it anew.
    fn stage(&mut self, staged: &ImportStaged) {
        let fresh = Import {
            list: staged.list,
            file: staged.file.clone(),
            pieces: BTreeSet::new(),
            rows: Vec::new(),
            bad: Vec::new(),
            outcome: None,
            as_of: 0,
        };
        let import = self
            .imports
            .entry(staged.import.clone())
            .or_insert_with(|| fresh.clone());
        if import.outcome.is_some() {
            *import = fresh;
        }
        import.pieces.insert(staged.piece);
        import.rows.extend(staged.entries.iter().cloned());
        import.bad.extend(staged.bad.iter().cloned());
    }

    fn settle(&mut self, id: &ImportId, outcome: Outcome, bad: Vec<BadCell>) {
        let Some(import) = self.imports.get_mut(id) else {
            return;
        };
        import.as_of = self.changes.get(&import.list).copied().unwrap_or_default();
        import.outcome = Some(outcome);
        import.rows.clear();
        import.pieces.clear();
        import.bad = bad;
    }
}
