//! A long log: what it takes on disk, how fast it is folded again, how soon a service stands.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use decider::Reader as _;
use desk::{Desk, Model};
use eventlog::{Log, Timekeeping};
use hotline::Hotline;
use kit::core::feeds::read_record;
use kit::core::fold::Folded;
use kit::runtime::open_store;
use proto::common::CommonEvent;
use proto::hotline::HotlineEvent;
use proto::{Event as _, StoredRecord};
use types::ServiceName;

use crate::dealer::hotline;
use crate::disk;
use crate::figure::{Figure, Promise};
use crate::figures::Bench;
use crate::loops::until_done;
use crate::table::{Table, number};

/// Commands on their way at once while the long log is written, so that a frame holds about as many events.
const WRITERS: usize = 64;

/// What a log holds.
#[derive(Debug, Default, Clone, Copy)]
struct Content {
    frames: u64,
    events: u64,
    /// Of the records alone.
    payload: u64,
    /// With the request ids beside them.
    all: u64,
}

/// Writes the long log and measures everything that depends on length.
pub(crate) async fn measure(bench: &Bench, table: &mut Table) -> Result<()> {
    let data = bench.copy_of_dealer("long")?;
    let service = hotline(&data).await?;
    let service = std::sync::Arc::new(service);
    until_done(bench.in_process(&service, WRITERS)?, bench.plan.events).await?;
    if let Some(service) = std::sync::Arc::into_inner(service) {
        service.stop().await;
    }
    let content = content(&open(&data)?)?;
    table.add(disk_figure(&data, content)?);
    for figure in replay(bench, &data, content)? {
        table.add(figure);
    }
    for figure in starts(bench, &data, content).await? {
        table.add(figure);
    }
    Ok(fs::remove_dir_all(&data)?)
}

fn open(data: &Path) -> Result<Log> {
    let store = open_store(data, ServiceName::Hotline.as_str())?;
    Ok(Log::open(store, ServiceName::Hotline.as_str(), Timekeeping::Real)?.0)
}

fn content(log: &Log) -> Result<Content> {
    let mut content = Content::default();
    for frame in log.frames(0) {
        let frame = frame?;
        let records: usize = frame.records.iter().map(Vec::len).sum();
        content.frames += 1;
        content.events += frame.records.len() as u64;
        content.payload += records as u64;
        content.all += (records + frame.extra.len()) as u64;
    }
    Ok(content)
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a disk")]
fn disk_figure(data: &Path, content: Content) -> Result<Figure> {
    let taken = disk::taken(&data.join("hotline").join("log"))?;
    let ratio = taken as f64 / content.payload as f64;
    let scale = format!(
        "{} events in {} frames, {} MB of records, {} MB with request ids, {} MB on disk",
        content.events,
        content.frames,
        content.payload / 1_000_000,
        content.all / 1_000_000,
        taken / 1_000_000
    );
    Ok(Figure::new(
        "disk / payload at 64 events per commit",
        vec![ratio],
        Promise::AtMost(2.0),
    )
    .aiming_at(1.5)
    .at_scale(scale))
}

/// Seconds of reading every frame and doing something with it.
fn seconds_of(log: &Log, mut with: impl FnMut(&eventlog::Frame) -> Result<()>) -> Result<f64> {
    let begun = Instant::now();
    for frame in log.frames(0) {
        with(&frame?)?;
    }
    Ok(begun.elapsed().as_secs_f64())
}

fn decode(frame: &eventlog::Frame) -> Result<()> {
    for bytes in &frame.records {
        let stored = StoredRecord::from_bytes(bytes)?;
        if CommonEvent::KINDS.iter().any(|kind| kind.schema == stored.schema) {
            std::hint::black_box(CommonEvent::decode(
                stored.schema,
                stored.schema_version,
                &stored.body,
            )?);
        } else {
            std::hint::black_box(HotlineEvent::decode(
                stored.schema,
                stored.schema_version,
                &stored.body,
            )?);
        }
    }
    Ok(())
}

fn fold_for_desk(model: &mut Model, frame: &eventlog::Frame) -> Result<()> {
    let (number, stamp) = (frame.header.frame, frame.header.stamp);
    for (position, bytes) in (frame.header.first_position..).zip(&frame.records) {
        let record = read_record(ServiceName::Hotline, number, position, stamp, bytes)?;
        if record.kind != "Noted" {
            Desk::fold(model, &record, number);
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "events of a log")]
fn replay(bench: &Bench, data: &Path, content: Content) -> Result<Vec<Figure>> {
    let log = open(data)?;
    let (mut own, mut desks) = (Vec::new(), Vec::new());
    let (mut bare, mut folded_in, mut desk_in) = (0.0, 0.0, 0.0);
    for _ in 0..bench.plan.rounds {
        bare = seconds_of(&log, decode)?;
        let mut folded = Folded::<Hotline>::default();
        folded_in = seconds_of(&log, |frame| Ok(folded.frame(frame)?))?;
        own.push(bare / folded_in);
        drop(folded);
        let mut model = Model::default();
        desk_in = seconds_of(&log, |frame| fold_for_desk(&mut model, frame))?;
        desks.push(bare / desk_in);
    }
    let rate = |seconds: f64| number(content.events as f64 / seconds / 1_000.0);
    Ok(vec![
        Figure::new(
            "full replay into hotline's state / bare decode",
            own,
            Promise::AtLeast(0.35),
        )
        .aiming_at(0.6)
        .at_scale(format!("{} k / {} k events/s", rate(folded_in), rate(bare))),
        Figure::new(
            "full replay into the desk's model / bare decode",
            desks,
            Promise::AtLeast(0.35),
        )
        .aiming_at(0.6)
        .at_scale(format!("{} k / {} k events/s", rate(desk_in), rate(bare))),
    ])
}

/// From nothing in memory to a service that answers, without and with the snapshot of the last stop.
async fn starts(bench: &Bench, data: &Path, content: Content) -> Result<[Figure; 2]> {
    let plain = bench.directory.join("plain-read");
    fs::create_dir_all(&plain)?;
    let file = plain.join("bytes");
    disk::filled(&file, content.all)?;
    let (mut rounds, mut scale) = (Vec::new(), String::new());
    let (mut again, mut again_scale) = (Vec::new(), String::new());
    for _ in 0..bench.plan.rounds {
        let snapshots = data.join("hotline").join("snapshots");
        if snapshots.exists() {
            fs::remove_dir_all(snapshots)?;
        }
        disk::forget(&plain)?;
        let read = disk::read_seconds(&file)?;
        let started = start_seconds(data).await?;
        rounds.push(started / read);
        scale = format!(
            "{} / {} s, {} events",
            number(started),
            number(read),
            content.events
        );
        let from_snapshot = start_seconds(data).await?;
        again.push(from_snapshot / started);
        again_scale = format!("{} / {} s", number(from_snapshot), number(started));
    }
    let without = Figure::new(
        "cold start without snapshot / cold read of the same bytes",
        rounds,
        Promise::AtMost(2.0),
    );
    let with = Figure::new(
        "cold start with a snapshot / without, of the long log",
        again,
        Promise::Shown,
    );
    Ok([without.aiming_at(1.3).at_scale(scale), with.at_scale(again_scale)])
}

/// Seconds until a service stands whose files nothing has read before.
async fn start_seconds(data: &Path) -> Result<f64> {
    disk::forget(data)?;
    let begun = Instant::now();
    let service = hotline(data).await?;
    let started = begun.elapsed().as_secs_f64();
    service.stop().await;
    Ok(started)
}
