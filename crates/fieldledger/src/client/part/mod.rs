//! Old parts: where each is, and what becomes of it (OLD-1, OLD-2, OLD-5 to OLD-7).

mod shown;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use proto::desk::{Month, PartReturn};
use proto::document::DocumentKind;
use proto::returns::{
    CheckInPart, Condition, DestroyPart, ForwardPart, PartState, RecordLoss, ReturnsCommand,
};
use serde::Serialize;
use types::{Fen, OrderNumber, PartTag, PersonId};

use crate::client::connection::Request;
use crate::client::document;
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::moments::Moment;
use crate::client::order::AtArg;
use crate::client::session::{Once, Session};
use crate::client::stations;
use crate::client::typed;
use crate::client::words::PartWord;

pub(crate) use shown::table;

/// What can be done with old parts.
#[derive(Debug, Subcommand)]
pub(crate) enum PartCommand {
    /// 旧件清单 List old parts and where they are
    #[command(
        after_help = "Examples 例:\n  fieldledger part list --station 杭州站 --month 2026-01\n  fieldledger part list --state 在站\n  fieldledger part list --return 未寄回 --month 2026-01"
    )]
    List(ListArgs),
    /// 查看旧件 Show one part with its way and its clocks
    #[command(after_help = "Example 例:\n  fieldledger part show 2600017-P1")]
    Show(ShowArgs),
    /// 入站 Take a part in from the engineer
    #[command(
        after_help = "Example 例:\n  fieldledger --as mgr-01 part check-in 2600017-P1 --condition 完整 --photo 旧件.jpg"
    )]
    CheckIn(CheckInArgs),
    /// 销毁 Destroy a received part before a witness
    #[command(after_help = "Example 例:\n  fieldledger --as wh-01 part destroy 2600017-P1 --witness wh-02")]
    Destroy(DestroyArgs),
    /// 转发 Send a received part on to the manufacturer
    #[command(
        after_help = "Example 例:\n  fieldledger --as wh-01 part forward 2600017-P1 --carrier 顺丰 --tracking SF1"
    )]
    Forward(ForwardArgs),
    /// 遗失 Record that a part is lost, and who answers for it
    #[command(
        after_help = "Example 例:\n  fieldledger --as wh-01 part lost 2600017-P1 --reason 运输途中丢失 --answerable eng-01 --deducted 366.10"
    )]
    Lost(LostArgs),
    /// 打印标签 Print tags as a page for the printer
    #[command(
        after_help = "Examples 例:\n  fieldledger part tags --station 杭州站 > tags.html\n  fieldledger part tags --order 2600017 -o tags.html"
    )]
    Tags(TagsArgs),
}

/// Which part is meant.
#[derive(Debug, Args)]
pub(crate) struct TagArg {
    /// 旧件标签 The part's tag, typed or scanned: 2600017-P1
    #[arg(value_name = "TAG", value_parser = typed::part_tag)]
    tag: PartTag,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// 服务站 Only a station's parts, by code or name
    #[arg(long)]
    station: Option<String>,
    /// 月份 Only parts of a month, 2026-01
    #[arg(long)]
    month: Option<Month>,
    /// 状态 Only parts that are there, at_station or 在站
    #[arg(long, value_parser = typed::part_state)]
    state: Option<PartState>,
    /// 返回情况 Only what became of their return, late or 迟寄
    #[arg(long = "return", value_name = "RETURN", value_parser = typed::part_return)]
    part_return: Option<PartReturn>,
    /// 工单号 Only an order's parts
    #[arg(long, value_parser = typed::order_number)]
    order: Option<OrderNumber>,
    /// 跳过 Leave out so many from the top
    #[arg(long, value_name = "N")]
    skip: Option<u32>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    at: AtArg,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    tag: TagArg,
    #[command(flatten)]
    at: AtArg,
}

