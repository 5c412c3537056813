//! Files: sent as they are read, and kept as they come.

use std::io::{self, IsTerminal, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::session::{Session, print, write};
use crate::client::view::size;
use crate::client::words::OrderWord;

/// Where an answer's bytes go.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// 保存到 The file to write; the standard output when missing
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    path: Option<PathBuf>,
}

impl Output {
    /// How the file's name ends, `xlsx`.
    pub(crate) fn ending(&self) -> Option<String> {
        let ending = self.path.as_ref()?.extension()?;
        Some(ending.to_string_lossy().into_owned())
    }
}

/// Opens a file to be sent.
///
/// # Errors
/// It is not there, is a folder, or may not be read.
pub(crate) async fn open(path: &Path) -> Result<File, ClientFailure> {
    let failed = |cause| ClientFailure::File {
        path: path.to_owned(),
        cause,
    };
    let file = File::open(path).await.map_err(failed)?;
    if file.metadata().await.map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok(file)
}

/// What a file is called, without its folders.
pub(crate) fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Asks, and keeps the answer's bytes as they come.
pub(crate) async fn fetch(session: &Session, request: Request, output: &Output) -> Result<(), ClientFailure> {
    let response = session.connection()?.response(request).await?;
    match &output.path {
        Some(path) => keep(session, response, path).await,
        None => pass_on(response).await,
    }
}

/// Writes beside the file first, so that a broken answer never takes the place of what was there.
async fn keep(session: &Session, response: Response, path: &Path) -> Result<(), ClientFailure> {
    let failed = |cause| ClientFailure::Unwritable {
        path: path.to_owned(),
        cause,
    };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let kept = write_to(response, &beside, failed).await;
    let bytes = match kept {
        Ok(bytes) => bytes,
        Err(failure) => {
            // What is left of it is of no use to anybody, and whether it goes changes nothing of the failure.
            let _ = tokio::fs::remove_file(&beside).await;
            return Err(failure);
        }
    };
    tokio::fs::rename(&beside, path).await.map_err(failed)?;
    let shown = path.display().to_string();
    if session.globals.json {
        return print(&json!({ "file": shown, "bytes": bytes }).to_string());
    }
    print(&session.view.say(OrderWord::Saved, &[&shown, &size(bytes)]))
}

async fn write_to(
    mut response: Response,
    path: &Path,
    failed: impl Fn(io::Error) -> ClientFailure,
) -> Result<u64, ClientFailure> {
    let mut file = File::create(path).await.map_err(&failed)?;
    let mut bytes = 0;
    while let Some(chunk) = next(&mut response).await? {
        file.write_all(&chunk).await.map_err(&failed)?;
        bytes += u64::try_from(chunk.len()).unwrap_or_default();
    }
    file.flush().await.map_err(&failed)?;
    Ok(bytes)
}

/// Text may stand on a screen, bytes may not.
async fn pass_on(mut response: Response) -> Result<(), ClientFailure> {
    let is_text = response.headers().get(CONTENT_TYPE).is_some_and(|media| {
        media
            .to_str()
            .is_ok_and(|media| media.starts_with("text/") || media.contains("json"))
    });
    if stdout().is_terminal() && !is_text {
        return Err(ClientFailure::usage(
            "这不是文字，不能显示在屏幕上。用 -o 指明保存到哪个文件。",
            "This is no text for a screen. Say with -o which file to write.",
        ));
    }
    while let Some(chunk) = next(&mut response).await? {
        write(&chunk)?;
    }
    Ok(())
}

/// The next piece of an answer.
pub(crate) async fn next(response: &mut Response) -> Result<Option<Vec<u8>>, ClientFailure> {
    let url = response.url().to_string();
    let chunk = response.chunk().await.map_err(|cause| ClientFailure::NoAnswer {
        url,
        request_id: None,
        cause,
    })?;
    Ok(chunk.map(Into::into))
}
