//! What people type with cold thumbs (SMS-2, SMS-3): each thing in many spellings, chosen by dice.

use chrono::{Datelike, Timelike};
use proto::field::PartExchange;
use types::{Instant, OrderNumber, Personal};

use super::calls::ZONE;
use super::dice::Dice;

/// Which report a correction is about, and its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reported {
    Departed,
    Arrived,
}

/// What somebody wants to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Departed {
        eta: Option<Instant>,
        with: Vec<String>,
    },
    Eta {
        at: Instant,
    },
    Arrived,
    Repaired,
    Unrepaired {
        reason: &'static str,
    },
    Plan {
        depart_at: Instant,
        crew: Vec<&'static str>,
    },
    Solved {
        how: &'static str,
    },
    Acknowledged,
    /// Exchanged parts.
    Parts {
        parts: Vec<PartExchange>,
    },
    Corrected {
        of: Reported,
        at: Instant,
    },
    /// Just the number: the answer to the question which order is meant.
    Number,
}

/// Words for leaving a machine unrepaired, and the policy's reason they mean.
pub(super) const REASONS: [(&str, &str); 7] = [
    ("等配件", "waiting_parts"),
    ("缺配件，已报计划", "waiting_parts"),
    ("等索赔决定", "claim_decision"),
    ("客户不让停机", "customer"),
    ("缺专用工具", "tools"),
    ("下雨，平台积水进不去", "other"),
    ("等配件到货", "waiting_parts"),
];

/// How things are solved by phone.
pub(super) const SOLUTIONS: [&str; 8] = [
    "指导客户断电重启，恢复正常",
    "教司机复位急停开关",
    "客户自己加了润滑脂，正常",
    "指导更换F12保险丝",
    "远程看过，是参数问题，已调好",
    "客户自备斗齿，已让客户自己换",
    "水温90度正常范围，观察使用",
    "教客户清洗冷却器后正常",
];

/// Types a text as it should be: well-formed, though not always pretty.
pub(super) fn typed(said: &Said, number: Option<&OrderNumber>, sent_at: Instant, dice: &mut Dice) -> String {
    let text = match said {
        Said::Departed { eta, with } => departed(*eta, with, number, sent_at, dice),
        Said::Eta { at } => placed(&format!("{}到", moment(*at, sent_at, dice)), number, dice),
        Said::Arrived => {
            let word = dice.word(&[
                "到达",
                "到达",
                "DD",
                "dd",
                "已到达",
                "到了",
                "到达现场",
                "ARRIVED",
                "人已到工地",
                "抵达",
            ]);
            placed(word, number, dice)
        }
        Said::Repaired => {
            let word = dice.word(&[
                "修复",
                "修复",
                "修好了",
                "XF",
                "xf",
                "已修复",
                "完成",
                "维修完成",
                "DONE",
                "修复离开工地",
            ]);
            placed(word, number, dice)
        }
        Said::Unrepaired { reason } => {
            let word = dice.word(&["未修复", "未修复", "WXF", "没修好", "wxf", "未修好"]);
            format!("{} {reason}", placed(word, number, dice))
        }
        Said::Plan { depart_at, crew } => plan(*depart_at, crew, number, sent_at, dice),
        Said::Solved { how } => {
            let word = dice.word(&["电话解决", "电话解决", "DH", "dh", "电话指导"]);
            let mark = dice.word(&[" ", "：", "，"]);
            format!("{}{mark}{how}", placed(word, number, dice))
        }
        Said::Acknowledged => placed(
            dice.word(&["收到", "收到", "OK", "ok", "好的", "明白"]),
            number,
            dice,
        ),
        Said::Corrected { of, at } => {
            let report = match of {
                Reported::Departed => dice.word(&["出发", "CF"]),
                Reported::Arrived => dice.word(&["到达", "DD"]),
            };
            let word = dice.word(&["更正 ", "更正", "GZ "]);
            placed(&format!("{word}{report} {}", clock(*at, dice)), number, dice)
        }
        Said::Parts { parts } => exchanged(parts, number, dice),
        Said::Number => match number {
            Some(number) => format!("{}{number}", dice.word(&["", "", "单号", "工单 "])),
            None => String::new(),
        },
    };
    if dice.permille(60) {
        full_width(&text)
    } else {
        text
    }
}

