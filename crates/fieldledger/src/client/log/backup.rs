//! A backup while the system runs: every log up to a common cut, and the files beside them.
//!
//! A backup is laid out like a data directory, so that whatever verifies the one verifies the other. A later run copies
//! only the frames that are new. The cut holds the cause of everything it holds: each log goes at least as far as any
//! frame of another log in it had read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use eventlog::LogCopy;
use serde::Serialize;
use types::ServiceName;

use super::carry::{self, Carried};
use super::frames::{Frames, Known};
use super::manifest::{LogCut, Manifest};
use super::{Source, offline};
use crate::client::failure::ClientFailure;
use crate::client::session::{Session, json, print};
use crate::client::view::{Tone, View};
use crate::client::words::Word;

/// Files that only a data directory has whose system runs or ran.
const NO_BACKUP: [&str; 2] = ["run.json", "up.lock"];

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// 备份目录 Where the backup is, or begins; what it holds already is not copied again
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// 备份目录 The backup; --data names the new, empty data directory
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

type Copies = BTreeMap<ServiceName, LogCopy>;

/// One log's part in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Moved {
    /// Frames that were not there before.
    new: u64,
    frame: u64,
}

pub(super) async fn backup(
    session: &Session,
    source: &Source,
    args: &BackupArgs,
) -> Result<(), ClientFailure> {
    let data = &session.globals.data;
    refuse_server_alone(session)?;
    refuse_data_directory(&args.dir)?;
    carry::heads(data, &args.dir)?;
    let frames = Frames::of(source, data)?;
    let (cut, moved) = copy_logs(&frames, &args.dir, None).await?;
    let carried = carry::rest(data, &args.dir)?;
    let manifest = Manifest::of(cut);
    manifest.write(&args.dir)?;
    say(session, Word::BackupDone, &args.dir, &moved, &carried)
}

pub(super) async fn restore(session: &Session, args: &RestoreArgs) -> Result<(), ClientFailure> {
    let data = &session.globals.data;
    let manifest = Manifest::read(&args.dir)?.ok_or_else(|| no_backup(&args.dir))?;
    refuse_unless_empty(data)?;
    carry::heads(&args.dir, data)?;
    let frames = Frames::lying(&args.dir)?;
    let (cut, moved) = copy_logs(&frames, data, Some(&manifest)).await?;
    if let Some((log, _)) = cut.iter().find(|(log, is)| manifest.logs.get(log) != Some(is)) {
        return Err(not_as_written(*log, &args.dir));
    }
    let carried = carry::rest(&args.dir, data)?;
    say(session, Word::RestoreDone, data, &moved, &carried)
}

/// Copies every log up to where it ends by now, or to a given cut, and further where another log in it had read more.
async fn copy_logs(
    frames: &Frames<'_>,
    to: &Path,
    only: Option<&Manifest>,
) -> Result<(BTreeMap<ServiceName, LogCut>, BTreeMap<ServiceName, Moved>), ClientFailure> {
    let known = frames.heads().await?;
    let mut copies = Copies::new();
    for (name, known) in &known {
        let copy = LogCopy::open(&offline::directory(to, *name), name.as_str())?;
        refuse_another_log(*name, &copy, known)?;
        copies.insert(*name, copy);
    }
    let before: BTreeMap<_, _> = copies.iter().map(|(name, copy)| (*name, copy.frame())).collect();
    let mut wanted: BTreeMap<ServiceName, u64> = match only {
        Some(manifest) => manifest
            .logs
            .iter()
            .map(|(name, cut)| (*name, cut.frame))
            .collect(),
        None => known.iter().map(|(name, known)| (*name, known.frame)).collect(),
    };
    loop {
        raise(&mut wanted, &copies);
        let mut is_whole = true;
        for (name, copy) in &mut copies {
            let upto = wanted.get(name).copied().unwrap_or_default();
            if copy.frame() < upto {
                frames.carry(*name, upto, copy).await?;
                is_whole = false;
            }
        }
        if is_whole {
            break;
        }
    }
    let moved = copies.iter().map(|(name, copy)| {
        let new = copy.frame() - before.get(name).copied().unwrap_or_default();
        (
            *name,
            Moved {
                new,
                frame: copy.frame(),
            },
        )
    });
    Ok((copies.iter().map(cut_of).collect(), moved.collect()))
}

/// Wants of each log at least what the others had read of it.
fn raise(wanted: &mut BTreeMap<ServiceName, u64>, copies: &Copies) {
    for copy in copies.values() {
        for (log, frame) in copy.vector().iter() {
            if let Ok(log) = log.parse::<ServiceName>() {
                let at_least = wanted.entry(log).or_default();
                *at_least = (*at_least).max(frame);
            }
        }
    }
}

fn cut_of((name, copy): (&ServiceName, &LogCopy)) -> (ServiceName, LogCut) {
    let cut = LogCut {
        id: copy.id().map(|id| id.as_str().to_owned()),
        frame: copy.frame(),
        hash: copy.hash(),
    };
    (*name, cut)
}

