//! The engineer's report of a service, and its parts put right (ORD-15, ORD-25, CLM-17).

use clap::Args;
use proto::desk::{Answered, OrderPage, PartReported};
use proto::field::{CorrectPart, FieldCommand, FileReport, Labour, PartExchange, ReportContent};
use types::{OrderNumber, PersonId, Quantity};

use crate::client::connection::Request;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::order::OrderArg;
use crate::client::session::{Once, Session, read};
use crate::client::words::OrderWord;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger --as eng-01 report file 2600017 --hours 5120 --work-condition 采石 --fault 动臂无力 \\\n      --cause 主泵油封老化 --repair 更换主泵油封 --labour '1.5h 更换油封' --part '4611-1234 x2 油封 旧SN1 新SN2'\n  fieldledger --as eng-01 report file 2600017 --labour '2310-4 0.5h 调试' --no-parts\n报告可分几次填，未填的保持原样 A report may come in pieces: what is not named stays as it was said before."
)]
pub(crate) struct FileArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 工作小时 The machine's hours as read from the meter
    #[arg(long)]
    hours: Option<u32>,
    /// 工况 The work the machine does: rock, earthwork, demolition
    #[arg(long, value_name = "TEXT")]
    work_condition: Option<String>,
    /// 故障现象 What was wrong
    #[arg(long, value_name = "TEXT")]
    fault: Option<String>,
    /// 故障原因 Why
    #[arg(long, value_name = "TEXT")]
    cause: Option<String>,
    /// 维修内容 What was done
    #[arg(long, value_name = "TEXT")]
    repair: Option<String>,
    /// 工时 A piece of work, '1.5h 更换油封', with its service code in front where there is one; may be given several times
    #[arg(long, value_name = "WORK", value_parser = labour)]
    labour: Vec<Labour>,
    /// 换件 A replaced part, '4611-1234 x2 油封 旧SN1 新SN2': number, pieces, name, old and new serial; may be given several times
    #[arg(long = "part", value_name = "PART", value_parser = part)]
    parts: Vec<PartExchange>,
    /// 未换件 No part was replaced
    #[arg(long, conflicts_with = "parts")]
    no_parts: bool,
    /// 工程师 The engineer, when somebody else enters it for them
    #[arg(long, value_name = "PERSON")]
    engineer: Option<PersonId>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger report part 2600017 1 --quantity 1 --reason 数错\n  fieldledger report part 2600017 2 --old-serial SN7 --name 油封 --reason 漏填\n  fieldledger report part 2600017 2 --off --reason 未更换"
)]
#[group(id = "change", multiple = true, required = true, args = ["number", "name", "quantity", "old_serial", "new_serial", "off"])]
pub(crate) struct PartArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 行号 The part's line in the report
    #[arg(value_name = "LINE")]
    line: u16,
    /// 件号 The part's number
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// 名称 The part's name
    #[arg(long)]
    name: Option<String>,
    /// 数量 How many pieces
    #[arg(long, value_name = "N")]
    quantity: Option<u32>,
    /// 旧件序列号 The serial of the part that came out
    #[arg(long, value_name = "SERIAL")]
    old_serial: Option<String>,
    /// 新件序列号 The serial of the part that was put in
    #[arg(long, value_name = "SERIAL")]
    new_serial: Option<String>,
    /// 去除 Take the part off the report
    #[arg(long, conflicts_with = "quantity")]
    off: bool,
    /// 更正原因 Why it was wrong
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

impl PartArgs {
    /// The part as it is to be; what is not named stays.
    fn put_right(&self, was: PartExchange) -> PartExchange {
        PartExchange {
            part_number: self.number.clone().unwrap_or(was.part_number),
            name: self.name.clone().unwrap_or(was.name),
            quantity: if self.off {
                0
            } else {
                self.quantity.unwrap_or(was.quantity)
            },
            old_serial: self.old_serial.clone().or(was.old_serial),
            new_serial: self.new_serial.clone().or(was.new_serial),
        }
    }
}