/// `换件 4611-1234 x2`, with the serials where there are any.
fn exchanged(parts: &[PartExchange], number: Option<&OrderNumber>, dice: &mut Dice) -> String {
    let word = dice.word(&["换件", "换件", "HJ", "hj", "PARTS"]);
    let times = dice.word(&[" x", " X", "*", "×"]);
    let listed = parts.iter().map(|part| {
        let count = match part.quantity {
            1 => String::new(),
            count => format!("{times}{count}"),
        };
        let serial = |mark: &str, serial: &Option<String>| {
            serial
                .as_ref()
                .map_or_else(String::new, |serial| format!(" {mark}{serial}"))
        };
        let (old, new) = (serial("旧", &part.old_serial), serial("新", &part.new_serial));
        format!(" {}{count}{old}{new}", part.part_number)
    });
    let listed: String = listed.collect();
    format!("{}{listed}", placed(word, number, dice))
}

/// Types something that nobody can read: the word is wrong.
pub(super) fn mistyped(number: Option<&OrderNumber>, dice: &mut Dice) -> String {
    let word = dice.word(&[
        "出友",
        "刀达",
        "修富了",
        "陶达",
        "初法",
        "跟换",
        "daoda",
        "chufa",
        "WSF",
        "x复",
        "？？",
    ]);
    placed(word, number, dice)
}

/// A number with one digit wrong, as its typist would send it.
pub(super) fn misread(number: &OrderNumber, dice: &mut Dice) -> String {
    let digits = number.as_str();
    let place = 2 + dice.below(u64::try_from(digits.len()).unwrap_or(3).saturating_sub(2));
    let wrong = |(at, c): (usize, char)| match c.to_digit(10) {
        Some(digit) if u64::try_from(at) == Ok(place) => char::from_digit((digit + 1) % 10, 10).unwrap_or(c),
        _ => c,
    };
    digits.chars().enumerate().map(wrong).collect()
}

/// A word with the order's number before or behind it, or without one.
fn placed(word: &str, number: Option<&OrderNumber>, dice: &mut Dice) -> String {
    let Some(number) = number else {
        return word.to_owned();
    };
    let gap = dice.word(&[" ", " ", " ", "，"]);
    match dice.below(10) {
        0..6 => format!("{word}{gap}{number}"),
        6..8 => format!("{number}{gap}{word}"),
        _ => format!("{word}{gap}单号{number}"),
    }
}

fn departed(
    eta: Option<Instant>,
    with: &[String],
    number: Option<&OrderNumber>,
    sent_at: Instant,
    dice: &mut Dice,
) -> String {
    let word = dice.word(&["出发", "出发", "CF", "cf", "已出发", "DEPART"]);
    let mut text = placed(word, number, dice);
    if !with.is_empty() {
        let between = dice.word(&[" ", "、"]);
        text = format!("{text} 同行 {}", with.join(between));
    }
    if let Some(eta) = eta {
        let (before, after) = dice
            .pick(&[(" ", ""), (" 预计", "到"), ("，", "到"), (" 预计", "到达")])
            .copied()
            .unwrap_or_default();
        text = format!("{text}{before}{}{after}", moment(eta, sent_at, dice));
    }
    text
}

