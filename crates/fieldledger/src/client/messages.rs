//! Messages in and out, and what to do with one that could not be sent (SMS-10).

use clap::{Args, Subcommand};
use proto::desk::{Answered, MessageIn, MessageOut, Messages, TextMessage};
use proto::notify::{DismissMessage, NotifyCommand, ResendMessage};
use types::{MessageId, OrderNumber};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::inbox::waiting;
use crate::client::order::AtArg;
use crate::client::queries::as_of;
use crate::client::session::{Once, Session};
use crate::client::shown::{short_id, who};
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View, cut};
use crate::client::words::Word;

/// 短信往来 Messages in and out
#[derive(Debug, Args)]
#[command(after_help = "Examples 例:\n  fieldledger messages --order 2600017\n  fieldledger messages --dead")]
pub(crate) struct MessagesArgs {
    /// 工单号 Only those about an order
    #[arg(long, value_parser = typed::order_number)]
    order: Option<OrderNumber>,
    /// 发送失败 Only those that were given up and that nobody has seen to
    #[arg(long)]
    dead: bool,
    /// 起点 Only what comes after this message
    #[arg(long, value_name = "MESSAGE")]
    after: Option<MessageId>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    at: AtArg,
}

/// What can be done with a message that could not be sent.
#[derive(Debug, Subcommand)]
pub(crate) enum MessageCommand {
    /// 不再发送 Take it off the list: somebody has seen to it
    #[command(after_help = "Example 例:\n  fieldledger message dismiss 3fa2c1d0 --note 已电话通知")]
    Dismiss(DismissArgs),
    /// 重新发送 Try it once more
    #[command(after_help = "Example 例:\n  fieldledger message resend 3fa2c1d0")]
    Resend(ResendArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DismissArgs {
    /// 消息编号 The message's id, or its beginning
    message: MessageId,
    /// 处理说明 What was done instead
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ResendArgs {
    /// 消息编号 The message's id, or its beginning
    message: MessageId,
    #[command(flatten)]
    once: Once,
}

pub(crate) async fn list(session: &Session, args: MessagesArgs) -> Result<(), ClientFailure> {
    let request = Request::get(&["messages"])
        .with_some("order", args.order)
        .with_some("dead", args.dead.then_some(true))
        .with_some("after", args.after)
        .with_some("limit", args.limit);
    session.ask(args.at.ask(request, session).await?, messages).await
}

pub(crate) async fn run(session: &Session, command: MessageCommand) -> Result<(), ClientFailure> {
    match command {
        MessageCommand::Dismiss(args) => {
            let message = waiting(session, &args.message).await?;
            let id = short_id(&message);
            let body = DismissMessage {
                message,
                note: args.note,
            };
            session
                .tell::<NotifyCommand, _>(body, &args.once, |_, view| {
                    view.say(Word::MessageDismissed, &[&id])
                })
                .await
        }
        MessageCommand::Resend(args) => {
            let message = waiting(session, &args.message).await?;
            let id = short_id(&message);
            let body = ResendMessage { message };
            session
                .tell::<NotifyCommand, _>(body, &args.once, |_, view| view.say(Word::MessageResent, &[&id]))
                .await
        }
    }
}

fn messages(answered: &Answered<Messages>, view: &View) -> String {
    let messages = &answered.answer;
    if messages.messages.is_empty() {
        return format!("{}\n{}", view.word(Word::NoMessages), as_of(answered, view));
    }
    let total = view.say(Word::MessagesTotal, &[&messages.total.to_string()]);
    let shown = table(&messages.messages, view);
    format!(
        "{shown}\n\n{}\n{}",
        view.paint(Tone::Dim, &total),
        as_of(answered, view)
    )
}

/// Messages of either way, a line each.
pub(crate) fn table<'a>(messages: impl IntoIterator<Item = &'a TextMessage>, view: &View) -> String {
    let heads = [
        Word::Message,
        Word::Time,
        Word::Direction,
        Word::OtherSide,
        Word::Order,
        Word::State,
        Word::Text,
    ];
    let mut table = Table::new(heads.map(|head| view.word(head)));
    for message in messages {
        match message {
            TextMessage::In(message) => table.row(row_in(message, view)),
            TextMessage::Out(message) => {
                let tone = message.reason.is_some().then_some(Tone::Warning);
                table.toned(tone, row_out(message, view));
            }
        }
    }
    table.render(view)
}

fn row_in(message: &MessageIn, view: &View) -> [String; 7] {
    let phone = message.from.as_ref().map(ToString::to_string);
    let state = match &message.settled {
        Some(_) => view.word(Word::Settled).to_owned(),
        None => view.sentence(&message.outcome.title()).to_owned(),
    };
    [
        short_id(&message.message),
        view.minute(message.sent_at),
        view.word(Word::In).to_owned(),
        message
            .sender
            .as_ref()
            .map(|sender| who(sender, view))
            .or(phone)
            .unwrap_or_default(),
        message
            .order
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        state,
        message.text.clone(),
    ]
}

fn row_out(message: &MessageOut, view: &View) -> [String; 7] {
    let mut state = view.sentence(&message.state.title()).to_owned();
    if let Some(reason) = &message.reason {
        state = format!("{state}: {}", cut(view.sentence(reason), 40));
    }
    [
        short_id(&message.message),
        view.minute(message.queued_at),
        view.word(Word::Out).to_owned(),
        who(&message.recipient, view),
        message
            .order
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        state,
        message.text.clone(),
    ]
}
