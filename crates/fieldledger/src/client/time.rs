//! Virtual time of a sandbox: shown, advanced, settled.

use clap::{Args, Subcommand};
use proto::wire::{Advance, TimeShown};
use types::{ServiceName, Span};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Session, json};
use crate::client::view::View;
use crate::client::words::Word;

/// 沙盒时间 Show and advance the time of a sandbox
#[derive(Debug, Args)]
#[command(after_help = "Examples 例:\n  fieldledger time\n  fieldledger time advance 37h")]
pub(crate) struct TimeArgs {
    #[command(subcommand)]
    command: Option<TimeCommand>,
}

/// What can be done with virtual time.
#[derive(Debug, Subcommand)]
pub(crate) enum TimeCommand {
    /// 快进 Advance time; everything that comes due on the way happens
    #[command(
        after_help = "Examples 例:\n  fieldledger time advance 37h\n  fieldledger time advance --to '2026-01-06 21:00'\n  fieldledger time advance 2h --without notify"
    )]
    Advance(AdvanceArgs),
    /// 等待 Wait until every service has read everything and nothing is left to do
    #[command(after_help = "Example 例:\n  fieldledger time settle")]
    Settle,
}

#[derive(Debug, Args)]
pub(crate) struct AdvanceArgs {
    /// 时长 By how much: 37h, 1h30m, 2d
    #[arg(value_name = "SPAN", required_unless_present = "to", conflicts_with = "to")]
    by: Option<Span>,
    /// 到何时 To which moment
    #[arg(long, value_name = "MOMENT")]
    to: Option<Moment>,
    /// 不等待 Go on without a service that is away; may be given several times
    #[arg(long, value_name = "SERVICE")]
    without: Vec<ServiceName>,
}

pub(crate) async fn run(session: &Session, args: TimeArgs) -> Result<(), ClientFailure> {
    match args.command {
        None => session.ask(Request::get(&["time"]), now).await,
        Some(TimeCommand::Settle) => {
            let request = Request::post(&["time", "settle"]);
            session
                .ask(request, |reached: &TimeShown, view| {
                    view.say(Word::TimeSettled, &[&view.time(reached.now)])
                })
                .await
        }
        Some(TimeCommand::Advance(args)) => advance(session, args).await,
    }
}

async fn advance(session: &Session, args: AdvanceArgs) -> Result<(), ClientFailure> {
    let body = Advance {
        by: args.by,
        to: session.maybe_instant(args.to).await?,
        without: args.without,
    };
    let request = Request::post(&["time", "advance"]).body(proto::Encoding::JSON, json(&body)?);
    session
        .ask(request, |reached: &TimeShown, view| {
            view.say(Word::TimeIsNow, &[&view.time(reached.now)])
        })
        .await
}

fn now(shown: &TimeShown, view: &View) -> String {
    let word = if shown.is_virtual {
        Word::VirtualTime
    } else {
        Word::RealTime
    };
    view.say(word, &[&view.time(shown.now)])
}
