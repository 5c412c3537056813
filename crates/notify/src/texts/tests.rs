use proto::claims::MissingItem;
use sla::policy::ClockKind;
use types::{MachineSerial, Sentence};

use super::*;
use crate::samples::{at, context, facts, scene};

/// Two SMS hold 134 characters of Chinese, the signature among them.
const LONGEST: usize = 120;

fn read(texts: &[(String, &str)]) {
    for (text, expected) in texts {
        assert_eq!(text, expected);
        let length = text.chars().count();
        assert!(length <= LONGEST, "{length} characters: {text}");
    }
}

#[test]
fn staff_read_number_machine_site_and_what_happened() {
    let (scenario, facts) = (scene(), facts());
    let about = &About::new(&facts, &context(&scenario));
    let (noon, three) = (at("2026-01-05T12:00:00+08:00"), at("2026-01-05T15:00:00+08:00"));
    let lu = ["陆小舟".to_owned()];
    read(&[
        (
            staff::opened_to_station(about),
            "新工单2600017（EC210B 20145，贾汪大洞山料场）：故障，动臂提升无力，报修孟小满 13700000001，请尽快联系客户。",
        ),
        (
            staff::opened_to_others(about),
            "新工单2600017（EC210B 20145，贾汪大洞山料场）：故障，动臂提升无力，徐州站。",
        ),
        (
            staff::machine_down(about, Some("已改用备机")),
            "停机：工单2600017（EC210B 20145，贾汪大洞山料场），动臂提升无力，已采取临时措施：已改用备机，徐州站。",
        ),
        (
            staff::moved_away(about, "离得近"),
            "工单2600017（EC210B 20145，贾汪大洞山料场）已转到徐州站，原因：离得近，不再由贵站处理。",
        ),
        (
            staff::assigned(about, noon, "何田", &lu),
            "派工：工单2600017（EC210B 20145，贾汪大洞山料场），1月5日 12:00出发，主修何田，同行陆小舟。动臂提升无力。联系人孟小满 13700000001。",
        ),
        (
            staff::reassigned(about, three, "陆小舟", &[], "何田请假"),
            "计划变更：工单2600017（EC210B 20145，贾汪大洞山料场），1月5日 15:00出发，主修陆小舟，原因：何田请假。动臂提升无力。联系人孟小满 13700000001。",
        ),
        (
            staff::released(about, "何田请假"),
            "工单2600017（EC210B 20145，贾汪大洞山料场）不再由您前往，原因：何田请假。",
        ),
        (
            staff::planned(about, noon),
            "工单2600017（EC210B 20145，贾汪大洞山料场）已派工，预计1月5日 12:00出发，徐州站。",
        ),
        (
            staff::plan_changed(about, three, "何田请假"),
            "工单2600017（EC210B 20145，贾汪大洞山料场）计划变更，预计1月5日 15:00出发，原因：何田请假，徐州站。",
        ),
        (
            staff::plan_withdrawn(about, "换站"),
            "工单2600017（EC210B 20145，贾汪大洞山料场）的派工计划已撤回，原因：换站。",
        ),
        (
            staff::departed(about, "何田", &lu, noon, Some(three)),
            "工单2600017（EC210B 20145，贾汪大洞山料场）：何田1月5日 12:00已出发，预计1月5日 15:00到达，同行陆小舟。",
        ),
        (
            staff::departed(about, "何田", &[], noon, None),
            "工单2600017（EC210B 20145，贾汪大洞山料场）：何田1月5日 12:00已出发，未报预计到达时间。",
        ),
        (
            staff::arrived(about, "何田", three),
            "工单2600017（EC210B 20145，贾汪大洞山料场）：何田1月5日 15:00已到达现场。",
        ),
        (
            staff::repaired(about, "何田", three),
            "工单2600017（EC210B 20145，贾汪大洞山料场）：何田1月5日 15:00已修复并离开。",
        ),
        (
            staff::left_unrepaired(about, "何田", three, "等待配件", "缺主泵密封"),
            "工单2600017（EC210B 20145，贾汪大洞山料场）：何田1月5日 15:00未修复离开，原因：等待配件（缺主泵密封），请重新安排。",
        ),
        (
            staff::solved_by_phone(about, "指导客户更换先导滤芯"),
            "工单2600017（EC210B 20145，贾汪大洞山料场）已电话解决：指导客户更换先导滤芯。",
        ),
        (
            staff::cancelled(about, "客户撤销", ""),
            "工单2600017（EC210B 20145，贾汪大洞山料场）已取消，原因：客户撤销，无需再处理。",
        ),
    ]);
}