/// A backup goes on only with the log it began with.
fn refuse_another_log(name: ServiceName, copy: &LogCopy, known: &Known) -> Result<(), ClientFailure> {
    let id = copy.id().map(|id| id.as_str().to_owned());
    if (id.is_none() || id == known.id) && copy.frame() <= known.frame {
        return Ok(());
    }
    let (there, here) = (copy.frame(), known.frame);
    Err(ClientFailure::usage(
        format!(
            "备份里 {name} 的日志到第 {there} 帧，与现有日志（第 {here} 帧）不是同一份或更长。请另选一个备份目录，并用 log verify 检查现有日志。"
        ),
        format!(
            "The backup holds another log of {name}, or a longer one: it reaches frame {there}, the log frame {here}. Use another directory for this backup, and look at the log with `log verify`."
        ),
    ))
}

/// The files beside the logs can only be read where they lie, wherever the logs themselves are asked for.
fn refuse_server_alone(session: &Session) -> Result<(), ClientFailure> {
    let globals = &session.globals;
    if globals.server.is_none() || globals.data.join("heads").is_dir() {
        return Ok(());
    }
    Err(ClientFailure::usage(
        "备份要在数据目录所在的机器上做：用了 --server，还要用 --data 指明它的数据目录。",
        "A backup is made on the machine where the data lie: with --server, name its data directory with --data, too.",
    ))
}

fn refuse_data_directory(dir: &Path) -> Result<(), ClientFailure> {
    if NO_BACKUP.iter().all(|file| !dir.join(file).exists()) {
        return Ok(());
    }
    Err(ClientFailure::usage(
        format!("{} 是数据目录，不是备份。请另选一个目录。", dir.display()),
        format!(
            "{} is a data directory, not a backup. Choose another one.",
            dir.display()
        ),
    ))
}

fn refuse_unless_empty(data: &Path) -> Result<(), ClientFailure> {
    let is_empty = match fs::read_dir(data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(failure) => failure.kind() == std::io::ErrorKind::NotFound,
    };
    if is_empty {
        return Ok(());
    }
    Err(ClientFailure::usage(
        format!(
            "{} 不是空目录。备份只还原到空目录，请用 --data 另指一个。",
            data.display()
        ),
        format!(
            "{} is not an empty directory. A backup is restored into an empty one only; name it with --data.",
            data.display()
        ),
    ))
}

fn no_backup(dir: &Path) -> ClientFailure {
    ClientFailure::usage(
        format!(
            "{} 里没有完成的备份（缺 backup.json）。请检查路径，或再运行一次 log backup。",
            dir.display()
        ),
        format!(
            "{} holds no finished backup: backup.json is missing. Check the path, or run `log backup` once more.",
            dir.display()
        ),
    )
}

fn not_as_written(log: ServiceName, dir: &Path) -> ClientFailure {
    ClientFailure::usage(
        format!(
            "{} 里 {log} 的日志与备份时记下的不一致，不能还原。请用另一份备份，并删除刚写的数据目录。",
            dir.display()
        ),
        format!(
            "The log of {log} in {} is not the one that was backed up. Use another backup, and remove the directory that was just written.",
            dir.display()
        ),
    )
}

#[derive(Serialize)]
struct Said<'a> {
    directory: String,
    logs: &'a BTreeMap<ServiceName, Moved>,
    documents: u64,
    damaged: Vec<String>,
}

fn say(
    session: &Session,
    done: Word,
    dir: &Path,
    moved: &BTreeMap<ServiceName, Moved>,
    carried: &Carried,
) -> Result<(), ClientFailure> {
    let said = Said {
        directory: dir.display().to_string(),
        logs: moved,
        documents: carried.documents,
        damaged: carried
            .damaged
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
    };
    if session.globals.json {
        print(&String::from_utf8_lossy(&json(&said)?))?;
    } else {
        print(&shown(done, &said, &session.view))?;
    }
    if said.damaged.is_empty() {
        Ok(())
    } else {
        Err(ClientFailure::Findings)
    }
}

fn shown(done: Word, said: &Said<'_>, view: &View) -> String {
    let logs = said.logs.iter().map(|(name, moved)| {
        let [new, frame] = [moved.new, moved.frame].map(|count| count.to_string());
        view.say(Word::BackupLog, &[name.as_str(), &new, &frame])
    });
    let documents = view.say(Word::BackupDocuments, &[&said.documents.to_string()]);
    let damaged = said
        .damaged
        .iter()
        .map(|path| view.paint(Tone::Bad, &view.say(Word::BackupDamaged, &[path])));
    let last = view.say(done, &[&said.directory]);
    let lines: Vec<String> = logs.chain([documents]).chain(damaged).chain([last]).collect();
    lines.join("\n")
}
