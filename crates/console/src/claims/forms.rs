//! What is asked for each command about a claim.

use proto::claims::{ClaimKind, LineKind};
use proto::desk::{CheckState, ClaimPage, LineTry, TryShown};
use serde_json::{Value, json};
use types::{ClaimNumber, Hash};

use super::facts;
use crate::Frame;
use crate::choice::word;
use crate::form::{Field, Form, Kind, Offer, RowAsked, Rows};
use crate::texts::{ClaimsTexts, FormTexts};

/// How many further lines can be written at once.
const NEW_LINES: u16 = 3;

/// The form of a command about an order's claim; none for a command that has none here, or without any claim.
///
/// It is about the try that the desk names, or else about the last: what was sent about another one comes back to it.
pub(super) fn form(command: &str, page: &ClaimPage, frame: &Frame<'_>) -> Option<Form> {
    let c = ClaimsTexts::of(frame.language());
    let action = page.actions.iter().find(|action| action.command == command)?;
    let named = action.claim.as_ref();
    let named = named.and_then(|claim| page.tries.iter().find(|shown| shown.claim == *claim));
    let tried = named.or_else(|| page.tries.last());
    let title = title(command, frame)?;
    let mut fields = of_order(command, frame, c)
        .or_else(|| before_filing(command, page, tried?, frame, c))
        .or_else(|| after_filing(command, page, tried?, c))?;
    let mut fixed = Vec::new();
    if matches!(command, "claims.open-draft" | "claims.drop-claim") {
        fixed.push(("order", json!(page.row.order)));
    } else {
        // Whoever fills it in means the try they see.
        fields.insert(0, Field::hidden("claim", tried?.claim.to_string()));
    }
    Some(Form {
        command: command.to_owned(),
        title,
        fields,
        fixed,
    })
}

fn of_order(command: &str, frame: &Frame<'_>, c: &'static ClaimsTexts) -> Option<Vec<Field>> {
    let reason = || Field::new("reason", c.reason, Kind::Text).required();
    match command {
        "claims.open-draft" => {
            let kinds = ClaimKind::ALL.map(|kind| Offer::plain(kind.as_str(), frame.say(&kind.title())));
            let kind = Field::new("kind", c.kind, Kind::Choice(kinds.into())).required();
            Some(vec![kind, reason()])
        }
        "claims.drop-claim" => Some(vec![reason()]),
        _ => None,
    }
}

fn before_filing(
    command: &str,
    page: &ClaimPage,
    tried: &TryShown,
    frame: &Frame<'_>,
    c: &'static ClaimsTexts,
) -> Option<Vec<Field>> {
    let field = Field::new;
    let fields = match command {
        "claims.review-claim" => vec![field("items", c.review, checklist(page, frame, c))],
        "claims.take-claim-back" => vec![field("note", c.how_came, Kind::Text).required()],
        "claims.change-lines" => vec![
            Field::seen(written(page, &tried.claim)),
            field("lines", c.lines, claim_lines(page, tried, frame, c)),
            field("remarks", c.remarks, Kind::Text).preset(tried.remarks.as_str()),
        ],
        "claims.judge-claim" => {
            let verdicts = [
                ("in_range", c.in_range, Value::Null),
                ("goodwill", c.goodwill, json!("goodwill")),
                ("customer_pays", c.customer_pays, json!("customer_pays")),
            ];
            let verdicts = verdicts.map(|(key, text, value)| Offer {
                key: key.to_owned(),
                text: text.to_owned(),
                value,
            });
            vec![
                field("out_of_range", c.verdict, Kind::Choice(verdicts.into())).required(),
                field("reason", c.reason, Kind::Text).required(),
            ]
        }
        "claims.look-at-claim" => vec![field("note", c.looked_note, Kind::Line)],
        "claims.retry-package" => Vec::new(),
        "claims.submit-claim" => {
            let package = tried.package.as_ref().map(|package| package.hash.to_string());
            let at = field("at", c.submitted_at, Kind::Moment);
            vec![Field::hidden("package", package.unwrap_or_default()), at]
        }
        _ => return None,
    };
    Some(fields)
}

fn after_filing(
    command: &str,
    page: &ClaimPage,
    tried: &TryShown,
    c: &'static ClaimsTexts,
) -> Option<Vec<Field>> {
    let field = Field::new;
    let number = || {
        let known = tried.manufacturer_number.clone().unwrap_or_default();
        field("number", c.number, Kind::Line).preset(known)
    };
    let fields = match command {
        "claims.record-manufacturer-number" => vec![number().required()],
        "claims.record-decision" => vec![
            field("lines", c.lines, decided(page, tried, c)),
            number(),
            field("at", c.decided_at, Kind::Moment),
        ],
        "claims.resubmit-claim" => vec![field("reason", c.why_again, Kind::Text).required()],
        "claims.record-credit" => {
            let approved = tried.decision.as_ref().map(|decision| decision.approved);
            let to_come = approved.unwrap_or_default() - tried.credited;
            vec![
                field("credit_note", c.credit_note, Kind::Line).required(),
                field("amount", c.amount, Kind::Money)
                    .required()
                    .preset(to_come.to_string()),
                field("explanation", c.explanation, Kind::Line),
            ]
        }
        "claims.close-claim" => Vec::new(),
        "claims.write-off-claim" => vec![field("reason", c.reason, Kind::Text).required()],
        _ => return None,
    };
    Some(fields)
}

