//! One part as a process of its own.

use bus::{Bus, Login};
use kit::runtime::Neighbours;
use timesource::Time;
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::oneshot;

use super::failure::CannotRun;
use super::parts::{self, Surroundings};
use super::up::told_to_stop;
use super::{Part, ServeArgs, follow_time};
use crate::cli::Globals;

/// Waits until whoever started this process is gone, where they hold its standard input for that.
async fn let_go(held: bool) {
    if !held {
        return std::future::pending().await;
    }
    let (gone, is_gone) = oneshot::channel::<()>();
    // A thread of nobody's: the runtime would wait at its end for one of its own.
    std::thread::spawn(move || {
        // However reading ends, nobody holds us any more.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        drop(gone);
    });
    let _ = is_gone.await;
}

/// Runs a part until the process is told to stop or a commit fails.
pub(crate) async fn run(globals: &Globals, arguments: ServeArgs) -> anyhow::Result<()> {
    let name = arguments.part.name();
    let login = arguments.nats_password.map(|password| Login {
        user: arguments.nats_user.unwrap_or_else(|| name.to_owned()),
        password,
    });
    let bus = Bus::connect(&arguments.nats, login.as_ref(), &format!("fieldledger-{name}")).await?;
    let time = arguments
        .virtual_time
        .map_or_else(Time::system, |moment| Time::virtual_at(moment).0);
    let (fatal, mut died) = unbounded_channel();
    let around = Surroundings {
        data: globals.data.clone(),
        bus,
        neighbours: Neighbours::default(),
        time,
        listen: arguments.listen,
        sms: arguments.sms,
        disk: arguments.disk,
        local_token: globals.token.clone(),
        door: arguments.door,
        metrics_token: arguments.watch.metrics_token,
        fatal,
    };
    if around.time.is_virtual() && matches!(arguments.part, Part::Desk | Part::Gateway) {
        follow_time::follow(arguments.part, &around.bus, &around.time).await?;
    }
    let running = parts::start(arguments.part, &around)
        .await
        .map_err(|source| CannotRun::Part { part: name, source })?;
    tokio::select! {
        () = told_to_stop() => {}
        () = let_go(arguments.held_by_stdin) => tracing::warn!(name, "whoever started this process is gone, it ends too"),
        reason = died.recv() => return Err(CannotRun::CannotGoOn { reason: reason.unwrap_or_default() }.into()),
    }
    running.stop().await;
    Ok(())
}
