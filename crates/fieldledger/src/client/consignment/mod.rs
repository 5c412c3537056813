//! Consignments: what a station ships, and what the warehouse counts (OLD-3, OLD-4).

mod receive;
mod shown;

use clap::{Args, Subcommand};
use proto::desk::Month;
use proto::returns::{
    ConsignmentShipped, DiscrepancyOutcome, ReturnsCommand, SettleDiscrepancy, ShipConsignment,
};
use types::{ConsignmentId, Fen, PartTag};

use crate::client::connection::Request;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::moments::Moment;
use crate::client::order::AtArg;
use crate::client::session::{Once, Session};
use crate::client::stations;
use crate::client::typed;
use crate::client::words::PartWord;

/// What can be done with consignments of old parts.
#[derive(Debug, Subcommand)]
pub(crate) enum ConsignmentCommand {
    /// 寄出 Ship the parts that a station holds
    #[command(
        after_help = "Examples 例:\n  fieldledger --as mgr-01 consignment ship --station 杭州站 --carrier 顺丰 --tracking SF1 --freight 48.50\n  fieldledger --as mgr-01 consignment ship --station HZ --part 2600017-P1 --carrier 德邦 --tracking DB7"
    )]
    Ship(ShipArgs),
    /// 查看 Show a consignment with its list, the count, and what was wrong
    #[command(after_help = "Example 例:\n  fieldledger consignment show HZ-202601")]
    Show(ShowArgs),
    /// 列出 List consignments, the newest first
    #[command(
        after_help = "Examples 例:\n  fieldledger consignment list --open\n  fieldledger consignment list --station 杭州站 --month 2026-01"
    )]
    List(ListArgs),
    /// 收件 Count a consignment against its list
    Receive(receive::ReceiveArgs),
    /// 处理差异 Settle a discrepancy between list and count
    #[command(
        after_help = "Example 例:\n  fieldledger --as wh-01 consignment settle HZ-202601 1 --found --reason 混在另一箱"
    )]
    Settle(SettleArgs),
    /// 打印装箱单 Print the packing list as a page for the printer
    #[command(after_help = "Example 例:\n  fieldledger consignment packing-list HZ-202601 > packing.html")]
    PackingList(PackingListArgs),
}

/// Which consignment is meant.
#[derive(Debug, Args)]
pub(crate) struct ConsignmentArg {
    /// 货单号 The consignment's id
    #[arg(value_name = "CONSIGNMENT")]
    consignment: ConsignmentId,
}

#[derive(Debug, Args)]
pub(crate) struct ShipArgs {
    /// 服务站 Whose parts, by code or name
    #[arg(long)]
    station: String,
    /// 旧件 A part to ship; may be given several times; all that the station holds when missing
    #[arg(long = "part", value_name = "TAG", value_parser = typed::part_tag)]
    parts: Vec<PartTag>,
    /// 承运人 Who carries them
    #[arg(long)]
    carrier: String,
    /// 运单号 The carrier's number
    #[arg(long, value_name = "NUMBER")]
    tracking: String,
    /// 运费 What it costs, in yuan
    #[arg(long, value_name = "YUAN", value_parser = typed::fen)]
    freight: Option<Fen>,
    /// 寄出时间 When it left, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    consignment: ConsignmentArg,
    #[command(flatten)]
    at: AtArg,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// 服务站 Only a station's, by code or name
    #[arg(long)]
    station: Option<String>,
    /// 月份 Only those shipped in a month, 2026-01
    #[arg(long)]
    month: Option<Month>,
    /// 未完 Only those that have not arrived, or have discrepancies to be settled
    #[arg(long)]
    open: bool,
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
#[group(required = true, multiple = false, args = ["found", "lost", "explained"])]
pub(crate) struct Outcome {
    /// 已找到 The part came after all; it counts as received from then on
    #[arg(long)]
    found: bool,
    /// 已遗失 The part is lost
    #[arg(long)]
    lost: bool,
    /// 已说明 It was explained
    #[arg(long)]
    explained: bool,
}

impl Outcome {
    const fn outcome(&self) -> DiscrepancyOutcome {
        if self.found {
            DiscrepancyOutcome::Found
        } else if self.lost {
            DiscrepancyOutcome::Lost
        } else {
            DiscrepancyOutcome::Explained
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    #[command(flatten)]
    consignment: ConsignmentArg,
    /// 差异序号 The discrepancy's number on its consignment
    #[arg(value_name = "N")]
    number: u32,
    #[command(flatten)]
    outcome: Outcome,
    /// 说明 What came of it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct PackingListArgs {
    #[command(flatten)]
    consignment: ConsignmentArg,
    #[command(flatten)]
    output: files::Output,
}

pub(crate) async fn run(session: &Session, command: ConsignmentCommand) -> Result<(), ClientFailure> {
    match command {
        ConsignmentCommand::Ship(args) => ship(session, args).await,
        ConsignmentCommand::Show(args) => {
            let request = request(&args.consignment.consignment);
            session
                .ask(args.at.ask(request, session).await?, shown::page)
                .await
        }
        ConsignmentCommand::List(args) => list(session, args).await,
        ConsignmentCommand::Receive(args) => receive::run(session, args).await,
        ConsignmentCommand::Settle(args) => settle(session, args).await,
        ConsignmentCommand::PackingList(args) => {
            let id = args.consignment.consignment;
            let request = Request::get(&["returns", "consignments", id.as_str(), "packing-list"]);
            files::fetch(session, request, &args.output).await
        }
    }
}

fn request(consignment: &ConsignmentId) -> Request {
    Request::get(&["returns", "consignments", consignment.as_str()])
}

async fn list(session: &Session, args: ListArgs) -> Result<(), ClientFailure> {
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["returns", "consignments"])
        .with_some("station", station)
        .with_some("month", args.month)
        .with_some("open", args.open.then_some(true))
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    session
        .ask(args.at.ask(request, session).await?, shown::list)
        .await
}

async fn ship(session: &Session, args: ShipArgs) -> Result<(), ClientFailure> {
    let body = ShipConsignment {
        station: stations::known(session, &args.station).await?,
        parts: (!args.parts.is_empty()).then_some(args.parts),
        carrier: args.carrier,
        tracking: args.tracking,
        freight: args.freight,
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<ReturnsCommand, _>(body, &args.once, |accepted, view| {
            let shipped = deeds::event::<ConsignmentShipped>(accepted, "ConsignmentShipped");
            shipped.map_or_else(String::new, |shipped| {
                let count = shipped.parts.len().to_string();
                let tags: Vec<String> = shipped.parts.iter().map(ToString::to_string).collect();
                view.say(
                    PartWord::Shipped,
                    &[shipped.consignment.as_str(), &count, &tags.join(" ")],
                )
            })
        })
        .await
}

async fn settle(session: &Session, args: SettleArgs) -> Result<(), ClientFailure> {
    let (id, number) = (args.consignment.consignment, args.number.to_string());
    let body = SettleDiscrepancy {
        consignment: id.clone(),
        number: args.number,
        outcome: args.outcome.outcome(),
        reason: args.reason,
    };
    session
        .tell::<ReturnsCommand, _>(body, &args.once, |_, view| {
            view.say(PartWord::Settled, &[id.as_str(), &number])
        })
        .await
}
