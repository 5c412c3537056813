//! The command-line client: what people do from the shell, through the same HTTP API as everybody else.
//!
//! A client of the gateway and never of the bus. Only `log` opens a data directory itself, when no system runs on it.

mod connection;
mod deeds;
mod failure;
mod files;
mod moments;
#[cfg(test)]
mod samples;
mod session;
mod shown;
mod stations;
mod table;
mod typed;
mod view;
mod words;

mod access;
mod claim;
mod clock;
mod clocks;
mod consignment;
mod directory;
mod document;
mod eval;
mod export;
mod figures;
mod inbox;
mod ledger;
mod log;
mod messages;
mod operations;
mod order;
mod part;
mod plan;
mod policy;
mod queries;
mod report;
mod sms;
mod time;
mod todo;
mod unrepaired;

use std::process::ExitCode;

use clap::Subcommand;
use tokio::runtime::Builder;

use crate::cli::Globals;
use failure::ClientFailure;
use session::Session;

/// What people do from the shell.
#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// 工单 Service orders: open, change, show
    #[command(subcommand)]
    Order(order::OrderCommand),
    /// 未结工单看板 The board of open orders with their clocks
    Board(queries::BoardArgs),
    /// 待处理消息 Messages that wait for somebody
    Inbox(inbox::InboxArgs),
    /// 跟进事项 Follow-ups that are due or coming
    FollowUps(queries::FollowUpsArgs),
    /// 今日待办 What is to be done today: urge, follow up, call back, judge, complete, review, close
    #[command(alias = "to-do")]
    Todo(todo::ToDoArgs),
    /// 未修复清单 Orders whose machine is not repaired, and why
    Unrepaired(unrepaired::UnrepairedArgs),
    /// 查找 Search customers, machines, orders, people, claims and old parts by a piece of text
    Search(queries::SearchArgs),
    /// 短信往来 Messages in and out
    Messages(messages::MessagesArgs),
    /// 处理发送失败的短信 See to a message that could not be sent
    #[command(subcommand)]
    Message(messages::MessageCommand),

    /// 派工计划 Plan a dispatch, or change the plan
    #[command(subcommand)]
    Plan(plan::PlanCommand),
    /// 电话解决 Solve an order by phone
    Solve(plan::SolveArgs),
    /// 时钟 Pause, resume and explain SLA clocks
    #[command(subcommand)]
    Clock(clock::ClockCommand),
    /// 现场与服务报告 Report from the field: departed, arrived, repaired, what was done
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// 照片和资料 Photos and papers: put, get
    #[command(subcommand)]
    Document(document::DocumentCommand),
    /// 索赔 Claims: review, file, decide, credit
    #[command(subcommand)]
    Claim(claim::ClaimCommand),
    /// 旧件 Old parts: check in, destroy, forward, print tags
    #[command(subcommand)]
    Part(part::PartCommand),
    /// 旧件货单 Consignments of old parts: ship, receive, settle
    #[command(subcommand)]
    Consignment(consignment::ConsignmentCommand),
    /// 旧件台账 A month's ledger of old parts, by station
    Ledger(ledger::LedgerArgs),
    /// 指标 Counts and rates, KPI-1 to KPI-6 and KPI-8, over all or narrowed down
    Figures(figures::FiguresArgs),
    /// 短信网关 Stand in for the SMS gateway: send a text in, read what went out
    #[command(subcommand)]
    Sms(sms::SmsCommand),

    /// 导入 Import a list from an XLSX or CSV file
    #[command(subcommand)]
    Import(directory::ImportCommand),
    /// 导出 Write a list as an XLSX or CSV file, every row of it
    Export(export::ExportArgs),
    /// 名录 Stations, people, customers and machines
    #[command(subcommand)]
    Directory(directory::DirectoryCommand),
    /// 代理人 Deputies while somebody is away
    #[command(subcommand)]
    Deputy(directory::DeputyCommand),
    /// 电话号码 Phones and whose they are
    #[command(subcommand)]
    Phone(directory::PhoneCommand),
    /// 人员变动 Staff who leave
    #[command(subcommand)]
    Person(directory::PersonCommand),
    /// 服务策略 The policy: limits, warnings, reasons, rights
    #[command(subcommand)]
    Policy(policy::PolicyCommand),

    /// 登录权限 Who may come in: one-time codes, accounts, tokens for machines
    #[command(subcommand)]
    Access(access::AccessCommand),

    /// 系统状态 How the services stand
    Status(operations::StatusArgs),
    /// 日志间的馈送 How services read each other's logs, and what stopped them
    #[command(subcommand)]
    Feed(operations::FeedCommand),
    /// 事件日志 Read, verify and export the logs
    #[command(subcommand)]
    Log(log::LogCommand),
    /// 沙盒时间 Show and advance the time of a sandbox
    Time(time::TimeArgs),
    /// 时限计算 Judge SLA clocks without a system
    #[command(subcommand)]
    Sla(eval::SlaCommand),
}

/// Does one command and says in the exit code what came of it.
pub(crate) fn main(globals: Globals, command: ClientCommand) -> ExitCode {
    let session = Session::new(globals);
    match run(&session, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            session.complain(&failure);
            failure.exit_code()
        }
    }
}

fn run(session: &Session, command: ClientCommand) -> Result<(), ClientFailure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(dispatch(session, command))
}

async fn dispatch(session: &Session, command: ClientCommand) -> Result<(), ClientFailure> {
    match command {
        ClientCommand::Order(command) => order::run(session, command).await,
        ClientCommand::Board(args) => queries::board(session, args).await,
        ClientCommand::Inbox(args) => inbox::run(session, args).await,
        ClientCommand::FollowUps(args) => queries::follow_ups(session, args).await,
        ClientCommand::Todo(args) => todo::run(session, args).await,
        ClientCommand::Unrepaired(args) => unrepaired::run(session, args).await,
        ClientCommand::Search(args) => queries::search(session, args).await,
        ClientCommand::Messages(args) => messages::list(session, args).await,
        ClientCommand::Message(command) => messages::run(session, command).await,
        ClientCommand::Plan(command) => plan::run(session, command).await,
        ClientCommand::Solve(args) => plan::solve(session, args).await,
        ClientCommand::Clock(command) => clock::run(session, command).await,
        ClientCommand::Report(command) => report::run(session, command).await,
        ClientCommand::Document(command) => document::run(session, command).await,
        ClientCommand::Claim(command) => claim::run(session, command).await,
        ClientCommand::Part(command) => part::run(session, command).await,
        ClientCommand::Consignment(command) => consignment::run(session, command).await,
        ClientCommand::Ledger(args) => ledger::run(session, args).await,
        ClientCommand::Figures(args) => figures::run(session, args).await,
        ClientCommand::Sms(command) => sms::run(session, command).await,
        ClientCommand::Import(command) => directory::import(session, command).await,
        ClientCommand::Export(args) => export::run(session, args).await,
        ClientCommand::Directory(command) => directory::run(session, command).await,
        ClientCommand::Deputy(command) => directory::deputy(session, command).await,
        ClientCommand::Phone(command) => directory::phone(session, command).await,
        ClientCommand::Person(command) => directory::person(session, command).await,
        ClientCommand::Policy(command) => policy::run(session, command).await,
        ClientCommand::Access(command) => access::run(session, command).await,
        ClientCommand::Status(args) => operations::status(session, args).await,
        ClientCommand::Feed(command) => operations::feed(session, command).await,
        ClientCommand::Log(command) => log::run(session, command).await,
        ClientCommand::Time(args) => time::run(session, args).await,
        ClientCommand::Sla(command) => eval::run(&command),
    }
}
