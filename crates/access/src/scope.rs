//! What a token may be used for: each request needs one scope, and a token has those it was made with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use types::ServiceName;

/// One thing a token may be used for, written `read`, `hotline` or `hotline.open-order`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Every question about now or the past.
    Read,
    /// Phone numbers in full wherever something is answered; masked without it.
    Phones,
    /// A telephone system's word that somebody calls.
    Cti,
    /// Putting photos and papers.
    Documents,
    /// Feeds, whole logs and a sandbox's time.
    Operations,
    /// Every command of a service.
    Service(ServiceName),
    /// One command.
    Command(ServiceName, String),
}

/// Says that a text is no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope is read, phones, cti, documents, operations, a service or one of its commands like hotline.open-order, not {0:?}"
)]
pub struct InvalidScope(pub String);

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        let invalid = || InvalidScope(text.chars().take(80).collect());
        Ok(match text {
            "read" => Self::Read,
            "phones" => Self::Phones,
            "cti" => Self::Cti,
            "documents" => Self::Documents,
            "operations" => Self::Operations,
            other => match other.split_once('.') {
                None => Self::Service(other.parse().map_err(|_| invalid())?),
                Some((service, command)) => {
                    let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-';
                    let named = !command.is_empty() && command.chars().all(plain);
                    let service = service.parse().ok().filter(|_| named).ok_or_else(invalid)?;
                    Self::Command(service, command.to_owned())
                }
            },
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => f.write_str("read"),
            Self::Phones => f.write_str("phones"),
            Self::Cti => f.write_str("cti"),
            Self::Documents => f.write_str("documents"),
            Self::Operations => f.write_str("operations"),
            Self::Service(service) => service.fmt(f),
            Self::Command(service, command) => write!(f, "{service}.{command}"),
        }
    }
}

impl TryFrom<String> for Scope {
    type Error = InvalidScope;

    fn try_from(text: String) -> Result<Self, InvalidScope> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl Scope {
    /// Whether it lets somebody act, so that it must be known in whose name.
    #[must_use]
    pub const fn acts(&self) -> bool {
        match self {
            Self::Documents | Self::Service(_) | Self::Command(..) => true,
            Self::Read | Self::Phones | Self::Cti | Self::Operations => false,
        }
    }
}

/// What a request of the API needs a token to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// This scope, or for a command its whole service.
    Scope(Scope),
    /// No token will do: whoever manages access signs in.
    Person,
}

impl Need {
    /// What a request needs, by its path and by whether it only asks.
    #[must_use]
    pub fn of(path: &str, only_asks: bool) -> Self {
        let rest = path.strip_prefix("/api/v1/").unwrap_or_default();
        let (first, second) = rest.split_once('/').unwrap_or((rest, ""));
        let command = |service, command: &str| Self::Scope(Scope::Command(service, command.to_owned()));
        match first {
            "access" => Self::Person,
            "logs" | "feeds" => Self::Scope(Scope::Operations),
            _ if only_asks => Self::Scope(Scope::Read),
            "time" => Self::Scope(Scope::Operations),
            "cti" => Self::Scope(Scope::Cti),
            "documents" => Self::Scope(Scope::Documents),
            "imports" if second == "orders" => command(ServiceName::Hotline, "stage-orders"),
            "imports" => command(ServiceName::Directory, "stage-import"),
            "policy" => command(ServiceName::Directory, "load-policy"),
            other => match other.parse::<ServiceName>() {
                Ok(service) => command(service, second),
                Err(_) => Self::Person,
            },
        }
    }

    /// Whether these scopes are enough.
    #[must_use]
    pub fn is_met_by(&self, scopes: &[Scope]) -> bool {
        let Self::Scope(need) = self else { return false };
        scopes.iter().any(|scope| match (scope, need) {
            (Scope::Service(whole), Scope::Command(service, _)) => whole == service,
            (scope, need) => scope == need,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Vec<Scope> {
        text.split_whitespace()
            .map(|scope| scope.parse().unwrap())
            .collect()
    }

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for text in [
            "read",
            "phones",
            "cti",
            "documents",
            "operations",
            "hotline",
            "hotline.open-order",
        ] {
            let scope: Scope = text.parse().unwrap();
            assert_eq!(scope.to_string(), text);
            assert_eq!(serde_json::to_string(&scope).unwrap(), format!("\"{text}\""));
        }
        for text in ["", "all", "hotline.", "moon.land", "hotline.open order", "Read"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_does_what_its_scopes_say_and_nothing_else() {
        let allowed = |held: &str, path: &str, only_asks| Need::of(path, only_asks).is_met_by(&scopes(held));
        assert!(allowed("read", "/api/v1/board", true));
        assert!(allowed("read", "/api/v1/orders/2600017", true));
        assert!(
            !allowed("read", "/api/v1/logs/hotline/export", true),
            "a log holds everything"
        );
        assert!(allowed("operations", "/api/v1/logs/hotline/export", true));
        assert!(allowed("hotline.open-order", "/api/v1/hotline/open-order", false));
        assert!(!allowed(
            "hotline.open-order",
            "/api/v1/hotline/cancel-order",
            false
        ));
        assert!(!allowed("hotline.open-order", "/api/v1/board", true));
        assert!(allowed("hotline", "/api/v1/hotline/cancel-order", false));
        assert!(!allowed("hotline", "/api/v1/claims/submit-claim", false));
        assert!(allowed("cti", "/api/v1/cti/call", false));
        assert!(!allowed("cti read", "/api/v1/time/advance", false));
        assert!(allowed("directory", "/api/v1/policy", false));
        assert!(allowed("directory.stage-import", "/api/v1/imports/people", false));
    }

    #[test]
    fn no_token_manages_access() {
        let every = scopes(
            "read phones cti documents operations directory hotline dispatch field claims returns notify",
        );
        for only_asks in [true, false] {
            assert!(!Need::of("/api/v1/access/tokens", only_asks).is_met_by(&every));
        }
        assert!(!Need::of("/api/v1/unheard/of", false).is_met_by(&every));
    }
}