#[test]
fn a_rung_reads_which_clock_of_which_order_and_when() {
    // rule: SLA-22
    let (scenario, facts) = (scene(), facts());
    let about = &About::new(&facts, &context(&scenario));
    let noon = at("2026-01-05T12:00:00+08:00");
    read(&[
        (
            clocks::warned(about, "36小时实际响应", 2, noon),
            "第2次提醒：工单2600017（EC210B 20145，贾汪大洞山料场）36小时实际响应将于1月5日 12:00到期，徐州站，请跟进。",
        ),
        (
            clocks::breached(about, "36小时实际响应", noon, true),
            "超时：工单2600017（EC210B 20145，贾汪大洞山料场）36小时实际响应已于1月5日 12:00超时，徐州站，请立即处理。部分系统失联，结果可能更正。",
        ),
        (
            clocks::lifted(about, "36小时实际响应", noon),
            "更正：工单2600017（EC210B 20145，贾汪大洞山料场）36小时实际响应已于1月5日 12:00按时完成，没有超时。",
        ),
    ]);
}

#[test]
fn a_returned_claim_reads_what_is_missing_and_how_to_send_it() {
    // rule: CLM-4
    let (scenario, facts) = (scene(), facts());
    let about = &About::new(&facts, &context(&scenario));
    let item = |title: &str, note: &str| MissingItem {
        item: "item".to_owned(),
        title: Sentence::new(title, "an item"),
        note: note.to_owned(),
    };
    let two = [item("照片", "缺旧件铭牌"), item("维修内容", "")];
    let many = ["工作小时", "工况", "故障原因", "配件件号", "照片"].map(|title| item(title, ""));
    read(&[
        (
            claims::returned_to_engineer(about, &two),
            "索赔退回：工单2600017（EC210B 20145）缺照片（缺旧件铭牌）、维修内容。换件请回复“换件 件号 x数量”，照片单据请上传。",
        ),
        (
            claims::returned(about, &two, Some("何田")),
            "索赔退回：工单2600017（EC210B 20145）缺照片（缺旧件铭牌）、维修内容。请督促何田尽快补齐，14天时限照常计算。",
        ),
        (
            claims::returned(about, &many, None),
            "索赔退回：工单2600017（EC210B 20145）缺工作小时、工况、故障原因、配件件号等5项。请尽快补齐，14天时限照常计算。",
        ),
    ]);
}

#[test]
fn a_station_reads_how_many_old_parts_are_due_and_when() {
    // rule: SLA-6, SLA-7
    let (ship_by, here_by) = ("2026-01-25".parse().unwrap(), "2026-02-28".parse().unwrap());
    let (ship, arrive) = (ClockKind::PartReturn, ClockKind::PartArrival);
    read(&[
        (
            parts::reminder("徐州站", ship, 3, ship_by),
            "旧件提醒：徐州站有3件旧件，须在1月25日前发出，请按期发运。",
        ),
        (
            parts::overdue("徐州站", ship, 1, ship_by),
            "旧件超期：徐州站有1件旧件，1月25日前未发出，请立即发运。",
        ),
        (
            parts::reminder("徐州站", arrive, 12, here_by),
            "旧件提醒：徐州站发出的12件旧件，须在2月28日前到库，请跟进物流。",
        ),
        (
            parts::overdue("徐州站", arrive, 2, here_by),
            "旧件超期：徐州站发出的2件旧件，2月28日前未到库，请立即查找。",
        ),
    ]);
}

