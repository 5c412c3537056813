//! What people do with service orders (ORD-1 to ORD-6, ORD-13 to ORD-15, ORD-17, ORD-18, ORD-24, ORD-25, ORD-39).

mod attach;
mod closing;
mod follow_up;
mod open;
pub(super) mod page;

use clap::{Args, Subcommand};
use proto::desk::{Answered, OrderPage};
use proto::hotline::{
    AddNote, CancelOrder, CorrectOrder, GiveStation, HotlineCommand, IdentifyMachine, ReportMachineState,
    StationGiven,
};
use proto::order::{OrderSubtype, OrderType};
use types::{MachineSerial, OrderNumber};

use crate::client::connection::Request;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::At;
use crate::client::session::{Once, Session};
use crate::client::stations;
use crate::client::typed;
use crate::client::words::{Phrase, Word};

/// What can be done with a service order.
#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// 开工单 Open a service order for a call
    Open(open::OpenArgs),
    /// 附上 Attach photos and papers, or a repeat call
    Attach(attach::AttachArgs),
    /// 撤下文件 Take a photo or paper off an order again; it stays in the record
    #[command(
        after_help = "Example 例:\n  fieldledger order detach 2600017 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --reason 传错工单"
    )]
    Detach(attach::DetachArgs),
    /// 补整机编号 Fill in the machine of a 99 order, or put a wrong one right
    #[command(after_help = "Example 例:\n  fieldledger order identify 9900018 --machine EC210-0042")]
    Identify(IdentifyArgs),
    /// 分配服务站 Give an order its station, or another one with a reason
    #[command(after_help = "Example 例:\n  fieldledger order station 9900018 --station 杭州站")]
    Station(StationArgs),
    /// 更正 Correct what was written down wrongly
    #[command(
        after_help = "Example 例:\n  fieldledger order correct 2600017 --hours 5120 --reason 听错小时数"
    )]
    Correct(CorrectArgs),
    /// 停机状态 Record whether the machine stands still, and a stopgap
    #[command(
        after_help = "Example 例:\n  fieldledger order machine-state 2600017 --running --stopgap 临时接管"
    )]
    MachineState(MachineStateArgs),
    /// 催办 Record that the station was urged
    #[command(
        after_help = "Example 例:\n  fieldledger order urge 2600017 '催站长回复，答应半小时内联系客户'"
    )]
    Urge(closing::UrgeArgs),
    /// 站长来电核实 Record the station's call to the customer and the four things it checked
    #[command(
        after_help = "Example 例:\n  fieldledger --as mgr-01 order station-call 2600017 --fault 动臂无力 --by-phone 不能 \\\n      --site 二号料场东门进 --customer-parts 无"
    )]
    StationCall(closing::StationCallArgs),
    /// 回访 Record the call-back after an order was resolved
    #[command(
        after_help = "Examples 例:\n  fieldledger order call-back 2600017 --satisfied\n  fieldledger order call-back 2600017 --unsatisfied 等了两天\n  fieldledger order call-back 2600017 --not-reached"
    )]
    CallBack(closing::CallBackArgs),
    /// 审核资料 Record the review of a service's papers
    #[command(
        after_help = "Examples 例:\n  fieldledger order papers 2600017 --class 待索赔\n  fieldledger order papers 2600017 --class to_be_claimed --missing 旧件照片 --asked eng-01"
    )]
    Papers(closing::PapersArgs),
    /// 关闭工单 Close an order that was resolved, reviewed and called back
    #[command(after_help = "Example 例:\n  fieldledger order close 2600017")]
    Close(closing::CloseArgs),
    /// 重新打开 Open a closed order again
    #[command(after_help = "Example 例:\n  fieldledger order reopen 2600017 --reason 同一故障未修好")]
    Reopen(closing::ReopenArgs),
    /// 判定返修 Decide whether an order repeats an earlier repair
    #[command(
        after_help = "Examples 例:\n  fieldledger order repeat 2600025 --of 2600017 --reason 同一油缸再次漏油\n  fieldledger order repeat 2600025 --of 2600017 --objective --reason 客户使用劣质液压油\n  fieldledger order repeat 2600025 --another-fault --reason 电气故障"
    )]
    Repeat(closing::RepeatArgs),
    /// 取消工单 Cancel an order with one of the policy's reasons
    #[command(
        after_help = "Example 例:\n  fieldledger order cancel 2600017 --reason duplicate --note 与2600025重复"
    )]
    Cancel(CancelArgs),
    /// 备注 Write a note on an order
    #[command(after_help = "Example 例:\n  fieldledger order note 2600017 '客户催了两次'")]
    Note(NoteArgs),
    /// 跟进 Set follow-ups and tick them off
    #[command(subcommand)]
    FollowUp(follow_up::FollowUpCommand),
    /// 查看工单 Show everything about an order
    #[command(
        after_help = "Examples 例:\n  fieldledger order show 2600017\n  fieldledger order show 2600017 --at '2026-01-05 12:00'"
    )]
    Show(ShowArgs),
}

