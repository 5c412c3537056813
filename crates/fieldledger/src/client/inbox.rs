//! What waits for somebody: messages nobody could make sense of, and what to do about them (SMS-7).

use clap::{Args, Subcommand, ValueEnum};
use proto::desk::{Answered, Inbox, InboxItem};
use proto::field::{AnswerMessage, FieldCommand, Happened, SettleMessage};
use types::{MessageId, OrderNumber, Sentence};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::order::AtArg;
use crate::client::queries::as_of;
use crate::client::session::{Once, Session, read};
use crate::client::shown::{short_id, who};
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View, cut};
use crate::client::words::Word;

/// 待处理消息 Messages that wait for somebody
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger inbox\n  fieldledger inbox answer 3fa2c1d0 '请回复工单号'\n  fieldledger inbox settle 3fa2c1d0 --order 2600017 --meant arrive"
)]
pub(crate) struct InboxArgs {
    #[command(subcommand)]
    command: Option<InboxCommand>,
    #[command(flatten)]
    at: AtArg,
}

/// What can be done with a message that waits.
#[derive(Debug, Subcommand)]
pub(crate) enum InboxCommand {
    /// 处理 Settle a message: give it an order and a meaning, or say why it needs none
    #[command(
        after_help = "Examples 例:\n  fieldledger inbox settle 3fa2c1d0 --order 2600017 --meant arrive\n  fieldledger inbox settle 3fa2c1d0 --note 与工单无关"
    )]
    Settle(SettleArgs),
    /// 回复 Answer a message by SMS
    #[command(after_help = "Example 例:\n  fieldledger inbox answer 3fa2c1d0 '请回复工单号'")]
    Answer(AnswerArgs),
}

/// What a message meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Meaning {
    /// 出发
    Depart,
    /// 到达
    Arrive,
    /// 修复
    Repaired,
    /// 未修复
    Unrepaired,
    /// 收到
    Ack,
}

#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    /// 消息编号 The message's id, or its beginning
    message: MessageId,
    /// 工单号 The order it is about
    #[arg(long, value_parser = typed::order_number)]
    order: Option<OrderNumber>,
    /// 含义 What it meant; it is taken as the sender's report at the time it was sent
    #[arg(long, value_enum, requires = "order")]
    meant: Option<Meaning>,
    /// 预计到达时间 With depart: when they will be there
    #[arg(long, value_name = "MOMENT")]
    eta: Option<Moment>,
    /// 同行 With depart: who comes along; may be given several times
    #[arg(long = "with", value_name = "WHO")]
    companions: Vec<String>,
    /// 未修复原因 With unrepaired: a code of the policy's unrepaired reasons
    #[arg(long, value_name = "CODE", required_if_eq("meant", "unrepaired"))]
    reason: Option<String>,
    /// 处理说明 What was done about it
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// 消息编号 The message's id, or its beginning
    message: MessageId,
    /// 回复内容 The answer's text
    text: String,
    #[command(flatten)]
    once: Once,
}

pub(crate) async fn run(session: &Session, args: InboxArgs) -> Result<(), ClientFailure> {
    match args.command {
        None => {
            session
                .ask(args.at.ask(Request::get(&["inbox"]), session).await?, inbox)
                .await
        }
        Some(InboxCommand::Settle(settle)) => self::settle(session, settle).await,
        Some(InboxCommand::Answer(answer)) => self::answer(session, answer).await,
    }
}

async fn settle(session: &Session, args: SettleArgs) -> Result<(), ClientFailure> {
    let message = waiting(session, &args.message).await?;
    let eta = session.maybe_instant(args.eta).await?;
    let happened = args.meant.map(|meant| match meant {
        Meaning::Depart => Happened::Departed {
            eta,
            companions: args.companions,
        },
        Meaning::Arrive => Happened::Arrived,
        Meaning::Repaired => Happened::Repaired,
        Meaning::Unrepaired => Happened::LeftUnrepaired {
            reason: args.reason.unwrap_or_default(),
            words: String::new(),
        },
        Meaning::Ack => Happened::Acknowledged,
    });
    let id = short_id(&message);
    let body = SettleMessage {
        message,
        order: args.order,
        happened,
        note: args.note,
    };
    session
        .tell::<FieldCommand, _>(body, &args.once, |_, view| view.say(Word::MessageSettled, &[&id]))
        .await
}

