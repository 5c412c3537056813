//! One part as a process of its own.

use anyhow::Context;
use bus::Bus;
use timesource::Time;
use tokio::sync::mpsc::unbounded_channel;

use super::parts::{self, Surroundings};
use super::up::told_to_stop;
use super::ServeArgs;
use crate::cli::Globals;

/// Runs a part until the process is told to stop or a commit fails.
pub(crate) async fn run(globals: &Globals, arguments: ServeArgs) -> anyhow::Result<()> {
    let name = arguments.part.name();
    let bus = Bus::connect(&arguments.nats, None, &format!("fieldledger-{name}")).await?;
    let time = arguments.virtual_time.map_or_else(Time::system, |moment| Time::virtual_at(moment).0);
    let (fatal, mut died) = unbounded_channel();
    let around = Surroundings {
        data: globals.data.clone(),
        bus,
        time,
        listen: arguments.listen,
        sms: arguments.sms,
        fatal,
    };
    let running = parts::start(arguments.part, &around).await.with_context(|| format!("failed to start {name}"))?;
    tokio::select! {
        () = told_to_stop() => {}
        reason = died.recv() => anyhow::bail!("{name} cannot go on: {}", reason.unwrap_or_default()),
    }
    running.stop().await;
    Ok(())
}
