//! Photos and papers: put and read as bytes, named by what they hold.

mod get;
mod put;

use axum::http::HeaderValue;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use types::{Hash, MediaType};

use crate::routes::{Content, Route};

pub(crate) use self::get::streamed;

const GROUP: &str = "documents";
const SENT: &str = "The file itself, without a form around it: JPEG, PNG, WebP, HEIC, PDF, ZIP or UTF-8 text, told by what \
it holds; at most 64 MiB";
const KEPT: &str = "The file as it was put, under the media type of what it holds";

/// What a document is called by whoever sends or takes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    #[serde(default)]
    name: String,
}

/// A document that is on disk, in the words a command names it by; the command adds its kind.
#[derive(Debug, Serialize, JsonSchema)]
struct Put {
    hash: Hash,
    /// In bytes.
    size: u64,
    /// By its content, whatever the request said.
    media_type: &'static str,
    name: String,
}

pub(crate) fn routes(schemas: &mut SchemaGenerator) -> Vec<Route> {
    let put = Content::of::<Put>(schemas);
    let hash = schemas.subschema_for::<Hash>();
    let bytes = |about: &str| Content::bytes("application/octet-stream", about);
    vec![
        Route::post(
            GROUP,
            "/api/v1/documents",
            "Put a photo or paper, to be named by a command after that",
            put::put,
            put,
        )
        .taking(bytes(SENT))
        .asking::<Named>(schemas),
        Route::get(
            GROUP,
            "/api/v1/documents/{hash}",
            "A photo or paper as it was put",
            get::get,
            bytes(KEPT),
        )
        .at("hash", hash)
        .asking::<Named>(schemas),
    ]
}

/// A file's name as its sender called it, or after its content when they did not.
fn name_or_hash(name: &str, hash: &Hash, media: MediaType) -> String {
    let plain: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    match plain.trim() {
        "" => format!("{}.{}", hash.short(), media.extension()),
        name => name.to_owned(),
    }
}

/// How a file is to be taken: shown where it is a picture, kept under its name otherwise.
fn disposition(name: &str, media: MediaType) -> HeaderValue {
    let manner = if media.is_picture() {
        "inline"
    } else {
        "attachment"
    };
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = name.bytes().map(percent).collect();
    let value = format!("{manner}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_header_is_readable_to_old_and_new_clients_and_ends_no_line() {
        let value = disposition("旧件 \"1\"\r\nX: y.jpg", MediaType::Jpeg);
        assert_eq!(
            value.to_str().unwrap(),
            "inline; filename=\"____1___X:_y.jpg\"; filename*=UTF-8''%E6%97%A7%E4%BB%B6%20%221%22%0D%0AX%3A%20y.jpg"
        );
        assert!(
            disposition("a.zip", MediaType::Zip)
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(
            name_or_hash(" \n", &Hash::NONE, MediaType::Png),
            "000000000000.png"
        );
    }
}
