//! Puts together what a claim's package says, names out of the directory included (CLM-6).

use chrono_tz::Tz;
use decider::Context;
use proto::claims::{
    EarlierTry, PackageContent, PackagedCheck, PackagedJudgement, PackagedMachine, PackagedOrder,
    PackagedPart, PackagedRepair,
};
use types::{PersonId, Personal};

use crate::case::{Case, Repair};
use crate::claim::Claim;

/// What the package of a claim says; nothing before the repair.
pub(crate) fn of(case: &Case, claim: &Claim, context: &Context<'_>) -> Option<PackageContent> {
    let repair = case.repair.as_ref()?;
    let station = case.facts.station.as_ref();
    let zone = context.masters().zone(station, context.policy().zone());
    let repair = packaged_repair(repair, zone, context);
    let machine = packaged_machine(case, context);
    let stem = stem(case, claim, &machine, &repair);
    Some(PackageContent {
        claim: claim.number.clone(),
        kind: claim.kind,
        stem,
        zone: zone.name().to_owned(),
        order: packaged_order(case, context),
        machine,
        cover: claim.cover.clone(),
        repair,
        report: case.report.content.clone(),
        parts: packaged_parts(case),
        lines: claim.lines.clone(),
        total: claim.total(),
        remarks: claim.remarks.clone(),
        reason: claim.reason.clone(),
        documents: case.report.documents.clone(),
        checked: checked(claim, context),
        judgements: judgements(claim, context),
        earlier: case.claims.iter().filter_map(earlier).collect(),
    })
}

fn packaged_repair(repair: &Repair, zone: Tz, context: &Context<'_>) -> PackagedRepair {
    PackagedRepair {
        at: repair.at,
        day: repair.at.local(zone).date_naive(),
        engineer: Some(repair.by.clone()),
        engineer_name: name(&repair.by, context),
        engineer_grade: context
            .masters()
            .person(&repair.by)
            .and_then(|person| person.grade),
    }
}

fn packaged_machine(case: &Case, context: &Context<'_>) -> PackagedMachine {
    let facts = &case.facts;
    let file = facts
        .machine
        .as_ref()
        .and_then(|serial| context.masters().machine(serial));
    let owner = file.and_then(|machine| machine.customer.as_ref());
    let customer = owner.or(facts.customer.as_ref());
    let customer = customer.and_then(|customer| context.masters().customer(customer));
    let model = file.map(|machine| machine.model.clone());
    PackagedMachine {
        serial: facts.machine.clone(),
        model: model.or_else(|| facts.model.clone()).unwrap_or_default(),
        hours: case.hours(),
        customer: customer.map(|customer| customer.name.clone()),
    }
}

fn packaged_order(case: &Case, context: &Context<'_>) -> PackagedOrder {
    let facts = &case.facts;
    let station = facts.station.as_ref();
    let known = station.and_then(|station| context.masters().station(station));
    PackagedOrder {
        order: facts.order.clone(),
        order_type: facts.order_type,
        subtype: facts.subtype,
        opened_at: facts.opened_at,
        site: facts.site.clone(),
        fault: facts.fault.clone(),
        station: facts.station.clone(),
        station_name: known.map(|station| station.name.clone()).unwrap_or_default(),
    }
}

fn packaged_parts(case: &Case) -> Vec<PackagedPart> {
    let parts = case.report.parts.iter();
    parts
        .map(|(line, exchange)| PackagedPart {
            line: *line,
            exchange: exchange.clone(),
        })
        .collect()
}

fn checked(claim: &Claim, context: &Context<'_>) -> Vec<PackagedCheck> {
    let items = context.policy().claims().checklist_for(claim.kind.as_str());
    items
        .filter_map(|item| {
            let checked = claim
                .checked
                .get(&item.reason.code)
                .filter(|checked| checked.passed)?;
            Some(PackagedCheck {
                item: item.reason.code.clone(),
                title: item.reason.name.clone(),
                note: checked.note.clone(),
                by: checked.by.clone(),
                by_name: checked.by.as_ref().and_then(|person| name(person, context)),
            })
        })
        .collect()
}

fn judgements(claim: &Claim, context: &Context<'_>) -> Vec<PackagedJudgement> {
    let judged = claim.judgements.iter();
    judged
        .map(|(role, judgement)| PackagedJudgement {
            role: role.as_str().to_owned(),
            reason: judgement.reason.clone(),
            by: judgement.by.clone(),
            by_name: name(&judgement.by, context).unwrap_or_else(|| Personal::from(judgement.by.to_string())),
        })
        .collect()
}

fn earlier(claim: &Claim) -> Option<EarlierTry> {
    let (submitted, decided) = (claim.submitted.as_ref()?, claim.decided.as_ref()?);
    Some(EarlierTry {
        claim: claim.number.clone(),
        number: claim.manufacturer_number.clone(),
        submitted_at: submitted.at,
        lines: claim.lines.clone(),
        total: submitted.total,
        decision: decided.decision,
        decided: decided.lines.clone(),
        approved: decided.approved,
        decided_at: decided.at,
    })
}

fn name(person: &PersonId, context: &Context<'_>) -> Option<Personal<String>> {
    context.masters().person(person).map(|person| person.name.clone())
}

/// `order_model_serial_hours_content_date`, the manual's name for mailed papers; what is unknown is a dash.
fn stem(case: &Case, claim: &Claim, machine: &PackagedMachine, repair: &PackagedRepair) -> String {
    let serial = machine.serial.as_ref().map(ToString::to_string);
    let hours = machine.hours.map(|hours| hours.to_string());
    let parts = [
        case.facts.order.to_string(),
        machine.model.clone(),
        serial.unwrap_or_default(),
        hours.unwrap_or_default(),
        claim.kind.title().zh,
        repair.day.to_string(),
    ];
    parts.map(|part| fit_for_a_name(&part)).join("_")
}

fn fit_for_a_name(part: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || c == '.' { c } else { '-' };
    let text: String = part.trim().chars().map(fit).collect();
    if text.is_empty() { "-".to_owned() } else { text }
}
