//! Closed loops: each client sends the next thing when the last one was answered.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

/// Somebody who does one thing after another.
pub(crate) trait Client: Send + 'static {
    fn once(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// What a stretch of load came to.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    micros: Vec<u64>,
    seconds: f64,
}

impl Stretch {
    /// Done per second.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    pub(crate) fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.seconds
    }

    pub(crate) fn count(&self) -> usize {
        self.micros.len()
    }

    /// The time in microseconds within which so much of a hundred was answered.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a few seconds")]
    pub(crate) fn percentile(&self, of_hundred: usize) -> f64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * of_hundred / 100).min(sorted.len().saturating_sub(1));
        sorted.get(place).map_or(f64::NAN, |micros| *micros as f64)
    }
}

/// Lets all clients work for a while and gives them back.
pub(crate) async fn all<C: Client>(clients: Vec<C>, during: Duration) -> Result<(Vec<C>, Stretch)> {
    let begun = Instant::now();
    let mut working = JoinSet::new();
    for client in clients {
        working.spawn(one(client, begun + during));
    }
    let (mut back, mut micros) = (Vec::new(), Vec::new());
    while let Some(ended) = working.join_next().await {
        let (client, taken) = ended??;
        back.push(client);
        micros.extend(taken);
    }
    let seconds = begun.elapsed().as_secs_f64();
    Ok((back, Stretch { micros, seconds }))
}

async fn one<C: Client>(mut client: C, until: Instant) -> Result<(C, Vec<u64>)> {
    let mut taken = Vec::new();
    loop {
        let begun = Instant::now();
        if begun >= until {
            return Ok((client, taken));
        }
        client.once().await?;
        taken.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
}

/// Lets all clients work until they have done so much together.
pub(crate) async fn until_done<C: Client>(clients: Vec<C>, things: usize) -> Result<Vec<C>> {
    let each = things.div_ceil(clients.len().max(1));
    let mut working = JoinSet::new();
    for mut client in clients {
        working.spawn(async move {
            for _ in 0..each {
                client.once().await?;
            }
            anyhow::Ok(client)
        });
    }
    let mut back = Vec::new();
    while let Some(ended) = working.join_next().await {
        back.push(ended??);
    }
    Ok(back)
}
