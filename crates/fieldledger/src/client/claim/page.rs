//! One claim's whole page, as a reviewer lays it side by side (CLM-3 to CLM-8, CLM-16, CLM-19, CLM-20, OLD-7).

use proto::claims::OutOfRange;
use proto::desk::{Answered, CheckShown, CheckState, ClaimPage, JudgementShown};

use super::list::{days_left, lacking};
use super::tries;
use crate::client::clocks;
use crate::client::order::page::happenings::timeline;
use crate::client::part;
use crate::client::queries::as_of;
use crate::client::report::shown;
use crate::client::shown::{customer, person, station};
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::{ClaimWord, OrderWord, PartWord, Word};

/// The page; its timeline in full, or without what services note of each other.
pub(super) fn page(answered: &Answered<ClaimPage>, all: bool, view: &View) -> String {
    let page = &answered.answer;
    let clock: Vec<String> = page
        .clock
        .iter()
        .map(|clock| clocks::explained(clock, view))
        .collect();
    let report = page.report.as_ref().map(|report| shown::lines(report, view));
    let parts = (!page.parts.is_empty()).then(|| part::table(&page.parts, view));
    let sections = [
        (view.word(ClaimWord::Lacks), lacks(page, view)),
        (view.word(ClaimWord::Checklist), checklist(page, view)),
        (view.word(ClaimWord::PapersNeeded), papers(page, view)),
        (view.word(ClaimWord::Judgements), judgements(page, view)),
        (view.word(ClaimWord::Lines), tries::lines(page, view)),
        (view.word(ClaimWord::Tries), tries::tries(page, view)),
        (view.word(ClaimWord::Credits), tries::credits(page, view)),
        (view.word(Word::ClocksTitle), clock),
        (view.word(OrderWord::Report), report.unwrap_or_default()),
        (view.word(PartWord::OldParts), parts.into_iter().collect()),
        (view.word(Word::Timeline), timeline(&page.timeline, all, view)),
    ];
    let mut parts = vec![head(page, view), facts(page, view)];
    let filled = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
    parts.extend(
        filled.map(|(title, lines)| format!("{}\n{}", view.paint(Tone::Head, title), lines.join("\n"))),
    );
    parts.push(as_of(answered, view));
    parts.join("\n\n")
}

/// `索赔 2600017-1  故障索赔  审核中  还剩 9天`
fn head(page: &ClaimPage, view: &View) -> String {
    let row = &page.row;
    let number = row.claim.as_ref().map(ToString::to_string);
    let number = number.unwrap_or_else(|| row.order.to_string());
    let kind = row
        .kind_title
        .as_ref()
        .map(|title| view.sentence(title).to_owned());
    let words = [
        Some(view.say(ClaimWord::ClaimTitle, &[&number])),
        kind,
        Some(view.sentence(&row.state_title).to_owned()),
        Some(days_left(row.days_left, view)),
    ];
    let words: Vec<String> = words
        .into_iter()
        .flatten()
        .filter(|word| !word.is_empty())
        .collect();
    view.paint(Tone::Head, &words.join("  "))
}

fn facts(page: &ClaimPage, view: &View) -> String {
    let row = &page.row;
    let machine: Vec<String> = [row.model.clone(), row.machine.as_ref().map(ToString::to_string)]
        .into_iter()
        .flatten()
        .collect();
    let cover = page
        .cover
        .as_ref()
        .map(|cover| view.sentence(&cover.explanation).to_owned());
    let money = view.say(
        ClaimWord::Money,
        &[
            &row.claimed.to_string(),
            &row.approved
                .map_or_else(|| "–".to_owned(), |approved| approved.to_string()),
            &row.credited.to_string(),
        ],
    );
    let looked = row.looked_at.map(|at| view.time(at));
    let rows = [
        (view.word(Word::Fault), Some(row.fault.clone())),
        (view.word(Word::Machine), Some(machine.join(" "))),
        (view.word(Word::Customer), row.customer.as_ref().map(customer)),
        (view.word(Word::Station), row.station.as_ref().map(station)),
        (view.word(ClaimWord::Engineer), row.engineer.as_ref().map(person)),
        (view.word(Word::Repaired), row.repaired_at.map(|at| view.time(at))),
        (view.word(ClaimWord::Cover), cover),
        (
            view.word(ClaimWord::NotClaimed),
            page.not_claimed.as_ref().map(|why| view.sentence(why).to_owned()),
        ),
        (view.word(ClaimWord::MoneyTitle), Some(money)),
        (
            view.word(ClaimWord::ManufacturerNumber),
            row.manufacturer_number.clone(),
        ),
        (view.word(ClaimWord::LookedAtLast), looked.filter(|_| row.pending)),
    ];
    let mut table = Table::without_heads();
    for (label, value) in rows {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            table.row([label.to_owned(), value]);
        }
    }
    table.render(view)
}

