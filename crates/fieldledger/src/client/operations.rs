//! How the services stand, and what stopped a feed.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use proto::wire::{FeedRelease, Feeds, Status};
use proto::{Accepted, Encoding, Rejection};
use serde::Deserialize;
use types::{Hash, Sentence, ServiceName};

use crate::client::connection::Request;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::session::{Once, Session, json};
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::Word;

/// 系统状态 How the services stand
#[derive(Debug, Args)]
#[command(after_help = "Examples 例:\n  fieldledger status\n  fieldledger status --digest")]
pub(crate) struct StatusArgs {
    /// 摘要 One SHA-256 over everything that can be read: equal digests, equal states
    #[arg(long)]
    digest: bool,
}

/// What can be done with feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    /// 查看 Show what a service reads, what stopped it and what was set aside
    #[command(after_help = "Example 例:\n  fieldledger feed show dispatch")]
    Show(FeedArgs),
    /// 重试 Try a record again that had stopped a feed
    #[command(after_help = "Example 例:\n  fieldledger feed retry dispatch hotline")]
    Retry(ReleaseArgs),
    /// 搁置 Leave a record out that stops a feed; it is recorded with the reason
    #[command(
        after_help = "Example 例:\n  fieldledger feed set-aside dispatch hotline --reason 已核对，无影响"
    )]
    SetAside(SetAsideArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FeedArgs {
    /// 服务 The service that reads
    service: ServiceName,
}

#[derive(Debug, Args)]
pub(crate) struct ReleaseArgs {
    /// 服务 The service that reads
    service: ServiceName,
    /// 日志 The log that is read
    log: ServiceName,
    #[command(flatten)]
    once: Once,
}

#[derive(Debug, Args)]
pub(crate) struct SetAsideArgs {
    /// 服务 The service that reads
    service: ServiceName,
    /// 日志 The log that is read
    log: ServiceName,
    /// 原因 Why it may be left out
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    once: Once,
}

/// How everything stands.
#[derive(Debug, Deserialize)]
struct Standing {
    services: Vec<Status>,
    away: BTreeMap<ServiceName, Rejection>,
    digest: Option<Hash>,
    disk: Option<DiskShown>,
}

/// What the system says of its disk.
#[derive(Debug, Deserialize)]
struct DiskShown {
    warning: Option<Sentence>,
}

pub(crate) async fn status(session: &Session, args: StatusArgs) -> Result<(), ClientFailure> {
    let request = Request::get(&["status"]).with_some("digest", args.digest.then_some(true));
    session.ask(request, standing).await
}

fn standing(standing: &Standing, view: &View) -> String {
    let heads = [
        Word::Service,
        Word::Frames,
        Word::Records,
        Word::Time,
        Word::ReadTo,
        Word::State,
        Word::Digest,
    ];
    let mut table = Table::new(heads.map(|head| view.word(head)));
    for status in &standing.services {
        let stopped = !status.stopped.is_empty();
        table.toned(stopped.then_some(Tone::Bad), status_row(status, view));
    }
    for (service, rejection) in &standing.away {
        let empty = String::new;
        let why = view.say(Word::Away, &[view.sentence(&rejection.sentence)]);
        table.toned(
            Some(Tone::Bad),
            [
                service.to_string(),
                empty(),
                empty(),
                empty(),
                empty(),
                why,
                empty(),
            ],
        );
    }
    let mut shown = table.render(view);
    if let Some(warning) = standing.disk.as_ref().and_then(|disk| disk.warning.as_ref()) {
        shown.push_str("\n\n");
        shown.push_str(&view.paint(Tone::Bad, view.sentence(warning)));
    }
    match standing.digest {
        Some(digest) => format!(
            "{shown}\n\n{}",
            view.say(Word::DigestOfAll, &[&digest.to_string()])
        ),
        None => shown,
    }
}

fn status_row(status: &Status, view: &View) -> [String; 7] {
    let reach: Vec<String> = status
        .reach
        .iter()
        .map(|(log, frame)| format!("{log}:{frame}"))
        .collect();
    let stopped = status
        .stopped
        .iter()
        .map(|(log, why)| view.say(Word::FeedStopped, &[log.as_str(), why]));
    let set_aside =
        (status.set_aside > 0).then(|| view.say(Word::SetAsideCount, &[&status.set_aside.to_string()]));
    let state: Vec<String> = stopped.chain(set_aside).collect();
    [
        status.service.clone(),
        status.head.to_string(),
        status.position.to_string(),
        view.time(status.now),
        reach.join(" "),
        if state.is_empty() {
            view.word(Word::Running).to_owned()
        } else {
            view.one_after_another(&state)
        },
        status.digest.map(|digest| digest.short()).unwrap_or_default(),
    ]
}

pub(crate) async fn feed(session: &Session, command: FeedCommand) -> Result<(), ClientFailure> {
    match command {
        FeedCommand::Show(args) => {
            session
                .ask(Request::get(&["feeds", args.service.as_str()]), feeds)
                .await
        }
        FeedCommand::Retry(args) => {
            let release = FeedRelease {
                log: args.log,
                set_aside: false,
                reason: String::new(),
            };
            self::release(session, args.service, &release, &args.once, Word::FeedRetried).await
        }
        FeedCommand::SetAside(args) => {
            let release = FeedRelease {
                log: args.log,
                set_aside: true,
                reason: args.reason,
            };
            self::release(session, args.service, &release, &args.once, Word::FeedSetAside).await
        }
    }
}

async fn release(
    session: &Session,
    service: ServiceName,
    release: &FeedRelease,
    once: &Once,
    done: Word,
) -> Result<(), ClientFailure> {
    let bytes = json(release)?;
    let request = Request::post(&["feeds", service.as_str(), "release"])
        .request_id(session.request_id(once, "release", &bytes))
        .body(Encoding::JSON, bytes);
    let said = [service.as_str(), release.log.as_str()];
    session
        .ask(request, |accepted: &Accepted, view| {
            deeds::report(accepted, view, |_, view| view.say(done, &said))
        })
        .await
}

fn feeds(feeds: &Feeds, view: &View) -> String {
    let mut table = Table::new([Word::Log, Word::ReadTo, Word::State].map(|head| view.word(head)));
    for feed in &feeds.feeds {
        let state = feed
            .stopped
            .clone()
            .unwrap_or_else(|| view.word(Word::Running).to_owned());
        table.toned(
            feed.stopped.is_some().then_some(Tone::Bad),
            [feed.log.to_string(), feed.read_to.to_string(), state],
        );
    }
    let mut shown = table.render(view);
    if !feeds.set_aside.is_empty() {
        let mut table = Table::without_heads();
        for aside in &feeds.set_aside {
            let reason = view.sentence(&aside.reason).to_owned();
            let place = format!("{}#{}", aside.log, aside.frame);
            table.row([
                place,
                aside.stream.clone(),
                aside.kind.clone(),
                aside.code.clone(),
                reason,
            ]);
        }
        let title = view.paint(Tone::Head, view.word(Word::SetAside));
        shown.push_str(&format!("\n\n{title}\n{}", table.render(view)));
    }
    shown
}
