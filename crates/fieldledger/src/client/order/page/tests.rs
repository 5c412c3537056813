use serde_json::json;
use types::Lang;

use super::*;
use crate::client::samples::summary;

fn sample() -> Answered<OrderPage> {
    let lead = json!({ "id": "eng-01", "name": "林涛" });
    serde_json::from_value(json!({
        "as_of": "2026-01-05T05:00:00Z", "cut": { "hotline": 14 },
        "answer": {
            "summary": summary(), "hours": 5120, "second_order_reason": null, "stopgap": null, "solution": null,
            "cancelled": null,
            "plans": [{
                "plan": 1, "visit": 1, "station": null, "state": "carried_out", "depart_at": "2026-01-05T02:00:00Z",
                "lead": lead, "companions": [], "made_at": "2026-01-05T01:00:00Z", "by": null, "message": null,
                "inputs": { "parts": "有货", "engineers": "2人", "agreed_with_customer": "上午到", "arrears": "无" },
                "reason": null
            }],
            "visits": [{
                "visit": 1, "lead": lead, "companions": [{ "unknown": "小李" }], "acknowledged": null,
                "departed": "2026-01-05T02:05:00Z", "eta": "2026-01-05T04:30:00Z", "arrived": "2026-01-05T04:20:00Z",
                "repaired": null, "corrections": [],
                "unrepaired": { "at": "2026-01-05T05:00:00Z", "words": "等油泵",
                    "reason": { "code": "parts", "title": { "zh": "等配件", "en": "waiting for parts" } } }
            }],
            "clocks": [], "messages_in": [], "messages_out": [], "notes": [], "follow_ups": [], "attached_calls": [],
            "timeline": [
                { "log": "hotline", "frame": 3, "kind": "OrderOpened", "occurred_at": "2026-01-05T00:00:00Z",
                  "recorded_at": "2026-01-05T00:00:00Z", "actor": { "id": "op-1", "name": { "zh": "周琳", "en": "周琳" } },
                  "sentence": { "zh": "开工单", "en": "order opened" } },
                { "log": "field", "frame": 8, "kind": "Arrived", "occurred_at": "2026-01-05T04:20:00Z",
                  "recorded_at": "2026-01-05T04:31:00Z", "actor": { "id": "eng-01", "name": { "zh": "林涛", "en": "林涛" } },
                  "sentence": { "zh": "到达工地", "en": "arrived" } }
            ],
            "position": null, "taken_over": null, "station_calls": [], "urgings": [], "unrepaired_confirmations": [],
            "call_backs": [], "report": null, "papers": [], "repeat": null, "repeated_by": [], "claim": null, "parts": [],
            "closing": { "closed_at": null, "closed_by": null, "missing": [], "reopened": [] },
            "flags": [{ "flag": "unknown_companion", "title": { "zh": "同行人员不在名录", "en": "unknown companion" },
                "visit": 1, "about": "小李", "at": "2026-01-05T02:05:00Z" }]
        }
    }))
    .unwrap()
}

#[test]
fn the_page_tells_the_whole_story_of_an_order() {
    let shown = page(&sample(), false, &View::plain(Lang::Zh));
    assert_eq!(
        shown,
        "工单 2600017  故障  已计划  停机\n\
         \n\
         报修时间  2026-01-05 08:00\n\
         报修人    赵敏 13800138000\n\
         客户      安吉土方 (C-7)\n\
         整机      EC210-0042\n\
         工作小时  5120\n\
         工地      安吉二号料场\n\
         故障      动臂无力\n\
         服务站    杭州站 (HZ)\n\
         进度自    2026-01-05 09:00\n\
         \n\
         计划与上门\n\
         计划1 已执行  派工 2026-01-05 10:00  主修 林涛 (eng-01)\n    \
         配件 有货；人员 2人；与客户约定 上午到；欠款或预付 无\n\
         第1次上门  林涛 (eng-01)  同行 小李（不在名录）  出发 2026-01-05 10:05  预计到达 2026-01-05 12:30  到达 2026-01-05 12:20\n    \
         未修复离开 2026-01-05 13:00：等配件  等油泵\n\
         \n\
         标记\n\
         2026-01-05 10:05  同行人员不在名录  第1次上门  小李\n\
         \n\
         经过\n\
         发生时间          记录时间          事项      操作人         日志\n\
         2026-01-05 08:00  =                 开工单    周琳 (op-1)    hotline#3\n\
         2026-01-05 12:20  2026-01-05 12:31  到达工地  林涛 (eng-01)  field#8\n\
         \n\
         截至 2026-01-05 13:00 [hotline:14]"
    );
}

#[test]
fn the_page_is_complete_in_english_but_for_names_and_what_people_wrote() {
    let shown = page(&sample(), false, &View::plain(Lang::En));
    for part in [
        "Order 2600017  failure repair  planned  machine down",
        "plan 1 carried out  departs 2026-01-05 10:00  lead 林涛 (eng-01)",
        "left unrepaired 2026-01-05 13:00: waiting for parts  等油泵",
        "arrived",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
}

#[test]
fn what_services_note_of_each_other_is_shown_only_when_asked_for() {
    let mut sample = sample();
    let note: proto::desk::TimelineEntry = serde_json::from_value(json!({
        "log": "field", "frame": 4, "kind": "FieldOrderNoted", "occurred_at": "2026-01-05T00:00:00Z",
        "recorded_at": "2026-01-05T00:00:00Z", "actor": { "id": "field", "name": { "zh": "现场服务", "en": "field" } },
        "sentence": { "zh": "现场收到工单内容", "en": "field took note of the order" }
    }))
    .unwrap();
    sample.answer.timeline.push(note);
    let short = page(&sample, false, &View::plain(Lang::Zh));
    assert!(!short.contains("现场收到工单内容"), "{short}");
    assert!(
        short.contains("另有 1 条短信收发和各服务之间的记录，加 --all 查看。"),
        "{short}"
    );
    assert!(page(&sample, true, &View::plain(Lang::Zh)).contains("现场收到工单内容"));
}

#[test]
fn a_flag_of_no_visit_names_none() {
    let mut sample = sample();
    for flag in &mut sample.answer.flags {
        flag.visit = 0;
    }
    let shown = page(&sample, false, &View::plain(Lang::Zh));
    assert!(!shown.contains("第0次"), "{shown}");
}
