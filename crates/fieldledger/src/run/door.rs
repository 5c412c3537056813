//! How people and machines come in, as it is set where the system starts.

use std::str::FromStr;

use access::{Limits, WebhookSecret};
use clap::Args;
use gateway::Webhooks;
use types::Span;

/// The variable that holds the webhooks' secrets: nobody reads it in a list of processes.
pub(super) const WEBHOOKS: &str = "FIELDLEDGER_WEBHOOKS";

/// How people and machines come in.
#[derive(Debug, Clone, Args)]
pub(crate) struct DoorArgs {
    /// 经 HTTPS 访问 Browsers come over HTTPS, to a proxy before this: cookies are for HTTPS only then
    #[arg(long, env = "FIELDLEDGER_HTTPS")]
    pub https: bool,
    /// 闲置时限 How long somebody stays signed in without a request
    #[arg(
        long,
        value_name = "SPAN",
        env = "FIELDLEDGER_SESSION_IDLE",
        default_value = "4h"
    )]
    pub session_idle: Span,
    /// 登录时限 How long somebody stays signed in at most
    #[arg(
        long,
        value_name = "SPAN",
        env = "FIELDLEDGER_SESSION_WHOLE",
        default_value = "14h"
    )]
    pub session_whole: Span,
    /// 回调密钥 What a webhook shows: kannel=secret:…, json=hmac:…, cti=hmac:…; better in the variable than typed
    #[arg(
        long = "webhook",
        value_name = "SENDER=SECRET",
        env = WEBHOOKS,
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub webhooks: Vec<Webhook>,
}

impl DoorArgs {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            idle: self.session_idle,
            whole: self.session_whole,
        }
    }

    /// How each sender proves itself; the last word about one counts.
    pub(super) fn webhooks(&self) -> Webhooks {
        let mut all = Webhooks::default();
        for Webhook { sender, secret, .. } in &self.webhooks {
            let place = match sender {
                Sender::Kannel => &mut all.kannel,
                Sender::Json => &mut all.json,
                Sender::Cti => &mut all.cti,
            };
            *place = Some(secret.clone());
        }
        all
    }

    /// What Kannel shows when it brings a report.
    pub(super) fn kannel_secret(&self) -> Option<String> {
        match self.webhooks().kannel? {
            WebhookSecret::Shared(secret) => Some(secret),
            WebhookSecret::Signed(_) => None,
        }
    }

    /// The webhooks as the variable holds them.
    pub(super) fn written(&self) -> String {
        let all: Vec<&str> = self
            .webhooks
            .iter()
            .map(|webhook| webhook.text.as_str())
            .collect();
        all.join(",")
    }
}

/// One sender and what it shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Webhook {
    sender: Sender,
    secret: WebhookSecret,
    /// As it was given.
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sender {
    Kannel,
    Json,
    Cti,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook({:?})", self.sender)
    }
}

impl FromStr for Webhook {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a webhook is written kannel=secret:..., json=hmac:... or cti=hmac:...".to_owned();
        let (sender, secret) = text.split_once('=').ok_or_else(wrong)?;
        let sender = match sender.trim() {
            "kannel" => Sender::Kannel,
            "json" => Sender::Json,
            "cti" => Sender::Cti,
            _ => return Err(wrong()),
        };
        let secret: WebhookSecret = secret.parse()?;
        if sender == Sender::Kannel && matches!(secret, WebhookSecret::Signed(_)) {
            return Err("Kannel cannot sign: use kannel=secret:...".to_owned());
        }
        Ok(Self {
            sender,
            secret,
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_a_sender_with_a_secret_it_can_show() {
        for sound in [
            "kannel=secret:0123456789abcdef",
            "json=hmac:0123456789abcdef",
            "cti=secret:0123456789=abcdef",
        ] {
            assert_eq!(sound.parse::<Webhook>().unwrap().text, sound);
        }
        for wrong in [
            "",
            "kannel",
            "kannel=hmac:0123456789abcdef",
            "fax=secret:0123456789abcdef",
            "cti=hmac:short",
        ] {
            assert!(wrong.parse::<Webhook>().is_err(), "{wrong}");
        }
    }
}
