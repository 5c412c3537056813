//! Who may come in: one-time codes, accounts, tokens for machines, and where people sit.

use clap::{Args, Subcommand};
use proto::Encoding;
use serde::Deserialize;
use serde_json::json;
use types::{Actor, Instant, PersonId};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::session::Session;
use crate::client::table::Table;
use crate::client::view::View;
use crate::client::words::AccessWord as Word;

/// What can be done about access.
#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    /// 一次性登录码 Make a one-time code by which a person signs in and chooses a password
    #[command(after_help = "Examples 例:\n  fieldledger access code P101\n  fieldledger access code local")]
    Code(CodeArgs),
    /// 账户 Who can sign in
    #[command(after_help = "Example 例:\n  fieldledger access list")]
    List,
    /// 收回 Take a person's password, sessions and tokens away
    #[command(after_help = "Example 例:\n  fieldledger access revoke P101")]
    Revoke(PersonArgs),
    /// 分机 Say at which extension a person sits; without one, at none
    #[command(after_help = "Example 例:\n  fieldledger access seat P101 8001")]
    Seat(SeatArgs),
    /// 令牌 Tokens for machines: make, list, revoke
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// 新建 Make a token; it is shown once
    #[command(
        after_help = "Examples 例:\n  fieldledger access token new --name 总机 --scope cti\n  fieldledger access token new --name 官网报修 --scope read --scope hotline.open-order --for P101\n\nScopes 范围: read 查询, phones 完整号码, cti 来电, documents 资料, operations 运维, a service 某服务的全部命令, or one command 单条命令"
    )]
    New(NewArgs),
    /// 列表 List tokens, without their secrets
    #[command(after_help = "Example 例:\n  fieldledger access token list")]
    List,
    /// 撤销 Take a token away
    #[command(after_help = "Example 例:\n  fieldledger access token revoke 3f8a0c51b2d4")]
    Revoke(TokenArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// 工号 The person's staff number, or local for the owner of the machine
    person: String,
}

#[derive(Debug, Args)]
pub(crate) struct PersonArgs {
    /// 工号 The person's staff number
    person: PersonId,
}

#[derive(Debug, Args)]
pub(crate) struct SeatArgs {
    /// 工号 The person's staff number
    person: PersonId,
    /// 分机号 The extension, one to ten digits
    extension: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// 用途 What it is for
    #[arg(long)]
    name: String,
    /// 范围 What it may be used for; may be given several times
    #[arg(long = "scope", required = true, value_name = "SCOPE")]
    scopes: Vec<::access::Scope>,
    /// 身份 In whose name it acts; needed for commands and documents
    #[arg(long = "for", value_name = "PERSON")]
    person: Option<PersonId>,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// 编号 The token's id, as the list shows it
    id: String,
}

#[derive(Debug, Deserialize)]
struct CodeGiven {
    person: String,
    code: String,
    until: Instant,
}

#[derive(Debug, Deserialize)]
struct AccountShown {
    person: PersonId,
    has_password: bool,
    code_until: Option<Instant>,
    signed_in_at: Option<Instant>,
    sessions: u64,
    extension: Option<String>,
}

#[derive(Debug, Deserialize)]
struct TokenGiven {
    id: String,
    token: String,
}

#[derive(Debug, Deserialize)]
struct TokenShown {
    id: String,
    name: String,
    scopes: Vec<String>,
    person: Option<PersonId>,
    made_by: Actor,
    made_at: Instant,
}

pub(crate) async fn run(session: &Session, command: AccessCommand) -> Result<(), ClientFailure> {
    match command {
        AccessCommand::Code(args) => {
            let request = post(&["access", "code"], &json!({ "person": args.person }));
            session.ask(request, code_given).await
        }
        AccessCommand::List => session.ask(Request::get(&["access", "accounts"]), accounts).await,
        AccessCommand::Revoke(args) => {
            let request = post(&["access", "revoke"], &json!({ "person": args.person }));
            session.ask(request, revoked).await
        }
        AccessCommand::Seat(args) => {
            let seat = json!({ "person": args.person, "extension": args.extension });
            session.ask(post(&["access", "seat"], &seat), seated).await
        }
        AccessCommand::Token(command) => token(session, command).await,
    }
}

async fn token(session: &Session, command: TokenCommand) -> Result<(), ClientFailure> {
    match command {
        TokenCommand::New(args) => {
            let wanted = json!({ "name": args.name, "scopes": args.scopes, "person": args.person });
            session
                .ask(post(&["access", "tokens"], &wanted), token_given)
                .await
        }
        TokenCommand::List => session.ask(Request::get(&["access", "tokens"]), tokens).await,
        TokenCommand::Revoke(args) => {
            let request = post(&["access", "tokens", &args.id, "revoke"], &json!({}));
            session.ask(request, tokens).await
        }
    }
}

fn post(segments: &[&str], body: &serde_json::Value) -> Request {
    Request::post(segments).body(Encoding::JSON, body.to_string())
}

fn code_given(given: &CodeGiven, view: &View) -> String {
    let until = view.time(given.until);
    view.say(Word::CodeGiven, &[&given.person, &given.code, &until])
}

fn revoked(account: &AccountShown, view: &View) -> String {
    view.say(Word::Revoked, &[account.person.as_str()])
}

fn seated(account: &AccountShown, view: &View) -> String {
    match &account.extension {
        Some(extension) => view.say(Word::Seated, &[account.person.as_str(), extension]),
        None => view.say(Word::Unseated, &[account.person.as_str()]),
    }
}

fn token_given(given: &TokenGiven, view: &View) -> String {
    view.say(Word::TokenGiven, &[&given.id, &given.token])
}

fn accounts(accounts: &Vec<AccountShown>, view: &View) -> String {
    if accounts.is_empty() {
        return view.word(Word::NoAccounts).to_owned();
    }
    let heads = [
        Word::Person,
        Word::Password,
        Word::CodeUntil,
        Word::SignedIn,
        Word::Sessions,
        Word::Extension,
    ];
    let mut table = Table::new(heads.map(|head| view.word(head)));
    let time = |instant: Option<Instant>| instant.map(|instant| view.time(instant)).unwrap_or_default();
    for account in accounts {
        let password = if account.has_password {
            view.word(Word::Yes)
        } else {
            ""
        };
        table.row([
            account.person.to_string(),
            password.to_owned(),
            time(account.code_until),
            time(account.signed_in_at),
            account.sessions.to_string(),
            account.extension.clone().unwrap_or_default(),
        ]);
    }
    table.render(view)
}

fn tokens(tokens: &Vec<TokenShown>, view: &View) -> String {
    if tokens.is_empty() {
        return view.word(Word::NoTokens).to_owned();
    }
    let heads = ["id", view.word(Word::Name), view.word(Word::Scopes)];
    let more = [Word::ActsFor, Word::MadeBy, Word::MadeAt].map(|head| view.word(head));
    let [id, name, scopes] = heads;
    let [acts_for, made_by, made_at] = more;
    let mut table = Table::new([id, name, scopes, acts_for, made_by, made_at]);
    for token in tokens {
        table.row([
            token.id.clone(),
            token.name.clone(),
            token.scopes.join(" "),
            token.person.as_ref().map(ToString::to_string).unwrap_or_default(),
            token.made_by.to_string(),
            view.time(token.made_at),
        ]);
    }
    table.render(view)
}
