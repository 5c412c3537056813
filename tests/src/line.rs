//! A line between a client and its server that can be slow, hold answers back, and break.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How much longer each piece takes on a slow line.
const SLOWER: Duration = Duration::from_millis(25);

/// What a line does with what goes over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Open,
    Slow,
    /// What is asked gets through, what is answered is held back.
    AnswersHeld,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    way: Way,
    /// How often every connection was broken.
    breaks: u64,
}

/// A TCP line to one server.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    state: watch::Sender<State>,
}

impl Line {
    /// Lays a line to a server.
    ///
    /// # Panics
    /// When there is no port for it.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a port has an address");
        let way = Way::Open;
        let (state, seen) = watch::channel(State { way, breaks: 0 });
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A server that is away is one that refuses.
                if let Ok(server) = TcpStream::connect(server).await {
                    join(client, server, &seen);
                }
            }
        });
        Self { address, state }
    }

    /// Where clients connect: `nats://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Goes on another way.
    pub fn goes(&self, way: Way) {
        self.state.send_modify(|state| state.way = way);
    }

    /// Breaks every connection; what was held back on it is lost. New ones go the open way.
    pub fn breaks(&self) {
        self.state.send_modify(|state| {
            state.way = Way::Open;
            state.breaks += 1;
        });
    }
}

fn join(client: TcpStream, server: TcpStream, state: &watch::Receiver<State>) {
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::spawn(pass(from_client, to_server, state.clone(), false));
    tokio::spawn(pass(from_server, to_client, state.clone(), true));
}

/// Passes bytes on in one direction until either end is gone or the line breaks.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut state: watch::Receiver<State>,
    is_answers: bool,
) {
    let breaks = state.borrow().breaks;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = tokio::select! {
            read = from.read(&mut piece) => read.unwrap_or_default(),
            broken = state.wait_for(|state| state.breaks > breaks) => {
                drop(broken);
                return;
            }
        };
        let held = |state: &State| is_answers && state.way == Way::AnswersHeld && state.breaks == breaks;
        let goes_on = state.wait_for(|state| !held(state)).await.map(|state| *state);
        let Ok(now) = goes_on else { return };
        let Some(piece) = piece.get(..length).filter(|piece| !piece.is_empty()) else {
            return;
        };
        if now.way == Way::Slow {
            tokio::time::sleep(SLOWER).await;
        }
        if now.breaks > breaks || to.write_all(piece).await.is_err() {
            return;
        }
    }
}
