//! A claim's lines and tries side by side, and the money that came (CLM-8, CLM-9, CLM-16).

use proto::desk::{ClaimPage, LineShown, TryShown};
use types::{ClaimNumber, Fen};

use super::page::some;
use crate::client::shown::person;
use crate::client::table::Table;
use crate::client::view::{Tone, View, size};
use crate::client::words::{ClaimWord, Word};

/// Each line with what each try asked for it and what was approved.
pub(super) fn lines(page: &ClaimPage, view: &View) -> Vec<String> {
    let tries: Vec<&ClaimNumber> = page.tries.iter().map(|known| &known.claim).collect();
    let heads = [
        ClaimWord::Line,
        ClaimWord::LineKind,
        ClaimWord::Code,
        ClaimWord::Description,
        ClaimWord::Part,
    ];
    let mut heads: Vec<String> = heads.iter().map(|head| view.word(*head).to_owned()).collect();
    for claim in &tries {
        heads.push(claim.to_string());
        heads.push(view.word(ClaimWord::Approved).to_owned());
        heads.push(view.word(ClaimWord::CutBecause).to_owned());
    }
    let mut table = Table::wide(heads);
    for line in &page.lines {
        table.wide_row(line_cells(line, &tries, view));
    }
    table.wide_row(sum_cells(page, view));
    some(table, page.lines.is_empty(), view)
}

fn line_cells(line: &LineShown, tries: &[&ClaimNumber], view: &View) -> Vec<String> {
    let mut cells = vec![
        line.line.to_string(),
        view.sentence(&line.kind_title).to_owned(),
        line.code.clone(),
        line.description.clone(),
        line.part.map(|part| format!("P{part}")).unwrap_or_default(),
    ];
    for claim in tries {
        let of_try = line.tries.iter().find(|of| of.claim == **claim);
        let asked = of_try.map(|of| format!("{} x {} = {}", of.quantity, of.price, of.claimed));
        let approved = of_try
            .and_then(|of| of.approved)
            .map(|approved| approved.to_string());
        cells.push(asked.unwrap_or_default());
        cells.push(approved.unwrap_or_default());
        cells.push(of_try.map(|of| of.reason.clone()).unwrap_or_default());
    }
    cells
}

fn sum_cells(page: &ClaimPage, view: &View) -> Vec<String> {
    let empty = String::new;
    let mut cells = vec![
        view.word(ClaimWord::Sum).to_owned(),
        empty(),
        empty(),
        empty(),
        empty(),
    ];
    for known in &page.tries {
        let approved: Option<Fen> = known.decision.as_ref().map(|decision| decision.approved);
        cells.push(known.claimed.to_string());
        cells.push(approved.map(|approved| approved.to_string()).unwrap_or_default());
        cells.push(empty());
    }
    cells
}

/// Each try from its draft to its end, what there is to say of it below.
pub(super) fn tries(page: &ClaimPage, view: &View) -> Vec<String> {
    page.tries
        .iter()
        .flat_map(|known| try_lines(known, view))
        .collect()
}

fn try_lines(known: &TryShown, view: &View) -> Vec<String> {
    let number = known.claim.to_string();
    let said = [
        number.as_str(),
        view.sentence(&known.kind_title),
        view.sentence(&known.state_title),
        &view.time(known.since),
    ];
    let mut lines = vec![view.say(ClaimWord::TryLine, &said)];
    let drafted = known.drafted_by.as_ref().map_or_else(
        || view.say(ClaimWord::DraftedByItself, &[&view.time(known.drafted_at)]),
        |by| view.say(ClaimWord::DraftedBy, &[&view.time(known.drafted_at), &person(by)]),
    );
    let package = known.package.as_ref().map(|package| {
        let said = [
            package.name.as_str(),
            &size(package.size),
            &package.hash.to_string(),
        ];
        view.say(ClaimWord::PackageLine, &said)
    });
    let problem = known
        .package_problem
        .as_ref()
        .map(|problem| view.paint(Tone::Bad, &view.say(ClaimWord::PackageProblem, &[problem])));
    let submitted = known.submission.as_ref().map(|submission| {
        let by = submission.by.as_ref().map(person).unwrap_or_default();
        view.say(
            ClaimWord::SubmittedLine,
            &[&view.time(submission.at), &submission.total.to_string(), &by],
        )
    });
    let number = known
        .manufacturer_number
        .as_ref()
        .map(|number| format!("{} {number}", view.word(ClaimWord::ManufacturerNumber)));
    let decided = known.decision.as_ref().map(|decision| {
        let by = decision.by.as_ref().map(person).unwrap_or_default();
        view.say(
            ClaimWord::DecidedLine,
            &[&view.time(decision.at), &decision.approved.to_string(), &by],
        )
    });
    let returned =
        (known.returned > 0).then(|| view.say(ClaimWord::ReturnedTimes, &[&known.returned.to_string()]));
    let remarks = (!known.remarks.is_empty()).then(|| view.say(ClaimWord::Remarks, &[&known.remarks]));
    let reason = (!known.reason.is_empty()).then(|| format!("{} {}", view.word(Word::Reason), known.reason));
    let given_up = known
        .given_up
        .as_ref()
        .map(|why| view.say(ClaimWord::GivenUp, &[why]));
    let below = [
        Some(drafted),
        reason,
        returned,
        remarks,
        package,
        problem,
        submitted,
        number,
        decided,
        given_up,
    ];
    lines.extend(
        below
            .into_iter()
            .flatten()
            .map(|line| format!("    {}", line.trim_end())),
    );
    lines
}

/// Every credit, whichever try it was for.
pub(super) fn credits(page: &ClaimPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for credit in &page.credits {
        table.row([
            view.time(credit.at),
            credit.claim.to_string(),
            credit.credit_note.clone(),
            credit.amount.to_string(),
            credit.explanation.clone(),
            credit.by.as_ref().map(person).unwrap_or_default(),
        ]);
    }
    some(table, page.credits.is_empty(), view)
}