/// Each item of the list, with what it is held against.
fn checklist(page: &ClaimPage, frame: &Frame<'_>, c: &'static ClaimsTexts) -> Kind {
    let verdicts = [("passed", c.passed, true), ("failed", c.failed, false)];
    let verdicts = verdicts.map(|(key, text, value)| Offer {
        key: key.to_owned(),
        text: text.to_owned(),
        value: json!(value),
    });
    let rows = page.checklist.iter().map(|check| {
        let known = [
            facts::held_against(check, page, frame),
            facts::history(check, frame),
        ];
        let known: Vec<String> = known.into_iter().filter(|line| !line.is_empty()).collect();
        let preset = match check.state {
            CheckState::Passed => "passed",
            CheckState::Failed => "failed",
            CheckState::Open => "",
        };
        let note = match check.state {
            CheckState::Open => String::new(),
            CheckState::Passed | CheckState::Failed => check.note.clone(),
        };
        RowAsked {
            key: check.item.clone(),
            title: frame.say(&check.title).to_owned(),
            about: known.join("\n"),
            presets: vec![preset.to_owned(), note],
        }
    });
    Kind::Rows(Rows {
        key: Some("item"),
        is_numbered: false,
        columns: vec![
            Field::new("passed", c.verdict, Kind::Choice(verdicts.into()))
                .required()
                .spread(),
            Field::new("note", c.note, Kind::Line),
        ],
        rows: rows.collect(),
        is_removable: false,
    })
}

fn lines_of<'p>(
    page: &'p ClaimPage,
    claim: &ClaimNumber,
) -> impl Iterator<Item = (&'p proto::desk::LineShown, &'p LineTry)> {
    page.lines.iter().filter_map(move |line| {
        let tried = line.tries.iter().find(|tried| tried.claim == *claim)?;
        Some((line, tried))
    })
}

/// What a try's lines said when its form was opened.
fn written(page: &ClaimPage, claim: &ClaimNumber) -> String {
    let lines: Vec<_> = lines_of(page, claim).collect();
    let remarks = page.tries.iter().find(|tried| tried.claim == *claim);
    let remarks = remarks.map_or("", |tried| tried.remarks.as_str());
    let said = serde_json::to_vec(&(lines, remarks)).unwrap_or_default();
    Hash::of(&[&said]).short()
}

fn claim_lines(page: &ClaimPage, tried: &TryShown, frame: &Frame<'_>, c: &'static ClaimsTexts) -> Kind {
    let kinds = LineKind::ALL.map(|kind| Offer::plain(&word(&kind), frame.say(&kind.title())));
    let parts = page
        .report
        .iter()
        .flat_map(|report| &report.parts)
        .map(|part| Offer {
            key: part.line.to_string(),
            text: format!(
                "{} {} {}",
                part.line, part.exchange.part_number, part.exchange.name
            ),
            value: json!(part.line),
        });
    let written = lines_of(page, &tried.claim).map(|(line, in_try)| RowAsked {
        key: line.line.to_string(),
        title: line.line.to_string(),
        about: String::new(),
        presets: vec![
            word(&line.kind),
            line.code.clone(),
            line.description.clone(),
            in_try.quantity.to_string(),
            in_try.price.to_string(),
            line.part.map(|part| part.to_string()).unwrap_or_default(),
        ],
    });
    let t = FormTexts::of(frame.language());
    let last = page.lines.iter().map(|line| line.line).max().unwrap_or_default();
    let further = (1..=NEW_LINES).map(|further| RowAsked {
        key: last.saturating_add(further).to_string(),
        title: format!("{} {}", last.saturating_add(further), t.new_row),
        about: String::new(),
        presets: Vec::new(),
    });
    Kind::Rows(Rows {
        key: Some("line"),
        is_numbered: true,
        columns: vec![
            Field::new("kind", c.kind, Kind::Choice(kinds.into())).required(),
            Field::new("code", c.code, Kind::Line),
            Field::new("description", c.description, Kind::Line).required(),
            Field::new("quantity", c.quantity, Kind::Quantity).required(),
            Field::new("price", c.price, Kind::Money).required(),
            Field::new("part", c.part, Kind::Choice(parts.collect())),
        ],
        rows: written.chain(further).collect(),
        is_removable: true,
    })
}

/// Every claimed line, as approved in full until somebody says otherwise.
fn decided(page: &ClaimPage, tried: &TryShown, c: &'static ClaimsTexts) -> Kind {
    let rows = lines_of(page, &tried.claim).map(|(line, in_try)| RowAsked {
        key: line.line.to_string(),
        title: format!("{} {}", line.line, line.description),
        about: format!("{} {}", c.submitted_claim, in_try.claimed),
        presets: vec![
            in_try.approved.unwrap_or(in_try.claimed).to_string(),
            in_try.reason.clone(),
        ],
    });
    Kind::Rows(Rows {
        key: Some("line"),
        is_numbered: true,
        columns: vec![
            Field::new("approved", c.approved_line, Kind::Money).required(),
            Field::new("reason", c.cut_reason, Kind::Line),
        ],
        rows: rows.collect(),
        is_removable: false,
    })
}

/// What a command is called, whether or not it can be sent now.
pub(super) fn title(command: &str, frame: &Frame<'_>) -> Option<&'static str> {
    let c = ClaimsTexts::of(frame.language());
    let title = match command {
        "claims.open-draft" => c.open_draft,
        "claims.review-claim" => c.save_review,
        "claims.take-claim-back" => c.take_back,
        "claims.change-lines" => c.change_lines,
        "claims.judge-claim" => c.judge,
        "claims.look-at-claim" => c.look,
        "claims.retry-package" => c.retry,
        "claims.submit-claim" => c.submit,
        "claims.record-manufacturer-number" => c.record_number,
        "claims.record-decision" => c.decide,
        "claims.resubmit-claim" => c.resubmit,
        "claims.record-credit" => c.credit,
        "claims.close-claim" => c.close,
        "claims.write-off-claim" => c.write_off,
        "claims.drop-claim" => c.give_up,
        _ => return None,
    };
    Some(title)
}
