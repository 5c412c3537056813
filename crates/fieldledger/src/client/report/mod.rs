//! What engineers report, or somebody for them (ORD-9 to ORD-11, ORD-25, SMS-8).

pub(super) mod content;
pub(super) mod shown;

use clap::{Args, Subcommand};
use proto::field::{CorrectReport, FieldCommand, Happened, ReportKind};
use types::PersonId;

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::order::{AtArg, OrderArg};
use crate::client::session::{Once, Session};
use crate::client::typed;
use crate::client::words::Word;

/// What can be reported from the field.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// 出发 Left for the machine
    #[command(
        after_help = "Example 例:\n  fieldledger report depart 2600017 --eta '2026-01-05 14:30' --with 李强 --engineer eng-01"
    )]
    Depart(DepartArgs),
    /// 到达工地 Reached the machine
    #[command(after_help = "Example 例:\n  fieldledger --as eng-01 report arrive 2600017")]
    Arrive(ReportArgs),
    /// 修复离开 Repaired it and left
    #[command(
        after_help = "Example 例:\n  fieldledger --as eng-01 report repaired 2600017 --at '2026-01-05 16:40'"
    )]
    Repaired(ReportArgs),
    /// 未修复离开 Left without repairing it
    #[command(
        after_help = "Example 例:\n  fieldledger --as eng-01 report unrepaired 2600017 --reason waiting_parts --words 等油泵"
    )]
    Unrepaired(UnrepairedArgs),
    /// 收到 Acknowledge the order
    #[command(after_help = "Example 例:\n  fieldledger --as eng-01 report ack 2600017")]
    Ack(ReportArgs),
    /// 更正时间 Correct the time of a report within the hour
    #[command(
        after_help = "Example 例:\n  fieldledger --as eng-01 report correct 2600017 --of arrived --at '2026-01-05 13:20'"
    )]
    Correct(CorrectArgs),
    /// 服务报告 File the report of a service, or a piece of it: hours, fault, cause, labour, parts
    File(content::FileArgs),
    /// 更正换件 Put a replaced part of the report right, or take it off
    Part(content::PartArgs),
    /// 查看报告 Show a report with its parts and documents, and what it lacks
    #[command(after_help = "Example 例:\n  fieldledger report show 2600017")]
    Show(ShowArgs),
}

/// What every report says.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 发生时间 When it happened, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    /// 工程师 The engineer, when somebody else enters it for them
    #[arg(long, value_name = "PERSON")]
    engineer: Option<PersonId>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct DepartArgs {
    #[command(flatten)]
    report: ReportArgs,
    /// 预计到达时间 When they will be there
    #[arg(long, value_name = "MOMENT")]
    eta: Option<Moment>,
    /// 同行 Who comes along: an id, a name or a phone; may be given several times
    #[arg(long = "with", value_name = "WHO")]
    companions: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct UnrepairedArgs {
    #[command(flatten)]
    report: ReportArgs,
    /// 未修复原因 A code of the policy's unrepaired reasons
    #[arg(long, value_name = "CODE")]
    reason: String,
    /// 说明 More about it
    #[arg(long, value_name = "TEXT", default_value = "")]
    words: String,
}

#[derive(Debug, Args)]
pub(crate) struct CorrectArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 哪个报告 Which report: departed, arrived, repaired, left_unrepaired
    #[arg(long, value_name = "REPORT", value_parser = typed::report_kind)]
    of: ReportKind,
    /// 正确时间 When it happened
    #[arg(long, value_name = "MOMENT")]
    at: Moment,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    order: OrderArg,
    #[command(flatten)]
    at: AtArg,
}

pub(crate) async fn run(session: &Session, command: ReportCommand) -> Result<(), ClientFailure> {
    match command {
        ReportCommand::Depart(args) => {
            let eta = session.maybe_instant(args.eta).await?;
            let happened = Happened::Departed {
                eta,
                companions: args.companions,
            };
            report(session, args.report, happened, Word::ReportedDeparted).await
        }
        ReportCommand::Arrive(args) => report(session, args, Happened::Arrived, Word::ReportedArrived).await,
        ReportCommand::Repaired(args) => {
            report(session, args, Happened::Repaired, Word::ReportedRepaired).await
        }
        ReportCommand::Unrepaired(args) => {
            let happened = Happened::LeftUnrepaired {
                reason: args.reason,
                words: args.words,
            };
            report(session, args.report, happened, Word::ReportedUnrepaired).await
        }
        ReportCommand::Ack(args) => {
            report(session, args, Happened::Acknowledged, Word::ReportedAcknowledged).await
        }
        ReportCommand::Correct(args) => correct(session, args).await,
        ReportCommand::File(args) => content::file(session, args).await,
        ReportCommand::Part(args) => content::correct(session, args).await,
        ReportCommand::Show(args) => {
            let request = Request::get(&["orders", args.order.order.as_str()]);
            session
                .ask(args.at.ask(request, session).await?, shown::page)
                .await
        }
    }
}

async fn report(
    session: &Session,
    args: ReportArgs,
    happened: Happened,
    done: Word,
) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let at = session.maybe_instant(args.at).await?;
    let body = proto::field::Report {
        order: order.clone(),
        happened,
        at,
        engineer: args.engineer,
    };
    session
        .tell::<FieldCommand, _>(body, &args.once, |_, view| view.say(done, &[order.as_str()]))
        .await
}

async fn correct(session: &Session, args: CorrectArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let at = session.instant(args.at).await?;
    let body = CorrectReport {
        order: order.clone(),
        of: args.of,
        at,
    };
    session
        .tell::<FieldCommand, _>(body, &args.once, |_, view| {
            view.say(
                Word::ReportCorrected,
                &[order.as_str(), view.sentence(&args.of.title()), &view.time(at)],
            )
        })
        .await
}
