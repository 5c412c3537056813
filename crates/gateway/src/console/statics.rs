//! Style and scripts: their addresses change with their content, so they may be kept for ever.

use axum::http::HeaderMap;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use console::files;

use crate::params::Place;
use crate::refusal::no_such_path;

pub(super) async fn file(Place((hash, name)): Place<(String, String)>, asked: HeaderMap) -> Response {
    let Some(file) = files::find(&format!("{hash}/{name}")) else {
        return no_such_path(&format!("/static/{hash}/{name}")).into_response();
    };
    let headers = [
        (CONTENT_TYPE, file.media),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (VARY, "Accept-Encoding"),
    ];
    match file.gzip.as_deref().filter(|_| takes_gzip(&asked)) {
        Some(gzip) => (headers, [(CONTENT_ENCODING, "gzip")], gzip).into_response(),
        None => (headers, file.bytes).into_response(),
    }
}

/// Whether gzip is among what the browser takes, and not refused by a weight of none.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let texts = asked.get_all(ACCEPT_ENCODING).iter();
    let mut codings = texts
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.trim(), "q=0" | "q=0.0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_for_those_who_say_that_they_take_it() {
        for (text, taken) in [
            ("gzip, deflate, br", true),
            ("br;q=1, GZIP;q=0.5", true),
            ("br, gzip;q=0", false),
            ("identity", false),
        ] {
            let asked = HeaderMap::from_iter([(ACCEPT_ENCODING, text.parse().unwrap())]);
            assert_eq!(takes_gzip(&asked), taken, "{text}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
