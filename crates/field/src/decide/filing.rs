//! Takes pieces of the engineer's report, by client and by SMS, and corrects its parts (ORD-15, ORD-25, CLM-17).

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::field::{
    CorrectPart, FieldEvent, FileReport, FlagKind, Labour, PartCorrected, PartExchange, PartReplaced,
    ReportContent, ReportFlagged, ServiceReportFiled,
};
use types::{Instant, OrderNumber, PersonId};

use super::Decided;
use super::placing::Teller;
use super::staff::Acted;
use crate::mistake::Objection;
use crate::order::{FieldOrder, Flag};
use crate::people::{belongs, may_write, may_write_for};
use crate::rejection::ReportRejection as No;
use crate::service_report::ServiceReport;
use crate::text::normalise;
use crate::{FieldRejection, State};

/// What a piece of the report without parts is called in a flag.
const CONTENT: &str = "服务报告";
/// A part's number has so many characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=40;
/// Nobody replaces more pieces of a part, nor more parts on an order.
const MOST: u16 = 999;

/// Takes a piece of the report; what is on it already is not taken twice.
// rule: ORD-25
pub(super) fn file_report(state: &State, file: &FileReport, context: &Context<'_>) -> Decided {
    let order = &*known(state, &file.order)?;
    let by = reporter(order, file.engineer.as_ref(), context)?;
    takes_report(order)?;
    let content = tidy(&file.content);
    if content == ReportContent::default() && file.parts.is_empty() {
        return Err(No::NothingSaid.into());
    }
    let labour = content.labour.iter().flatten();
    if labour
        .into_iter()
        .any(|work| work.description.is_empty() || work.hours.0 == 0)
    {
        return Err(No::LabourIncomplete.into());
    }
    let has_parts = !file.parts.is_empty() || order.report.replaced().next().is_some();
    if content.no_parts && has_parts {
        return Err(No::PartsAndNone.into());
    }
    let parts: Vec<PartExchange> = file
        .parts
        .iter()
        .map(|part| checked(part, 1))
        .collect::<Result<_, _>>()?;
    let added = added(&order.report, &parts);
    if let Some(no) = added.refused.into_iter().next() {
        return Err(no.into());
    }
    let number = || file.order.clone();
    let says_more = order.report.content_after(&content) != order.report.content;
    let flagged = [
        says_more.then(|| after_closing(order, CONTENT)),
        Some(after_closing(order, &numbers(&added.lines))),
        Some(hours_below(state, order, &content, context)),
    ];
    let flagged = flagged.into_iter().flatten().flatten().map(Draft::of);
    let flagged: Vec<Draft<FieldEvent>> = flagged.collect();
    let filed = says_more.then(|| {
        Draft::of(ServiceReportFiled {
            order: number(),
            by: by.cloned(),
            content,
            message: None,
        })
    });
    let replaced = added.lines.into_iter().map(|(line, exchange)| {
        Draft::of(PartReplaced {
            order: number(),
            line,
            exchange,
            by: by.cloned(),
            message: None,
        })
    });
    Ok(filed.into_iter().chain(replaced).chain(flagged).collect())
}

/// Takes the parts of a text: all of them, or none and every one that can't be is named.
// rule: SMS-13
pub(super) fn replaced(
    order: &FieldOrder,
    parts: &[PartExchange],
    sent_at: Instant,
    teller: &Teller<'_>,
) -> Acted {
    takes_report(order).map_err(Objection::Report)?;
    let added = added(&order.report, parts);
    if !added.refused.is_empty() {
        return Err(added.refused.into_iter().map(Objection::Report).collect());
    }
    let flagged = after_closing(order, &numbers(&added.lines));
    let replaced = |(line, exchange)| {
        let replaced = PartReplaced {
            order: order.facts.order.clone(),
            line,
            exchange,
            by: Some(teller.person.clone()),
            message: teller.message.cloned(),
        };
        teller.draft(replaced.into(), sent_at)
    };
    let drafts = added.lines.into_iter().map(replaced);
    let flagged = flagged.map(|flagged| teller.draft(flagged.into(), sent_at));
    Ok((drafts.chain(flagged).collect(), Vec::new()))
}

/// Takes the word that no part was replaced.
// rule: ORD-25
pub(super) fn none_replaced(order: &FieldOrder, sent_at: Instant, teller: &Teller<'_>) -> Acted {
    takes_report(order).map_err(Objection::Report)?;
    if order.report.replaced().next().is_some() {
        return Err(Objection::Report(No::PartsAndNone).into());
    }
    if order.report.content.no_parts {
        return Ok((Vec::new(), Vec::new()));
    }
    let filed = ServiceReportFiled {
        order: order.facts.order.clone(),
        by: Some(teller.person.clone()),
        content: ReportContent {
            no_parts: true,
            ..ReportContent::default()
        },
        message: teller.message.cloned(),
    };
    let flagged = after_closing(order, CONTENT).map(FieldEvent::from);
    let events = std::iter::once(filed.into()).chain(flagged);
    let drafts = events.map(|event| teller.draft(event, sent_at)).collect();
    Ok((drafts, Vec::new()))
}

