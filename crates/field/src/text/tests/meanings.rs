//! What well-formed texts mean, rule by rule.

use super::*;

// rule: SMS-2
// rule: ORD-10
// rule: ORD-11
#[test]
fn a_keyword_is_read_in_every_spelling_before_or_after_the_number() {
    let rows = [
        ("到达2600017", arrived()),
        ("2600017到", arrived()),
        ("到2600017", arrived()),
        ("2600017 到了", arrived()),
        ("已到达 2600017 现场", arrived()),
        ("人已到工地 2600017", arrived()),
        ("dd2600017", arrived()),
        ("ＤＤ　２６０００１７", arrived()),
        ("Arrived at site, SO2600017", arrived()),
        ("到达 单号：2600017", arrived()),
        ("到达#2600017", arrived()),
        ("No.2600017 抵达", arrived()),
        ("到达 2600 017", arrived()),
        ("到达 2600017 车牌 2345", arrived()),
        ("到达 26-00017", arrived()),
        ("【到达】👍 2600017！", arrived()),
        ("\u{202e}到\u{200b}达 2600017", arrived()),
        ("已修复 2600017", repaired()),
        ("2600017修好了", repaired()),
        ("2600017 维修完成", repaired()),
        ("完成，2600017。谢谢", repaired()),
        ("xf 2600017", repaired()),
        ("2600017 更换液压泵完成，试机正常", repaired()),
        ("2600017 done", repaired()),
        ("修复离开工地 2600017", repaired()),
        ("到现场修好了 2600017", repaired()),
        ("修复 2600017 表显小时数 1234", repaired()),
        ("修复 2600017 12345小时", repaired()),
        ("出发2600017", departed("", &[])),
        ("2600017 我已出发", departed("", &[])),
        ("收到，已出发 2600017", departed("", &[])),
        ("按计划出发 2600017", departed("", &[])),
        ("ok 2600017", Meaning::Acknowledge),
        ("收到2600017", Meaning::Acknowledge),
        ("2600017 好的 马上出发", Meaning::Acknowledge),
    ];
    check(&rows, Some(ORDER));
}

// rule: ORD-9
// rule: SMS-3
#[test]
fn a_departure_takes_its_eta_and_companions_as_people_write_them() {
    let rows = [
        (
            "CF 2600017 14:30 同行 李强 王军",
            departed("14:30", &["李强", "王军"]),
        ),
        ("cf，2600017，下午3点到", departed("15:00", &[])),
        ("出发 2600017 1430", departed("14:30", &[])),
        ("出发2600017 14点半到", departed("14:30", &[])),
        ("cf1430 2600017", departed("14:30", &[])),
        ("出发 2600017 14：30", departed("14:30", &[])),
        ("出发 2600017 14.30到", departed("14:30", &[])),
        ("出发 2600017 预计十一点一刻到达", departed("11:15", &[])),
        ("出发 2600017，预计晚上8点半到达现场", departed("20:30", &[])),
        ("出发 2600017 中午12点", departed("12:00", &[])),
        ("出发 2600017 中午1点", departed("13:00", &[])),
        ("出发 2600017 晚上12点到", departed("17 00:00", &[])),
        ("出发 2600017 明天凌晨1点到", departed("17 01:00", &[])),
        ("出发 2600017 3小时后到", departed("13:00", &[])),
        ("出发 2600017 半小时后", departed("10:30", &[])),
        ("出发 2600017 一个半小时后到", departed("11:30", &[])),
        ("出发 2600017 大概2个半小时", departed("12:30", &[])),
        ("出发 2600017 1.5小时到", departed("11:30", &[])),
        ("出发 2600017 90分钟后", departed("11:30", &[])),
        ("depart 2600017 2h", departed("12:00", &[])),
        (
            "DEPART 2600017 ETA 3:30 pm with LiQiang",
            departed("15:30", &["LiQiang"]),
        ),
        ("depart 2600017 in 1h30m", departed("11:30", &[])),
        ("出发 2600017 下午2点到3点到", departed("15:00", &[])),
        (
            "9:40出发 2600017 11点到",
            Meaning::Depart {
                at: Some(at("09:40")),
                eta: Some(at("11:00")),
                companions: vec![],
            },
        ),
        (
            "10分钟前出发 2600017",
            Meaning::Depart {
                at: Some(at("09:50")),
                eta: None,
                companions: vec![],
            },
        ),
    ];
    check(&rows, Some(ORDER));
}

