//! What directory remembers beside the masters: its imports.

use std::collections::{BTreeMap, BTreeSet};

use proto::directory::{BadCell, DirectoryEvent, ImportStaged, ListKind, StagedEntry};
use serde::{Deserialize, Serialize};
use types::ImportId;

/// Every import by its id: staged, applied or refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    imports: BTreeMap<ImportId, Import>,
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

    pub(crate) fn evolve(&mut self, event: &DirectoryEvent) {
        match event {
            DirectoryEvent::ImportStaged(staged) => self.stage(staged),
            DirectoryEvent::ImportApplied(applied) => {
                let outcome = Outcome::Applied {
                    rows: applied.rows,
                    changed: applied.changed,
                };
                self.settle(&applied.import, outcome, Vec::new());
            }
            DirectoryEvent::ImportRefused(refused) => {
                self.settle(&refused.import, Outcome::Refused, refused.bad.clone());
            }
            DirectoryEvent::DeputyAppointed(_)
            | DirectoryEvent::DeputyEnded(_)
            | DirectoryEvent::PhoneGiven(_)
            | DirectoryEvent::PersonLeft(_)
            | DirectoryEvent::PolicyLoaded(_) => {}
        }
    }

    /// The first piece after a refusal begins the import anew.
    fn stage(&mut self, staged: &ImportStaged) {
        let fresh = Import {
            list: staged.list,
            file: staged.file.clone(),
            pieces: BTreeSet::new(),
            rows: Vec::new(),
            bad: Vec::new(),
            outcome: None,
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
        import.outcome = Some(outcome);
        import.rows.clear();
        import.pieces.clear();
        import.bad = bad;
    }
}
