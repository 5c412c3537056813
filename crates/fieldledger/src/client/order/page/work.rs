//! Plans and visits in the order they were made (ORD-8 to ORD-11, ORD-37).

use proto::desk::{Crew, OrderPage, PlanShown, PlanState, VisitShown};

use crate::client::shown::{people, person, station};
use crate::client::view::View;
use crate::client::words::Word;

/// Each plan, and below it the visit it led to.
pub(super) fn work(page: &OrderPage, view: &View) -> Vec<String> {
    let planned: Vec<u32> = page.plans.iter().map(|plan| plan.visit).collect();
    let mut lines = Vec::new();
    for (index, plan) in page.plans.iter().enumerate() {
        lines.extend(plan_lines(plan, view));
        let last_of_visit = !planned.iter().skip(index + 1).any(|visit| *visit == plan.visit);
        if last_of_visit {
            lines.extend(
                page.visits
                    .iter()
                    .filter(|visit| visit.visit == plan.visit)
                    .flat_map(|visit| visit_lines(visit, view)),
            );
        }
    }
    let unplanned = page.visits.iter().filter(|visit| !planned.contains(&visit.visit));
    lines.extend(unplanned.flat_map(|visit| visit_lines(visit, view)));
    lines
}

fn plan_lines(plan: &PlanShown, view: &View) -> Vec<String> {
    let state = match plan.state {
        PlanState::Standing => Word::PlanStanding,
        PlanState::CarriedOut => Word::PlanCarriedOut,
        PlanState::Replaced => Word::PlanReplaced,
        PlanState::Withdrawn => Word::PlanWithdrawn,
    };
    let lead = plan
        .lead
        .as_ref()
        .map_or_else(|| view.word(Word::WhoeverDeparts).to_owned(), person);
    let mut line = view.say(
        Word::PlanLine,
        &[
            &plan.plan.to_string(),
            view.word(state),
            &view.time(plan.depart_at),
            &lead,
        ],
    );
    let rest = [
        (!plan.companions.is_empty()).then(|| view.say(Word::With, &[&people(&plan.companions)])),
        plan.station.as_ref().map(station),
        plan.by.as_ref().map(|by| view.say(Word::By, &[&person(by)])),
        plan.message.is_some().then(|| view.word(Word::BySms).to_owned()),
        plan.reason.clone(),
    ];
    rest.into_iter()
        .flatten()
        .for_each(|part| line.push_str(&format!("  {part}")));
    let inputs = match &plan.inputs {
        Some(inputs) => view.say(
            Word::PlanInputs,
            &[
                &inputs.parts,
                &inputs.engineers,
                &inputs.agreed_with_customer,
                &inputs.arrears,
            ],
        ),
        None => view.word(Word::PlanInputsMissing).to_owned(),
    };
    vec![line, format!("    {inputs}")]
}

fn visit_lines(visit: &VisitShown, view: &View) -> Vec<String> {
    let lead = visit.lead.as_ref().map(person).unwrap_or_default();
    let mut line = view.say(Word::VisitLine, &[&visit.visit.to_string(), &lead]);
    let crew: Vec<String> = visit
        .companions
        .iter()
        .map(|companion| crew(companion, view))
        .collect();
    if !crew.is_empty() {
        line.push_str(&format!("  {}", view.say(Word::With, &[&view.listed(&crew)])));
    }
    let moments = [
        (Word::Acknowledged, visit.acknowledged),
        (Word::Departed, visit.departed),
        (Word::Eta, visit.eta),
        (Word::Arrived, visit.arrived),
        (Word::Repaired, visit.repaired),
    ];
    for (word, at) in moments {
        if let Some(at) = at {
            line.push_str(&format!("  {} {}", view.word(word), view.time(at)));
        }
    }
    let unrepaired = visit.unrepaired.iter().map(|left| {
        let reason = view.sentence(&left.reason.title);
        format!(
            "    {}  {}",
            view.say(Word::LeftUnrepaired, &[&view.time(left.at), reason]),
            left.words
        )
    });
    let corrections = visit.corrections.iter().map(|correction| {
        let of = correction.of.title();
        let said = [
            view.sentence(&of),
            &view.time(correction.was),
            &view.time(correction.at),
            &person(&correction.by),
        ];
        format!("    {}", view.say(Word::CorrectionLine, &said))
    });
    let below: Vec<String> = unrepaired
        .chain(corrections)
        .map(|line| line.trim_end().to_owned())
        .collect();
    std::iter::once(line).chain(below).collect()
}

fn crew(companion: &Crew, view: &View) -> String {
    match companion {
        Crew::Known(known) => person(known),
        Crew::Unknown(said) => view.say(Word::UnknownPerson, &[said]),
    }
}