// rule: SMS-4
#[test]
fn companions_are_kept_by_name_or_phone_as_they_were_typed() {
    let rows = [
        ("出发 2600017 同行：李强、王军", departed("", &["李强", "王军"])),
        (
            "出发 2600017 同行李强和王军 11点到",
            departed("11:00", &["李强", "王军"]),
        ),
        (
            "出发 2600017 同行 张和平，李志刚",
            departed("", &["张和平", "李志刚"]),
        ),
        ("同行 13912345678 出发 2600017", departed("", &["13912345678"])),
        (
            "出发 2600017 同行 139 1234 5678 11:30",
            departed("11:30", &["13912345678"]),
        ),
        ("出发 2600017 同行李强预计11:30到", departed("11:30", &["李强"])),
        ("和李强一起出发 2600017", departed("", &["李强"])),
        ("出发 2600017 同行 买买提·艾山", departed("", &["买买提·艾山"])),
        ("出发 2600017 无同行", departed("", &[])),
        ("出发 2600017 同行 无", departed("", &[])),
    ];
    check(&rows, Some(ORDER));
}

// rule: ORD-11
// rule: ORD-37
#[test]
fn leaving_unrepaired_keeps_the_words_and_finds_the_reason() {
    let rows = [
        ("未修复 2600017 等配件", unrepaired("parts", "等配件")),
        ("2600017 未修复，等配件到货", unrepaired("parts", "等配件到货")),
        ("WXF 2600017 缺工具", unrepaired("tools", "缺工具")),
        (
            "wxf2600017客户原因，明天9点再来",
            unrepaired("customer", "客户原因，明天9点再来"),
        ),
        (
            "2600017 没修好 因为等厂家索赔",
            unrepaired("claim_decision", "等厂家索赔"),
        ),
        ("还没有修好 2600017 缺件", unrepaired("parts", "缺件")),
        ("无法修复 2600017 下雨", unrepaired("", "下雨")),
        ("修不好，2600017，没货", unrepaired("parts", "没货")),
        ("等配件 未修复 单号2600017", unrepaired("parts", "等配件")),
        (
            "Unfixed 2600017 waiting for Parts",
            unrepaired("parts", "waiting for Parts"),
        ),
        ("not fixed 2600017 no tools", unrepaired("tools", "no tools")),
        (
            "未修复 2600017 等配件 14532260",
            unrepaired("parts", "等配件 14532260"),
        ),
    ];
    check(&rows, Some(ORDER));
}

// rule: ORD-7
#[test]
fn a_phone_solution_keeps_its_words_and_their_numbers() {
    let rows = [
        ("电话解决 2600017 重启后正常", solved("重启后正常")),
        (
            "DH 2600017 更换F12保险丝，客户 13800138000 已确认",
            solved("更换F12保险丝，客户 13800138000 已确认"),
        ),
        ("2600017电话解决：教客户完成复位", solved("教客户完成复位")),
        (
            "phone 2600017: reset the ECU, works",
            solved("reset the ECU, works"),
        ),
        ("电话指导 工单 2600017 水温90℃", solved("水温90℃")),
    ];
    check(&rows, Some(ORDER));
}

