//! The cookies of a browser: its session, and the language it reads.

use access::SessionKey;
use axum::http::{HeaderMap, HeaderValue, header};
use types::Lang;

/// Over HTTPS the name itself holds a browser to it: this host, every path, never in clear text.
const OVER_HTTPS: &str = "__Host-fl_session";
const PLAIN: &str = "fl_session";
/// Holds the language somebody chose.
pub(crate) const LANGUAGE: &str = "fl-language";

/// The session that a request names.
pub(crate) fn session(headers: &HeaderMap, https: bool) -> Option<SessionKey> {
    named(headers, name(https)).map(SessionKey::shown)
}

/// The language that a browser was set to; Chinese until then.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let chosen = named(headers, LANGUAGE).and_then(|text| text.parse().ok());
    chosen.unwrap_or_default()
}

/// Keeps a session in the browser until the browser ends; the gateway ends it sooner.
pub(crate) fn keep(key: &SessionKey, https: bool) -> Option<HeaderValue> {
    set(&format!("{}={}", name(https), key.as_str()), https)
}

/// Takes the session out of the browser.
pub(crate) fn forget(https: bool) -> Option<HeaderValue> {
    set(&format!("{}=; Max-Age=0", name(https)), https)
}

fn set(what: &str, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{what}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

const fn name(https: bool) -> &'static str {
    if https { OVER_HTTPS } else { PLAIN }
}

/// What a cookie holds; the first of its name.
fn named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = texts
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_found_among_other_cookies_and_never_under_a_longer_name() {
        let mut headers = HeaderMap::new();
        let all = HeaderValue::from_static("xfl_session=a; fl_session2=b;fl_session=c; fl-language=en");
        headers.insert(header::COOKIE, all);
        assert_eq!(session(&headers, false), Some(SessionKey::shown("c")));
        assert_eq!(
            session(&headers, true),
            None,
            "a cookie of clear text is none over HTTPS"
        );
        assert_eq!(language(&headers), Lang::En);
        assert_eq!(language(&HeaderMap::new()), Lang::Zh);
    }

    #[test]
    fn a_cookie_is_for_this_host_and_out_of_reach_of_scripts() {
        let key = SessionKey::of([1; 32]);
        let text = |value: Option<HeaderValue>| value.unwrap().to_str().unwrap().to_owned();
        let plain = text(keep(&key, false));
        assert!(plain.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{plain}");
        let secure = text(keep(&key, true));
        assert!(
            secure.starts_with("__Host-") && secure.ends_with("; Secure"),
            "{secure}"
        );
        assert!(text(forget(false)).contains("Max-Age=0"));
    }
}
