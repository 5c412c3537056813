//! Telling open pages that something changed, so that they fetch what they show anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bus::Bus;
use console::Visitor;
use futures::{StreamExt, stream};
use proto::wire::{endpoint, subject};
use tokio::sync::watch;

use crate::door::calls_of;
use crate::gate::Gate;

/// How long a page is left alone after it was told, in real time: one command makes several services write.
const REST: Duration = Duration::from_millis(500);
/// How often a silent connection is shown to be alive.
const ALIVE: Duration = Duration::from_secs(15);

/// How many times some log went on since the gateway began to listen.
pub(crate) type News = watch::Receiver<u64>;

/// Listens to the services' wakes until told to stop; then the streams of all pages end.
pub(crate) fn listen(bus: Bus, mut stop: watch::Receiver<bool>) -> News {
    let (told, news) = watch::channel(0);
    tokio::spawn(async move {
        let listening = tell(&bus, &told);
        tokio::select! {
            () = listening => {}
            _stopped = stop.wait_for(|stop| *stop) => {}
        }
    });
    news
}

/// Counts wakes. The client connects anew by itself, so a subscription ends only with it.
async fn tell(bus: &Bus, told: &watch::Sender<u64>) {
    let mut wakes = match bus.client().subscribe(subject("*", endpoint::WAKE)).await {
        Ok(wakes) => wakes,
        Err(failure) => {
            tracing::warn!(%failure, "open pages are not told of changes");
            return;
        }
    };
    while wakes.next().await.is_some() {
        told.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// One event whenever something changed, at most two a second, and the visitor's calls: a browser keeps few
/// connections open, so a page has one.
pub(super) async fn events(State(gate): State<Gate>, visitor: Visitor) -> Response {
    let changes = stream::unfold(gate.news(), async |mut news| {
        news.changed().await.ok()?;
        tokio::time::sleep(REST).await;
        news.mark_unchanged();
        Some((changed(), news))
    });
    let calls = stream::iter(calls_of(&gate, &visitor)).flatten();
    let told = stream::select(changes.boxed(), calls.boxed());
    Sse::new(told)
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response()
}

fn changed() -> Result<Event, Infallible> {
    Ok(Event::default().event("changed").data("1"))
}
