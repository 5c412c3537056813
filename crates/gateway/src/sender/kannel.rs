//! Messages out through Kannel's `sendsms`.

use std::time::Duration;

use crate::door::SECRET_PARAMETER;

use proto::notify::SendOutcome;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use types::{MessageId, Phone};

/// How long Kannel may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
const CONNECTING: Duration = Duration::from_secs(5);
/// Delivered, failed, queued, accepted and refused: every report there is.
const EVERY_REPORT: &str = "31";

/// Where Kannel takes messages, and where it brings its reports.
#[derive(Clone)]
pub struct KannelSettings {
    /// The smsbox's address: `http://127.0.0.1:13013/cgi-bin/sendsms`.
    pub url: String,
    pub username: String,
    pub password: String,
    /// The number the phones see.
    pub from: String,
    /// The gateway's own address as Kannel reaches it: `http://127.0.0.1:8080`.
    pub dlr_base: String,
    /// What Kannel shows when it brings a report; it goes along in the address it is told.
    pub dlr_secret: Option<String>,
}

impl std::fmt::Debug for KannelSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KannelSettings")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Says why Kannel cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KannelFailure {
    #[error("{text:?} is no address of Kannel or of the gateway")]
    Address { text: String },
    #[error("failed to set up the connection to Kannel")]
    Client(#[source] reqwest::Error),
}

/// A connection to Kannel.
#[derive(Debug)]
pub struct Kannel {
    settings: KannelSettings,
    url: Url,
    reports: Url,
    client: Client,
}

impl Kannel {
    /// Checks the settings; nothing is sent yet.
    ///
    /// # Errors
    /// [`KannelFailure`] when an address is none.
    pub fn new(settings: KannelSettings) -> Result<Self, KannelFailure> {
        let url = address(&settings.url)?;
        let reports = address(&settings.dlr_base)?
            .join("/sms/kannel/dlr")
            .map_err(|_| KannelFailure::Address {
                text: settings.dlr_base.clone(),
            })?;
        let client = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(CONNECTING)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(KannelFailure::Client)?;
        Ok(Self {
            settings,
            url,
            reports,
            client,
        })
    }

    pub(super) async fn send(&self, id: &MessageId, to: &Phone, text: &str) -> SendOutcome {
        let report = self.report_url(id);
        let query = [
            ("username", self.settings.username.as_str()),
            ("password", self.settings.password.as_str()),
            ("from", self.settings.from.as_str()),
            ("to", to.as_str()),
            ("text", text),
            ("charset", "UTF-8"),
            ("coding", "2"),
            ("dlr-mask", EVERY_REPORT),
            ("dlr-url", report.as_str()),
        ];
        match self.client.get(self.url.clone()).query(&query).send().await {
            Ok(response) => outcome(response).await,
            Err(failure) => broken(failure),
        }
    }

    /// Kannel gives no id of its own: ours goes along, and `%d` is where Kannel writes what became of it.
    fn report_url(&self, id: &MessageId) -> String {
        let mut url = self.reports.clone();
        url.query_pairs_mut().clear().append_pair("message", id.as_str());
        if let Some(secret) = &self.settings.dlr_secret {
            url.query_pairs_mut().append_pair(SECRET_PARAMETER, secret);
        }
        format!("{url}&status=%d")
    }
}

fn address(text: &str) -> Result<Url, KannelFailure> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| url.scheme() == "http" && url.has_host());
    url.ok_or_else(|| KannelFailure::Address {
        text: text.to_owned(),
    })
}

/// Only what is certainly not taken may be tried again at once: 202 is taken, a refusal and 503 are not, and of
/// anything else nobody knows.
async fn outcome(response: Response) -> SendOutcome {
    let status = response.status();
    if status.is_success() {
        return SendOutcome::Accepted;
    }
    let said: String = response
        .text()
        .await
        .unwrap_or_default()
        .trim()
        .chars()
        .take(200)
        .collect();
    let reason = format!("Kannel answered {status}: {said}");
    if status.is_client_error() || status.is_redirection() || status == StatusCode::SERVICE_UNAVAILABLE {
        SendOutcome::Failed { reason }
    } else {
        SendOutcome::Uncertain { reason }
    }
}