// rule: ORD-8
#[test]
fn a_plan_takes_its_time_and_the_engineers_named() {
    let rows = [
        ("jh 明天9点 2600017", planned("17 09:00", &[])),
        ("派工 11-22 08:00 2600017", planned("22 08:00", &[])),
        ("计划2600017 11月22日8点", planned("22 08:00", &[])),
        ("计划 2600017 11/22 8:00", planned("22 08:00", &[])),
        ("计划 2600017 2026-11-22 08:00", planned("22 08:00", &[])),
        ("计划 2600017 2026年11月22日上午8点", planned("22 08:00", &[])),
        ("计划 2600017 11.22 08:00", planned("22 08:00", &[])),
        ("计划 2600017 22号下午两点", planned("22 14:00", &[])),
        ("计划 2600017 后天上午9点", planned("18 09:00", &[])),
        ("计划 2600017 今天14点", planned("14:00", &[])),
        ("计划 2600017 明早八点半", planned("17 08:30", &[])),
        ("计划 2600017 周五9点", planned("20 09:00", &[])),
        ("计划 2600017 下周一上午十点", planned("23 10:00", &[])),
        ("计划 2600017 3天后8点", planned("19 08:00", &[])),
        ("计划 明天 2600017 9点", planned("17 09:00", &[])),
        ("计划明天9点出发 2600017", planned("17 09:00", &[])),
        ("计划 2600017 明天9点到10点", planned("17 09:00", &[])),
        ("预计派工时间 明天9点 2600017", planned("17 09:00", &[])),
        ("2600017 派工给李强 明天9点", planned("17 09:00", &["李强"])),
        (
            "派工 2600017 张刚、13912345678 明天9点",
            planned("17 09:00", &["张刚", "13912345678"]),
        ),
        ("安排李强明天9点出发 2600017", planned("17 09:00", &["李强"])),
        ("plan 2600017 tomorrow 9am", planned("17 09:00", &[])),
        ("更正计划 2600017 明天10点", planned("17 10:00", &[])),
    ];
    check(&rows, Some(ORDER));
}

// rule: SMS-4
// rule: ORD-8
#[test]
fn a_plan_may_tell_of_parts_tools_and_cars_without_naming_them_engineers() {
    let rows: [(&str, &[&str], &[&str]); 5] = [
        (
            "计划 14:00 配件有货 工具备齐 李强 车辆到位 2600017",
            &["李强"],
            &["有货", "工具备齐", "到位"],
        ),
        (
            "计划 2600017 14:00 主修 李强 同行 王军，配件有货",
            &["李强", "王军"],
            &["有货"],
        ),
        ("计划 2600017 14:00 同行 王军 主修 李强", &["李强", "王军"], &[]),
        ("计划 2600017 14:00 主修 欧阳峰", &["欧阳峰"], &[]),
        ("计划 2600017 14:00 人员充足", &[], &["人员充足"]),
    ];
    for (text, named, others) in rows {
        let expected = Meaning::Plan {
            depart_at: at("14:00"),
            engineers: names(named),
            perhaps: names(others),
        };
        assert_eq!(
            at_ten(text),
            Understood::right(Some(order(ORDER)), expected),
            "{text}"
        );
    }
}

