//! The review before filing: the checklist, and the dealer's judgement (CLM-4, CLM-20).

use clap::Args;
use proto::claims::{CheckedItem, ClaimReturned, ClaimsCommand, JudgeClaim, OutOfRange, ReviewClaim};
use proto::desk::CheckShown;

use super::lines::pair;
use super::{ClaimArg, standing};
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::session::{Once, Session};
use crate::client::view::View;
use crate::client::words::ClaimWord;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger claim review 2600017-1 --pass all\n  fieldledger claim review 2600017-1 --pass model,serial,hours\n  fieldledger claim review 2600017-1 --pass all --fail photos='旧件照片不清楚'\n  fieldledger claim review 2600017-1 --fail 故障原因='写明油封为何老化'\n检查项见 `claim show`，写代码或名称；`all` 不含同时退回的 Items are those that `claim show` lists, by code or name; `all` leaves out what is failed in the same breath."
)]
#[group(id = "checked", multiple = true, required = true, args = ["pass", "fail"])]
pub(crate) struct ReviewArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 通过 Items that pass: all, or some between commas; may be given several times
    #[arg(long, value_name = "ITEMS", value_delimiter = ',')]
    pass: Vec<String>,
    /// 退回 ITEM=WHAT IS MISSING; may be given several times
    #[arg(long, value_name = "ITEM=TEXT", value_parser = failed)]
    fail: Vec<(String, String)>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false, args = ["in_range", "goodwill", "customer_pays"])]
pub(crate) struct Verdict {
    /// 属索赔范围 It falls under the claim range
    #[arg(long)]
    in_range: bool,
    /// 商务索赔 It does not; goodwill is to be asked for
    #[arg(long)]
    goodwill: bool,
    /// 客户付费 It does not; the customer pays
    #[arg(long)]
    customer_pays: bool,
}

#[derive(Debug, Args)]
pub(crate) struct JudgeArgs {
    #[command(flatten)]
    claim: ClaimArg,
    #[command(flatten)]
    verdict: Verdict,
    /// 判定理由 Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

fn failed(text: &str) -> Result<(String, String), String> {
    pair(text).map(|(item, note)| (item.to_owned(), note.to_owned()))
}

pub(super) async fn review(session: &Session, args: ReviewArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim.clone();
    let checklist = standing(session, &claim.order).await?.checklist;
    let body = ReviewClaim {
        claim: claim.clone(),
        items: args.items(&checklist)?,
    };
    let number = claim.to_string();
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            match deeds::event::<ClaimReturned>(accepted, "ClaimReturned") {
                Some(returned) => view.say(ClaimWord::Returned, &[&number, &missing(&returned, view)]),
                None if accepted.event("ClaimReady").is_some() => {
                    view.say(ClaimWord::ReviewedAndReady, &[&number])
                }
                None => view.say(ClaimWord::Reviewed, &[&number]),
            }
        })
        .await
}

fn missing(returned: &ClaimReturned, view: &View) -> String {
    let missing: Vec<String> = returned
        .missing
        .iter()
        .map(|item| view.aside(view.sentence(&item.title), &item.note))
        .collect();
    view.one_after_another(&missing)
}

impl ReviewArgs {
    /// What passed and what failed, each item once.
    fn items(&self, checklist: &[CheckShown]) -> Result<Vec<CheckedItem>, ClientFailure> {
        let failed = self.fail.iter().map(|(typed, note)| {
            Ok(CheckedItem {
                item: known(typed, checklist)?,
                passed: false,
                note: note.clone(),
            })
        });
        let mut items: Vec<CheckedItem> = failed.collect::<Result<_, ClientFailure>>()?;
        let mut passed = Vec::new();
        for typed in &self.pass {
            if matches!(typed.trim(), "all" | "全部") {
                passed.extend(checklist.iter().map(|check| check.item.clone()));
            } else {
                passed.push(known(typed, checklist)?);
            }
        }
        for item in passed {
            if !items.iter().any(|known| known.item == item) {
                items.push(CheckedItem {
                    item,
                    passed: true,
                    note: String::new(),
                });
            }
        }
        Ok(items)
    }
}

/// The code of an item that was named by code or title.
fn known(typed: &str, checklist: &[CheckShown]) -> Result<String, ClientFailure> {
    let typed = typed.trim();
    let names = |check: &&CheckShown| {
        let title = &check.title;
        check.item == typed || title.zh == typed || title.en.eq_ignore_ascii_case(typed)
    };
    let found = checklist.iter().find(names).map(|check| check.item.clone());
    found.ok_or_else(|| {
        let all: Vec<String> = checklist
            .iter()
            .map(|check| format!("{} {}", check.item, check.title.zh))
            .collect();
        let (chinese, english) = (all.join("、"), all.join(", "));
        ClientFailure::usage(
            format!("检查项里没有“{typed}”；有：{chinese}。"),
            format!("The checklist has no item {typed:?}; it has: {english}."),
        )
    })
}

pub(super) async fn judge(session: &Session, args: JudgeArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let Verdict {
        goodwill,
        customer_pays,
        ..
    } = args.verdict;
    let (out_of_range, done) = if goodwill {
        (Some(OutOfRange::Goodwill), ClaimWord::JudgedGoodwill)
    } else if customer_pays {
        (Some(OutOfRange::CustomerPays), ClaimWord::JudgedCustomerPays)
    } else {
        (None, ClaimWord::JudgedInRange)
    };
    let body = JudgeClaim {
        claim: claim.clone(),
        out_of_range,
        reason: args.reason,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            let said = view.say(done, &[&claim.to_string()]);
            match accepted.event("ClaimReady") {
                Some(_) => format!("{said}{}", view.word(ClaimWord::NowReady)),
                None => said,
            }
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::desk::CheckState;
    use types::Sentence;

    fn checklist() -> Vec<CheckShown> {
        let check = |item: &str, zh: &str, en: &str, state| CheckShown {
            item: item.to_owned(),
            title: Sentence::new(zh, en),
            state,
            note: String::new(),
            answers: Vec::new(),
            by: None,
            at: None,
        };
        vec![
            check("model", "型号", "model", CheckState::Passed),
            check("cause", "故障原因", "cause", CheckState::Open),
            check("photos", "照片", "photos", CheckState::Failed),
        ]
    }

    fn items(options: &[&str]) -> Result<Vec<(String, bool, String)>, ClientFailure> {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            review: ReviewArgs,
        }
        let words = ["review", "2600017-1"].iter().chain(options);
        let args = <Line as clap::Parser>::try_parse_from(words).unwrap().review;
        let items = args.items(&checklist())?;
        Ok(items
            .into_iter()
            .map(|item| (item.item, item.passed, item.note))
            .collect())
    }

    // rule: CLM-4
    #[test]
    fn all_passes_but_what_fails_and_items_are_named_by_code_or_title() {
        let passed = |item: &str| (item.to_owned(), true, String::new());
        let failed = |item: &str, note: &str| (item.to_owned(), false, note.to_owned());
        assert_eq!(
            items(&["--pass", "all", "--fail", "照片=照片不清"]).unwrap(),
            [failed("photos", "照片不清"), passed("model"), passed("cause")]
        );
        assert_eq!(
            items(&["--pass", "型号,Cause", "--pass", "model"]).unwrap(),
            [passed("model"), passed("cause")]
        );
        let unknown = items(&["--pass", "colour"]).unwrap_err();
        assert!(matches!(unknown, ClientFailure::Usage(said) if said.zh.contains("photos 照片")));
    }
}