#[test]
fn the_days_list_reads_how_many_are_unrepaired_and_why() {
    // rule: ORD-12
    let (scenario, facts) = (scene(), facts());
    let about = &About::new(&facts, &context(&scenario));
    let date = "2026-01-05".parse().unwrap();
    let known = lists::unrepaired_order(&facts.order, Some(about), Some("等待配件"));
    let unknown = lists::unrepaired_order(&types::OrderNumber::compose(26, 2), None, None);
    assert_eq!(lists::unrepaired(date, 0, &[]), None);
    read(&[
        (
            lists::unrepaired(date, 2, &[known.clone(), unknown]).unwrap(),
            "1月5日未修复工单共2张：2600017（EC210B 20145）等待配件；2600025原因未报。",
        ),
        (
            lists::unrepaired(date, 17, &[known.clone(), known.clone(), known]).unwrap(),
            "1月5日未修复工单共17张：2600017（EC210B 20145）等待配件；2600017（EC210B 20145）等待配件；2600017（EC210B 20145）等待配件；其余见系统。",
        ),
    ]);
}

#[test]
fn customers_read_about_their_own_machine_and_nothing_else() {
    // rule: SMS-14
    let (scenario, facts) = (scene(), facts());
    let about = &About::new(&facts, &context(&scenario));
    let (noon, three) = (at("2026-01-05T12:00:00+08:00"), at("2026-01-05T15:00:00+08:00"));
    let phone = "13900000003".parse().unwrap();
    read(&[
        (
            customer::opened(about),
            "您好，您的设备EC210B 20145（工单2600017）已受理报修，服务站会尽快与您联系。",
        ),
        (
            customer::machine_down(about),
            "您好，您的设备EC210B 20145（工单2600017）已记录为停机，我们会优先处理。",
        ),
        (
            customer::planned(about, noon),
            "您好，您的设备EC210B 20145（工单2600017）已安排服务，工程师预计1月5日 12:00出发。",
        ),
        (
            customer::plan_changed(about, three),
            "您好，您的设备EC210B 20145（工单2600017）的服务安排有变更，工程师预计1月5日 15:00出发。",
        ),
        (
            customer::plan_withdrawn(about),
            "您好，您的设备EC210B 20145（工单2600017）原定的上门安排已取消，如仍需上门，服务站会与您另约时间。",
        ),
        (
            customer::departed(about, "何田", Some(&phone), Some(three)),
            "您好，工程师何田（电话13900000003）已出发，预计1月5日 15:00到达，为您的设备EC210B 20145（工单2600017）服务。",
        ),
        (
            customer::departed(about, "何田", None, None),
            "您好，工程师何田已出发，为您的设备EC210B 20145（工单2600017）服务。",
        ),
        (
            customer::arrived(about),
            "您好，工程师已到达现场，为您的设备EC210B 20145（工单2600017）服务。",
        ),
        (
            customer::repaired(about),
            "您好，您的设备EC210B 20145（工单2600017）已修复。如有问题请随时来电。",
        ),
        (
            customer::left_unrepaired(about),
            "您好，您的设备EC210B 20145（工单2600017）尚未修复，服务站会尽快安排再次上门。",
        ),
        (
            customer::solved_by_phone(about),
            "您好，您的设备EC210B 20145（工单2600017）已通过电话解决。如有问题请随时来电。",
        ),
        (
            customer::cancelled(about),
            "您好，您的设备EC210B 20145（工单2600017）的报修已取消。如需服务请随时来电。",
        ),
    ]);
}

#[test]
fn an_order_without_machine_site_or_long_words_still_reads_well() {
    let scenario = scene();
    let facts = OrderFacts {
        machine: None,
        machine_said: Some(MachineSerial::new("20154").unwrap()),
        model: None,
        site: String::new(),
        caller: None,
        fault: "发动机".repeat(100),
        ..facts()
    };
    let about = &About::new(&facts, &context(&scenario));
    read(&[
        (
            staff::opened_to_station(about),
            "新工单2600017（机号20154（待核实），地点未知）：故障，发动机发动机发动机发动机发动机发动机发动机发动机发动机发动机发动机发动机发动机…，报修13700000001，请尽快联系客户。",
        ),
        (
            customer::opened(about),
            "您好，您的设备（工单2600017）已受理报修，服务站会尽快与您联系。",
        ),
    ]);
}

#[test]
fn a_text_too_long_is_cut_and_says_so() {
    assert_eq!(clip("动臂提升无力", 6), "动臂提升无力");
    assert_eq!(clip("动臂提升无力", 5), "动臂提升…");
}
