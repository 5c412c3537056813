//! Style and scripts: their addresses change with their content, so they may be kept for ever.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use console::files;

use crate::params::Place;
use crate::refusal::no_such_path;

pub(super) async fn file(Place((hash, name)): Place<(String, String)>) -> Response {
    let Some(file) = files::find(&format!("{hash}/{name}")) else {
        return no_such_path(&format!("/static/{hash}/{name}")).into_response();
    };
    let headers = [
        (CONTENT_TYPE, file.media),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.bytes).into_response()
}
