//! Stations, people, customers and machines: imported, listed, and what changes about people (DIR-1 to DIR-5).

mod import;
mod lists;

use clap::{Args, Subcommand};
use proto::desk::{Answered, ListPage};
use proto::directory::{self, AppointDeputy, EndDeputy, GivePhone, ListKind, RecordLeaving};
use types::{PersonId, Phone};

pub(crate) use import::{ImportCommand, import};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::order::AtArg;
use crate::client::session::{Once, Session};
use crate::client::typed;
use crate::client::words::Word;

/// What can be asked of the directory.
#[derive(Debug, Subcommand)]
pub(crate) enum DirectoryCommand {
    /// 列出 List stations, people, customers or machines
    #[command(
        after_help = "Examples 例:\n  fieldledger directory list people\n  fieldledger directory list 整机 --limit 20"
    )]
    List(ListArgs),
    /// 查看 Show one entry
    #[command(after_help = "Example 例:\n  fieldledger directory show machines EC210-0042")]
    Show(ShowArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// 名录 stations, people, customers or machines
    #[arg(value_name = "LIST", value_parser = typed::list_kind)]
    list: ListKind,
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
    /// 名录 stations, people, customers or machines
    #[arg(value_name = "LIST", value_parser = typed::list_kind)]
    list: ListKind,
    /// 编号 The entry's id or serial
    id: String,
    #[command(flatten)]
    at: AtArg,
}

/// What can be done about deputies.
#[derive(Debug, Subcommand)]
pub(crate) enum DeputyCommand {
    /// 指定代理人 Appoint a deputy while somebody is away
    #[command(
        after_help = "Example 例:\n  fieldledger deputy appoint mgr-01 --deputy mgr-02 --from '2026-02-01 00:00' --until '2026-02-08 00:00'"
    )]
    Appoint(AppointArgs),
    /// 结束代理 End a deputy's time early
    #[command(after_help = "Example 例:\n  fieldledger deputy end mgr-01")]
    End(EndArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AppointArgs {
    /// 本人 Who is away
    person: PersonId,
    /// 代理人 Who stands in
    #[arg(long, value_name = "PERSON")]
    deputy: PersonId,
    /// 开始 From when on
    #[arg(long, value_name = "MOMENT")]
    from: Moment,
    /// 结束 Until when, exclusive
    #[arg(long, value_name = "MOMENT")]
    until: Moment,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct EndArgs {
    /// 本人 Who is back
    person: PersonId,
    #[command(flatten)]
    once: Once,
}

/// What can be done about phones.
#[derive(Debug, Subcommand)]
pub(crate) enum PhoneCommand {
    /// 更换电话 Give a phone to a person; whoever had it holds it until then
    #[command(
        after_help = "Example 例:\n  fieldledger phone give eng-01 13900139000 --from '2026-02-01 00:00'"
    )]
    Give(GiveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GiveArgs {
    /// 人员 Whose it becomes
    person: PersonId,
    /// 电话号码 The phone
    phone: Phone,
    /// 生效时间 From when on; now when missing
    #[arg(long, value_name = "MOMENT")]
    from: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

/// What can be done about people.
#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// 离职 Somebody leaves: the name stays in history, the rights end at once
    #[command(after_help = "Example 例:\n  fieldledger person leave eng-07")]
    Leave(LeaveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LeaveArgs {
    /// 人员 Who leaves
    person: PersonId,
    /// 离职时间 When; now when missing
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

pub(crate) async fn run(session: &Session, command: DirectoryCommand) -> Result<(), ClientFailure> {
    match command {
        DirectoryCommand::List(args) => {
            let request = Request::get(&["directory", args.list.as_str()])
                .with_some("skip", args.skip)
                .with_some("limit", args.limit);
            session
                .ask(
                    args.at.ask(request, session).await?,
                    |page: &Answered<ListPage>, view| lists::list(page, view),
                )
                .await
        }
        DirectoryCommand::Show(args) => {
            let request = Request::get(&["directory", args.list.as_str(), &args.id]);
            session
                .ask(
                    args.at.ask(request, session).await?,
                    |page: &Answered<ListPage>, view| lists::entry(page, view),
                )
                .await
        }
    }
}

pub(crate) async fn deputy(session: &Session, command: DeputyCommand) -> Result<(), ClientFailure> {
    match command {
        DeputyCommand::Appoint(args) => {
            let (from, until) = (
                session.instant(args.from).await?,
                session.instant(args.until).await?,
            );
            let (person, deputy) = (args.person.to_string(), args.deputy.to_string());
            let body = AppointDeputy {
                person: args.person,
                deputy: args.deputy,
                from,
                until,
            };
            session
                .tell::<directory::DirectoryCommand, _>(body, &args.once, |_, view| {
                    view.say(
                        Word::DeputyAppointed,
                        &[&person, &deputy, &view.time(from), &view.time(until)],
                    )
                })
                .await
        }
        DeputyCommand::End(args) => {
            let person = args.person.to_string();
            let body = EndDeputy { person: args.person };
            session
                .tell::<directory::DirectoryCommand, _>(body, &args.once, |_, view| {
                    view.say(Word::DeputyEnded, &[&person])
                })
                .await
        }
    }
}

pub(crate) async fn phone(session: &Session, command: PhoneCommand) -> Result<(), ClientFailure> {
    let PhoneCommand::Give(args) = command;
    let (person, phone) = (args.person.to_string(), args.phone.to_string());
    let body = GivePhone {
        person: args.person,
        phone: args.phone.into(),
        from: session.maybe_instant(args.from).await?,
    };
    session
        .tell::<directory::DirectoryCommand, _>(body, &args.once, |_, view| {
            view.say(Word::PhoneGiven, &[&phone, &person])
        })
        .await
}

pub(crate) async fn person(session: &Session, command: PersonCommand) -> Result<(), ClientFailure> {
    let PersonCommand::Leave(args) = command;
    let person = args.person.to_string();
    let body = RecordLeaving {
        person: args.person,
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<directory::DirectoryCommand, _>(body, &args.once, |_, view| {
            view.say(Word::PersonLeft, &[&person])
        })
        .await
}
