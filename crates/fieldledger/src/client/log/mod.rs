//! The logs themselves: read, verified, exported; of a running system, or of a data directory that nobody holds.

mod backup;
mod carry;
mod cloud_events;
mod frames;
mod manifest;
mod offline;
mod trace;

use std::io::{Write as _, stderr};

use clap::{Args, Subcommand};
use proto::common::Noted;
use proto::wire::{BadDocument, LogTail, LogVerified};
use serde::Deserialize;
use serde_json::Value;
use types::{Actor, Instant, ServiceName};

use self::backup::{BackupArgs, RestoreArgs};
use crate::client::connection::{Connection, Request};
use crate::client::failure::ClientFailure;
use crate::client::files;
use crate::client::session::{Session, json, print, read};
use crate::client::table::Table;
use crate::client::view::{Tone, View, cut};
use crate::client::words::Word;

/// What can be done with logs.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// 末尾 Show the last records
    #[command(
        after_help = "Examples 例:\n  fieldledger log tail dispatch\n  fieldledger log tail --all --limit 5"
    )]
    Tail(TailArgs),
    /// 校验 Check every frame's hash; the first that is not as it was written is named
    #[command(
        after_help = "Examples 例:\n  fieldledger log verify\n  fieldledger --data /var/lib/fieldledger log verify hotline"
    )]
    Verify(LogsArgs),
    /// 导出 Write whole logs as CloudEvents, one JSON object a line; of a damaged log what is readable
    #[command(after_help = "Example 例:\n  fieldledger log export hotline > hotline.jsonl")]
    Export(LogsArgs),
    /// 备份 Copy all logs and the files beside them while the system runs; again, only what is new
    #[command(
        after_help = "Examples 例:\n  fieldledger log backup /mnt/backup/fieldledger\n  fieldledger log verify --data /mnt/backup/fieldledger"
    )]
    Backup(BackupArgs),
    /// 还原 Bring a backup back into a new data directory
    #[command(
        after_help = "Example 例:\n  fieldledger log restore /mnt/backup/fieldledger --data ./data-restored"
    )]
    Restore(RestoreArgs),
    /// 追踪 Follow one request through every log it touches
    #[command(
        after_help = "Examples 例:\n  fieldledger log trace 7f1c2a9e5b30\n  fieldledger --json log trace 7f1c2a9e5b30"
    )]
    Trace(trace::TraceArgs),
}

/// Which logs are meant.
#[derive(Debug, Args)]
pub(crate) struct LogsArgs {
    /// 服务 Whose log; all logs when missing
    #[arg(value_name = "SERVICE")]
    service: Option<ServiceName>,
    /// 全部 All logs
    #[arg(long, conflicts_with = "service")]
    all: bool,
}

