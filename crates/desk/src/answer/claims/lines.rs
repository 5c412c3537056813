//! Claimed and approved side by side, over all tries (CLM-16).

use std::collections::BTreeMap;

use proto::claims::ClaimLine;
use proto::desk::{LineShown, LineTry};

use crate::model::{ClaimStory, TryKept};

/// The lines in order, each as it stood in every try that has it.
pub(super) fn lines(claim: &ClaimStory) -> Vec<LineShown> {
    // rule: CLM-16
    let mut lines: BTreeMap<u16, LineShown> = BTreeMap::new();
    for kept in claim.tries.values() {
        for line in &kept.lines {
            let shown = lines.entry(line.line).or_insert_with(|| blank(line));
            let tries = std::mem::take(&mut shown.tries);
            *shown = blank(line);
            shown.tries = tries;
            shown.tries.push(in_try(line, kept));
        }
    }
    lines.into_values().collect()
}

fn blank(line: &ClaimLine) -> LineShown {
    LineShown {
        line: line.line,
        kind: line.kind,
        kind_title: line.kind.title(),
        code: line.code.clone(),
        description: line.description.clone(),
        part: line.part,
        tries: Vec::new(),
    }
}

fn in_try(line: &ClaimLine, kept: &TryKept) -> LineTry {
    let mut decided = kept.decided.iter().flat_map(|decided| &decided.lines);
    let decided = decided.find(|decided| decided.line == line.line);
    LineTry {
        claim: kept.claim().clone(),
        quantity: line.quantity,
        price: line.price,
        claimed: line.amount(),
        approved: decided.map(|decided| decided.approved),
        reason: decided.map(|decided| decided.reason.clone()).unwrap_or_default(),
    }
}
