//! Counts and rates, and the orders behind each rate (KPI-1 to KPI-6, KPI-8).

mod shown;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use proto::desk::FigureKind;

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::order::AtArg;
use crate::client::session::Session;
use crate::client::stations;
use crate::client::typed;

/// 指标 Counts and rates, KPI-1 to KPI-6 and KPI-8, over all or narrowed down
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger figures\n  fieldledger figures --from 2026-01-01 --to 2026-01-31 --station 杭州站\n  fieldledger figures orders KPI-4.timeliness --missed",
    args_conflicts_with_subcommands = true
)]
pub(crate) struct FiguresArgs {
    #[command(subcommand)]
    command: Option<FiguresCommand>,
    #[command(flatten)]
    narrowed: Narrowed,
    #[command(flatten)]
    at: AtArg,
}

/// Which orders are counted.
#[derive(Debug, Args)]
pub(crate) struct Narrowed {
    /// 起始日 The first day
    #[arg(long, value_name = "DAY")]
    from: Option<NaiveDate>,
    /// 截止日 The last day, included
    #[arg(long, value_name = "DAY")]
    to: Option<NaiveDate>,
    /// 服务站 Only a station's orders, by code or name
    #[arg(long)]
    station: Option<String>,
    /// 区域 Only a region's orders
    #[arg(long)]
    region: Option<String>,
}

impl Narrowed {
    async fn ask(&self, request: Request, session: &Session) -> Result<Request, ClientFailure> {
        let station = stations::maybe(session, self.station.as_ref()).await?;
        Ok(request
            .with_some("from", self.from)
            .with_some("to", self.to)
            .with_some("station", station)
            .with_some("region", self.region.as_ref()))
    }
}

/// What can be asked about a rate.
#[derive(Debug, Subcommand)]
pub(crate) enum FiguresCommand {
    /// 指标明细 The orders that count for or against a rate, and why
    #[command(
        after_help = "Examples 例:\n  fieldledger figures orders KPI-2 --missed\n  fieldledger figures orders KPI-4.timeliness --missed --from 2026-01-01 --to 2026-01-31\n  fieldledger figures orders 一次性修复率 --station 杭州站"
    )]
    Orders(OrdersArgs),
}

#[derive(Debug, Args)]
pub(crate) struct OrdersArgs {
    /// 指标 Which rate: KPI-1, KPI-4.timeliness, 索赔及时率
    #[arg(value_name = "FIGURE", value_parser = typed::figure)]
    figure: FigureKind,
    /// 达标 Only what counts for it
    #[arg(long, conflicts_with = "missed")]
    met: bool,
    /// 未达标 Only what counts against it
    #[arg(long)]
    missed: bool,
    #[command(flatten)]
    narrowed: Narrowed,
    /// 跳过 Leave out so many from the top
    #[arg(long, value_name = "N")]
    skip: Option<u32>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    at: AtArg,
}

pub(crate) async fn run(session: &Session, args: FiguresArgs) -> Result<(), ClientFailure> {
    match args.command {
        None => {
            let request = args.narrowed.ask(Request::get(&["figures"]), session).await?;
            session
                .ask(args.at.ask(request, session).await?, shown::figures)
                .await
        }
        Some(FiguresCommand::Orders(args)) => orders(session, args).await,
    }
}

async fn orders(session: &Session, args: OrdersArgs) -> Result<(), ClientFailure> {
    let met = match (args.met, args.missed) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    let request = Request::get(&["figures", "cases"])
        .with("figure", typed::code(args.figure))
        .with_some("met", met)
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    let request = args.narrowed.ask(request, session).await?;
    session
        .ask(args.at.ask(request, session).await?, shown::cases)
        .await
}
