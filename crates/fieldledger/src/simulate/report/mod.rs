//! The table at the end, and whether everything adds up.

mod checks;
mod gathered;
mod money;
mod parts;
mod table;

use std::collections::BTreeMap;

use proto::desk::{Figures, Rate};
use serde::Serialize;
use types::{Hash, Sentence};

use super::book::Sums;
use super::drive::Drive;
use super::failure::SimulateFailure;
use super::rows::RefusedRow;
use super::shelf::PartsTally;

use self::gathered::Gathered;

/// What a run came to.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub calls: u64,
    pub orders: u64,
    pub attached_calls: u64,
    pub orders_99: u64,
    pub refused_rows: Vec<RefusedLine>,
    pub solved_by_phone: u64,
    pub first_response: Rate,
    pub response_36: Rate,
    pub texts_sent_in: u64,
    pub text_copies: u64,
    pub texts_late: u64,
    pub service_reports: u64,
    pub parts_texts: u64,
    pub documents: u64,
    /// As the world reckoned it; the desk's is in the figures.
    pub money: Sums,
    pub old_parts: PartsTally,
    pub refusals: BTreeMap<String, u64>,
    pub figures: Figures,
    pub digest: Option<Hash>,
    pub seconds: u64,
    pub actions: u64,
    pub actions_per_second: u64,
    pub time_spent: BTreeMap<&'static str, Spending>,
    pub checks: Vec<Check>,
}

/// A row that was left out, and why.
#[derive(Debug, Serialize)]
pub(super) struct RefusedLine {
    pub line: u64,
    pub reason: Sentence,
}

/// Requests of a kind.
#[derive(Debug, Serialize)]
pub(super) struct Spending {
    pub requests: u64,
    pub milliseconds: u128,
}

/// Something that has to hold.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub what: Sentence,
    pub holds: bool,
    /// What was found, in figures.
    pub found: String,
}

impl Check {
    fn new(zh: &str, en: &str, holds: bool, found: impl ToString) -> Self {
        Self {
            what: Sentence::new(zh, en),
            holds,
            found: found.to_string(),
        }
    }
}

impl Report {
    /// Asks the system for its figures and holds them against what was done to it.
    pub(super) async fn make(drive: &mut Drive, refused: &[RefusedRow]) -> Result<Self, SimulateFailure> {
        let took = drive.took();
        let spent = spending(drive);
        let gathered = Gathered::of(&mut drive.link, &drive.world).await?;
        let digest = drive.link.digest().await?;
        let (world, tally) = (&drive.world, &drive.world.tally);
        let checks = checks::all(world, &gathered);
        let figures = gathered.figures;
        let refused = refused.iter().map(|row| RefusedLine {
            line: row.line,
            reason: row.reason.clone(),
        });
        Ok(Self {
            calls: tally.calls,
            orders: figures.orders,
            attached_calls: figures.attached_calls,
            orders_99: figures.orders_99,
            refused_rows: refused.collect(),
            solved_by_phone: figures.solved_by_phone,
            first_response: figures.first_response,
            response_36: figures.response_36,
            texts_sent_in: tally.texts,
            text_copies: tally.copies,
            texts_late: tally.late,
            service_reports: tally.reports,
            parts_texts: tally.parts_texts,
            documents: checks::count(tally.put.len()),
            money: world.book.sums(),
            old_parts: world.shelf.tally,
            refusals: tally.refusals.clone(),
            digest,
            seconds: took.as_secs(),
            actions: drive.deeds,
            actions_per_second: drive.deeds / took.as_secs().max(1),
            time_spent: spent,
            checks,
            figures,
        })
    }

    /// The checks that do not hold.
    pub(super) fn broken(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.holds)
    }

    /// Where the real time went, a line for each kind of request.
    pub(super) fn spending(&self) -> String {
        let line = |(kind, spent): (&&str, &Spending)| {
            format!("{kind}: {} in {} ms", spent.requests, spent.milliseconds)
        };
        self.time_spent.iter().map(line).collect::<Vec<_>>().join("; ")
    }
}

fn spending(drive: &Drive) -> BTreeMap<&'static str, Spending> {
    let spent = drive.link.spent().iter().map(|(kind, spent)| {
        let spending = Spending {
            requests: spent.requests,
            milliseconds: spent.time.as_millis(),
        };
        (*kind, spending)
    });
    spent.collect()
}
