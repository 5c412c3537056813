//! What is attached to an order: repeat calls, photos and papers (ORD-25, CLM-19).

use std::path::PathBuf;

use clap::Args;
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{AttachDocument, FieldCommand, WithdrawDocument};
use proto::hotline::{AttachCall, Caller};
use types::{Hash, Phone};

use super::{OrderArg, tell};
use crate::client::document;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::session::{Once, Session};
use crate::client::typed;
use crate::client::words::{OrderWord, Word};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger order attach 2600017 --phone 13800138000 --said 还没人来\n  fieldledger order attach 2600017 铭牌.jpg 现场.jpg\n  fieldledger order attach 2600017 旧件.jpg --kind part_photo --part 1\n  fieldledger order attach 2600017 现场服务报告.pdf 配件申领单.pdf --visit 1"
)]
pub(crate) struct AttachArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 文件 Photos and papers to put and attach
    #[arg(
        value_name = "FILE",
        required_unless_present = "phone",
        conflicts_with = "phone"
    )]
    files: Vec<PathBuf>,
    /// 文件类型 What they show or say, part_photo or 旧件照片; by the name when missing, and a picture is a photo
    #[arg(long, value_parser = typed::document_kind, requires = "files")]
    kind: Option<DocumentKind>,
    /// 上门 The visit they belong to, counted from 1
    #[arg(long, value_name = "N", requires = "files", conflicts_with = "part")]
    visit: Option<u32>,
    /// 换件 The replaced part they belong to, by its line in the report
    #[arg(long, value_name = "N", requires = "files")]
    part: Option<u16>,
    /// 来电号码 Of a repeat call: the caller's phone
    #[arg(long)]
    phone: Option<Phone>,
    /// 报修人 Of a repeat call: the caller's name
    #[arg(long, requires = "phone")]
    name: Option<String>,
    /// 来电时间 Of a repeat call: when it came, if it is entered later
    #[arg(long, value_name = "MOMENT", requires = "phone")]
    called_at: Option<Moment>,
    /// 来电内容 Of a repeat call: what the caller said
    #[arg(long, value_name = "TEXT", default_value = "")]
    said: String,
    #[command(flatten)]
    once: Once,
}

impl AttachArgs {
    const fn target(&self) -> DocumentTarget {
        match (self.visit, self.part) {
            (Some(visit), _) => DocumentTarget::Visit { visit },
            (None, Some(line)) => DocumentTarget::Part { line },
            (None, None) => DocumentTarget::Order,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct DetachArgs {
    #[command(flatten)]
    order: OrderArg,
    /// 文件编号 The file's SHA-256
    #[arg(value_name = "HASH", value_parser = typed::hash)]
    hash: Hash,
    /// 原因 Why it does not belong there
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

pub(super) async fn attach(session: &Session, args: AttachArgs) -> Result<(), ClientFailure> {
    match args.phone.clone() {
        Some(phone) => call(session, args, phone).await,
        None => files(session, &args).await,
    }
}

async fn call(session: &Session, args: AttachArgs, phone: Phone) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let body = AttachCall {
        order: order.clone(),
        caller: Caller {
            phone: phone.into(),
            name: args.name.map(Into::into),
        },
        said: args.said,
        called_at: session.maybe_instant(args.called_at).await?,
    };
    tell(session, order, &args.once, body, Word::CallAttached).await
}

/// Puts each file and attaches it at once, so that what is there when one fails stays there.
async fn files(session: &Session, args: &AttachArgs) -> Result<(), ClientFailure> {
    let order = &args.order.order;
    for (number, path) in args.files.iter().enumerate() {
        let document: Document = document::put(session, path).await?.document(args.kind);
        let kind = document.kind.title();
        let said = document.clone();
        let body = AttachDocument {
            order: order.clone(),
            target: args.target(),
            document,
        };
        session
            .tell::<FieldCommand, _>(body, &args.once.numbered(number), |_, view| {
                let title = view.sentence(&kind);
                view.say(
                    OrderWord::DocumentAttached,
                    &[order.as_str(), title, &said.name, &said.hash.short()],
                )
            })
            .await?;
    }
    Ok(())
}

pub(super) async fn detach(session: &Session, args: DetachArgs) -> Result<(), ClientFailure> {
    let order = args.order.order;
    let hash = args.hash.short();
    let body = WithdrawDocument {
        order: order.clone(),
        hash: args.hash,
        reason: args.reason,
    };
    session
        .tell::<FieldCommand, _>(body, &args.once, |_, view| {
            view.say(OrderWord::DocumentWithdrawn, &[order.as_str(), &hash])
        })
        .await
}
