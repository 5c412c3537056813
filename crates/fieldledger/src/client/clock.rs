//! SLA clocks: pause, resume, and why they are due when they are (SLA-23, SLA-25).

use clap::{Args, Subcommand};
use proto::desk::{Answered, OrderPage};
use proto::dispatch::{DispatchCommand, PauseClock, ResumeClock};
use sla::policy::ClockKind;

use crate::client::clocks;
use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::order::{AtArg, OrderArg};
use crate::client::session::{Once, Session};
use crate::client::words::Word;

/// What can be done with clocks.
#[derive(Debug, Subcommand)]
pub(crate) enum ClockCommand {
    /// 暂停 Pause a running clock for a reason the policy allows
    #[command(
        after_help = "Example 例:\n  fieldledger clock pause 2600017 SLA-2 --reason customer_asked_later"
    )]
    Pause(PauseArgs),
    /// 恢复 Let a paused clock run on
    #[command(after_help = "Example 例:\n  fieldledger clock resume 2600017 SLA-2")]
    Resume(ResumeArgs),
    /// 解释 Explain an order's clocks: what counted, what was closed, what was paused
    #[command(
        after_help = "Examples 例:\n  fieldledger clock show 2600017\n  fieldledger clock show 2600017 SLA-2 --at '2026-01-05 12:00'"
    )]
    Show(ShowArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 时钟 Which clock, SLA-1 to SLA-4
    #[arg(value_name = "CLOCK")]
    clock: ClockKind,
    /// 暂停原因 A code of the policy's pause reasons
    #[arg(long, value_name = "CODE")]
    reason: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ResumeArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 时钟 Which clock, SLA-1 to SLA-4
    #[arg(value_name = "CLOCK")]
    clock: ClockKind,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 时钟 Which clock; all of the order's when missing
    #[arg(value_name = "CLOCK")]
    clock: Option<ClockKind>,
    #[command(flatten)]
    at: AtArg,
}

pub(crate) async fn run(session: &Session, command: ClockCommand) -> Result<(), ClientFailure> {
    match command {
        ClockCommand::Pause(args) => {
            let order = args.order.order;
            let body = PauseClock {
                order: order.clone(),
                clock: args.clock,
                reason: args.reason,
            };
            let said = [order.as_str(), args.clock.id()];
            session
                .tell::<DispatchCommand, _>(body, &args.once, |_, view| view.say(Word::ClockPaused, &said))
                .await
        }
        ClockCommand::Resume(args) => {
            let order = args.order.order;
            let body = ResumeClock {
                order: order.clone(),
                clock: args.clock,
            };
            let said = [order.as_str(), args.clock.id()];
            session
                .tell::<DispatchCommand, _>(body, &args.once, |_, view| view.say(Word::ClockResumed, &said))
                .await
        }
        ClockCommand::Show(args) => show(session, args).await,
    }
}

async fn show(session: &Session, args: ShowArgs) -> Result<(), ClientFailure> {
    let request = args
        .at
        .ask(Request::get(&["orders", args.order.order.as_str()]), session)
        .await?;
    session
        .ask(request, |page: &Answered<OrderPage>, view| {
            let wanted = page
                .answer
                .clocks
                .iter()
                .filter(|clock| args.clock.is_none_or(|kind| clock.summary.kind == kind));
            let shown: Vec<String> = wanted.map(|clock| clocks::explained(clock, view)).collect();
            if shown.is_empty() {
                view.word(Word::NoClocks).to_owned()
            } else {
                shown.join("\n\n")
            }
        })
        .await
}
