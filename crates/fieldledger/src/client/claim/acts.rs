//! What is done with a claim in one sentence (CLM-2, CLM-6 to CLM-9, CLM-13, CLM-22).

use clap::Args;
use proto::claims::{
    ClaimDrafted, ClaimKind, ClaimsCommand, CloseClaim, DropClaim, LookAtClaim, OpenDraft, RecordCredit,
    RecordManufacturerNumber, ResubmitClaim, RetryPackage, TakeClaimBack, WriteOffClaim,
};
use serde::Serialize;
use types::{ClaimNumber, Fen};

use super::ClaimArg;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::order::OrderArg;
use crate::client::session::{Once, Session};
use crate::client::typed;
use crate::client::words::ClaimWord;

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 索赔类型 service_fee, failure, campaign or goodwill; 服务费, 故障索赔, 技术更新, 商务索赔
    #[arg(long, value_parser = typed::claim_kind)]
    kind: ClaimKind,
    /// 原因 Why it is opened by hand
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    #[command(flatten)]
    claim: ClaimArg,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct ReasonArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 原因 What is different this time, how it came, or why nothing more can be done
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct LookArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 备注 What was seen
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct NumberArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 厂家编号 The manufacturer's number
    #[arg(value_name = "NUMBER")]
    number: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct CreditArgs {
    #[command(flatten)]
    claim: ClaimArg,
    /// 贷记单号 The credit note's number
    #[arg(long, value_name = "NUMBER")]
    note: String,
    /// 金额 What came, in yuan
    #[arg(long, value_name = "YUAN", value_parser = typed::fen, allow_negative_numbers = true)]
    amount: Fen,
    /// 差额说明 Required where it is not what was approved
    #[arg(long, value_name = "TEXT", default_value = "")]
    explanation: String,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct DropArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 原因 Why it will not be claimed
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

/// Sends a command about a claim and says the word with its number.
async fn tell<C>(
    session: &Session,
    claim: &ClaimNumber,
    once: &Once,
    body: C,
    done: ClaimWord,
) -> Result<(), ClientFailure>
where
    ClaimsCommand: From<C>,
    C: Serialize + Clone,
{
    let claim = claim.to_string();
    session
        .tell::<ClaimsCommand, C>(body, once, |_, view| view.say(done, &[&claim]))
        .await
}

pub(super) async fn open(session: &Session, args: OpenArgs) -> Result<(), ClientFailure> {
    let body = OpenDraft {
        order: args.order.order,
        kind: args.kind,
        reason: args.reason,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            let drafted = deeds::event::<ClaimDrafted>(accepted, "ClaimDrafted");
            drafted.map_or_else(String::new, |drafted| {
                let explanation = view.sentence(&drafted.cover.explanation);
                view.say(ClaimWord::Drafted, &[&drafted.claim.to_string(), explanation])
            })
        })
        .await
}

pub(super) async fn look(session: &Session, args: LookArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let body = LookAtClaim {
        claim: claim.clone(),
        note: args.note,
    };
    tell(session, &claim, &args.once, body, ClaimWord::LookedAt).await
}

pub(super) async fn take_back(session: &Session, args: ReasonArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let body = TakeClaimBack {
        claim: claim.clone(),
        note: args.reason,
    };
    tell(session, &claim, &args.once, body, ClaimWord::TakenBack).await
}

pub(super) async fn number(session: &Session, args: NumberArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let body = RecordManufacturerNumber {
        claim: claim.clone(),
        number: args.number,
    };
    tell(session, &claim, &args.once, body, ClaimWord::Numbered).await
}

pub(super) async fn resubmit(session: &Session, args: ReasonArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim.to_string();
    let body = ResubmitClaim {
        claim: args.claim.claim,
        reason: args.reason,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |accepted, view| {
            let drafted = deeds::event::<ClaimDrafted>(accepted, "ClaimDrafted");
            drafted.map_or_else(String::new, |drafted| {
                view.say(ClaimWord::Resubmitted, &[&claim, &drafted.claim.to_string()])
            })
        })
        .await
}

pub(super) async fn credit(session: &Session, args: CreditArgs) -> Result<(), ClientFailure> {
    let (claim, amount) = (args.claim.claim, args.amount.to_string());
    let body = RecordCredit {
        claim: claim.clone(),
        credit_note: args.note,
        amount: args.amount,
        explanation: args.explanation,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |_, view| {
            view.say(ClaimWord::CreditRecorded, &[&claim.to_string(), &amount])
        })
        .await
}

pub(super) async fn close(session: &Session, args: ClaimArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let body = CloseClaim { claim: claim.clone() };
    tell(session, &claim, &args.once, body, ClaimWord::Closed).await
}

pub(super) async fn write_off(session: &Session, args: ReasonArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let body = WriteOffClaim {
        claim: claim.clone(),
        reason: args.reason,
    };
    tell(session, &claim, &args.once, body, ClaimWord::WrittenOff).await
}

pub(super) async fn drop(session: &Session, args: DropArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = DropClaim {
        order: order.clone(),
        reason: args.reason,
    };
    session
        .tell::<ClaimsCommand, _>(body, &args.once, |_, view| {
            view.say(ClaimWord::Dropped, &[order.as_str()])
        })
        .await
}

pub(super) async fn retry_package(session: &Session, args: ClaimArgs) -> Result<(), ClientFailure> {
    let claim = args.claim.claim;
    let body = RetryPackage { claim: claim.clone() };
    tell(session, &claim, &args.once, body, ClaimWord::PackageAsked).await
}
