//! Orders whose machine is not repaired, and the afternoon's reasons (ORD-12).

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use proto::desk::{Answered, IssuedList, Unrepaired, UnrepairedConfirmedShown, UnrepairedOrder};
use proto::hotline::{ConfirmUnrepaired, Department, HotlineCommand};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::order::{AtArg, OrderArg};
use crate::client::queries::foot;
use crate::client::session::{Once, Session};
use crate::client::stations;
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View, cut};
use crate::client::words::{OrderWord, Word};

/// Lists shown below the orders.
const LAST_LISTS: usize = 5;

/// 未修复清单 Orders whose machine is not repaired, and why
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger unrepaired\n  fieldledger unrepaired --date 2026-01-05\n  fieldledger unrepaired confirm 2600017 --reason waiting_parts --with 配件 --expected '明天 15:00'"
)]
pub(crate) struct UnrepairedArgs {
    #[command(subcommand)]
    command: Option<UnrepairedCommand>,
    /// 日期 The list as it went out on that day; as things stand when missing
    #[arg(long, value_name = "DAY")]
    date: Option<NaiveDate>,
    /// 服务站 Only a station's orders, by code or name
    #[arg(long)]
    station: Option<String>,
    /// 跳过 Leave out so many from the top
    #[arg(long, value_name = "N")]
    skip: Option<u32>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    at: AtArg,
}

/// What can be done with an order that is unrepaired.
#[derive(Debug, Subcommand)]
pub(crate) enum UnrepairedCommand {
    /// 确认原因 Record why it is unrepaired, as the station or a department confirmed it
    #[command(
        after_help = "Example 例:\n  fieldledger unrepaired confirm 2600017 --reason waiting_parts --with parts --with station \\\n      --note 油泵周四到货 --expected '01-08 15:00'"
    )]
    Confirm(ConfirmArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ConfirmArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 未修复原因 A code of the policy's unrepaired reasons
    #[arg(long, value_name = "CODE")]
    reason: String,
    /// 与谁确认 station, claims or parts; 服务站, 索赔, 配件; may be given several times
    #[arg(long = "with", value_name = "DEPARTMENT", value_parser = typed::department)]
    with: Vec<Department>,
    /// 备注 What they said
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// 预计修复时间 When it is expected to be repaired
    #[arg(long, value_name = "MOMENT")]
    expected: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

pub(crate) async fn run(session: &Session, args: UnrepairedArgs) -> Result<(), ClientFailure> {
    if let Some(UnrepairedCommand::Confirm(confirm)) = args.command {
        return self::confirm(session, confirm).await;
    }
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["unrepaired"])
        .with_some("date", args.date)
        .with_some("station", station)
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    session.ask(args.at.ask(request, session).await?, list).await
}

async fn confirm(session: &Session, args: ConfirmArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = ConfirmUnrepaired {
        order: order.clone(),
        reason: args.reason,
        confirmed_with: args.with,
        note: args.note.map(Into::into),
        expected_at: session.maybe_instant(args.expected).await?,
    };
    session
        .tell::<HotlineCommand, _>(body, &args.once, |_, view| {
            view.say(OrderWord::UnrepairedConfirmed, &[order.as_str()])
        })
        .await
}

fn list(answered: &Answered<Unrepaired>, view: &View) -> String {
    let unrepaired = &answered.answer;
    let mut parts = Vec::new();
    parts.extend(unrepaired.issued.iter().map(|issued| issued_line(issued, view)));
    parts.push(if unrepaired.orders.is_empty() {
        view.word(OrderWord::NothingUnrepaired).to_owned()
    } else {
        table(&unrepaired.orders, view)
    });
    let lists: Vec<String> = unrepaired
        .lists
        .iter()
        .take(LAST_LISTS)
        .map(|issued| issued_line(issued, view))
        .collect();
    if !lists.is_empty() {
        let title = view.paint(Tone::Head, view.word(OrderWord::IssuedLists));
        parts.push(format!("{title}\n{}", lists.join("\n")));
    }
    parts.push(foot(unrepaired.orders.len(), unrepaired.total, answered, view));
    parts.join("\n\n")
}

fn issued_line(issued: &IssuedList, view: &View) -> String {
    let [orders, confirmed] = [issued.orders, issued.confirmed].map(|count| count.to_string());
    view.say(
        OrderWord::ListIssued,
        &[
            &issued.date.to_string(),
            &view.time(issued.issued_at),
            &orders,
            &confirmed,
        ],
    )
}

