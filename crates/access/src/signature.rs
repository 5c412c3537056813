//! What a webhook shows: a shared secret, or a signature over what it brings.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use types::{Hash, Instant, Span};

/// How far a signature's time may be from ours, before or after.
const TOLERANCE: Span = Span::minutes(5);

/// How one sender proves itself, written `secret:...` or `hmac:...`.
#[derive(Clone, PartialEq, Eq)]
pub enum WebhookSecret {
    /// The secret itself is shown.
    Shared(String),
    /// HMAC-SHA-256 over the time, the address and the body is shown; the secret never travels.
    Signed(String),
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shared(_) => "Shared",
            Self::Signed(_) => "Signed",
        })
    }
}

impl FromStr for WebhookSecret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let long_enough = |secret: &str| secret.len() >= 16;
        match text.split_once(':') {
            Some(("secret", secret)) if long_enough(secret) => Ok(Self::Shared(secret.to_owned())),
            Some(("hmac", secret)) if long_enough(secret) => Ok(Self::Signed(secret.to_owned())),
            _ => Err(
                "a webhook's secret is written secret:... or hmac:..., with 16 characters at least"
                    .to_owned(),
            ),
        }
    }
}

/// Says why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureProblem {
    #[error("it shows neither a secret nor a signature")]
    Missing,
    #[error("its secret or signature is not the right one")]
    Wrong,
    #[error("its signature is of another time than now")]
    OutOfTime,
}

impl WebhookSecret {
    /// Whether the secret itself was shown, in a header or in the address.
    ///
    /// # Errors
    /// [`SignatureProblem`].
    pub fn check_shared(&self, shown: Option<&str>) -> Result<(), SignatureProblem> {
        let Self::Shared(secret) = self else {
            return Err(SignatureProblem::Missing);
        };
        let shown = shown.ok_or(SignatureProblem::Missing)?;
        // Hashes are compared, so that how long it takes tells nothing about the secret.
        let same = Hash::of(&[shown.as_bytes()]) == Hash::of(&[secret.as_bytes()]);
        same.then_some(()).ok_or(SignatureProblem::Wrong)
    }

    /// Whether a signature, `t=<seconds>,v1=<hexadecimal>`, is over this address and body, and of about now.
    ///
    /// # Errors
    /// [`SignatureProblem`].
    pub fn check_signed(
        &self,
        signature: Option<&str>,
        address: &str,
        body: &[u8],
        now: Instant,
    ) -> Result<(), SignatureProblem> {
        let Self::Signed(secret) = self else {
            return Err(SignatureProblem::Missing);
        };
        let signature = signature.ok_or(SignatureProblem::Missing)?;
        let part = |name: &str| {
            let mut parts = signature.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let seconds: i64 = part("t")
            .and_then(|text| text.parse().ok())
            .ok_or(SignatureProblem::Wrong)?;
        let shown = part("v1").ok_or(SignatureProblem::Wrong)?;
        let right = sign(secret, seconds, address, body);
        if Hash::of(&[shown.to_ascii_lowercase().as_bytes()]) != Hash::of(&[right.as_bytes()]) {
            return Err(SignatureProblem::Wrong);
        }
        let apart = now
            .since(Instant::from_seconds(seconds))
            .as_micros()
            .saturating_abs();
        (apart <= TOLERANCE.as_micros())
            .then_some(())
            .ok_or(SignatureProblem::OutOfTime)
    }
}

/// The signature of a request: HMAC-SHA-256 over `seconds`, the path with its query, and the body, each but the last
/// ended by a line feed; in hexadecimal.
#[must_use]
pub fn sign(secret: &str, seconds: i64, address: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{seconds}\n{address}\n").as_bytes());
    mac.update(body);
    Hash::from_bytes(mac.finalize().into_bytes().into()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of the PBX";

    fn now() -> Instant {
        Instant::from_seconds(1_767_600_000)
    }

    #[test]
    fn a_signature_holds_for_its_address_body_and_time_and_for_nothing_else() {
        let webhook: WebhookSecret = format!("hmac:{SECRET}").parse().unwrap();
        let of = |seconds: i64| {
            let right = sign(SECRET, seconds, "/api/v1/cti/call", b"{}");
            format!("t={seconds},v1={right}")
        };
        let check = |signature: &str, address: &str, body: &[u8]| {
            webhook.check_signed(Some(signature), address, body, now())
        };
        let right = of(1_767_600_000);
        assert_eq!(check(&right, "/api/v1/cti/call", b"{}"), Ok(()));
        assert_eq!(
            check(
                &right.to_uppercase().replace("T=", "t=").replace("V1=", "v1="),
                "/api/v1/cti/call",
                b"{}"
            ),
            Ok(())
        );
        assert_eq!(
            check(&right, "/api/v1/cti/call", b"{ }"),
            Err(SignatureProblem::Wrong)
        );
        assert_eq!(check(&right, "/sms/json", b"{}"), Err(SignatureProblem::Wrong));
        assert_eq!(check(&of(1_767_600_300), "/api/v1/cti/call", b"{}"), Ok(()));
        assert_eq!(
            check(&of(1_767_599_699), "/api/v1/cti/call", b"{}"),
            Err(SignatureProblem::OutOfTime)
        );
        assert_eq!(
            check("v1=00", "/api/v1/cti/call", b"{}"),
            Err(SignatureProblem::Wrong)
        );
        assert_eq!(
            webhook.check_signed(None, "/", b"", now()),
            Err(SignatureProblem::Missing)
        );
        assert_eq!(webhook.check_shared(Some(SECRET)), Err(SignatureProblem::Missing));
    }

    #[test]
    fn the_signature_is_the_one_everybody_elses_tools_make() {
        // printf '1767600000\n/api/v1/cti/call\n{}' | openssl dgst -sha256 -hmac 'a secret of the PBX'
        let made = sign(SECRET, 1_767_600_000, "/api/v1/cti/call", b"{}");
        assert_eq!(
            made,
            "c8a9d68bf9701cb867eb14e65022aadcbe3c17d39dc159d1331d7b0cd2fa6a0e"
        );
    }

    #[test]
    fn a_shared_secret_is_shown_as_it_is() {
        let webhook: WebhookSecret = format!("secret:{SECRET}").parse().unwrap();
        assert_eq!(webhook.check_shared(Some(SECRET)), Ok(()));
        assert_eq!(
            webhook.check_shared(Some("another")),
            Err(SignatureProblem::Wrong)
        );
        assert_eq!(webhook.check_shared(None), Err(SignatureProblem::Missing));
        assert!("secret:short".parse::<WebhookSecret>().is_err());
        assert!("password:0123456789abcdef".parse::<WebhookSecret>().is_err());
    }
}
