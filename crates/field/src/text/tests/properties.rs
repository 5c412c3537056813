//! What holds for every text.

use proptest::prelude::*;

use super::*;

fn anything() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "出发",
        "到",
        "达",
        "未",
        "修复",
        "更正",
        "计划",
        "同行",
        "主修",
        "换件",
        "hj",
        "4611-1234",
        "x2",
        "*",
        "个",
        "旧",
        "新SN1",
        "电话解决",
        "明天",
        "周",
        "点",
        "半",
        "小时",
        "后",
        "十",
        "2600017",
        "2600",
        "017",
        "13912345678",
        "14:30",
        ":",
        "-",
        ".",
        "11",
        "22",
        "9",
        "99999999999",
        " ",
        "，",
        "。",
        "?",
        "😀",
        "\u{202e}",
        "\u{301}",
        "\u{0}",
        "和",
        "一起",
        "cf",
        "no",
        "am",
        "号",
        "月",
        "年",
        "T",
        "h",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(bits, 0..14).prop_map(|bits| bits.concat()),
    ]
}

/// A report and the ways to write it: keyword, what goes with it, what it means.
fn styled() -> impl Strategy<Value = (Vec<String>, Meaning)> {
    let eta = || departed("15:00", &["李强", "王军"]);
    let kinds: Vec<(&[&str], &[&str], Meaning)> = vec![
        (&["到达", "到", "已到达", "DD", "arrive", "抵达"], &[], arrived()),
        (&["修复", "完成", "已修好", "Xf", "DONE"], &[], repaired()),
        (
            &["出发", "已出发", "cf", "Depart"],
            &["15:00", "1500", "下午3点", "5小时后", "15点", "下午三点"],
            eta(),
        ),
        (
            &["计划", "派工", "jh", "PLAN"],
            &["明天9点", "11-17 09:00", "明早九点", "17号9:00"],
            planned("17 09:00", &[]),
        ),
        (&["收到", "ok"], &[], Meaning::Acknowledge),
        (
            &["换件", "已换件", "hj", "Parts"],
            &[
                "4611-1234x2",
                "4611-1234 X2",
                "4611-1234*2",
                "4611-1234 ×2",
                "4611-1234 2个",
            ],
            replaced(&[("4611-1234", 2)]),
        ),
    ];
    (
        prop::sample::select(kinds),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    )
        .prop_map(|((keywords, times, meaning), keyword, time, number_first)| {
            let mut parts = vec![
                keywords[keyword.index(keywords.len())].to_owned(),
                ORDER.to_owned(),
            ];
            if number_first {
                parts.reverse();
            }
            if !times.is_empty() {
                parts.push(times[time.index(times.len())].to_owned());
            }
            if matches!(meaning, Meaning::Depart { .. }) {
                parts.push("同行 李强 王军".to_owned());
            }
            (parts, meaning)
        })
}

fn full_width(text: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
    text.chars()
        .map(|c| if c.is_ascii_graphic() { wide(c) } else { c })
        .collect()
}

proptest! {
    // rule: SMS-7
    #[test]
    fn nothing_typed_can_break_the_reader(text in anything(), micros in any::<i64>(), longest in 0..2000usize) {
        let reasons = reasons();
        for sent_at in [moment(TEN), Instant::from_micros(micros)] {
            let reading = Reading { sent_at, zone: Tz::America__New_York, reasons: &reasons, longest };
            let understood = read(&text, &reading);
            prop_assert_eq!(&understood, &read(&normalise(&text), &reading));
            prop_assert!(understood.meaning.is_some() || !understood.mistakes.is_empty());
            prop_assert_eq!(understood.answer().is_none(), understood.mistakes.is_empty());
        }
        prop_assert_eq!(content_key(&text), content_key(&normalise(&text)));
    }

    // rule: SMS-2
    #[test]
    fn a_report_means_the_same_in_every_style(
        (parts, meaning) in styled(),
        separator in prop::sample::select(vec![" ", "，", ", ", "  ", "\n", "、", "/ "]),
        wide in any::<bool>(),
    ) {
        let text = parts.join(separator);
        let text = if wide { full_width(&text) } else { text };
        prop_assert_eq!(at_ten(&text), Understood::right(Some(order(ORDER)), meaning));
    }
}
