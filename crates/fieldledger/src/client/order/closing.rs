//! What follows a call or a repair: urging, the station's call, call-back, papers, closing, repeat repairs
//! (ORD-5, ORD-6, ORD-13, ORD-14, ORD-24).

use clap::{ArgAction, Args};
use proto::dispatch::{DispatchCommand, RecordStationCall};
use proto::hotline::{
    CloseOrder, JudgeRepeat, PapersClass, RecordCallBack, RecordUrging, ReopenOrder, RepeatVerdict,
    ReviewPapers,
};
use types::{OrderNumber, PersonId};

use super::{OrderArg, tell};
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Once, Session};
use crate::client::typed;
use crate::client::words::OrderWord;

#[derive(Debug, Args)]
pub(crate) struct UrgeArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 催办内容 What was asked for, and what was answered
    #[arg(value_name = "NOTE")]
    note: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct StationCallArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 故障 The fault as the customer describes it to the station
    #[arg(long, value_name = "TEXT")]
    fault: String,
    /// 能否电话解决 Whether it can be solved by phone: yes or no, 能 or 不能
    #[arg(long, value_name = "yes|no", action = ArgAction::Set, value_parser = typed::yes_or_no)]
    by_phone: bool,
    /// 现场 Where the machine stands and how to get there
    #[arg(long, value_name = "TEXT")]
    site: String,
    /// 客户自备配件 What the customer has in stock of his own
    #[arg(long, value_name = "TEXT")]
    customer_parts: String,
    /// 通话时间 When the call was, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false, args = ["satisfied", "unsatisfied", "not_reached"])]
pub(crate) struct Outcome {
    /// 满意 The customer is satisfied
    #[arg(long)]
    satisfied: bool,
    /// 不满意 The customer is not satisfied, and why
    #[arg(long, value_name = "WHY")]
    unsatisfied: Option<String>,
    /// 未接通 The customer could not be reached; the call-back stays to do
    #[arg(long)]
    not_reached: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CallBackArgs {
    #[command(flatten)]
    order: OrderArg,
    #[command(flatten)]
    outcome: Outcome,
    /// 客户的话 What the customer said
    #[arg(long, value_name = "TEXT", conflicts_with = "unsatisfied")]
    words: Option<String>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct PapersArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 资料类别 maintenance, failure_repaired or to_be_claimed; 常规保养, 故障已修复, 待索赔
    #[arg(long, value_parser = typed::papers_class)]
    class: PapersClass,
    /// 缺少的资料 What is missing; may be given several times
    #[arg(long, value_name = "TEXT")]
    missing: Vec<String>,
    /// 已电话联系 Who was asked for it by phone
    #[arg(long, value_name = "PERSON", requires = "missing")]
    asked: Option<PersonId>,
    /// 备注 More about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct CloseArgs {
    #[command(flatten)]
    order: OrderArg,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ReopenArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 原因 What is still to be done
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct RepeatArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 返修 The earlier order whose fault this is again
    #[arg(long, value_name = "ORDER", value_parser = typed::order_number, required_unless_present = "another_fault")]
    of: Option<OrderNumber>,
    /// 客观原因 The same fault for an objective reason: it does not count against the first repair
    #[arg(long, requires = "of")]
    objective: bool,
    /// 另一故障 Another fault: no repeat repair
    #[arg(long, conflicts_with = "of")]
    another_fault: bool,
    /// 判定理由 Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

impl RepeatArgs {
    fn verdict(&self) -> RepeatVerdict {
        match (self.of.clone(), self.objective) {
            (Some(of), false) => RepeatVerdict::Repeat { of },
            (Some(of), true) => RepeatVerdict::Objective { of },
            (None, _) => RepeatVerdict::AnotherFault,
        }
    }
}

pub(super) async fn urge(session: &Session, args: UrgeArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = RecordUrging {
        order: order.clone(),
        note: args.note.into(),
    };
    tell(session, order, &args.once, body, OrderWord::Urged).await
}

pub(super) async fn station_call(session: &Session, args: StationCallArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = RecordStationCall {
        order: order.clone(),
        fault: args.fault,
        solvable_by_phone: args.by_phone,
        site: args.site,
        customer_parts: args.customer_parts,
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<DispatchCommand, _>(body, &args.once, |_, view| {
            view.say(OrderWord::StationCalled, &[order.as_str()])
        })
        .await
}

pub(super) async fn call_back(session: &Session, args: CallBackArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let Outcome {
        satisfied,
        unsatisfied,
        not_reached,
    } = args.outcome;
    let done = if not_reached {
        OrderWord::NotReached
    } else if satisfied {
        OrderWord::CalledBackSatisfied
    } else {
        OrderWord::CalledBackUnsatisfied
    };
    let body = RecordCallBack {
        order: order.clone(),
        satisfied: (!not_reached).then_some(satisfied),
        words: unsatisfied.or(args.words).map(Into::into),
    };
    tell(session, order, &args.once, body, done).await
}

pub(super) async fn papers(session: &Session, args: PapersArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let done = if args.missing.is_empty() {
        OrderWord::PapersComplete
    } else {
        OrderWord::PapersMissing
    };
    let body = ReviewPapers {
        order: order.clone(),
        class: args.class,
        missing: args.missing,
        asked: args.asked,
        note: args.note.map(Into::into),
    };
    tell(session, order, &args.once, body, done).await
}

pub(super) async fn close(session: &Session, args: CloseArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = CloseOrder { order: order.clone() };
    tell(session, order, &args.once, body, OrderWord::OrderClosed).await
}

pub(super) async fn reopen(session: &Session, args: ReopenArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = ReopenOrder {
        order: order.clone(),
        reason: args.reason,
    };
    tell(session, order, &args.once, body, OrderWord::OrderReopened).await
}

pub(super) async fn repeat(session: &Session, args: RepeatArgs) -> Result<(), ClientFailure> {
    let verdict = args.verdict();
    let done = match verdict {
        RepeatVerdict::Repeat { .. } => OrderWord::RepeatJudged,
        RepeatVerdict::AnotherFault => OrderWord::AnotherFaultJudged,
        RepeatVerdict::Objective { .. } => OrderWord::ObjectiveJudged,
    };
    let order = args.order.order;
    let body = JudgeRepeat {
        order: order.clone(),
        verdict,
        reason: args.reason,
    };
    tell(session, order, &args.once, body, done).await
}
