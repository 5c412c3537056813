//! A day at the sample's dealer, with something on every page: orders at each step, near their limits and past them, a
//! claim handed in and one in draft, old parts on their way, texts that nobody understood.

use chrono_tz::Asia::Shanghai;
use png::{BitDepth, ColorType, Encoder};
use serde_json::{Value, json};
use types::Instant;

use crate::{System, at, phone, replaced};

const OPERATOR: &str = "P101";
const INPUTS: [&str; 4] = ["液压件有库存", "2人有空", "约好上午到", "无欠款"];

/// The numbers of the day's orders, by what they are there for.
#[derive(Debug, Clone)]
pub struct Day {
    /// Repaired; its claim is handed in, its old part on the way.
    pub claimed: String,
    /// Repaired; its claim is a draft.
    pub drafted: String,
    /// Nobody went within 36 hours, and the machine is down.
    pub breached: String,
    /// Left unrepaired for want of a part.
    pub unrepaired: String,
    /// Waits for the station; its customer called twice.
    pub waiting: String,
    /// What brought the old part of `claimed` back.
    pub consignment: String,
}

/// When the day begins for whoever plays it.
///
/// # Panics
/// Never: it is a moment.
#[must_use]
pub fn day_begins() -> Instant {
    at("2026-01-12 08:00")
}

impl System {
    /// Plays the days before, and the morning of the day itself, on a system that begins at [`day_begins`].
    ///
    /// # Panics
    /// When the system does otherwise than it must.
    #[must_use]
    pub fn play_day(&self) -> Day {
        self.import_sample();
        let claimed = self.called("13900002001", "王工", "EC210BLC30121", "动臂下降过快", false);
        let drafted = self.called(
            "13900002004",
            "金师傅",
            "EC240BLC41007",
            "行走马达异响，左侧无力",
            false,
        );
        let breached = self.called(
            "13900002005",
            "陈调度",
            "EC360BLC70077",
            "发动机水温高，自动熄火",
            true,
        );
        self.planned("P201", &claimed, "P301", at("2026-01-12 09:00"));
        self.planned("P201", &drafted, "P302", at("2026-01-13 08:30"));
        self.repaired_by("P301", &claimed, ["09:10", "10:20", "15:30"]);
        self.advance_to(at("2026-01-12 17:00"));
        self.hands_in(&claimed);
        self.advance_to(at("2026-01-13 08:30"));
        self.repaired_by("P302", &drafted, ["08:40", "09:05", "11:20"]);
        let consignment = self.sends_part(&format!("{claimed}-P1"));
        let unrepaired = self.unrepaired();
        self.on_the_way();
        self.advance_to(at("2026-01-14 06:50"));
        let waiting = self.called(
            "13900002001",
            "王工",
            "EC210BLC30122",
            "斗杆油缸漏油，履带松",
            false,
        );
        let again = json!({ "order": waiting, "caller": { "phone": "13900002001", "name": "王工" }, "said": "催：司机等着开工" });
        self.does(OPERATOR, "hotline/attach-call", &again);
        self.morning();
        Day {
            claimed,
            drafted,
            breached,
            unrepaired,
            waiting,
            consignment,
        }
    }

    /// A call about a machine of the sample under warranty; gives the order's number.
    fn called(&self, phone: &str, name: &str, machine: &str, fault: &str, machine_down: bool) -> String {
        let call = json!({
            "caller": { "phone": phone, "name": name }, "machine": machine, "fault": fault, "machine_down": machine_down,
            "order_type": "failure_repair", "subtype": "claimable",
        });
        self.opened(&call)
    }

    fn opened(&self, call: &Value) -> String {
        let opened = self.does(OPERATOR, "hotline/open-order", call);
        let number = &opened["events"][0]["event"]["facts"]["order"];
        number.as_str().expect("an order has a number").to_owned()
    }

    fn planned(&self, manager: &str, order: &str, lead: &str, depart_at: Instant) {
        let [parts, engineers, agreed, arrears] = INPUTS;
        let inputs = json!({ "parts": parts, "engineers": engineers, "agreed_with_customer": agreed, "arrears": arrears });
        let plan = json!({ "order": order, "depart_at": depart_at, "lead": lead, "inputs": inputs });
        self.does(manager, "dispatch/make-plan", &plan);
    }

    /// An engineer departs, arrives and repairs at the times of this day, and reports it with papers and photos.
    fn repaired_by(&self, engineer: &str, order: &str, times: [&str; 3]) {
        let day = self.now().local(Shanghai).format("%Y-%m-%d ").to_string();
        for (time, text) in times.into_iter().zip(["出发", "到达", "修复"]) {
            self.advance_to(at(&format!("{day}{time}")));
            self.sms(&phone(engineer), &format!("{text} {order}"));
        }
        self.file_report(engineer, order, &json!([replaced("4611-1234", "A0912")]));
        self.attach_papers_with(engineer, order, snapshot);
    }