fn lacks(page: &ClaimPage, view: &View) -> Vec<String> {
    let lacks = page.row.lacking.iter();
    lacks
        .map(|lacks| view.paint(Tone::Warning, &lacking(lacks, view)))
        .collect()
}

/// What was asked for, and what came.
fn noted(check: &CheckShown, view: &View) -> String {
    if check.answers.is_empty() {
        return check.note.clone();
    }
    let came = check.answers.join("；");
    [check.note.clone(), view.say(ClaimWord::CheckAnswered, &[&came])].join(" ")
}

fn checklist(page: &ClaimPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for check in &page.checklist {
        let (state, tone) = match check.state {
            CheckState::Open => (ClaimWord::CheckOpen, None),
            CheckState::Passed => (ClaimWord::CheckPassed, Some(Tone::Good)),
            CheckState::Failed => (ClaimWord::CheckFailed, Some(Tone::Bad)),
        };
        table.toned(
            tone,
            [
                view.word(state).to_owned(),
                check.item.clone(),
                view.sentence(&check.title).to_owned(),
                noted(check, view),
                check.by.as_ref().map(person).unwrap_or_default(),
                check.at.map(|at| view.time(at)).unwrap_or_default(),
            ],
        );
    }
    some(table, page.checklist.is_empty(), view)
}

fn papers(page: &ClaimPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for paper in &page.papers {
        let names: Vec<&str> = paper
            .documents
            .iter()
            .map(|document| document.name.as_str())
            .collect();
        let there = if names.is_empty() {
            view.word(ClaimWord::Missing).to_owned()
        } else {
            view.listed(&names)
        };
        let tone = names.is_empty().then_some(Tone::Warning);
        table.toned(tone, [view.sentence(&paper.title).to_owned(), there]);
    }
    some(table, page.papers.is_empty(), view)
}

fn judgements(page: &ClaimPage, view: &View) -> Vec<String> {
    let mut table = Table::without_heads();
    for judgement in &page.judgements {
        let tone = (!judgement.counts).then_some(Tone::Dim);
        table.toned(
            tone,
            [
                view.time(judgement.at),
                view.sentence(&judgement.role_title).to_owned(),
                person(&judgement.by),
                verdict(judgement, view),
                judgement.reason.clone(),
            ],
        );
    }
    some(table, page.judgements.is_empty(), view)
}

fn verdict(judgement: &JudgementShown, view: &View) -> String {
    let word = match judgement.out_of_range {
        None => ClaimWord::InRange,
        Some(OutOfRange::Goodwill) => ClaimWord::AsGoodwill,
        Some(OutOfRange::CustomerPays) => ClaimWord::CustomerPays,
    };
    if judgement.counts {
        view.word(word).to_owned()
    } else {
        view.say(ClaimWord::VoidNow, &[view.word(word)])
    }
}

pub(super) fn some(table: Table, empty: bool, view: &View) -> Vec<String> {
    if empty {
        Vec::new()
    } else {
        vec![table.render(view)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::claim_page;
    use types::Lang;

    fn answered() -> Answered<ClaimPage> {
        serde_json::from_value(serde_json::json!({
            "as_of": "2026-01-10T00:40:00Z", "cut": { "claims": 12 }, "answer": claim_page()
        }))
        .unwrap()
    }

    // rule: CLM-4
    // rule: CLM-16
    #[test]
    fn a_claim_shows_side_by_side_what_is_asked_for_what_it_rests_on_and_what_it_lacks() {
        assert_eq!(
            page(&answered(), false, &View::plain(Lang::Zh)),
            "索赔 2600017-1  故障索赔  审核中  还剩 9天\n\
             \n\
             故障    动臂无力\n\
             整机    EC210 EC210-0042\n\
             客户    安吉土方 (C-7)\n\
             服务站  杭州站 (HZ)\n\
             工程师  林涛 (eng-01)\n\
             修复    2026-01-05 16:55\n\
             保修    保修期内\n\
             金额    申报 1283.05，核准 –，到账 0.00\n\
             \n\
             尚缺\n\
             照片（不清楚）\n\
             \n\
             检查项\n\
             通过    cause   故障原因          钱芳 (cl-01)  2026-01-09 09:00\n\
             未通过  photos  照片      不清楚  钱芳 (cl-01)  2026-01-09 09:00\n\
             未审    repair  维修内容\n\
             \n\
             所需资料\n\
             旧件照片  缺\n\
             \n\
             经销商判定\n\
             2026-01-09 10:00  索赔主管  汪洋 (sup-01)  属索赔范围  材料缺陷\n\
             \n\
             索赔行\n\
             行    类别  编码       内容  换件  2600017-1             核准  理由\n\
             1     配件  4611-1234  油封  P1    5 x 256.61 = 1283.05\n\
             合计                               1283.05\n\
             \n\
             各次提交\n\
             2600017-1  故障索赔  审核中，自 2026-01-09 09:00\n    \
             2026-01-05 16:55 自动生成\n    \
             退回 1 次\n\
             \n\
             截至 2026-01-10 08:40 [claims:12]"
        );
    }
}
