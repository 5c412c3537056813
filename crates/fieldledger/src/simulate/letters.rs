//! What the system's texts mean to the people who read them.

use chrono::{Datelike, NaiveDate};
use types::{Instant, OrderNumber, Span};

use super::calls::{ZONE, midnight};

/// A text as its reader takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Letter {
    /// A station manager is to call the customer (ORD-5).
    NewOrder {
        order: OrderNumber,
    },
    /// A clock warns or ran out (SLA-22).
    Reminder {
        order: OrderNumber,
    },
    /// The same about papers: a report, a claim (SLA-5, SLA-10).
    PaperReminder {
        order: OrderNumber,
    },
    /// A claim came back (CLM-4).
    ClaimReturned {
        order: OrderNumber,
    },
    /// An engineer is sent, or sent otherwise (ORD-8, ORD-38).
    Assigned {
        order: OrderNumber,
        depart_at: Instant,
        lead: String,
    },
    /// Somebody else goes (ORD-38).
    Released {
        order: OrderNumber,
    },
    Cancelled {
        order: OrderNumber,
    },
    /// The station is to plan again (ORD-37).
    Unrepaired {
        order: OrderNumber,
    },
    /// Which order was meant? (SMS-5)
    WhichOrder {
        orders: Vec<OrderNumber>,
    },
    /// When will you be there? (ORD-9)
    AskedEta,
    /// Something was wrong with what the reader sent: to be sent again (SMS-7).
    Hint,
    /// To a customer.
    ToCustomer,
    /// To know, and no more.
    Notice,
}

/// Reads a text at a moment: days are written without their year.
pub(super) fn read(text: &str, now: Instant) -> Letter {
    let body = text
        .strip_prefix('【')
        .and_then(|rest| rest.split_once('】'))
        .map_or(text, |(_, body)| body);
    known(body, now).unwrap_or(Letter::Notice)
}

fn known(body: &str, now: Instant) -> Option<Letter> {
    if body.starts_with("您好") {
        return Some(Letter::ToCustomer);
    }
    if body.starts_with("您有") && body.contains("请只回复单号") {
        return Some(Letter::WhichOrder {
            orders: numbers(body),
        });
    }
    if body.contains("请回复预计到达时间") {
        return Some(Letter::AskedEta);
    }
    if HINTS.iter().any(|hint| body.contains(hint)) {
        return Some(Letter::Hint);
    }
    let order = numbers(body.split_once("工单")?.1).into_iter().next()?;
    if body.starts_with("新工单") {
        return body
            .contains("请尽快联系客户")
            .then_some(Letter::NewOrder { order });
    }
    if body.starts_with("超时：") || (body.starts_with('第') && body.contains("次提醒：")) {
        let about_papers = PAPER_CLOCKS.iter().any(|clock| body.contains(clock));
        return Some(if about_papers {
            Letter::PaperReminder { order }
        } else {
            Letter::Reminder { order }
        });
    }
    if body.starts_with("索赔退回：") {
        return Some(Letter::ClaimReturned { order });
    }
    if body.starts_with("派工：") || body.starts_with("计划变更：") {
        let (depart_at, lead) = (departure(body, now)?, lead(body)?);
        return Some(Letter::Assigned {
            order,
            depart_at,
            lead,
        });
    }
    [
        ("不再由您前往", Letter::Released { order: order.clone() }),
        ("无需再处理", Letter::Cancelled { order: order.clone() }),
        ("请重新安排", Letter::Unrepaired { order }),
    ]
    .into_iter()
    .find_map(|(mark, letter)| body.contains(mark).then_some(letter))
}

/// The names of clocks that are about papers.
const PAPER_CLOCKS: [&str; 2] = ["工单录入", "索赔提交"];

/// What a text says that wants the last one sent again.
const HINTS: [&str; 10] = [
    "没看懂",
    "没有工单号",
    "查不到工单",
    "不是您的工单",
    "请加上单号",
    "请分开发",
    "看不懂时间",
    "已经过去，是明天或下午吗",
    "请核对时间后重发",
    "不认识“",
];

/// The valid order numbers of a text, in their order.
pub(super) fn numbers(text: &str) -> Vec<OrderNumber> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter_map(|digits| digits.parse().ok()).collect()
}

