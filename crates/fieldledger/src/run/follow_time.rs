//! Virtual time in a process that no probe reaches: desk and gateway are told it by the one who holds it.

use anyhow::Context;
use bus::{Bus, Envelope};
use futures::StreamExt;
use proto::Encoding;
use proto::wire::{TimeShown, subject};
use timesource::Time;
use types::Instant;

use super::Part;

/// Where a part is told the time. It answers, so that whoever holds time knows that it was heard.
pub(super) fn told(part: Part) -> String {
    subject("time", &format!("told.{}", part.name()))
}

/// Keeps a part's virtual time at what it is told.
pub(super) async fn follow(part: Part, bus: &Bus, time: &Time) -> anyhow::Result<()> {
    let client = bus.client().clone();
    let mut moments = client
        .subscribe(told(part))
        .await
        .context("failed to listen for the time")?;
    client.flush().await.context("failed to listen for the time")?;
    // What was told before we listened. Nobody answers while the system starts, and time stands still then.
    let (show, nobody, nothing) = (
        subject("time", "show"),
        Envelope::default(),
        serde_json::json!({}),
    );
    if let Ok(shown) = bus
        .request::<_, TimeShown>(&show, &nobody, Encoding::Json, &nothing)
        .await
    {
        time.set_if_later(shown.now);
    }
    let time = time.clone();
    tokio::spawn(async move {
        while let Some(message) = moments.next().await {
            let now = std::str::from_utf8(&message.payload)
                .ok()
                .and_then(|text| text.parse::<Instant>().ok());
            if let Some(now) = now {
                time.set_if_later(now);
            }
            if let Some(reply) = message.reply {
                // Whoever told us goes on without our answer.
                let _ = client.publish(reply, "".into()).await;
            }
        }
    });
    Ok(())
}