fn table(orders: &[UnrepairedOrder], view: &View) -> String {
    let heads = [
        view.word(Word::Order),
        view.word(Word::Opened),
        view.word(Word::Step),
        view.word(Word::Machine),
        view.word(Word::Customer),
        view.word(Word::Station),
        view.word(Word::Fault),
        view.word(Word::Reason),
        view.word(OrderWord::ConfirmedToday),
    ];
    let mut table = Table::new(heads);
    for order in orders {
        let tone = order.machine_down.then_some(Tone::Warning);
        table.toned(tone, row(order, view));
    }
    table.render(view)
}

fn row(order: &UnrepairedOrder, view: &View) -> [String; 9] {
    let reason = match (&order.confirmed, &order.reason) {
        (Some(confirmed), _) => confirmation(confirmed, view),
        (None, Some(reason)) => view.sentence(&reason.title).to_owned(),
        (None, None) => view.word(OrderWord::NobodySaidWhy).to_owned(),
    };
    let to_confirm = order
        .to_confirm_with
        .map(|department| view.say(OrderWord::ToConfirmWith, &[view.sentence(&department.title())]));
    let reason = to_confirm.map_or(reason.clone(), |with| format!("{reason}  {with}"));
    let station = order.station.as_ref().map(|station| station.name.clone());
    let confirmed = if order.confirmed_today {
        OrderWord::Yes
    } else {
        OrderWord::No
    };
    [
        order.order.to_string(),
        view.day_and_minute(order.since),
        view.sentence(&order.step_title).to_owned(),
        order
            .machine
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        order
            .customer
            .as_ref()
            .map(|customer| customer.name.clone())
            .unwrap_or_default(),
        station.unwrap_or_else(|| view.word(Word::NoStation).to_owned()),
        cut(&order.fault, 20),
        cut(&reason, 60),
        view.word(confirmed).to_owned(),
    ]
}

/// `等配件（配件已确认） 油泵周四到货 预计 2026-01-08 15:00`
pub(crate) fn confirmation(confirmed: &UnrepairedConfirmedShown, view: &View) -> String {
    let with: Vec<String> = confirmed
        .confirmed_with
        .iter()
        .map(|department| view.sentence(&department.title()).to_owned())
        .collect();
    let reason = view.sentence(&confirmed.reason.title);
    let reason = if with.is_empty() {
        reason.to_owned()
    } else {
        view.say(OrderWord::ConfirmedWith, &[reason, &view.listed(&with)])
    };
    let expected = confirmed
        .expected_at
        .map(|at| view.say(OrderWord::ExpectedAt, &[&view.minute(at)]));
    [Some(reason), confirmed.note.clone(), expected]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use types::Lang;

    // rule: ORD-12
    #[test]
    fn the_list_says_of_each_order_why_and_whether_it_was_confirmed_today() {
        let confirmed = json!({ "reason": { "code": "waiting_parts", "title": { "zh": "等配件", "en": "waiting for parts" } },
            "confirmed_with": ["parts"], "note": "周四到货", "expected_at": "2026-01-08T07:00:00Z",
            "at": "2026-01-06T08:00:00Z", "by": null });
        let order = json!({ "order": "2600017", "since": "2026-01-05T00:00:00Z", "step": "unrepaired",
            "step_title": { "zh": "未修复", "en": "unrepaired" }, "reason": null, "to_confirm_with": null, "confirmed_today": true,
            "confirmed": confirmed, "machine_down": true, "machine": "EC210-0042", "model": null,
            "customer": { "id": "C-7", "name": "安吉土方" }, "fault": "动臂无力", "station": null });
        let issued = json!({ "date": "2026-01-06", "due_at": "2026-01-06T08:30:00Z", "issued_at": "2026-01-06T08:30:00Z",
            "orders": 1, "confirmed": 1 });
        let answered: Answered<Unrepaired> = serde_json::from_value(json!({
            "as_of": "2026-01-06T09:00:00Z", "cut": { "hotline": 12 },
            "answer": { "issued": null, "orders": [order], "total": 1, "lists": [issued] }
        }))
        .unwrap();
        assert_eq!(
            list(&answered, &View::plain(Lang::Zh)),
            "工单     报修时间     进度    整机        客户      服务站  故障      原因                                                 今日已确认\n\
             2600017  01-05 08:00  未修复  EC210-0042  安吉土方  未分配  动臂无力  等配件（配件已确认） 周四到货 预计 2026-01-08 15:00  是\n\
             \n\
             已发清单\n\
             2026-01-06 清单 2026-01-06 16:30 发出：1 单，其中 1 单当日已确认\n\
             \n\
             显示 1 / 1 条\n\
             截至 2026-01-06 17:00 [hotline:12]"
        );
    }
}