// rule: SMS-2
// rule: CLM-17
#[test]
fn replaced_parts_are_read_in_every_spelling_with_their_quantities() {
    let one = || replaced(&[("4611-1234", 2)]);
    let with_order = [
        ("换件 2600017 4611-1234 x2", one()),
        ("2600017换件4611-1234x2", one()),
        ("2600017 已换件：4611-1234*2", one()),
        ("换件 4611-1234 ×2 单号2600017", one()),
        ("换件 SO2600017，4611-1234 X 2", one()),
        ("ＨＪ　２６０００１７　４６１１－１２３４　ｘ２", one()),
        ("hj 2600017 4611-1234 2个", one()),
        ("Parts 4611-1234 2 pcs order 2600017", one()),
        ("换件 #2600017 4611-1234 两个 谢谢", one()),
        ("收到，2600017 换件 4611-1234 2", one()),
        ("换件 26-00017 4611-1234x2", one()),
        ("更换 2600017 4611-1234 两个", one()),
        ("更换了4611-1234 二件 单号2600017", one()),
        ("2600017 换了2个4611-1234", one()),
        ("2600017 已更换配件 4611-1234，2只", one()),
        (
            "换件 2600017 4611-1234 x2 4611-9987",
            replaced(&[("4611-1234", 2), ("4611-9987", 1)]),
        ),
        (
            "换件2600017 4611-1234x2,4611-9987*1;voe14532260 3件",
            replaced(&[("4611-1234", 2), ("4611-9987", 1), ("VOE14532260", 3)]),
        ),
        (
            "换件 2600017 332/H3923 14532260 x12",
            replaced(&[("332/H3923", 1), ("14532260", 12)]),
        ),
    ];
    check(&with_order, Some(ORDER));
    let without = [
        ("换件 4611-1234 x2", one()),
        ("换件4611-1234*2", one()),
        ("HJ4611-1234x2个", one()),
        ("换件 14532260", replaced(&[("14532260", 1)])),
        ("换件 2600017 x2", replaced(&[("2600017", 2)])),
        (
            "换了2套4611-1234，十二条4611-9987",
            replaced(&[("4611-1234", 2), ("4611-9987", 12)]),
        ),
        (
            "换件 1R-0716x2/1R-0750",
            replaced(&[("1R-0716", 2), ("1R-0750", 1)]),
        ),
    ];
    check(&without, None);
}

// rule: CLM-17
#[test]
fn a_part_keeps_its_old_and_new_serial_and_its_name() {
    let whole = |name: &str| Meaning::Parts {
        parts: vec![PartExchange {
            name: name.to_owned(),
            old_serial: Some("SN123".to_owned()),
            new_serial: Some("SN-456".to_owned()),
            ..part("4611-1234", 2)
        }],
    };
    for (text, name) in [
        ("换件 4611-1234 x2 旧SN123 新SN-456", ""),
        ("换件4611-1234x2旧sn123新sn-456", ""),
        ("换件 4611-1234 旧件号：SN123 新件 SN-456 ×2", ""),
        ("parts 4611-1234 x2 old SN123 new SN-456", ""),
        ("换件 4611-1234 液压泵 x2 旧SN123 新SN-456", "液压泵"),
        ("换件 液压泵4611-1234 x2 旧SN123 新SN-456", "液压泵"),
        ("换了两个液压泵 4611-1234 旧SN123 新SN-456", "液压泵"),
    ] {
        assert_eq!(at_ten(text), Understood::right(None, whole(name)), "{text}");
    }
    let two = Meaning::Parts {
        parts: vec![
            PartExchange {
                name: "滤芯".to_owned(),
                ..part("4611-1234", 2)
            },
            PartExchange {
                name: "皮带".to_owned(),
                ..part("4611-9987", 1)
            },
        ],
    };
    assert_eq!(at_ten("换件 滤芯4611-1234x2 皮带4611-9987").meaning, Some(two));
}

// rule: SMS-2
#[test]
fn a_report_may_mention_changed_parts_without_listing_them() {
    let rows = [
        ("修复 2600017 已换件", repaired()),
        ("2600017 换件后修复", repaired()),
        ("修复 2600017，更换了液压泵", repaired()),
        ("修复 2600017 更换24V继电器", repaired()),
        ("修复 2600017 没有换件", repaired()),
        ("出发 2600017 14:30 去换件", departed("14:30", &[])),
        (
            "未修复 2600017 等配件，要换件 4611-1234",
            unrepaired("parts", "等配件，要换件 4611-1234"),
        ),
        ("计划 2600017 14:00 换件", planned("14:00", &[])),
    ];
    check(&rows, Some(ORDER));
}