pub(super) async fn file(session: &Session, args: FileArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = FileReport {
        order: order.clone(),
        content: ReportContent {
            hours: args.hours,
            work_condition: args.work_condition,
            fault: args.fault,
            cause: args.cause,
            repair: args.repair,
            labour: (!args.labour.is_empty()).then_some(args.labour),
            no_parts: args.no_parts,
        },
        parts: args.parts,
        engineer: args.engineer,
    };
    session
        .tell::<FieldCommand, _>(body, &args.once, |accepted, view| {
            let mut said = view.say(OrderWord::ReportFiled, &[order.as_str()]);
            if let Some(judged) =
                deeds::event::<proto::field::ServiceReportJudged>(accepted, "ServiceReportJudged")
            {
                let gaps: Vec<&str> = judged
                    .gaps
                    .iter()
                    .map(|gap| view.sentence(&gap.sentence))
                    .collect();
                said.push('\n');
                said.push_str(&match gaps.is_empty() {
                    true => view.word(OrderWord::ReportComplete).to_owned(),
                    false => view.say(OrderWord::ReportLacks, &[&view.one_after_another(&gaps)]),
                });
            }
            said
        })
        .await
}

pub(super) async fn correct(session: &Session, args: PartArgs) -> Result<(), ClientFailure> {
    let order = args.order.order.clone();
    let was = reported(session, &order, args.line).await?;
    let body = CorrectPart {
        order: order.clone(),
        line: args.line,
        exchange: args.put_right(was),
        reason: args.reason,
    };
    let (line, done) = (
        args.line.to_string(),
        if args.off {
            OrderWord::PartTakenOff
        } else {
            OrderWord::PartCorrected
        },
    );
    session
        .tell::<FieldCommand, _>(body, &args.once, |_, view| {
            view.say(done, &[order.as_str(), &line])
        })
        .await
}

/// The part as the report has it.
async fn reported(session: &Session, order: &OrderNumber, line: u16) -> Result<PartExchange, ClientFailure> {
    let text = session
        .connection()?
        .text(Request::get(&["orders", order.as_str()]))
        .await?;
    let page: Answered<OrderPage> = read(&text)?;
    let parts = page.answer.report.map(|report| report.parts).unwrap_or_default();
    let known: Vec<String> = parts.iter().map(|part| part.line.to_string()).collect();
    let of_line = |part: &PartReported| part.line == line;
    parts
        .into_iter()
        .find(of_line)
        .map(|part| part.exchange)
        .ok_or_else(|| {
            let (chinese, english) = (known.join("、"), known.join(", "));
            ClientFailure::usage(
                format!("工单 {order} 的报告没有第{line}行换件；已有：{chinese}。"),
                format!("The report of order {order} has no part {line}; it has: {english}."),
            )
        })
}

/// `1.5h 更换油封`, `2310-4 1.5小时 更换油封`: an optional service code, hours, words.
fn labour(text: &str) -> Result<Labour, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (code, rest) = match words.split_first() {
        Some((first, rest)) if hours(first).is_none() => (Some((*first).to_owned()), rest),
        _ => (None, words.as_slice()),
    };
    let read = rest
        .split_first()
        .and_then(|(first, rest)| Some((hours(first)?, rest.join(" "))));
    match read {
        Some((hours, description)) if !description.is_empty() => Ok(Labour {
            code,
            description,
            hours,
        }),
        _ => Err(format!(
            "工时写成 '1.5h 更换油封' labour is written like '1.5h 更换油封', not {text:?}"
        )),
    }
}

fn hours(word: &str) -> Option<Quantity> {
    ["小时", "工时", "h", "H"]
        .iter()
        .find_map(|unit| word.strip_suffix(unit))?
        .parse()
        .ok()
}