fn plan(
    depart_at: Instant,
    crew: &[&'static str],
    number: Option<&OrderNumber>,
    sent_at: Instant,
    dice: &mut Dice,
) -> String {
    let word = dice.word(&["计划", "计划", "派工", "JH", "jh"]);
    let head = placed(word, number, dice);
    let time = moment(depart_at, sent_at, dice);
    let crew = crew.join(dice.word(&[" ", "、"]));
    if dice.chance(70) {
        format!("{head} {time} {crew}")
    } else {
        format!("{head} {crew} {time}")
    }
}

/// A time to come, with its day where that is not today.
fn moment(at: Instant, sent_at: Instant, dice: &mut Dice) -> String {
    let (there, here) = (at.local(ZONE), sent_at.local(ZONE));
    let face = clock(at, dice);
    match (there.date_naive() - here.date_naive()).num_days() {
        0 => face,
        1 if dice.chance(70) => format!("明天{face}"),
        2 if dice.chance(50) => format!("后天{face}"),
        _ => format!(
            "{}-{} {:02}:{:02}",
            there.month(),
            there.day(),
            there.hour(),
            there.minute()
        ),
    }
}

/// A clock face.
fn clock(at: Instant, dice: &mut Dice) -> String {
    let local = at.local(ZONE);
    let (hour, minute) = (local.hour(), local.minute());
    match dice.below(10) {
        0 => format!("{hour:02}{minute:02}"),
        1 if minute == 0 => format!("{hour}点"),
        1 if minute == 30 => format!("{hour}点半"),
        1 => format!("{hour}点{minute}分"),
        2 => format!("{hour}：{minute:02}"),
        _ => format!("{hour}:{minute:02}"),
    }
}

/// Some phones type everything twice as wide.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) - 0x21 + 0xff01).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}

/// What nobody of the staff writes to us.
pub(super) fn stranger(dice: &mut Dice) -> &'static str {
    dice.word(&[
        "你们修挖机吗？",
        "【贷款】您的额度已到账，回T退订",
        "请问是售后吗",
        "打错了不好意思",
        "出发了吗",
        "👍👍👍",
    ])
}

/// What a customer writes back.
pub(super) fn customer(dice: &mut Dice) -> &'static str {
    dice.word(&[
        "好的，谢谢",
        "师傅几点能到？",
        "还要多久",
        "机器停着呢，快点",
        "👌",
        "到了打我电话",
    ])
}

/// As the field's command wants the words it keeps.
pub(super) fn personal(text: &str) -> Personal<String> {
    Personal::from(text.to_owned())
}

#[cfg(test)]
mod tests {
    use field::text::{Meaning, Reading, ReasonWords, Understood, read};
    use proto::field::ReportKind;
    use sla::policy::Policy;
    use types::Span;

    use super::*;

    fn number() -> OrderNumber {
        OrderNumber::compose(6, 17)
    }

    fn sent() -> Instant {
        "2006-11-16T10:03:20+08:00".parse().unwrap()
    }

    fn reasons() -> Vec<ReasonWords> {
        let policy = Policy::shipped();
        let words = |known: &sla::policy::UnrepairedReason| ReasonWords {
            code: known.reason.code.clone(),
            words: known.keywords.clone(),
        };
        policy.unrepaired_reasons().iter().map(words).collect()
    }

    fn understood(text: &str) -> Understood {
        read(
            text,
            &Reading {
                sent_at: sent(),
                zone: ZONE,
                reasons: &reasons(),
                longest: 500,
            },
        )
    }

    /// Types something in every spelling, with and without a number, and gives the texts and what was understood.
    fn every_spelling(said: &Said) -> Vec<(String, Understood)> {
        let spellings = (0..400).map(|n: u64| {
            let mut dice = Dice::of(n, "spelling", "");
            let number = (!n.is_multiple_of(3)).then(number);
            let text = typed(said, number.as_ref(), sent(), &mut dice);
            let heard = understood(&text);
            assert_eq!(heard.order, number, "{text}");
            assert!(heard.mistakes.is_empty(), "{text}: {:?}", heard.mistakes);
            (text, heard)
        });
        spellings.collect()
    }

    fn check(said: &Said, meant: &Meaning) {
        for (text, heard) in every_spelling(said) {
            assert_eq!(heard.meaning.as_ref(), Some(meant), "{text}");
        }
    }

    fn at(span: Span) -> Instant {
        let minute = Instant::from_seconds(sent().micros() / 60_000_000 * 60);
        minute + span
    }

