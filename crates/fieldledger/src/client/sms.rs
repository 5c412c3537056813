//! The SMS gateway's part, played by hand: a text in, and what went out.

use clap::{Args, Subcommand};
use serde::Deserialize;
use types::{Instant, Phone};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Session, print};
use crate::client::table::Table;
use crate::client::view::View;
use crate::client::words::Word;

/// What can be done in the place of an SMS gateway.
#[derive(Debug, Subcommand)]
pub(crate) enum SmsCommand {
    /// 模拟来短信 Hand a text in, as the gateway would
    #[command(
        after_help = "Example 例:\n  fieldledger sms send --from 13900139000 '出发 2600017 预计 14:30'\n  fieldledger sms send --from 13900139000 '到达' --sent-at '2026-01-05 12:55'"
    )]
    Send(SendArgs),
    /// 已发短信 Read what was handed to the file that stands in for the gateway
    #[command(after_help = "Examples 例:\n  fieldledger sms outbox\n  fieldledger sms outbox --after 12")]
    Outbox(OutboxArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    /// 发送人号码 The phone it comes from
    #[arg(long, value_name = "PHONE")]
    from: Phone,
    /// 短信内容 The text
    text: String,
    /// 服务号码 The number it was sent to
    #[arg(long, value_name = "PHONE", default_value = "10690000")]
    to: String,
    /// 发送时间 When the phone sent it; now when missing
    #[arg(long, value_name = "MOMENT")]
    sent_at: Option<Moment>,
    /// 网关编号 The gateway's id for it
    #[arg(long)]
    id: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct OutboxArgs {
    /// 起点 Only messages after this number
    #[arg(long, value_name = "N")]
    after: Option<u64>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

/// The messages that went out, as the gateway's stand-in kept them.
#[derive(Debug, Deserialize)]
struct Outbox {
    messages: Vec<Sent>,
}

#[derive(Debug, Deserialize)]
struct Sent {
    n: u64,
    to: String,
    text: String,
    at: Instant,
}

pub(crate) async fn run(session: &Session, command: SmsCommand) -> Result<(), ClientFailure> {
    match command {
        SmsCommand::Send(args) => send(session, args).await,
        SmsCommand::Outbox(args) => outbox(session, args).await,
    }
}

async fn send(session: &Session, args: SendArgs) -> Result<(), ClientFailure> {
    let connection = session.connection()?;
    let sent_at = session.instant(args.sent_at.unwrap_or(Moment::Now)).await?;
    let request = Request::get_outside(&["sms", "kannel"])
        .with("from", args.from)
        .with("to", args.to)
        .with("text", args.text)
        .with("charset", "UTF-8")
        .with("coding", 2)
        .with("time", sent_at.micros().div_euclid(1_000_000))
        .with_some("id", args.id);
    connection.text(request).await?;
    if session.globals.json {
        Ok(())
    } else {
        print(session.view.word(Word::SmsTaken))
    }
}

async fn outbox(session: &Session, args: OutboxArgs) -> Result<(), ClientFailure> {
    let request = Request::get(&["sms", "outbox"])
        .with_some("after", args.after)
        .with_some("limit", args.limit);
    session.ask(request, sent).await
}

fn sent(outbox: &Outbox, view: &View) -> String {
    if outbox.messages.is_empty() {
        return view.word(Word::NothingSent).to_owned();
    }
    let mut table = Table::new([
        "#",
        view.word(Word::Time),
        view.word(Word::To),
        view.word(Word::Text),
    ]);
    for message in &outbox.messages {
        let text = message.text.clone();
        table.row([
            message.n.to_string(),
            view.minute(message.at),
            message.to.clone(),
            text,
        ]);
    }
    table.render(view)
}
