//! A claim's money line by line over all tries, and what differs from the last submission (CLM-8, CLM-16).

use proto::desk::{ClaimPage, LineShown, LineTry, TryShown};
use types::{ClaimNumber, Fen};

use super::documents::{self, File};
use crate::Frame;
use crate::texts::ClaimsTexts;

/// The lines, with a pair of columns for each try.
pub(super) struct Table {
    pub(super) tries: Vec<String>,
    pub(super) lines: Vec<Line>,
    pub(super) sums: Vec<(String, String)>,
}

/// A line of a claim.
pub(super) struct Line {
    pub(super) number: u16,
    pub(super) kind: String,
    pub(super) code: String,
    pub(super) description: String,
    /// For each try what was asked for and what came of it; empty where the try has no such line.
    pub(super) cells: Vec<Cell>,
}

/// A line in one try.
#[derive(Default)]
pub(super) struct Cell {
    /// `3.5 × 320.00 = 1120.00`
    pub(super) claimed: String,
    /// Empty until the manufacturer has answered.
    pub(super) approved: String,
    pub(super) reason: String,
    pub(super) is_cut: bool,
}

pub(super) fn table(page: &ClaimPage, frame: &Frame<'_>) -> Table {
    let lines = page.lines.iter().map(|line| Line {
        number: line.line,
        kind: frame.say(&line.kind_title).to_owned(),
        code: line.code.clone(),
        description: line.description.clone(),
        cells: page.tries.iter().map(|tried| cell(line, &tried.claim)).collect(),
    });
    let sums = page.tries.iter().map(|tried| {
        let approved = tried
            .decision
            .as_ref()
            .map(|decision| decision.approved.to_string());
        (tried.claimed.to_string(), approved.unwrap_or_default())
    });
    Table {
        tries: page.tries.iter().map(|tried| tried.claim.to_string()).collect(),
        lines: lines.collect(),
        sums: sums.collect(),
    }
}

fn in_try<'l>(line: &'l LineShown, claim: &ClaimNumber) -> Option<&'l LineTry> {
    line.tries.iter().find(|tried| tried.claim == *claim)
}

fn cell(line: &LineShown, claim: &ClaimNumber) -> Cell {
    in_try(line, claim).map_or_else(Cell::default, |tried| Cell {
        claimed: amount(tried),
        approved: tried.approved.map(|fen| fen.to_string()).unwrap_or_default(),
        reason: tried.reason.clone(),
        is_cut: tried.approved.is_some_and(|approved| approved < tried.claimed),
    })
}

/// `3.5 × 320.00 = 1120.00`
fn amount(tried: &LineTry) -> String {
    format!("{} × {} = {}", tried.quantity, tried.price, tried.claimed)
}

/// What differs between the last submission and the try that is being prepared.
pub(super) struct Difference {
    pub(super) before: String,
    pub(super) now: String,
    pub(super) lines: Vec<Changed>,
    pub(super) files: Vec<File>,
    /// The remarks then and now, where they differ.
    pub(super) remarks: Option<(String, String)>,
    pub(super) why: String,
    pub(super) sums: (String, String),
}

/// A line then and now.
pub(super) struct Changed {
    pub(super) number: u16,
    pub(super) description: String,
    pub(super) before: String,
    pub(super) answer: String,
    pub(super) reason: String,
    pub(super) now: String,
}

/// None when nothing was submitted before, or no further try is open.
pub(super) fn difference(page: &ClaimPage, frame: &Frame<'_>) -> Option<Difference> {
    let open = page.tries.iter().rev().find(|tried| tried.state.is_unfiled())?;
    let (before, submission) = page
        .tries
        .iter()
        .rev()
        .find_map(|tried| Some((tried, tried.submission.as_ref()?)))?;
    let lines = page
        .lines
        .iter()
        .filter_map(|line| changed(line, before, open, frame));
    let remarks = (before.remarks != open.remarks).then(|| (before.remarks.clone(), open.remarks.clone()));
    Some(Difference {
        before: before.claim.to_string(),
        now: open.claim.to_string(),
        lines: lines.collect(),
        files: documents::since(page, submission.at),
        remarks,
        why: open.reason.clone(),
        sums: (before.claimed.to_string(), open.claimed.to_string()),
    })
}

fn changed(line: &LineShown, before: &TryShown, open: &TryShown, frame: &Frame<'_>) -> Option<Changed> {
    let c = ClaimsTexts::of(frame.language());
    let (then, now) = (in_try(line, &before.claim), in_try(line, &open.claim));
    if then.is_none() && now.is_none() {
        return None;
    }
    let answer = |tried: &LineTry| {
        tried
            .approved
            .map_or_else(|| c.undecided.to_owned(), |fen: Fen| fen.to_string())
    };
    Some(Changed {
        number: line.line,
        description: format!("{} {}", line.code, line.description)
            .trim_start()
            .to_owned(),
        before: then.map(amount).unwrap_or_default(),
        answer: then.map(answer).unwrap_or_default(),
        reason: then.map(|tried| tried.reason.clone()).unwrap_or_default(),
        now: now.map_or_else(|| c.not_asked.to_owned(), amount),
    })
}