    // rule: SMS-2, SMS-3, SMS-4
    #[test]
    fn reports_are_understood_in_every_spelling() {
        check(&Said::Arrived, &Meaning::Arrive { at: None });
        check(&Said::Repaired, &Meaning::Repaired { at: None });
        check(&Said::Acknowledged, &Meaning::Acknowledge);
        for hours in [2, 20, 44] {
            let eta = at(Span::hours(hours));
            let with = vec!["卜志勇".to_owned(), "拓跋岩".to_owned()];
            let companions = with.clone();
            check(
                &Said::Departed { eta: Some(eta), with },
                &Meaning::Depart {
                    at: None,
                    eta: Some(eta),
                    companions,
                },
            );
            check(&Said::Eta { at: eta }, &Meaning::Eta { at: eta });
        }
        check(
            &Said::Departed {
                eta: None,
                with: vec![],
            },
            &Meaning::Depart {
                at: None,
                eta: None,
                companions: vec![],
            },
        );
    }

    // rule: SMS-2, ORD-8, ORD-11, SMS-8
    #[test]
    fn plans_solutions_reasons_and_corrections_are_understood_in_every_spelling() {
        for depart_at in [Span::hours(3), Span::hours(21), Span::hours(46), Span::days(6)].map(at) {
            let crew = vec!["佟铁军", "敖日格"];
            let said = Said::Plan {
                depart_at,
                crew: crew.clone(),
            };
            for (text, heard) in every_spelling(&said) {
                let Some(Meaning::Plan {
                    depart_at: at,
                    engineers,
                    perhaps,
                }) = heard.meaning
                else {
                    panic!("{text}")
                };
                let mut named = [engineers, perhaps].concat();
                named.sort();
                assert_eq!(
                    (at, named),
                    (depart_at, vec!["佟铁军".to_owned(), "敖日格".to_owned()]),
                    "{text}"
                );
            }
        }
        for how in SOLUTIONS {
            check(
                &Said::Solved { how },
                &Meaning::PhoneSolved {
                    solution: how.to_owned(),
                },
            );
        }
        for (reason, code) in REASONS {
            for (text, heard) in every_spelling(&Said::Unrepaired { reason }) {
                let Some(Meaning::Unrepaired { reason, .. }) = &heard.meaning else {
                    panic!("{text}: {heard:?}")
                };
                assert_eq!(reason.as_deref().unwrap_or("other"), code, "{text}");
            }
        }
        let earlier = at(Span::minutes(-20));
        for (of, kind) in [
            (Reported::Departed, ReportKind::Departed),
            (Reported::Arrived, ReportKind::Arrived),
        ] {
            check(
                &Said::Corrected { of, at: earlier },
                &Meaning::Correction {
                    of: kind,
                    at: earlier,
                },
            );
        }
    }

    // rule: SMS-2, CLM-17
    #[test]
    fn exchanged_parts_are_understood_in_every_spelling() {
        let part = |number: &str, quantity, serials: Option<(&str, &str)>| PartExchange {
            part_number: number.to_owned(),
            name: String::new(),
            quantity,
            old_serial: serials.map(|(old, _)| old.to_owned()),
            new_serial: serials.map(|(_, new)| new.to_owned()),
        };
        for parts in [
            vec![part("4611-1234", 1, None)],
            vec![part("4611-1234", 4, None)],
            vec![
                part("4611-1234", 1, Some(("S12345678", "N87654321"))),
                part("9987-5120", 2, None),
            ],
        ] {
            let said = Said::Parts { parts: parts.clone() };
            check(&said, &Meaning::Parts { parts });
        }
    }

    // rule: SMS-5
    #[test]
    fn just_a_number_is_one() {
        for n in 0..50 {
            let text = typed(
                &Said::Number,
                Some(&number()),
                sent(),
                &mut Dice::of(n, "spelling", ""),
            );
            let heard = understood(&text);
            assert_eq!(
                (heard.order, heard.meaning),
                (Some(number()), Some(Meaning::OrderOnly)),
                "{text}"
            );
        }
    }

    // rule: SMS-7, ORD-4
    #[test]
    fn what_is_mistyped_is_not_understood() {
        for n in 0..100 {
            let text = mistyped(Some(&number()), &mut Dice::of(n, "slip", ""));
            assert_eq!(understood(&text).meaning, None, "{text}");
            let wrong = misread(&number(), &mut Dice::of(n, "slip", ""));
            assert!(wrong.parse::<OrderNumber>().is_err(), "{wrong}");
        }
    }
}