async fn answer(session: &Session, args: AnswerArgs) -> Result<(), ClientFailure> {
    let message = waiting(session, &args.message).await?;
    let id = short_id(&message);
    let body = AnswerMessage {
        message,
        text: args.text.into(),
    };
    session
        .tell::<FieldCommand, _>(body, &args.once, |_, view| {
            view.say(Word::MessageAnswered, &[&id])
        })
        .await
}

/// The one message of the inbox whose id begins so; a whole id is taken as it is.
pub(crate) async fn waiting(session: &Session, typed: &MessageId) -> Result<MessageId, ClientFailure> {
    if typed.as_str().len() >= 32 {
        return Ok(typed.clone());
    }
    let text = session.connection()?.text(Request::get(&["inbox"])).await?;
    let inbox: Answered<Inbox> = read(&text)?;
    only(
        typed,
        inbox.answer.items.into_iter().filter_map(|item| item.message),
    )
}

fn only(typed: &MessageId, all: impl Iterator<Item = MessageId>) -> Result<MessageId, ClientFailure> {
    let mut matching: Vec<MessageId> = all.filter(|id| id.as_str().starts_with(typed.as_str())).collect();
    match (matching.pop(), matching.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(ClientFailure::usage(
            format!("收件箱里没有编号以 {typed} 开头的消息。用 `fieldledger inbox` 查看。"),
            format!("No message of the inbox has an id that begins with {typed}. See `fieldledger inbox`."),
        )),
        (Some(_), false) => Err(ClientFailure::usage(
            format!("编号以 {typed} 开头的消息不止一条，请多写几位。"),
            format!("Several messages have ids that begin with {typed}; type more of it."),
        )),
    }
}

fn inbox(answered: &Answered<Inbox>, view: &View) -> String {
    let inbox = &answered.answer;
    if inbox.items.is_empty() {
        return format!("{}\n{}", view.word(Word::InboxEmpty), as_of(answered, view));
    }
    let mut table = Table::new(
        [
            Word::Message,
            Word::Kind,
            Word::Since,
            Word::Sender,
            Word::Order,
            Word::Text,
            Word::Why,
        ]
        .map(|head| view.word(head)),
    );
    for item in &inbox.items {
        table.row(row(item, view));
    }
    let total = view.say(Word::InboxTotal, &[&inbox.total.to_string()]);
    format!(
        "{}\n\n{}\n{}",
        table.render(view),
        view.paint(Tone::Dim, &total),
        as_of(answered, view)
    )
}

fn row(item: &InboxItem, view: &View) -> [String; 7] {
    let orders: Vec<&str> = item
        .order
        .iter()
        .chain(&item.candidates)
        .map(OrderNumber::as_str)
        .collect();
    let sentences: Vec<&Sentence> = item
        .mistakes
        .iter()
        .map(|mistake| &mistake.sentence)
        .chain(&item.reason)
        .collect();
    let why: Vec<&str> = sentences
        .into_iter()
        .map(|sentence| view.sentence(sentence))
        .collect();
    let phone = item.phone.as_ref().map(ToString::to_string);
    [
        item.message.as_ref().map_or_else(String::new, short_id),
        view.sentence(&item.kind.title()).to_owned(),
        view.minute(item.since),
        item.who
            .as_ref()
            .map(|known| who(known, view))
            .or(phone)
            .unwrap_or_default(),
        orders.join(" "),
        cut(&item.text, 60),
        view.one_after_another(&why),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_meant_by_as_much_of_its_id_as_tells_it_from_the_others() {
        let id = |text: &str| MessageId::new(text).unwrap();
        let all = || ["3fa2c1d0aa", "3fa2ffff00", "91b0"].map(id).into_iter();
        assert_eq!(only(&id("3fa2c"), all()).unwrap(), id("3fa2c1d0aa"));
        assert!(matches!(only(&id("3fa2"), all()), Err(ClientFailure::Usage(_))));
        assert!(matches!(only(&id("77"), all()), Err(ClientFailure::Usage(_))));
    }
}
