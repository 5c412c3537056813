//! Choosing a language.

use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use types::Lang;

use crate::door::LANGUAGE;
use crate::params::Params;

/// A year, in seconds.
const KEPT_S: u32 = 31_536_000;

#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    to: Lang,
    #[serde(default)]
    back: String,
}

/// Remembers the language and goes back to where the visitor was.
pub(super) async fn switch(Params(chosen): Params<Chosen>) -> Response {
    let cookie = format!(
        "{LANGUAGE}={}; Path=/; Max-Age={KEPT_S}; SameSite=Lax; HttpOnly",
        chosen.to
    );
    let back = own_path(&chosen.back).to_owned();
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, back)]).into_response()
}

/// A path of this site; anything else is the board, so that nobody is led elsewhere.
pub(super) fn own_path(path: &str) -> &str {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if path.starts_with('/') && !path.starts_with("//") && plain {
        path
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn the_way_back_never_leads_elsewhere() {
        assert_eq!(own_path("/orders/1?at=now"), "/orders/1?at=now");
        for elsewhere in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(own_path(elsewhere), "/");
        }
    }
}