    /// The claim of an order is reviewed, judged, handed in and numbered by the manufacturer.
    fn hands_in(&self, order: &str) {
        let claim = self.claim(order)["row"]["claim"].clone();
        self.pass_review_as("P601", order);
        for judge in ["P602", "P603"] {
            let judgement = json!({ "claim": claim, "reason": "保修期内，非操作原因" });
            self.does(judge, "claims/judge-claim", &judgement);
        }
        let submit = json!({ "claim": claim, "package": self.package(order) });
        self.does("P601", "claims/submit-claim", &submit);
        let number = json!({ "claim": claim, "number": "HC-88120" });
        self.does("P601", "claims/record-manufacturer-number", &number);
    }

    fn sends_part(&self, tag: &str) -> String {
        let check_in = json!({ "tag": tag, "condition": "complete" });
        self.does("P201", "returns/check-in-part", &check_in);
        let shipment =
            json!({ "station": "HZ", "carrier": "顺捷物流", "tracking": "SJ30918", "freight": 4_500 });
        let shipped = self.does("P201", "returns/ship-consignment", &shipment);
        let number = &shipped["events"][0]["event"]["consignment"];
        number.as_str().expect("a consignment has a number").to_owned()
    }

    fn unrepaired(&self) -> String {
        let order = self.called(
            "13900002002",
            "郭队长",
            "EC290BLC52019",
            "回转无力，先导压力低",
            false,
        );
        self.planned("P202", &order, "P303", at("2026-01-13 11:30"));
        for (time, text) in [
            ("2026-01-13 11:30", "出发 ORDER 预计 12:30"),
            ("2026-01-13 12:40", "到达 ORDER"),
            ("2026-01-13 15:40", "未修复 ORDER 缺配件"),
        ] {
            self.advance_to(at(time));
            self.sms(&phone("P303"), &text.replace("ORDER", &order));
        }
        order
    }

    fn on_the_way(&self) {
        let order = self.called(
            "13900002003",
            "马工",
            "EC460BLC80015",
            "变矩器高温，无法行走",
            true,
        );
        self.planned("P203", &order, "P305", at("2026-01-13 17:00"));
        self.advance_to(at("2026-01-13 17:20"));
        self.sms(&phone("P305"), &format!("出发 {order} 预计 明天10:30"));
    }

    /// Calls and texts of the day itself.
    fn morning(&self) {
        self.advance_to(at("2026-01-14 07:30"));
        let planned = self.called("13900002003", "马工", "A40E61003", "举升缸密封漏油", false);
        self.planned("P203", &planned, "P306", at("2026-01-14 10:00"));
        let on_site = self.called(
            "13900002004",
            "金师傅",
            "EC55BPRO90311",
            "启动困难，冒黑烟",
            false,
        );
        self.planned("P201", &on_site, "P301", at("2026-01-14 08:00"));
        self.advance_to(at("2026-01-14 08:25"));
        self.sms(&phone("P301"), &format!("出发 {on_site} 预计 8:40"));
        self.advance_to(at("2026-01-14 08:40"));
        self.sms(&phone("P301"), &format!("到达 {on_site}"));
        self.opened(&json!({
            "caller": { "phone": "13712340000", "name": "不详" }, "fault": "履带断裂，机号没看清", "machine_down": true,
            "order_type": "failure_repair",
        }));
        self.sms(&phone("P302"), "好像到工地了吧");
        self.sms(&phone("P303"), "修好 2699999");
        self.sms("13500000009", "你好，我的挖机什么时候来修");
        self.advance_to(at("2026-01-14 08:48"));
    }
}

/// A picture with something on it, PNG: bands in the machines' yellow, as wide as the letters of what it is of.
fn snapshot(of: &str) -> Vec<u8> {
    const WIDTH: u32 = 160;
    const HEIGHT: u32 = 120;
    let bands = of.as_bytes();
    let shade = |at: u32| {
        let (x, y) = (at % WIDTH, at / WIDTH);
        let band = usize::try_from((x + y) / 12).unwrap_or_default();
        90 + bands[band % bands.len()] % 120
    };
    let pixels: Vec<u8> = (0..WIDTH * HEIGHT)
        .flat_map(|at| [shade(at), shade(at) / 4 * 3, 40])
        .collect();
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, WIDTH, HEIGHT);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a PNG's beginning");
    writer.write_image_data(&pixels).expect("a picture's pixels");
    writer.finish().expect("a PNG's end");
    png
}
