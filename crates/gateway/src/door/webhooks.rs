//! What SMS gateways and telephone systems show: a secret or a signature each, or that they run on this machine.

use access::{SignatureProblem, WebhookSecret};
use axum::body::Body as Stream;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use proto::{Class, Rejection};
use timesource::Time;

use super::admission::Origin;
use super::proof::bearer;
use crate::body::{Body, JSON_BYTES};
use crate::gate::Gate;
use crate::refusal::{Refusal, forbidden};

/// The header by which the secret itself is shown, where it is neither a bearer's nor in the address.
const SECRET: &str = "Fl-Secret";
/// The header by which a signature is shown: `t=<seconds>,v1=<hexadecimal>`.
const SIGNATURE: &str = "Fl-Signature";
/// The parameter by which the secret is shown; Kannel can only be told an address.
pub(crate) const SECRET_PARAMETER: &str = "secret";
/// Where a telephone system says that somebody calls.
pub(crate) const CALL: &str = "/api/v1/cti/call";

/// How each sender proves itself; one without anything is heard from this machine only.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    /// Kannel, at `/sms/kannel`. It cannot sign.
    pub kannel: Option<WebhookSecret>,
    /// Providers that post JSON, at `/sms/json`.
    pub json: Option<WebhookSecret>,
    /// The telephone system, at `/api/v1/cti/call`.
    pub cti: Option<WebhookSecret>,
}

impl Webhooks {
    fn of(&self, path: &str) -> Option<&WebhookSecret> {
        match path {
            CALL => self.cti.as_ref(),
            "/sms/json" => self.json.as_ref(),
            _ => self.kannel.as_ref(),
        }
    }
}

/// Checks what a webhook shows, and gives the request back whole.
///
/// # Errors
/// 401 when it shows nothing that is right; 403 when it comes from elsewhere and nothing was agreed upon.
pub(super) async fn checked(gate: &Gate, request: Request, origin: Origin) -> Result<Request, Refusal> {
    let path = request.uri().path().to_owned();
    let Some(secret) = gate.access().webhooks().of(&path).cloned() else {
        return if origin.here {
            Ok(request)
        } else {
            Err(not_agreed())
        };
    };
    let (request, shown) = match &secret {
        WebhookSecret::Shared(_) => {
            let query = request.uri().query().unwrap_or_default();
            let shown = shown_secret(request.headers(), query);
            let checked = secret.check_shared(shown.as_deref());
            (request, checked)
        }
        WebhookSecret::Signed(_) => signed(gate, request, &secret).await?,
    };
    shown
        .map(|()| request)
        .map_err(|problem| not_believed(&path, problem))
}

fn shown_secret(headers: &HeaderMap, query: &str) -> Option<String> {
    let header = headers.get(SECRET).and_then(|value| value.to_str().ok());
    let shown = header.or_else(|| bearer(headers)).map(ToOwned::to_owned);
    shown.or_else(|| {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
        let mut found = pairs.into_iter().filter(|(name, _)| name == SECRET_PARAMETER);
        found.next().map(|(_, secret)| secret)
    })
}

/// A signature is over real time, a sandbox's too: whoever signs has no other.
async fn signed(
    gate: &Gate,
    request: Request,
    secret: &WebhookSecret,
) -> Result<(Request, Result<(), SignatureProblem>), Refusal> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let Body(bytes) = Body::<JSON_BYTES>::from_request(whole, gate).await?;
    let signature = parts.headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
    let checked = secret.check_signed(signature, address, &bytes, Time::system().now());
    Ok((Request::from_parts(parts, Stream::from(bytes)), checked))
}

fn not_agreed() -> Refusal {
    forbidden(
        "webhook.not_local",
        "尚未约定密钥，只接受本机的回调；请设置 --webhook",
        "no secret was agreed upon, so this is taken from this machine only; set one with --webhook",
    )
}

fn not_believed(path: &str, problem: SignatureProblem) -> Refusal {
    tracing::warn!(path, %problem, "a webhook was not believed");
    let rejection = Rejection::new(
        Class::Forbidden,
        "webhook.not_believed",
        "回调的密钥或签名不对",
        format!("the webhook is not believed: {problem}"),
    );
    Refusal::with_status(StatusCode::UNAUTHORIZED, rejection)
}