/// Which order is meant.
#[derive(Debug, Args)]
pub(crate) struct OrderArg {
    /// 工单号 The order's number
    #[arg(value_name = "ORDER", value_parser = typed::order_number)]
    pub order: OrderNumber,
}

/// Which moment a question is about.
#[derive(Debug, Args)]
pub(crate) struct AtArg {
    /// 当时的情况 As it was known at a time, at the end of a day (2026-01-05, 昨天), or at frames such as hotline:12,dispatch:9
    #[arg(long, value_name = "MOMENT")]
    pub at: Option<At>,
}

impl AtArg {
    /// Adds the moment to a question.
    pub(crate) async fn ask(&self, request: Request, session: &Session) -> Result<Request, ClientFailure> {
        Ok(match &self.at {
            None => request,
            Some(At::Now) => request.with("at", "now"),
            Some(At::Frames(frames)) => request.with("at", frames),
            Some(At::Moment(moment)) => request.with("at", session.instant(*moment).await?),
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct IdentifyArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 整机编号 The machine's serial
    #[arg(long, value_name = "SERIAL")]
    machine: MachineSerial,
    /// 原因 Required when the order has another machine already
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct StationArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 服务站 The station's code or name
    #[arg(long)]
    station: String,
    /// 原因 Required when the order has another station already
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct CorrectArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 故障描述 The fault
    #[arg(long, value_name = "TEXT")]
    fault: Option<String>,
    /// 工地 The site
    #[arg(long)]
    site: Option<String>,
    /// 工作小时 The meter's reading
    #[arg(long)]
    hours: Option<u32>,
    /// 工单类型 The order's type, failure_repair or 故障
    #[arg(long = "type", value_name = "TYPE", value_parser = typed::order_type)]
    order_type: Option<OrderType>,
    /// 细类 The finer kind, out_of_warranty or 出保
    #[arg(long, value_parser = typed::order_subtype)]
    subtype: Option<OrderSubtype>,
    /// 更正原因 Why it was wrong
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false, args = ["down", "running"])]
pub(crate) struct DownOrRunning {
    /// 停机 The machine stands still
    #[arg(long)]
    down: bool,
    /// 运行 The machine runs
    #[arg(long)]
    running: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MachineStateArgs {
    #[command(flatten)]
    order: OrderArg,
    #[command(flatten)]
    state: DownOrRunning,
    /// 应急措施 What keeps it going for the time being
    #[arg(long, value_name = "TEXT")]
    stopgap: Option<String>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 取消原因 A code of the policy's cancel reasons
    #[arg(long, value_name = "CODE")]
    reason: String,
    /// 备注 More about it
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct NoteArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 备注内容 What to note
    text: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 全部 Every record, also of messages sent and of what services noted of each other
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    at: AtArg,
}

pub(crate) async fn run(session: &Session, command: OrderCommand) -> Result<(), ClientFailure> {
    match command {
        OrderCommand::Open(args) => open::run(session, args).await,
        OrderCommand::Attach(args) => attach::attach(session, args).await,
        OrderCommand::Detach(args) => attach::detach(session, args).await,
        OrderCommand::Identify(args) => identify(session, args).await,
        OrderCommand::Station(args) => station(session, args).await,
        OrderCommand::Correct(args) => correct(session, args).await,
        OrderCommand::MachineState(args) => machine_state(session, args).await,
        OrderCommand::Urge(args) => closing::urge(session, args).await,
        OrderCommand::StationCall(args) => closing::station_call(session, args).await,
        OrderCommand::CallBack(args) => closing::call_back(session, args).await,
        OrderCommand::Papers(args) => closing::papers(session, args).await,
        OrderCommand::Close(args) => closing::close(session, args).await,
        OrderCommand::Reopen(args) => closing::reopen(session, args).await,
        OrderCommand::Repeat(args) => closing::repeat(session, args).await,
        OrderCommand::Cancel(args) => cancel(session, args).await,
        OrderCommand::Note(args) => note(session, args).await,
        OrderCommand::FollowUp(command) => follow_up::run(session, command).await,
        OrderCommand::Show(args) => show(session, args).await,
    }
}

/// Sends a command about an order and says the word with its number.
async fn tell<C>(
    session: &Session,
    order: OrderNumber,
    once: &Once,
    body: C,
    done: impl Phrase,
) -> Result<(), ClientFailure>
where
    HotlineCommand: From<C>,
    C: serde::Serialize + Clone,
{
    session
        .tell::<HotlineCommand, C>(body, once, |_, view| view.say(done, &[order.as_str()]))
        .await
}

async fn identify(session: &Session, args: IdentifyArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = IdentifyMachine {
        order: order.clone(),
        machine: args.machine,
        reason: args.reason,
    };
    session
        .tell::<HotlineCommand, _>(body, &args.once, |accepted, view| {
            match deeds::event::<StationGiven>(accepted, "StationGiven") {
                Some(given) => view.say(
                    Word::MachineBringsStation,
                    &[order.as_str(), given.station.as_str()],
                ),
                None => view.say(Word::MachineIdentified, &[order.as_str()]),
            }
        })
        .await
}

async fn station(session: &Session, args: StationArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = GiveStation {
        order: order.clone(),
        station: stations::known(session, &args.station).await?,
        reason: args.reason,
    };
    tell(session, order, &args.once, body, Word::StationGiven).await
}

async fn correct(session: &Session, args: CorrectArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = CorrectOrder {
        order: order.clone(),
        fault: args.fault,
        site: args.site,
        hours: args.hours,
        order_type: args.order_type,
        subtype: args.subtype,
        reason: args.reason,
    };
    tell(session, order, &args.once, body, Word::OrderCorrected).await
}

async fn machine_state(session: &Session, args: MachineStateArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = ReportMachineState {
        order: order.clone(),
        machine_down: args.state.down,
        stopgap: args.stopgap,
    };
    tell(session, order, &args.once, body, Word::MachineStateRecorded).await
}

async fn cancel(session: &Session, args: CancelArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = CancelOrder {
        order: order.clone(),
        reason: args.reason,
        note: args.note,
    };
    tell(session, order, &args.once, body, Word::OrderCancelled).await
}

async fn note(session: &Session, args: NoteArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = AddNote {
        order: order.clone(),
        text: args.text.into(),
    };
    tell(session, order, &args.once, body, Word::NoteAdded).await
}

async fn show(session: &Session, args: ShowArgs) -> Result<(), ClientFailure> {
    let request = args
        .at
        .ask(Request::get(&["orders", args.order.order.as_str()]), session)
        .await?;
    session
        .ask(request, |page: &Answered<OrderPage>, view| {
            page::page(page, args.all, view)
        })
        .await
}
