//! Things to be done at a time (ORD-39).

use clap::{Args, Subcommand};
use proto::Accepted;
use proto::hotline::{CompleteFollowUp, FollowUpSet, HotlineCommand, SetFollowUp};

use super::OrderArg;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Once, Session};
use crate::client::view::View;
use crate::client::words::Word;

/// What can be done with follow-ups.
#[derive(Debug, Subcommand)]
pub(crate) enum FollowUpCommand {
    /// 设定跟进 Set something to be done at a time
    #[command(
        after_help = "Example 例:\n  fieldledger order follow-up add 2600017 --at '2026-01-05 15:00' '三点再打电话'"
    )]
    Add(AddArgs),
    /// 完成跟进 Tick a follow-up off
    #[command(after_help = "Example 例:\n  fieldledger order follow-up done 2600017 1 --note 已联系上")]
    Done(DoneArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 跟进内容 What is to be done
    text: String,
    /// 跟进时间 When it is to be done
    #[arg(long, value_name = "MOMENT")]
    at: Moment,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct DoneArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 跟进序号 The follow-up's number on its order
    #[arg(value_name = "FOLLOW_UP")]
    follow_up: u32,
    /// 结果 What came of it
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    once: Once,
}

pub(super) async fn run(session: &Session, command: FollowUpCommand) -> Result<(), ClientFailure> {
    match command {
        FollowUpCommand::Add(args) => add(session, args).await,
        FollowUpCommand::Done(args) => done(session, args).await,
    }
}

async fn add(session: &Session, args: AddArgs) -> Result<(), ClientFailure> {
    let at = session.instant(args.at).await?;
    let body = SetFollowUp {
        order: args.order.order,
        text: args.text.into(),
        at,
    };
    session.tell::<HotlineCommand, _>(body, &args.once, set).await
}

fn set(accepted: &Accepted, view: &View) -> String {
    deeds::event::<FollowUpSet>(accepted, "FollowUpSet").map_or_else(String::new, |set| {
        let number = set.follow_up.to_string();
        view.say(
            Word::FollowUpSet,
            &[set.order.as_str(), &number, &view.time(set.at)],
        )
    })
}

async fn done(session: &Session, args: DoneArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = CompleteFollowUp {
        order: order.clone(),
        follow_up: args.follow_up,
        note: args.note,
    };
    let number = args.follow_up.to_string();
    session
        .tell::<HotlineCommand, _>(body, &args.once, |_, view| {
            view.say(Word::FollowUpDone, &[order.as_str(), &number])
        })
        .await
}
