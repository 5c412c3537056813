//! Photos and papers: put into the document store, and read back (CLM-19, ORD-25).

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use proto::document::{Document, DocumentKind};
use serde::Deserialize;
use types::{Hash, MediaType};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::files::{self, Output};
use crate::client::session::{Session, read};
use crate::client::typed;
use crate::client::view::{View, size};

/// What can be done with photos and papers.
#[derive(Debug, Subcommand)]
pub(crate) enum DocumentCommand {
    /// 上传 Put files into the store; each is named by its SHA-256
    #[command(
        after_help = "Examples 例:\n  fieldledger document put 铭牌.jpg 旧件.jpg\n  fieldledger document put --json 报告.pdf\n上传并附到工单，用 `order attach` 一次完成 `order attach` puts files and attaches them in one go."
    )]
    Put(PutArgs),
    /// 下载 Read a file back by its hash
    #[command(
        after_help = "Example 例:\n  fieldledger document get 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 -o 铭牌.jpg"
    )]
    Get(GetArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PutArgs {
    /// 文件 The files: JPEG, PNG, WebP, HEIC, PDF, ZIP or UTF-8 text
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct GetArgs {
    /// 文件编号 The file's SHA-256
    #[arg(value_name = "HASH", value_parser = typed::hash)]
    hash: Hash,
    #[command(flatten)]
    output: Output,
}

/// A file that lies in the store.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Put {
    hash: Hash,
    size: u64,
    media_type: String,
    name: String,
}

impl Put {
    /// The document as a command names it; what it is follows from its name and content when nobody says so.
    pub(crate) fn document(self, kind: Option<DocumentKind>) -> Document {
        let guessed = self.guessed();
        Document {
            hash: self.hash,
            size: self.size,
            media_type: self.media_type,
            name: self.name,
            kind: kind.unwrap_or(guessed),
        }
    }
}

impl Put {
    /// `配件申领单.pdf` is called what it is; otherwise a picture is a photo, and all else some paper.
    fn guessed(&self) -> DocumentKind {
        let name = self.name.to_lowercase();
        let called = |kind: &DocumentKind| {
            name.contains(&kind.title().zh.to_lowercase()) || name.contains(kind.as_str())
        };
        let is_picture = MediaType::of_name(&self.media_type).is_some_and(MediaType::is_picture);
        let called = DocumentKind::ALL
            .into_iter()
            .filter(called)
            .max_by_key(|kind| kind.as_str().len());
        match called {
            Some(kind) => kind,
            None if is_picture => DocumentKind::Photo,
            None => DocumentKind::Other,
        }
    }
}

pub(crate) async fn run(session: &Session, command: DocumentCommand) -> Result<(), ClientFailure> {
    match command {
        DocumentCommand::Put(args) => {
            for path in &args.files {
                let answer = send(session, path).await?;
                session.show(&answer, shown)?;
            }
            Ok(())
        }
        DocumentCommand::Get(args) => {
            let request = Request::get(&["documents", &args.hash.to_string()]);
            files::fetch(session, request, &args.output).await
        }
    }
}

/// Puts a file into the store.
pub(crate) async fn put(session: &Session, path: &Path) -> Result<Put, ClientFailure> {
    read(&send(session, path).await?)
}

async fn send(session: &Session, path: &Path) -> Result<String, ClientFailure> {
    let file = files::open(path).await?;
    let request = Request::post(&["documents"])
        .with("name", files::name(path))
        .body("application/octet-stream", file);
    session.connection()?.text(request).await
}

fn shown(put: &Put, _: &View) -> String {
    format!(
        "{}  {}  {}  {}",
        put.hash,
        put.media_type,
        size(put.size),
        put.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_somebody_says_or_what_its_name_and_content_say() {
        let kind = |media_type: &str, name: &str, said| {
            let put = Put {
                hash: Hash::NONE,
                size: 7,
                media_type: media_type.to_owned(),
                name: name.to_owned(),
            };
            put.document(said).kind
        };
        assert_eq!(kind("image/heic", "IMG_0042.heic", None), DocumentKind::Photo);
        assert_eq!(kind("image/jpeg", "旧件照片1.jpg", None), DocumentKind::PartPhoto);
        assert_eq!(
            kind("application/pdf", "2600017 配件申领单.pdf", None),
            DocumentKind::PartsRequisition
        );
        assert_eq!(
            kind("application/pdf", "pfr_draft.pdf", None),
            DocumentKind::PfrDraft
        );
        assert_eq!(kind("application/pdf", "scan.pdf", None), DocumentKind::Other);
        let said = Some(DocumentKind::Photo);
        assert_eq!(kind("image/jpeg", "旧件照片.jpg", said), DocumentKind::Photo);
    }
}
