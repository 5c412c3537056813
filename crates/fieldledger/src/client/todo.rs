//! What an operator or a clerk has to do today, kind by kind (ORD-5, ORD-12 to ORD-14, ORD-24, ORD-25, ORD-39).

use clap::Args;
use proto::desk::{Answered, ToDo, ToDoItem, ToDoKind};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::order::AtArg;
use crate::client::queries::foot;
use crate::client::session::Session;
use crate::client::stations;
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View, cut};
use crate::client::words::{OrderWord, Word};

/// 今日待办 What is to be done today: urge, follow up, call back, judge, complete, review, close
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger todo\n  fieldledger todo --kind call_back\n  fieldledger todo --kind 补全服务报告 --station 杭州站"
)]
pub(crate) struct ToDoArgs {
    /// 事项 Only one kind of task, call_back or 电话回访
    #[arg(long, value_parser = typed::to_do_kind)]
    kind: Option<ToDoKind>,
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

pub(crate) async fn run(session: &Session, args: ToDoArgs) -> Result<(), ClientFailure> {
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["to-do"])
        .with_some("kind", args.kind.map(typed::code))
        .with_some("station", station)
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    session.ask(args.at.ask(request, session).await?, to_do).await
}

fn to_do(answered: &Answered<ToDo>, view: &View) -> String {
    let to_do = &answered.answer;
    let mut parts = Vec::new();
    for kind in ToDoKind::ALL {
        let items: Vec<&ToDoItem> = to_do.items.iter().filter(|item| item.kind == kind).collect();
        if !items.is_empty() {
            let count = to_do.counts.get(&kind).copied().unwrap_or_default();
            let title = format!("{} {count}", view.sentence(&kind.title()));
            parts.push(format!(
                "{}\n{}",
                view.paint(Tone::Head, &title),
                table(&items, view)
            ));
        }
    }
    if parts.is_empty() {
        parts.push(view.word(OrderWord::NothingToDo).to_owned());
    }
    parts.push(foot(to_do.items.len(), to_do.total, answered, view));
    parts.join("\n\n")
}

fn table(items: &[&ToDoItem], view: &View) -> String {
    let mut table = Table::without_heads();
    for item in items {
        table.toned(item.overdue.then_some(Tone::Bad), row(item, view));
    }
    table.render(view)
}

fn row(item: &ToDoItem, view: &View) -> [String; 8] {
    let phone = item.caller_phone.as_ref().map(ToString::to_string);
    let caller: Vec<String> = [item.caller.clone(), phone].into_iter().flatten().collect();
    let due = item.due_at.map(|at| view.say(Word::DueAt, &[&view.minute(at)]));
    let station = item.station.as_ref().map(|station| station.name.clone());
    [
        item.order.to_string(),
        view.sentence(&item.step_title).to_owned(),
        view.say(OrderWord::WaitsSince, &[&view.day_and_minute(item.since)]),
        due.unwrap_or_default(),
        cut(view.sentence(&item.about), 48),
        item.machine.as_ref().map(ToString::to_string).unwrap_or_default(),
        caller.join(" "),
        station.unwrap_or_else(|| view.word(Word::NoStation).to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use types::Lang;

    // rule: ORD-13
    #[test]
    fn tasks_stand_under_their_kind_with_whom_to_call() {
        let answered: Answered<ToDo> = serde_json::from_value(json!({
            "as_of": "2026-01-06T00:40:00Z", "cut": { "hotline": 12 },
            "answer": { "items": [{
                "kind": "call_back", "title": { "zh": "电话回访", "en": "call back" }, "order": "2600017",
                "since": "2026-01-05T09:00:00Z", "due_at": null, "overdue": false,
                "about": { "zh": "修复后回访", "en": "ask after the repair" }, "step": "repaired",
                "step_title": { "zh": "已修复", "en": "repaired" }, "machine_down": false, "machine": "EC210-0042",
                "customer": null, "caller": "赵敏", "caller_phone": "13800138000",
                "station": { "id": "HZ", "name": "杭州站", "region": "华东" }
            }], "counts": { "call_back": 1 }, "total": 1 }
        }))
        .unwrap();
        assert_eq!(
            to_do(&answered, &View::plain(Lang::Zh)),
            "电话回访 1\n\
             2600017  已修复  自 01-05 17:00     修复后回访  EC210-0042  赵敏 13800138000  杭州站\n\
             \n\
             显示 1 / 1 条\n\
             截至 2026-01-06 08:40 [hotline:12]"
        );
        let english = to_do(&answered, &View::plain(Lang::En));
        assert!(
            english.starts_with("call back 1\n2600017  repaired  since 01-05 17:00"),
            "{english}"
        );
    }
}
