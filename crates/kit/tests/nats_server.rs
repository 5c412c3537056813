//! A real nats-server, started and ended as `up` and the tests do it.

#![expect(
    clippy::panic,
    reason = "a missing nats-server must say in full how to install it"
)]

use std::path::Path;
use std::process::Stdio;

use kit::nats_server::{Access, NatsServer, NatsServerError, Settings, find};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio::process::Command;

const HOLD: &str = "HOLD_A_NATS_SERVER_IN";

fn settings(directory: &Path, access: Access) -> Settings {
    let binary = find(None).unwrap_or_else(|error| panic!("{error}"));
    Settings {
        binary,
        directory: directory.to_owned(),
        port: None,
        access,
    }
}

/// Connects and reads the server's greeting, so that the server knows of the connection too.
async fn greeted(address: impl ToSocketAddrs) -> std::io::Result<BufReader<TcpStream>> {
    let mut stream = BufReader::new(TcpStream::connect(address).await?);
    let mut greeting = String::new();
    stream.read_line(&mut greeting).await?;
    assert!(greeting.starts_with("INFO "), "{greeting}");
    Ok(stream)
}

/// Returns when the other side has closed, by whatever way.
async fn closed(mut stream: BufReader<TcpStream>) {
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

#[tokio::test]
async fn a_server_starts_on_a_free_port_and_stops() {
    let directory = tempfile::tempdir().unwrap();
    let server = NatsServer::start(&settings(directory.path(), Access::Open))
        .await
        .unwrap();
    assert!(server.version().starts_with("2."), "{}", server.version());
    let open = greeted(server.address()).await.unwrap();
    let pid = server.pid();
    server.stop().await.unwrap();
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
    closed(open).await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_in_the_servers_own_words() {
    let directory = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = settings(directory.path(), Access::Open);
    settings.port = Some(taken.local_addr().unwrap().port());
    let error = NatsServer::start(&settings).await.unwrap_err();
    assert!(
        matches!(error, NatsServerError::Ended { port_taken: true, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn who_does_not_know_the_token_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let server = NatsServer::start(&settings(directory.path(), Access::Token("t0ken".to_owned())))
        .await
        .unwrap();
    let answer = |token: &'static str| {
        let address = server.address();
        async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let hello = format!("CONNECT {{\"verbose\":false,\"auth_token\":\"{token}\"}}\r\nPING\r\n");
            stream.write_all(hello.as_bytes()).await.unwrap();
            let mut lines = BufReader::new(stream).lines();
            lines.next_line().await.unwrap();
            lines.next_line().await.unwrap().unwrap()
        }
    };
    assert_eq!(answer("t0ken").await, "PONG");
    assert_eq!(answer("other").await, "-ERR 'Authorization Violation'");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_killed_by_somebody_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = NatsServer::start(&settings(directory.path(), Access::Open))
        .await
        .unwrap();
    let killed = Command::new("kill")
        .args(["-KILL", &server.pid().to_string()])
        .status()
        .await
        .unwrap();
    assert!(killed.success());
    assert!(!server.ended().await.unwrap().success());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_does_not_outlive_a_killed_parent() {
    let directory = tempfile::tempdir().unwrap();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--ignored",
            "--nocapture",
            "holds_a_server_until_it_is_killed",
        ])
        .env(HOLD, directory.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines
            .next_line()
            .await
            .unwrap()
            .expect("the parent says where its server listens");
        if let Some((_, address)) = line.split_once("listens on ") {
            break address.trim().to_owned();
        }
    };
    let open = greeted(&address).await.unwrap();
    parent.kill().await.unwrap();
    closed(open).await;
}

#[tokio::test]
#[ignore = "the parent that a_server_does_not_outlive_a_killed_parent starts and kills"]
async fn holds_a_server_until_it_is_killed() {
    let Some(directory) = std::env::var_os(HOLD) else {
        return;
    };
    let mut server = NatsServer::start(&settings(directory.as_ref(), Access::Open))
        .await
        .unwrap();
    println!("listens on {}", server.address());
    server.ended().await.unwrap();
}
