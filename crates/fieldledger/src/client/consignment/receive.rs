//! Counting a consignment against its list, by what is not as listed (OLD-4, SLA-7).

use clap::Args;
use proto::desk::{Answered, ConsignmentPage, ConsignmentPart};
use proto::returns::{
    ConsignmentReceived, Counted, Discrepancy, ReceiveConsignment, ReturnsCommand, SurplusPart,
};
use types::PartTag;

use super::{ConsignmentArg, request};
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::report::content::pieces;
use crate::client::session::{Once, Session, read};
use crate::client::typed;
use crate::client::view::View;
use crate::client::words::PartWord;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger --as wh-01 consignment receive HZ-202601 --all\n  fieldledger --as wh-01 consignment receive HZ-202601 --all --missing 2600017-P2 --no-tag 2600017-P1\n  fieldledger --as wh-01 consignment receive HZ-202601 --all --surplus '油管 x2' --surplus '2600025-P1 油封'\n  fieldledger --as wh-01 consignment receive HZ-202601 --count 2600017-P1=2\n不加 --all 时，没有清点到的都算缺件 Without --all only what is counted has come; all else is missing."
)]
#[group(id = "came", multiple = true, required = true, args = ["all", "count"])]
pub(crate) struct ReceiveArgs {
    #[command(flatten)]
    consignment: ConsignmentArg,
    /// 全部收到 Everything came as listed, but for what is named
    #[arg(long)]
    all: bool,
    /// 实收 TAG=PIECES that came of a part; may be given several times
    #[arg(long, value_name = "TAG=PIECES", value_parser = count)]
    count: Vec<(PartTag, u32)>,
    /// 缺件 A part that did not come; may be given several times
    #[arg(long, value_name = "TAG", value_parser = typed::part_tag)]
    missing: Vec<PartTag>,
    /// 无标签 A part that came without its tag; may be given several times
    #[arg(long, value_name = "TAG", value_parser = typed::part_tag)]
    no_tag: Vec<PartTag>,
    /// 包装不良 A part that was packed badly; may be given several times
    #[arg(long, value_name = "TAG", value_parser = typed::part_tag)]
    bad_packing: Vec<PartTag>,
    /// 不完整 A part that is not complete; may be given several times
    #[arg(long, value_name = "TAG", value_parser = typed::part_tag)]
    incomplete: Vec<PartTag>,
    /// 多件 '[TAG] WORDS xN' that was not on the list; may be given several times
    #[arg(long, value_name = "PART", value_parser = surplus)]
    surplus: Vec<SurplusPart>,
    /// 收件时间 When it came, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

pub(super) async fn run(session: &Session, args: ReceiveArgs) -> Result<(), ClientFailure> {
    let id = args.consignment.consignment.clone();
    let text = session.connection()?.text(request(&id)).await?;
    let page: Answered<ConsignmentPage> = read(&text)?;
    let body = ReceiveConsignment {
        consignment: id.clone(),
        counted: args.counted(&page.answer.parts)?,
        surplus: args.surplus.clone(),
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<ReturnsCommand, _>(body, &args.once, |accepted, view| {
            let received = deeds::event::<ConsignmentReceived>(accepted, "ConsignmentReceived");
            received.map_or_else(String::new, |received| said(&received, view))
        })
        .await
}

fn said(received: &ConsignmentReceived, view: &View) -> String {
    let id = received.consignment.as_str();
    let came = received.parts.iter().filter(|part| part.counted > 0).count();
    let mut lines = vec![view.say(PartWord::Received, &[id, &came.to_string()])];
    lines.extend(
        received
            .discrepancies
            .iter()
            .map(|discrepancy| format!("  {}", discrepancy_line(discrepancy, view))),
    );
    lines.join("\n")
}

/// `1 缺件 2600017-P2：清单 1，实收 0`
pub(super) fn discrepancy_line(discrepancy: &Discrepancy, view: &View) -> String {
    let about = match (&discrepancy.tag, discrepancy.words.is_empty()) {
        (Some(tag), true) => tag.to_string(),
        (Some(tag), false) => format!("{tag} {}", discrepancy.words),
        (None, _) => discrepancy.words.clone(),
    };
    let said = [
        discrepancy.number.to_string(),
        view.sentence(&discrepancy.kind.title()).to_owned(),
        about,
        discrepancy.listed.to_string(),
        discrepancy.counted.to_string(),
    ];
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    view.say(PartWord::DiscrepancyLine, &said)
}

impl ReceiveArgs {
    /// What was counted of each listed part. What is named must be on the list.
    fn counted(&self, listed: &[ConsignmentPart]) -> Result<Vec<Counted>, ClientFailure> {
        let counts = self.count.iter().map(|(tag, _)| tag);
        let named = [&self.missing, &self.no_tag, &self.bad_packing, &self.incomplete]
            .into_iter()
            .flatten();
        for tag in counts.chain(named) {
            if !listed.iter().any(|part| part.part.tag == *tag) {
                return Err(ClientFailure::usage(
                    format!("清单上没有 {tag}；多出来的旧件用 --surplus '{tag} 名称'。"),
                    format!("{tag} is not on the list; for a part beyond it say --surplus '{tag} words'."),
                ));
            }
        }
        let counted = listed.iter().filter_map(|part| {
            let tag = &part.part.tag;
            Some(Counted {
                tag: tag.clone(),
                quantity: self.pieces(part)?,
                without_tag: self.no_tag.contains(tag),
                badly_packed: self.bad_packing.contains(tag),
                incomplete: self.incomplete.contains(tag),
            })
        });
        Ok(counted.collect())
    }

    fn pieces(&self, part: &ConsignmentPart) -> Option<u32> {
        let tag = &part.part.tag;
        if self.missing.contains(tag) {
            return Some(0);
        }
        let counted = self.count.iter().find(|(counted, _)| counted == tag);
        let named = [&self.no_tag, &self.bad_packing, &self.incomplete]
            .into_iter()
            .any(|tags| tags.contains(tag));
        counted
            .map(|(_, pieces)| *pieces)
            .or_else(|| (self.all || named).then_some(part.listed))
    }
}

fn count(text: &str) -> Result<(PartTag, u32), String> {
    let wrong = || format!("写成 2600017-P1=2 a count is written like 2600017-P1=2, not {text:?}");
    let (tag, pieces) = text.split_once(['=', '＝']).ok_or_else(wrong)?;
    Ok((typed::part_tag(tag)?, pieces.trim().parse().map_err(|_| wrong())?))
}

/// `油管 x2`, `2600025-P1 油封`: one piece when nobody says how many.
fn surplus(text: &str) -> Result<SurplusPart, String> {
    let mut quantity = 1;
    let mut tag = None;
    let mut words = Vec::new();
    for (place, word) in text.split_whitespace().enumerate() {
        if let Some(count) = pieces(word) {
            quantity = count;
        } else if let (0, Ok(read)) = (place, typed::part_tag(word)) {
            tag = Some(read);
        } else {
            words.push(word);
        }
    }
    if words.is_empty() && tag.is_none() {
        return Err(format!(
            "多件写成 '油管 x2' a surplus part is written like '油管 x2', not {text:?}"
        ));
    }
    Ok(SurplusPart {
        tag,
        words: words.join(" "),
        quantity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::part_row;

    fn listed() -> Vec<ConsignmentPart> {
        [("2600017-P1", 2), ("2600017-P2", 1), ("2600017-P3", 4)]
            .map(|(tag, listed)| {
                let mut part = part_row();
                part["tag"] = tag.into();
                serde_json::from_value(serde_json::json!({ "part": part, "listed": listed, "counted": null }))
                    .unwrap()
            })
            .to_vec()
    }

    fn args(options: &[&str]) -> ReceiveArgs {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            receive: ReceiveArgs,
        }
        let words = ["receive", "HZ-202601"].iter().chain(options);
        <Line as clap::Parser>::try_parse_from(words).unwrap().receive
    }

    fn counted(options: &[&str]) -> Result<Vec<String>, ClientFailure> {
        let counted = args(options).counted(&listed())?;
        let line = |part: &Counted| {
            let marks = [
                (part.without_tag, "no tag"),
                (part.badly_packed, "packing"),
                (part.incomplete, "incomplete"),
            ];
            let marks: Vec<&str> = marks
                .into_iter()
                .filter_map(|(is, mark)| is.then_some(mark))
                .collect();
            format!("{}={} {}", part.tag.line, part.quantity, marks.join(","))
        };
        Ok(counted.iter().map(line).collect())
    }

    // rule: OLD-4
    #[test]
    fn what_is_named_differs_from_the_list_and_the_rest_came_as_listed() {
        let exceptions = [
            "--all",
            "--missing",
            "2600017-P2",
            "--no-tag",
            "2600017p1",
            "--incomplete",
            "2600017-P1",
            "--count",
            "2600017-P3=3",
        ];
        assert_eq!(
            counted(&exceptions).unwrap(),
            ["1=2 no tag,incomplete", "2=0 ", "3=3 "]
        );
        assert_eq!(counted(&["--count", "2600017-P3=4"]).unwrap(), ["3=4 "]);
        let unlisted = counted(&["--all", "--missing", "2600025-P1"]);
        assert!(matches!(unlisted, Err(ClientFailure::Usage(_))));
    }

    // rule: OLD-4
    #[test]
    fn a_surplus_part_has_words_pieces_and_a_tag_where_it_carries_one() {
        let part = |text: &str| {
            let part = surplus(text).unwrap();
            (part.tag.map(|tag| tag.to_string()), part.words, part.quantity)
        };
        assert_eq!(part("旧 油管 x2"), (None, "旧 油管".to_owned(), 2));
        assert_eq!(
            part("2600025-P1 油封"),
            (Some("2600025-P1".to_owned()), "油封".to_owned(), 1)
        );
        assert!(surplus(" x2").is_err());
    }
}
