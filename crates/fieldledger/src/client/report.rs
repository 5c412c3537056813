//! What engineers report, or somebody for them (ORD-9 to ORD-11, SMS-8).

use clap::{Args, Subcommand};
use proto::field::{CorrectReport, FieldCommand, Happened, ReportKind};
use types::PersonId;

use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::order::OrderArg;
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

pub(crate) async fn run(session: &Session, command: ReportCommand) -> Result<(), ClientFailure> {
    match command {
        ReportCommand::Depart(args) => {
            let eta = session.instant(args.eta);
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
    }
}

async fn report(
    session: &Session,
    args: ReportArgs,
    happened: Happened,
    done: Word,
) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let at = session.instant(args.at);
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
    let at = args.at.instant(session.view.zone);
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
