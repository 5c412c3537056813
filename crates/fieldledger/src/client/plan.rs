//! What station managers reply: a plan, a changed plan, or that it was solved by phone (ORD-7, ORD-8, ORD-38).

use clap::{Args, Subcommand};
use proto::Accepted;
use proto::dispatch::{
    ChangePlan, DispatchCommand, MakePlan, PlanChanged, PlanInputs, PlanMade, SolveByPhone,
};
use types::PersonId;

use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::order::OrderArg;
use crate::client::session::{Once, Session};
use crate::client::view::View;
use crate::client::words::Word;

/// What can be done with dispatch plans.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// 派工 Plan a dispatch
    #[command(
        after_help = "Example 例:\n  fieldledger plan make 2600017 --depart-at '2026-01-05 10:00' --lead eng-01 --with eng-02 \\\n      --parts 有货 --engineers 2人 --agreed 明早9点到 --arrears 无"
    )]
    Make(MakeArgs),
    /// 变更计划 Change the standing plan's time or engineers, with a reason
    #[command(
        after_help = "Example 例:\n  fieldledger plan change 2600017 --depart-at '2026-01-05 13:00' --reason 配件未到"
    )]
    Change(ChangeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct MakeArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 预计派工时间 When the engineers are to depart
    #[arg(long, value_name = "MOMENT")]
    depart_at: Moment,
    /// 主修 The lead engineer
    #[arg(long, value_name = "PERSON")]
    lead: PersonId,
    /// 同行 An accompanying engineer; may be given several times
    #[arg(long = "with", value_name = "PERSON")]
    companions: Vec<PersonId>,
    /// 配件 Parts in stock or on order
    #[arg(long, value_name = "TEXT")]
    parts: String,
    /// 人员 Engineers free
    #[arg(long, value_name = "TEXT")]
    engineers: String,
    /// 与客户约定 The time agreed with the customer
    #[arg(long, value_name = "TEXT")]
    agreed: String,
    /// 欠款或预付 The customer's arrears or prepayment
    #[arg(long, value_name = "TEXT")]
    arrears: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ChangeArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 新的派工时间 The new departure
    #[arg(long, value_name = "MOMENT")]
    depart_at: Option<Moment>,
    /// 新的主修 The new lead engineer
    #[arg(long, value_name = "PERSON")]
    lead: Option<PersonId>,
    /// 新的同行 The new accompanying engineers, in place of the old; may be given several times
    #[arg(long = "with", value_name = "PERSON", conflicts_with = "alone")]
    companions: Vec<PersonId>,
    /// 无同行 Nobody accompanies the lead any more
    #[arg(long)]
    alone: bool,
    /// 变更原因 Why the plan is changed
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

/// 电话解决 Solve an order by phone
#[derive(Debug, Args)]
#[command(after_help = "Example 例:\n  fieldledger solve 2600017 '指导客户复位急停开关，故障消除'")]
pub(crate) struct SolveArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 解决详情 How it was solved
    solution: String,
    /// 解决时间 When it was solved, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    #[command(flatten)]
    once: Once,
}

pub(crate) async fn run(session: &Session, command: PlanCommand) -> Result<(), ClientFailure> {
    match command {
        PlanCommand::Make(args) => make(session, args).await,
        PlanCommand::Change(args) => change(session, args).await,
    }
}

async fn make(session: &Session, args: MakeArgs) -> Result<(), ClientFailure> {
    let body = MakePlan {
        order: args.order.order,
        depart_at: session.instant(args.depart_at).await?,
        lead: args.lead,
        companions: args.companions,
        inputs: PlanInputs {
            parts: args.parts,
            engineers: args.engineers,
            agreed_with_customer: args.agreed,
            arrears: args.arrears,
        },
    };
    session.tell::<DispatchCommand, _>(body, &args.once, made).await
}

fn made(accepted: &Accepted, view: &View) -> String {
    match deeds::event::<PlanMade>(accepted, "PlanMade") {
        Some(plan) => {
            let number = plan.plan.to_string();
            view.say(
                Word::PlanMade,
                &[plan.order.as_str(), &number, &view.time(plan.depart_at)],
            )
        }
        None => view.word(Word::PlanInputsRecorded).to_owned(),
    }
}

async fn change(session: &Session, args: ChangeArgs) -> Result<(), ClientFailure> {
    let companions = (args.alone || !args.companions.is_empty()).then_some(args.companions);
    let body = ChangePlan {
        order: args.order.order,
        depart_at: session.maybe_instant(args.depart_at).await?,
        lead: args.lead,
        companions,
        reason: args.reason,
    };
    session
        .tell::<DispatchCommand, _>(body, &args.once, changed)
        .await
}

fn changed(accepted: &Accepted, view: &View) -> String {
    deeds::event::<PlanChanged>(accepted, "PlanChanged").map_or_else(String::new, |plan| {
        let number = plan.plan.to_string();
        view.say(
            Word::PlanChanged,
            &[plan.order.as_str(), &number, &view.time(plan.depart_at)],
        )
    })
}

pub(crate) async fn solve(session: &Session, args: SolveArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = SolveByPhone {
        order: order.clone(),
        solution: args.solution,
        at: session.maybe_instant(args.at).await?,
    };
    session
        .tell::<DispatchCommand, _>(body, &args.once, |_, view| {
            view.say(Word::SolvedByPhone, &[order.as_str()])
        })
        .await
}
