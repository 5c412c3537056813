//! Claims: listed by the days left, reviewed, filed, decided, paid (CLM-1 to CLM-22).

mod acts;
mod decide;
mod lines;
pub(crate) mod list;
mod page;
mod review;
mod submit;
mod tries;

use clap::{Args, Subcommand};
use proto::desk::{Answered, ClaimPage};
use types::{ClaimNumber, OrderNumber};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::order::AtArg;
use crate::client::session::{Session, read};
use crate::client::typed;

/// What can be done with claims.
#[derive(Debug, Subcommand)]
pub(crate) enum ClaimCommand {
    /// 索赔清单 List claims by the days left
    #[command(
        after_help = "Examples 例:\n  fieldledger claim list --unfiled\n  fieldledger claim list --pending --not-looked-at\n  fieldledger claim list --state 已拒绝 --station 杭州站\n  fieldledger claim list --refused --month 2026-01"
    )]
    List(list::ListArgs),
    /// 查看索赔 Show a claim with cover, checklist, papers, judgements, lines and tries side by side
    #[command(
        after_help = "Examples 例:\n  fieldledger claim show 2600017\n  fieldledger claim show 2600017-2 --at '2026-01-20 12:00'"
    )]
    Show(ShowArgs),
    /// 新建索赔 Open a draft by hand for a finished order that has none
    #[command(
        after_help = "Example 例:\n  fieldledger claim open 2600017 --kind 商务索赔 --reason 出保两周，厂家口头同意"
    )]
    Open(acts::OpenArgs),
    /// 索赔行 Show a claim's lines; change prices and quantities, add and drop lines
    Lines(lines::LinesArgs),
    /// 审核 Pass or fail items of the checklist; what failed goes back to the engineer at once
    Review(review::ReviewArgs),
    /// 收回审核 Take a returned claim back: what was asked for came in another way
    #[command(after_help = "Example 例:\n  fieldledger claim take-back 2600017-1 --reason 照片已寄到")]
    TakeBack(acts::ReasonArgs),
    /// 判定 Give the dealer's judgement: in the claim range, goodwill, or the customer pays
    #[command(
        after_help = "Examples 例:\n  fieldledger --as sup-01 claim judge 2600017-1 --in-range --reason 保内材料缺陷\n  fieldledger --as sup-01 claim judge 2600017-1 --goodwill --reason 出保三天"
    )]
    Judge(review::JudgeArgs),
    /// 今日查看 Record that a pending claim was looked at today
    #[command(after_help = "Example 例:\n  fieldledger claim look 2600017-1 --note 厂家要补照片")]
    Look(acts::LookArgs),
    /// 提交 Submit a ready claim by the hash of its package
    #[command(
        after_help = "Examples 例:\n  fieldledger claim submit 2600017-1\n  fieldledger claim submit 2600017-1 --at '昨天 17:40'"
    )]
    Submit(submit::SubmitArgs),
    /// 厂家编号 Record the number the manufacturer gave it
    #[command(after_help = "Example 例:\n  fieldledger claim number 2600017-1 W2601-0042")]
    Number(acts::NumberArgs),
    /// 厂家决定 Record the manufacturer's decision, line by line
    Decide(decide::DecideArgs),
    /// 重新提交 Open another try of a claim that was refused or cut
    #[command(after_help = "Example 例:\n  fieldledger claim resubmit 2600017-1 --reason 补旧件照片")]
    Resubmit(acts::ReasonArgs),
    /// 到账 Record money that came for a claim
    #[command(
        after_help = "Example 例:\n  fieldledger claim credit 2600017-1 --note CN-2602-17 --amount 1283.05"
    )]
    Credit(acts::CreditArgs),
    /// 关闭 Close a claim of which nothing more is to come
    #[command(after_help = "Example 例:\n  fieldledger claim close 2600017-1")]
    Close(acts::ClaimArgs),
    /// 核销 Give up a claim that was refused for good
    #[command(after_help = "Example 例:\n  fieldledger claim write-off 2600017-1 --reason 超过申诉期限")]
    WriteOff(acts::ReasonArgs),
    /// 放弃索赔 Decide that a claimable order will not be claimed
    #[command(after_help = "Example 例:\n  fieldledger claim drop 2600017 --reason 金额太小")]
    Drop(acts::DropArgs),
    /// 索赔包 Get a claim's package, a ZIP file
    #[command(after_help = "Example 例:\n  fieldledger claim package 2600017-1 -o 2600017-1.zip")]
    Package(PackageArgs),
    /// 重新生成索赔包 Ask once more for a package that could not be built
    #[command(after_help = "Example 例:\n  fieldledger claim retry-package 2600017-1")]
    RetryPackage(acts::ClaimArgs),
}

/// Which claim is meant.
#[derive(Debug, Args)]
pub(crate) struct ClaimArg {
    /// 索赔单号 The claim's number: its order's and the try, 2600017-1
    #[arg(value_name = "CLAIM", value_parser = typed::claim_number)]
    pub claim: ClaimNumber,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// 工单号 The order, or one of its claims
    #[arg(value_name = "ORDER", value_parser = typed::order_or_claim)]
    order: OrderNumber,
    /// 全部 Every record, also of what services noted of each other
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    at: AtArg,
}

#[derive(Debug, Args)]
pub(crate) struct PackageArgs {
    #[command(flatten)]
    claim: ClaimArg,
    #[command(flatten)]
    output: files::Output,
}

pub(crate) async fn run(session: &Session, command: ClaimCommand) -> Result<(), ClientFailure> {
    match command {
        ClaimCommand::List(args) => list::run(session, args).await,
        ClaimCommand::Show(args) => {
            let request = args.at.ask(request(&args.order), session).await?;
            session
                .ask(request, |page: &Answered<ClaimPage>, view| {
                    page::page(page, args.all, view)
                })
                .await
        }
        ClaimCommand::Open(args) => acts::open(session, args).await,
        ClaimCommand::Lines(args) => lines::run(session, args).await,
        ClaimCommand::Review(args) => review::review(session, args).await,
        ClaimCommand::TakeBack(args) => acts::take_back(session, args).await,
        ClaimCommand::Judge(args) => review::judge(session, args).await,
        ClaimCommand::Look(args) => acts::look(session, args).await,
        ClaimCommand::Submit(args) => submit::run(session, args).await,
        ClaimCommand::Number(args) => acts::number(session, args).await,
        ClaimCommand::Decide(args) => decide::run(session, args).await,
        ClaimCommand::Resubmit(args) => acts::resubmit(session, args).await,
        ClaimCommand::Credit(args) => acts::credit(session, args).await,
        ClaimCommand::Close(args) => acts::close(session, args).await,
        ClaimCommand::WriteOff(args) => acts::write_off(session, args).await,
        ClaimCommand::Drop(args) => acts::drop(session, args).await,
        ClaimCommand::Package(args) => {
            let claim = args.claim.claim.to_string();
            let request = Request::get(&["claims", &claim, "package"]);
            files::fetch(session, request, &args.output).await
        }
        ClaimCommand::RetryPackage(args) => acts::retry_package(session, args).await,
    }
}

fn request(order: &OrderNumber) -> Request {
    Request::get(&["orders", order.as_str(), "claim"])
}

/// Everything about an order's claim as it stands.
async fn standing(session: &Session, order: &OrderNumber) -> Result<ClaimPage, ClientFailure> {
    let text = session.connection()?.text(request(order)).await?;
    Ok(read::<Answered<ClaimPage>>(&text)?.answer)
}
