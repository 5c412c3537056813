//! Durable commands in process, beside the disk's own limit.

use std::sync::Arc;

use anyhow::Result;
use hotline::Hotline;
use kit::runtime::Local;

use super::Bench;
use crate::dealer;
use crate::figure::{Figure, Promise};
use crate::loops::all;
use crate::plain::{Appending, appender};
use crate::table::{Table, number};

const CLIENTS: [usize; 2] = [16, 64];

pub(super) async fn measure(bench: &Bench, table: &mut Table) -> Result<()> {
    let data = bench.copy_of_dealer("in-process")?;
    let service = Arc::new(dealer::hotline(&data).await?);
    for clients in CLIENTS {
        table.add(at(bench, &service, clients).await?);
    }
    if let Some(service) = Arc::into_inner(service) {
        service.stop().await;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "commands of a few seconds")]
async fn at(bench: &Bench, service: &Arc<Local<Hotline>>, clients: usize) -> Result<Figure> {
    let mut near = bench.in_process(service, clients)?;
    let file = bench.directory.join("plain");
    let (mut rounds, mut scale) = (Vec::new(), String::new());
    for _ in 0..bench.plan.rounds {
        let before = service.log().head().frame;
        let (back, ours) = all(near, bench.plan.stretch).await?;
        near = back;
        let bytes = bytes_since(service, before)? / ours.count().max(1);
        let frames = service.log().head().frame - before;
        let to = appender(&file)?;
        let appending = (0..clients).map(|_| Appending {
            to: to.clone(),
            bytes,
        });
        let (_, plain) = all(appending.collect(), bench.plan.stretch).await?;
        rounds.push(ours.rate() / plain.rate());
        scale = format!(
            "{} / {} per second, {bytes} bytes each, {} a frame",
            number(ours.rate()),
            number(plain.rate()),
            number(ours.count() as f64 / frames.max(1) as f64)
        );
    }
    let name = format!("commands in process / append + fdatasync, {clients} clients");
    Ok(Figure::new(name, rounds, Promise::AtLeast(0.5))
        .aiming_at(0.7)
        .at_scale(scale))
}

/// What the log had to write for the frames after one: their records and request ids.
fn bytes_since(service: &Local<Hotline>, frame: u64) -> Result<usize> {
    let mut bytes = 0;
    for frame in service.log().frames(frame) {
        let frame = frame?;
        bytes += frame.extra.len() + frame.records.iter().map(Vec::len).sum::<usize>();
    }
    Ok(bytes)
}