/// `4611-1234 x2 油封 旧SN1 新SN2`: the number first, the rest in any order; one piece when nobody says how many.
fn part(text: &str) -> Result<PartExchange, String> {
    let mut words = text.split_whitespace();
    let number = words
        .next()
        .filter(|number| number.chars().any(|c| c.is_ascii_digit()));
    let part_number = number.ok_or_else(|| {
        format!("换件写成 '4611-1234 x2 油封 旧SN1 新SN2' a part is written like that, not {text:?}")
    })?;
    let mut exchange = PartExchange {
        part_number: part_number.to_owned(),
        name: String::new(),
        quantity: 1,
        old_serial: None,
        new_serial: None,
    };
    let mut name = Vec::new();
    for word in words {
        if let Some(count) = pieces(word) {
            exchange.quantity = count;
        } else if let Some(serial) = serial(word, &["旧件", "旧", "old:", "old="]) {
            exchange.old_serial = Some(serial);
        } else if let Some(serial) = serial(word, &["新件", "新", "new:", "new="]) {
            exchange.new_serial = Some(serial);
        } else {
            name.push(word);
        }
    }
    exchange.name = name.join(" ");
    Ok(exchange)
}

/// `x2`, `×2`, `2件`.
pub(crate) fn pieces(word: &str) -> Option<u32> {
    let digits = word
        .strip_prefix(['x', 'X', '×', '*'])
        .or_else(|| word.strip_suffix(['件', '个', '只']))?;
    digits.parse().ok()
}

/// A serial behind one of some heads: plain characters with a digit, so that `新型滤芯` stays a name.
fn serial(word: &str, heads: &[&str]) -> Option<String> {
    let rest = heads.iter().find_map(|head| word.strip_prefix(head))?;
    let serial = rest.trim_start_matches([':', '：', '=']);
    let is_serial = serial.is_ascii() && serial.bytes().any(|byte| byte.is_ascii_digit());
    is_serial.then(|| serial.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(quantity: u32, name: &str, old: Option<&str>, new: Option<&str>) -> PartExchange {
        PartExchange {
            part_number: "4611-1234".to_owned(),
            name: name.to_owned(),
            quantity,
            old_serial: old.map(str::to_owned),
            new_serial: new.map(str::to_owned),
        }
    }

    // rule: ORD-25
    #[test]
    fn labour_is_hours_and_words_behind_a_service_code_where_there_is_one() {
        let work = |text: &str| {
            let labour = labour(text).unwrap();
            (labour.code, labour.hours.to_string(), labour.description)
        };
        assert_eq!(
            work("1.5h 更换油封"),
            (None, "1.5".to_owned(), "更换油封".to_owned())
        );
        let (code, hours, words) = work("2310-4 0.25小时 调试 试车");
        assert_eq!((code.as_deref(), hours.as_str()), (Some("2310-4"), "0.25"));
        assert_eq!(words, "调试 试车");
        for wrong in ["更换油封", "1.5h", "1.555h 更换油封", ""] {
            assert!(labour(wrong).is_err(), "{wrong}");
        }
    }

    // rule: CLM-17
    #[test]
    fn a_part_is_a_number_and_in_any_order_pieces_name_and_serials() {
        let whole = exchange(2, "油封", Some("SN1"), Some("SN2"));
        assert_eq!(part("4611-1234 x2 油封 旧SN1 新SN2"), Ok(whole.clone()));
        assert_eq!(part("4611-1234 新件:SN2 油封 old=SN1 2件"), Ok(whole));
        assert_eq!(
            part("4611-1234 新型滤芯 组件"),
            Ok(exchange(1, "新型滤芯 组件", None, None))
        );
        for wrong in ["", "油封 x2"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }

    // rule: ORD-15
    #[test]
    fn what_is_not_named_stays_when_a_part_is_put_right() {
        let args = PartArgs {
            order: OrderArg {
                order: OrderNumber::compose(26, 1),
            },
            line: 1,
            number: None,
            name: Some("油封".to_owned()),
            quantity: None,
            old_serial: None,
            new_serial: None,
            off: false,
            reason: String::new(),
            once: Once { request_id: None },
        };
        let was = exchange(2, "", Some("SN1"), None);
        assert_eq!(
            args.put_right(was.clone()),
            exchange(2, "油封", Some("SN1"), None)
        );
        let off = PartArgs { off: true, ..args };
        assert_eq!(off.put_right(was).quantity, 0);
    }
}