/// Puts a replaced part right; a quantity of 0 takes it off.
// rule: ORD-15
pub(super) fn correct_part(state: &State, correct: &CorrectPart, context: &Context<'_>) -> Decided {
    let order = &*known(state, &correct.order)?;
    reporter(order, None, context)?;
    let line = correct.line;
    let unknown = || No::UnknownLine {
        order: correct.order.clone(),
        line,
    };
    let stands = order.report.parts.get(&line).ok_or_else(unknown)?;
    let exchange = checked(&correct.exchange, 0)?;
    if *stands == exchange {
        return Ok(Vec::new());
    }
    let reason = correct.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(No::ReasonRequired.into());
    }
    let mut others = order.report.replaced().filter(|(other, _)| *other != line);
    let same = others.find(|(_, other)| exchange.quantity > 0 && !are_told_apart(other, &exchange));
    if let Some((other, part)) = same {
        return Err(on_report(other, part).into());
    }
    let corrected: FieldEvent = PartCorrected {
        order: correct.order.clone(),
        line,
        exchange,
        reason,
    }
    .into();
    let flagged = after_closing(order, &stands.part_number);
    let drafts = std::iter::once(Draft::of(corrected));
    Ok(drafts.chain(flagged.map(Draft::of)).collect())
}

/// What is added to a closed order's report is marked: the review and the costing did not know it.
// rule: ORD-14
fn after_closing(order: &FieldOrder, about: &str) -> Option<ReportFlagged> {
    let flag = Flag {
        visit: order.last_visit(),
        flag: FlagKind::AddedAfterClosing,
        about: about.to_owned().into(),
    };
    (order.closed && !about.is_empty() && !order.is_flagged(&flag)).then(|| ReportFlagged {
        order: order.facts.order.clone(),
        visit: flag.visit,
        flag: flag.flag,
        about: flag.about,
    })
}

/// Meters run forward: a reading below the machine's last one is looked at.
// rule: ORD-25
fn hours_below(
    state: &State,
    order: &FieldOrder,
    content: &ReportContent,
    context: &Context<'_>,
) -> Option<ReportFlagged> {
    let hours = content
        .hours
        .filter(|hours| order.report.content.hours != Some(*hours))?;
    let machine = order.facts.machine.as_ref()?;
    let reported = state.beside(order).filter_map(|other| {
        let report = &other.report;
        Some((report.changed_at?, report.content.hours?))
    });
    let reported = reported.max().map(|(_, hours)| hours);
    let in_file = context.masters().machine(machine).and_then(|known| known.hours);
    let last = reported.max(in_file).filter(|last| hours < *last)?;
    let flag = Flag {
        visit: order.last_visit(),
        flag: FlagKind::HoursBelowLast,
        about: format!("{hours}，上次{last}").into(),
    };
    (!order.is_flagged(&flag)).then(|| ReportFlagged {
        order: order.facts.order.clone(),
        visit: flag.visit,
        flag: flag.flag,
        about: flag.about,
    })
}

fn numbers(parts: &[(u16, PartExchange)]) -> String {
    let numbers: Vec<&str> = parts.iter().map(|(_, part)| part.part_number.as_str()).collect();
    numbers.join("、")
}

pub(super) fn known<'a>(
    state: &'a State,
    number: &OrderNumber,
) -> Result<Cow<'a, FieldOrder>, FieldRejection> {
    state
        .order(number)
        .ok_or_else(|| FieldRejection::UnknownOrder(number.clone()))
}

/// Whose word it is: the engineer named, or the person who acts. Either belongs to the order, or is of the hotline
/// or the records staff.
// rule: SMS-1
pub(super) fn reporter<'a>(
    order: &FieldOrder,
    engineer: Option<&'a PersonId>,
    context: &Context<'a>,
) -> Result<Option<&'a PersonId>, FieldRejection> {
    let not_yours = |person: &PersonId| FieldRejection::NotYours {
        order: order.facts.order.clone(),
        engineer: person.clone(),
    };
    if !may_write(context, order) {
        return Err(context
            .person()
            .map_or(FieldRejection::EngineerRequired, not_yours));
    }
    let Some(engineer) = engineer else {
        return Ok(context.person());
    };
    if context.masters().person(engineer).is_none() {
        return Err(FieldRejection::UnknownEngineer(engineer.clone()));
    }
    if context.person() != Some(engineer) && !may_write_for(context, order, engineer) {
        return Err(FieldRejection::MayNotEnterFor(engineer.clone()));
    }
    if !belongs(context.masters(), order, engineer, context.now) {
        return Err(not_yours(engineer));
    }
    Ok(Some(engineer))
}