/// The address holds the password, and is left out of the reason.
fn broken(failure: reqwest::Error) -> SendOutcome {
    let never_left = failure.is_connect() || failure.is_builder();
    let failure = failure.without_url();
    let cause = std::error::Error::source(&failure)
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default();
    let reason = format!("{failure}{cause}");
    if never_left {
        SendOutcome::Failed { reason }
    } else {
        SendOutcome::Uncertain { reason }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use tokio::net::{TcpListener, TcpSocket};

    use super::super::Sender;
    use super::*;

    type Sent = BTreeMap<String, String>;

    fn settings(url: String) -> KannelSettings {
        KannelSettings {
            url,
            username: "fieldledger".to_owned(),
            password: "not-for-logs".to_owned(),
            from: "106900".to_owned(),
            dlr_base: "http://127.0.0.1:8080".to_owned(),
            dlr_secret: None,
        }
    }

    async fn stand_in() -> (String, tokio::sync::mpsc::UnboundedReceiver<Sent>) {
        let (heard, hears) = tokio::sync::mpsc::unbounded_channel();
        let answer = move |axum::extract::RawQuery(query): axum::extract::RawQuery| {
            let sent: Sent = serde_urlencoded::from_str(&query.unwrap_or_default()).unwrap();
            let status = match sent["to"].as_str() {
                "13800138001" => StatusCode::FORBIDDEN,
                "13800138002" => StatusCode::SERVICE_UNAVAILABLE,
                "13800138003" => StatusCode::BAD_GATEWAY,
                _ => StatusCode::ACCEPTED,
            };
            heard.send(sent).unwrap();
            async move { (status, "0: Accepted for delivery") }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/cgi-bin/sendsms", listener.local_addr().unwrap());
        let router = Router::new().route("/cgi-bin/sendsms", get(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (url, hears)
    }

    async fn send(sender: &Sender, to: &str, leftover: bool) -> SendOutcome {
        let id = "m-1%&".parse().unwrap();
        sender
            .send(
                &id,
                1,
                &to.parse().unwrap(),
                "【某某】工单 2600014 😀 100%",
                leftover,
            )
            .await
    }

    // rule: SMS-10
    #[tokio::test]
    async fn kannel_is_given_our_id_with_the_report_and_its_answers_tell_sent_refused_and_unknown_apart() {
        let (url, mut heard) = stand_in().await;
        let sender = Sender::Kannel(Box::new(Kannel::new(settings(url)).unwrap()));
        assert_eq!(send(&sender, "13800138000", false).await, SendOutcome::Accepted);
        let sent = heard.recv().await.unwrap();
        assert_eq!(sent["text"], "【某某】工单 2600014 😀 100%");
        assert_eq!(
            (sent["charset"].as_str(), sent["coding"].as_str()),
            ("UTF-8", "2")
        );
        assert_eq!(
            sent["dlr-url"],
            "http://127.0.0.1:8080/sms/kannel/dlr?message=m-1%25%26&status=%d"
        );
        assert!(matches!(
            send(&sender, "13800138001", false).await,
            SendOutcome::Failed { .. }
        ));
        assert!(matches!(
            send(&sender, "13800138002", false).await,
            SendOutcome::Failed { .. }
        ));
        assert!(matches!(
            send(&sender, "13800138003", false).await,
            SendOutcome::Uncertain { .. }
        ));
    }

    // rule: SMS-10
    #[tokio::test]
    async fn an_attempt_from_before_the_process_began_is_uncertain_and_not_sent() {
        let (url, mut heard) = stand_in().await;
        let sender = Sender::Kannel(Box::new(Kannel::new(settings(url)).unwrap()));
        assert!(matches!(
            send(&sender, "13800138000", true).await,
            SendOutcome::Uncertain { .. }
        ));
        assert!(heard.try_recv().is_err());
    }

    // rule: SMS-10
    #[tokio::test]
    async fn nobody_there_is_a_failure_and_a_broken_answer_is_not_known() {
        // A port that is taken and not listened on: nobody else gets it meanwhile.
        let taken = TcpSocket::new_v4().unwrap();
        taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}/cgi-bin/sendsms", taken.local_addr().unwrap());
        let gone = Sender::Kannel(Box::new(Kannel::new(settings(url)).unwrap()));
        let SendOutcome::Failed { reason } = send(&gone, "13800138000", false).await else {
            panic!("not failed")
        };
        assert!(!reason.contains("not-for-logs"), "{reason}");

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/cgi-bin/sendsms", listener.local_addr().unwrap());
        tokio::spawn(async move { listener.accept().await.map(drop) });
        let hangs_up = Sender::Kannel(Box::new(Kannel::new(settings(url)).unwrap()));
        let SendOutcome::Uncertain { reason } = send(&hangs_up, "13800138000", false).await else {
            panic!("known")
        };
        assert!(!reason.contains("not-for-logs"), "{reason}");
    }
}