// rule: SMS-2
// rule: ORD-25
#[test]
fn that_no_part_was_replaced_is_a_report_of_its_own() {
    let none = |text| (text, Meaning::NoParts);
    check(
        &[
            none("没有换件 2600017"),
            none("2600017 未换件"),
            none("2600017，没更换配件。"),
            none("无配件更换 2600017"),
            none("whj2600017"),
            none("No parts 2600017"),
        ],
        Some(ORDER),
    );
    check(&[none("没换件"), none("未更换"), none("没换")], None);
    for text in [
        "还没换件",
        "尚未换件",
        "没换件，等货",
        "无法更换 2600017",
        "准备换件",
    ] {
        assert_eq!(at_ten(text).meaning, None, "{text}");
    }
}

// rule: SMS-8
#[test]
fn a_correction_names_the_report_and_the_time_it_happened() {
    use ReportKind::{Arrived, Departed, LeftUnrepaired, Repaired};
    let rows = [
        ("更正 到达 9:20 2600017", corrected(Arrived, "09:20")),
        ("更正到达9点20 2600017", corrected(Arrived, "09:20")),
        ("2600017 更正 出发 0840", corrected(Departed, "08:40")),
        ("到达 9:50 更正为 9:20 2600017", corrected(Arrived, "09:20")),
        ("gz xf 9:58 2600017", corrected(Repaired, "09:58")),
        ("correct unfixed 9:05 2600017", corrected(LeftUnrepaired, "09:05")),
        ("更正 到 十分钟前 2600017", corrected(Arrived, "09:50")),
    ];
    check(&rows, Some(ORDER));
}

// rule: SMS-5
#[test]
fn without_an_order_number_the_report_stands_alone_and_a_number_alone_completes_one() {
    let rows = [
        ("到了", arrived()),
        ("出发了", departed("", &[])),
        ("已到", arrived()),
        ("完成", repaired()),
        ("修好了", repaired()),
        ("更正到达9点20", corrected(ReportKind::Arrived, "09:20")),
        ("WXF 等配件", unrepaired("parts", "等配件")),
        ("jh 明天9点", planned("17 09:00", &[])),
        ("ok", Meaning::Acknowledge),
        ("14:30", Meaning::Eta { at: at("14:30") }),
        ("下午3点到", Meaning::Eta { at: at("15:00") }),
    ];
    check(&rows, None);
    let rows = [
        ("2600017", Meaning::OrderOnly),
        ("单号 2600017 谢谢", Meaning::OrderOnly),
        ("2600017 下午3点到", Meaning::Eta { at: at("15:00") }),
        ("2600017 大概2小时后", Meaning::Eta { at: at("12:00") }),
    ];
    check(&rows, Some(ORDER));
}

// rule: SMS-14
#[test]
fn only_a_whole_text_stops_messages() {
    for text in ["TD", "td", "退订", "回T", " t. ", "ＴＤ", "TD退订"] {
        assert_eq!(at_ten(text).meaning, Some(Meaning::StopMessages), "{text}");
    }
    assert_ne!(at_ten("TD 2600017").meaning, Some(Meaning::StopMessages));
}

// rule: SMS-3
#[test]
fn a_bare_hour_in_a_report_of_the_afternoon_means_the_afternoon_once_that_is_past() {
    let arrived_at = |clock: &str| Some(Meaning::Arrive { at: Some(at(clock)) });
    let rows = [
        ("2点到达", "15:30", arrived_at("14:00")),
        ("到达 1点20", "13:25", arrived_at("13:20")),
        ("两点半到的", "16:00", arrived_at("14:30")),
        ("到达 9点", "16:00", arrived_at("09:00")),
        ("到达 2:10", "15:30", None),
        ("早上8点到的", "19:30", arrived_at("08:00")),
    ];
    for (text, clock, meaning) in rows {
        let read = sent(text, &format!("2026-11-16T{clock}:00+08:00"));
        assert_eq!(read.meaning, meaning, "{text}");
    }
    let ahead = sent("到达 7点半", "2026-11-16T07:00:00+08:00").meaning;
    assert_eq!(ahead, Some(Meaning::Eta { at: at("07:30") }));
}
