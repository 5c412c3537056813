//! Lists of open orders that were staged, taken over or refused.

use std::collections::{BTreeMap, BTreeSet};

use proto::directory::BadCell;
use proto::hotline::{HotlineEvent, OrderOpened, OrdersStaged, StagedOrder};
use serde::{Deserialize, Serialize};
use types::{ImportId, OrderNumber};

/// Every list by its id, and every order that came from one by the number it had there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Imports {
    lists: BTreeMap<ImportId, Import>,
    taken_over: BTreeMap<String, OrderNumber>,
}

/// One list of open orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub file: String,
    pub pieces: BTreeSet<u32>,
    /// What was read; empty again once it is settled.
    pub orders: Vec<StagedOrder>,
    pub bad: Vec<BadCell>,
    /// None while it is staged.
    pub outcome: Option<ImportOutcome>,
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    Applied {
        opened: u32,
        unchanged: u32,
    },
    /// Nothing was taken over; the same file may be staged again.
    Refused,
}

impl Imports {
    #[must_use]
    pub fn list(&self, id: &ImportId) -> Option<&Import> {
        self.lists.get(id)
    }

    pub fn lists(&self) -> impl Iterator<Item = (&ImportId, &Import)> {
        self.lists.iter()
    }

    /// Our number of an order that was taken over under another.
    #[must_use]
    pub fn taken_over(&self, number: &str) -> Option<&OrderNumber> {
        self.taken_over.get(number)
    }

    pub(crate) fn evolve(&mut self, event: &HotlineEvent) {
        match event {
            HotlineEvent::OrdersStaged(staged) => self.stage(staged),
            HotlineEvent::OrdersImported(imported) => {
                let (opened, unchanged) = (imported.opened, imported.unchanged);
                let outcome = ImportOutcome::Applied { opened, unchanged };
                self.settle(&imported.import, outcome, Vec::new());
            }
            HotlineEvent::OrdersRefused(refused) => {
                self.settle(&refused.import, ImportOutcome::Refused, refused.bad.clone());
            }
            HotlineEvent::OrderOpened(OrderOpened {
                facts,
                taken_over: Some(from),
                ..
            }) => {
                self.taken_over.insert(from.number.clone(), facts.order.clone());
            }
            HotlineEvent::OrderOpened(_)
            | HotlineEvent::CallAttached(_)
            | HotlineEvent::MachineIdentified(_)
            | HotlineEvent::StationGiven(_)
            | HotlineEvent::OrderCorrected(_)
            | HotlineEvent::MachineStateReported(_)
            | HotlineEvent::StepReached(_)
            | HotlineEvent::OrderCancelled(_)
            | HotlineEvent::NoteAdded(_)
            | HotlineEvent::FollowUpSet(_)
            | HotlineEvent::FollowUpCameDue(_)
            | HotlineEvent::FollowUpDone(_)
            | HotlineEvent::Urged(_)
            | HotlineEvent::CalledBack(_)
            | HotlineEvent::UnrepairedConfirmed(_)
            | HotlineEvent::UnrepairedListIssued(_)
            | HotlineEvent::ReportNoted(_)
            | HotlineEvent::PapersReviewed(_)
            | HotlineEvent::OrderClosed(_)
            | HotlineEvent::OrderReopened(_)
            | HotlineEvent::RepeatSuspected(_)
            | HotlineEvent::RepeatJudged(_) => {}
        }
    }

    /// The first piece after a refusal begins the import anew.
    fn stage(&mut self, staged: &OrdersStaged) {
        let fresh = Import {
            file: staged.file.clone(),
            pieces: BTreeSet::new(),
            orders: Vec::new(),
            bad: Vec::new(),
            outcome: None,
        };
        let list = self
            .lists
            .entry(staged.import.clone())
            .or_insert_with(|| fresh.clone());
        if list.outcome.is_some() {
            *list = fresh;
        }
        list.pieces.insert(staged.piece);
        list.orders.extend(staged.orders.iter().cloned());
        list.bad.extend(staged.bad.iter().cloned());
    }

    fn settle(&mut self, id: &ImportId, outcome: ImportOutcome, bad: Vec<BadCell>) {
        let Some(list) = self.lists.get_mut(id) else {
            return;
        };
        list.outcome = Some(outcome);
        list.orders.clear();
        list.pieces.clear();
        list.bad = bad;
    }
}
