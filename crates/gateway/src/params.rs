//! Paths and query strings, refused in our own words.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::gate::Gate;
use crate::refusal::{Refusal, malformed};

/// What stands in the path's places, read as `T`.
#[derive(Debug)]
pub(crate) struct Place<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Gate> for Place<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self, Refusal> {
        let path = Path::<T>::from_request_parts(parts, gate).await;
        path.map(|Path(place)| Self(place))
            .map_err(|failure| malformed(failure.body_text()))
    }
}

/// The query string, read as `T`; a parameter without a value is as good as none.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Gate> for Params<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _gate: &Gate) -> Result<Self, Refusal> {
        read(pairs(parts)?).map(Self)
    }
}

/// The query string of a question: what is asked, and about which moment.
#[derive(Debug)]
pub(crate) struct Asked<T> {
    /// As the desk reads it: an RFC 3339 instant, `now`, or frames.
    pub(crate) at: Option<String>,
    pub(crate) what: T,
}

impl<T: DeserializeOwned> FromRequestParts<Gate> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _gate: &Gate) -> Result<Self, Refusal> {
        let (moments, rest): (Vec<_>, Vec<_>) = pairs(parts)?.into_iter().partition(|(name, _)| name == "at");
        let at = moments.into_iter().next().map(|(_, at)| at);
        Ok(Self {
            at,
            what: read(rest)?,
        })
    }
}

/// No parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

pub(crate) type Pairs = Vec<(String, String)>;

pub(crate) fn pairs(parts: &Parts) -> Result<Pairs, Refusal> {
    let query = parts.uri.query().unwrap_or_default();
    let pairs: Pairs = serde_urlencoded::from_str(query).map_err(|failure| malformed(failure.to_string()))?;
    Ok(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

pub(crate) fn read<T: DeserializeOwned>(pairs: Pairs) -> Result<T, Refusal> {
    let query = serde_urlencoded::to_string(pairs).map_err(|failure| malformed(failure.to_string()))?;
    serde_urlencoded::from_str(&query).map_err(|failure| malformed(failure.to_string()))
}