/// A report is written once somebody has been at the machine. After the closing it still is: claims are sent back late.
fn takes_report(order: &FieldOrder) -> Result<(), No> {
    let number = || order.facts.order.clone();
    if order.is_cancelled() {
        Err(No::Cancelled(number()))
    } else if !order.was_visited() {
        Err(No::NobodyThere(number()))
    } else {
        Ok(())
    }
}

/// The same content without empty words.
fn tidy(content: &ReportContent) -> ReportContent {
    let words = |said: &Option<String>| {
        let said = said.as_ref().map(|said| said.trim());
        said.filter(|said| !said.is_empty()).map(str::to_owned)
    };
    let work = |work: &Labour| Labour {
        code: words(&work.code),
        description: work.description.trim().to_owned(),
        hours: work.hours,
    };
    let labour = content.labour.as_ref();
    ReportContent {
        hours: content.hours,
        work_condition: words(&content.work_condition),
        fault: words(&content.fault),
        cause: words(&content.cause),
        repair: words(&content.repair),
        labour: labour.map(|labour| labour.iter().map(work).collect()),
        no_parts: content.no_parts,
    }
}

/// A part in the one spelling that numbers and serials are compared in, or what is wrong with it.
// rule: CLM-17
fn checked(part: &PartExchange, least: u32) -> Result<PartExchange, No> {
    let spelled = |said: &str| normalise(said).to_uppercase();
    let serial = |said: &Option<String>| {
        let serial = said.as_deref().map(spelled);
        serial.filter(|serial| !serial.is_empty())
    };
    let part_number = spelled(&part.part_number);
    if !LENGTHS.contains(&part_number.chars().count()) {
        return Err(No::PartNumber { said: part_number });
    }
    let quantity = part.quantity;
    if !(least..=u32::from(MOST)).contains(&quantity) {
        return Err(No::Quantity {
            part_number,
            quantity,
        });
    }
    Ok(PartExchange {
        part_number,
        name: part.name.trim().to_owned(),
        quantity,
        old_serial: serial(&part.old_serial),
        new_serial: serial(&part.new_serial),
    })
}

/// What parts add to a report.
#[derive(Default)]
struct Added {
    lines: Vec<(u16, PartExchange)>,
    refused: Vec<No>,
}

/// A part that is on the report just so is no second one; one of its number is, if serials tell them apart.
// rule: ORD-25
fn added(report: &ServiceReport, parts: &[PartExchange]) -> Added {
    let mut all = Added::default();
    let mut next_line = report.next_line();
    for part in parts {
        let lines = all.lines.iter().map(|(_, part)| part);
        if report
            .replaced()
            .map(|(_, known)| known)
            .chain(lines)
            .any(|known| is_same(known, part))
        {
            continue;
        }
        let stands = report.replaced().find(|(_, known)| !are_told_apart(known, part));
        if let Some((line, known)) = stands {
            all.refused.push(on_report(line, known));
        } else if all.lines.iter().any(|(_, known)| !are_told_apart(known, part)) {
            let part_number = part.part_number.clone();
            all.refused.push(No::PartTwice { part_number });
        } else if next_line > MOST {
            all.refused.push(No::TooManyParts { most: MOST });
        } else {
            all.lines.push((next_line, part.clone()));
            next_line += 1;
        }
    }
    all.refused.dedup();
    all
}

fn on_report(line: u16, part: &PartExchange) -> No {
    No::PartOnReport {
        part_number: part.part_number.clone(),
        line,
        quantity: part.quantity,
    }
}

/// Whether two exchanges say the same; names may be spelled anyhow.
fn is_same(one: &PartExchange, other: &PartExchange) -> bool {
    one.part_number == other.part_number
        && one.quantity == other.quantity
        && one.old_serial == other.old_serial
        && one.new_serial == other.new_serial
}

/// Whether they can't be one and the same part: other numbers, or other serials where both have one.
fn are_told_apart(one: &PartExchange, other: &PartExchange) -> bool {
    let pairs = [
        (&one.old_serial, &other.old_serial),
        (&one.new_serial, &other.new_serial),
    ];
    let said_of_both = || {
        pairs
            .iter()
            .filter(|(one, other)| one.is_some() && other.is_some())
    };
    let differ = said_of_both().count() > 0 && said_of_both().all(|(one, other)| one != other);
    one.part_number != other.part_number || differ
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod waiting;