#[derive(Debug, Args)]
pub(crate) struct CheckInArgs {
    #[command(flatten)]
    tag: TagArg,
    /// 状况 complete or taken_apart; 完整, 已拆解
    #[arg(long, value_parser = typed::condition)]
    condition: Condition,
    /// 照片 A photo of the part, put and named in one go
    #[arg(long, value_name = "FILE")]
    photo: Option<PathBuf>,
    /// 入站时间 When it was handed in, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    tag: TagArg,
    /// 见证人 The second person who verifies it
    #[arg(long, value_name = "PERSON")]
    witness: PersonId,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ForwardArgs {
    #[command(flatten)]
    tag: TagArg,
    /// 承运人 Who carries it
    #[arg(long)]
    carrier: String,
    /// 运单号 The carrier's number
    #[arg(long, value_name = "NUMBER")]
    tracking: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct LostArgs {
    #[command(flatten)]
    tag: TagArg,
    /// 原因 How it was lost
    #[arg(long)]
    reason: String,
    /// 责任人 Who answers for it; may be given several times
    #[arg(long, value_name = "PERSON", required = true)]
    answerable: Vec<PersonId>,
    /// 扣款 What the manufacturer deducted, in yuan
    #[arg(long, value_name = "YUAN", value_parser = typed::fen)]
    deducted: Option<Fen>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
#[group(id = "whose", required = true, multiple = false, args = ["station", "order"])]
pub(crate) struct TagsArgs {
    /// 服务站 Of all that a station is to hand in or holds, by its code or name
    #[arg(long)]
    station: Option<String>,
    /// 工单号 Of an order's parts
    #[arg(long, value_parser = typed::order_number)]
    order: Option<OrderNumber>,
    #[command(flatten)]
    output: files::Output,
}

pub(crate) async fn run(session: &Session, command: PartCommand) -> Result<(), ClientFailure> {
    match command {
        PartCommand::List(args) => list(session, args).await,
        PartCommand::Show(args) => {
            let request = Request::get(&["returns", "parts"]).with("tag", args.tag.tag);
            session
                .ask(args.at.ask(request, session).await?, shown::page)
                .await
        }
        PartCommand::CheckIn(args) => check_in(session, args).await,
        PartCommand::Destroy(args) => {
            let body = DestroyPart {
                tag: args.tag.tag.clone(),
                witness: args.witness,
            };
            tell(session, &args.tag.tag, &args.once, body, PartWord::Destroyed).await
        }
        PartCommand::Forward(args) => {
            let body = ForwardPart {
                tag: args.tag.tag.clone(),
                carrier: args.carrier,
                tracking: args.tracking,
            };
            tell(session, &args.tag.tag, &args.once, body, PartWord::Forwarded).await
        }
        PartCommand::Lost(args) => {
            let body = RecordLoss {
                tag: args.tag.tag.clone(),
                reason: args.reason,
                answerable: args.answerable,
                deducted: args.deducted,
            };
            tell(session, &args.tag.tag, &args.once, body, PartWord::Lost).await
        }
        PartCommand::Tags(args) => {
            let station = stations::maybe(session, args.station.as_ref()).await?;
            let request = Request::get(&["returns", "tags"])
                .with_some("station", station)
                .with_some("order", args.order);
            files::fetch(session, request, &args.output).await
        }
    }
}

async fn list(session: &Session, args: ListArgs) -> Result<(), ClientFailure> {
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["returns", "parts"])
        .with_some("station", station)
        .with_some("month", args.month)
        .with_some("state", args.state.map(typed::code))
        .with_some("return", args.part_return.map(typed::code))
        .with_some("order", args.order)
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    session
        .ask(args.at.ask(request, session).await?, shown::list)
        .await
}

async fn check_in(session: &Session, args: CheckInArgs) -> Result<(), ClientFailure> {
    let photo = match &args.photo {
        Some(path) => {
            let put = document::put(session, path).await?;
            Some(put.document(Some(DocumentKind::PartPhoto)))
        }
        None => None,
    };
    let tag = args.tag.tag;
    let body = CheckInPart {
        tag: tag.clone(),
        condition: args.condition,
        photo,
        at: session.maybe_instant(args.at).await?,
    };
    tell(session, &tag, &args.once, body, PartWord::CheckedIn).await
}

/// Sends a command about a part and says the word with its tag.
async fn tell<C>(
    session: &Session,
    tag: &PartTag,
    once: &Once,
    body: C,
    done: PartWord,
) -> Result<(), ClientFailure>
where
    ReturnsCommand: From<C>,
    C: Serialize + Clone,
{
    let tag = tag.to_string();
    session
        .tell::<ReturnsCommand, C>(body, once, |_, view| view.say(done, &[&tag]))
        .await
}
