//! One machine's failure from the call to the money, and its old part to the warehouse, beside smaller orders: what a
//! log of every service looks like.

mod money;

use serde::{Deserialize, Serialize};
use serde_json::json;
use types::Instant;

use crate::{System, at};

const STATIONS: &str = "服务站编号,服务站,区域,时区\nTZ,台州站,华东,\n";
const PEOPLE: &str = "工号,姓名,角色,服务站,区域,等级,手机\n\
    A1,汤若水,operator,,,,13700000101\n\
    A2,柯明哲,service_director,,,,13700000102\n\
    B1,祝长庚,station_manager,TZ,华东,,13700000201\n\
    B2,岳子衡,field_engineer,TZ,华东,TCL3,13700000202\n\
    B3,闻人杰,field_engineer,TZ,华东,TCL1,13700000203\n\
    C1,薄一苇,claims_staff,,,,13700000301\n\
    C2,仲怀瑾,claims_supervisor,,,,13700000302\n\
    C3,伏念慈,service_manager,,,,13700000303\n\
    D1,沙小舟,warehouse_keeper,,,,13700000401\n";
const CUSTOMERS: &str = "客户编号,客户名称,联系电话\nK1,椒江疏浚公司,13600000001\n";
const MACHINES: &str = "整机编号,机型,客户编号,服务站,工地,工作小时,交机日期,保修版本,保修月数,保修小时\n\
    EC300DL60417,EC300DL,K1,TZ,椒江二桥北岸,3120,2025-04-10,2024-A,24,8000\n\
    EC140DL60555,EC140DL,K1,TZ,大陈岛码头,1980,2025-06-01,2024-A,24,8000\n";

/// When it begins.
///
/// # Panics
/// Never: it is a moment.
#[must_use]
pub fn story_begins() -> Instant {
    at("2026-03-02 08:00")
}

/// The numbers of the story's orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Repaired, closed, claimed, paid, its old part received.
    pub claimed: String,
    /// Left unrepaired.
    pub unrepaired: String,
    pub cancelled: String,
    pub solved: String,
}

impl System {
    /// Imports the lists of the story's dealer: one station, its customer, two machines under warranty.
    ///
    /// # Panics
    /// When one is refused.
    pub fn import_dealer(&self) {
        for (list, rows) in [
            ("stations", STATIONS),
            ("people", PEOPLE),
            ("customers", CUSTOMERS),
            ("machines", MACHINES),
        ] {
            self.import(list, rows).taken();
        }
        self.settle();
    }

    /// Plays the story on a system that begins at [`story_begins`]; it ends on 2026-03-25.
    ///
    /// # Panics
    /// When the system does otherwise than it must.
    #[must_use]
    pub fn play_story(&self) -> Story {
        self.import_dealer();
        let claimed = self.open_claimable("EC300DL60417", "动臂下降过快", true);
        let [unrepaired, cancelled, solved] = self.other_orders();
        let story = Story {
            claimed,
            unrepaired,
            cancelled,
            solved,
        };
        self.repair(&story.claimed);
        self.report(&story.claimed);
        self.close(&story.claimed);
        self.leave_unrepaired(&story.unrepaired);
        let claim = format!("{}-1", story.claimed);
        self.file(&story.claimed, &claim);
        self.hand_in_part(&story.claimed);
        self.decide(&claim);
        let consignment = self.ship_part(&story.claimed);
        self.count_part(&story.claimed, &consignment);
        story
    }

    /// One that is left unrepaired, one that was called twice, one that needed nobody.
    fn other_orders(&self) -> [String; 3] {
        let cancelled = self.open_claimable("EC140DL60555", "报两次", true);
        self.does(
            "A1",
            "hotline/cancel-order",
            &json!({ "order": cancelled, "reason": "duplicate", "note": "同一台机器" }),
        );
        let solved = self.open_claimable("EC140DL60555", "仪表不亮", true);
        self.does(
            "B1",
            "dispatch/solve-by-phone",
            &json!({ "order": solved, "solution": "重新插紧保险" }),
        );
        let unrepaired = self.open_claimable("EC140DL60555", "斗杆漏油", true);
        [unrepaired, cancelled, solved]
    }

    fn plan_for(&self, order: &str, lead: &str, companions: &[&str], depart_at: Instant) {
        let inputs = json!({ "parts": "密封件有货", "engineers": "2人", "agreed_with_customer": "当天到", "arrears": "无" });
        let plan = json!({ "order": order, "depart_at": depart_at, "lead": lead, "companions": companions, "inputs": inputs });
        self.does("B1", "dispatch/make-plan", &plan);
    }

    fn repair(&self, order: &str) {
        let checks = json!({ "order": order, "fault": "动臂下降过快", "solvable_by_phone": false, "site": "北岸桥墩下",
            "customer_parts": "无" });
        self.does("B1", "dispatch/record-station-call", &checks);
        self.does(
            "A1",
            "hotline/add-note",
            &json!({ "order": order, "text": "请走下层便道" }),
        );
        let follow_up = json!({ "order": order, "text": "问到了没有", "at": at("2026-03-02 13:00") });
        self.does("A1", "hotline/set-follow-up", &follow_up);
        self.advance_to(at("2026-03-02 08:40"));
        self.plan_for(order, "B2", &["B3"], at("2026-03-02 10:00"));
        self.sms("13500000009", "你好，挖机卖吗");
        self.advance_to(at("2026-03-02 09:30"));
        self.sms("13700000202", &format!("出发 {order} 预计 12:00 同行 闻人杰"));
        self.advance_to(at("2026-03-02 11:40"));
        self.sms("13700000202", &format!("到达 {order}"));
        self.advance_to(at("2026-03-02 15:00"));
        self.sms(
            "13700000202",
            &format!("换件 {order} 4611-1234 x2 旧 A0912 新 B1177"),
        );
        self.advance_to(at("2026-03-02 16:00"));
        self.sms("13700000202", &format!("修复 {order}"));
    }

    /// The other machine waits for a part.
    fn leave_unrepaired(&self, order: &str) {
        self.advance_to(at("2026-03-03 08:30"));
        self.plan_for(order, "B3", &[], at("2026-03-03 09:00"));
        self.advance_to(at("2026-03-03 09:10"));
        self.sms("13700000203", &format!("出发 {order} 预计 10:00"));
        self.advance_to(at("2026-03-03 10:00"));
        self.sms("13700000203", &format!("到达 {order}"));
        self.advance_to(at("2026-03-03 11:00"));
        self.sms("13700000203", &format!("未修复 {order} 缺配件"));
    }

    fn report(&self, order: &str) {
        self.file_report("B2", order, &json!([]));
        self.attach_papers("B2", order);
    }

    fn close(&self, order: &str) {
        self.advance_to(at("2026-03-02 17:00"));
        self.does(
            "A1",
            "hotline/record-call-back",
            &json!({ "order": order, "satisfied": true }),
        );
        let papers = json!({ "order": order, "class": "to_be_claimed" });
        self.does("C1", "hotline/review-papers", &papers);
        self.does("A1", "hotline/close-order", &json!({ "order": order }));
    }
}
