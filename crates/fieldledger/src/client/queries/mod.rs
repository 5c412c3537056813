//! Questions over all orders: the board, follow-ups, search.

mod board;
pub(crate) mod found;

use clap::Args;
use proto::desk::{Answered, FollowUp, FollowUpState, FollowUps};
use proto::order::{OrderType, Step};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::order::AtArg;
use crate::client::session::Session;
use crate::client::shown::person;
use crate::client::stations;
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View, cut};
use crate::client::words::Word;

/// 未结工单看板 The board of open orders with their clocks
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger board\n  fieldledger board --station HZ --step planned\n  fieldledger board --at '2026-01-05 12:00'"
)]
pub(crate) struct BoardArgs {
    /// 服务站 Only a station's orders, by code or name
    #[arg(long)]
    station: Option<String>,
    /// 区域 Only a region's orders
    #[arg(long)]
    region: Option<String>,
    /// 工单类型 Only orders of a type
    #[arg(long = "type", value_name = "TYPE", value_parser = typed::order_type)]
    order_type: Option<OrderType>,
    /// 进度 Only orders at a step, planned or 已计划
    #[arg(long, value_parser = typed::step)]
    step: Option<Step>,
    /// 包括已结 Orders that have ended, too
    #[arg(long)]
    ended: bool,
    /// 待查 Only orders whose machine or station is still to be found: the first work of each day
    #[arg(long)]
    unidentified: bool,
    /// 跳过 Leave out so many from the top
    #[arg(long, value_name = "N")]
    skip: Option<u32>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    at: AtArg,
}

/// 跟进事项 Follow-ups that are due or coming
#[derive(Debug, Args)]
#[command(after_help = "Example 例:\n  fieldledger follow-ups")]
pub(crate) struct FollowUpsArgs {
    #[command(flatten)]
    at: AtArg,
}

/// 查找 Search customers, machines, orders, people, claims and old parts by a piece of text
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger search 8000\n  fieldledger search '王强'\n  fieldledger search '动臂 杭州'"
)]
pub(crate) struct SearchArgs {
    /// 关键字 Part of a phone, name, serial, number or free text; words between spaces must all be found
    text: String,
    #[command(flatten)]
    at: AtArg,
}

pub(crate) async fn board(session: &Session, args: BoardArgs) -> Result<(), ClientFailure> {
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["board"])
        .with_some("station", station)
        .with_some("region", args.region)
        .with_some("type", args.order_type.map(typed::code))
        .with_some("step", args.step.map(typed::code))
        .with_some("include_ended", args.ended.then_some(true))
        .with_some("unidentified", args.unidentified.then_some(true))
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    session
        .ask(args.at.ask(request, session).await?, board::board)
        .await
}

pub(crate) async fn search(session: &Session, args: SearchArgs) -> Result<(), ClientFailure> {
    let request = Request::get(&["search"]).with("q", args.text);
    session
        .ask(args.at.ask(request, session).await?, found::found)
        .await
}

pub(crate) async fn follow_ups(session: &Session, args: FollowUpsArgs) -> Result<(), ClientFailure> {
    let request = Request::get(&["follow-ups"]);
    session.ask(args.at.ask(request, session).await?, coming).await
}

fn coming(answered: &Answered<FollowUps>, view: &View) -> String {
    let follow_ups = &answered.answer;
    if follow_ups.follow_ups.is_empty() {
        return format!("{}\n{}", view.word(Word::NoFollowUps), as_of(answered, view));
    }
    let heads = [
        Word::Order,
        Word::Number,
        Word::Time,
        Word::State,
        Word::Text,
        Word::SetBy,
    ];
    let mut table = Table::new(heads.map(|head| view.word(head)));
    for follow_up in &follow_ups.follow_ups {
        let due = follow_up.state == FollowUpState::Due;
        table.toned(due.then_some(Tone::Warning), follow_up_row(follow_up, view));
    }
    format!("{}\n\n{}", table.render(view), as_of(answered, view))
}

fn follow_up_row(follow_up: &FollowUp, view: &View) -> [String; 6] {
    [
        follow_up.order.to_string(),
        follow_up.follow_up.to_string(),
        view.minute(follow_up.at),
        view.word(follow_up_state(follow_up.state)).to_owned(),
        cut(&follow_up.text, 60),
        follow_up.set_by.as_ref().map(person).unwrap_or_default(),
    ]
}

pub(crate) const fn follow_up_state(state: FollowUpState) -> Word {
    match state {
        FollowUpState::Due => Word::Due,
        FollowUpState::Coming => Word::Coming,
        FollowUpState::Done => Word::Done,
    }
}

/// What stands below a list: how much of it is shown, and what it is about.
pub(crate) fn foot<T>(shown: usize, total: u64, answered: &Answered<T>, view: &View) -> String {
    let counted = view.say(Word::ListTotal, &[&shown.to_string(), &total.to_string()]);
    format!("{}\n{}", view.paint(Tone::Dim, &counted), as_of(answered, view))
}

/// The moment an answer is about, and the frames of the logs it knows.
pub(crate) fn as_of<T>(answered: &Answered<T>, view: &View) -> String {
    let frames: Vec<String> = answered
        .cut
        .iter()
        .map(|(log, frame)| format!("{log}:{frame}"))
        .collect();
    view.paint(
        Tone::Dim,
        &view.say(Word::AsOf, &[&view.time(answered.as_of), &frames.join(",")]),
    )
}
