use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, RequestErrorKind};
use futures::StreamExt;
use kit::nats_server::{Access, NatsServer, Settings, authorization, find};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::run::secrets::Secrets;

/// The same users as `up` has, for a server under an init system.
const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/nats/services.conf");
const ABOUT: &str = "\
# Who may say what on the bus, as `fieldledger up` has it too. Made by the program, and compared with it by a test.
# Passwords come from the environment of the server's process, so that this file holds no secret; let each begin with
# a letter, because the server takes what looks like a number for one.
";

#[test]
fn the_published_users_are_those_of_up() {
    let users = users(|name| Password::Variable(format!("FIELDLEDGER_NATS_{}", name.to_uppercase())));
    let made = format!("{ABOUT}{}", authorization(&users).unwrap());
    if std::env::var_os("FIELDLEDGER_WRITE_NATS_USERS").is_some() {
        std::fs::write(PUBLISHED, &made).unwrap();
    }
    let published = std::fs::read_to_string(PUBLISHED).unwrap_or_default();
    assert!(
        made == published,
        "run the test once with FIELDLEDGER_WRITE_NATS_USERS=1 and read the difference"
    );
}

/// A bus as `up` runs it.
struct Bus {
    server: NatsServer,
    secrets: Secrets,
    _data: tempfile::TempDir,
}

/// Somebody on it, and what the server tells them beside.
struct Somebody {
    client: Client,
    told: UnboundedReceiver<String>,
}

impl Bus {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(data.path()).unwrap();
        let settings = Settings {
            binary: find(None).unwrap(),
            directory: data.path().to_owned(),
            port: None,
            access: Access::Users(users(|name| Password::Text(secrets.password(name)))),
        };
        let server = NatsServer::start(&settings).await.unwrap();
        Self {
            server,
            secrets,
            _data: data,
        }
    }

    async fn connect(&self, user: &str) -> Somebody {
        let (tell, told) = unbounded_channel();
        let client = ConnectOptions::with_user_and_password(user.to_owned(), self.secrets.password(user))
            .custom_inbox_prefix(if user == CLIENT {
                "_INBOX".to_owned()
            } else {
                Login::inbox(user)
            })
            .event_callback(move |event| {
                let tell = tell.clone();
                async move {
                    if let Event::ServerError(error) = event {
                        let _ = tell.send(error.to_string());
                    }
                }
            })
            .connect(self.server.url())
            .await
            .unwrap();
        Somebody { client, told }
    }
}

impl Somebody {
    /// What the server says of something said there.
    async fn refusal(&mut self, subject: &str) -> String {
        self.client.publish(subject.to_owned(), "".into()).await.unwrap();
        self.told.recv().await.unwrap().to_lowercase()
    }

    /// Whether it may be said there. What was said before on this connection has come to the server by then.
    async fn may_ask(&self, subject: &str) -> bool {
        match self.client.request(subject.to_owned(), "".into()).await {
            Ok(_) => true,
            Err(failure) => failure.kind() == RequestErrorKind::NoResponders,
        }
    }
}

#[tokio::test]
async fn a_service_is_heard_where_it_belongs_and_refused_elsewhere() {
    let bus = Bus::start().await;
    let mut hotline = bus.connect("hotline").await;
    for elsewhere in [
        "fl.dispatch.wake",
        "fl.claims.feed.read",
        "fl.field.open-visit",
        "$SRV.PING",
        "_INBOX_claims.x",
    ] {
        let refusal = hotline.refusal(elsewhere).await;
        assert!(
            refusal.contains("permissions violation for publish"),
            "{elsewhere}: {refusal}"
        );
        assert!(refusal.contains(&elsewhere.to_lowercase()), "{refusal}");
    }
    assert!(hotline.may_ask("fl.directory.feed.read").await);
    let mut heard = hotline.client.subscribe("fl.notify.query").await.unwrap();
    let refusal = hotline.told.recv().await.unwrap().to_lowercase();
    assert!(
        refusal.contains("permissions violation for subscription"),
        "{refusal}"
    );

    let client = bus.connect(CLIENT).await;
    let mut wakes = client.client.subscribe("fl.*.wake").await.unwrap();
    assert!(client.may_ask("$SRV.PING").await);
    hotline
        .client
        .publish("fl.hotline.wake", "7".into())
        .await
        .unwrap();
    assert_eq!(wakes.next().await.unwrap().payload, "7");
    client.client.publish("fl.notify.query", "".into()).await.unwrap();
    assert!(client.may_ask("$SRV.PING").await);
    assert!(hotline.may_ask("fl.directory.feed.read").await);
    let nothing = tokio::time::timeout(Duration::ZERO, heard.next()).await;
    assert!(
        !matches!(nothing, Ok(Some(_))),
        "hotline heard what was said to notify"
    );
}

#[tokio::test]
async fn a_client_asks_the_services_and_is_answered_and_says_nothing_in_their_name() {
    let bus = Bus::start().await;
    let field = bus.connect("field").await;
    let mut asked = field.client.subscribe("fl.field.query").await.unwrap();
    assert!(field.may_ask("fl.hotline.feed.read").await);
    let answering = async {
        let request = asked.next().await.unwrap();
        field
            .client
            .publish(request.reply.unwrap(), "yes".into())
            .await
            .unwrap();
    };
    let mut client = bus.connect(CLIENT).await;
    let (answer, ()) = tokio::join!(client.client.request("fl.field.query", "".into()), answering);
    assert_eq!(answer.unwrap().payload, "yes");
    for inside in [
        "fl.field.wake",
        "fl.field.feed.read",
        "fl.field.probe",
        "fl.time.told.desk",
    ] {
        let refusal = client.refusal(inside).await;
        assert!(
            refusal.contains("permissions violation for publish"),
            "{inside}: {refusal}"
        );
    }
}

#[tokio::test]
async fn whoever_does_not_know_a_secret_does_not_get_in() {
    let bus = Bus::start().await;
    let nobody = ConnectOptions::new().connect(bus.server.url()).await;
    assert!(nobody.is_err());
    let guessed = ConnectOptions::with_user_and_password("hotline".to_owned(), "guess".to_owned());
    assert!(guessed.connect(bus.server.url()).await.is_err());
}
