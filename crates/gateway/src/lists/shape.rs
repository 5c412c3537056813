//! How a list is wanted: as JSON, or as a file for whoever reads it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono_tz::Tz;
use schemars::json_schema;
use serde::de::DeserializeOwned;
use types::Lang;

use crate::gate::Gate;
use crate::params::{Pairs, pairs, read};
use crate::refusal::{Refusal, malformed};
use crate::routes::Route;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

impl Format {
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub(super) const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A file somebody wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    pub(crate) lang: Lang,
    /// The policy's when missing.
    pub(crate) zone: Option<Tz>,
}

/// The query string of a list: what is asked, about which moment, and how the answer is wanted.
#[derive(Debug)]
pub(crate) struct AskedList<T> {
    pub(crate) at: Option<String>,
    /// None for JSON.
    pub(crate) shape: Option<Shape>,
    pub(crate) what: T,
}

impl<T: DeserializeOwned> FromRequestParts<Gate> for AskedList<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _gate: &Gate) -> Result<Self, Refusal> {
        let mut pairs = pairs(parts)?;
        let at = taken(&mut pairs, "at");
        let format = taken(&mut pairs, "format").unwrap_or_default();
        let lang = taken(&mut pairs, "lang").map_or(Ok(Lang::Zh), |lang| lang.parse().map_err(malformed))?;
        let zone = taken(&mut pairs, "zone");
        let zone = zone
            .map(|name| name.parse().map_err(|_| no_zone(&name)))
            .transpose()?;
        let format = match format.as_str() {
            "" | "json" => None,
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            other => return Err(malformed(format!("a format is json, csv or xlsx, not {other:?}"))),
        };
        Ok(Self {
            at,
            shape: format.map(|format| Shape { format, lang, zone }),
            what: read(pairs)?,
        })
    }
}

fn no_zone(name: &str) -> Refusal {
    malformed(format!(
        "a zone is an IANA name such as Asia/Shanghai, not {name:?}"
    ))
}

/// The first value of a name; all of that name are gone then.
fn taken(pairs: &mut Pairs, name: &str) -> Option<String> {
    let mut values = pairs
        .extract_if(.., |(found, _)| found == name)
        .map(|(_, value)| value);
    let first = values.next();
    values.for_each(drop);
    first
}

/// Describes the parameters that every list takes besides its own.
pub(crate) fn parameters(route: Route) -> Route {
    let words = |text: &str| json_schema!({ "type": "string", "description": text });
    route
        .query(
            "format",
            json_schema!({
                "enum": ["json", "csv", "xlsx"],
                "default": "json",
                "description": "As a file: every row from `skip` on, or so many as `limit` says",
            }),
        )
        .query(
            "lang",
            json_schema!({ "enum": ["zh", "en"], "default": "zh", "description": "The file's language" }),
        )
        .query(
            "zone",
            words("The file's time zone, an IANA name; the policy's when missing"),
        )
        .or_giving(Format::Csv.media())
        .or_giving(Format::Xlsx.media())
}