impl LogsArgs {
    fn logs(&self) -> Vec<ServiceName> {
        match self.service {
            Some(service) if !self.all => vec![service],
            Some(_) | None => ServiceName::ALL.to_vec(),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    #[command(flatten)]
    logs: LogsArgs,
    /// 起点 Frames after this one; the last twenty when missing
    #[arg(long, value_name = "FRAME")]
    after: Option<u64>,
    /// 条数 With --after about so many records from there on, otherwise the last so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

/// A record as both ways give it.
#[derive(Debug, Deserialize)]
struct Shown {
    log: ServiceName,
    frame: u64,
    position: u64,
    #[serde(default)]
    stream: String,
    #[serde(default)]
    version: u64,
    #[serde(default)]
    kind: String,
    recorded_at: Option<Instant>,
    actor: Option<Actor>,
    #[serde(default)]
    event: Value,
    /// Why this program cannot read it.
    unreadable: Option<String>,
}

impl Shown {
    /// What it says. A copy of a record of directory's log is shown as that record, not as its bytes.
    fn said(&self) -> String {
        let noted = (self.kind == "Noted").then(|| Noted::deserialize(&self.event).ok()?.event());
        let readable = noted
            .flatten()
            .and_then(|event| serde_json::to_string(&event).ok());
        readable.unwrap_or_else(|| self.event.to_string())
    }
}

/// Where logs are read: of a running system, or where they lie.
enum Source {
    Running(Connection),
    Offline,
}

impl Source {
    /// A running system where there is one; the data directory itself only when none was named and none is there.
    async fn find(session: &Session) -> Result<Self, ClientFailure> {
        let connection = match session.connection() {
            Err(ClientFailure::NotRunning { .. }) => return Ok(Self::Offline),
            other => other?,
        };
        if session.globals.server.is_some() {
            return Ok(Self::Running(connection));
        }
        match connection.text(Request::get_outside(&["healthz"])).await {
            Err(ClientFailure::Unreachable { .. }) => Ok(Self::Offline),
            _ => Ok(Self::Running(connection)),
        }
    }
}

pub(crate) async fn run(session: &Session, command: LogCommand) -> Result<(), ClientFailure> {
    let source = Source::find(session).await?;
    match command {
        LogCommand::Tail(args) => tail(session, &source, &args).await,
        LogCommand::Verify(args) => verify(session, &source, &args).await,
        LogCommand::Export(args) => export(session, &source, &args).await,
        LogCommand::Backup(args) => backup::backup(session, &source, &args).await,
        LogCommand::Restore(args) => backup::restore(session, &args).await,
        LogCommand::Trace(args) => trace::run(session, &source, args).await,
    }
}

async fn tail(session: &Session, source: &Source, args: &TailArgs) -> Result<(), ClientFailure> {
    // Without a beginning the limit means the end of what is there, which only the reader can cut off.
    let limit = args.limit.filter(|_| args.after.is_some());
    let tail = LogTail {
        after: args.after,
        limit,
    };
    let last = args
        .limit
        .filter(|_| args.after.is_none())
        .map(|limit| limit as usize);
    for log in args.logs.logs() {
        let text = match source {
            Source::Running(connection) => {
                let request = Request::get(&["logs", log.as_str(), "tail"])
                    .with_some("after", tail.after)
                    .with_some("limit", tail.limit);
                connection.text(request).await?
            }
            Source::Offline => text(&offline::tail(&session.globals.data, log, &tail)?)?,
        };
        session.show(&text, |all: &Vec<Shown>, view| {
            let skipped = all.len().saturating_sub(last.unwrap_or(all.len()));
            records(all.iter().skip(skipped), view)
        })?;
    }
    Ok(())
}

fn records<'a>(records: impl Iterator<Item = &'a Shown>, view: &View) -> String {
    let mut table = Table::without_heads();
    for record in records {
        let tone = record.unreadable.is_some().then_some(Tone::Bad);
        let what = record
            .unreadable
            .clone()
            .unwrap_or_else(|| cut(&record.said(), 100));
        table.toned(
            tone,
            [
                format!("{}#{}.{}", record.log, record.frame, record.position),
                record.recorded_at.map(|at| view.time(at)).unwrap_or_default(),
                record.kind.clone(),
                format!("{} v{}", record.stream, record.version),
                record.actor.as_ref().map(ToString::to_string).unwrap_or_default(),
                what,
            ],
        );
    }
    table.render(view)
}

async fn verify(session: &Session, source: &Source, args: &LogsArgs) -> Result<(), ClientFailure> {
    let mut sound = true;
    for log in args.logs() {
        let text = match source {
            Source::Running(connection) => {
                connection
                    .text(Request::post(&["logs", log.as_str(), "verify"]))
                    .await?
            }
            Source::Offline => text(&offline::verify(&session.globals.data, log)?)?,
        };
        sound &= read::<LogVerified>(&text)?.is_sound();
        session.show(&text, verified)?;
    }
    if sound {
        Ok(())
    } else {
        Err(ClientFailure::Findings)
    }
}

fn verified(verified: &LogVerified, view: &View) -> String {
    let log = verified.log.as_str();
    let mut said = match &verified.finding {
        None => {
            let [frames, records] = [verified.frames, verified.records].map(|count| count.to_string());
            view.say(
                Word::LogSound,
                &[log, &frames, &records, &verified.head_hash.short()],
            )
        }
        Some(finding) => {
            let finding = finding.in_language(view.lang);
            view.paint(Tone::Bad, &view.say(Word::LogDamaged, &[log, finding]))
        }
    };
    if verified.documents > 0 {
        said.push('\n');
        said.push_str(&documents(verified, view));
    }
    for bad in &verified.bad {
        said.push('\n');
        said.push_str(&bad_document(verified, bad, view));
    }
    said
}

fn documents(verified: &LogVerified, view: &View) -> String {
    let [all, bad] = [verified.documents, verified.bad_documents].map(|count| count.to_string());
    if verified.bad_documents == 0 {
        view.say(Word::DocumentsSound, &[&all])
    } else {
        view.paint(Tone::Bad, &view.say(Word::DocumentsBad, &[&all, &bad]))
    }
}

fn bad_document(verified: &LogVerified, bad: &BadDocument, view: &View) -> String {
    let place = format!("{}.{}", verified.log, bad.position);
    let order = bad.order.as_ref().map(ToString::to_string).unwrap_or_default();
    let problem = bad.problem.sentence();
    let problem = view.sentence(&problem);
    view.say(
        Word::BadDocument,
        &[&bad.hash.to_string(), &bad.name, &order, &place, problem],
    )
}

async fn export(session: &Session, source: &Source, args: &LogsArgs) -> Result<(), ClientFailure> {
    let mut whole = true;
    for log in args.logs() {
        match source {
            Source::Running(connection) => export_running(connection, log).await?,
            Source::Offline => {
                let lost = offline::each(&session.globals.data, log, |record| write_event(&record))?;
                if let (Some(first), Some(last)) = (lost.first(), lost.last()) {
                    whole = false;
                    let [count, first, last] =
                        [lost.len() as u64, *first, *last].map(|number| number.to_string());
                    let said = session
                        .view
                        .say(Word::FramesLost, &[log.as_str(), &count, &first, &last]);
                    // Nobody is left to be told when this stream is gone.
                    let _ = writeln!(stderr(), "{said}");
                }
            }
        }
    }
    if whole {
        Ok(())
    } else {
        Err(ClientFailure::Findings)
    }
}

fn write_event(record: &Value) -> Result<(), ClientFailure> {
    print(&cloud_events::envelope(record).to_string())
}

/// Writes events as their records come.
async fn export_running(connection: &Connection, log: ServiceName) -> Result<(), ClientFailure> {
    let mut response = connection
        .response(Request::get(&["logs", log.as_str(), "export"]))
        .await?;
    let mut waiting = Vec::new();
    while let Some(chunk) = files::next(&mut response).await? {
        waiting.extend_from_slice(&chunk);
        let whole = waiting
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let rest = waiting.split_off(whole);
        for line in std::mem::replace(&mut waiting, rest).split(|byte| *byte == b'\n') {
            if !line.is_empty() {
                write_event(&read(&String::from_utf8_lossy(line))?)?;
            }
        }
    }
    Ok(())
}

/// A value as the system would answer it.
fn text<T: serde::Serialize>(value: &T) -> Result<String, ClientFailure> {
    Ok(String::from_utf8_lossy(&json(value)?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::Event;
    use proto::directory::{DirectoryEvent, PersonLeft};
    use types::{Lang, PersonId};

    #[test]
    fn a_copy_of_a_record_is_shown_as_that_record() {
        let event = DirectoryEvent::from(PersonLeft {
            person: PersonId::new("eng-07").unwrap(),
            at: Instant::EPOCH,
        });
        let kind = event.kind();
        let noted = Noted {
            stream: event.stream(),
            version: 4,
            schema: kind.schema,
            schema_version: kind.version,
            body: event.encode().unwrap(),
        };
        let record: Shown = serde_json::from_value(serde_json::json!({
            "log": "field", "frame": 3, "position": 5, "stream": "noted/person/eng-07", "version": 1, "kind": "Noted",
            "recorded_at": "2026-01-05T00:00:00Z", "actor": { "service": "field" }, "event": noted, "unreadable": null
        }))
        .unwrap();
        let shown = records([&record].into_iter(), &View::plain(Lang::Zh));
        assert!(
            shown.contains(r#"{"PersonLeft":{"#) && shown.contains("eng-07"),
            "{shown}"
        );
    }
}
