//! The dealer of the story: its lists, its people, its two stations.

use serde_json::json;
use types::{Actor, ServiceName, Span};

use super::{Expect, Pen, begins};
use crate::dice::Dice;

const STATIONS: &str = "服务站编号,服务站,区域,时区\nTZ,台州站,华东,\nWL,温岭站,华东,";
const PEOPLE: &str = "工号,姓名,角色,服务站,区域,等级,手机\n\
    A1,汤若水,operator,,,,13700000101\n\
    A2,柯明哲,service_director,,,,13700000102\n\
    A3,凌霄汉,regional_service_director,,华东,,13700000103\n\
    A4,桑榆晚,sales_director,,,,13700000104\n\
    B1,祝长庚,station_manager,TZ,华东,,13700000201\n\
    B2,岳子衡,field_engineer,TZ,华东,TCL3,13700000202\n\
    B3,闻人杰,field_engineer,TZ,华东,TCL1,13700000203\n\
    E1,欧阳朔,station_manager,WL,华东,,13700000501\n\
    E2,司空曙,field_engineer,WL,华东,TCL2,13700000502\n\
    E3,宇文泰来,field_engineer,WL,华东,TCL1,13700000503\n\
    C1,薄一苇,claims_staff,,,,13700000301\n\
    C2,仲怀瑾,claims_supervisor,,,,13700000302\n\
    C3,伏念慈,service_manager,,,,13700000303\n\
    D1,沙小舟,warehouse_keeper,,,,13700000401";
const CUSTOMERS: &str =
    "客户编号,客户名称,联系电话\nK1,椒江疏浚公司,13600000001\nK2,楚门围垦工程处,13600000002";
const MACHINES: &str = "整机编号,机型,客户编号,服务站,工地,工作小时,交机日期,保修版本,保修月数,保修小时\n\
    EC300DL60417,EC300DL,K1,TZ,椒江二桥北岸,3120,2025-04-10,2024-A,24,8000\n\
    EC300DL60533,EC300DL,K2,WL,楚门一号闸,2950,2025-05-06,2024-A,24,8000\n\
    EC140DL60555,EC140DL,K1,TZ,大陈岛码头,1980,2025-06-01,2024-A,24,8000\n\
    EC140DL60611,EC140DL,K2,WL,坞根采石场,1770,2025-07-01,2024-A,24,8000\n\
    EC210DL60702,EC210DL,K1,TZ,头门港堆场,2210,2025-08-01,2024-A,24,8000\n\
    EC210DL60788,EC210DL,K2,WL,松门渔港,2480,2025-09-01,2024-A,24,8000";

/// The machines that no claimed order is about, and their stations.
pub(super) const OTHER_MACHINES: [(&str, &Station); 4] = [
    ("EC140DL60555", &TAIZHOU),
    ("EC140DL60611", &WENLING),
    ("EC210DL60702", &TAIZHOU),
    ("EC210DL60788", &WENLING),
];

/// One station's people, and the machine of its claimed order.
#[derive(Debug)]
pub(super) struct Station {
    pub id: &'static str,
    pub manager: &'static str,
    pub manager_phone: &'static str,
    pub engineer: &'static str,
    pub engineer_phone: &'static str,
    pub second: &'static str,
    pub second_phone: &'static str,
    pub claimed_machine: &'static str,
}

pub(super) const TAIZHOU: Station = Station {
    id: "TZ",
    manager: "B1",
    manager_phone: "13700000201",
    engineer: "B2",
    engineer_phone: "13700000202",
    second: "B3",
    second_phone: "13700000203",
    claimed_machine: "EC300DL60417",
};

pub(super) const WENLING: Station = Station {
    id: "WL",
    manager: "E1",
    manager_phone: "13700000501",
    engineer: "E2",
    engineer_phone: "13700000502",
    second: "E3",
    second_phone: "13700000503",
    claimed_machine: "EC300DL60533",
};

/// Imports the lists; later somebody is away, and sometimes a policy is loaded.
pub(super) fn lists(pen: &mut Pen, dice: &mut Dice) {
    let at = begins();
    for (list, rows) in [
        ("stations", STATIONS),
        ("people", PEOPLE),
        ("customers", CUSTOMERS),
        ("machines", MACHINES),
    ] {
        let mut lines = rows.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let heads = lines.next().unwrap_or_default();
        let rows: Vec<_> = (2..)
            .zip(lines)
            .map(|(line, cells)| json!({ "line": line, "cells": cells }))
            .collect();
        let import = format!("import-{list}");
        let stage = json!({
            "import": import, "list": list, "file": format!("{list}.csv"), "heads": heads, "piece": 0, "rows": rows,
        });
        owner(pen, at, "stage-import", &stage);
        owner(pen, at, "apply-import", &json!({ "import": import, "pieces": 1 }));
    }
    pen.ends("lists");

    if dice.happens(3_000) {
        let text = format!("{}\n# 修订 {}\n", sla::policy::DEFAULT_POLICY, dice.below(1_000));
        owner(
            pen,
            at + dice.minutes(60, 5_000),
            "load-policy",
            &json!({ "text": text }),
        );
        pen.ends("policy");
    }
    if dice.happens(5_000) {
        let from = at + dice.minutes(600, 4_000);
        let deputy = json!({ "person": "A3", "deputy": "A2", "from": from, "until": from + Span::days(2) });
        // Known everywhere by then, whoever is away meanwhile.
        owner(pen, from - Span::hours(3), "appoint-deputy", &deputy);
        let phone = json!({ "person": "A4", "phone": "13700000999" });
        owner(pen, from + dice.minutes(5, 600), "give-phone", &phone);
        pen.ends("deputy");
    }
}

fn owner(pen: &mut Pen, at: types::Instant, command: &'static str, body: &serde_json::Value) {
    let step = pen.does(at, "", (ServiceName::Directory, command), &body.to_string());
    step.actor = Actor::Local;
    step.expect = Expect::Taken;
}
