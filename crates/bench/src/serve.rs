//! The other process of a measurement: the real hotline and a bare echo, on one bus.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use bus::Bus;
use futures::StreamExt as _;
use hotline::Hotline;
use kit::runtime::{Neighbours, NoPerformer, Settings, run as run_service};
use timesource::Time;
use tokio::sync::oneshot;

/// Where the echo listens.
pub(crate) const ECHO: &str = "bench.echo";
/// What is said on standard output when everything listens.
pub(crate) const READY: &str = "ready";

/// What the process is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    #[arg(long)]
    nats: String,
    #[arg(long)]
    data: PathBuf,
}

/// Serves until its standard input is closed.
pub(crate) async fn run(arguments: &Place) -> Result<()> {
    let bus = Bus::connect(&arguments.nats, None, "bench-hotline").await?;
    let echo = Bus::connect(&arguments.nats, None, "bench-echo").await?;
    let mut asked = echo.client().subscribe(ECHO).await?;
    let answering = echo.client().clone();
    let echoing = tokio::spawn(async move {
        while let Some(message) = asked.next().await {
            if let Some(reply) = message.reply {
                answering.publish(reply, message.payload).await?;
            }
        }
        Ok::<(), async_nats::PublishError>(())
    });
    echo.client().flush().await?;
    let (fatal, mut died) = crate::dealer::fatal();
    let settings = Settings {
        data: arguments.data.clone(),
        bus,
        time: Time::system(),
        version: env!("CARGO_PKG_VERSION"),
        fatal,
        neighbours: Neighbours::default(),
        disk: Default::default(),
    };
    let hotline = run_service::<Hotline>(settings, Arc::new(NoPerformer)).await?;
    println!("{READY}");
    let ended = tokio::select! {
        () = let_go() => Ok(()),
        reason = died.recv() => Err(anyhow!("hotline cannot go on: {}", reason.unwrap_or_default())),
    };
    hotline.stop().await;
    echoing.abort();
    ended
}

/// Waits until whoever started this process closes its standard input or is gone.
async fn let_go() {
    let (gone, is_gone) = oneshot::channel::<()>();
    // A thread of nobody's: the runtime would wait at its end for one of its own.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        drop(gone);
    });
    let _ = is_gone.await;
}