/// `1月6日 09:00出发`: of the years around now the nearest.
fn departure(body: &str, now: Instant) -> Option<Instant> {
    let (before, after) = body.split_once("日 ")?;
    let (month, day) = before
        .rsplit_once(|c: char| !c.is_ascii_digit() && c != '月')
        .map_or(before, |(_, date)| date)
        .split_once('月')?;
    let (hour, minute) = after.get(..5)?.split_once(':')?;
    let minutes = hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let year = now.local(ZONE).year();
    let days = (year - 1..=year + 1).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    let moments = days.map(|date| midnight(date) + Span::minutes(minutes));
    moments.min_by_key(|moment| moment.since(now).as_micros().unsigned_abs())
}

/// Who leads: the name behind 主修.
fn lead(body: &str) -> Option<String> {
    let (_, after) = body.split_once("主修")?;
    let name = after.split(['，', '。']).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn order() -> OrderNumber {
        OrderNumber::compose(26, 1)
    }

    #[test]
    fn what_asks_for_something_is_told_from_what_is_only_to_know() {
        let now = at("2026-12-31T22:00:00+08:00");
        let head = format!("工单{}（KX1200 EX-A20611，阴山矿北帮1号台阶）", order());
        let depart_at = at("2027-01-05T12:00:00+08:00");
        let assigned = |lead: &str| Letter::Assigned {
            order: order(),
            depart_at,
            lead: lead.to_owned(),
        };
        let rows = [
            (
                format!("【服务热线】新{head}：故障，停机，动臂无力，报修老赵 13922002101，请尽快联系客户。"),
                Letter::NewOrder { order: order() },
            ),
            (
                format!("【服务热线】新{head}：故障，动臂无力，包头站。"),
                Letter::Notice,
            ),
            (
                format!("【服务热线】第2次提醒：{head}首次响应将于1月5日 12:00到期，包头站，请跟进。"),
                Letter::Reminder { order: order() },
            ),
            (
                format!("超时：{head}首次响应已于1月5日 12:00超时，包头站，请立即处理。"),
                Letter::Reminder { order: order() },
            ),
            (
                format!("第1次提醒：{head}工单录入将于1月5日 23:59到期，包头站，请跟进。"),
                Letter::PaperReminder { order: order() },
            ),
            (
                format!(
                    "【服务热线】索赔退回：{head}缺照片（缺旧件铭牌）。换件请回复“换件 件号 x数量”，照片单据请上传。"
                ),
                Letter::ClaimReturned { order: order() },
            ),
            (
                "【服务热线】旧件提醒：包头站有3件旧件，须在1月25日前发出，请按期发运。".to_owned(),
                Letter::Notice,
            ),
            (
                format!(
                    "【服务热线】1月5日未修复工单共1张：{}（KX1200）等待配件。",
                    order()
                ),
                Letter::Notice,
            ),
            (
                format!(
                    "派工：{head}，1月5日 12:00出发，主修何田，同行陆小舟。动臂无力。联系人老赵 13922002101。"
                ),
                assigned("何田"),
            ),
            (
                format!("计划变更：{head}，1月5日 12:00出发，主修何田，原因：请假。动臂无力。"),
                assigned("何田"),
            ),
            (
                format!("{head}不再由您前往，原因：请假。"),
                Letter::Released { order: order() },
            ),
            (
                format!("{head}已取消，原因：客户撤销，无需再处理。"),
                Letter::Cancelled { order: order() },
            ),
            (
                format!("{head}：何田1月5日 15:00未修复离开，原因：等待配件，请重新安排。"),
                Letter::Unrepaired { order: order() },
            ),
            (format!("{head}：何田1月5日 15:00已到达现场。"), Letter::Notice),
            (
                format!(
                    "【服务热线】您有2张工单可报“到达”，请只回复单号：{} KX1200 阴山；{} KX1900",
                    order(),
                    OrderNumber::compose(26, 2)
                ),
                Letter::WhichOrder {
                    orders: vec![order(), OrderNumber::compose(26, 2)],
                },
            ),
            (
                "【服务热线】出发已记录，请回复预计到达时间，如：14:30".to_owned(),
                Letter::AskedEta,
            ),
            (
                "【服务热线】没有工单号2600018，请核对后重发".to_owned(),
                Letter::Hint,
            ),
            (
                "【服务热线】报告发出已超过60分钟，不能自行更正，请向400座席申请节点更正".to_owned(),
                Letter::Notice,
            ),
            (
                "【服务热线】您好，您的设备KX1200已安排服务。".to_owned(),
                Letter::ToCustomer,
            ),
        ];
        for (text, letter) in rows {
            assert_eq!(read(&text, now), letter, "{text}");
        }
    }
}
